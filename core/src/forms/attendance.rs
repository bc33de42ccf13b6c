//! Daftar hadir: the list that families sign, in the four variants of the field, blank before a meeting and filled after it. A
//! signature is never filled in; a mark that nobody made is said to be none.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Signer;
use super::closing::{digest, short};
use super::document::{Block, Document};
use super::paper;
use super::template::{Closing, Data, Fields, Form, Templates};
use crate::error::Error;
use crate::pdf::Size;
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Table, Words};

/// Which columns the list has, and how the paper lies, where the office has no template of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// On its side, with the numbers and the components of every family.
    #[default]
    A,
    /// Upright, with one number, the status, and signatures left and right.
    B,
    /// Upright, with RT and RW to be written.
    C,
    /// Upright, names alone: without any number.
    D,
}

/// How a family was marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Marked {
    /// Present.
    Hadir,
    /// Ill.
    Sakit,
    /// Absent.
    Alfa,
    /// Nobody said.
    BelumDitandai,
}

/// A family of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Family {
    /// Its number in the list.
    pub no: usize,
    /// Nama pengurus.
    pub name: String,
    /// Whether it heads the group.
    pub ketua: bool,
    /// NIK.
    pub nik: Option<String>,
    /// Family card.
    pub kk: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// AUD, SD, SMP, SMA, disabilitas, lansia, hamil.
    pub components: [u16; 7],
    /// Status on the day.
    pub status: &'static str,
    /// Its mark; none on a blank list.
    pub mark: Option<Marked>,
    /// Desa and group, for the variant that names them in each row.
    pub desa: String,
    /// Name of the group.
    pub group: String,
}

/// A meeting that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Its times, as they are printed.
    pub time: String,
    /// Where it was.
    pub place: String,
    /// Module and session.
    pub session: String,
    /// The version of the meeting, in hex.
    pub version: String,
}

/// A list: one group on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct List {
    /// Name of the group.
    pub group: String,
    /// Desa or kelurahan.
    pub desa: String,
    /// Kecamatan.
    pub kecamatan: String,
    /// Kabupaten.
    pub kabupaten: String,
    /// The day: of the meeting, or of the families on a blank list.
    pub day: NaiveDate,
    /// The meeting; none on a blank list.
    pub held: Option<Held>,
    /// Ketua kelompok.
    pub ketua: Signer,
    /// Pendamping.
    pub pendamping: Signer,
    /// The families, in order.
    pub families: Vec<Family>,
}

impl List {
    /// An invented list of so many families, filled or blank.
    pub(super) fn sample(families: usize, held: bool) -> Self {
        let text = |text: &str| text.to_owned();
        let marks = [
            Marked::Hadir,
            Marked::Sakit,
            Marked::Alfa,
            Marked::BelumDitandai,
        ];
        let family = |no: usize| Family {
            no,
            name: format!("Siti Aminah {no}"),
            ketua: no == 1,
            nik: Some(format!("72010100000000{no:02}")),
            kk: (!no.is_multiple_of(3)).then(|| format!("72010200000000{no:02}")),
            address: Some(text("Dusun 2, Rusa Kencana")),
            components: [1, 0, 2, 0, 0, 1, 0],
            status: "Aktif",
            mark: marks.get(no % 4).copied().filter(|_| held),
            desa: text("Rusa Kencana"),
            group: text("Melati"),
        };
        Self {
            group: text("Melati"),
            desa: text("Rusa Kencana"),
            kecamatan: text("Toili"),
            kabupaten: text("Banggai"),
            day: NaiveDate::from_ymd_opt(2026, 11, 3).unwrap_or_default(),
            held: held.then(|| Held {
                time: text("09.00 - 11.00"),
                place: text("Balai Desa Rusa Kencana"),
                session: text("Pengasuhan / Memahami Perilaku Anak"),
                version: "c0ffee00".repeat(8),
            }),
            ketua: Signer {
                name: Some(text("Siti Aminah 1")),
                nip: None,
            },
            pendamping: Signer {
                name: Some(text("Ani Lestari, S.Sos")),
                nip: Some(text("198001012010012001")),
            },
            families: (1..=families).map(family).collect(),
        }
    }

    /// The same blank, of a group of which nobody is known.
    #[cfg(test)]
    pub(super) fn bare() -> Self {
        Self {
            ketua: Signer::default(),
            pendamping: Signer::default(),
            ..Self::sample(0, false)
        }
    }
}

/// A file of lists.
pub struct Written {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Families that stand in it.
    pub families: usize,
    /// Digest of what it says.
    pub digest: String,
}

/// What somebody writes on by hand: a short word, a name or day, a line.
const DOTS: [&str; 3] = [
    "........",
    "................",
    "................................................",
];

const fn form(name: &'static str, title: Words, source: &'static str) -> Form {
    Form {
        name,
        title,
        source,
        turns: true,
        sample: || fields(&List::sample(4, true)),
    }
}

macro_rules! variant {
    ($(#[$doc:meta])* $form:ident, $name:literal, $id:literal, $en:literal) => {
        $(#[$doc])*
        pub static $form: Form = form(
            $name,
            Words { id: $id, en: $en },
            include_str!(concat!("templates/", $name, ".txt")),
        );
    };
}

variant!(
    /// [`Variant::A`].
    A, "hadir_a", "Daftar hadir P2K2 A: lengkap", "Attendance list A: with all numbers"
);
variant!(
    /// [`Variant::B`].
    B, "hadir_b", "Daftar hadir P2K2 B: NIK/No. KK dan status", "Attendance list B: one number and status"
);
variant!(
    /// [`Variant::C`].
    C, "hadir_c", "Daftar hadir P2K2 C: NIK, alamat, RT/RW", "Attendance list C: NIK, address, RT/RW"
);
variant!(
    /// [`Variant::D`].
    D, "hadir_d", "Daftar hadir P2K2 D: nama saja", "Attendance list D: names alone"
);

impl Variant {
    /// Its form.
    pub fn form(self) -> &'static Form {
        match self {
            Self::A => &A,
            Self::B => &B,
            Self::C => &C,
            Self::D => &D,
        }
    }
}

/// Every column that a list can have; templates choose among them.
fn columns() -> Vec<Column<Family>> {
    let text = |key, id, en, width, value: fn(&Family) -> Cell| Column {
        key,
        label: Words { id, en },
        group: None,
        width,
        kind: Kind::Text,
        summed: false,
        value,
    };
    let sign = |key, id, en, value| Column {
        kind: Kind::Sign,
        ..text(key, id, en, 24.0, value)
    };
    macro_rules! component {
        ($key:literal, $id:literal, $en:literal, $at:literal) => {
            Column {
                kind: Kind::Figure,
                ..text($key, $id, $en, 7.0, |family| {
                    match family.components.get($at).copied().unwrap_or(0) {
                        0 => Cell::Empty,
                        many => Cell::count(many),
                    }
                })
            }
        };
    }
    vec![
        Column {
            kind: Kind::Place,
            ..text("no", "No", "No", 4.0, |family| Cell::count(family.no))
        },
        text(
            "nama",
            "Nama pengurus",
            "Name of the pengurus",
            24.0,
            |family| {
                if family.ketua {
                    Cell::text(format!("{} (Ketua)", family.name))
                } else {
                    Cell::text(&family.name)
                }
            },
        ),
        text("kk", "No. KK", "Family card", 18.0, |family| {
            Cell::maybe(family.kk.as_deref())
        }),
        text("nik", "NIK", "NIK", 18.0, |family| {
            Cell::maybe(family.nik.as_deref())
        }),
        text(
            "nomor",
            "NIK dan No. KK",
            "NIK and family card",
            19.0,
            |family| {
                let numbers = [family.nik.as_deref(), family.kk.as_deref()];
                Cell::text(numbers.map(|number| number.unwrap_or("-")).join("\n"))
            },
        ),
        text("alamat", "Alamat", "Address", 22.0, |family| {
            Cell::maybe(family.address.as_deref())
        }),
        text("rt", "RT", "RT", 5.0, |_| Cell::Empty),
        text("rw", "RW", "RW", 5.0, |_| Cell::Empty),
        text("desa", "Desa", "Desa", 20.0, |family| {
            Cell::text(&family.desa)
        }),
        text("kelompok", "Kelompok", "Group", 20.0, |family| {
            Cell::text(&family.group)
        }),
        component!("aud", "AUD", "AUD", 0),
        component!("sd", "SD", "SD", 1),
        component!("smp", "SMP", "SMP", 2),
        component!("sma", "SMA", "SMA", 3),
        component!("disabilitas", "Disabilitas", "Disability", 4),
        component!("lansia", "Lansia", "Elderly", 5),
        component!("hamil", "Hamil", "Pregnant", 6),
        text("status", "Status", "Status", 9.0, |family| {
            Cell::text(family.status)
        }),
        text(
            "keterangan",
            "Keterangan kehadiran",
            "Attendance",
            14.0,
            |family| Cell::text(marked(family)),
        ),
        sign("ttd", "Tanda tangan", "Signature", |family| {
            Cell::text(format!("{}.", family.no))
        }),
        sign(
            "ttd_hadir",
            "Tanda tangan dengan kehadiran",
            "Signature with attendance",
            |family| Cell::text(format!("{}. {}", family.no, marked(family)).trim_end()),
        ),
    ]
}

fn marked(family: &Family) -> &'static str {
    match family.mark {
        None => "",
        Some(Marked::Hadir) => "Hadir",
        Some(Marked::Sakit) => "Sakit",
        Some(Marked::Alfa) => "Alpa",
        Some(Marked::BelumDitandai) => "Belum ditandai",
    }
}

/// Writes lists into one file, each from a page of its own.
///
/// # Errors
/// If it would break a rule of its format; whatever `at` says before each list.
pub fn write(
    lists: &[List],
    variant: Variant,
    size: Size,
    templates: &Templates,
    at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Written, Error> {
    let title = match lists {
        [one] => format!("Daftar hadir P2K2 {}", one.group),
        _ => "Daftar hadir P2K2".to_owned(),
    };
    let documents = documents(lists, variant, templates)?;
    Ok(Written {
        pdf: paper::pdf(&documents, size, &title, at)?,
        families: lists.iter().map(|list| list.families.len()).sum(),
        digest: digest(&lists).map_err(std::io::Error::from)?,
    })
}

/// The lists, or one page that says that there is none.
pub(super) fn documents(
    lists: &[List],
    variant: Variant,
    templates: &Templates,
) -> Result<Vec<Document>, Error> {
    if lists.is_empty() {
        let title = "DAFTAR HADIR P2K2".to_owned();
        let none = Block::Middle("Tidak ada kelompok.".to_owned());
        return Ok(vec![Document {
            title: title.clone(),
            day: NaiveDate::default(),
            wide: false,
            blocks: vec![Block::Title(title), none],
            digest: String::new(),
        }]);
    }
    let each = lists.iter().map(|list| document(list, variant, templates));
    each.collect()
}

/// A list.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(list: &List, variant: Variant, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(list).map_err(std::io::Error::from)?;
    let closing: Closing = closing(list, &digest).as_str().into();
    let filled = templates.fill(variant.form(), &fields(list), &closing)?;
    Ok(Document {
        title: format!("DAFTAR HADIR P2K2 KELOMPOK {}", list.group.to_uppercase()),
        day: list.day,
        wide: filled.paper.wide,
        blocks: filled.blocks,
        digest,
    })
}

/// A list as a template sees it. Of a blank list everything of the meeting is written by hand, its figures too.
#[expect(
    clippy::too_many_lines,
    reason = "a list of fields, one after the other"
)]
pub fn fields(list: &List) -> Fields {
    let [word, name, line] = DOTS;
    let held = list.held.as_ref();
    let day = held.map(|_| indonesian_day(list.day));
    let count = |mark: Marked| {
        let marked = list.families.iter().filter(|f| f.mark == Some(mark));
        let many = marked.count();
        held.map(|_| many.to_string())
    };
    let hadir = count(Marked::Hadir);
    let unmarked = count(Marked::BelumDitandai).filter(|many| many != "0");
    let pendamping = list.pendamping.name.as_deref();
    Fields::new()
        .text(
            "kelompok",
            ("Nama kelompok", "Name of the group"),
            Some(&list.group),
            "kelompok",
        )
        .text(
            "desa",
            ("Nama desa/kelurahan", "Name of the desa"),
            Some(&list.desa),
            "desa",
        )
        .text(
            "kecamatan",
            ("Nama kecamatan", "Name of the kecamatan"),
            Some(&list.kecamatan),
            "kecamatan",
        )
        .text(
            "kabupaten",
            ("Nama kabupaten/kota", "Name of the kabupaten"),
            Some(&list.kabupaten),
            "kabupaten/kota",
        )
        .count("tahun", ("Tahun", "Year"), list.day.year())
        .with(
            "terisi",
            (
                "Apakah pertemuannya sudah dicatat",
                "Whether its meeting is recorded",
            ),
            Data::Yes(held.is_some()),
        )
        .by_hand(
            "tanggal",
            ("Tanggal pertemuan", "Day of the meeting"),
            day.as_deref(),
            line,
        )
        .by_hand(
            "waktu",
            ("Jam mulai sampai selesai", "From when to when"),
            held.map(|held| held.time.as_str()),
            line,
        )
        .by_hand(
            "sesi",
            ("Modul dan sesi", "Module and session"),
            held.map(|held| held.session.as_str()),
            line,
        )
        .by_hand(
            "tempat",
            ("Tempat", "Place"),
            held.map(|held| held.place.as_str()),
            line,
        )
        .by_hand(
            "pendamping_nama",
            ("Nama pendamping", "Name of the pendamping"),
            pendamping,
            line,
        )
        .count("total", ("Banyak KPM", "Families"), list.families.len())
        .by_hand(
            "peserta",
            (
                "Yang hadir, untuk baris peserta",
                "Who was there, as participants",
            ),
            hadir.as_deref(),
            name,
        )
        .by_hand("hadir", ("Hadir", "Hadir"), hadir.as_deref(), word)
        .by_hand(
            "sakit",
            ("Sakit", "Sakit"),
            count(Marked::Sakit).as_deref(),
            word,
        )
        .by_hand(
            "alpa",
            ("Alpa", "Alpa"),
            count(Marked::Alfa).as_deref(),
            word,
        )
        .by_hand(
            "belum_ditandai",
            ("Belum ditandai, bila ada", "Not marked, if any"),
            unmarked.as_deref(),
            word,
        )
        .with(
            "kpm",
            ("KPM kelompok", "Families of the group"),
            Data::Table(
                Table::new(&columns(), list.families.iter().cloned(), None),
                &[],
            ),
        )
        .by_hand(
            "tanggal_ttd",
            ("Tanggal di atas tanda tangan", "Day above the signature"),
            day.as_deref(),
            name,
        )
        .by_hand(
            "pendamping_ttd",
            (
                "Nama pendamping di bawah tanda tangan",
                "Name of the pendamping below the signature",
            ),
            pendamping,
            "",
        )
        .by_hand(
            "pendamping_nip",
            ("NIP pendamping", "NIP of the pendamping"),
            list.pendamping.nip.as_deref(),
            name,
        )
        .by_hand(
            "ketua_ttd",
            (
                "Nama ketua kelompok di bawah tanda tangan",
                "Name of the ketua below the signature",
            ),
            list.ketua.name.as_deref(),
            "",
        )
}

fn closing(list: &List, digest: &str) -> String {
    let many = list.families.len();
    let digest = short(digest);
    match &list.held {
        Some(held) => format!(
            "Dihitung dari {many} KPM pada pertemuan {}, versi {}; tanda {digest}.",
            indonesian_day(list.day),
            short(&held.version)
        ),
        None => format!(
            "Daftar {many} KPM aktif kelompok ini menurut data per {}; tanda {digest}.",
            indonesian_day(list.day)
        ),
    }
}

#[cfg(test)]
#[path = "attendance_tests.rs"]
mod tests;

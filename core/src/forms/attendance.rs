//! Daftar hadir: the list that families sign, in the four variants of the field, blank before a meeting and filled after it. A
//! signature is never filled in; a mark that nobody made is said to be none.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Signer;
use super::closing::{digest, short};
use crate::error::Error;
use crate::pdf::{Align, Flow, Grid, GridCell, GridColumn, HeadCell, Meta, Paper, Size};
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Table, Words};

/// Which columns the list has, and how the paper lies.
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
            kk: (no % 3 != 0).then(|| format!("72010200000000{no:02}")),
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

const SHADE: (u8, u8, u8) = (0xE7, 0xEE, 0xF5);
const DOTS: &str = "................";

/// The columns of a variant, in the order of the form.
pub fn columns(variant: Variant) -> Vec<Column<Family>> {
    let text = |key, id, width, value: fn(&Family) -> Cell| Column {
        key,
        label: Words { id, en: id },
        group: None,
        width,
        kind: Kind::Text,
        summed: false,
        value,
    };
    let no = || Column {
        kind: Kind::Place,
        ..text("no", "NO", 4.0, |family| Cell::count(family.no))
    };
    macro_rules! component {
        ($key:literal, $id:literal, $at:literal) => {
            Column {
                kind: Kind::Figure,
                ..text($key, $id, 7.0, |family| {
                    match family.components.get($at).copied().unwrap_or(0) {
                        0 => Cell::Empty,
                        many => Cell::count(many),
                    }
                })
            }
        };
    }
    let name: fn(&Family) -> Cell = |family| {
        if family.ketua {
            Cell::text(format!("{} (Ketua)", family.name))
        } else {
            Cell::text(&family.name)
        }
    };
    let address: fn(&Family) -> Cell = |family| Cell::maybe(family.address.as_deref());
    let nik: fn(&Family) -> Cell = |family| Cell::maybe(family.nik.as_deref());
    let said: fn(&Family) -> Cell = |family| Cell::text(marked(family));
    let sign: fn(&Family) -> Cell = |family| Cell::text(format!("{}.", family.no));
    let sign_said: fn(&Family) -> Cell =
        |family| Cell::text(format!("{}. {}", family.no, marked(family)).trim_end());
    match variant {
        Variant::A => vec![
            no(),
            text("pengurus", "PENGURUS", 24.0, name),
            text("kk", "NO KK", 18.0, |family| {
                Cell::maybe(family.kk.as_deref())
            }),
            text("nik", "NIK", 18.0, nik),
            text("alamat", "ALAMAT", 22.0, address),
            component!("aud", "AUD", 0),
            component!("sd", "SD", 1),
            component!("smp", "SMP", 2),
            component!("sma", "SMA", 3),
            component!("disab", "DISAB", 4),
            component!("lansia", "LANSIA", 5),
            component!("hamil", "HAMIL", 6),
            text("keterangan", "KETERANGAN", 14.0, said),
            text("ttd", "TTD", 24.0, sign),
        ],
        Variant::B => vec![
            no(),
            text("pengurus", "NAMA LENGKAP PENGURUS", 26.0, name),
            text("nomor", "NIK / NO. KK", 19.0, |family| {
                let numbers = [family.nik.as_deref(), family.kk.as_deref()];
                Cell::text(numbers.map(|number| number.unwrap_or("-")).join("\n"))
            }),
            text("alamat", "ALAMAT / LINGKUNGAN", 20.0, address),
            text("status", "STATUS", 9.0, |family| Cell::text(family.status)),
            text("ttd", "TANDA TANGAN / CAP JEMPOL", 30.0, sign_said),
        ],
        Variant::C => vec![
            no(),
            text("nama", "Nama", 26.0, name),
            text("nik", "NIK", 19.0, nik),
            text("alamat", "Alamat", 20.0, address),
            text("rt", "RT", 5.0, |_| Cell::Empty),
            text("rw", "RW", 5.0, |_| Cell::Empty),
            text("ttd", "Tanda Tangan", 26.0, sign),
            text("ket", "Ket.", 13.0, said),
        ],
        Variant::D => vec![
            no(),
            text("nama", "Nama", 28.0, name),
            text("desa", "Desa", 20.0, |family| Cell::text(&family.desa)),
            text("kelompok", "Kelompok", 20.0, |family| {
                Cell::text(&family.group)
            }),
            text("ttd", "Tanda Tangan", 30.0, sign_said),
        ],
    }
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
    at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Written, Error> {
    let flow = flow(lists, variant, size, at)?;
    let meta = Meta {
        title: match lists {
            [one] => format!("Daftar hadir P2K2 {}", one.group),
            _ => "Daftar hadir P2K2".to_owned(),
        },
        day: lists.iter().map(|list| list.day).max().unwrap_or_default(),
    };
    Ok(Written {
        pdf: flow.pdf(&meta)?,
        families: lists.iter().map(|list| list.families.len()).sum(),
        digest: digest(&lists).map_err(std::io::Error::from)?,
    })
}

/// Their pages.
pub(super) fn flow(
    lists: &[List],
    variant: Variant,
    size: Size,
    mut at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Flow, Error> {
    let paper = match variant {
        Variant::A => Paper::landscape(size),
        _ => Paper::portrait(size),
    };
    let mut flow = Flow::new(paper)?;
    for (no, list) in lists.iter().enumerate() {
        at(no, lists.len() + 1)?;
        draw(&mut flow, list, variant)?;
    }
    if lists.is_empty() {
        flow.section("", "")?;
        flow.heading("DAFTAR HADIR P2K2", 13.0)?;
        flow.middle("Tidak ada kelompok.", 10.0)?;
    }
    at(lists.len(), lists.len() + 1)?;
    Ok(flow)
}

fn draw(flow: &mut Flow, list: &List, variant: Variant) -> Result<(), Error> {
    let digest = digest(list).map_err(std::io::Error::from)?;
    let title = format!("DAFTAR HADIR P2K2 KELOMPOK {}", list.group.to_uppercase());
    let year = list.day.format("%Y");
    let foot = format!("Sesi \u{b7} tanda {}", short(&digest));
    flow.section(&format!("{title} (lanjutan)"), &foot)?;
    flow.heading(&title, 13.0)?;
    flow.heading(&format!("TAHUN {year}"), 11.0)?;
    flow.space(3.0);
    let blank = || DOTS.repeat(3);
    let held = |told: fn(&Held) -> &String| {
        let told = list.held.as_ref().map(told).filter(|told| !told.is_empty());
        told.map_or_else(blank, Clone::clone)
    };
    let day = list
        .held
        .as_ref()
        .map_or_else(blank, |_| indonesian_day(list.day));
    flow.facts(
        &[
            ("Kelompok", list.group.clone()),
            ("Desa / Kelurahan", list.desa.clone()),
            (
                "Kecamatan",
                format!("{}, {}", list.kecamatan, list.kabupaten),
            ),
            ("Hari / Tanggal", day),
            ("Waktu", held(|held| &held.time)),
            ("Modul / Sesi", held(|held| &held.session)),
            ("Tempat Pertemuan", held(|held| &held.place)),
            (
                "Nama Pendamping",
                list.pendamping.name.clone().unwrap_or_else(blank),
            ),
        ],
        38.0,
        9.0,
    )?;
    flow.space(2.0);
    flow.paragraph(&present(list), 9.0, true)?;
    flow.space(2.0);
    let table = Table::new(&columns(variant), list.families.iter().cloned(), None);
    let mut signers = vec![signer(
        &["", "Pendamping Sosial PKH"],
        &list.pendamping,
        true,
    )];
    if variant != Variant::C {
        signers.insert(
            0,
            signer(&["Mengetahui,", "Ketua Kelompok PKH"], &list.ketua, false),
        );
    }
    if let Some((above, _)) = signers.last_mut() {
        let day = list
            .held
            .as_ref()
            .map_or_else(|| DOTS.to_owned(), |_| indonesian_day(list.day));
        if let Some(first) = above.first_mut() {
            *first = format!("{}, {day}", list.kecamatan);
        }
    }
    flow.table(&grid(&table, variant))?;
    flow.signatures(&signers)?;
    flow.paragraph(&closing(list, &digest), 7.5, false)?;
    Ok(())
}

/// The line above the table: figures of a meeting, dots on a blank list.
fn present(list: &List) -> String {
    let many = list.families.len();
    if list.held.is_none() {
        return format!(
            "Jumlah Peserta Pertemuan: {DOTS}    Kehadiran: Total {many} | Hadir ........ | Sakit ........ | Alpa ........"
        );
    }
    let count = |mark: Marked| {
        list.families
            .iter()
            .filter(|family| family.mark == Some(mark))
            .count()
    };
    let (hadir, unmarked) = (count(Marked::Hadir), count(Marked::BelumDitandai));
    let mut line = format!(
        "Jumlah Peserta Pertemuan: {hadir}    Kehadiran: Total {many} | Hadir {hadir} | Sakit {} | Alpa {}",
        count(Marked::Sakit),
        count(Marked::Alfa)
    );
    if unmarked > 0 {
        line.push_str(" | Belum ditandai ");
        line.push_str(&unmarked.to_string());
    }
    line
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

fn signer(above: &[&str], who: &Signer, nip: bool) -> (Vec<String>, Vec<String>) {
    let above = above.iter().map(|line| (*line).to_owned()).collect();
    let mut below = vec![who.name.clone().unwrap_or_default()];
    if nip {
        below.push(format!("NIP {}", who.nip.as_deref().unwrap_or(DOTS)));
    }
    (above, below)
}

/// The table on paper: figures in the middle, signatures in a zigzag so that two people have room beside each other.
fn grid(table: &Table, variant: Variant) -> Grid {
    let heads = table.columns.iter().enumerate().map(|(at, head)| HeadCell {
        at: (0, at),
        over: (1, 1),
        text: head.words().to_owned(),
        color: Some(SHADE),
    });
    let row = |(no, cells): (usize, &Vec<Cell>)| {
        let cells = table
            .columns
            .iter()
            .zip(cells)
            .map(move |(head, cell)| GridCell {
                text: match cell {
                    Cell::Empty => String::new(),
                    Cell::Number(number) => number.to_string(),
                    Cell::Text(text) => text.clone(),
                },
                align: match head.kind {
                    _ if head.key == "ttd" && no % 2 == 1 => Align::Half,
                    Kind::Figure | Kind::Place => Align::Center,
                    _ => Align::Left,
                },
                bold: false,
            });
        cells.collect()
    };
    #[expect(clippy::cast_possible_truncation, reason = "a width in characters")]
    let share = |width: f64| width as f32;
    Grid {
        columns: table
            .columns
            .iter()
            .map(|head| GridColumn {
                share: share(head.width),
            })
            .collect(),
        head_rows: 1,
        heads: heads.collect(),
        rows: table.rows.iter().enumerate().map(row).collect(),
        size: if variant == Variant::A { 7.5 } else { 8.5 },
        least_mm: 8.5,
        tail: Flow::signing(4),
    }
}

#[cfg(test)]
#[path = "attendance_tests.rs"]
mod tests;

//! The other RHK of a pendamping and month as frames: RHK 3 (verifikasi komitmen and pendampingan), RHK 4 (usulan graduasi) and RHK 7 (laporan
//! bulanan). What Sesi knows is filled in, everything else is a visible blank; nothing is judged and nothing is guessed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::Signer;
use super::closing::{digest, short};
use super::document::{Document, blank, said};
use super::signed;
use super::template::{Data, Fields, Form, Templates};
use crate::error::Error;
use crate::reference::month::{YearMonth, indonesian_day};
use crate::reports::{Cell, Column, Kind, Table, Words};

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhk {
    /// Verifikasi komitmen, pendampingan, mediasi, fasilitasi.
    Three,
    /// Usulan graduasi mandiri.
    Four,
    /// Laporan bulanan.
    Seven,
}

impl Rhk {
    fn number(self) -> u8 {
        match self {
            Self::Three => 3,
            Self::Four => 4,
            Self::Seven => 7,
        }
    }

    fn form(self) -> &'static Form {
        match self {
            Self::Three => &RHK3,
            Self::Four => &RHK4,
            Self::Seven => &RHK7,
        }
    }
}

/// What Sesi knows of a pendamping's month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthFacts {
    /// The month.
    pub month: YearMonth,
    /// Lines of the letterhead.
    pub letterhead: Vec<String>,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// Whose month.
    pub pendamping: Signer,
    /// What that person is.
    pub jabatan: Option<String>,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// Groups that the person led on the last day.
    pub groups: u32,
    /// Active families in them on that day.
    pub families: u32,
    /// Children in school and others of these families, by component.
    pub components: Vec<(&'static str, u32)>,
    /// Meetings that the person led.
    pub meetings: u32,
    /// Hadir at them.
    pub attendances: u32,
    /// Of so many that were expected.
    pub expected: u32,
    /// Kendala dan tindak lanjut that were written down, with the group.
    pub obstacles: Vec<String>,
    /// Visits and materi susulan that the person gave.
    pub visits: Vec<VisitFact>,
    /// Families that were Alfa for so many months in a row that a letter is due.
    pub absent: Vec<AbsentFact>,
    /// Letters of the month.
    pub letters: Vec<LetterFact>,
    /// Families that graduated.
    pub graduated: Vec<GraduateFact>,
    /// Rakor at which the person was: name and day.
    pub rakors: Vec<(String, NaiveDate)>,
    /// What the office wants of a month, by the number of the RHK.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub targets: BTreeMap<u8, u16>,
}

/// Something that a family was given outside its meetings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VisitFact {
    /// When.
    pub day: NaiveDate,
    /// Nama pengurus.
    pub name: String,
    /// Its group.
    pub group: String,
    /// How.
    pub way: &'static str,
    /// Sessions that it was given.
    pub sessions: String,
    /// A remark.
    pub note: Option<String>,
}

/// A family that stayed away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AbsentFact {
    /// Nama pengurus.
    pub name: String,
    /// Its group.
    pub group: String,
    /// The months in a row.
    pub months: Vec<String>,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterFact {
    /// To whom.
    pub name: String,
    /// Which.
    pub title: &'static str,
    /// Its number.
    pub number: Option<String>,
    /// Its date.
    pub day: Option<NaiveDate>,
    /// When it was delivered.
    pub delivered: Option<NaiveDate>,
}

/// A family that graduated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GraduateFact {
    /// Nama pengurus.
    pub name: String,
    /// NIK, of which most digits are hidden.
    pub nik: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Its group.
    pub group: String,
    /// Since when.
    pub day: NaiveDate,
    /// Sessions that it had.
    pub sessions: u32,
    /// Sessions that there are.
    pub sessions_of: u32,
}

impl MonthFacts {
    /// An invented month in which everything is filled in.
    pub(super) fn sample(month: YearMonth) -> Self {
        let day = NaiveDate::from_ymd_opt(2026, 11, 12).unwrap_or_default();
        let text = |text: &str| text.to_owned();
        Self {
            letterhead: vec![text("DINAS SOSIAL KABUPATEN CONTOH")],
            pendamping: Signer {
                name: Some(text("Ani Lestari, S.Sos")),
                nip: Some(text("198001012010012001")),
            },
            jabatan: Some(text("Pendamping Sosial PKH")),
            signed: NaiveDate::from_ymd_opt(2026, 11, 30),
            groups: 9,
            families: 212,
            components: vec![("Anak SD", 88), ("Lansia", 21)],
            meetings: 8,
            attendances: 171,
            expected: 196,
            obstacles: vec![text("Melati 1: hujan")],
            visits: vec![VisitFact {
                day,
                name: text("Siti Aminah"),
                group: text("Melati 1"),
                way: "Kunjungan rumah",
                sessions: text("Memahami Perilaku Anak"),
                note: Some(text("Anak sakit")),
            }],
            absent: vec![AbsentFact {
                name: text("Rahma"),
                group: text("Melati 2"),
                months: vec![text("Oktober 2026"), text("November 2026")],
            }],
            letters: vec![LetterFact {
                name: text("Rahma"),
                title: "Surat Teguran I",
                number: Some(text("012/PKH/TOILI/XI/2026")),
                day: Some(day),
                delivered: None,
            }],
            graduated: vec![GraduateFact {
                name: text("Wati"),
                nik: Some(text("7201xxxxxxxxxx01")),
                address: Some(text("Dusun 2")),
                group: text("Melati 3"),
                day,
                sessions: 14,
                sessions_of: 15,
            }],
            rakors: vec![(text("Rakor November"), day)],
            ..Self::bare(month)
        }
    }

    /// A month of which nothing was recorded.
    pub(super) fn bare(month: YearMonth) -> Self {
        Self {
            month,
            letterhead: Vec::new(),
            kabupaten: "Banggai".to_owned(),
            pendamping: Signer::default(),
            jabatan: None,
            signed: None,
            groups: 0,
            families: 0,
            components: Vec::new(),
            meetings: 0,
            attendances: 0,
            expected: 0,
            obstacles: Vec::new(),
            visits: Vec::new(),
            absent: Vec::new(),
            letters: Vec::new(),
            graduated: Vec::new(),
            rakors: Vec::new(),
            targets: BTreeMap::new(),
        }
    }
}

fn column<R>(
    key: &'static str,
    id: &'static str,
    width: f64,
    kind: Kind,
    value: fn(&R) -> Cell,
) -> Column<R> {
    Column {
        key,
        label: Words { id, en: id },
        group: None,
        width,
        kind,
        summed: false,
        value,
    }
}

/// A row with its number.
struct No<'r, R>(usize, &'r R);

fn numbered<R>(rows: &[R]) -> impl Iterator<Item = No<'_, R>> {
    (1..).zip(rows).map(|(no, row)| No(no, row))
}

fn day(day: Option<NaiveDate>) -> Cell {
    Cell::maybe(day.map(indonesian_day))
}

fn rows<'r, R>(all: &'r [R], columns: &[Column<No<'r, R>>]) -> Table {
    Table::new(columns, numbered(all), None)
}

fn visits(facts: &MonthFacts) -> Table {
    rows(
        &facts.visits,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("tanggal", "Tanggal", 16.0, Kind::Text, |No(_, row)| {
                day(Some(row.day))
            }),
            column("nama", "KPM", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("kelompok", "Kelompok", 14.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.group)
            }),
            column("cara", "Cara", 16.0, Kind::Text, |No(_, row)| {
                Cell::text(row.way)
            }),
            column(
                "sesi",
                "Sesi disampaikan",
                22.0,
                Kind::Prose,
                |No(_, row)| Cell::text(&row.sessions),
            ),
            column(
                "temuan",
                "Temuan dan tindak lanjut",
                24.0,
                Kind::Prose,
                |No(_, row)| Cell::text(said(row.note.as_deref(), "temuan")),
            ),
        ],
    )
}

fn absent(facts: &MonthFacts) -> Table {
    rows(
        &facts.absent,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("nama", "KPM", 22.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("kelompok", "Kelompok", 16.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.group)
            }),
            column(
                "bulan",
                "Bulan Alfa berturut-turut",
                30.0,
                Kind::Prose,
                |No(_, row)| Cell::text(row.months.join(", ")),
            ),
            column("tindak_lanjut", "Tindak lanjut", 24.0, Kind::Prose, |_| {
                Cell::text(blank("tindak lanjut"))
            }),
        ],
    )
}

fn letters(facts: &MonthFacts) -> Table {
    rows(
        &facts.letters,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("surat", "Surat", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(row.title)
            }),
            column("nomor", "Nomor", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(said(row.number.as_deref(), "nomor"))
            }),
            column("nama", "Kepada", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("tanggal", "Tanggal", 16.0, Kind::Text, |No(_, row)| {
                day(row.day)
            }),
            column(
                "diserahkan",
                "Diserahkan",
                16.0,
                Kind::Text,
                |No(_, row)| {
                    Cell::text(
                        row.delivered
                            .map_or_else(|| "belum diserahkan".to_owned(), indonesian_day),
                    )
                },
            ),
        ],
    )
}

fn components(facts: &MonthFacts) -> Table {
    rows(
        &facts.components,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("komponen", "Komponen", 24.0, Kind::Text, |No(_, row)| {
                Cell::text(row.0)
            }),
            column(
                "jumlah",
                "Jumlah sasaran",
                12.0,
                Kind::Figure,
                |No(_, row)| row.1.into(),
            ),
            column("memenuhi", "Memenuhi komitmen", 16.0, Kind::Text, |_| {
                Cell::text(blank("jumlah"))
            }),
            column("tidak_memenuhi", "Tidak memenuhi", 16.0, Kind::Text, |_| {
                Cell::text(blank("jumlah"))
            }),
            column("keterangan", "Keterangan", 24.0, Kind::Prose, |_| {
                Cell::text(blank("keterangan"))
            }),
        ],
    )
}

fn graduated(facts: &MonthFacts) -> Table {
    rows(
        &facts.graduated,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("nama", "Nama", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("nik", "NIK", 15.0, Kind::Text, |No(_, row)| {
                Cell::text(said(row.nik.as_deref(), "NIK"))
            }),
            column("alamat", "Alamat", 20.0, Kind::Prose, |No(_, row)| {
                Cell::text(said(row.address.as_deref(), "alamat"))
            }),
            column("kelompok", "Kelompok", 14.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.group)
            }),
            column(
                "tanggal",
                "Graduasi sejak",
                15.0,
                Kind::Text,
                |No(_, row)| day(Some(row.day)),
            ),
            column("sesi", "Sesi FDS", 8.0, Kind::Text, |No(_, row)| {
                Cell::text(format!("{}/{}", row.sessions, row.sessions_of))
            }),
            column("jenis", "Jenis graduasi", 14.0, Kind::Text, |_| {
                Cell::text(blank("jenis"))
            }),
            column("keterangan", "Alasan", 18.0, Kind::Prose, |_| {
                Cell::text(blank("alasan"))
            }),
        ],
    )
}

/// A row of the monthly report.
struct Done {
    no: usize,
    /// None where the office said none.
    target: Option<u16>,
    /// How many were done of what the target counts; none where it may count something else.
    counted: Option<u32>,
    what: &'static str,
    /// None where Sesi does not know it.
    realised: Option<String>,
    proof: String,
    obstacles: String,
}

fn monthly(facts: &MonthFacts) -> Vec<Done> {
    let known = |many: usize, what: &str| Some(format!("{many} {what}"));
    let obstacles = facts.obstacles.join("; ");
    // Of RHK 2 a target counts meetings, and of RHK 7 this report; what it counts of the others is not known, so that no percentage is said.
    let counted = |no| match no {
        2 => Some(facts.meetings),
        7 => Some(1),
        _ => None,
    };
    let row = |no: u8, what, realised: Option<String>, proof: &str, obstacles: &str| Done {
        no: no.into(),
        target: facts.targets.get(&no).copied(),
        counted: counted(no),
        what,
        proof: if realised.is_some() {
            proof.to_owned()
        } else {
            blank("bukti dukung")
        },
        realised,
        obstacles: said(Some(obstacles), "kendala"),
    };
    let met = format!(
        "{} pertemuan, {} dari {} kehadiran",
        facts.meetings, facts.attendances, facts.expected
    );
    vec![
        row(1, "Penyaluran bantuan sosial", None, "", ""),
        row(2, "Pertemuan P2K2", Some(met), "Laporan RHK 2", &obstacles),
        row(
            3,
            "Verifikasi komitmen, pendampingan, mediasi, fasilitasi",
            known(facts.visits.len(), "kunjungan atau materi susulan"),
            "Laporan RHK 3",
            "",
        ),
        row(
            4,
            "Usulan graduasi mandiri",
            known(facts.graduated.len(), "KPM graduasi"),
            "Laporan RHK 4",
            "",
        ),
        row(
            5,
            "Pemutakhiran data dan verval calon penerima",
            None,
            "",
            "",
        ),
        row(
            6,
            "Respon kasus, pengaduan, kebencanaan, kerentanan",
            None,
            "",
            "",
        ),
        row(
            7,
            "Laporan bulanan",
            known(1, "laporan ini"),
            "Laporan ini",
            "",
        ),
        row(
            8,
            "Direktif: sosialisasi, rakor, penguatan kapasitas, tugas lain",
            known(facts.rakors.len(), "rakor diikuti"),
            "Laporan RHK 8",
            "",
        ),
        row(9, "Berita baik di media sosial", None, "", ""),
    ]
}

/// How many percent a part is of all, to one decimal, the half upwards.
fn tenths(part: u32, all: u32) -> String {
    let (part, all) = (u64::from(part), u64::from(all).max(1));
    let tenths = (part * 2000 + all) / (all * 2);
    format!("{},{}", tenths / 10, tenths % 10)
}

fn report(facts: &MonthFacts) -> Table {
    let columns = [
        column("no", "No", 4.0, Kind::Place, |row: &Done| {
            Cell::count(row.no)
        }),
        column("rhk", "RHK", 22.0, Kind::Prose, |row: &Done| {
            Cell::text(format!("RHK {}: {}", row.no, row.what))
        }),
        column("rencana", "Rencana Aksi", 16.0, Kind::Prose, |_| {
            Cell::text(blank("rencana aksi"))
        }),
        column("target", "Target", 9.0, Kind::Text, |row: &Done| {
            let target = row.target.map(|target| target.to_string());
            Cell::text(said(target.as_deref(), "target"))
        }),
        column("realisasi", "Realisasi", 20.0, Kind::Prose, |row: &Done| {
            Cell::text(said(row.realised.as_deref(), "realisasi"))
        }),
        column("capaian", "Capaian %", 11.0, Kind::Text, |row: &Done| {
            let reached = row.counted.zip(row.target);
            let reached = reached.map(|(done, target)| tenths(done, target.into()));
            Cell::text(said(reached.as_deref(), "%"))
        }),
        column("bukti", "Bukti dukung", 14.0, Kind::Prose, |row: &Done| {
            Cell::text(&row.proof)
        }),
        column("kendala", "Kendala", 24.0, Kind::Prose, |row: &Done| {
            Cell::text(&row.obstacles)
        }),
        column("tindak_lanjut", "Tindak lanjut", 16.0, Kind::Prose, |_| {
            Cell::text(blank("tindak lanjut"))
        }),
    ];
    Table::new(&columns, monthly(facts), None)
}

/// The report.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn document(facts: &MonthFacts, which: Rhk, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(&(which.number(), facts)).map_err(std::io::Error::from)?;
    let month = facts.month.indonesian();
    let closing = format!(
        "Dihitung dari {} pertemuan, {} kunjungan, {} surat, {} KPM graduasi dan {} rakor; tanda {}.",
        facts.meetings,
        facts.visits.len(),
        facts.letters.len(),
        facts.graduated.len(),
        facts.rakors.len(),
        short(&digest)
    );
    let whose = facts.pendamping.name.as_deref().unwrap_or_default();
    let title = format!("Laporan RHK {} {month} {whose}", which.number());
    let filled = templates.fill(which.form(), &fields(facts), &closing.as_str().into())?;
    Ok(Document {
        title: title.trim_end().to_owned(),
        day: facts.month.last_day(),
        wide: filled.paper.wide,
        blocks: filled.blocks,
        digest,
    })
}

fn sample() -> Fields {
    let month = YearMonth::new(2026, 11).ok();
    month.map_or_else(Fields::new, |month| fields(&MonthFacts::sample(month)))
}

const fn form(name: &'static str, id: &'static str, source: &'static str) -> Form {
    Form {
        name,
        title: Words { id, en: id },
        source,
        turns: false,
        sample,
    }
}

/// RHK 3.
pub static RHK3: Form = form("rhk3", "Laporan RHK 3", include_str!("templates/rhk3.txt"));
/// RHK 4.
pub static RHK4: Form = form("rhk4", "Laporan RHK 4", include_str!("templates/rhk4.txt"));
/// RHK 7.
pub static RHK7: Form = form("rhk7", "Laporan RHK 7", include_str!("templates/rhk7.txt"));

/// The month as a template sees it.
#[expect(
    clippy::too_many_lines,
    reason = "a list of fields, one after the other"
)]
pub fn fields(facts: &MonthFacts) -> Fields {
    let month = facts.month.indonesian();
    let day = facts.signed.map(indonesian_day);
    let rakors = facts
        .rakors
        .iter()
        .map(|(title, day)| format!("{title} ({})", indonesian_day(*day)));
    let rakors: Vec<String> = rakors.collect();
    let table = |table: Table| Data::Table(table, &[]);
    signed::letterhead_fields(&facts.letterhead)
        .text(
            "bulan",
            ("Bulan laporan", "The month"),
            Some(&month),
            "bulan",
        )
        .text(
            "nama",
            ("Nama pendamping", "Name of the pendamping"),
            facts.pendamping.name.as_deref(),
            "nama pendamping",
        )
        .text(
            "nip",
            ("NIP pendamping", "NIP of the pendamping"),
            facts.pendamping.nip.as_deref(),
            "NIP",
        )
        .text(
            "jabatan",
            ("Jabatan pendamping", "What the pendamping is"),
            facts.jabatan.as_deref(),
            "jabatan",
        )
        .text(
            "tanggal",
            ("Tanggal ditandatangani", "When it is signed"),
            day.as_deref(),
            "tanggal",
        )
        .text(
            "kabupaten",
            ("Nama kabupaten/kota", "Name of the kabupaten"),
            Some(&facts.kabupaten),
            "kabupaten",
        )
        .count(
            "banyak_kelompok",
            ("Banyak kelompok", "Groups"),
            facts.groups,
        )
        .count(
            "banyak_kpm",
            ("Banyak KPM aktif", "Active families"),
            facts.families,
        )
        .count(
            "banyak_pertemuan",
            ("Banyak pertemuan", "Meetings"),
            facts.meetings,
        )
        .count(
            "hadir",
            ("Hadir di semua pertemuan", "Hadir at all meetings"),
            facts.attendances,
        )
        .count(
            "total",
            ("Kehadiran yang mungkin", "Possible attendances"),
            facts.expected,
        )
        .text(
            "kendala",
            ("Kendala yang dicatat", "What stood in the way"),
            Some(&facts.obstacles.join("; ")),
            "kendala",
        )
        .with(
            "komponen",
            ("Sasaran menurut komponen", "Targets by component"),
            table(components(facts)),
        )
        .with(
            "kunjungan",
            (
                "Kunjungan rumah dan materi susulan",
                "Visits and materi susulan",
            ),
            table(visits(facts)),
        )
        .with(
            "tidak_hadir",
            ("KPM yang Alfa berturut-turut", "Families of Alfa in a row"),
            table(absent(facts)),
        )
        .with(
            "surat",
            ("Surat bulan itu", "Letters of the month"),
            table(letters(facts)),
        )
        .with(
            "graduasi",
            ("KPM graduasi", "Families that graduated"),
            table(graduated(facts)),
        )
        .with(
            "laporan",
            (
                "Sembilan RHK dengan realisasinya",
                "The nine RHK with what was done",
            ),
            table(report(facts)),
        )
        .text(
            "rakor",
            ("Rakor yang diikuti", "Rakor that the person was at"),
            Some(&rakors.join("; ")),
            "rakor",
        )
}

//! The other RHK of a pendamping and month as frames: RHK 3 (verifikasi komitmen and pendampingan), RHK 4 (usulan graduasi) and RHK 7 (laporan
//! bulanan). What Sesi knows is filled in, everything else is a visible blank; nothing is judged and nothing is guessed.

use chrono::NaiveDate;
use serde::Serialize;

use super::Signer;
use super::closing::{digest, short};
use super::document::{Block, Document, blank, said};
use super::rhk2::DASAR;
use super::signed;
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

    fn title(self) -> &'static str {
        match self {
            Self::Three => "VERIFIKASI KOMITMEN DAN PENDAMPINGAN KPM",
            Self::Four => "USULAN GRADUASI MANDIRI KPM",
            Self::Seven => "LAPORAN BULANAN PENDAMPING SOSIAL PKH",
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

fn block(table: Table) -> Block {
    Block::Table {
        table,
        total: "".into(),
        colors: &[],
    }
}

/// A table, or a sentence with a blank where there is nothing to show.
fn rows<'r, R>(all: &'r [R], columns: &[Column<No<'r, R>>], none: &str) -> Block {
    if all.is_empty() {
        return Block::Text(none.to_owned());
    }
    block(Table::new(columns, numbered(all), None))
}

fn visits(facts: &MonthFacts) -> Block {
    rows(
        &facts.visits,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("day", "Tanggal", 16.0, Kind::Text, |No(_, row)| {
                day(Some(row.day))
            }),
            column("name", "KPM", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("group", "Kelompok", 14.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.group)
            }),
            column("way", "Cara", 16.0, Kind::Text, |No(_, row)| {
                Cell::text(row.way)
            }),
            column(
                "sessions",
                "Sesi disampaikan",
                22.0,
                Kind::Prose,
                |No(_, row)| Cell::text(&row.sessions),
            ),
            column(
                "note",
                "Temuan dan tindak lanjut",
                24.0,
                Kind::Prose,
                |No(_, row)| Cell::text(said(row.note.as_deref(), "temuan")),
            ),
        ],
        "Belum ada kunjungan rumah atau materi susulan yang dicatat pada bulan ini. (isi kunjungan)",
    )
}

fn absent(facts: &MonthFacts) -> Block {
    rows(
        &facts.absent,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("name", "KPM", 22.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("group", "Kelompok", 16.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.group)
            }),
            column(
                "months",
                "Bulan Alfa berturut-turut",
                30.0,
                Kind::Prose,
                |No(_, row)| Cell::text(row.months.join(", ")),
            ),
            column("act", "Tindak lanjut", 24.0, Kind::Prose, |_| {
                Cell::text(blank("tindak lanjut"))
            }),
        ],
        "Tidak ada KPM yang Alfa berturut-turut sampai batas surat teguran.",
    )
}

fn letters(facts: &MonthFacts) -> Block {
    rows(
        &facts.letters,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("title", "Surat", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(row.title)
            }),
            column("number", "Nomor", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(said(row.number.as_deref(), "nomor"))
            }),
            column("name", "Kepada", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column(
                "day",
                "Tanggal",
                16.0,
                Kind::Text,
                |No(_, row)| day(row.day),
            ),
            column("delivered", "Diserahkan", 16.0, Kind::Text, |No(_, row)| {
                Cell::text(
                    row.delivered
                        .map_or_else(|| "belum diserahkan".to_owned(), indonesian_day),
                )
            }),
        ],
        "Tidak ada surat yang dibuat pada bulan ini.",
    )
}

fn components(facts: &MonthFacts) -> Block {
    rows(
        &facts.components,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("component", "Komponen", 24.0, Kind::Text, |No(_, row)| {
                Cell::text(row.0)
            }),
            column(
                "many",
                "Jumlah sasaran",
                12.0,
                Kind::Figure,
                |No(_, row)| row.1.into(),
            ),
            column("kept", "Memenuhi komitmen", 16.0, Kind::Text, |_| {
                Cell::text(blank("jumlah"))
            }),
            column("broken", "Tidak memenuhi", 16.0, Kind::Text, |_| {
                Cell::text(blank("jumlah"))
            }),
            column("why", "Keterangan", 24.0, Kind::Prose, |_| {
                Cell::text(blank("keterangan"))
            }),
        ],
        "Belum ada komponen yang dicatat pada daftar KPM. (isi jumlah sasaran)",
    )
}

fn graduated(facts: &MonthFacts) -> Block {
    rows(
        &facts.graduated,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("name", "Nama", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("nik", "NIK", 15.0, Kind::Text, |No(_, row)| {
                Cell::text(said(row.nik.as_deref(), "NIK"))
            }),
            column("address", "Alamat", 20.0, Kind::Prose, |No(_, row)| {
                Cell::text(said(row.address.as_deref(), "alamat"))
            }),
            column("group", "Kelompok", 14.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.group)
            }),
            column("day", "Graduasi sejak", 15.0, Kind::Text, |No(_, row)| {
                day(Some(row.day))
            }),
            column("sessions", "Sesi FDS", 8.0, Kind::Text, |No(_, row)| {
                Cell::text(format!("{}/{}", row.sessions, row.sessions_of))
            }),
            column("kind", "Jenis graduasi", 14.0, Kind::Text, |_| {
                Cell::text(blank("jenis"))
            }),
            column("why", "Alasan", 18.0, Kind::Prose, |_| {
                Cell::text(blank("alasan"))
            }),
        ],
        "Belum ada KPM graduasi yang dicatat pada bulan ini. (isi usulan graduasi)",
    )
}

/// A row of the monthly report.
struct Done {
    no: usize,
    what: &'static str,
    /// None where Sesi does not know it.
    realised: Option<String>,
    proof: String,
    obstacles: String,
}

fn monthly(facts: &MonthFacts) -> Vec<Done> {
    let known = |many: usize, what: &str| Some(format!("{many} {what}"));
    let obstacles = facts.obstacles.join("; ");
    let row = |no, what, realised: Option<String>, proof: &str, obstacles: &str| Done {
        no,
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

fn report(facts: &MonthFacts) -> Block {
    let columns = [
        column("no", "No", 4.0, Kind::Place, |row: &Done| {
            Cell::count(row.no)
        }),
        column("rhk", "RHK", 22.0, Kind::Prose, |row: &Done| {
            Cell::text(format!("RHK {}: {}", row.no, row.what))
        }),
        column("plan", "Rencana Aksi", 16.0, Kind::Prose, |_| {
            Cell::text(blank("rencana aksi"))
        }),
        column("target", "Target", 9.0, Kind::Text, |_| {
            Cell::text(blank("target"))
        }),
        column("done", "Realisasi", 20.0, Kind::Prose, |row: &Done| {
            Cell::text(said(row.realised.as_deref(), "realisasi"))
        }),
        column("percent", "Capaian %", 11.0, Kind::Text, |_| {
            Cell::text(blank("%"))
        }),
        column("proof", "Bukti dukung", 14.0, Kind::Prose, |row: &Done| {
            Cell::text(&row.proof)
        }),
        column("obstacles", "Kendala", 24.0, Kind::Prose, |row: &Done| {
            Cell::text(&row.obstacles)
        }),
        column("next", "Tindak lanjut", 16.0, Kind::Prose, |_| {
            Cell::text(blank("tindak lanjut"))
        }),
    ];
    block(Table::new(&columns, monthly(facts), None))
}

/// The report.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn document(facts: &MonthFacts, which: Rhk) -> Result<Document, Error> {
    let digest = digest(&(which.number(), facts)).map_err(std::io::Error::from)?;
    let month = facts.month.indonesian();
    let name = said(facts.pendamping.name.as_deref(), "nama pendamping");
    let mut blocks = signed::letterhead(&facts.letterhead);
    blocks.extend([
        Block::Title("LAPORAN".to_owned()),
        Block::Middle("TENTANG".to_owned()),
        Block::Title(which.title().to_owned()),
        Block::Title(month.to_uppercase()),
        Block::Chapter("A. PENDAHULUAN".to_owned()),
        Block::Chapter("1. Gambaran Umum".to_owned()),
        Block::Text(format!(
            "{name} mendampingi {} kelompok dengan {} KPM aktif pada akhir {month}.",
            facts.groups, facts.families
        )),
        Block::Chapter("2. Maksud dan Tujuan".to_owned()),
        Block::Text(blank("maksud dan tujuan")),
        Block::Chapter("3. Ruang Lingkup".to_owned()),
        Block::Text(blank("ruang lingkup")),
        Block::Chapter("4. Dasar".to_owned()),
    ]);
    let bases = (1..).zip(DASAR);
    blocks.extend(bases.map(|(no, base)| Block::Text(format!("{no}. {base}"))));
    blocks.push(Block::Chapter("B. KEGIATAN YANG DILAKSANAKAN".to_owned()));
    match which {
        Rhk::Three => blocks.extend([
            Block::Chapter("1. Verifikasi komitmen".to_owned()),
            components(facts),
            Block::Chapter("2. Kunjungan rumah dan materi susulan".to_owned()),
            visits(facts),
            Block::Chapter("3. KPM yang tidak hadir berturut-turut".to_owned()),
            absent(facts),
            Block::Chapter("4. Surat".to_owned()),
            letters(facts),
            Block::Chapter("5. Mediasi dan fasilitasi".to_owned()),
            Block::Text(blank("mediasi dan fasilitasi")),
        ]),
        Rhk::Four => blocks.extend([
            graduated(facts),
            Block::Text(format!("Status PPSE: {}", blank("status PPSE"))),
        ]),
        Rhk::Seven => {
            blocks.push(report(facts));
            let rakors = facts
                .rakors
                .iter()
                .map(|(title, day)| format!("{title} ({})", indonesian_day(*day)));
            let rakors: Vec<String> = rakors.collect();
            if !rakors.is_empty() {
                blocks.push(Block::Text(format!("Rakor: {}.", rakors.join("; "))));
            }
        }
    }
    blocks.extend(end(facts, which, &name, &digest));
    let whose = facts.pendamping.name.as_deref().unwrap_or_default();
    let title = format!("Laporan RHK {} {month} {whose}", which.number());
    Ok(Document {
        title: title.trim_end().to_owned(),
        day: facts.month.last_day(),
        wide: false,
        blocks,
        digest,
    })
}

fn end(facts: &MonthFacts, which: Rhk, name: &str, digest: &str) -> Vec<Block> {
    let day = facts.signed.map(indonesian_day);
    let mut lines = signed::below(&facts.pendamping);
    if let Some(first) = lines.first_mut() {
        name.clone_into(first);
    }
    let mut blocks = vec![
        Block::Chapter("C. HASIL YANG DICAPAI".to_owned()),
        Block::Text(blank("hasil")),
        Block::Chapter("D. KESIMPULAN DAN SARAN".to_owned()),
        Block::Text(format!("Kesimpulan: {}", blank("kesimpulan"))),
        Block::Text(format!("Saran: {}", blank("saran"))),
        Block::Chapter("E. PENUTUP".to_owned()),
        Block::Text("Demikian laporan ini dibuat menurut yang dicatat.".to_owned()),
        Block::Signatures(vec![(
            vec![
                format!("Dibuat di {}", said(Some(&facts.kabupaten), "kabupaten")),
                format!("pada tanggal {}", said(day.as_deref(), "tanggal")),
                said(facts.jabatan.as_deref(), "jabatan"),
            ],
            lines,
        )]),
        Block::Small(format!(
            "Dihitung dari {} pertemuan, {} kunjungan, {} surat, {} KPM graduasi dan {} rakor; tanda {}.",
            facts.meetings,
            facts.visits.len(),
            facts.letters.len(),
            facts.graduated.len(),
            facts.rakors.len(),
            short(digest)
        )),
    ];
    if which != Rhk::Seven {
        blocks.extend([
            Block::NewPage,
            Block::Title("LAMPIRAN DOKUMENTASI".to_owned()),
            Block::Frames {
                size: (88.0, 66.0),
                captions: vec![
                    "(tempel foto kegiatan di sini: belum ada foto di Sesi)".to_owned();
                    2
                ],
            },
        ]);
    }
    blocks
}

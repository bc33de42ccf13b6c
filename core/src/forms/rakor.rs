//! Forms about a meeting of the staff: invitation, list of attendance, minutes, and the RHK 8 report of one who was there. They read no
//! database.

use chrono::NaiveDate;
use serde::Serialize;

use super::Signer;
use super::closing::{digest, short};
use super::document::{Block, Document, blank, said};
use super::facts::time;
use crate::error::Error;
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Table, Words};

/// A meeting of the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Lines of the office's letterhead.
    pub letterhead: Vec<String>,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// Zone of its times, such as `WITA`.
    pub zone: &'static str,
    /// Its name.
    pub title: String,
    /// Its day.
    pub day: NaiveDate,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where.
    pub place: Option<String>,
    /// Nomor.
    pub number: Option<String>,
    /// Dari.
    pub sender: Option<String>,
    /// Yth.
    pub addressee: Option<String>,
    /// Sifat, in words.
    pub nature: Option<&'static str>,
    /// Pimpinan rapat.
    pub leader: Option<String>,
    /// Notulis.
    pub secretary: Option<String>,
    /// Agenda, a line for each item.
    pub agenda: Option<String>,
    /// Kesimpulan.
    pub conclusion: Option<String>,
    /// Whether its minutes are closed.
    pub closed: bool,
    /// Fields that were changed after that.
    pub changed: Vec<String>,
    /// Its version: heads, in hex.
    pub version: String,
    /// Who was expected or there.
    pub people: Vec<Attending>,
    /// The minutes.
    pub points: Vec<Minute>,
    /// What staff said and is not closed, with which the agenda opens.
    pub open: Vec<Task>,
    /// What is to be done.
    pub tasks: Vec<Task>,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attending {
    /// Name.
    pub name: String,
    /// Jabatan, or instansi of a guest.
    pub role: String,
    /// Kecamatan tugas.
    pub kecamatan: String,
    /// Whether they are a guest.
    pub guest: bool,
    /// `Hadir`, `Izin (…)`, `Tanpa keterangan`; nothing where nobody marked it.
    pub presence: String,
}

/// A point of the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Minute {
    /// Who spoke.
    pub speaker: String,
    /// What was said.
    pub said: String,
    /// What was decided.
    pub decided: String,
}

/// Something that is open, or to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// What it is.
    pub what: String,
    /// By whom.
    pub who: Option<String>,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// Where it stands, in words.
    pub state: &'static str,
}

#[cfg(test)]
impl Facts {
    /// An invented meeting of the staff in which everything is filled in.
    pub(super) fn sample() -> Self {
        let text = |text: &str| Some(text.to_owned());
        let attending = |name: &str, guest, presence: &str| Attending {
            name: name.to_owned(),
            role: "Pendamping Sosial PKH".to_owned(),
            kecamatan: "Toili".to_owned(),
            guest,
            presence: presence.to_owned(),
        };
        let task = |what: &str| Task {
            what: what.to_owned(),
            who: text("Ani Lestari, S.Sos"),
            due: NaiveDate::from_ymd_opt(2026, 11, 28),
            state: "Terbuka",
        };
        Self {
            letterhead: vec!["DINAS SOSIAL KABUPATEN CONTOH".to_owned()],
            title: "Rakor November".to_owned(),
            starts: Some(540),
            ends: Some(720),
            place: text("Aula Dinas Sosial"),
            number: text("005/012/DINSOS/2026"),
            sender: text("Kepala Dinas Sosial"),
            addressee: text("SDM PKH"),
            nature: Some("Penting"),
            leader: text("Drs. Hasan"),
            secretary: text("Budi Santoso"),
            agenda: text("Pemutakhiran\nP2K2"),
            conclusion: text("Jadwal disepakati."),
            closed: true,
            people: vec![
                attending("Ani Lestari, S.Sos", false, "Hadir"),
                attending("Budi Santoso", false, "Izin (sakit)"),
                attending("Kapolsek", true, "Hadir"),
            ],
            points: vec![Minute {
                speaker: "Ani".to_owned(),
                said: "Jalan rusak.".to_owned(),
                decided: "Dipindah.".to_owned(),
            }],
            open: vec![task("Kartu rusak")],
            tasks: vec![task("Kirim jadwal")],
            ..Self::bare()
        }
    }

    /// A meeting of the staff of which nothing was recorded.
    pub(super) fn bare() -> Self {
        Self {
            letterhead: Vec::new(),
            kabupaten: "Banggai".to_owned(),
            zone: "WITA",
            title: "Rakor".to_owned(),
            day: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default(),
            starts: None,
            ends: None,
            place: None,
            number: None,
            sender: None,
            addressee: None,
            nature: None,
            leader: None,
            secretary: None,
            agenda: None,
            conclusion: None,
            closed: false,
            changed: Vec::new(),
            version: "c0ffee00".to_owned(),
            people: Vec::new(),
            points: Vec::new(),
            open: Vec::new(),
            tasks: Vec::new(),
        }
    }
}

impl Facts {
    fn hours(&self) -> String {
        let zone = self.zone;
        match (self.starts, self.ends) {
            (Some(starts), Some(ends)) => format!("{} s/d {} {zone}", time(starts), time(ends)),
            (Some(starts), None) => format!("{} {zone} s/d selesai", time(starts)),
            _ => blank("waktu"),
        }
    }

    fn head(&self) -> Vec<Block> {
        let head: Vec<Block> = self.letterhead.iter().cloned().map(Block::Title).collect();
        if head.is_empty() {
            return vec![Block::Title(
                "(isi kop surat di Pengaturan kantor)".to_owned(),
            )];
        }
        head
    }

    fn document(&self, title: String, mut blocks: Vec<Block>) -> Result<Document, Error> {
        let digest = digest(self).map_err(std::io::Error::from)?;
        blocks.push(Block::Small(format!(
            "Dari catatan {}, versi {}; tanda {}.",
            indonesian_day(self.day),
            short(&self.version),
            short(&digest)
        )));
        Ok(Document {
            title,
            day: self.day,
            wide: false,
            blocks,
            digest,
        })
    }
}

fn items(text: &str) -> impl Iterator<Item = String> + '_ {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    (1..)
        .zip(lines)
        .map(|(no, line): (usize, _)| format!("{no}. {line}"))
}

/// Undangan, as a nota dinas.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn invitation(facts: &Facts) -> Result<Document, Error> {
    let mut blocks = facts.head();
    blocks.extend([
        Block::Title("NOTA DINAS".to_owned()),
        Block::facts(vec![
            ("Nomor", said(facts.number.as_deref(), "nomor")),
            ("Yth.", said(facts.addressee.as_deref(), "tujuan")),
            ("Dari", said(facts.sender.as_deref(), "pengirim")),
            ("Hal", format!("Undangan {}", facts.title)),
            ("Sifat", facts.nature.unwrap_or("Biasa").to_owned()),
            ("Lampiran", blank("lampiran")),
            ("Tanggal", blank("tanggal surat")),
        ]),
        Block::Text("Dengan hormat, kami mengundang Bapak/Ibu hadir pada:".to_owned()),
        Block::facts(vec![
            ("Acara", facts.title.clone()),
            ("Hari/Tanggal", indonesian_day(facts.day)),
            ("Waktu", facts.hours()),
            ("Tempat", said(facts.place.as_deref(), "tempat")),
            ("Pimpinan rapat", said(facts.leader.as_deref(), "pimpinan")),
        ]),
    ]);
    blocks.extend(agenda(facts));
    blocks.push(Block::Text(
        "Demikian, atas perhatian dan kehadirannya kami sampaikan terima kasih.".to_owned(),
    ));
    blocks.push(signature(
        said(facts.sender.as_deref(), "jabatan"),
        blank("nama"),
    ));
    facts.document(format!("Undangan {}", facts.title), blocks)
}

/// The agenda: first what is still open.
fn agenda(facts: &Facts) -> Vec<Block> {
    let mut blocks = vec![Block::Chapter("Agenda".to_owned())];
    if !facts.open.is_empty() {
        blocks.push(Block::Text(format!(
            "Pembuka: {} suara staf yang belum selesai.",
            facts.open.len()
        )));
        blocks.push(tasks(&facts.open, "Pokok"));
    }
    match &facts.agenda {
        Some(agenda) => blocks.extend(items(agenda).map(Block::Text)),
        None if facts.open.is_empty() => blocks.push(Block::Text(blank("agenda"))),
        None => {}
    }
    blocks
}

fn signature(above: String, name: String) -> Block {
    Block::Signatures(vec![(
        vec![above],
        vec![name, format!("NIP {}", blank("NIP"))],
    )])
}

const fn words(id: &'static str) -> Words {
    Words { id, en: id }
}

fn column<R>(
    key: &'static str,
    label: &'static str,
    width: f64,
    kind: Kind,
    value: fn(&R) -> Cell,
) -> Column<R> {
    Column {
        key,
        label: words(label),
        group: None,
        width,
        kind,
        summed: false,
        value,
    }
}

fn block(table: Table) -> Block {
    Block::Table {
        table,
        total: "".into(),
        colors: &[],
    }
}

fn tasks(tasks: &[Task], what: &'static str) -> Block {
    type Row = (usize, Task);
    let columns: [Column<Row>; 5] = [
        column("no", "No", 5.0, Kind::Place, |(no, _)| Cell::count(*no)),
        column("apa", what, 44.0, Kind::Prose, |(_, one)| {
            Cell::text(&one.what)
        }),
        column("siapa", "Penanggung jawab", 22.0, Kind::Text, |(_, one)| {
            Cell::maybe(one.who.clone())
        }),
        column("tenggat", "Tenggat", 17.0, Kind::Text, |(_, one)| {
            Cell::maybe(one.due.map(indonesian_day))
        }),
        column("status", "Status", 14.0, Kind::Text, |(_, one)| {
            Cell::text(one.state)
        }),
    ];
    block(Table::new(&columns, (1..).zip(tasks.iter().cloned()), None))
}

/// The list of attendance, to sign.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn attendance(facts: &Facts) -> Result<Document, Error> {
    let mut blocks = facts.head();
    blocks.extend([
        Block::Title("DAFTAR HADIR".to_owned()),
        Block::Middle(facts.title.clone()),
        Block::facts(vec![
            ("Hari/Tanggal", indonesian_day(facts.day)),
            ("Waktu", facts.hours()),
            ("Tempat", said(facts.place.as_deref(), "tempat")),
        ]),
        people(facts, true),
    ]);
    blocks.push(signature(
        "Pimpinan Rapat".to_owned(),
        said(facts.leader.as_deref(), "nama"),
    ));
    facts.document(format!("Daftar hadir {}", facts.title), blocks)
}

fn people(facts: &Facts, to_sign: bool) -> Block {
    type Row = (usize, Attending);
    let mut columns: Vec<Column<Row>> = vec![
        column("no", "No", 5.0, Kind::Place, |(no, _)| Cell::count(*no)),
        column("nama", "Nama", 28.0, Kind::Text, |(_, one)| {
            Cell::text(&one.name)
        }),
        column(
            "jabatan",
            "Jabatan/Instansi",
            22.0,
            Kind::Text,
            |(_, one)| Cell::text(&one.role),
        ),
        column("kecamatan", "Kecamatan", 18.0, Kind::Text, |(_, one)| {
            Cell::text(&one.kecamatan)
        }),
        column("ket", "Keterangan", 20.0, Kind::Text, |(_, one)| {
            Cell::text(&one.presence)
        }),
    ];
    if to_sign {
        columns.push(column(
            "ganjil",
            "Tanda tangan (ganjil)",
            14.0,
            Kind::Text,
            |(no, _)| {
                Cell::text(if no % 2 == 1 {
                    format!("{no}.")
                } else {
                    String::new()
                })
            },
        ));
        columns.push(column(
            "genap",
            "Tanda tangan (genap)",
            14.0,
            Kind::Text,
            |(no, _)| {
                Cell::text(if no % 2 == 0 {
                    format!("{no}.")
                } else {
                    String::new()
                })
            },
        ));
    }
    block(Table::new(
        &columns,
        (1..).zip(facts.people.iter().cloned()),
        None,
    ))
}

/// Notulen.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn minutes(facts: &Facts) -> Result<Document, Error> {
    let mut blocks = facts.head();
    blocks.extend([
        Block::Title("LAPORAN HASIL KEGIATAN & NOTULENSI RAPAT".to_owned()),
        Block::Title("SDM PKH".to_owned()),
        Block::Title(facts.kabupaten.to_uppercase()),
    ]);
    blocks.extend(body(facts));
    blocks.push(signature(
        "Pimpinan Rapat / Penanggung Jawab".to_owned(),
        said(facts.leader.as_deref(), "nama"),
    ));
    blocks.push(Block::NewPage);
    blocks.push(Block::Title("LAMPIRAN DAFTAR HADIR".to_owned()));
    blocks.push(people(facts, false));
    facts.document(format!("Notulen {}", facts.title), blocks)
}

fn count(facts: &Facts) -> String {
    let of = |word: &str| {
        let people = facts.people.iter().filter(|one| !one.guest);
        people.filter(|one| one.presence.starts_with(word)).count()
    };
    let staff = facts.people.iter().filter(|one| !one.guest).count();
    let guests = facts.people.len() - staff;
    let unmarked = staff - of("Hadir") - of("Izin") - of("Tanpa");
    let first = format!(
        "{} dari {staff} staf hadir; izin {}, tanpa keterangan {}",
        of("Hadir"),
        of("Izin"),
        of("Tanpa")
    );
    let more = [(unmarked, "belum ditandai"), (guests, "tamu")];
    let more = more.into_iter().filter(|(many, _)| *many > 0);
    let more = more.map(|(many, what)| format!("{what} {many}"));
    let parts: Vec<String> = std::iter::once(first).chain(more).collect();
    parts.join(", ")
}

fn body(facts: &Facts) -> Vec<Block> {
    let agenda_lines: Vec<String> = facts
        .agenda
        .as_deref()
        .into_iter()
        .flat_map(items)
        .collect();
    let mut blocks = vec![
        Block::Chapter("I. IDENTITAS".to_owned()),
        Block::facts(vec![
            ("Nama Kegiatan", facts.title.clone()),
            ("Hari/Tanggal", indonesian_day(facts.day)),
            ("Waktu", facts.hours()),
            ("Tempat", said(facts.place.as_deref(), "tempat")),
            ("Pimpinan Rapat", said(facts.leader.as_deref(), "pimpinan")),
            ("Notulis", said(facts.secretary.as_deref(), "notulis")),
            ("Agenda", said(Some(&agenda_lines.join("; ")), "agenda")),
            ("Daftar Hadir", count(facts)),
        ]),
        Block::Chapter("II. JALANNYA RAPAT DAN PEMBAHASAN".to_owned()),
    ];
    if facts.points.is_empty() {
        blocks.push(Block::Text(blank("jalannya rapat")));
    }
    for (no, point) in (1..).zip(&facts.points) {
        let no: usize = no;
        let speaker = said(Some(&point.speaker), "nama pembicara");
        blocks.push(Block::Text(format!("{no}. {speaker}: {}", point.said)));
        if !point.decided.is_empty() {
            blocks.push(Block::Text(format!("Keputusan: {}", point.decided)));
        }
    }
    blocks.push(Block::Chapter("III. KESIMPULAN".to_owned()));
    blocks.push(Block::Text(said(facts.conclusion.as_deref(), "kesimpulan")));
    blocks.push(Block::Chapter("IV. RENCANA TINDAK LANJUT".to_owned()));
    blocks.push(if facts.tasks.is_empty() {
        Block::Text(blank("rencana tindak lanjut"))
    } else {
        tasks(&facts.tasks, "Tindak lanjut")
    });
    blocks.push(Block::Small(
        match (facts.closed, facts.changed.is_empty()) {
            (true, true) => "Notulen ini dikunci dan tidak berubah sejak itu.".to_owned(),
            (true, false) => format!(
                "Notulen ini dikunci; sesudahnya {} isian berubah.",
                facts.changed.len()
            ),
            (false, _) => "DRAF: notulen ini belum dikunci.".to_owned(),
        },
    ));
    blocks
}

/// Laporan Rakor for RHK 8 of one who was there, with the minutes.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn rhk8(facts: &Facts, of: &Signer, jabatan: Option<&str>) -> Result<Document, Error> {
    let name = said(of.name.as_deref(), "nama");
    let mut blocks = facts.head();
    blocks.extend([
        Block::Title("LAPORAN".to_owned()),
        Block::Middle("TENTANG".to_owned()),
        Block::Title(facts.title.to_uppercase()),
        Block::Title(indonesian_day(facts.day).to_uppercase()),
        Block::Chapter("A. PENDAHULUAN".to_owned()),
        Block::Text(format!(
            "Rapat koordinasi SDM PKH {} dilaksanakan pada {} di {}, dan diikuti {name}.",
            facts.kabupaten,
            indonesian_day(facts.day),
            said(facts.place.as_deref(), "tempat")
        )),
        Block::Chapter("B. KEGIATAN YANG DILAKSANAKAN".to_owned()),
        Block::Text(format!(
            "Mengikuti {} pukul {}. Kehadiran: {}.",
            facts.title,
            facts.hours(),
            count(facts)
        )),
        Block::Chapter("C. HASIL YANG DICAPAI".to_owned()),
        Block::Text(said(facts.conclusion.as_deref(), "hasil")),
    ]);
    let own: Vec<Task> = facts
        .tasks
        .iter()
        .filter(|task| task.who.is_some() && task.who == of.name)
        .cloned()
        .collect();
    if !own.is_empty() {
        blocks.push(Block::Text("Tugas yang diterima:".to_owned()));
        blocks.push(tasks(&own, "Tindak lanjut"));
    }
    let nip = said(of.nip.as_deref(), "NIP");
    blocks.extend([
        Block::Chapter("D. KESIMPULAN DAN SARAN".to_owned()),
        Block::Text(format!("Saran: {}", blank("saran"))),
        Block::Chapter("E. PENUTUP".to_owned()),
        Block::Text("Demikian laporan ini dibuat menurut notulen terlampir.".to_owned()),
        Block::Signatures(vec![(
            vec![
                format!("Dibuat di {}", facts.kabupaten),
                format!("pada tanggal {}", blank("tanggal")),
                said(jabatan, "jabatan"),
            ],
            vec![name, format!("NIP {nip}")],
        )]),
        Block::NewPage,
        Block::Title("LAMPIRAN NOTULEN".to_owned()),
    ]);
    blocks.extend(body(facts));
    blocks.push(Block::NewPage);
    blocks.push(Block::Title("LAMPIRAN DOKUMENTASI".to_owned()));
    blocks.push(Block::Frames {
        size: (88.0, 66.0),
        captions: vec!["(tempel foto kegiatan di sini: belum ada foto di Sesi)".to_owned(); 2],
    });
    let whose = of.name.as_deref().unwrap_or_default();
    facts.document(format!("Laporan RHK 8 {} {whose}", facts.title), blocks)
}

//! Forms about a meeting of the staff: invitation, list of attendance, minutes, and the RHK 8 report of one who was there. They read no
//! database.

use chrono::NaiveDate;
use serde::Serialize;

use super::closing::{digest, short};
use super::columns::column;
use super::document::Document;
use super::facts::time;
use super::template::{Closing, Data, Fields, Form, Templates};
use super::{Signer, signed};
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
    fn hours(&self) -> Option<String> {
        let zone = self.zone;
        match (self.starts, self.ends) {
            (Some(starts), Some(ends)) => {
                Some(format!("{} s/d {} {zone}", time(starts), time(ends)))
            }
            (Some(starts), None) => Some(format!("{} {zone} s/d selesai", time(starts))),
            _ => None,
        }
    }

    fn agenda(&self) -> impl Iterator<Item = &str> {
        let lines = self.agenda.iter().flat_map(|agenda| agenda.lines());
        lines.map(str::trim).filter(|line| !line.is_empty())
    }

    /// How far the minutes can be relied upon.
    fn standing(&self) -> String {
        match (self.closed, self.changed.len()) {
            (true, 0) => "Notulen ini dikunci dan tidak berubah sejak itu.".to_owned(),
            (true, changed) => {
                format!("Notulen ini dikunci; sesudahnya {changed} isian berubah.")
            }
            (false, _) => "DRAF: notulen ini belum dikunci.".to_owned(),
        }
    }

    fn document(
        &self,
        title: String,
        form: &Form,
        fields: &Fields,
        remarks: Vec<String>,
        templates: &Templates,
    ) -> Result<Document, Error> {
        let digest = digest(self).map_err(std::io::Error::from)?;
        let closing = Closing {
            counted: format!(
                "Dari catatan {}, versi {}; tanda {}.",
                indonesian_day(self.day),
                short(&self.version),
                short(&digest)
            ),
            remarks,
        };
        let filled = templates.fill(form, fields, &closing)?;
        Ok(Document {
            title,
            day: self.day,
            wide: filled.paper.wide,
            blocks: filled.blocks,
            digest,
        })
    }
}

const fn form(name: &'static str, title: Words, source: &'static str, turns: bool) -> Form {
    Form {
        name,
        title,
        source,
        turns,
        sample: || fields(&Facts::sample()),
    }
}

/// Undangan, as a nota dinas.
pub static INVITATION: Form = form(
    "nota_dinas",
    Words {
        id: "Nota dinas undangan rakor",
        en: "Invitation to a rakor (nota dinas)",
    },
    include_str!("templates/nota_dinas.txt"),
    false,
);

/// The list of attendance, to sign.
pub static ATTENDANCE: Form = form(
    "hadir_rakor",
    Words {
        id: "Daftar hadir rakor",
        en: "Attendance list of a rakor",
    },
    include_str!("templates/hadir_rakor.txt"),
    true,
);

/// Notulen.
pub static MINUTES: Form = form(
    "notulen",
    Words {
        id: "Notulen rakor",
        en: "Minutes of a rakor",
    },
    include_str!("templates/notulen.txt"),
    false,
);

/// Laporan Rakor for RHK 8.
pub static RHK8: Form = Form {
    sample: || {
        let who = Signer {
            name: Some("Ani Lestari, S.Sos".to_owned()),
            nip: Some("198001012010012001".to_owned()),
        };
        report_fields(&Facts::sample(), &who, Some("Pendamping Sosial PKH"))
    },
    ..form(
        "rhk8",
        words("Laporan RHK 8"),
        include_str!("templates/rhk8.txt"),
        false,
    )
};

/// Undangan.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn invitation(facts: &Facts, templates: &Templates) -> Result<Document, Error> {
    let title = format!("Undangan {}", facts.title);
    facts.document(title, &INVITATION, &fields(facts), Vec::new(), templates)
}

/// The list of attendance.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn attendance(facts: &Facts, templates: &Templates) -> Result<Document, Error> {
    let title = format!("Daftar hadir {}", facts.title);
    facts.document(title, &ATTENDANCE, &fields(facts), Vec::new(), templates)
}

/// Notulen.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn minutes(facts: &Facts, templates: &Templates) -> Result<Document, Error> {
    let title = format!("Notulen {}", facts.title);
    let remarks = vec![facts.standing()];
    facts.document(title, &MINUTES, &fields(facts), remarks, templates)
}

/// Laporan Rakor of one who was there, with the minutes.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn rhk8(
    facts: &Facts,
    of: &Signer,
    jabatan: Option<&str>,
    templates: &Templates,
) -> Result<Document, Error> {
    let whose = of.name.as_deref().unwrap_or_default();
    let title = format!("Laporan RHK 8 {} {whose}", facts.title);
    let fields = report_fields(facts, of, jabatan);
    facts.document(title, &RHK8, &fields, vec![facts.standing()], templates)
}

/// What one who was there reports, as a template sees it.
pub fn report_fields(facts: &Facts, of: &Signer, jabatan: Option<&str>) -> Fields {
    let own = facts.tasks.iter();
    let own = own.filter(|task| task.who.is_some() && task.who == of.name);
    let own: Vec<Task> = own.cloned().collect();
    fields(facts)
        .text(
            "nama",
            ("Nama yang melapor", "Who reports"),
            of.name.as_deref(),
            "nama",
        )
        .text(
            "nip",
            ("NIP yang melapor", "NIP of who reports"),
            of.nip.as_deref(),
            "NIP",
        )
        .text(
            "jabatan",
            ("Jabatan yang melapor", "What that person is"),
            jabatan,
            "jabatan",
        )
        .with(
            "tugas_saya",
            ("Tugas yang melapor", "Tasks of who reports"),
            Data::Table(tasks(&own, "Tindak lanjut"), &[]),
        )
}

/// A meeting of the staff as a template sees it.
#[expect(
    clippy::too_many_lines,
    reason = "a list of fields, one after the other"
)]
pub fn fields(facts: &Facts) -> Fields {
    let no = ("Nomor urut", "Number in the list");
    let agenda = (1..).zip(facts.agenda()).map(|(at, line)| {
        Fields::new().count("no", no, at).text(
            "teks",
            ("Satu pokok agenda", "An item"),
            Some(line),
            "agenda",
        )
    });
    let points = (1..).zip(&facts.points).map(|(at, point)| {
        Fields::new()
            .count("no", no, at)
            .text(
                "pembicara",
                ("Pembicara", "Who spoke"),
                Some(&point.speaker),
                "nama pembicara",
            )
            .text(
                "isi",
                ("Yang disampaikan", "What was said"),
                Some(&point.said),
                "pembahasan",
            )
            .text(
                "keputusan",
                ("Keputusan", "What was decided"),
                Some(&point.decided),
                "keputusan",
            )
    });
    let in_one: Vec<String> = (1..)
        .zip(facts.agenda())
        .map(|(at, line): (usize, _)| format!("{at}. {line}"))
        .collect();
    let table = |table: Table| Data::Table(table, &[]);
    let tally = Tally::of(&facts.people);
    signed::letterhead_fields(&facts.letterhead)
        .text(
            "nama_rakor",
            ("Nama rakor", "Its name"),
            Some(&facts.title),
            "nama rakor",
        )
        .text(
            "tanggal",
            ("Tanggal rakor", "Its day"),
            Some(&indonesian_day(facts.day)),
            "tanggal",
        )
        .text(
            "waktu",
            ("Jam mulai sampai selesai", "From when to when"),
            facts.hours().as_deref(),
            "waktu",
        )
        .text(
            "tempat",
            ("Tempat", "Where"),
            facts.place.as_deref(),
            "tempat",
        )
        .text(
            "kabupaten",
            ("Nama kabupaten/kota", "Name of the kabupaten"),
            Some(&facts.kabupaten),
            "kabupaten/kota",
        )
        .text(
            "nomor",
            ("Nomor surat", "Number of the letter"),
            facts.number.as_deref(),
            "nomor",
        )
        .text(
            "tujuan",
            ("Yth.", "To whom"),
            facts.addressee.as_deref(),
            "tujuan",
        )
        .text(
            "pengirim",
            ("Dari", "From whom"),
            facts.sender.as_deref(),
            "pengirim",
        )
        .text(
            "sifat",
            ("Sifat surat", "How urgent"),
            Some(facts.nature.unwrap_or("Biasa")),
            "sifat",
        )
        .text(
            "pimpinan",
            ("Pimpinan rapat", "Who leads it"),
            facts.leader.as_deref(),
            "pimpinan",
        )
        .text(
            "notulis",
            ("Notulis", "Who writes the minutes"),
            facts.secretary.as_deref(),
            "notulis",
        )
        .list("agenda", ("Pokok agenda", "Items of the agenda"), agenda)
        .text(
            "agenda_sebaris",
            ("Agenda dalam satu baris", "The agenda in one line"),
            Some(&in_one.join("; ")),
            "agenda",
        )
        .with(
            "suara_terbuka",
            (
                "Suara staf yang belum selesai",
                "What staff said and is not closed",
            ),
            table(tasks(&facts.open, "Pokok")),
        )
        .count(
            "banyak_suara_terbuka",
            ("Banyaknya suara yang belum selesai", "How many of them"),
            facts.open.len(),
        )
        .with(
            "peserta",
            ("Peserta dan tamu", "Staff and guests"),
            table(people(facts)),
        )
        .text(
            "kehadiran",
            ("Kehadiran dalam kata", "Attendance in words"),
            Some(&tally.words()),
            "kehadiran",
        )
        .count("staf", ("Banyak staf", "Staff"), tally.staff)
        .count("hadir", ("Staf yang hadir", "Staff present"), tally.there)
        .count("izin", ("Staf yang izin", "Staff excused"), tally.excused)
        .count(
            "tanpa_keterangan",
            ("Staf tanpa keterangan", "Staff absent"),
            tally.absent,
        )
        .count(
            "belum_ditandai",
            ("Staf yang belum ditandai", "Staff not marked"),
            tally.unmarked(),
        )
        .count("tamu", ("Banyak tamu", "Guests"), tally.guests)
        .list("pokok", ("Jalannya rapat", "Points of the minutes"), points)
        .text(
            "kesimpulan",
            ("Kesimpulan", "Conclusion"),
            facts.conclusion.as_deref(),
            "kesimpulan",
        )
        .with(
            "tindak_lanjut",
            ("Rencana tindak lanjut", "What is to be done"),
            table(tasks(&facts.tasks, "Tindak lanjut")),
        )
        .with(
            "dikunci",
            ("Apakah notulen dikunci", "Whether the minutes are closed"),
            Data::Yes(facts.closed),
        )
}

const fn words(id: &'static str) -> Words {
    Words { id, en: id }
}

fn tasks(tasks: &[Task], what: &'static str) -> Table {
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
    Table::new(&columns, (1..).zip(tasks.iter().cloned()), None)
}

/// Everybody, with two columns to sign in turn.
fn people(facts: &Facts) -> Table {
    type Row = (usize, Attending);
    let columns: [Column<Row>; 7] = [
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
        column(
            "ganjil",
            "Tanda tangan (ganjil)",
            14.0,
            Kind::Text,
            |(no, _)| numbered(*no, 1),
        ),
        column(
            "genap",
            "Tanda tangan (genap)",
            14.0,
            Kind::Text,
            |(no, _)| numbered(*no, 0),
        ),
    ];
    Table::new(&columns, (1..).zip(facts.people.iter().cloned()), None)
}

/// The number beside which somebody signs, in every second row.
fn numbered(no: usize, rest: usize) -> Cell {
    if no % 2 == rest {
        Cell::text(format!("{no}."))
    } else {
        Cell::Empty
    }
}

/// Who was there, counted.
struct Tally {
    staff: usize,
    there: usize,
    excused: usize,
    absent: usize,
    guests: usize,
}

impl Tally {
    fn of(people: &[Attending]) -> Self {
        let staff = || people.iter().filter(|one| !one.guest);
        let of = |word: &str| staff().filter(|one| one.presence.starts_with(word)).count();
        Self {
            staff: staff().count(),
            there: of("Hadir"),
            excused: of("Izin"),
            absent: of("Tanpa"),
            guests: people.len() - staff().count(),
        }
    }

    fn unmarked(&self) -> usize {
        self.staff - self.there - self.excused - self.absent
    }

    fn words(&self) -> String {
        let first = format!(
            "{} dari {} staf hadir; izin {}, tanpa keterangan {}",
            self.there, self.staff, self.excused, self.absent
        );
        let more = [(self.unmarked(), "belum ditandai"), (self.guests, "tamu")];
        let more = more.into_iter().filter(|(many, _)| *many > 0);
        let more = more.map(|(many, what)| format!("{what} {many}"));
        let parts: Vec<String> = std::iter::once(first).chain(more).collect();
        parts.join(", ")
    }
}

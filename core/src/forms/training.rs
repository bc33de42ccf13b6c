//! Forms about trainings of the staff: the list of attendance of one, and the rekap of who has had FDS training. They read no database.

use chrono::NaiveDate;
use serde::Serialize;

use super::Signer;
use super::closing::{digest, short};
use super::document::Document;
use super::signed;
use super::template::{Data, Fields, Form, Templates};
use crate::error::Error;
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Head, Kind, Signing, Table, Words};

/// A list of attendance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attendance {
    /// Lines of the office's letterhead.
    pub letterhead: Vec<String>,
    /// Name of the event.
    pub name: String,
    /// What kind of event it is, in words.
    pub kind: &'static str,
    /// Tema.
    pub theme: Option<String>,
    /// Penyelenggara, and angkatan where there is one.
    pub organizer: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Its first day.
    pub starts: NaiveDate,
    /// Its last day.
    pub ends: NaiveDate,
    /// Jam pelajaran.
    pub jp: Option<u16>,
    /// Who facilitates, each with as what.
    pub facilitators: Vec<String>,
    /// Its version: heads, in hex.
    pub version: String,
    /// Its half days in order, each with whether it is the afternoon.
    pub halves: Vec<(NaiveDate, bool)>,
    /// Whoever takes part.
    pub people: Vec<Line>,
    /// Who signs, each with what that person is.
    pub signers: Vec<(String, Signer)>,
}

/// Somebody on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Name.
    pub name: String,
    /// NIP.
    pub nip: Option<String>,
    /// Jabatan, or instansi of a guest.
    pub role: String,
    /// Kecamatan tugas.
    pub kecamatan: String,
    /// For each half day `V` for Hadir, `I` for Izin, `T` for Tanpa keterangan; nothing where nobody marked it.
    pub marks: Vec<&'static str>,
    /// Anything else, such as that the person did not come after all.
    pub remark: String,
}

/// As many days stand beside each other on a sheet.
const DAYS_A_SHEET: usize = 6;
/// Names of the columns of a sheet's half days, by the place of the day on it.
const HALVES: [(&str, &str); DAYS_A_SHEET] = [
    ("pagi_1", "siang_1"),
    ("pagi_2", "siang_2"),
    ("pagi_3", "siang_3"),
    ("pagi_4", "siang_4"),
    ("pagi_5", "siang_5"),
    ("pagi_6", "siang_6"),
];
/// What days are called; a list has no more half days than these.
const DAYS: [&str; 42] = [
    "Hari 1", "Hari 2", "Hari 3", "Hari 4", "Hari 5", "Hari 6", "Hari 7", "Hari 8", "Hari 9",
    "Hari 10", "Hari 11", "Hari 12", "Hari 13", "Hari 14", "Hari 15", "Hari 16", "Hari 17",
    "Hari 18", "Hari 19", "Hari 20", "Hari 21", "Hari 22", "Hari 23", "Hari 24", "Hari 25",
    "Hari 26", "Hari 27", "Hari 28", "Hari 29", "Hari 30", "Hari 31", "Hari 32", "Hari 33",
    "Hari 34", "Hari 35", "Hari 36", "Hari 37", "Hari 38", "Hari 39", "Hari 40", "Hari 41",
    "Hari 42",
];

/// The form of a list of attendance.
pub static ATTENDANCE: Form = Form {
    name: "hadir_diklat",
    title: Words {
        id: "Daftar hadir diklat",
        en: "Attendance at a training",
    },
    source: include_str!("templates/hadir_diklat.txt"),
    turns: true,
    // Every half day that a sheet can have, and a second sheet.
    sample: || attendance_fields(&Attendance::sample(4 * DAYS_A_SHEET)),
};

/// The form of the rekap.
pub static REKAP: Form = Form {
    name: "rekap_diklat",
    title: Words {
        id: "Rekap diklat FDS",
        en: "Who has had FDS training",
    },
    source: include_str!("templates/rekap_diklat.txt"),
    turns: true,
    sample: || rekap_fields(&Rekap::sample()),
};

/// The list of attendance.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn attendance(list: &Attendance, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(list).map_err(std::io::Error::from)?;
    let closing = format!(
        "Dihitung dari {} orang dan {} paruh hari, versi {}; tanda {}.",
        list.people.len(),
        list.halves.len(),
        short(&list.version),
        short(&digest)
    );
    let filled = templates.fill(
        &ATTENDANCE,
        &attendance_fields(list),
        &closing.as_str().into(),
    )?;
    Ok(Document {
        title: format!("Daftar hadir {}", list.name),
        day: list.starts,
        wide: filled.paper.wide,
        blocks: filled.blocks,
        digest,
    })
}

/// A list of attendance as a template sees it: sheet by sheet, as many days as there is room for on each.
pub fn attendance_fields(list: &Attendance) -> Fields {
    let when = if list.starts == list.ends {
        indonesian_day(list.starts)
    } else {
        format!(
            "{} sampai {}",
            indonesian_day(list.starts),
            indonesian_day(list.ends)
        )
    };
    let jp = list.jp.map(|jp| format!("{jp} JP"));
    let mut days: Vec<NaiveDate> = list.halves.iter().map(|(day, _)| *day).collect();
    days.dedup();
    let mut sheets: Vec<&[NaiveDate]> = days.chunks(DAYS_A_SHEET).collect();
    if sheets.is_empty() {
        sheets.push(&[]);
    }
    let sheets = (1_usize..).zip(sheets).map(|(no, of)| {
        Fields::new()
            .count("no", ("Nomor lembar", "Number of the sheet"), no)
            .with(
                "peserta",
                (
                    "Peserta dengan paruh hari lembar ini",
                    "The people with the half days of this sheet",
                ),
                Data::Table(sheet(list, of, &days), &[]),
            )
    });
    let fields = signed::letterhead_fields(&list.letterhead)
        .text(
            "jenis",
            ("Jenis kegiatan", "What kind of event"),
            Some(list.kind),
            "jenis",
        )
        .text(
            "kegiatan",
            ("Nama kegiatan", "Its name"),
            Some(&list.name),
            "kegiatan",
        )
        .text("tema", ("Tema", "Its theme"), list.theme.as_deref(), "tema")
        .text(
            "penyelenggara",
            ("Penyelenggara dan angkatan", "Who holds it"),
            list.organizer.as_deref(),
            "penyelenggara",
        )
        .text(
            "tempat",
            ("Tempat", "Where"),
            list.place.as_deref(),
            "tempat",
        )
        .text(
            "tanggal",
            ("Hari dan tanggal", "When"),
            Some(&when),
            "tanggal",
        )
        .text("jp", ("Jam pelajaran", "Hours"), jp.as_deref(), "JP")
        .text(
            "fasilitator",
            ("Para fasilitator", "Who facilitates"),
            Some(&list.facilitators.join("; ")),
            "fasilitator",
        )
        .count(
            "jumlah_peserta",
            ("Banyak peserta", "People"),
            list.people.len(),
        )
        .list(
            "lembar",
            ("Lembar-lembar daftar", "The sheets of the list"),
            sheets,
        );
    signers(fields, &list.signers, list.ends)
}

fn head(key: &'static str, id: &'static str, width: f64, kind: Kind, group: Option<Words>) -> Head {
    Head {
        key,
        label: Words { id, en: id },
        renamed: None,
        group,
        width,
        kind,
        summed: false,
    }
}

/// The people with the half days of some of its days.
fn sheet(list: &Attendance, days: &[NaiveDate], all: &[NaiveDate]) -> Table {
    let mut columns = vec![
        head("no", "No", 5.0, Kind::Place, None),
        head("nama", "Nama", 26.0, Kind::Text, None),
        head("nip", "NIP", 20.0, Kind::Text, None),
        head("jabatan", "Jabatan / Instansi", 20.0, Kind::Text, None),
        head("kecamatan", "Kecamatan tugas", 18.0, Kind::Text, None),
    ];
    let mut shown = Vec::new();
    for (at, (day, afternoon)) in list.halves.iter().enumerate() {
        let place = days.iter().position(|one| one == day);
        let Some((morning, later)) = place.and_then(|place| HALVES.get(place)) else {
            continue;
        };
        let no = all.iter().position(|one| one == day).unwrap_or_default();
        let (key, label) = if *afternoon {
            (*later, "Siang")
        } else {
            (*morning, "Pagi")
        };
        columns.push(head(
            key,
            label,
            8.0,
            Kind::Text,
            DAYS.get(no).copied().map(words),
        ));
        shown.push(at);
    }
    columns.push(head("ket", "Keterangan", 18.0, Kind::Text, None));
    let rows = (1..).zip(&list.people).map(|(no, person): (usize, _)| {
        let mut cells = vec![
            Cell::count(no),
            Cell::text(&person.name),
            Cell::maybe(person.nip.clone()),
            Cell::text(&person.role),
            Cell::text(&person.kecamatan),
        ];
        let mark = |at: &usize| person.marks.get(*at).copied().unwrap_or_default();
        cells.extend(shown.iter().map(|at| Cell::text(mark(at))));
        cells.push(Cell::text(&person.remark));
        cells
    });
    Table {
        rows: rows.collect(),
        columns,
        total: None,
    }
}

/// Whoever signs; where the office names nobody, who opened it and who ran it. Place and day stand above the last.
fn signers(fields: Fields, named: &[(String, Signer)], day: NaiveDate) -> Fields {
    let mut signing = Signing {
        day: Some(day),
        signers: named.to_vec(),
        ..Signing::default()
    };
    if signing.signers.is_empty() {
        let panitia = ["Pejabat yang membuka", "Panitia"].map(str::to_owned);
        signing.signers = panitia.map(|role| (role, Signer::default())).into();
    }
    let last = signing.signers.len() - 1;
    let each = signing.signers.iter().enumerate().map(|(at, (role, who))| {
        let above = if at == last {
            signed::place_and_day(&signing)
        } else {
            String::new()
        };
        signed::signer(&above, Some(role), who)
    });
    signed::own_signers(fields, each.collect::<Vec<_>>())
}

/// The rekap of FDS training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rekap {
    /// Lines of the office's letterhead.
    pub letterhead: Vec<String>,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// The day of which it is.
    pub day: NaiveDate,
    /// Kinds of events that count, in words.
    pub counting: Vec<&'static str>,
    /// The kecamatan, then those who are posted in none.
    pub places: Vec<Place>,
    /// The kabupaten: everybody counted once.
    pub total: Counted,
    /// Whoever has had none, those who need it most first.
    pub untrained: Vec<Waiting>,
    /// Who signs, each with what that person is.
    pub signers: Vec<(String, Signer)>,
}

/// A kecamatan of the rekap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its people.
    pub counted: Counted,
}

/// People counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// All.
    pub staff: u32,
    /// With FDS training.
    pub trained: u32,
    /// Without.
    pub untrained: u32,
    /// Coached in the last twelve months.
    pub coached: u32,
}

/// Somebody who has had no FDS training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Name.
    pub name: String,
    /// Kecamatan tugas.
    pub kecamatan: String,
    /// Families that they accompany.
    pub families: u32,
    /// Attendance at their meetings, in percent.
    pub attendance: Option<u32>,
    /// When they were coached last.
    pub coached: Option<NaiveDate>,
    /// What they are registered for.
    pub waits_for: String,
}

struct Row {
    no: usize,
    name: String,
    counted: Counted,
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
        summed: kind == Kind::Figure,
        value,
    }
}

/// The rekap.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn rekap(rekap: &Rekap, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(rekap).map_err(std::io::Error::from)?;
    let closing = format!(
        "Dihitung dari {} orang; tanda {}.",
        rekap.total.staff,
        short(&digest)
    );
    let filled = templates.fill(&REKAP, &rekap_fields(rekap), &closing.as_str().into())?;
    Ok(Document {
        title: format!("Rekap diklat FDS {}", rekap.kabupaten),
        day: rekap.day,
        wide: filled.paper.wide,
        blocks: filled.blocks,
        digest,
    })
}

/// The rekap as a template sees it.
pub fn rekap_fields(rekap: &Rekap) -> Fields {
    let fields = signed::letterhead_fields(&rekap.letterhead)
        .text(
            "kabupaten",
            ("Nama kabupaten/kota", "Name of the kabupaten"),
            Some(&rekap.kabupaten),
            "kabupaten/kota",
        )
        .text(
            "tanggal",
            ("Keadaan tanggal", "As of which day"),
            Some(&indonesian_day(rekap.day)),
            "tanggal",
        )
        .text(
            "dihitung",
            (
                "Jenis yang dihitung sebagai diklat FDS",
                "Kinds of events that count",
            ),
            Some(&rekap.counting.join(", ")),
            "jenis",
        )
        .count("sdm", ("Banyak SDM", "People"), rekap.total.staff)
        .count(
            "sudah",
            ("Sudah diklat FDS", "With training"),
            rekap.total.trained,
        )
        .count(
            "belum",
            ("Belum diklat FDS", "Without"),
            rekap.total.untrained,
        )
        .with(
            "kecamatan",
            ("Kecamatan dengan hitungannya", "The kecamatan counted"),
            Data::Table(places(rekap), &[]),
        )
        .count(
            "jumlah_menunggu",
            ("Banyak yang belum pernah", "People who have had none"),
            rekap.untrained.len(),
        )
        .with(
            "menunggu",
            ("Yang belum pernah diklat FDS", "Whoever has had none"),
            Data::Table(waiting(&rekap.untrained), &[]),
        );
    signers(fields, &rekap.signers, rekap.day)
}

fn places(rekap: &Rekap) -> Table {
    let columns: Vec<Column<Row>> = vec![
        column("no", "No", 5.0, Kind::Place, |row| Cell::count(row.no)),
        column("kecamatan", "Kecamatan", 28.0, Kind::Text, |row| {
            Cell::text(&row.name)
        }),
        column("sdm", "Jumlah SDM", 11.0, Kind::Figure, |row| {
            row.counted.staff.into()
        }),
        column("sudah", "Sudah diklat FDS", 13.0, Kind::Figure, |row| {
            row.counted.trained.into()
        }),
        column("belum", "Belum", 11.0, Kind::Figure, |row| {
            row.counted.untrained.into()
        }),
        column("persen", "%", 8.0, Kind::Figure, |row| {
            let counted = row.counted;
            let share = (counted.trained * 100).checked_div(counted.staff);
            share.map_or(Cell::Empty, Cell::from)
        }),
        column(
            "coaching",
            "Coaching 12 bulan terakhir",
            15.0,
            Kind::Figure,
            |row| row.counted.coached.into(),
        ),
    ];
    let rows = (1..).zip(&rekap.places).map(|(no, place)| Row {
        no,
        name: place.name.clone(),
        counted: place.counted,
    });
    let total = Row {
        no: 0,
        name: String::new(),
        counted: rekap.total,
    };
    Table::new(&columns, rows, Some(&total))
}

fn waiting(people: &[Waiting]) -> Table {
    type Numbered = (usize, Waiting);
    let plain = |mut column: Column<Numbered>| {
        column.summed = false;
        column
    };
    let columns = [
        column("no", "No", 5.0, Kind::Place, |(no, _): &Numbered| {
            Cell::count(*no)
        }),
        column("nama", "Nama", 26.0, Kind::Text, |(_, one)| {
            Cell::text(&one.name)
        }),
        column("kecamatan", "Kecamatan", 20.0, Kind::Text, |(_, one)| {
            Cell::text(&one.kecamatan)
        }),
        plain(column(
            "kpm",
            "KPM dampingan",
            11.0,
            Kind::Figure,
            |(_, one)| one.families.into(),
        )),
        plain(column(
            "kehadiran",
            "Kehadiran P2K2 (%)",
            12.0,
            Kind::Figure,
            |(_, one)| one.attendance.map_or(Cell::Empty, Cell::from),
        )),
        column(
            "coaching",
            "Coaching terakhir",
            16.0,
            Kind::Text,
            |(_, one)| Cell::maybe(one.coached.map(indonesian_day)),
        ),
        column(
            "menunggu",
            "Terdaftar pada",
            22.0,
            Kind::Text,
            |(_, one)| Cell::text(&one.waits_for),
        ),
    ];
    Table::new(&columns, (1..).zip(people.iter().cloned()), None)
}

/// Who signs an invented form.
fn sample_signers() -> Vec<(String, Signer)> {
    let signer = Signer {
        name: Some("Drs. Hasan".to_owned()),
        nip: Some("197001011995031001".to_owned()),
    };
    vec![("Kepala Dinas Sosial".to_owned(), signer)]
}

impl Attendance {
    /// An invented list of a training of so many half days.
    pub(super) fn sample(halves: usize) -> Self {
        let text = |text: &str| text.to_owned();
        let starts = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap_or_default();
        let days = starts
            .iter_days()
            .flat_map(|day| [(day, false), (day, true)]);
        let halves: Vec<(NaiveDate, bool)> = days.take(halves).collect();
        let marks = ["V", "I", "T", ""];
        let line = |no: usize, name: &str| Line {
            name: text(name),
            nip: Some(text("198001012010012001")).filter(|_| no == 0),
            role: text("Pendamping Sosial PKH"),
            kecamatan: text("Toili"),
            marks: (0..halves.len())
                .filter_map(|at| marks.get((at + no) % 4).copied())
                .collect(),
            remark: text("menggantikan"),
        };
        Self {
            letterhead: vec![text("DINAS SOSIAL")],
            name: text("Diklat FDS angkatan II"),
            kind: "diklat",
            theme: Some(text("Pengasuhan anak")),
            organizer: Some(text("BBPPKS, angkatan II")),
            place: Some(text("Luwuk")),
            starts,
            ends: halves.last().map_or(starts, |(day, _)| *day),
            jp: Some(40),
            facilitators: vec![text("Rina Mahmud (fasilitator)")],
            version: "c0ffee00".repeat(8),
            people: vec![line(0, "Ani Lestari, S.Sos"), line(1, "Budi Santoso")],
            halves,
            signers: sample_signers(),
        }
    }

    /// A list of which nothing is known but its name.
    #[cfg(test)]
    pub(super) fn bare() -> Self {
        Self {
            letterhead: Vec::new(),
            theme: None,
            organizer: None,
            place: None,
            jp: None,
            facilitators: Vec::new(),
            people: Vec::new(),
            signers: Vec::new(),
            ..Self::sample(0)
        }
    }
}

impl Rekap {
    /// An invented rekap of two kecamatan.
    pub(super) fn sample() -> Self {
        let text = |text: &str| text.to_owned();
        let counted = |staff, trained| Counted {
            staff,
            trained,
            untrained: staff - trained,
            coached: 2,
        };
        let place = |name: &str, staff, trained| Place {
            name: text(name),
            counted: counted(staff, trained),
        };
        let waiting = |name: &str, attendance, coached, waits_for: &str| Waiting {
            name: text(name),
            kecamatan: text("Toili"),
            families: 210,
            attendance,
            coached,
            waits_for: text(waits_for),
        };
        let coached = NaiveDate::from_ymd_opt(2026, 6, 2);
        Self {
            letterhead: vec![text("DINAS SOSIAL")],
            kabupaten: text("Banggai"),
            day: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default(),
            counting: vec!["diklat", "bimtek"],
            places: vec![place("Toili", 9, 6), place("Luwuk", 0, 0)],
            total: counted(9, 6),
            untrained: vec![
                waiting("Budi Santoso", Some(71), coached, "Diklat FDS angkatan III"),
                waiting("Citra Dewi", None, None, ""),
            ],
            signers: sample_signers(),
        }
    }

    /// A rekap of nobody.
    #[cfg(test)]
    pub(super) fn bare() -> Self {
        Self {
            letterhead: Vec::new(),
            places: Vec::new(),
            total: Counted::default(),
            untrained: Vec::new(),
            signers: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_the_second_sheet_stand_the_marks_of_its_own_days() {
        let mut list = Attendance::sample(14);
        let mut marks = vec!["V"; 12];
        marks.extend(["I", "T"]);
        list.people[0].marks = marks;
        let mut days: Vec<NaiveDate> = list.halves.iter().map(|(day, _)| *day).collect();
        days.dedup();
        assert_eq!(days.len(), 7);
        let marks_of = |days_of: &[NaiveDate]| {
            let table = sheet(&list, days_of, &days);
            let cells = &table.rows[0];
            cells[5..cells.len() - 1].to_vec()
        };
        assert_eq!(marks_of(&days[..6]), vec![Cell::text("V"); 12]);
        assert_eq!(marks_of(&days[6..]), [Cell::text("I"), Cell::text("T")]);
    }
}

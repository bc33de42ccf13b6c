//! The list of attendance of a training, sheet by sheet, as many days as there is room for on each.

use chrono::NaiveDate;
use serde::Serialize;

use super::{sample_signers, signers};
use crate::error::Error;
use crate::forms::closing::{digest, short};
use crate::forms::columns::only;
use crate::forms::document::Document;
use crate::forms::template::{Data, Fields, Form, Templates};
use crate::forms::{Signer, signed};
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Head, Kind, Table, Words};

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

/// The form.
pub static FORM: Form = Form {
    name: "hadir_diklat",
    title: Words {
        id: "Daftar hadir diklat",
        en: "Attendance at a training",
    },
    source: include_str!("../templates/hadir_diklat.txt"),
    turns: true,
    // Every half day that a sheet can have, and a second sheet.
    sample: || fields(&Attendance::sample(4 * DAYS_A_SHEET)),
};

/// The list of attendance.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(list: &Attendance, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(list).map_err(std::io::Error::from)?;
    let closing = format!(
        "Dihitung dari {} orang dan {} paruh hari, versi {}; tanda {}.",
        list.people.len(),
        list.halves.len(),
        short(&list.version),
        short(&digest)
    );
    let filled = templates.fill(&FORM, &fields(list), &closing.as_str().into())?;
    Ok(filled.document(format!("Daftar hadir {}", list.name), list.starts, digest))
}

/// A list of attendance as a template sees it: sheet by sheet, as many days as there is room for on each.
pub fn fields(list: &Attendance) -> Fields {
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
        label: only(id),
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
            DAYS.get(no).copied().map(only),
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

impl Attendance {
    /// An invented list of a training of so many half days.
    pub(in crate::forms) fn sample(halves: usize) -> Self {
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
    pub(in crate::forms) fn bare() -> Self {
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

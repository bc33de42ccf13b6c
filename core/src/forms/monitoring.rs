//! Pemantauan KPM PKH setiap P2K2: a page for each meeting with every family, its attendance and its level, and a month of them in one
//! file. Tidak Hadir is whoever was not there and whom nobody marked, as the rekap counts it.

use super::activity;
use super::closing::digest;
use super::columns::{GREEN, YELLOW, column, only};
use super::document::{Document, blank, said};
use super::facts::{Counted, FamilyFacts, MeetingFacts};
use super::template::{Closing, Data, Fields, Form, Templates};
use crate::error::Error;
use crate::kinds::Mark;
use crate::reference::month::indonesian_day;
use crate::rekap::Level;
use crate::rekap::columns::CANNOT_BE_RATED;
use crate::reports::{Cell, Column, Kind, ReportError, Table, Words, sheet};

/// The form's mark.
const V: &str = "V";

const ATTENDANCE: &str = "Kehadiran P2K2";
const KNOWLEDGE: &str = "Pengetahuan & Pemahaman";

/// A line of the form.
enum Line<'m> {
    Family {
        no: usize,
        family: &'m FamilyFacts,
        group: &'m str,
    },
    Total(Counted),
}

impl Line<'_> {
    /// A mark where it is so of a family; the sum in the total.
    fn mark(&self, is: fn(&FamilyFacts) -> bool, sum: fn(Counted) -> u32) -> Cell {
        match self {
            Self::Family { family, .. } if is(family) => Cell::text(V),
            Self::Family { .. } => Cell::Empty,
            Self::Total(counted) => sum(*counted).into(),
        }
    }
}

fn columns<'m>() -> Vec<Column<Line<'m>>> {
    let text =
        |key, id, width, value: fn(&Line<'m>) -> Cell| column(key, id, width, Kind::Text, value);
    let mark = |key, id, group, value: fn(&Line<'m>) -> Cell| Column {
        group: Some(only(group)),
        kind: Kind::Figure,
        summed: true,
        ..text(key, id, 11.0, value)
    };
    vec![
        Column {
            kind: Kind::Place,
            ..text("no", "No", 5.0, |line| match line {
                Line::Family { no, .. } => Cell::count(*no),
                Line::Total(_) => Cell::Empty,
            })
        },
        text("nama", "Nama KPM", 30.0, |line| match line {
            Line::Family { family, .. } => Cell::text(&family.name),
            Line::Total(_) => Cell::Empty,
        }),
        text("kelompok", "Kelompok", 20.0, |line| match line {
            Line::Family { group, .. } => Cell::text(*group),
            Line::Total(_) => Cell::Empty,
        }),
        mark("hadir", "Hadir", ATTENDANCE, |line| {
            line.mark(|f| f.mark == Some(Mark::Hadir), |c| c.hadir)
        }),
        mark("tidak_hadir", "Tidak Hadir", ATTENDANCE, |line| {
            line.mark(|f| f.mark != Some(Mark::Hadir), Counted::tidak_hadir)
        }),
        mark("kurang", "Kurang", KNOWLEDGE, |line| {
            line.mark(|f| f.level == Level::Kurang, |c| c.kurang)
        }),
        mark("baik", "Baik", KNOWLEDGE, |line| {
            line.mark(|f| f.level == Level::Baik, |c| c.baik)
        }),
        mark("sangat_baik", "Sangat Baik", KNOWLEDGE, |line| {
            line.mark(|f| f.level == Level::SangatBaik, |c| c.sangat_baik)
        }),
        mark("tidak_dapat_dinilai", CANNOT_BE_RATED, KNOWLEDGE, |line| {
            line.mark(
                |f| f.level == Level::TidakDapatDinilai,
                |c| c.tidak_dapat_dinilai,
            )
        }),
    ]
}

/// The table of a meeting.
pub fn table(facts: &MeetingFacts) -> Table {
    let families = (1..).zip(&facts.families);
    let lines = families.map(|(no, family)| Line::Family {
        no,
        family,
        group: &facts.group,
    });
    Table::new(&columns(), lines, Some(&Line::Total(facts.counted())))
}

/// The form.
pub static FORM: Form = Form {
    name: "pemantauan",
    title: Words {
        id: "Pemantauan KPM PKH setiap P2K2",
        en: "Pemantauan KPM PKH setiap P2K2",
    },
    source: include_str!("templates/pemantauan.txt"),
    turns: true,
    sample: || fields(&MeetingFacts::sample(1), true),
};

/// The form of a meeting; with `photo`, a page with a frame for the group's photo.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(
    facts: &MeetingFacts,
    photo: bool,
    templates: &Templates,
) -> Result<Document, Error> {
    let digest = digest(facts).map_err(std::io::Error::from)?;
    let unmarked = facts.counted().unmarked;
    let remark = format!("Tidak Hadir termasuk {unmarked} KPM yang belum ditandai.");
    let closing = Closing {
        counted: facts.basis(&digest),
        remarks: (unmarked > 0).then_some(remark).into_iter().collect(),
    };
    let filled = templates.fill(&FORM, &fields(facts, photo), &closing)?;
    Ok(filled.document(
        format!(
            "Pemantauan P2K2 {}, {}",
            facts.group,
            indonesian_day(facts.date)
        ),
        facts.date,
        digest,
    ))
}

/// A meeting as a template of this form sees it: as one of the laporan kegiatan does, with its families and their sums.
pub fn fields(facts: &MeetingFacts, photo: bool) -> Fields {
    let counted = facts.counted();
    activity::fields(facts)
        .text(
            "judul_sesi",
            (
                "Judul sesi, sebagai materi",
                "Titles of its sessions, as materi",
            ),
            Some(&facts.titles()),
            "materi",
        )
        .text(
            "nama_pemateri",
            ("Nama para pemateri", "Names of the speakers"),
            Some(&speakers(facts)),
            "pemateri",
        )
        .with(
            "kpm",
            (
                "KPM dengan kehadiran dan pengetahuannya",
                "Families with their marks",
            ),
            Data::Table(table(facts), &[YELLOW, GREEN]),
        )
        .count(
            "tidak_hadir",
            ("Tidak hadir", "Absent"),
            counted.tidak_hadir(),
        )
        .count("kurang", ("Kurang", "Poor"), counted.kurang)
        .count("baik", ("Baik", "Good"), counted.baik)
        .count(
            "sangat_baik",
            ("Sangat baik", "Very good"),
            counted.sangat_baik,
        )
        .count(
            "tidak_dapat_dinilai",
            ("Tidak dapat dinilai", "Cannot be rated"),
            counted.tidak_dapat_dinilai,
        )
        .with(
            "dengan_foto",
            (
                "Apakah diminta dengan halaman foto",
                "Whether a page for photos is asked for",
            ),
            Data::Yes(photo),
        )
}

fn speakers(facts: &MeetingFacts) -> String {
    let names: Vec<&str> = facts.speakers.iter().map(|s| s.name.as_str()).collect();
    names.join("; ")
}

fn header(facts: &MeetingFacts) -> Vec<(&'static str, String)> {
    vec![
        (
            "Nama Pendamping",
            said(facts.pendamping.name.as_deref(), "nama pendamping"),
        ),
        ("Tanggal Pelaksanaan", indonesian_day(facts.date)),
        ("Tempat", said(facts.place.as_deref(), "tempat")),
        ("Materi", said(Some(&facts.titles()), "materi")),
        ("Pemateri", said(Some(&speakers(facts)), "pemateri")),
    ]
}

/// The forms of some meetings as a workbook, a sheet each.
///
/// # Errors
/// If it would break a limit of the format.
pub fn workbook(meetings: &[MeetingFacts]) -> Result<Vec<u8>, Error> {
    Ok(sheets(meetings)?)
}

fn sheets(meetings: &[MeetingFacts]) -> Result<Vec<u8>, ReportError> {
    let mut book = sheet::book()?;
    let formats = sheet::Formats::default();
    if meetings.is_empty() {
        book.add_worksheet()
            .write_string(0, 0, "Tidak ada pertemuan pada bulan ini.")?;
    }
    for (no, facts) in (1..).zip(meetings) {
        let page = book.add_worksheet();
        page.set_name(format!("{no} {}", facts.date.format("%d-%m-%Y")))?;
        sheet::on_paper(page);
        page.write_string(0, 0, "PEMANTAUAN KPM PKH SETIAP P2K2")?;
        let mut at = 1;
        for (label, value) in header(facts) {
            page.write_string(at, 0, label)?;
            page.write_string(at, 2, sheet::cut(&value))?;
            at += 1;
        }
        let end = sheet::draw(page, at + 1, &table(facts), "TOTAL", &formats)?;
        let digest = digest(facts).unwrap_or_else(|_| blank("tanda"));
        page.write_string(end + 1, 0, facts.basis(&digest))?;
    }
    Ok(book.save_to_buffer()?)
}

#[cfg(test)]
#[path = "meeting_form_tests.rs"]
mod tests;

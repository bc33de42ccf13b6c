//! Pemantauan KPM PKH setiap P2K2: a page for each meeting with every family, its attendance and its level, and a month of them in one
//! file. Tidak Hadir is whoever was not there and whom nobody marked, as the rekap counts it.

use super::closing::{digest, short};
use super::document::{Block, Document, blank, said};
use super::facts::{Counted, FamilyFacts, MeetingFacts};
use crate::error::Error;
use crate::kinds::Mark;
use crate::reference::month::indonesian_day;
use crate::rekap::Level;
use crate::rekap::columns::CANNOT_BE_RATED;
use crate::reports::{Cell, Column, Kind, ReportError, Table, Words, sheet};

const YELLOW: (u8, u8, u8) = (0xFF, 0xF2, 0xCC);
const GREEN: (u8, u8, u8) = (0xE2, 0xEF, 0xDA);
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
    let text = |key, id, width, value: fn(&Line<'m>) -> Cell| Column {
        key,
        label: Words { id, en: id },
        group: None,
        width,
        kind: Kind::Text,
        summed: false,
        value,
    };
    let mark = |key, id, group, value: fn(&Line<'m>) -> Cell| Column {
        group: Some(Words {
            id: group,
            en: group,
        }),
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

/// The form of a meeting; with `photo`, a page with a frame for the group's photo.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn document(facts: &MeetingFacts, photo: bool) -> Result<Document, Error> {
    let digest = digest(facts).map_err(std::io::Error::from)?;
    let counted = facts.counted();
    let mut blocks = vec![
        Block::Title("PEMANTAUAN KPM PKH SETIAP P2K2".to_owned()),
        Block::facts(header(facts)),
        Block::Table {
            table: table(facts),
            total: "TOTAL".into(),
            colors: &[YELLOW, GREEN],
        },
        Block::Small(
            "Semua KPM kelompok pada hari pertemuan didaftar. Satu lembar untuk setiap pertemuan. Foto setiap kelompok menjadi bukti."
                .to_owned(),
        ),
    ];
    if counted.unmarked > 0 {
        blocks.push(Block::Small(format!(
            "Tidak Hadir termasuk {} KPM yang belum ditandai.",
            counted.unmarked
        )));
    }
    blocks.push(Block::Small(closing(facts, &digest)));
    if photo {
        blocks.extend([
            Block::NewPage,
            Block::Title(
                "Lampiran Dokumentasi Foto-foto Kegiatan P2K2/FDS setiap Kelompok".to_owned(),
            ),
            Block::Middle(format!("{}, {}", facts.group, indonesian_day(facts.date))),
            Block::Frames {
                size: (160.0, 100.0),
                captions: vec!["(tempel foto kelompok di sini: belum ada foto di Sesi)".to_owned()],
            },
        ]);
    }
    Ok(Document {
        title: format!(
            "Pemantauan P2K2 {}, {}",
            facts.group,
            indonesian_day(facts.date)
        ),
        day: facts.date,
        wide: false,
        blocks,
        digest,
    })
}

fn header(facts: &MeetingFacts) -> Vec<(&'static str, String)> {
    let speakers: Vec<&str> = facts.speakers.iter().map(|s| s.name.as_str()).collect();
    vec![
        (
            "Nama Pendamping",
            said(facts.pendamping.name.as_deref(), "nama pendamping"),
        ),
        ("Tanggal Pelaksanaan", indonesian_day(facts.date)),
        ("Tempat", said(facts.place.as_deref(), "tempat")),
        ("Materi", said(Some(&facts.titles()), "materi")),
        ("Pemateri", said(Some(&speakers.join("; ")), "pemateri")),
    ]
}

/// What a form about a meeting says at its end.
pub(super) fn closing(facts: &MeetingFacts, digest: &str) -> String {
    format!(
        "Dihitung dari {} KPM pada pertemuan {}, versi {}; tanda {}.",
        facts.families.len(),
        indonesian_day(facts.date),
        short(&facts.version),
        short(digest)
    )
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
        page.write_string(0, 0, "PEMANTAUAN KPM PKH SETIAP P2K2")?;
        let mut at = 1;
        for (label, value) in header(facts) {
            page.write_string(at, 0, label)?;
            page.write_string(at, 2, sheet::cut(&value))?;
            at += 1;
        }
        let end = sheet::draw(page, at + 1, &table(facts), "TOTAL", &formats)?;
        let digest = digest(facts).unwrap_or_else(|_| blank("tanda"));
        page.write_string(end + 1, 0, closing(facts, &digest))?;
    }
    Ok(book.save_to_buffer()?)
}

#[cfg(test)]
#[path = "meeting_form_tests.rs"]
mod tests;

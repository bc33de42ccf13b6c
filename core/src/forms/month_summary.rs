//! Meetings of a month with their figures: the page behind a file of several forms, and the table that reports have of them.

use super::closing::{digest, short};
use super::columns::column;
use super::document::Document;
use super::facts::{Counted, FamilyFacts, MeetingFacts, time};
use super::template::{Data, Fields, Form, Templates};
use crate::error::Error;
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Table, Words};

/// The form.
pub static FORM: Form = Form {
    name: "ringkasan_p2k2",
    title: Words {
        id: "Ringkasan di belakang formulir sebulan",
        en: "Summary behind the forms of a month",
    },
    source: include_str!("templates/ringkasan_p2k2.txt"),
    turns: true,
    sample: || {
        let meetings: Vec<MeetingFacts> = (1..3).map(MeetingFacts::sample).collect();
        fields("November 2026", &meetings)
    },
};

/// The page.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(
    month: &str,
    meetings: &[MeetingFacts],
    templates: &Templates,
) -> Result<Document, Error> {
    let digest = digest(&meetings).map_err(std::io::Error::from)?;
    let days = meetings.iter().map(|meeting| meeting.date);
    let closing = format!(
        "Berkas ini dihitung dari {} pertemuan; tanda {}.",
        meetings.len(),
        short(&digest)
    );
    let filled = templates.fill(&FORM, &fields(month, meetings), &closing.as_str().into())?;
    Ok(filled.document(
        format!("Ringkasan P2K2 {month}"),
        days.max().unwrap_or_default(),
        digest,
    ))
}

/// The meetings of a month as a template sees them.
pub fn fields(month: &str, meetings: &[MeetingFacts]) -> Fields {
    let counted = Counted::of(families(meetings));
    Fields::new()
        .text(
            "bulan",
            ("Bulan berkas ini", "The month"),
            Some(month),
            "bulan",
        )
        .count(
            "pertemuan",
            ("Banyak pertemuan", "Meetings"),
            meetings.len(),
        )
        .count(
            "total",
            ("Kehadiran yang mungkin", "Attendances that could be"),
            counted.total,
        )
        .count("hadir", ("Hadir", "Hadir"), counted.hadir)
        .with(
            "jadwal",
            (
                "Pertemuan dengan jumlah KPM dan kehadirannya",
                "The meetings with their families and attendances",
            ),
            Data::Table(schedule(meetings), &[]),
        )
}

/// A line of the schedule.
struct Line<'m> {
    no: usize,
    meeting: Option<&'m MeetingFacts>,
    counted: Counted,
}

/// The meetings with their figures.
pub(super) fn schedule(meetings: &[MeetingFacts]) -> Table {
    let column = |key, id, width, kind, value: fn(&Line<'_>) -> Cell| Column {
        summed: kind == Kind::Figure,
        ..column(key, id, width, kind, value)
    };
    let columns: Vec<Column<Line<'_>>> = vec![
        column("no", "No", 5.0, Kind::Place, |line| Cell::count(line.no)),
        column("tanggal", "Tanggal", 17.0, Kind::Text, |line| {
            Cell::maybe(line.meeting.map(|m| indonesian_day(m.date)))
        }),
        column("jam", "Jam", 9.0, Kind::Text, |line| {
            Cell::maybe(line.meeting.and_then(|m| m.starts).map(time))
        }),
        column("kelompok", "Kelompok", 20.0, Kind::Text, |line| {
            Cell::maybe(line.meeting.map(|m| m.group.clone()))
        }),
        column("tempat", "Tempat", 20.0, Kind::Text, |line| {
            Cell::maybe(line.meeting.and_then(|m| m.place.clone()))
        }),
        column("sesi", "Sesi", 30.0, Kind::Prose, |line| {
            Cell::maybe(line.meeting.map(MeetingFacts::titles))
        }),
        column("total", "Total KPM", 9.0, Kind::Figure, |line| {
            line.counted.total.into()
        }),
        column("hadir", "Hadir", 9.0, Kind::Figure, |line| {
            line.counted.hadir.into()
        }),
        column("sakit", "Sakit", 9.0, Kind::Figure, |line| {
            line.counted.sakit.into()
        }),
        column("alpa", "Alpa", 9.0, Kind::Figure, |line| {
            line.counted.alfa.into()
        }),
        column("belum", "Belum ditandai", 11.0, Kind::Figure, |line| {
            line.counted.unmarked.into()
        }),
    ];
    let lines = (1..).zip(meetings).map(|(no, meeting)| Line {
        no,
        meeting: Some(meeting),
        counted: meeting.counted(),
    });
    let total = Line {
        no: 0,
        meeting: None,
        counted: Counted::of(families(meetings)),
    };
    Table::new(&columns, lines, Some(&total))
}

pub(super) fn families(meetings: &[MeetingFacts]) -> impl Iterator<Item = &FamilyFacts> {
    meetings.iter().flat_map(|meeting| &meeting.families)
}

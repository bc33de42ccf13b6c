//! Laporan RHK 2: chapters A to E of one meeting or of a month of them, its schedule, the table of each meeting and frames for photos.
//! It says what was recorded and nothing else; every judgement that nobody wrote is a visible blank.

use chrono::NaiveDate;
use serde::Serialize;

use super::closing::{digest, short};
use super::document::Document;
use super::facts::{Counted, MeetingFacts};
use super::month_summary::{families, schedule};
use super::signed::letterhead_fields;
use super::template::{Data, Fields, Form, Templates};
use super::{Signer, activity};
use crate::error::Error;
use crate::kinds::Aspect;
use crate::reference::month::indonesian_day;
use crate::reports::Words;

/// What the report is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The period as its title has it: a month, or a day and a group.
    pub period: String,
    /// Lines of the office's letterhead.
    pub letterhead: Vec<String>,
    /// Whose report it is.
    pub pendamping: Signer,
    /// What that person is.
    pub jabatan: Option<String>,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// The meetings, by day.
    pub meetings: Vec<MeetingFacts>,
}

impl Report {
    /// An invented report of so many meetings.
    pub(super) fn sample(meetings: u32) -> Self {
        let meetings: Vec<MeetingFacts> = (1..=meetings).map(MeetingFacts::sample).collect();
        let first = MeetingFacts::sample(1);
        Self {
            period: "November 2026".to_owned(),
            letterhead: vec!["DINAS SOSIAL KABUPATEN CONTOH".to_owned()],
            pendamping: first.pendamping,
            jabatan: first.jabatan,
            signed: NaiveDate::from_ymd_opt(2026, 11, 30),
            meetings,
        }
    }
}

/// The form.
pub static FORM: Form = Form {
    name: "rhk2",
    title: Words {
        id: "Laporan RHK 2",
        en: "Laporan RHK 2",
    },
    source: include_str!("templates/rhk2.txt"),
    turns: false,
    sample: || fields(&Report::sample(2)),
};

/// The report.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn document(report: &Report, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(report).map_err(std::io::Error::from)?;
    let versions = report
        .meetings
        .iter()
        .map(|meeting| short(&meeting.version));
    let closing = format!(
        "Dihitung dari {} pertemuan dan {} kehadiran yang mungkin, versi {}; tanda {}.",
        report.meetings.len(),
        families(&report.meetings).count(),
        versions.collect::<Vec<_>>().join(" "),
        short(&digest)
    );
    let days = report.meetings.iter().map(|meeting| meeting.date);
    let filled = templates.fill(&FORM, &fields(report), &closing.as_str().into())?;
    Ok(filled.document(
        format!("Laporan RHK 2 {}", report.period),
        days.max().unwrap_or_default(),
        digest,
    ))
}

/// The report as a template sees it.
#[expect(
    clippy::too_many_lines,
    reason = "a list of fields, one after the other"
)]
pub fn fields(report: &Report) -> Fields {
    let places = unique(report, |meeting| {
        format!(
            "{} ({}, {})",
            meeting.group, meeting.desa, meeting.kecamatan
        )
    });
    let counted = Counted::of(families(&report.meetings));
    let kabupaten = report.meetings.first().map(|m| m.kabupaten.as_str());
    let day = report.signed.map(indonesian_day);
    let name = report.pendamping.name.as_deref();
    let fields = letterhead_fields(&report.letterhead)
        .text(
            "periode",
            (
                "Bulan, atau kelompok dan tanggal",
                "The month, or group and day",
            ),
            Some(&report.period),
            "periode",
        )
        .text(
            "nama",
            ("Nama pendamping", "Name of the pendamping"),
            name,
            "nama",
        )
        .text(
            "nama_pendamping",
            (
                "Nama pendamping di dalam kalimat",
                "Name of the pendamping in a sentence",
            ),
            name,
            "nama pendamping",
        )
        .text(
            "nip",
            ("NIP pendamping", "NIP of the pendamping"),
            report.pendamping.nip.as_deref(),
            "NIP",
        )
        .text(
            "jabatan",
            ("Jabatan pendamping", "What the pendamping is"),
            report.jabatan.as_deref(),
            "jabatan",
        )
        .text(
            "tanggal",
            ("Tanggal ditandatangani", "When it is signed"),
            day.as_deref(),
            "tanggal",
        )
        .kabupaten(kabupaten)
        .text(
            "kelompok",
            (
                "Kelompok dengan desa dan kecamatan",
                "Groups with their places",
            ),
            Some(&places),
            "kelompok",
        )
        .count(
            "banyak_pertemuan",
            ("Banyak pertemuan", "Meetings"),
            report.meetings.len(),
        )
        .text(
            "kehadiran",
            ("Kehadiran dalam satu kalimat", "Attendance in a sentence"),
            Some(&attendance(counted)),
            "kehadiran",
        )
        .count(
            "total",
            ("Kehadiran yang mungkin", "Possible attendances"),
            counted.total,
        )
        .count("hadir", ("Hadir", "Hadir"), counted.hadir)
        .count("sakit", ("Sakit", "Sakit"), counted.sakit)
        .count("alpa", ("Alpa", "Alpa"), counted.alfa)
        .count(
            "belum_ditandai",
            ("Belum ditandai", "Not marked"),
            counted.unmarked,
        )
        .count("kurang", ("Dinilai kurang", "Rated kurang"), counted.kurang)
        .count("baik", ("Dinilai baik", "Rated baik"), counted.baik)
        .count(
            "sangat_baik",
            ("Dinilai sangat baik", "Rated sangat baik"),
            counted.sangat_baik,
        )
        .count(
            "tidak_dapat_dinilai",
            ("Tidak dapat dinilai", "Cannot be rated"),
            counted.tidak_dapat_dinilai,
        );
    NOTES
        .iter()
        .fold(fields, |fields, (aspect, key, about, missing)| {
            fields.text(key, *about, Some(&noted(report, *aspect)), missing)
        })
        .with(
            "jadwal",
            (
                "Tabel pertemuan dengan angkanya",
                "The meetings with their figures",
            ),
            Data::Table(schedule(&report.meetings), &[]),
        )
        .list(
            "pertemuan",
            ("Setiap pertemuan", "Each meeting"),
            report.meetings.iter().map(activity::fields),
        )
}

/// What is noted of a meeting: its name, what it is, and what its blank says.
type Note = (
    Aspect,
    &'static str,
    (&'static str, &'static str),
    &'static str,
);

const NOTES: [Note; 5] = [
    (
        Aspect::Proses,
        "proses",
        ("Catatan proses", "Notes on the course"),
        "proses",
    ),
    (
        Aspect::Materi,
        "catatan_materi",
        ("Catatan materi", "Notes on the materi"),
        "catatan materi",
    ),
    (
        Aspect::Partisipasi,
        "partisipasi",
        ("Catatan partisipasi", "Notes on who took part"),
        "partisipasi",
    ),
    (
        Aspect::Hasil,
        "hasil",
        ("Catatan hasil", "Notes on the outcome"),
        "hasil",
    ),
    (
        Aspect::Kendala,
        "kendala",
        (
            "Catatan kendala dan tindak lanjut",
            "Notes on what stood in the way",
        ),
        "kendala dan tindak lanjut",
    ),
];

fn attendance(counted: Counted) -> String {
    let share = (counted.hadir * 100).checked_div(counted.total);
    let share = share.map_or_else(String::new, |share| format!(" ({share} %)"));
    let mut attendance = format!(
        "{} dari {} KPM hadir{share}; sakit {}, alpa {}",
        counted.hadir, counted.total, counted.sakit, counted.alfa
    );
    if counted.unmarked > 0 {
        attendance.push_str(", belum ditandai ");
        attendance.push_str(&counted.unmarked.to_string());
    }
    attendance
}

/// What was written of an aspect, once each, with the group where there are several meetings.
fn noted(report: &Report, aspect: Aspect) -> String {
    let several = report.meetings.len() > 1;
    unique(report, |meeting| {
        let note = meeting.notes.get(&aspect).map_or("", |note| note.trim());
        match (note.is_empty(), several) {
            (true, _) => String::new(),
            (false, true) => format!("{}: {note}", meeting.group),
            (false, false) => note.to_owned(),
        }
    })
}

fn unique(report: &Report, text: impl Fn(&MeetingFacts) -> String) -> String {
    let mut seen: Vec<String> = Vec::new();
    for text in report.meetings.iter().map(text) {
        if !text.is_empty() && !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen.join("; ")
}

//! Laporan RHK 2: chapters A to E of one meeting or of a month of them, its schedule, the table of each meeting and frames for photos.
//! It says what was recorded and nothing else; every judgement that nobody wrote is a visible blank.

use chrono::NaiveDate;
use serde::Serialize;

use super::closing::{digest, short};
use super::document::{Block, Document, blank, said};
use super::facts::{Counted, FamilyFacts, MeetingFacts, time};
use super::{Signer, activity};
use crate::error::Error;
use crate::kinds::Aspect;
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Table, Words};

/// On what pendamping base their work, as it is cited in 2026.
pub(super) const DASAR: [&str; 3] = [
    "Undang-Undang Nomor 11 Tahun 2009 tentang Kesejahteraan Sosial.",
    "Peraturan Menteri Sosial Nomor 8 Tahun 2026 tentang Program Keluarga Harapan.",
    "Keputusan Direktur Jenderal Perlindungan dan Jaminan Sosial Nomor 20/3/HK.01/3/2025.",
];

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

/// The report.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn document(report: &Report) -> Result<Document, Error> {
    let digest = digest(report).map_err(std::io::Error::from)?;
    let mut blocks = head(report);
    blocks.extend(introduction(report));
    blocks.extend(activities(report));
    blocks.extend(outcome(report));
    blocks.extend(end(report, &digest));
    blocks.extend(photos(report));
    let days = report.meetings.iter().map(|meeting| meeting.date);
    Ok(Document {
        title: format!("Laporan RHK 2 {}", report.period),
        day: days.max().unwrap_or_default(),
        wide: false,
        blocks,
        digest,
    })
}

fn head(report: &Report) -> Vec<Block> {
    let mut blocks: Vec<Block> = report
        .letterhead
        .iter()
        .cloned()
        .map(Block::Title)
        .collect();
    if blocks.is_empty() {
        blocks.push(Block::Title(
            "(isi kop surat di Pengaturan kantor)".to_owned(),
        ));
    }
    blocks.extend([
        Block::Middle(String::new()),
        Block::Title("LAPORAN".to_owned()),
        Block::Middle("TENTANG".to_owned()),
        Block::Title("PERTEMUAN PENINGKATAN KEMAMPUAN KELUARGA (P2K2)".to_owned()),
        Block::Title(report.period.to_uppercase()),
    ]);
    blocks
}

fn introduction(report: &Report) -> Vec<Block> {
    let name = said(report.pendamping.name.as_deref(), "nama pendamping");
    let places = unique(report, |meeting| {
        format!(
            "{} ({}, {})",
            meeting.group, meeting.desa, meeting.kecamatan
        )
    });
    let mut blocks = vec![
        Block::Chapter("A. PENDAHULUAN".to_owned()),
        Block::Chapter("1. Gambaran Umum".to_owned()),
        Block::Text(format!(
            "Pertemuan Peningkatan Kemampuan Keluarga (P2K2/FDS) adalah pertemuan kelompok KPM PKH yang didampingi pendamping sosial. Laporan ini memuat {} pertemuan yang didampingi {name}.",
            report.meetings.len()
        )),
        Block::Chapter("2. Maksud dan Tujuan".to_owned()),
        Block::Text(
            "Melaporkan pelaksanaan P2K2, kehadiran KPM, serta pengetahuan dan pemahaman KPM sebagaimana dicatat pada setiap pertemuan."
                .to_owned(),
        ),
        Block::Chapter("3. Ruang Lingkup".to_owned()),
        Block::Text(format!("Kelompok: {}.", said(Some(&places), "kelompok"))),
        Block::Chapter("4. Dasar".to_owned()),
    ];
    let bases = (1..).zip(DASAR);
    blocks.extend(bases.map(|(no, base)| Block::Text(format!("{no}. {base}"))));
    blocks
}

fn activities(report: &Report) -> Vec<Block> {
    let mut blocks = vec![Block::Chapter("B. KEGIATAN YANG DILAKSANAKAN".to_owned())];
    if report.meetings.is_empty() {
        blocks.push(Block::Text(
            "Tidak ada pertemuan yang dicatat pada bulan ini. (isi alasan)".to_owned(),
        ));
        return blocks;
    }
    if report.meetings.len() > 1 {
        blocks.push(Block::Table {
            table: schedule(&report.meetings),
            total: "JUMLAH".into(),
            colors: &[],
        });
    }
    blocks.extend(
        report
            .meetings
            .iter()
            .map(|meeting| Block::Boxes(activity::rows(meeting))),
    );
    blocks
}

/// A line of the schedule.
struct Line<'m> {
    no: usize,
    meeting: Option<&'m MeetingFacts>,
    counted: Counted,
}

/// The meetings with their figures.
pub fn schedule(meetings: &[MeetingFacts]) -> Table {
    let column = |key, id, width, kind, value: fn(&Line<'_>) -> Cell| Column {
        key,
        label: Words { id, en: id },
        group: None,
        width,
        kind,
        summed: kind == Kind::Figure,
        value,
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

/// The last page of a file of several forms: its meetings and their sums.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn summary(month: &str, meetings: &[MeetingFacts]) -> Result<Document, Error> {
    let digest = digest(&meetings).map_err(std::io::Error::from)?;
    let days = meetings.iter().map(|meeting| meeting.date);
    Ok(Document {
        title: format!("Ringkasan P2K2 {month}"),
        day: days.max().unwrap_or_default(),
        wide: false,
        blocks: vec![
            Block::Title(format!("RINGKASAN P2K2 {}", month.to_uppercase())),
            Block::Middle(String::new()),
            Block::Table {
                table: schedule(meetings),
                total: "JUMLAH".into(),
                colors: &[],
            },
            Block::Small(format!(
                "Berkas ini dihitung dari {} pertemuan; tanda {}.",
                meetings.len(),
                short(&digest)
            )),
        ],
        digest,
    })
}

fn families(meetings: &[MeetingFacts]) -> impl Iterator<Item = &FamilyFacts> {
    meetings.iter().flat_map(|meeting| &meeting.families)
}

fn outcome(report: &Report) -> Vec<Block> {
    let counted = Counted::of(families(&report.meetings));
    let share = (counted.hadir * 100).checked_div(counted.total);
    let share = share.map_or_else(String::new, |share| format!(" ({share} %)"));
    let several = if report.meetings.len() > 1 {
        format!(" dalam {} pertemuan", report.meetings.len())
    } else {
        String::new()
    };
    let mut attendance = format!(
        "Kehadiran{several}: {} dari {} KPM hadir{share}; sakit {}, alpa {}",
        counted.hadir, counted.total, counted.sakit, counted.alfa
    );
    if counted.unmarked > 0 {
        attendance.push_str(", belum ditandai ");
        attendance.push_str(&counted.unmarked.to_string());
    }
    attendance.push('.');
    vec![
        Block::Chapter("C. HASIL YANG DICAPAI".to_owned()),
        Block::Text(attendance),
        Block::Text(format!(
            "Pengetahuan dan pemahaman: kurang {}, baik {}, sangat baik {}, tidak dapat dinilai {}.",
            counted.kurang, counted.baik, counted.sangat_baik, counted.tidak_dapat_dinilai
        )),
        Block::Text(format!("Hasil: {}", noted(report, Aspect::Hasil, "hasil"))),
        Block::Text(format!(
            "Kendala dan tindak lanjut: {}",
            noted(report, Aspect::Kendala, "kendala dan tindak lanjut")
        )),
        Block::Chapter("D. KESIMPULAN DAN SARAN".to_owned()),
        Block::Text(format!("Kesimpulan: {}", blank("kesimpulan"))),
        Block::Text(format!("Saran: {}", blank("saran"))),
    ]
}

/// What was written of an aspect, once each, with the group where there are several meetings.
fn noted(report: &Report, aspect: Aspect, what: &str) -> String {
    let several = report.meetings.len() > 1;
    let text = unique(report, |meeting| {
        let note = meeting.notes.get(&aspect).map_or("", |note| note.trim());
        match (note.is_empty(), several) {
            (true, _) => String::new(),
            (false, true) => format!("{}: {note}", meeting.group),
            (false, false) => note.to_owned(),
        }
    });
    said(Some(&text), what)
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

fn end(report: &Report, digest: &str) -> Vec<Block> {
    let kabupaten = report.meetings.first().map(|m| m.kabupaten.as_str());
    let day = report.signed.map(indonesian_day);
    let nip = said(report.pendamping.nip.as_deref(), "NIP");
    vec![
        Block::Chapter("E. PENUTUP".to_owned()),
        Block::Text("Demikian laporan ini dibuat menurut catatan pertemuan.".to_owned()),
        Block::Signatures(vec![(
            vec![
                format!("Dibuat di {}", said(kabupaten, "kabupaten")),
                format!("pada tanggal {}", said(day.as_deref(), "tanggal")),
                said(report.jabatan.as_deref(), "jabatan"),
            ],
            vec![
                said(report.pendamping.name.as_deref(), "nama"),
                format!("NIP {nip}"),
            ],
        )]),
        Block::Small(format!(
            "Dihitung dari {} pertemuan dan {} kehadiran yang mungkin, versi {}; tanda {}.",
            report.meetings.len(),
            families(&report.meetings).count(),
            report
                .meetings
                .iter()
                .map(|meeting| short(&meeting.version))
                .collect::<Vec<_>>()
                .join(" "),
            short(digest)
        )),
    ]
}

fn photos(report: &Report) -> Vec<Block> {
    if report.meetings.is_empty() {
        return Vec::new();
    }
    let captions = report.meetings.iter().flat_map(|meeting| {
        let of = format!("{}, {}", meeting.group, indonesian_day(meeting.date));
        ["foto kegiatan", "foto kegiatan", "foto daftar hadir"]
            .map(|what| format!("(tempel {what} di sini: belum ada foto di Sesi) {of}"))
    });
    vec![
        Block::NewPage,
        Block::Title("LAMPIRAN DOKUMENTASI".to_owned()),
        Block::Frames {
            size: (88.0, 66.0),
            captions: captions.collect(),
        },
    ]
}

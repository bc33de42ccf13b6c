//! Laporan Kegiatan P2K2: the one-page table that SIKS-NG prints, with what was recorded and visible blanks for what was not. The
//! figures of the families add up to all of them.

use super::closing::digest;
use super::document::{Block, BoxRow, Document, blank, said};
use super::facts::{MeetingFacts, time};
use super::monitoring::closing;
use crate::error::Error;
use crate::kinds::Aspect;
use crate::reference::month::indonesian_day;

/// The form of a meeting.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn document(facts: &MeetingFacts) -> Result<Document, Error> {
    let digest = digest(facts).map_err(std::io::Error::from)?;
    Ok(Document {
        title: format!(
            "Laporan Kegiatan P2K2 {}, {}",
            facts.group,
            indonesian_day(facts.date)
        ),
        day: facts.date,
        wide: false,
        blocks: vec![
            Block::Title("LAPORAN KEGIATAN P2K2".to_owned()),
            Block::Middle("Pertemuan Peningkatan Kemampuan Keluarga".to_owned()),
            Block::Boxes(rows(facts)),
            Block::Small(closing(facts, &digest)),
        ],
        digest,
    })
}

/// The rows of the table.
pub(super) fn rows(facts: &MeetingFacts) -> Vec<BoxRow> {
    let at = |minutes: Option<u16>| minutes.map_or_else(|| blank("jam"), time);
    let mut rows = vec![
        BoxRow::bar("A. INFORMASI UMUM"),
        BoxRow::two(
            ("No. Laporan", blank("nomor")),
            ("Tanggal Pengisian", blank("tanggal")),
        ),
        BoxRow::one(
            "Nama Pendamping",
            said(facts.pendamping.name.as_deref(), "nama pendamping"),
        ),
        BoxRow::bar("SESUAI WILAYAH TUGAS"),
        BoxRow::two(
            ("Kecamatan", facts.kecamatan.clone()),
            ("Kabupaten/Kota", facts.kabupaten.clone()),
        ),
        BoxRow::one("Provinsi", said(facts.provinsi.as_deref(), "provinsi")),
        BoxRow::bar("B. WAKTU PELAKSANAAN"),
        BoxRow::one("Tanggal Kegiatan", indonesian_day(facts.date)),
        BoxRow::two(
            ("Jam Mulai", at(facts.starts)),
            ("Jam Selesai", at(facts.ends)),
        ),
        BoxRow::one("Tempat Pelaksanaan", said(facts.place.as_deref(), "tempat")),
        BoxRow::bar("C. PEMATERI"),
    ];
    for speaker in &facts.speakers {
        rows.push(BoxRow::one(
            "Nama Pemateri",
            said(Some(&speaker.name), "nama pemateri"),
        ));
        rows.push(BoxRow::one(
            "Jabatan / Instansi",
            said(Some(&speaker.agency), "jabatan / instansi"),
        ));
    }
    if facts.speakers.is_empty() {
        rows.push(BoxRow::one("Nama Pemateri", blank("nama pemateri")));
        rows.push(BoxRow::one(
            "Jabatan / Instansi",
            blank("jabatan / instansi"),
        ));
    }
    let materi = facts.materi.clone().unwrap_or_else(|| facts.titles());
    let counted = facts.counted();
    let people = |many: u32| format!("{many} orang");
    rows.extend([
        BoxRow::bar("D. ISI MATERI"),
        BoxRow::one("Materi", said(Some(&materi), "materi")),
        BoxRow::one("Modul", said(Some(&facts.modules()), "modul")),
        BoxRow::bar("E. ISI KEGIATAN"),
        BoxRow::bar("Jumlah Peserta Hadir"),
        BoxRow::two(
            ("Total Dampingan", people(counted.total)),
            ("Hadir", people(counted.hadir)),
        ),
        BoxRow::two(
            ("Sakit", people(counted.sakit)),
            ("Alpa", people(counted.alfa)),
        ),
    ]);
    if counted.unmarked > 0 {
        rows.push(BoxRow::one("Belum ditandai", people(counted.unmarked)));
    }
    rows.extend([
        BoxRow::one("Rangkuman Kegiatan", summary(facts)),
        BoxRow::one(
            "Foto Kegiatan",
            "(tempel foto geotagging di sini: belum ada foto di Sesi)".to_owned(),
        )
        .at_least(45),
    ]);
    rows
}

/// What was written about the meeting, in the order of the form.
fn summary(facts: &MeetingFacts) -> String {
    let notes = Aspect::ALL
        .iter()
        .filter_map(|aspect| facts.notes.get(aspect));
    let notes: Vec<&str> = notes.map(String::as_str).collect();
    said(Some(&notes.join("\n")), "rangkuman kegiatan")
}

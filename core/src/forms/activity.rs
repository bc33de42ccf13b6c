//! Laporan Kegiatan P2K2: the one-page table that SIKS-NG prints, with what was recorded and visible blanks for what was not. The
//! figures of the families add up to all of them.

use super::closing::digest;
use super::document::Document;
use super::facts::{MeetingFacts, time};
use super::template::{Fields, Form, Templates};
use crate::error::Error;
use crate::kinds::Aspect;
use crate::reference::month::indonesian_day;
use crate::reports::Words;

/// The form.
pub static FORM: Form = Form {
    name: "kegiatan",
    title: Words {
        id: "Laporan kegiatan P2K2",
        en: "Laporan kegiatan P2K2",
    },
    source: include_str!("templates/kegiatan.txt"),
    turns: false,
    sample: || fields(&MeetingFacts::sample(1)),
};

/// The form of a meeting.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn document(facts: &MeetingFacts, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(facts).map_err(std::io::Error::from)?;
    let filled = templates.fill(&FORM, &fields(facts), &facts.basis(&digest).as_str().into())?;
    Ok(filled.document(
        format!(
            "Laporan Kegiatan P2K2 {}, {}",
            facts.group,
            indonesian_day(facts.date)
        ),
        facts.date,
        digest,
    ))
}

/// A meeting as a template sees it.
#[expect(
    clippy::too_many_lines,
    reason = "a list of fields, one after the other"
)]
pub fn fields(facts: &MeetingFacts) -> Fields {
    let at = |minutes: Option<u16>| minutes.map(time);
    let speakers = facts.speakers.iter().map(|speaker| {
        Fields::new()
            .text(
                "nama",
                ("Nama pemateri", "Name of the speaker"),
                Some(&speaker.name),
                "nama pemateri",
            )
            .text(
                "instansi",
                ("Jabatan atau instansi", "Office or agency"),
                Some(&speaker.agency),
                "jabatan / instansi",
            )
    });
    let materi = facts.materi.clone().unwrap_or_else(|| facts.titles());
    let counted = facts.counted();
    let notes = Aspect::ALL
        .iter()
        .filter_map(|aspect| facts.notes.get(aspect));
    let notes: Vec<&str> = notes.map(String::as_str).collect();
    Fields::new()
        .text(
            "tanggal",
            ("Tanggal pertemuan", "Day of the meeting"),
            Some(&indonesian_day(facts.date)),
            "tanggal",
        )
        .text(
            "mulai",
            ("Jam mulai", "Start"),
            at(facts.starts).as_deref(),
            "jam",
        )
        .text(
            "selesai",
            ("Jam selesai", "End"),
            at(facts.ends).as_deref(),
            "jam",
        )
        .text(
            "tempat",
            ("Tempat", "Place"),
            facts.place.as_deref(),
            "tempat",
        )
        .text(
            "kelompok",
            ("Nama kelompok", "Name of the group"),
            Some(&facts.group),
            "kelompok",
        )
        .desa(Some(&facts.desa))
        .kecamatan(Some(&facts.kecamatan))
        .kabupaten(Some(&facts.kabupaten))
        .text(
            "provinsi",
            ("Nama provinsi", "Name of the province"),
            facts.provinsi.as_deref(),
            "provinsi",
        )
        .text(
            "sesi",
            ("Judul sesi", "Titles of its sessions"),
            Some(&facts.titles()),
            "sesi",
        )
        .text(
            "materi",
            ("Materi menurut SIKS-NG", "Materi in the words of SIKS-NG"),
            Some(&materi),
            "materi",
        )
        .text(
            "modul",
            ("Modul", "Modules"),
            Some(&facts.modules()),
            "modul",
        )
        .list("pemateri", ("Para pemateri", "Who spoke"), speakers)
        .text(
            "pendamping_nama",
            ("Nama pendamping", "Name of the pendamping"),
            facts.pendamping.name.as_deref(),
            "nama pendamping",
        )
        .text(
            "pendamping_nip",
            ("NIP pendamping", "NIP of the pendamping"),
            facts.pendamping.nip.as_deref(),
            "NIP",
        )
        .text(
            "jabatan",
            ("Jabatan pendamping", "What the pendamping is"),
            facts.jabatan.as_deref(),
            "jabatan",
        )
        .count("total", ("Banyak KPM", "Families"), counted.total)
        .count("hadir", ("Hadir", "Hadir"), counted.hadir)
        .count("sakit", ("Sakit", "Sakit"), counted.sakit)
        .count("alpa", ("Alpa", "Alpa"), counted.alfa)
        .count(
            "belum_ditandai",
            ("Belum ditandai", "Not marked"),
            counted.unmarked,
        )
        .text(
            "rangkuman",
            ("Semua catatan pertemuan", "Everything that was noted"),
            Some(&notes.join("\n")),
            "rangkuman kegiatan",
        )
}

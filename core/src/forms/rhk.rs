//! The other RHK of a pendamping and month as frames: RHK 3 (verifikasi komitmen and pendampingan), RHK 4 (usulan graduasi) and RHK 7 (laporan
//! bulanan). What Sesi knows is filled in, everything else is a visible blank; nothing is judged and nothing is guessed.

use super::closing::{digest, short};
use super::columns::only;
use super::document::Document;
use super::rhk_facts::MonthFacts;
use super::rhk_tables::{absent, components, graduated, letters, report, visits};
use super::signed;
use super::template::{Data, Fields, Form, Templates};
use crate::error::Error;
use crate::reference::month::{YearMonth, indonesian_day};
use crate::reports::Table;

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhk {
    /// Verifikasi komitmen, pendampingan, mediasi, fasilitasi.
    Three,
    /// Usulan graduasi mandiri.
    Four,
    /// Laporan bulanan.
    Seven,
}

impl Rhk {
    fn number(self) -> u8 {
        match self {
            Self::Three => 3,
            Self::Four => 4,
            Self::Seven => 7,
        }
    }

    fn form(self) -> &'static Form {
        match self {
            Self::Three => &RHK3,
            Self::Four => &RHK4,
            Self::Seven => &RHK7,
        }
    }
}

/// The report.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn document(facts: &MonthFacts, which: Rhk, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(&(which.number(), facts)).map_err(std::io::Error::from)?;
    let month = facts.month.indonesian();
    let closing = format!(
        "Dihitung dari {} pertemuan, {} kunjungan, {} surat, {} KPM graduasi dan {} rakor; tanda {}.",
        facts.meetings,
        facts.visits.len(),
        facts.letters.len(),
        facts.graduated.len(),
        facts.rakors.len(),
        short(&digest)
    );
    let whose = facts.pendamping.name.as_deref().unwrap_or_default();
    let title = format!("Laporan RHK {} {month} {whose}", which.number());
    let filled = templates.fill(which.form(), &fields(facts), &closing.as_str().into())?;
    Ok(filled.document(title.trim_end().to_owned(), facts.month.last_day(), digest))
}

fn sample() -> Fields {
    let month = YearMonth::new(2026, 11).ok();
    month.map_or_else(Fields::new, |month| fields(&MonthFacts::sample(month)))
}

const fn form(name: &'static str, id: &'static str, source: &'static str) -> Form {
    Form {
        name,
        title: only(id),
        source,
        turns: false,
        sample,
    }
}

/// RHK 3.
pub static RHK3: Form = form("rhk3", "Laporan RHK 3", include_str!("templates/rhk3.txt"));
/// RHK 4.
pub static RHK4: Form = form("rhk4", "Laporan RHK 4", include_str!("templates/rhk4.txt"));
/// RHK 7.
pub static RHK7: Form = form("rhk7", "Laporan RHK 7", include_str!("templates/rhk7.txt"));

/// The month as a template sees it.
#[expect(
    clippy::too_many_lines,
    reason = "a list of fields, one after the other"
)]
pub fn fields(facts: &MonthFacts) -> Fields {
    let month = facts.month.indonesian();
    let day = facts.signed.map(indonesian_day);
    let rakors = facts
        .rakors
        .iter()
        .map(|(title, day)| format!("{title} ({})", indonesian_day(*day)));
    let rakors: Vec<String> = rakors.collect();
    let table = |table: Table| Data::Table(table, &[]);
    signed::letterhead_fields(&facts.letterhead)
        .text(
            "bulan",
            ("Bulan laporan", "The month"),
            Some(&month),
            "bulan",
        )
        .text(
            "nama",
            ("Nama pendamping", "Name of the pendamping"),
            facts.pendamping.name.as_deref(),
            "nama pendamping",
        )
        .text(
            "nip",
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
        .text(
            "tanggal",
            ("Tanggal ditandatangani", "When it is signed"),
            day.as_deref(),
            "tanggal",
        )
        .kabupaten(Some(&facts.kabupaten))
        .count(
            "banyak_kelompok",
            ("Banyak kelompok", "Groups"),
            facts.groups,
        )
        .count(
            "banyak_kpm",
            ("Banyak KPM aktif", "Active families"),
            facts.families,
        )
        .count(
            "banyak_pertemuan",
            ("Banyak pertemuan", "Meetings"),
            facts.meetings,
        )
        .count(
            "hadir",
            ("Hadir di semua pertemuan", "Hadir at all meetings"),
            facts.attendances,
        )
        .count(
            "total",
            ("Kehadiran yang mungkin", "Possible attendances"),
            facts.expected,
        )
        .text(
            "kendala",
            ("Kendala yang dicatat", "What stood in the way"),
            Some(&facts.obstacles.join("; ")),
            "kendala",
        )
        .with(
            "komponen",
            ("Sasaran menurut komponen", "Targets by component"),
            table(components(facts)),
        )
        .with(
            "kunjungan",
            (
                "Kunjungan rumah dan materi susulan",
                "Visits and materi susulan",
            ),
            table(visits(facts)),
        )
        .with(
            "tidak_hadir",
            ("KPM yang Alfa berturut-turut", "Families of Alfa in a row"),
            table(absent(facts)),
        )
        .with(
            "surat",
            ("Surat bulan itu", "Letters of the month"),
            table(letters(facts)),
        )
        .with(
            "graduasi",
            ("KPM graduasi", "Families that graduated"),
            table(graduated(facts)),
        )
        .with(
            "laporan",
            (
                "Sembilan RHK dengan realisasinya",
                "The nine RHK with what was done",
            ),
            table(report(facts)),
        )
        .text(
            "rakor",
            ("Rakor yang diikuti", "Rakor that the person was at"),
            Some(&rakors.join("; ")),
            "rakor",
        )
}

//! The words of the printed rekap beside those of its columns. The defaults are the form's own; offices differ, so each is a setting. It knows words, not
//! where they stand.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::figures::{NamedFamily, Note, Row, Unmatched, UnmatchedReason};

/// Titles and names of the spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each field is the label that it is named after, and its default says the rest"
)]
pub struct Wording {
    pub title: String,
    pub month: String,
    pub kecamatan_line: String,
    pub total: String,
    pub dynamics: String,
    pub nobody: String,
    pub unknown: String,
    pub kabupaten_sheet: String,
    pub basis_sheet: String,
}

impl Default for Wording {
    /// The form's own words.
    fn default() -> Self {
        let own = str::to_owned;
        Self {
            title: own("REKAP KECAMATAN PEMANTAUAN PELAKSANAAN P2K2"),
            month: own("Bulan"),
            kecamatan_line: own("Kecamatan"),
            total: own("Jumlah"),
            dynamics: own("Catatan Dinamika Pelaksanaan P2K2"),
            nobody: own("(belum ada pendamping)"),
            unknown: own("(pendamping tidak dikenal)"),
            kabupaten_sheet: own("Kabupaten"),
            basis_sheet: own("Dasar hitungan"),
        }
    }
}

impl Wording {
    /// The name of a row's pendamping, or what stands in its place.
    pub(super) fn name_of<'s>(&'s self, row: &'s Row) -> &'s str {
        match (&row.name, row.pendamping) {
            (Some(name), _) => name,
            (None, Some(_)) => &self.unknown,
            (None, None) => &self.nobody,
        }
    }
}

/// A note in the words of the field, for the sheet "Dasar hitungan". Meetings are named by group and day, families by name and group.
pub(super) fn note(note: &Note, called: &BTreeMap<Uuid, String>) -> String {
    let doc = |id: &Uuid| meeting_called(id, called);
    match note {
        Note::MeetingOfUnknownGroup { meeting } => {
            format!(
                "Pertemuan {} tidak dihitung: kelompoknya belum dikenal di perangkat ini.",
                doc(meeting)
            )
        }
        Note::MeetingOfClosedGroup { meeting, .. } => {
            format!(
                "Pertemuan {} tidak dihitung: kelompoknya sudah ditutup sebelum bulan ini.",
                doc(meeting)
            )
        }
        Note::MeetingWithoutDay { meeting, date } => {
            format!(
                "Pertemuan {} tidak dihitung: tanggal \"{date}\" tidak ada.",
                doc(meeting)
            )
        }
        Note::UnknownSession { meeting, session } => {
            format!(
                "Sesi \"{session}\" pada pertemuan {} tidak ada dalam kurikulum.",
                doc(meeting)
            )
        }
        Note::UnknownMark { meeting, mark, .. } => {
            format!(
                "Tanda kehadiran \"{mark}\" pada pertemuan {} tidak dikenal; dianggap belum ditandai.",
                doc(meeting)
            )
        }
        Note::UnknownRating {
            meeting, rating, ..
        } => {
            format!(
                "Nilai \"{rating}\" pada pertemuan {} tidak dikenal; dianggap tidak dapat dinilai.",
                doc(meeting)
            )
        }
        Note::MarkedElsewhere { meeting, of, .. } => {
            format!(
                "KPM {} ditandai pada pertemuan {} yang bukan kelompoknya; tidak dihitung di sana.",
                family(of),
                doc(meeting)
            )
        }
        Note::UnknownPendamping { group, .. } => {
            format!("Pendamping kelompok {group} belum dikenal di perangkat ini.")
        }
        Note::FamilyWithoutGroup {
            name,
            kecamatan,
            group,
            ..
        } => match group {
            Some(group) => format!(
                "KPM {name} ({kecamatan}) aktif tetapi kelompoknya, {group}, sudah ditutup; tidak dihitung."
            ),
            None => format!(
                "KPM {name} ({kecamatan}) aktif tetapi tidak memiliki kelompok; tidak dihitung."
            ),
        },
        Note::FamilyPartOfNone {
            name, kecamatan, ..
        } => format!(
            "KPM {name} ({kecamatan}) digabung ke KPM yang tidak ada di perangkat ini; tidak dihitung."
        ),
        Note::RemarkOfAnother { name, .. } => format!(
            "Catatan bulan ini untuk {} ditulis dari perangkat orang lain di luar kecamatannya; tidak dipakai.",
            name.as_deref()
                .unwrap_or("orang yang belum dikenal di perangkat ini")
        ),
        Note::RemarkWithoutRow { name, .. } => format!(
            "Catatan bulan ini dari {} tidak memiliki baris.",
            name.as_deref()
                .unwrap_or("orang yang belum dikenal di perangkat ini")
        ),
        Note::DamagedId { table } => format!("Satu baris pada {table} rusak dan tidak dihitung."),
        Note::DamagedCurriculum { edition } => {
            format!("Kurikulum edisi \"{edition}\" tidak terbaca.")
        }
    }
}

/// A mark that was not counted, in the words of the field.
pub(super) fn unmatched_mark(mark: &Unmatched, called: &BTreeMap<Uuid, String>) -> String {
    let whose = match &mark.family {
        Some(of) => format!(" untuk KPM {}", family(of)),
        None => String::new(),
    };
    format!(
        "Tanda {}{whose} pada pertemuan {} tidak dihitung: {}.",
        mark.mark,
        meeting_called(&mark.meeting, called),
        unmatched(mark.reason)
    )
}

/// A family by its name, and where it is.
fn family(of: &NamedFamily) -> String {
    let place = of.group.as_ref().unwrap_or(&of.kecamatan);
    format!("{} ({place})", of.name)
}

/// A meeting by group and day.
fn meeting_called(id: &Uuid, called: &BTreeMap<Uuid, String>) -> String {
    called
        .get(id)
        .cloned()
        .unwrap_or_else(|| short(id.as_bytes()))
}

/// Rows of rosters that wait, for the sheet "Dasar hitungan".
pub(super) fn waiting(rows: u32) -> Option<String> {
    (rows > 0).then(|| {
        format!(
            "{rows} baris daftar KPM masih menunggu perbaikan di perangkat ini; belum dihitung."
        )
    })
}

/// Why a mark was not counted, in the words of the field.
fn unmatched(reason: UnmatchedReason) -> &'static str {
    match reason {
        UnmatchedReason::Unknown => "KPM-nya belum dikenal di perangkat ini",
        UnmatchedReason::Ambiguous => "cocok dengan lebih dari satu KPM",
        UnmatchedReason::NotActive => "KPM-nya tidak aktif pada akhir bulan",
    }
}

/// The first eight characters of an id or hash, as it is printed.
pub(super) fn short(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes.get(..4).unwrap_or(bytes))
}

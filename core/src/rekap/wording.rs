//! The words of the printed rekap beside those of its columns. The defaults are the form's own; offices differ, so each is a setting. It knows words, not
//! where they stand.

use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::figures::{Note, Row, UnmatchedReason};

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

/// A note in the words of the field, for the sheet "Dasar hitungan".
pub(super) fn note(note: &Note) -> String {
    let doc = |id: &Uuid| short(id.as_bytes());
    match note {
        Note::MeetingOfUnknownGroup { meeting } => {
            format!(
                "Pertemuan {} tidak dihitung: kelompoknya tidak dikenal.",
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
        Note::MarkedElsewhere { meeting, family } => {
            format!(
                "KPM {} ditandai pada pertemuan {} yang bukan kelompoknya; tidak dihitung di sana.",
                doc(family),
                doc(meeting)
            )
        }
        Note::UnknownPendamping { staff } => format!(
            "Pendamping {} memiliki kelompok tetapi tidak dikenal.",
            doc(staff)
        ),
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
        Note::RemarkWithoutRow { staff } => format!(
            "Catatan bulan ini dari {} tidak memiliki baris.",
            doc(staff)
        ),
        Note::DamagedId { table } => format!("Satu baris pada {table} rusak dan tidak dihitung."),
        Note::DamagedCurriculum { edition } => {
            format!("Kurikulum edisi \"{edition}\" tidak terbaca.")
        }
    }
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
pub(super) fn unmatched(reason: UnmatchedReason) -> &'static str {
    match reason {
        UnmatchedReason::Unknown => "tidak ada KPM dengan kunci ini",
        UnmatchedReason::Ambiguous => "lebih dari satu KPM dengan kunci ini",
        UnmatchedReason::NotActive => "KPM tidak aktif pada akhir bulan",
    }
}

/// The first eight characters of an id or hash, as it is printed.
pub(super) fn short(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes.get(..4).unwrap_or(bytes))
}

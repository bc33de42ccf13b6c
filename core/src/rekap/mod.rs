//! Rekap Kecamatan Pemantauan Pelaksanaan P2K2: the report that a kabupaten owes every month, counted from the read model alone.
//!
//! What is counted, and how; each rule has a test of its own in `count_tests.rs`:
//!
//! 1. One row per kecamatan and pendamping. The pendamping of a group is the one who had it at the end of the month. Everybody
//!    whose role is pendamping has a row in each of their kecamatan, and so has everybody who has groups there. Groups without
//!    a pendamping stand in a row of their own.
//! 2. Total Jumlah Kelompok: groups that exist on the first day of the month or are opened within it.
//! 3. Jumlah Kelompok Terealisasi: those of them with at least one meeting in the month that was not cancelled.
//! 4. A group that met more than once counts by its latest meeting: by day, then start, then session, then document id.
//! 5. Total KPM Dampingan: families whose status at the end of the month is aktif, in the group where they are at the end of
//!    the month.
//! 6. Hadir: those of them marked H in the counted meeting of that group. A family who moved within the month and has no mark
//!    there counts by its mark in the counted meeting of the group that it left.
//! 7. Tidak Hadir: all others. S, A, not marked and "its group did not meet" are all Tidak Hadir.
//! 8. Kurang, Baik, Sangat Baik: the rating of those who are Hadir, from the same mark. Tidak Dapat Dinilai: everybody else,
//!    absent or unrated. So the four make the total, and no family is counted twice.
//! 9. Materi: the titles of the sessions of the counted meetings, in the curriculum's order; an open topic by its topic.
//!    Pemateri: their speakers by name. Alasan: the pendamping's reason, unless every group met.
//! 10. Catatan Dinamika: what the pendamping of the kecamatan wrote about the month.
//! 11. A family that the office merged into another is not counted; its marks and groups count for the other one where that one
//!     has no mark of its own.
//! 12. A mark that belongs to no active family is listed, not counted; what is damaged is noted and never stops the count.
//!
//! The query room reads the month (`queries/month_tables.rs`), `count.rs` counts it without a database, [`columns`] says which
//! columns there are, [`xlsx`] writes them down. No clock anywhere: the
//! same tables give the same report, and [`figures::AsOf`] says which versions of which meetings it counted.

use crate::error::{Error, FieldError};

mod behind;
pub mod columns;
mod count;
pub mod figures;

impl FieldError for RekapError {
    fn kind(&self) -> &'static str {
        self.kind()
    }
}

impl From<RekapError> for Error {
    fn from(fault: RekapError) -> Self {
        Self::Field(Box::new(fault))
    }
}

#[cfg(test)]
mod fixture;
mod keys;
mod marks;
mod table;
mod titles;
mod totals;
pub mod wording;
pub mod xlsx;

pub use crate::reference::month::{self, YearMonth};
pub use figures::{
    AsOf, CountedFamily, CountedMeeting, Figures, KecamatanRekap, Level, NamedFamily, Note, Rekap,
    Row, Unmatched,
};
pub use table::Tables;
pub use totals::Totals;
pub use wording::Wording;

/// Why there is no rekap.
#[derive(Debug, thiserror::Error)]
pub enum RekapError {
    /// The read model cannot be read.
    #[error("the tables behind the report cannot be read: {0}")]
    Tables(#[from] rusqlite::Error),
    /// The spreadsheet cannot be written.
    #[error("the spreadsheet cannot be written: {0}")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
}

impl RekapError {
    /// A word for the fault that never changes, for choosing the message that is shown.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Tables(_) => "rekap_tables",
            Self::Spreadsheet(_) => "rekap_spreadsheet",
        }
    }
}

impl Rekap {
    /// Counts a month from the tables of the read model.
    ///
    /// # Errors
    /// Only if the tables cannot be read; damaged content is noted in the report.
    pub fn count(conn: &rusqlite::Connection, month: YearMonth) -> Result<Self, RekapError> {
        Ok(count::count(
            &crate::queries::month_tables::MonthTables::read(conn, month)?,
        ))
    }
}

//! Recaps over months: what was held, how each pendamping and each family stands, and the year of a pendamping. Attendances are added up
//! month by month and different families are counted once for the whole time: the two never stand in one figure.

pub mod counted;
pub mod families;
pub mod pelaksanaan;
pub mod people;
mod span;
pub mod year;

use serde::Serialize;
use uuid::Uuid;

use crate::reports::Table;

pub use span::Span;

/// A recap: its sheets, and what may be missing from them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Recap {
    /// Which.
    pub kind: RecapKind,
    /// The months, as paper names them: `Oktober 2025 – Maret 2026`.
    pub period: String,
    /// Its sheets.
    pub sheets: Vec<RecapSheet>,
    /// Marks and meetings of these months that are in no figure: the rekap of each month tells them one by one.
    pub left_out: u32,
    /// Rows of rosters that wait as tasks on this device: families that may be missing.
    pub waiting_rows: u32,
}

/// Which recap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RecapKind {
    /// Pelaksanaan: month by month, kecamatan by kecamatan, pendamping by pendamping.
    Held,
    /// Rekap per pendamping.
    People,
    /// Rekap per KPM.
    Families,
    /// Rekapitulasi tahunan of a pendamping.
    Year,
}

/// What a sheet is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "is", content = "name", rename_all = "snake_case")]
pub enum SheetOf {
    /// A row for each month.
    Months,
    /// A row for each kecamatan.
    Places,
    /// A row for each pendamping of the kecamatan of that name.
    Place(String),
    /// A row for each pendamping.
    People,
    /// The months of each pendamping in the year of that name.
    PeopleMonths(String),
    /// A row for each family, in the part of the time that lies in the year of that name.
    Families(String),
    /// The year of the person of that name.
    Person(String),
}

/// A sheet of a recap.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecapSheet {
    /// What it is about.
    pub of: SheetOf,
    /// What stands above the table on paper: labels with what they say; nothing of what is not known.
    pub facts: Vec<(&'static str, Option<String>)>,
    /// Its rows.
    pub table: Table,
    /// What its sums are called on paper.
    pub total: &'static str,
    /// Meetings on which its own figures are based.
    pub meetings: u32,
    /// The versions of these, as eight characters to compare by.
    pub counted: String,
    /// Whoever signs it alone; none where the office's signers do.
    pub signer: Option<SheetSigner>,
}

/// The one who signs a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SheetSigner {
    /// What that person is.
    pub jabatan: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// NIP.
    pub nip: Option<String>,
}

/// Whose rows are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only of that kecamatan.
    pub kecamatan: Option<String>,
    /// Only of that pendamping.
    pub pendamping: Option<Uuid>,
}

pub(crate) fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

//! Rosters from spreadsheets: look first, then import what is sound and keep the rest as tasks.

pub mod account;
mod bringing;
mod looking;
mod tasks;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::account::Account;
use crate::roster::Profile;

/// Asks what a file would bring. Nothing is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportPreview {
    /// The spreadsheet.
    pub path: PathBuf,
    /// What people say about it; none: what the office said about the last list of the same shape.
    #[serde(default)]
    pub profile: Option<Profile>,
}

/// What a file would bring.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RosterPreview {
    /// Name of the file.
    pub file: String,
    /// Its lists.
    pub sheets: Vec<SheetPreview>,
    /// Families that would be new.
    pub new_families: u32,
    /// Families that would change.
    pub changed_families: u32,
    /// Families that are here as the file says.
    pub same_families: u32,
    /// Groups that would be new.
    pub new_groups: u32,
    /// Pendamping named by the file who are not members of staff yet.
    pub unknown_pendamping: Vec<String>,
    /// Rows that would become tasks.
    pub tasks: u32,
    /// Every row of every sheet, and what would become of it.
    pub account: Account,
}

/// A list in the file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SheetPreview {
    /// Name of the sheet.
    pub name: String,
    /// Which column was understood as what: heading in the file, and the field's stable name.
    pub columns: Vec<ColumnMeaning>,
    /// Rows with something to see: tasks first, then corrected ones, then sound ones; at most 500.
    pub rows: Vec<RosterRow>,
    /// Rows of the list.
    pub total: u32,
    /// Number of the row that has the names of its columns; none if it is no list.
    pub header_row: Option<u32>,
}

/// What a column was understood as.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ColumnMeaning {
    /// Heading.
    pub heading: String,
    /// Stable name of the field; none if the column is not used.
    pub field: Option<String>,
    /// Its first values.
    pub samples: Vec<String>,
}

/// A row of a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RosterRow {
    /// Number in the file, from 1.
    pub number: u32,
    /// Nama pengurus.
    pub name: String,
    /// Group.
    pub group: String,
    /// Desa.
    pub desa: String,
    /// What happens to it.
    pub outcome: RowOutcome,
    /// Stable names of what was found in it; the window has words for each. Those of [`crate::roster::FaultCode`], `repeated` for a
    /// row that says the same as another, and `settled` for one that was a task and is done.
    pub faults: Vec<String>,
    /// The cells as they are in the file.
    pub original: Vec<String>,
    /// What the row does not say itself, and from where it was taken.
    pub inferred: Vec<InferredValue>,
}

/// Something that a row does not say itself.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InferredValue {
    /// Stable name of the field.
    pub field: String,
    /// What was taken.
    pub value: String,
    /// From where: `merged_cell`, `cell_above`, `line`, `sheet_name`, `chosen`.
    pub from: String,
    /// The row that says it.
    pub row: Option<u32>,
}

/// What happens to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// Imported as it is.
    Sound,
    /// Imported, with something cleaned.
    Cleaned,
    /// Kept as a task.
    Task,
}

/// Imports a file: what is sound, and tasks for the rest. Again does no harm.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportRoster {
    /// The spreadsheet.
    pub path: PathBuf,
    /// What people say about it, as in [`ImportPreview`].
    #[serde(default)]
    pub profile: Option<Profile>,
    /// Also make members of staff of the pendamping whom the file names and nobody knows.
    pub hire: bool,
}

/// What was imported.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Imported {
    /// New or changed families.
    pub families: u32,
    /// New or changed groups.
    pub groups: u32,
    /// New members of staff.
    pub staff: u32,
    /// Tasks that wait now, of this file.
    pub tasks: u32,
    /// It was stopped: this much is in, and the same file brings the rest.
    pub stopped: bool,
    /// Every row of every sheet, and what became of it; where it was stopped, what would have.
    pub account: Account,
}

/// Asks for the rows that wait for a decision.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Todos {}

/// A row that waits.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TodoRow {
    /// Which task.
    pub id: String,
    /// File, sheet and row, e.g. `kpm-toili.xlsx · Sheet1 · 14`.
    pub place: String,
    /// The row.
    pub row: RosterRow,
    /// Headings of the original cells.
    pub headings: Vec<String>,
    /// NIK as far as it reads.
    pub nik: String,
    /// A family with the same NIK that is here already.
    pub same_nik: Option<Uuid>,
}

/// Settles a task.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettleTodo {
    /// Which task.
    pub id: String,
    /// Import with this name and NIK (empty: without one); none throws the row away.
    pub with: Option<TodoCorrection>,
}

/// A corrected row.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TodoCorrection {
    /// Nama pengurus.
    pub name: String,
    /// 16 digits, or empty.
    pub nik: String,
}

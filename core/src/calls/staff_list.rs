//! A list of staff is taken in: seen first, with what it would change, what people changed since, what it leaves out, and whom it no longer has.
//! What it wrote can be taken back as any import can.

mod planning;
#[cfg(test)]
mod tests;
mod writing;

use std::path::PathBuf;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::staff_list::StaffField;
use crate::staff_list::reading::{
    SkippedStaffRow, StaffColumn, StaffDoubt, StaffFault, StaffPlace,
};

/// An answer to what was asked of a list of staff.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffAnswer {
    /// What was asked.
    pub id: String,
    /// `list` or `keep` of a field, `left` or `keep` of a person.
    pub choice: String,
}

/// Reads a list of staff and says what it would do. Writes nothing. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffListPreview {
    /// The file.
    pub path: PathBuf,
    /// Answers so far.
    pub answers: Vec<StaffAnswer>,
}

/// Takes a list of staff in. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportStaffList {
    /// The file.
    pub path: PathBuf,
    /// Answers.
    pub answers: Vec<StaffAnswer>,
    /// From which day other postings hold.
    pub since: NaiveDate,
}

/// A list of staff, set beside what is known.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffListView {
    /// Name of the file.
    pub file: String,
    /// Its columns, and what becomes of each.
    pub columns: Vec<StaffColumn>,
    /// Those whom it has.
    pub people: Vec<StaffListRow>,
    /// Rows that wait until the list is corrected.
    pub waits: Vec<StaffListWaiting>,
    /// Rows that are nobody.
    pub skipped: Vec<SkippedStaffRow>,
    /// Those whom earlier lists had and this one has not.
    pub missing: Vec<StaffListMissing>,
    /// Sheets that are no list of staff.
    pub other_sheets: Vec<String>,
    /// Every row below the heads, counted.
    pub account: StaffListAccount,
}

/// Somebody whom a list has.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffListRow {
    /// The row.
    pub place: StaffPlace,
    /// Their name.
    pub name: String,
    /// Nobody knew them.
    pub new: bool,
    /// What is written.
    pub writes: Vec<StaffListChange>,
    /// What people said since the last list, which stays.
    pub stays: Vec<StaffListChange>,
    /// What somebody chooses.
    pub conflicts: Vec<StaffListConflict>,
    /// Values that were not taken.
    pub doubts: Vec<StaffDoubt>,
}

/// A field that a list says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffListChange {
    /// Which.
    pub field: StaffField,
    /// What is known, as people read it.
    pub was: Option<String>,
    /// What lists said last.
    pub listed: Option<String>,
    /// What this list says.
    pub now: String,
}

/// A field in which list and people both changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffListConflict {
    /// Under which it is answered: `list` or `keep`, which holds without an answer.
    pub id: String,
    /// The field.
    pub change: StaffListChange,
    /// The list's word is taken.
    pub takes_list: bool,
}

/// A row that waits.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffListWaiting {
    /// The row.
    pub place: StaffPlace,
    /// The name.
    pub name: String,
    /// Why.
    pub fault: StaffFault,
}

/// Somebody whom a list has no more. Without an answer they stay as they are.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffListMissing {
    /// Under which it is answered: `left` or `keep`.
    pub id: String,
    /// The person's document.
    pub staff: Uuid,
    /// Their name.
    pub name: String,
    /// Somebody said that they left.
    pub left: bool,
}

/// Every row below the heads: `rows` is the sum of the others but for `conflicts` and `missing`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffListAccount {
    /// Rows that hold anything.
    pub rows: u32,
    /// Somebody new.
    pub new: u32,
    /// Somebody of whom something changes.
    pub changed: u32,
    /// Somebody of whom nothing changes.
    pub same: u32,
    /// Rows that wait.
    pub waits: u32,
    /// Rows that are nobody.
    pub skipped: u32,
    /// Fields that somebody chooses.
    pub conflicts: u32,
    /// People whom the list has no more.
    pub missing: u32,
}

/// A list that was taken in.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffListDone {
    /// Under which it can be taken back; none if it wrote nothing.
    pub import: Option<String>,
    /// Every row, counted.
    pub account: StaffListAccount,
    /// People who left.
    pub left: u32,
}

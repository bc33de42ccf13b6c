//! Rosters from spreadsheets: look first, then import what is sound and keep the rest as tasks.

pub mod account;
mod bringing;
mod changes;
mod counting;
pub mod kept;
#[cfg(test)]
mod kept_tests;
mod looking;
#[cfg(test)]
mod merging_tests;
mod questions;
mod taking_back;
mod tasks;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod undo_tests;

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::kept::{ForgetListProfile, ListProfile, ListProfiles};
use crate::roster::profile::SheetChoice;
use crate::roster::{KeptPlace, Profile};

/// Asks what a file would bring. Nothing is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportPreview {
    /// The spreadsheet.
    pub path: PathBuf,
    /// What people say about it; none: what the office said about the last list of the same shape.
    #[serde(default)]
    pub profile: Option<Profile>,
    /// Answers to what an earlier preview asked.
    #[serde(default)]
    pub answers: Vec<ImportAnswer>,
}

/// An answer to something that a preview asked or proposed.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportAnswer {
    /// Id of the change, the conflict, the question or the missing family.
    pub id: String,
    /// Of a change or a conflict: `keep` or `list`. Of a question: one of its options. Of a missing family: `keep`, `tidak_aktif`,
    /// `graduasi` or `pindah`.
    pub choice: String,
    /// From which day; today without.
    #[serde(default)]
    pub since: Option<NaiveDate>,
    /// The group to which a missing family moved; without, it moved out of the office's area.
    #[serde(default)]
    pub group: Option<Uuid>,
}

/// Every row of a file, by what becomes of it, and everything that changes: before it is written and after. The rows are those that are
/// imported, unchanged, of the different families of `updated`, asked, tasks and left out.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Account {
    /// Rows read.
    pub rows: u32,
    /// Rows of families that are new.
    pub imported: u32,
    /// Rows of families that are here as the file says, or as people said since it last said so.
    pub unchanged: u32,
    /// Rows of families of whom something is written.
    pub updated_families: u32,
    /// What only the list changed, field by field.
    pub updated: Vec<ListChange>,
    /// What the list says otherwise than people: nothing is written without an answer.
    pub conflicts: Vec<ListChange>,
    /// Families that lists had and this one no longer has, of what it covers: nothing is written without an answer.
    pub missing: Vec<MissingFamily>,
    /// Rows that wait until they are corrected.
    pub tasks: Vec<RowReason>,
    /// Rows that describe no family, or none that has not its row.
    pub left_out: Vec<RowReason>,
    /// The groups that the list names.
    pub groups: Vec<GroupAccount>,
    /// What has to be said before some rows can be understood, and spellings that are taken for one.
    pub questions: Vec<ListQuestion>,
    /// Rows that wait for an answer.
    pub asked: u32,
}

/// A field that a list says otherwise.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListChange {
    /// Under which it is answered.
    pub id: String,
    /// The family or the group.
    pub doc: Uuid,
    /// Name of the family; none for a field of a group.
    pub family: Option<String>,
    /// Name of the group; none for a field of a family.
    pub group: Option<String>,
    /// Stable name of the field.
    pub field: String,
    /// What is known.
    pub from: Option<String>,
    /// What the list says.
    pub to: String,
    /// Who said what is known: a person, or the file of a list.
    pub said_by: Option<String>,
    /// When.
    pub said_at: Option<DateTime<Utc>>,
}

/// A family that the list no longer has.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MissingFamily {
    /// Under which it is answered.
    pub id: String,
    /// Its document.
    pub doc: Uuid,
    /// Its name.
    pub family: String,
    /// Name of its group.
    pub group: Option<String>,
    /// What was answered.
    pub answer: Option<String>,
}

/// A row, or a run of empty rows, and why.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RowReason {
    /// Name of the sheet.
    pub sheet: String,
    /// Number in the file, from 1.
    pub row: u32,
    /// The last row of a run of empty ones; the same number for a single row.
    pub last: u32,
    /// Stable name of the reason: a fault's, or that of a row that is left out.
    pub reason: String,
    /// What the row says, shortened.
    pub text: String,
}

/// A group that a list names.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupAccount {
    /// Its document.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Name of its desa; empty if nobody says it.
    pub desa: String,
    /// Name of its pendamping.
    pub pendamping: Option<String>,
    /// Its active families when the list is in.
    pub families: u32,
    /// It is not here yet.
    pub is_new: bool,
}

/// Something that an import asks.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListQuestion {
    /// Under which it is answered.
    pub id: String,
    /// Stable name of the question: `same_kk`, `former_nik`, `two_groups`, `spelling`; `hidden_row`, `hidden_sheet`, `sheet_of_others`
    /// (rows wait for a choice in the profile), `group_spelling`, `pendamping_titles` (spellings that are taken for one), `cut_column`
    /// (a column whose numbers lost digits), `odd_column` (one whose numbers cannot be NIK of these people), `kept_place` (where another list
    /// of this shape belonged), `group_merged` and `group_closed` (new families of a group that no longer exists).
    pub kind: String,
    /// The spellings, or the stable name of the column's field.
    pub names: Vec<String>,
    /// Rows that it is about.
    pub rows: u32,
    /// Name of the sheet of the row that waits.
    pub sheet: Option<String>,
    /// Its number.
    pub row: Option<u32>,
    /// Whom or what the row names.
    pub name: String,
    /// Whom or what it may be.
    pub other: String,
    /// What can be answered.
    pub options: Vec<ListChoice>,
    /// What holds while nobody answers; none where the row waits.
    pub default: Option<String>,
    /// What was answered.
    pub answer: Option<String>,
}

/// A choice of a question.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListChoice {
    /// The answer: `same`, `other`, or the id of a group.
    pub choice: String,
    /// Name of the group; empty otherwise.
    pub name: String,
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
    /// What people said about it, or what the office keeps of lists of its shapes.
    pub profile: Profile,
    /// The kept profiles of which that is; none where somebody brought a profile.
    pub read_like: Vec<ListProfile>,
    /// Where the rows of other lists of its shapes belonged: nothing of it holds here before somebody says so in the profile.
    pub kept_places: Vec<KeptPlace>,
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
    /// What the profile says of this sheet.
    pub choice: SheetChoice,
    /// Excel does not show the sheet.
    pub hidden: bool,
    /// Its name or title says that its families are no longer aktif.
    pub of_others: bool,
    /// Rows below the header that Excel does not show.
    pub hidden_rows: u32,
}

/// What a column was understood as.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ColumnMeaning {
    /// Heading.
    pub heading: String,
    /// The name under which a profile speaks of it: the heading, or the column's letter where it has none of its own.
    pub name: String,
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
    /// From where: `merged_cell`, `cell_above`, `line`, `sheet_name`, `chosen`, `group_number`.
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
    /// Waits for an answer.
    Asked,
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
    /// Keep the profile for the next list of the same shape.
    #[serde(default)]
    pub keep: bool,
    /// Answers to what the preview asked.
    #[serde(default)]
    pub answers: Vec<ImportAnswer>,
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
    /// Under which it can be taken back; none if nothing was written.
    pub import: Option<String>,
    /// Tasks of earlier imports that closed by themselves.
    pub closed: Vec<ClosedTodo>,
    /// It was stopped: this much is in, and the same file brings the rest.
    pub stopped: bool,
    /// Tasks that wait now, of this file.
    pub tasks: u32,
    /// What was said of the list could not be kept for the next one; the import is in all the same.
    pub not_kept: bool,
    /// Every row of every sheet, and what became of it; where it was stopped, what would have.
    pub account: Account,
}

/// A task that closed by itself.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClosedTodo {
    /// Which task.
    pub id: String,
    /// Where its row stood.
    pub place: String,
    /// The family that settles it.
    pub family: Uuid,
    /// Its name.
    pub name: String,
    /// Where its row stands.
    pub by: String,
}

/// Asks for the tasks that closed by themselves, the latest first; at most 200.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClosedTodos {}

/// Asks for the imports that can be taken back, and those that were; the latest first.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Imports {}

/// An import.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportRow {
    /// Under which it can be taken back.
    pub id: String,
    /// Name of the file.
    pub file: String,
    /// When, by the clock of the device that imported it.
    pub at: DateTime<Utc>,
    /// When it was taken back.
    pub undone: Option<DateTime<Utc>>,
}

/// Takes an import back: just what it wrote. What people changed since stays.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoImport {
    /// Which; none for the latest that was not taken back.
    pub import: Option<String>,
}

/// What was taken back.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoneImport {
    /// Which import.
    pub import: String,
    /// Name of its file.
    pub file: String,
    /// Families that are as they were, or gone again.
    pub families: u32,
    /// Groups likewise.
    pub groups: u32,
    /// Members of staff whom the import made and who are gone again.
    pub staff: u32,
    /// Tasks that are gone, or open again.
    pub tasks: u32,
    /// What stays, because people said something since.
    pub stays: Vec<StayedAs>,
    /// It was stopped: once more takes back the rest.
    pub stopped: bool,
}

/// Something that an import wrote and that stays.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StayedAs {
    /// The family or the group.
    pub doc: Uuid,
    /// Its name.
    pub name: String,
    /// The field; none for a family or a group that stays whole.
    pub field: Option<String>,
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
    /// What its cells say, by the stable names of the fields that were understood.
    pub values: BTreeMap<String, String>,
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
    /// Other fields by their stable names, as typed; what is not in it stays as it was read.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Whether it is the family that stands on its card already; needed only where that was refused as `row_question`.
    #[serde(default)]
    pub same: Option<bool>,
}

/// Settles many tasks at once with the same values, or throws all of them away.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettleTodos {
    /// Which tasks.
    pub ids: Vec<String>,
    /// Values by the stable names of their fields, as typed, for all of them; none throws the rows away.
    pub values: Option<BTreeMap<String, String>>,
}

/// What became of many tasks.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettledTodos {
    /// How many are settled.
    pub settled: u32,
    /// Those that still wait, each with the stable name of the reason.
    pub waiting: Vec<WaitingTodo>,
}

/// A task that still waits.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WaitingTodo {
    /// Which task.
    pub id: String,
    /// Stable name of the reason.
    pub reason: String,
}

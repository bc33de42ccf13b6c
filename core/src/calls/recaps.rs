//! Recaps over months: on the screen, as text to copy, and as files. What is counted is said in `recaps`, how it looks in `forms`.

mod counting;
#[cfg(test)]
mod tests;
mod writing;

pub(in crate::calls) use writing::fields_of;

use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use crate::pdf::Size;
use crate::recaps::RecapKind;

/// Which recap of which months.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecapOf {
    /// Which.
    pub kind: RecapKind,
    /// The first month, `2026-01`; of a year any of its months.
    pub from: String,
    /// The last month; of no matter for a year.
    pub to: String,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
    /// Of whom.
    pub whose: Whose,
}

/// Of whom a recap is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Everybody.
    All,
    /// The person of this device.
    Mine,
    /// A member of staff.
    Pendamping(Uuid),
}

/// Counts a recap. It may take seconds, so that it is a job.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CountRecap {
    /// Which.
    pub of: RecapOf,
}

/// Counts a recap and says one of its sheets as text that a spreadsheet takes apart into cells.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecapText {
    /// Which.
    pub of: RecapOf,
    /// The place of the sheet, from 0.
    pub sheet: usize,
}

/// As what a recap is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RecapFormat {
    /// To print.
    Pdf,
    /// To sort and to count.
    Xlsx,
    /// To go on writing.
    Docx,
}

/// Writes a recap.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportRecap {
    /// Which.
    pub of: RecapOf,
    /// As what.
    pub format: RecapFormat,
    /// Which paper.
    pub paper: Size,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

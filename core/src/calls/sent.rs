//! A rekap that was sent is a fact: its cells are kept as they were, and what is counted differently since is told cell by cell, until a
//! correction is sent. Nothing that is recorded later changes what is kept.

mod comparing;
mod keeping;
mod printing;
mod reporting;
mod sent_paper;
mod sheets;
#[cfg(test)]
mod tests;

pub(in crate::calls) use reporting::latest_fields;

use std::path::PathBuf;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::{Person, Safe};
use crate::pdf::Size;
use crate::reports::{Table, Words};

/// Asks what was sent of a month, and what changed since.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentRekap {
    /// The month, `2026-11`.
    pub month: String,
}

/// What was sent of a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentRekapView {
    /// What was sent, the latest version first; of two with one version both.
    pub versions: Vec<SentVersion>,
    /// The cells that are counted differently now than in the first of these, in the order of the sheets. Nothing where nothing was sent.
    pub changes: Vec<SentChange>,
    /// Digest of what is counted now, to be given back to [`SendRekap`].
    pub now: String,
    /// The version that would be sent next.
    pub next: u16,
    /// Sheets that would be sent.
    pub places: u32,
}

/// A sending.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentVersion {
    /// Its id.
    pub send: Uuid,
    /// 1 for what was sent first, more for corrections.
    pub version: u16,
    /// Another sending has the same version: two devices sent apart.
    pub doubled: bool,
    /// When it was sent.
    pub day: Option<NaiveDate>,
    /// To whom.
    pub receiver: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Whose device sent it.
    pub by: Option<Person>,
    /// Sheets of it that this device has.
    pub places: u32,
    /// Meetings that it counted.
    pub meetings: u32,
    /// Digest of its cells.
    pub digest: String,
    /// The cells are those of the digest. Not so while some of its sheets are not here.
    pub whole: bool,
    /// Where it is safe.
    pub safe: Safe,
}

/// A cell that is counted differently now.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentChange {
    /// Code of the kecamatan.
    pub kecamatan: String,
    /// Its name.
    pub place: String,
    /// Whose line; nothing for the line of the sums.
    pub who: Option<String>,
    /// The column by its key.
    pub key: String,
    /// Its words.
    pub column: Words,
    /// What was sent; empty where there was nothing.
    pub sent: String,
    /// What is counted now.
    pub now: String,
}

/// Asks for the cells of a sending.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentTables {
    /// The month, `2026-11`.
    pub month: String,
    /// The sending.
    pub send: Uuid,
}

/// A sheet as it was sent.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentPlace {
    /// Code of the kecamatan.
    pub kecamatan: String,
    /// Its name.
    pub place: String,
    /// Its cells.
    pub table: Table,
}

/// Says that the rekap of a month was sent: the first time, or as a correction.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SendRekap {
    /// The month, `2026-11`.
    pub month: String,
    /// The digest of what was on the screen.
    pub seen: String,
    /// When it was sent.
    pub day: NaiveDate,
    /// To whom, up to 120 characters.
    pub receiver: String,
    /// A remark, up to 500 characters.
    pub note: String,
}

/// As what a sending is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SentFormat {
    /// To print.
    Pdf,
    /// To sort and to count.
    Xlsx,
}

/// Writes a sending as it was sent: the same bytes whenever it is asked for.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportSent {
    /// The month, `2026-11`.
    pub month: String,
    /// The sending.
    pub send: Uuid,
    /// As what.
    pub format: SentFormat,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// Asks for what changed since a sending as text, to copy or to send.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentChangesText {
    /// The month, `2026-11`.
    pub month: String,
    /// The sending with which what is counted now is compared.
    pub send: Uuid,
}

/// Writes what changed since a sending: each figure and text that is counted differently now.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportSentChanges {
    /// The month, `2026-11`.
    pub month: String,
    /// The sending with which what is counted now is compared.
    pub send: Uuid,
    /// As what.
    pub format: SentFormat,
    /// Which paper.
    pub paper: Size,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

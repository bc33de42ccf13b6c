//! The province: an office of offices. A kabupaten counts sums of a month in its own profile, hands them to its profile in the province's
//! workspace as a file, and tells them there; the province has a row for each kabupaten, and nothing for one that told nothing.

mod columns;
mod handing;
mod inviting;
mod listing;
mod printing;
mod summing;
mod telling;
#[cfg(test)]
mod tests;
mod who;

use std::path::PathBuf;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::{Choice, Safe};
use crate::pdf::Size;
use crate::reports::{Table, Words};

pub(crate) use handing::{Handed, file_name, write_sums};
pub(crate) use telling::{tell, waits};
pub(crate) use who::own_kabupaten;

/// Asks what this kabupaten would tell its province of a month. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvinceSums {
    /// The month, `2026-10`.
    pub month: String,
}

/// What would be told: sums alone.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvinceSumsView {
    /// The month.
    pub month: String,
    /// The kabupaten.
    pub kabupaten: Choice,
    /// Name of its province.
    pub province: String,
    /// The day as of which it is counted.
    pub counted: NaiveDate,
    /// The month is not over.
    pub running: bool,
    /// Rows of rosters that wait on this device: families that may be missing.
    pub waiting_rows: u32,
    /// Digest of the sums, to be given back.
    pub digest: String,
    /// A row for each kecamatan, the kabupaten's own sums last.
    pub table: Table,
}

/// Writes the sums of a month as a file for the profile in the province's workspace. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportSums {
    /// The month, `2026-10`.
    pub month: String,
    /// The digest of what was on the screen.
    pub seen: String,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// Sums that were handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandedSums {
    /// The month.
    pub month: String,
    /// The day as of which they were counted.
    pub counted: NaiveDate,
    /// Digest of them.
    pub digest: String,
    /// Kecamatan in them.
    pub places: u32,
}

/// Tells the province the sums of a file that the kabupaten's office wrote. In the kabupaten's profile in the province's workspace only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportSums {
    /// The file.
    pub path: PathBuf,
}

/// A month that was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ToldMonth {
    /// The month.
    pub month: String,
    /// Which version it became.
    pub version: u16,
}

/// Asks what this kabupaten told its province. In the kabupaten's profile in the province's workspace only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OwnMonths {}

/// Asks what a kabupaten told. The province's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KabupatenMonths {
    /// Its Kemendagri code.
    pub code: String,
}

/// What a kabupaten told.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KabupatenView {
    /// The kabupaten.
    pub kabupaten: Choice,
    /// Name of its province.
    pub province: String,
    /// Its office as a member; none if it was not invited.
    pub staff: Option<Uuid>,
    /// A device of its joined.
    pub joined: bool,
    /// The months, the latest first.
    pub months: Vec<PublishedMonth>,
    /// The same as a table: a row for each month, by what counts.
    pub trend: Table,
}

/// A month with all that was told of it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PublishedMonth {
    /// The month.
    pub month: String,
    /// What was told: what counts first; of two with one version both.
    pub versions: Vec<PublishedVersion>,
    /// What the first of them says otherwise than the one before it.
    pub changes: Vec<SumsChange>,
}

/// A telling.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PublishedVersion {
    /// Its id.
    pub send: Uuid,
    /// 1 for what was told first, more for corrections.
    pub version: u16,
    /// Another one of other figures has the same version: two devices told it apart.
    pub doubled: bool,
    /// The figures are those of the digest. Not so while a part of them is not here.
    pub whole: bool,
    /// The day as of which it was counted.
    pub counted: Option<NaiveDate>,
    /// The day on which it was told.
    pub sent: Option<NaiveDate>,
    /// The device that told it, in hex.
    pub device: Option<String>,
    /// Digest of its figures.
    pub digest: String,
    /// Where it is safe.
    pub safe: Safe,
    /// A row for each kecamatan, the kabupaten's own sums last.
    pub table: Table,
}

/// A figure that two tellings say differently.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SumsChange {
    /// Code of the kecamatan, or of the kabupaten for the whole.
    pub code: String,
    /// Its name.
    pub place: String,
    /// Words of the figure.
    pub column: Words,
    /// What the earlier one said; none where it is not known.
    pub was: Option<u32>,
    /// What the later one says.
    pub now: Option<u32>,
}

/// Asks for all kabupaten of the province in a month. The province's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvinceMonth {
    /// The month, `2026-10`.
    pub month: String,
}

/// The kabupaten of a province in a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvinceView {
    /// The month.
    pub month: String,
    /// The province.
    pub province: Choice,
    /// A row for each kabupaten, by code.
    pub rows: Vec<ProvinceRow>,
    /// How many of them told the month.
    pub told: u32,
    /// Their figures in the columns of the form, a row for each of `rows`; the sums are of those that told.
    pub table: Table,
    /// The sums of the twelve months up to this one, with how many told each.
    pub trend: Table,
}

/// Where a kabupaten stands in a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvinceRow {
    /// The kabupaten.
    pub kabupaten: Choice,
    /// Its office as a member; none if it was not invited.
    pub staff: Option<Uuid>,
    /// A device of its joined.
    pub joined: bool,
    /// What counts of the month; none: it told nothing, which is no zero.
    pub told: Option<ToldVersion>,
    /// The last month that it told, if any.
    pub last: Option<String>,
}

/// What counts of a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ToldVersion {
    /// Its version.
    pub version: u16,
    /// Two devices told this version with other figures: both are shown with the kabupaten.
    pub doubled: bool,
    /// The day as of which it was counted.
    pub counted: Option<NaiveDate>,
    /// The day on which it was told.
    pub sent: Option<NaiveDate>,
    /// Figures that differ from the version before.
    pub changed: u32,
}

/// Makes a kabupaten's office a member of the province's workspace, to be invited. The province's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AddKabupaten {
    /// Its Kemendagri code.
    pub code: String,
}

/// Writes the kabupaten of a province in a month as a file. The province's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportProvince {
    /// The month, `2026-10`.
    pub month: String,
    /// As what.
    pub format: ProvinceFormat,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// Formats of that file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ProvinceFormat {
    /// A workbook.
    Xlsx,
    /// Paper.
    Pdf,
}

/// A written file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvincePrinted {
    /// Where it is.
    pub path: PathBuf,
    /// Kabupaten that told the month.
    pub told: u32,
    /// Bytes of the file.
    pub bytes: u32,
}

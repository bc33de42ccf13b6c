//! The rekap on the screen and as a file.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::rekap::Rekap;

/// Asks for the rekap of a month, with the meetings and families behind every figure.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadRekap {
    /// The month, `2026-11`.
    pub month: String,
}

/// Writes the rekap of a month as a workbook.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportRekap {
    /// The month, `2026-11`.
    pub month: String,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// A written workbook.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Exported {
    /// Where it is.
    pub path: PathBuf,
    /// Meetings that it counted.
    pub meetings: u32,
    /// The versions that it counted, as one digest in hex; the file says the same.
    pub digest: String,
}

not_yet!(look ReadRekap => Rekap);
not_yet!(act ExportRekap => Exported);

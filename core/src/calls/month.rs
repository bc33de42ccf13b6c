//! What a pendamping says about a month: why groups did not meet, and its dynamics, for the rekap.

use serde::{Deserialize, Serialize};

use super::terms::Done;

/// Asks for what she said.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MyMonth {
    /// The month, `2026-11`.
    pub month: String,
}

/// What she said.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MonthWords {
    /// Alasan jika tidak melaksanakan.
    pub reason: String,
    /// Catatan dinamika.
    pub dynamics: String,
}

/// Says it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveMyMonth {
    /// The month, `2026-11`.
    pub month: String,
    /// Alasan jika tidak melaksanakan; empty for none.
    pub reason: String,
    /// Catatan dinamika; empty for none.
    pub dynamics: String,
}

not_yet!(look MyMonth => MonthWords);
not_yet!(act SaveMyMonth => Done);

//! The office's settings: name, zone, thresholds, role labels, letterhead.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::terms::Done;

/// Asks for the settings.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadOffice {}

/// The settings, as read and as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfficeSettings {
    /// E.g. `Dinas Sosial Kabupaten Banggai`.
    pub name: String,
    /// Minutes east of UTC: 420 WIB, 480 WITA, 540 WIT.
    pub utc_offset_minutes: i16,
    /// Days without word from a phone after which it counts as silent.
    pub silent_days: u16,
    /// Months in a row of Alfa after which a family is a candidate for a surat teguran.
    pub teguran_months: u16,
    /// Labels of roles, by stable name; what is not in it has the window's own.
    pub roles: BTreeMap<String, String>,
    /// Lines above a printed report.
    pub letterhead: Vec<String>,
}

/// Changes the settings; only what differs is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveOffice {
    /// The settings.
    pub settings: OfficeSettings,
}

not_yet!(look ReadOffice => OfficeSettings);
not_yet!(act SaveOffice => Done);

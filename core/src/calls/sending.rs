//! Sinkronisasi: what waits, what is wrong, and the same entries as a file.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Asks how this device stands with relay and office.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SendingState {}

/// How it stands.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Sending {
    /// Meetings with something that no relay has acknowledged.
    pub waiting_meetings: u32,
    /// Other documents with something that no relay has acknowledged.
    pub waiting_others: u32,
    /// Sealed entries that wait to be sent, own and carried.
    pub unsent_entries: u32,
    /// Entries that the relay refused, kept here.
    pub refused: Vec<HeldEntry>,
    /// Entries that came and wait for something.
    pub parked: Vec<HeldEntry>,
    /// When the relay last answered, by its own clock.
    pub last_heard: Option<DateTime<Utc>>,
    /// By how many minutes the relay's clock was ahead; negative if behind.
    pub clock_ahead_minutes: Option<i64>,
    /// Tries in a row that did not reach the relay.
    pub failures: u32,
    /// The office revoked this device.
    pub revoked: bool,
    /// This database was restored from a backup or copied.
    pub copied: bool,
    /// The relay's address.
    pub relay: Option<String>,
}

/// An entry that is held back.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HeldEntry {
    /// Its id in hex.
    pub id: String,
    /// Stable name of the reason; the window has words for each.
    pub reason: String,
    /// This device wrote it.
    pub own: bool,
}

/// Asks for what helps to find a fault: counts, sizes and versions, no personal data.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Diagnostics {}

/// Writes sealed entries to a file.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportEntries {
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
    /// Everything (a backup) instead of what is not sent.
    pub all: bool,
}

/// Takes in the sealed entries of a file.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportEntries {
    /// The file.
    pub path: PathBuf,
}

/// What a file brought.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Brought {
    /// Entries that are new here.
    pub entries: u32,
    /// Documents that changed.
    pub documents: u32,
    /// Entries that wait for something.
    pub parked: u32,
}

not_yet!(look SendingState => Sending);
not_yet!(look Diagnostics => String);
not_yet!(act ExportEntries => u32);
not_yet!(act ImportEntries => Brought);

//! Sinkronisasi: what waits, what is wrong, and the same entries as a file.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sesi_engine::device::AwaitedYear;
use sesi_engine::job::Watch;
use sesi_engine::store::Fact;
use sesi_engine::sync::file::{self, Extent};
use sesi_engine::whole_file;

use super::security::seen;
use super::{Job, Query};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::queries::meetings::waiting;

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
    /// Years of which meetings or other documents wait for the office to open them.
    pub awaited_years: Vec<AwaitedYear>,
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
    /// Somebody sent entries in this device's name that it did not sign.
    pub impersonated: bool,
    /// Marks of those two, where nobody has seen them yet, for [`SeenFindings`](super::security::SeenFindings).
    pub notices: Vec<String>,
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
    /// Pieces of the file that were damaged on the way.
    pub unreadable: u32,
    /// It was stopped: what came before is kept, and the same file brings the rest.
    pub stopped: bool,
}

impl Query for SendingState {
    type Answer = Sending;

    fn answer(self, device: &Device) -> Result<Sending, Error> {
        let conn = device.reader();
        let status = device.status()?;
        let (waiting_meetings, waiting_others) = waiting(conn)?;
        let refused = status.refused.into_iter().map(|entry| HeldEntry {
            id: entry.id,
            reason: entry.reason.to_owned(),
            own: entry.own,
        });
        let parked = status.parked.into_iter().map(|entry| HeldEntry {
            id: entry.id,
            reason: entry.reason.to_owned(),
            own: false,
        });
        Ok(Sending {
            waiting_meetings,
            waiting_others,
            awaited_years: status.awaited_years,
            unsent_entries: count(status.unsent_entries),
            refused: refused.collect(),
            parked: parked.collect(),
            last_heard: status.last_heard,
            clock_ahead_minutes: status.clock_ahead_minutes,
            failures: status.failures,
            revoked: status.revoked,
            copied: status.copied,
            impersonated: status.impersonated,
            notices: seen::own_notices(conn)?,
            relay: Fact::Relay.text(conn)?,
        })
    }
}

impl Query for Diagnostics {
    type Answer = String;

    fn answer(self, device: &Device) -> Result<String, Error> {
        let conn = device.reader();
        let mut lines = vec![
            format!("device: {}", device.id()),
            format!("office: {}", device.office()),
        ];
        for (name, sql) in [
            ("sqlite", "SELECT sqlite_version()"),
            ("schema", "PRAGMA user_version"),
            ("pages", "PRAGMA page_count"),
            ("documents", "SELECT count(*) FROM document"),
            ("entries", "SELECT count(*) FROM entry"),
            ("feeds", "SELECT count(*) FROM feed"),
            ("drafts", "SELECT count(*) FROM draft"),
        ] {
            let value: rusqlite::types::Value = conn.query_row(sql, [], |row| row.get(0))?;
            lines.push(format!("{name}: {}", shown(&value)));
        }
        let status = serde_json::to_string_pretty(&device.status()?);
        lines.push(format!("status: {}", status.unwrap_or_default()));
        Ok(lines.join("\n"))
    }
}

impl Job for ExportEntries {
    type Answer = u32;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<u32, Error> {
        let extent = if self.all {
            Extent::All
        } else {
            Extent::Unsent
        };
        let written = whole_file::write(&self.path, |out| {
            file::export_watched(device, extent, out, watch)
        })?;
        Ok(count(written))
    }
}

impl Job for ImportEntries {
    type Answer = Brought;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Brought, Error> {
        let report = file::import_path(device, &self.path, watch)?;
        Ok(Brought {
            stopped: report.more,
            entries: count(report.received),
            documents: count(report.changed.len() as u64),
            parked: count(report.parked),
            unreadable: count(report.unreadable),
        })
    }
}

fn shown(value: &rusqlite::types::Value) -> String {
    match value {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

//! How this device stands with the relay and the office, in one answer for a window.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sesi_wire::sync::Rejection;

use super::{AwaitedYear, Device, DoubtfulEnrolment};
use crate::error::Error;
use crate::field::Field;
use crate::store::{ArchivedEntry, Fact, ParkReason, Parked, PendingChange};

/// What a window shows of synchronising. Holds ids and counts, no content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Changes made here that no relay has acknowledged.
    pub pending_changes: u64,
    /// Sealed entries, own and carried, that wait to be sent.
    pub unsent_entries: u64,
    /// Entries that the relay refused. They are kept.
    pub refused: Vec<RefusedEntry>,
    /// Entries that came and wait for something.
    pub parked: Vec<ParkedEntry>,
    /// Years of which there is work here that waits for the office to open them.
    pub awaited_years: Vec<AwaitedYear>,
    /// When the relay last answered, by its own clock.
    pub last_heard: Option<DateTime<Utc>>,
    /// How many minutes the relay's clock was ahead of this device's then; negative if behind. Shown, never used.
    pub clock_ahead_minutes: Option<i64>,
    /// Tries in a row that did not reach the relay.
    pub failures: u32,
    /// The office revoked this device: nothing that it writes is accepted any more.
    pub revoked: bool,
    /// This database was once restored from a backup, or copied.
    pub copied: bool,
    /// Somebody sent entries in this device's name that it did not sign. They count for nothing.
    pub impersonated: bool,
    /// Why what an office device does at every start (feeds of a new year) was not done, if it was not.
    pub start_up_failed: Option<String>,
    /// Devices, in hex, that read a feed and have not been given its newest key. Only an office device tells.
    pub unreachable: Vec<String>,
    /// Devices that enrolled and are not let in without a person. Only the office device that invited tells.
    pub doubtful: Vec<DoubtfulEnrolment>,
}

/// An entry that the relay refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedEntry {
    /// Its id, in hex.
    pub id: String,
    /// Its author's id, in hex.
    pub author: Option<String>,
    /// Whether this device wrote it.
    pub own: bool,
    /// Stable name of the relay's reason.
    pub reason: &'static str,
}

/// An entry that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParkedEntry {
    /// Its id, in hex.
    pub id: String,
    /// Stable name of what it waits for; see [`ParkReason`].
    pub reason: &'static str,
    /// More, for diagnostics.
    pub detail: String,
}

impl<F: Field> Device<F> {
    /// How this device stands.
    pub fn status(&self) -> Result<Status, Error> {
        let conn = self.reader();
        let refused = ArchivedEntry::refused(conn)?;
        let number = |fact: Fact| -> Result<Option<i64>, Error> {
            Ok(fact.text(conn)?.and_then(|text| text.parse().ok()))
        };
        Ok(Status {
            pending_changes: PendingChange::count(conn, None)?,
            unsent_entries: ArchivedEntry::count_to_offer(conn)?,
            refused: refused
                .into_iter()
                .map(|(entry, reason)| self.refused_entry(&entry, reason))
                .collect(),
            parked: Parked::all(conn)?
                .into_iter()
                .map(ParkedEntry::of)
                .collect(),
            awaited_years: self.awaited_years()?,
            last_heard: number(Fact::HeardAt)?.and_then(DateTime::from_timestamp_millis),
            clock_ahead_minutes: number(Fact::ClockOffset)?.map(minutes),
            failures: number(Fact::Failures)?
                .and_then(|failures| failures.try_into().ok())
                .unwrap_or(0),
            revoked: self.me().is_revoked(),
            copied: Fact::Copied.get(conn)?.is_some(),
            impersonated: Fact::Impersonated.get(conn)?.is_some(),
            start_up_failed: self.me().start_up_failed.clone(),
            unreachable: self
                .me()
                .unreachable_readers(conn)?
                .iter()
                .map(ToString::to_string)
                .collect(),
            doubtful: self.doubtful_enrolments()?,
        })
    }

    fn refused_entry(&self, entry: &ArchivedEntry, reason: u16) -> RefusedEntry {
        let author = entry.author.map(|(device, _)| device);
        RefusedEntry {
            id: entry.id.to_string(),
            author: author.map(|device| device.to_string()),
            own: author == Some(self.id()),
            reason: Rejection::of_number(reason).name(),
        }
    }
}

impl ParkedEntry {
    fn of(parked: Parked) -> Self {
        Self {
            id: parked.entry.to_string(),
            reason: ParkReason::name(parked.reason),
            detail: parked.detail,
        }
    }
}

/// Whole minutes, rounded to the nearer one.
fn minutes(millis: i64) -> i64 {
    (millis.saturating_add(30_000)).div_euclid(60_000)
}

//! Entries that cannot be applied yet: kept, explained, tried again when what they lack arrives. Never dropped.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, EntryId};

use super::{StoreResult, Wait};

/// Why an entry waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParkReason {
    /// The key of its epoch has not arrived.
    UnknownKey,
    /// No statement of the office makes its author known yet.
    UnknownAuthor,
    /// Changes that it builds on have not arrived.
    MissingDependency,
    /// A newer app wrote it; update this one.
    Newer,
    /// Its author had no right to write there.
    NotAllowed,
    /// It is beyond what the office believes of a device that it revoked.
    Revoked,
    /// Signed by one device, but holds changes in another's name.
    ForgedAuthor,
    /// Its bytes do not read.
    Unreadable,
}

impl ParkReason {
    /// Stable name, as stored and shown in diagnostics.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownKey => "unknown_key",
            Self::UnknownAuthor => "unknown_author",
            Self::MissingDependency => "missing_dependency",
            Self::Newer => "newer",
            Self::NotAllowed => "not_allowed",
            Self::Revoked => "revoked",
            Self::ForgedAuthor => "forged_author",
            Self::Unreadable => "unreadable",
        }
    }

    /// As stored. A reason of a later version is shown as one that an update explains.
    fn read(name: &str) -> Self {
        [
            Self::UnknownKey,
            Self::UnknownAuthor,
            Self::MissingDependency,
            Self::Newer,
            Self::NotAllowed,
            Self::Revoked,
            Self::ForgedAuthor,
            Self::Unreadable,
        ]
        .into_iter()
        .find(|reason| reason.name() == name)
        .unwrap_or(Self::Newer)
    }
}

/// A parked entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// The entry.
    pub entry: EntryId,
    /// Why it waits.
    pub reason: ParkReason,
    /// More, for diagnostics; holds ids and counts, never content.
    pub detail: String,
}

impl Parked {
    /// Parks the entry, or changes the reason; what it waits for is noted by [`Wait::put`] afterwards.
    pub fn put(&self, conn: &Connection) -> StoreResult<()> {
        Wait::clear(conn, &self.entry)?;
        conn.prepare_cached(
            "INSERT OR REPLACE INTO parked (entry, reason, detail) VALUES (?1, ?2, ?3)",
        )?
        .execute((self.entry.0, self.reason.name(), &self.detail))?;
        Ok(())
    }

    /// The entry is applied.
    pub fn release(conn: &Connection, entry: &EntryId) -> StoreResult<()> {
        Wait::clear(conn, entry)?;
        conn.prepare_cached("DELETE FROM parked WHERE entry = ?1")?
            .execute([entry.0])?;
        Ok(())
    }

    /// How many entries are parked.
    pub fn count(conn: &Connection) -> StoreResult<u64> {
        Ok(conn
            .prepare_cached("SELECT count(*) FROM parked")?
            .query_row([], |row| row.get(0))?)
    }

    /// Whether an entry is parked for `reason`.
    pub fn any(conn: &Connection, reason: ParkReason) -> StoreResult<bool> {
        Ok(conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM parked WHERE reason = ?1)")?
            .query_row([reason.name()], |row| row.get(0))?)
    }

    /// The entries that are parked for `reason`.
    pub fn of_reason(conn: &Connection, reason: ParkReason) -> StoreResult<BTreeSet<EntryId>> {
        let mut statement = conn.prepare_cached("SELECT entry FROM parked WHERE reason = ?1")?;
        let rows = statement.query_map([reason.name()], |row| row.get(0).map(EntryId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether `entry` is parked.
    pub fn is_parked(conn: &Connection, entry: &EntryId) -> StoreResult<bool> {
        Ok(conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM parked WHERE entry = ?1)")?
            .query_row([entry.0], |row| row.get(0))?)
    }

    /// How many entries wait for what, by who signed them.
    pub fn by_author(conn: &Connection) -> StoreResult<Vec<(DeviceId, ParkReason, u32)>> {
        let mut statement = conn.prepare_cached(
            "SELECT device, reason, count(*) FROM parked JOIN entry ON entry.id = parked.entry
             WHERE device IS NOT NULL GROUP BY device, reason ORDER BY device, reason",
        )?;
        let rows = statement.query_map([], |row| {
            let reason: String = row.get(1)?;
            Ok((
                DeviceId(row.get(0)?),
                ParkReason::read(&reason),
                row.get(2)?,
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All parked entries, in the order in which they came.
    pub fn all(conn: &Connection) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(
            "SELECT entry, reason, detail FROM parked JOIN entry ON entry.id = parked.entry ORDER BY no",
        )?;
        let rows = statement.query_map([], |row| {
            let reason: String = row.get(1)?;
            Ok(Self {
                entry: EntryId(row.get(0)?),
                reason: ParkReason::read(&reason),
                detail: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

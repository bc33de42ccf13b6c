//! What the archive tells of devices: when each was heard, which app it said last, and two entries under one number.

use std::collections::HashMap;

use rusqlite::Connection;
use sesi_wire::entry::Kind;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};

use super::StoreResult;
use super::archive::ArchivedEntry;

/// What came of a device in a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// The device.
    pub device: DeviceId,
    /// The feed.
    pub feed: FeedId,
    /// How many of its entries are here.
    pub entries: u32,
    /// When the latest came, in milliseconds since 1970; none of this device's own.
    pub at_millis: Option<i64>,
}

/// Two entries that a device signed under one number of a feed: no honest device does, unless its database was restored or copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equivocation {
    /// The device.
    pub device: DeviceId,
    /// The feed.
    pub feed: FeedId,
    /// The number.
    pub device_seq: u64,
    /// How many entries bear it.
    pub entries: u32,
    /// When the last of them came, in milliseconds since 1970 by the relay's clock; none of this device's own.
    pub at_millis: Option<i64>,
}

impl ArchivedEntry {
    /// Numbers under which a device signed more than one entry of a feed: evidence, for the office to look at.
    pub fn equivocations(conn: &Connection) -> StoreResult<Vec<Equivocation>> {
        let mut statement = conn.prepare_cached(
            "SELECT feed, device, device_seq, twins,
                (SELECT max(at) FROM entry e WHERE e.feed = t.feed AND e.device = t.device AND e.device_seq = t.device_seq)
             FROM (SELECT feed, device, device_seq, count(*) AS twins FROM entry WHERE device IS NOT NULL
                   GROUP BY feed, device, device_seq HAVING twins > 1) t
             ORDER BY device, feed, device_seq",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Equivocation {
                feed: FeedId(row.get(0)?),
                device: DeviceId(row.get(1)?),
                device_seq: row.get(2)?,
                entries: row.get(3)?,
                at_millis: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The entry is its author's, and came at that time: milliseconds since 1970. A later time does not replace an earlier one.
    pub fn heard(conn: &Connection, id: &EntryId, at_millis: i64) -> StoreResult<()> {
        conn.prepare_cached("UPDATE entry SET at = ?2 WHERE id = ?1 AND at IS NULL")?
            .execute((id.0, at_millis))?;
        Ok(())
    }

    /// How many entries of each device are here, feed by feed, and when the latest came.
    pub fn heard_of(conn: &Connection) -> StoreResult<Vec<Heard>> {
        let mut statement = conn.prepare_cached(
            "SELECT device, feed, count(*), max(at) FROM entry WHERE device IS NOT NULL GROUP BY device, feed",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Heard {
                device: DeviceId(row.get(0)?),
                feed: FeedId(row.get(1)?),
                entries: row.get(2)?,
                at_millis: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The data entries of a device, in the order in which they came here.
    pub fn of_device(conn: &Connection, device: DeviceId) -> StoreResult<Vec<EntryId>> {
        let mut statement = conn
            .prepare_cached("SELECT id FROM entry WHERE device = ?1 AND kind = ?2 ORDER BY no")?;
        let rows =
            statement.query_map((device.0, Kind::Data.byte()), |row| row.get(0).map(EntryId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The data entries of a device in `feed`, with their bytes, but for those that were sealed again.
    pub fn not_sealed_again(
        conn: &Connection,
        feed: FeedId,
        device: DeviceId,
    ) -> StoreResult<Vec<(EntryId, Vec<u8>)>> {
        let mut statement = conn.prepare_cached(
            "SELECT id, bytes FROM entry WHERE feed = ?1 AND device = ?2 AND kind = ?3
             AND NOT sealed_again ORDER BY no",
        )?;
        let rows = statement.query_map((feed.0, device.0, Kind::Data.byte()), |row| {
            Ok((EntryId(row.get(0)?), row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the entry says waits to be said by another one.
    pub fn note_sealed_again(conn: &Connection, id: &EntryId) -> StoreResult<()> {
        conn.prepare_cached("UPDATE entry SET sealed_again = 1 WHERE id = ?1")?
            .execute([id.0])?;
        Ok(())
    }

    /// The entry, whose author is proved, says that this version of the app sealed it.
    pub fn says_app(conn: &Connection, id: &EntryId, app: &str) -> StoreResult<()> {
        conn.prepare_cached("UPDATE entry SET app = ?2 WHERE id = ?1")?
            .execute((id.0, app))?;
        Ok(())
    }

    /// The version of the app that each device said last: in a feed by the numbers of its entries, whatever the order in which
    /// they came; of several feeds, whose numbers say nothing of each other, the one that came last.
    pub fn apps(conn: &Connection) -> StoreResult<HashMap<DeviceId, String>> {
        let mut statement = conn.prepare_cached(
            "SELECT device, app FROM entry AS said WHERE app IS NOT NULL AND NOT EXISTS (
                 SELECT 1 FROM entry WHERE app IS NOT NULL AND device = said.device AND feed = said.feed
                 AND device_seq > said.device_seq)
             ORDER BY no",
        )?;
        let rows = statement.query_map([], |row| Ok((DeviceId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

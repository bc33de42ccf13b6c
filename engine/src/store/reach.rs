//! Which data entries of a revoked device count: those from which the entries named by the office continue, step by step and without a
//! gap. Knows whose signatures held, not who may write what.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_wire::entry::Kind;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::statement::End;

use super::{ParkReason, StoreResult};

/// A proved entry, as far as its place among its author's goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Order of arrival here.
    pub no: i64,
    /// The entry, its feed and its number.
    pub end: End,
    /// First half of the id of the entry before it.
    pub previous: [u8; 16],
}

/// Data entries of a revoked device in one feed that are kept and not reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreached {
    /// The device.
    pub device: DeviceId,
    /// The feed.
    pub feed: FeedId,
    /// How many entries.
    pub entries: u32,
    /// When the first of them came, in milliseconds since 1970 by the relay's clock; none where that is not known.
    pub since_millis: Option<i64>,
    /// Order of arrival here of the last of them.
    pub upto: i64,
}

impl Unreached {
    /// What is kept and not reached of every device, by device and feed.
    pub fn all(conn: &Connection) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT device, feed, count(*), min(at), max(no) {UNREACHED} GROUP BY device, feed ORDER BY device, feed"
        ))?;
        let rows = statement.query_map((ParkReason::Revoked.name(), Kind::Data.byte()), |row| {
            Ok(Self {
                device: DeviceId(row.get(0)?),
                feed: FeedId(row.get(1)?),
                entries: row.get(2)?,
                since_millis: row.get(3)?,
                upto: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The entries of `device` that are kept and not reached, the latest first, at most `most` of them.
    pub fn entries(conn: &Connection, device: DeviceId, most: u32) -> StoreResult<Vec<EntryId>> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT id {UNREACHED} AND device = ?3 ORDER BY no DESC LIMIT ?4"
        ))?;
        let asked = (
            ParkReason::Revoked.name(),
            Kind::Data.byte(),
            device.0,
            most,
        );
        let rows = statement.query_map(asked, |row| row.get(0).map(EntryId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

const UNREACHED: &str = "FROM parked JOIN entry ON entry.id = parked.entry
    WHERE reason = ?1 AND kind = ?2 AND device IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM reached WHERE reached.device = entry.device AND reached.entry = entry.id)";

const COLUMNS: &str = "no, id, feed, device_seq, previous";

impl Link {
    /// Every proved entry of the device, by feed and number.
    pub fn all(conn: &Connection, device: DeviceId) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE device = ?1 ORDER BY feed, device_seq, no"
        ))?;
        let rows = statement.query_map([device.0], Self::read)?;
        Ok(rows
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    fn get(conn: &Connection, device: DeviceId, id: &EntryId) -> StoreResult<Option<Self>> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE id = ?1 AND device = ?2"
        ))?;
        let mut rows = statement.query_map((id.0, device.0), Self::read)?;
        Ok(rows.next().transpose()?.flatten())
    }

    /// The proved entries of a number: one, but where the author signed two.
    fn of_number(
        conn: &Connection,
        feed: FeedId,
        device: DeviceId,
        device_seq: u64,
    ) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE feed = ?1 AND device = ?2 AND device_seq = ?3"
        ))?;
        let rows = statement.query_map((feed.0, device.0, device_seq), Self::read)?;
        Ok(rows
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Self>> {
        let Some(previous) = row.get(4)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            no: row.get(0)?,
            end: End {
                entry: EntryId(row.get(1)?),
                feed: FeedId(row.get(2)?),
                device_seq: row.get(3)?,
            },
            previous,
        }))
    }
}

/// Decides anew which data entries of a revoked device are reached from `ends`.
pub fn settle(conn: &Connection, device: DeviceId, ends: &BTreeSet<End>) -> StoreResult<()> {
    conn.prepare_cached("DELETE FROM reached WHERE device = ?1")?
        .execute([device.0])?;
    for end in ends {
        let named = Link::get(conn, device, &end.entry)?;
        if let Some(named) = named.filter(|named| named.end == *end) {
            walk(conn, device, named)?;
        }
    }
    Ok(())
}

/// A data entry of a revoked device was proved: it may be one of `ends`, or what lay between a reached entry and others. Says how many
/// entries are reached that were not.
pub fn extend(
    conn: &Connection,
    device: DeviceId,
    id: &EntryId,
    ends: &BTreeSet<End>,
) -> StoreResult<usize> {
    let Some(link) = Link::get(conn, device, id)? else {
        return Ok(0);
    };
    let mut reached = ends.contains(&link.end);
    // Nothing can stand after the largest number that an entry may have, and the database holds none above it.
    let next = link.end.device_seq.checked_add(1);
    let next = next.filter(|next| !reached && i64::try_from(*next).is_ok());
    if let Some(next) = next {
        for after in Link::of_number(conn, link.end.feed, device, next)? {
            reached |= after.previous == id.short().0 && contains(conn, device, &after.end.entry)?;
        }
    }
    if reached {
        walk(conn, device, link)
    } else {
        Ok(0)
    }
}

/// Whether a data entry of a revoked device is reached.
pub fn contains(conn: &Connection, device: DeviceId, id: &EntryId) -> StoreResult<bool> {
    Ok(conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM reached WHERE device = ?1 AND entry = ?2)")?
        .query_row((device.0, id.0), |row| row.get(0))?)
}

/// From an entry down to the first one that is missing here, or that was reached before.
fn walk(conn: &Connection, device: DeviceId, from: Link) -> StoreResult<usize> {
    let mut count = 0;
    let mut next = Some(from);
    while let Some(link) = next {
        let added = conn
            .prepare_cached("INSERT OR IGNORE INTO reached (device, entry) VALUES (?1, ?2)")?
            .execute((device.0, link.end.entry.0))?;
        if added == 0 {
            break;
        }
        count += 1;
        let before = link.end.device_seq.saturating_sub(1);
        let before = Link::of_number(conn, link.end.feed, device, before)?;
        next = before
            .into_iter()
            .find(|before| before.end.entry.short().0 == link.previous);
    }
    Ok(count)
}

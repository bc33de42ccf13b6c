//! Every sealed entry that this device ever made or received: outbox, backup, and what brings a dead relay back.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};
use sesi_wire::chain::Chain;
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, ShortEntryId};
use sesi_wire::sync::Rejection;

use super::{Fact, StoreError, StoreResult};

/// An entry to be archived.
#[derive(Debug)]
pub struct NewEntry<'a> {
    /// The feed it came in; its own header may not read.
    pub feed: FeedId,
    /// The bytes as sealed.
    pub bytes: &'a [u8],
    /// The parsed entry, where the bytes are one.
    pub entry: Option<&'a SealedEntry>,
}

/// An archived entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedEntry {
    /// Order of arrival here.
    pub no: i64,
    /// Its id.
    pub id: EntryId,
    /// Its feed.
    pub feed: FeedId,
    /// Its author, and its number among that author's entries of the feed; none where the bytes are no entry.
    pub author: Option<(DeviceId, u64)>,
    /// Its seq at the relay, if the relay is known to have it.
    pub seq: Option<u64>,
    /// The bytes as sealed.
    pub bytes: Vec<u8>,
}

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

const COLUMNS: &str = "no, id, feed, seq, bytes, device, device_seq";

impl ArchivedEntry {
    /// Archives an entry. False if it is there already.
    pub fn add(conn: &Connection, new: &NewEntry<'_>) -> StoreResult<bool> {
        let header = new.entry.map(SealedEntry::header);
        let added = conn
            .prepare_cached(
                "INSERT OR IGNORE INTO entry (id, feed, device, device_seq, kind, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                EntryId::of(new.bytes).0,
                new.feed.0,
                header.map(|h| h.device.0),
                header.map(|h| h.device_seq),
                header.map(|h| h.kind.byte()),
                new.bytes,
            ))?;
        Ok(added > 0)
    }

    /// The entry's signature held: it is its author's.
    pub fn prove_author(conn: &Connection, id: &EntryId) -> StoreResult<()> {
        conn.prepare_cached("UPDATE entry SET proved = 1 WHERE id = ?1 AND NOT proved")?
            .execute([id.0])?;
        Ok(())
    }

    /// The entries of the control feed that do not wait for anything, with whether their signatures held.
    pub fn each_control<E: From<StoreError>>(
        conn: &Connection,
        mut each: impl FnMut(EntryId, Vec<u8>, bool) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT id, bytes, proved FROM entry
                   WHERE feed = ?1 AND id NOT IN (SELECT entry FROM parked) ORDER BY no";
        let mut statement = conn.prepare_cached(sql).map_err(StoreError::from)?;
        let rows = statement.query_map([FeedId::CONTROL.0], |row| {
            Ok((EntryId(row.get(0)?), row.get(1)?, row.get(2)?))
        });
        for row in rows.map_err(StoreError::from)? {
            let (id, bytes, proved) = row.map_err(StoreError::from)?;
            each(id, bytes, proved)?;
        }
        Ok(())
    }

    /// The entry `id`.
    pub fn get(conn: &Connection, id: &EntryId) -> StoreResult<Option<Self>> {
        let mut statement =
            conn.prepare_cached(&format!("SELECT {COLUMNS} FROM entry WHERE id = ?1"))?;
        Ok(statement.query_row([id.0], Self::read).optional()?)
    }

    /// The id of the entry that `device` wrote, as its signature proves, under that number.
    pub fn of_author(
        conn: &Connection,
        feed: FeedId,
        device: DeviceId,
        device_seq: u64,
    ) -> StoreResult<Option<EntryId>> {
        let mut statement = conn.prepare_cached(
            "SELECT id FROM entry WHERE feed = ?1 AND device = ?2 AND device_seq = ?3 AND proved
             ORDER BY seq IS NULL LIMIT 1",
        )?;
        let id = statement
            .query_row((feed.0, device.0, device_seq), |row| row.get(0))
            .optional()?;
        Ok(id.map(EntryId))
    }

    /// The id of the entry whose id starts like `short`.
    pub fn of_short(
        conn: &Connection,
        feed: FeedId,
        short: &ShortEntryId,
    ) -> StoreResult<Option<EntryId>> {
        let mut statement =
            conn.prepare_cached("SELECT id FROM entry WHERE feed = ?1 AND substr(id, 1, 16) = ?2")?;
        let id = statement
            .query_row((feed.0, short.0), |row| row.get(0))
            .optional()?;
        Ok(id.map(EntryId))
    }

    /// The relay has the entry as `seq`; `chain` is the chain there, where it is known.
    ///
    /// Another entry that was thought to be there is not, and will be offered again.
    pub fn placed(
        conn: &Connection,
        feed: FeedId,
        id: &EntryId,
        seq: u64,
        chain: Option<Chain>,
    ) -> StoreResult<()> {
        conn.prepare_cached(
            "UPDATE entry SET seq = NULL, chain = NULL WHERE feed = ?1 AND seq = ?2 AND id <> ?3",
        )?
        .execute((feed.0, seq, id.0))?;
        conn.prepare_cached(
            "UPDATE entry SET chain = iif(seq = ?2, coalesce(?3, chain), ?3), seq = ?2, refused = NULL
             WHERE id = ?1 AND feed = ?4",
        )?
        .execute((id.0, seq, chain.map(|c| c.0), feed.0))?;
        Ok(())
    }

    /// The chain after the entries of `feed` up to seq `end`, beginning with `start`; each one's own is noted beside it. `None` if one
    /// of them is not here.
    pub fn prove(
        conn: &Connection,
        feed: FeedId,
        start: Chain,
        end: u64,
    ) -> StoreResult<Option<Chain>> {
        let mut ids = conn.prepare_cached(
            "SELECT seq, id FROM entry WHERE feed = ?1 AND seq <= ?2 ORDER BY seq",
        )?;
        let ids = ids.query_map((feed.0, end), |row| {
            Ok((row.get::<_, u64>(0)?, row.get(1)?))
        })?;
        let ids = ids.collect::<Result<Vec<_>, _>>()?;
        if ids.len() as u64 != end {
            return Ok(None);
        }
        let mut note =
            conn.prepare_cached("UPDATE entry SET chain = ?3 WHERE feed = ?1 AND seq = ?2")?;
        let mut chain = start;
        for (seq, id) in ids {
            chain = chain.then(&EntryId(id));
            note.execute((feed.0, seq, chain.0))?;
        }
        Ok(Some(chain))
    }

    /// The entry of `feed` that the relay has as `seq`, if it is here.
    pub fn at(conn: &Connection, feed: FeedId, seq: u64) -> StoreResult<Option<EntryId>> {
        let mut statement =
            conn.prepare_cached("SELECT id FROM entry WHERE feed = ?1 AND seq = ?2")?;
        let id = statement.query_row((feed.0, seq), |row| row.get(0));
        Ok(id.optional()?.map(EntryId))
    }

    /// The chain after the entry of `seq`, where it is known.
    pub fn chain_at(conn: &Connection, feed: FeedId, seq: u64) -> StoreResult<Option<Chain>> {
        let mut statement =
            conn.prepare_cached("SELECT chain FROM entry WHERE feed = ?1 AND seq = ?2")?;
        let chain: Option<Option<[u8; 16]>> = statement
            .query_row((feed.0, seq), |row| row.get(0))
            .optional()?;
        Ok(chain.flatten().map(Chain))
    }

    /// The relay does not have the entries after `seq` any more: they are to be offered again, and so is what it refused when
    /// it was another one.
    pub fn lost_after(conn: &Connection, feed: FeedId, seq: u64) -> StoreResult<usize> {
        conn.prepare_cached(
            "UPDATE entry SET seq = NULL, chain = NULL, refused = NULL
             WHERE feed = ?1 AND (seq > ?2 OR refused IS NOT NULL)",
        )?
        .execute((feed.0, seq))
        .map_err(StoreError::from)
    }

    /// The relay's log ends at `seq`, so what it said to have beyond that it threw away: it is offered again. Says how many.
    pub fn never_stored(conn: &Connection, feed: FeedId, seq: u64) -> StoreResult<usize> {
        conn.prepare_cached(
            "UPDATE entry SET seq = NULL, chain = NULL WHERE feed = ?1 AND seq > ?2",
        )?
        .execute((feed.0, seq))
        .map_err(StoreError::from)
    }

    /// The relay refused the entry; `reason` is its number. It is kept, and not offered until that is cleared.
    pub fn refuse(conn: &Connection, id: &EntryId, reason: u16) -> StoreResult<()> {
        conn.prepare_cached("UPDATE entry SET refused = ?2 WHERE id = ?1")?
            .execute((id.0, reason))?;
        Ok(())
    }

    /// Own entries of `feed` that the relay refused for `reason`, in the order in which they were made.
    pub fn own_refused(
        conn: &Connection,
        feed: FeedId,
        device: DeviceId,
        reason: u16,
    ) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE feed = ?1 AND device = ?2 AND refused = ?3 AND seq IS NULL
             ORDER BY device_seq"
        ))?;
        let rows = statement.query_map((feed.0, device.0, reason), Self::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every entry that the relay refused, with the reason's number, in the order in which they came here.
    pub fn refused(conn: &Connection) -> StoreResult<Vec<(Self, u16)>> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS}, refused FROM entry WHERE refused IS NOT NULL AND seq IS NULL ORDER BY no"
        ))?;
        let rows = statement.query_map([], |row| Ok((Self::read(row)?, row.get(7)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many entries wait to be sent: those that no relay has, the refused ones left out.
    pub fn count_to_offer(conn: &Connection) -> StoreResult<u64> {
        Ok(conn
            .prepare_cached(
                "SELECT count(*) FROM entry WHERE seq IS NULL AND refused IS NULL AND device IS NOT NULL",
            )?
            .query_row([], |row| row.get(0))?)
    }

    /// Offer refused entries again: those refused for `reason`, or all because somebody's access changed. Those whose number is
    /// taken stay: nothing but another relay changes that.
    pub fn offer_again(conn: &Connection, reason: Option<u16>) -> StoreResult<()> {
        conn.prepare_cached(
            "UPDATE entry SET refused = NULL
             WHERE refused = coalesce(?1, refused) AND refused <> ?2 AND seq IS NULL",
        )?
        .execute((reason, Rejection::SeqTaken.number()))?;
        Ok(())
    }

    /// Offers what the relay refused because the number was taken, of devices that are revoked: it takes what the office names, whoever
    /// took the number.
    pub fn offer_taken_of(conn: &Connection, device: DeviceId) -> StoreResult<()> {
        conn.prepare_cached(
            "UPDATE entry SET refused = NULL WHERE device = ?1 AND refused = ?2 AND seq IS NULL",
        )?
        .execute((device.0, Rejection::SeqTaken.number()))?;
        Ok(())
    }

    /// Removes an own entry that no relay accepted and whose changes will be sealed anew. It may have been the one that said
    /// which app this is, so that is to be said again.
    pub fn withdraw(conn: &Connection, id: &EntryId) -> StoreResult<()> {
        conn.prepare_cached("DELETE FROM entry WHERE id = ?1 AND seq IS NULL")?
            .execute([id.0])?;
        Fact::SaidApp.clear(conn)
    }

    /// Entries of `feed` that the relay is not known to have, in the order in which they came here.
    pub fn to_offer(conn: &Connection, feed: FeedId, limit: usize) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE feed = ?1 AND seq IS NULL AND refused IS NULL AND device IS NOT NULL
             ORDER BY no LIMIT ?2"
        ))?;
        let rows = statement.query_map((feed.0, limit), Self::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ids of own entries of `feed` that no relay has acknowledged.
    pub fn own_unsent(
        conn: &Connection,
        feed: FeedId,
        device: DeviceId,
    ) -> StoreResult<Vec<EntryId>> {
        let mut statement = conn.prepare_cached(
            "SELECT id FROM entry WHERE feed = ?1 AND device = ?2 AND seq IS NULL ORDER BY device_seq",
        )?;
        let rows = statement.query_map((feed.0, device.0), |row| Ok(EntryId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Up to which `device_seq` every entry of `device` in `feed` is at a relay, and here.
    ///
    /// Less than the highest where a restored database got its later entries back in another order than they were written.
    pub fn own_known(conn: &Connection, feed: FeedId, device: DeviceId) -> StoreResult<u64> {
        Ok(Self::own_chain(conn, feed, device, true)?.map_or(0, |(known, _)| known))
    }

    /// The last `device_seq` of `device` in `feed` up to which a relay has every entry, and that entry's id. A number beyond a gap is nobody's
    /// next: whoever copied this device could name any.
    pub fn own_sent(
        conn: &Connection,
        feed: FeedId,
        device: DeviceId,
    ) -> StoreResult<Option<(u64, EntryId)>> {
        Self::own_chain(conn, feed, device, true)
    }

    /// The same among all entries that are here.
    pub fn own_last(
        conn: &Connection,
        feed: FeedId,
        device: DeviceId,
    ) -> StoreResult<Option<(u64, EntryId)>> {
        Self::own_chain(conn, feed, device, false)
    }

    fn own_chain(
        conn: &Connection,
        feed: FeedId,
        device: DeviceId,
        sent: bool,
    ) -> StoreResult<Option<(u64, EntryId)>> {
        let mut statement = conn.prepare_cached(
            "SELECT device_seq, id FROM entry
             WHERE feed = ?1 AND device = ?2 AND proved AND (seq IS NOT NULL OR NOT ?3)
             ORDER BY device_seq, seq IS NULL, no",
        )?;
        let mut last: Option<(u64, EntryId)> = None;
        for found in statement.query_map((feed.0, device.0, sent), Self::read_numbered)? {
            let (number, id) = found?;
            let known = last.map_or(0, |(known, _)| known);
            if number > known + 1 {
                break;
            }
            if number > known {
                last = Some((number, id));
            }
        }
        Ok(last)
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

    /// Calls `each` with the entries of `feed` in the order in which they came here; `unsent` leaves out those that
    /// a relay has.
    pub fn each<E: From<StoreError>>(
        conn: &Connection,
        feed: FeedId,
        unsent: bool,
        mut each: impl FnMut(Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM entry WHERE feed = ?1 AND (seq IS NULL OR NOT ?2) ORDER BY no"
            ))
            .map_err(StoreError::from)?;
        let rows = statement
            .query_map((feed.0, unsent), Self::read)
            .map_err(StoreError::from)?;
        for row in rows {
            each(row.map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// The numbers of the entries of `feed` in the order in which they came here; `unsent` leaves out those that a relay has.
    pub fn numbers(conn: &Connection, feed: FeedId, unsent: bool) -> StoreResult<Vec<i64>> {
        let mut statement = conn.prepare_cached(
            "SELECT no FROM entry WHERE feed = ?1 AND (seq IS NULL OR NOT ?2) ORDER BY no",
        )?;
        let rows = statement.query_map((feed.0, unsent), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The entry of that number, unless it was withdrawn.
    pub fn of_number(conn: &Connection, no: i64) -> StoreResult<Option<Self>> {
        let mut statement =
            conn.prepare_cached(&format!("SELECT {COLUMNS} FROM entry WHERE no = ?1"))?;
        Ok(statement.query_row([no], Self::read).optional()?)
    }

    fn read_numbered(row: &rusqlite::Row<'_>) -> rusqlite::Result<(u64, EntryId)> {
        Ok((row.get(0)?, EntryId(row.get(1)?)))
    }

    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let device: Option<[u8; 8]> = row.get(5)?;
        let device_seq: Option<u64> = row.get(6)?;
        Ok(Self {
            author: device.map(DeviceId).zip(device_seq),
            no: row.get(0)?,
            id: EntryId(row.get(1)?),
            feed: FeedId(row.get(2)?),
            seq: row.get(3)?,
            bytes: row.get(4)?,
        })
    }
}

//! Every sealed entry that this device ever made or received: outbox, backup, and what brings a dead relay back.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};
use sesi_wire::chain::Chain;
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, ShortEntryId};
use sesi_wire::sync::Rejection;

use super::{Fact, ParkReason, StoreError, StoreResult};

/// What is known of who wrote an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nothing: no key that is known here signed it.
    Unproved = 0,
    /// It is signed by a device that presented itself and that the office has not let in.
    Stranger = 1,
    /// It is signed by a device of the office, or by this one.
    Member = 2,
}

impl Standing {
    fn read(number: u8) -> Self {
        match number {
            0 => Self::Unproved,
            1 => Self::Stranger,
            _ => Self::Member,
        }
    }
}

/// An entry to be archived.
#[derive(Debug)]
pub struct NewEntry<'a> {
    /// The feed it came in; its own header may not read.
    pub feed: FeedId,
    /// The bytes as sealed.
    pub bytes: &'a [u8],
    /// The parsed entry, where the bytes are one.
    pub entry: Option<&'a SealedEntry>,
    /// Whose it is proved to be. Nothing of the header of an unproved entry is noted but the name that it bears.
    pub standing: Standing,
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
    /// Its author, and its number among that author's entries of the feed; none where no signature proves it.
    pub author: Option<(DeviceId, u64)>,
    /// What is known of who wrote it.
    pub standing: Standing,
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

const COLUMNS: &str = "no, id, feed, seq, bytes, device, device_seq, standing";

impl ArchivedEntry {
    /// Archives an entry. False if it is there already.
    pub fn add(conn: &Connection, new: &NewEntry<'_>) -> StoreResult<bool> {
        let header = new.entry.map(SealedEntry::header);
        let proved = header.filter(|_| new.standing > Standing::Unproved);
        let claimed = header.filter(|_| new.standing == Standing::Unproved);
        let added = conn
            .prepare_cached(
                "INSERT OR IGNORE INTO entry (id, feed, device, device_seq, kind, previous, claimed, standing, bytes, proved)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?8 > 0)",
            )?
            .execute((
                EntryId::of(new.bytes).0,
                new.feed.0,
                proved.map(|h| h.device.0),
                proved.map(|h| h.device_seq),
                proved.map(|h| h.kind.byte()),
                proved.map(|h| h.previous),
                claimed.map(|h| h.device.0),
                new.standing as u8,
                new.bytes,
            ))?;
        Ok(added > 0)
    }

    /// Archives an entry of a proved author without its bytes: what it is and where it stands.
    pub fn add_omitted(conn: &Connection, entry: &SealedEntry) -> StoreResult<()> {
        let header = entry.header();
        conn.prepare_cached(
            "INSERT OR IGNORE INTO entry (id, feed, device, device_seq, kind, previous, bytes, omitted, proved)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, x'', 1, 1)",
        )?
        .execute((
            entry.id().0,
            header.feed.0,
            header.device.0,
            header.device_seq,
            header.kind.byte(),
            header.previous,
        ))?;
        Ok(())
    }

    /// Puts in the bytes of an entry that was archived without them. False if they are here.
    pub fn fill_omitted(conn: &Connection, id: &EntryId, bytes: &[u8]) -> StoreResult<bool> {
        let filled = conn
            .prepare_cached("UPDATE entry SET bytes = ?2, omitted = 0 WHERE id = ?1 AND omitted")?
            .execute((id.0, bytes))?;
        Ok(filled > 0)
    }

    /// Entries of `feed` that are here without their bytes are to be fetched after all.
    pub fn want_omitted(conn: &Connection, feed: FeedId) -> StoreResult<()> {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO gap (feed, seq) SELECT feed, seq FROM entry WHERE omitted AND feed = ?1 AND seq IS NOT NULL",
        )?
        .execute([feed.0])?;
        Ok(())
    }

    /// Entries of a revoked device that are here without their bytes and are believed all the same are to be fetched.
    pub fn want_reached(conn: &Connection, device: DeviceId) -> StoreResult<()> {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO gap (feed, seq) SELECT entry.feed, seq FROM reached JOIN entry ON entry.id = reached.entry
             WHERE reached.device = ?1 AND omitted AND seq IS NOT NULL",
        )?
        .execute([device.0])?;
        Ok(())
    }

    /// Whether an entry of `device` under that number of `feed` is here.
    pub fn has_number(
        conn: &Connection,
        feed: FeedId,
        device: DeviceId,
        device_seq: u64,
    ) -> StoreResult<bool> {
        Ok(Self::of_author(conn, feed, device, device_seq)?.is_some())
    }

    /// How many bytes of `device` are parked for `reason`.
    pub fn bytes_parked(
        conn: &Connection,
        device: DeviceId,
        reason: ParkReason,
    ) -> StoreResult<u64> {
        let mut statement = conn.prepare_cached(
            "SELECT coalesce(sum(length(bytes)), 0) FROM parked JOIN entry ON entry.id = parked.entry
             WHERE reason = ?2 AND device = ?1",
        )?;
        Ok(statement.query_row((device.0, reason.name()), |row| row.get(0))?)
    }

    /// Whether the entry is here.
    pub fn is_here(conn: &Connection, id: &EntryId) -> StoreResult<bool> {
        Ok(conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM entry WHERE id = ?1)")?
            .query_row([id.0], |row| row.get(0))?)
    }

    /// The signature of an archived entry is verified: from now on its header counts.
    pub fn proved(conn: &Connection, entry: &SealedEntry, standing: Standing) -> StoreResult<()> {
        let header = entry.header();
        conn.prepare_cached(
            "UPDATE entry SET device = ?2, device_seq = ?3, kind = ?4, previous = ?5, claimed = NULL, standing = ?6, proved = 1
             WHERE id = ?1 AND standing < ?6",
        )?
        .execute((
            entry.id().0,
            header.device.0,
            header.device_seq,
            header.kind.byte(),
            header.previous,
            standing as u8,
        ))?;
        Ok(())
    }

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
            "SELECT id FROM entry WHERE feed = ?1 AND device = ?2 AND device_seq = ?3
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

    /// The relay has the entry as `seq`; `chain` is the chain there, where it is known. Says whether the relay had only said so until now,
    /// and the chain proves it.
    ///
    /// Another entry that was thought to be there is not, and will be offered again.
    pub fn placed(
        conn: &Connection,
        feed: FeedId,
        id: &EntryId,
        seq: u64,
        chain: Option<Chain>,
    ) -> StoreResult<bool> {
        let claimed: Option<bool> = conn
            .prepare_cached("SELECT seq IS NOT NULL AND chain IS NULL FROM entry WHERE id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        conn.prepare_cached(
            "UPDATE entry SET seq = NULL, chain = NULL WHERE feed = ?1 AND seq = ?2 AND id <> ?3",
        )?
        .execute((feed.0, seq, id.0))?;
        conn.prepare_cached(
            "UPDATE entry SET chain = iif(seq = ?2, coalesce(?3, chain), ?3), seq = ?2, refused = NULL, refusals = 0
             WHERE id = ?1 AND feed = ?4",
        )?
        .execute((id.0, seq, chain.map(|c| c.0), feed.0))?;
        Ok(claimed == Some(true) && chain.is_some())
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

    /// The seq of the entry, if the relay is known to have it.
    pub fn seq_of(conn: &Connection, feed: FeedId, id: &EntryId) -> StoreResult<Option<u64>> {
        let mut statement =
            conn.prepare_cached("SELECT seq FROM entry WHERE id = ?2 AND feed = ?1")?;
        let seq = statement.query_row((feed.0, id.0), |row| row.get(0));
        Ok(seq.optional()?.flatten())
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
    /// it was another one. What nobody can prove stays only as long as it stands in the relay's log: it came from there, and comes again
    /// with it.
    pub fn lost_after(conn: &Connection, feed: FeedId, seq: u64) -> StoreResult<usize> {
        for table in ["parked", "wait"] {
            conn.prepare_cached(&format!(
                "DELETE FROM {table} WHERE entry IN
                 (SELECT id FROM entry WHERE feed = ?1 AND seq > ?2 AND (standing = 0 OR omitted))"
            ))?
            .execute((feed.0, seq))?;
        }
        conn.prepare_cached(
            "DELETE FROM entry WHERE feed = ?1 AND seq > ?2 AND (standing = 0 OR omitted)",
        )?
        .execute((feed.0, seq))?;
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
        let rows = statement.query_map([], |row| Ok((Self::read(row)?, row.get(8)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many entries wait to be sent: those that no relay has, the refused ones left out.
    pub fn count_to_offer(conn: &Connection) -> StoreResult<u64> {
        Ok(conn
            .prepare_cached(
                "SELECT count(*) FROM entry WHERE seq IS NULL AND refused IS NULL AND device IS NOT NULL AND NOT omitted",
            )?
            .query_row([], |row| row.get(0))?)
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
    /// which app this is, or which feeds are lacking, so that is to be said again.
    pub fn withdraw(conn: &Connection, id: &EntryId) -> StoreResult<()> {
        conn.prepare_cached("DELETE FROM entry WHERE id = ?1 AND seq IS NULL")?
            .execute([id.0])?;
        Fact::SaidApp.clear(conn)?;
        Fact::SaidLacking.clear(conn)
    }

    /// Entries of `feed` that the relay is not known to have, in the order in which they came here.
    pub fn to_offer(conn: &Connection, feed: FeedId, limit: usize) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE feed = ?1 AND seq IS NULL AND refused IS NULL AND device IS NOT NULL AND NOT omitted
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

    /// Whether an entry of `device` in `feed` that no relay has bears the number of another one that a relay has.
    pub fn own_collides(conn: &Connection, feed: FeedId, device: DeviceId) -> StoreResult<bool> {
        Ok(conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM entry JOIN entry AS other USING (feed, device, device_seq)
                 WHERE entry.feed = ?1 AND entry.device = ?2 AND entry.seq IS NULL AND other.seq IS NOT NULL)",
            )?
            .query_row((feed.0, device.0), |row| row.get(0))?)
    }

    /// Entries of `device` in `feed` of which the relay said that their number is taken are offered again.
    pub fn offer_own_again(conn: &Connection, feed: FeedId, device: DeviceId) -> StoreResult<()> {
        conn.prepare_cached(
            "UPDATE entry SET refused = NULL WHERE feed = ?1 AND device = ?2 AND refused = ?3 AND seq IS NULL",
        )?
        .execute((feed.0, device.0, Rejection::SeqTaken.number()))?;
        Ok(())
    }

    /// Up to which `device_seq` every entry of `device` in `feed` is at a relay, and here.
    ///
    /// Less than the highest where a restored database got its later entries back in another order than they were written.
    pub fn own_known(conn: &Connection, feed: FeedId, device: DeviceId) -> StoreResult<u64> {
        let mut statement = conn.prepare_cached(
            "SELECT DISTINCT device_seq FROM entry WHERE feed = ?1 AND device = ?2 AND seq IS NOT NULL
             ORDER BY device_seq",
        )?;
        let mut known = 0;
        for found in statement.query_map((feed.0, device.0), |row| row.get::<_, u64>(0))? {
            if found? != known + 1 {
                break;
            }
            known += 1;
        }
        Ok(known)
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

    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let device: Option<[u8; 8]> = row.get(5)?;
        let device_seq: Option<u64> = row.get(6)?;
        Ok(Self {
            author: device.map(DeviceId).zip(device_seq),
            standing: Standing::read(row.get(7)?),
            no: row.get(0)?,
            id: EntryId(row.get(1)?),
            feed: FeedId(row.get(2)?),
            seq: row.get(3)?,
            bytes: row.get(4)?,
        })
    }
}

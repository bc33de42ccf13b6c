//! Every sealed entry that this device ever made or received: kept, proved, found again. What of it a relay is offered: `offering`; what
//! it tells of devices: `authors`.

use rusqlite::{Connection, OptionalExtension};
use sesi_wire::chain::Chain;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{DeviceId, EntryId, FeedId, ShortEntryId};

use super::{ParkReason, StoreError, StoreResult};

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

pub(super) const COLUMNS: &str = "no, id, feed, seq, bytes, device, device_seq, standing";

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

    /// Entries of `device` that are here without their bytes are to be fetched after all: it is not revoked any more.
    pub fn want_omitted_of(conn: &Connection, device: DeviceId) -> StoreResult<()> {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO gap (feed, seq) SELECT feed, seq FROM entry WHERE omitted AND device = ?1 AND seq IS NOT NULL",
        )?
        .execute([device.0])?;
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

    pub(super) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
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

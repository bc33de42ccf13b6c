//! What of the archive a relay is offered: what it lacks, what it refused, what it lost, and what of this device's own no relay has.

use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::sync::Rejection;

use super::archive::{ArchivedEntry, COLUMNS};
use super::{Fact, StoreError, StoreResult};

impl ArchivedEntry {
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

    /// Removes an own entry that no relay accepted and whose content is said in another one; its id is kept, for a file may bring it again.
    /// It may have been the one that said which app this is, or which feeds are lacking, so that is to be said again.
    pub fn withdraw(conn: &Connection, id: &EntryId) -> StoreResult<()> {
        let removed = conn
            .prepare_cached("DELETE FROM entry WHERE id = ?1 AND seq IS NULL")?
            .execute([id.0])?;
        if removed > 0 {
            conn.prepare_cached("INSERT OR IGNORE INTO withdrawn (id) VALUES (?1)")?
                .execute([id.0])?;
        }
        Fact::SaidApp.clear(conn)?;
        Fact::SaidLacking.clear(conn)
    }

    /// Whether the entry was withdrawn.
    pub fn was_withdrawn(conn: &Connection, id: &EntryId) -> StoreResult<bool> {
        Ok(conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM withdrawn WHERE id = ?1)")?
            .query_row([id.0], |row| row.get(0))?)
    }

    /// The entry was withdrawn and stands in a relay's log all the same: it is one like the others.
    pub fn unwithdraw(conn: &Connection, id: &EntryId) -> StoreResult<()> {
        conn.prepare_cached("DELETE FROM withdrawn WHERE id = ?1")?
            .execute([id.0])?;
        Ok(())
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
}

//! Entries that a relay refused: kept, and offered again in later runs, ever more seldom, whatever the reason was. A relay that refuses by
//! mistake, or lies, loses nobody's work.

use rusqlite::Connection;
use sesi_wire::ids::EntryId;
use sesi_wire::sync::Rejection;

use super::{ArchivedEntry, Fact, StoreResult};

/// Runs between two offers of a refused entry, at the most.
const LONGEST_GAP: u64 = 64;

impl ArchivedEntry {
    /// The relay refused the entry; `reason` is its number. It is kept, and offered again in the next run, then after 2, 4, 8 and at the
    /// most 64 runs. Says how often it had been refused before.
    pub fn refuse(conn: &Connection, id: &EntryId, reason: u16) -> StoreResult<u64> {
        let before: u64 = conn
            .prepare_cached("SELECT refusals FROM entry WHERE id = ?1")?
            .query_row([id.0], |row| row.get(0))?;
        let gap = 1_u64
            .checked_shl(u32::try_from(before).unwrap_or(u32::MAX))
            .map_or(LONGEST_GAP, |gap| gap.min(LONGEST_GAP));
        conn.prepare_cached(
            "UPDATE entry SET refused = ?2, refusals = refusals + 1, offer_at = ?3 WHERE id = ?1",
        )?
        .execute((id.0, reason, Fact::Runs.count(conn)?.saturating_add(gap)))?;
        Ok(before)
    }

    /// A run begins: what was refused long enough ago is offered again. Where the relay said that a number is taken, only if it is not
    /// known to have another entry of that author under it; Quota at once, for a full office may have room by now.
    pub fn begin_run(conn: &Connection) -> StoreResult<()> {
        let run = Fact::Runs.count(conn)?.saturating_add(1);
        Fact::Runs.set(conn, run.to_string().as_bytes())?;
        conn.prepare_cached(
            "UPDATE entry SET refused = NULL WHERE refused IS NOT NULL AND seq IS NULL
             AND (coalesce(offer_at, 0) <= ?1 OR refused = ?2)
             AND (refused <> ?3 OR NOT EXISTS (SELECT 1 FROM entry AS other WHERE other.feed = entry.feed
                 AND other.device = entry.device AND other.device_seq = entry.device_seq AND other.seq IS NOT NULL))",
        )?
        .execute((run, Rejection::Quota.number(), Rejection::SeqTaken.number()))?;
        Ok(())
    }

    /// Offer refused entries again at once, because somebody's access changed. Those whose number is taken stay.
    pub fn offer_again(conn: &Connection) -> StoreResult<()> {
        conn.prepare_cached(
            "UPDATE entry SET refused = NULL, refusals = 0 WHERE refused IS NOT NULL AND refused <> ?1 AND seq IS NULL",
        )?
        .execute([Rejection::SeqTaken.number()])?;
        Ok(())
    }
}

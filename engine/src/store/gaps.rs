//! Seqs that a listing showed and that this device lacks.

use rusqlite::Connection;
use sesi_wire::ids::FeedId;

use super::StoreResult;

/// Notes that `seq` must be fetched.
pub fn add(conn: &Connection, feed: FeedId, seq: u64) -> StoreResult<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO gap (feed, seq) VALUES (?1, ?2)")?
        .execute((feed.0, seq))?;
    Ok(())
}

/// Whether `seq` must be fetched.
pub fn is_one(conn: &Connection, feed: FeedId, seq: u64) -> StoreResult<bool> {
    Ok(conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM gap WHERE feed = ?1 AND seq = ?2)")?
        .query_row((feed.0, seq), |row| row.get(0))?)
}

/// `seq` has come. False if it was not missing.
pub fn filled(conn: &Connection, feed: FeedId, seq: u64) -> StoreResult<bool> {
    let filled = conn
        .prepare_cached("DELETE FROM gap WHERE feed = ?1 AND seq = ?2")?
        .execute((feed.0, seq))?;
    Ok(filled > 0)
}

/// Forgets the gaps of a feed after `seq`: the relay has nothing there, or a new list begins.
pub fn clear_after(conn: &Connection, feed: FeedId, seq: u64) -> StoreResult<()> {
    conn.prepare_cached("DELETE FROM gap WHERE feed = ?1 AND seq > ?2")?
        .execute((feed.0, seq))?;
    Ok(())
}

/// Up to `limit` seqs of `feed` that must be fetched.
pub fn of(conn: &Connection, feed: FeedId, limit: usize) -> StoreResult<Vec<u64>> {
    let mut statement =
        conn.prepare_cached("SELECT seq FROM gap WHERE feed = ?1 ORDER BY seq LIMIT ?2")?;
    let rows = statement.query_map((feed.0, limit), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

//! How much is kept of authors whom the office has not let in: bounded, so that nobody without a key of the office can fill a device.

use rusqlite::Connection;

use super::StoreResult;

/// Bytes that are kept of unverified entries at the most, [`PER_ENTRY`] for each one beside its own: of those that a relay has, and again
/// of those that only files brought.
pub const MAX_UNVERIFIED: u64 = 8 * 1024 * 1024;
/// What an entry counts for beside its bytes, as the triggers of the schema count it.
pub const PER_ENTRY: u64 = 256;

/// How much is kept of unverified entries: of those that a relay has, or of those that only files brought.
pub fn unverified_bytes(conn: &Connection, at_relay: bool) -> StoreResult<u64> {
    Ok(conn
        .prepare_cached("SELECT bytes FROM unverified WHERE at_relay = ?1")?
        .query_row([at_relay], |row| row.get(0))?)
}

//! Changes made on this device that no relay has acknowledged yet.

use rusqlite::Connection;
use sesi_wire::ids::{EntryId, FeedId};

use super::StoreResult;

/// One change that still has to travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingChange {
    /// Order in which changes were made here.
    pub no: i64,
    /// The document's identity in clear.
    pub key: Vec<u8>,
    /// Contents of the change.
    pub contents: Vec<u8>,
}

impl PendingChange {
    /// Notes a change of `document` that is to be sealed for the feed of `purpose`.
    pub fn add(
        conn: &Connection,
        document: &[u8; 16],
        purpose: &[u8],
        contents: &[u8],
    ) -> StoreResult<()> {
        conn.prepare_cached(
            "INSERT INTO pending (document, purpose, contents) VALUES (?1, ?2, ?3)",
        )?
        .execute((document, purpose, contents))?;
        Ok(())
    }

    /// Changes for the feed of `purpose` that no entry carries, documents of a kind and group together, each
    /// document's in the order made: neighbours alike compress best.
    pub fn unsealed(conn: &Connection, purpose: &[u8]) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(
            "SELECT no, key, contents FROM pending JOIN document ON document.id = pending.document
             WHERE pending.purpose = ?1 AND entry IS NULL ORDER BY key, no",
        )?;
        let rows = statement.query_map([purpose], |row| {
            Ok(Self {
                no: row.get(0)?,
                key: row.get(1)?,
                contents: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Contents of the changes of one document that wait, sealed or not.
    pub fn of_document(conn: &Connection, document: &[u8; 16]) -> StoreResult<Vec<Vec<u8>>> {
        let mut statement =
            conn.prepare_cached("SELECT contents FROM pending WHERE document = ?1 ORDER BY no")?;
        let rows = statement.query_map([document], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many changes for the feed of `purpose` no entry carries.
    pub fn count_unsealed(conn: &Connection, purpose: &[u8]) -> StoreResult<u64> {
        Ok(conn
            .prepare_cached("SELECT count(*) FROM pending WHERE purpose = ?1 AND entry IS NULL")?
            .query_row([purpose], |row| row.get(0))?)
    }

    /// How many documents have changes for the feed of `purpose` that no entry carries.
    pub fn count_documents(conn: &Connection, purpose: &[u8]) -> StoreResult<u64> {
        Ok(conn
            .prepare_cached(
                "SELECT count(DISTINCT document) FROM pending WHERE purpose = ?1 AND entry IS NULL",
            )?
            .query_row([purpose], |row| row.get(0))?)
    }

    /// Purposes that have unsealed changes.
    pub fn purposes(conn: &Connection) -> StoreResult<Vec<Vec<u8>>> {
        let mut statement =
            conn.prepare_cached("SELECT DISTINCT purpose FROM pending WHERE entry IS NULL")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// `entry` now carries the change `no`.
    pub fn sealed_in(conn: &Connection, no: i64, entry: &EntryId) -> StoreResult<()> {
        conn.prepare_cached("UPDATE pending SET entry = ?2 WHERE no = ?1")?
            .execute((no, entry.0))?;
        Ok(())
    }

    /// The relay has `entry`: what it carries is no longer pending.
    pub fn acknowledged(conn: &Connection, entry: &EntryId) -> StoreResult<usize> {
        Ok(conn
            .prepare_cached("DELETE FROM pending WHERE entry = ?1")?
            .execute([entry.0])?)
    }

    /// The relay's log of `feed` is proved as far as it is known: what its entries carry is no longer pending. Says how many entries that
    /// are.
    pub fn acknowledged_in(conn: &Connection, feed: FeedId) -> StoreResult<u64> {
        const THERE: &str = "FROM pending WHERE entry IN
             (SELECT id FROM entry WHERE feed = ?1 AND seq IS NOT NULL AND chain IS NOT NULL)";
        let entries = conn
            .prepare_cached(&format!("SELECT count(DISTINCT entry) {THERE}"))?
            .query_row([feed.0], |row| row.get(0))?;
        conn.prepare_cached(&format!("DELETE {THERE}"))?
            .execute([feed.0])?;
        Ok(entries)
    }

    /// `entry` will never be accepted: what it carries must be sealed anew. Says how many changes that are.
    pub fn unsealed_from(conn: &Connection, entry: &EntryId) -> StoreResult<usize> {
        Ok(conn
            .prepare_cached("UPDATE pending SET entry = NULL WHERE entry = ?1")?
            .execute([entry.0])?)
    }

    /// How many changes wait, of `document` or of all.
    pub fn count(conn: &Connection, document: Option<&[u8; 16]>) -> StoreResult<u64> {
        let count = match document {
            Some(id) => conn
                .prepare_cached("SELECT count(*) FROM pending WHERE document = ?1")?
                .query_row([id], |row| row.get(0))?,
            None => conn
                .prepare_cached("SELECT count(*) FROM pending")?
                .query_row([], |row| row.get(0))?,
        };
        Ok(count)
    }
}

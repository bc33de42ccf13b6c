//! Saved documents: bytes and where they belong. What is in them is [`crate::documents`]' business.

use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, StoreResult};

/// A document as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its id.
    pub id: [u8; 16],
    /// Its identity in clear, in the byte form of [`crate::documents::DocumentKey`].
    pub key: Vec<u8>,
    /// To which feed it belongs, in the byte form of [`crate::keys::purpose::Purpose`].
    pub purpose: Vec<u8>,
    /// Sorted change hashes of its heads, 32 bytes each.
    pub heads: Vec<u8>,
    /// The document itself.
    pub saved: Vec<u8>,
}

impl DocumentRow {
    /// Reads the document `id`.
    pub fn get(conn: &Connection, id: &[u8; 16]) -> StoreResult<Option<Self>> {
        let mut statement = conn
            .prepare_cached("SELECT id, key, purpose, heads, saved FROM document WHERE id = ?1")?;
        Ok(statement.query_row([id], Self::read).optional()?)
    }

    /// Whether the document `id` is there.
    pub fn exists(conn: &Connection, id: &[u8; 16]) -> StoreResult<bool> {
        let mut statement = conn.prepare_cached("SELECT 1 FROM document WHERE id = ?1")?;
        Ok(statement.exists([id])?)
    }

    /// Writes the document, replacing what was there.
    pub fn put(&self, conn: &Connection) -> StoreResult<()> {
        conn.prepare_cached(
            "INSERT INTO document (id, key, purpose, heads, saved) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET key = ?2, purpose = ?3, heads = ?4, saved = ?5",
        )?
        .execute((&self.id, &self.key, &self.purpose, &self.heads, &self.saved))?;
        Ok(())
    }

    /// Removes a document in which nothing is left that anybody believes.
    pub fn remove(conn: &Connection, id: &[u8; 16]) -> StoreResult<()> {
        conn.prepare_cached("DELETE FROM document WHERE id = ?1")?
            .execute([id])?;
        Ok(())
    }

    /// Calls `each` with every document.
    pub fn each<E: From<StoreError>>(
        conn: &Connection,
        mut each: impl FnMut(Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = conn
            .prepare("SELECT id, key, purpose, heads, saved FROM document ORDER BY id")
            .map_err(StoreError::from)?;
        let rows = statement
            .query_map([], Self::read)
            .map_err(StoreError::from)?;
        for row in rows {
            each(row.map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            key: row.get(1)?,
            purpose: row.get(2)?,
            heads: row.get(3)?,
            saved: row.get(4)?,
        })
    }
}

//! Rows of imported rosters that wait for somebody's decision.

use rusqlite::Connection;

use super::StoreResult;

/// One row that was not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterTodoRow {
    /// Derived from the row's content, so that the same row is one item however often it is imported.
    pub id: [u8; 16],
    /// The file it came from.
    pub file: String,
    /// The original row and its faults, as [`crate::roster`] wrote them.
    pub json: String,
}

impl RosterTodoRow {
    /// Adds the item; one that is there, open or done, is left as it is. True if it was added.
    pub fn add(&self, conn: &Connection, at_millis: i64) -> StoreResult<bool> {
        let added = conn
            .prepare_cached(
                "INSERT OR IGNORE INTO roster_todo (id, file, json, at) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((self.id, &self.file, &self.json, at_millis))?;
        Ok(added > 0)
    }

    /// Items that still wait, in the order in which they came.
    pub fn open(conn: &Connection) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(
            "SELECT id, file, json FROM roster_todo WHERE done = 0 ORDER BY at, file, id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Self {
                id: row.get(0)?,
                file: row.get(1)?,
                json: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ids of the items that somebody dealt with.
    pub fn settled(conn: &Connection) -> StoreResult<std::collections::HashSet<[u8; 16]>> {
        let mut statement = conn.prepare_cached("SELECT id FROM roster_todo WHERE done = 1")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Somebody dealt with the item.
    pub fn done(conn: &Connection, id: &[u8; 16]) -> StoreResult<()> {
        conn.prepare_cached("UPDATE roster_todo SET done = 1 WHERE id = ?1")?
            .execute([id])?;
        Ok(())
    }
}

//! Unsaved work on a screen, kept at every tap so that a killed app resumes where the person was.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use super::StoreResult;

/// One screen's unsaved work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which work this is, e.g. a document's id in hex.
    pub name: String,
    /// The screen's own JSON.
    pub json: String,
    /// When it was last touched, by the device's clock.
    pub at: DateTime<Utc>,
}

impl Draft {
    /// Keeps the draft, replacing an earlier state of it.
    pub fn put(&self, conn: &Connection) -> StoreResult<()> {
        conn.prepare_cached("INSERT OR REPLACE INTO draft (name, json, at) VALUES (?1, ?2, ?3)")?
            .execute((&self.name, &self.json, self.at.timestamp_millis()))?;
        Ok(())
    }

    /// The draft of that name.
    pub fn get(conn: &Connection, name: &str) -> StoreResult<Option<Self>> {
        let mut statement =
            conn.prepare_cached("SELECT name, json, at FROM draft WHERE name = ?1")?;
        Ok(statement.query_row([name], Self::read).optional()?)
    }

    /// All drafts, the last touched first.
    pub fn all(conn: &Connection) -> StoreResult<Vec<Self>> {
        let mut statement =
            conn.prepare_cached("SELECT name, json, at FROM draft ORDER BY at DESC, name")?;
        let rows = statement.query_map([], Self::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The work was saved or thrown away.
    pub fn remove(conn: &Connection, name: &str) -> StoreResult<()> {
        conn.prepare_cached("DELETE FROM draft WHERE name = ?1")?
            .execute([name])?;
        Ok(())
    }

    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            name: row.get(0)?,
            json: row.get(1)?,
            at: DateTime::from_timestamp_millis(row.get(2)?).unwrap_or_default(),
        })
    }
}

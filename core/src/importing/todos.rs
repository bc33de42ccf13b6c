//! Rows of imported rosters that wait for somebody's decision.

use rusqlite::Connection;
use sesi_engine::store::StoreResult;

/// One row that was not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterTodoRow {
    /// Derived from the row's content, so that the same row is one item however often it is imported.
    pub id: [u8; 16],
    /// The file it came from.
    pub file: String,
    /// The original row and its faults, as [`crate::roster`] wrote them.
    pub json: String,
    /// The import that left it.
    pub import: Option<String>,
}

impl RosterTodoRow {
    /// Adds the item; one that is there, open or done, is left as it is. True if it was added.
    pub fn add(&self, conn: &Connection, at_millis: i64) -> StoreResult<bool> {
        let added = conn
            .prepare_cached(
                "INSERT OR IGNORE INTO roster_todo (id, file, json, import, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((self.id, &self.file, &self.json, &self.import, at_millis))?;
        Ok(added > 0)
    }

    /// Items that still wait, in the order in which they came.
    pub fn open(conn: &Connection) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(
            "SELECT id, file, json, import FROM roster_todo WHERE done = 0 ORDER BY at, file, id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Self {
                id: row.get(0)?,
                file: row.get(1)?,
                json: row.get(2)?,
                import: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many items still wait.
    pub fn waiting(conn: &Connection) -> StoreResult<u32> {
        let mut statement =
            conn.prepare_cached("SELECT count(*) FROM roster_todo WHERE done = 0")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Ids of the items that somebody dealt with.
    pub fn settled(conn: &Connection) -> StoreResult<std::collections::HashSet<[u8; 16]>> {
        let mut statement = conn.prepare_cached("SELECT id FROM roster_todo WHERE done = 1")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The item closed by itself: `why` as [`crate::roster`] wrote it.
    pub fn close(conn: &Connection, id: &[u8; 16], import: &str, why: &str) -> StoreResult<()> {
        conn.prepare_cached(
            "UPDATE roster_todo SET done = 1, why = ?3, import = ?2 WHERE id = ?1 AND done = 0",
        )?
        .execute((id, import, why))?;
        Ok(())
    }

    /// An import is taken back: what it left goes, what it closed is open again. Says how many that were.
    pub fn take_back(conn: &Connection, import: &str) -> StoreResult<usize> {
        let gone = conn
            .prepare_cached("DELETE FROM roster_todo WHERE import = ?1 AND done = 0")?
            .execute([import])?;
        let open = conn
            .prepare_cached(
                "UPDATE roster_todo SET done = 0, why = NULL, import = NULL WHERE import = ?1 AND why IS NOT NULL",
            )?
            .execute([import])?;
        Ok(gone + open)
    }

    /// What closed by itself, as it was written, the latest first; at most so many.
    pub fn closed(conn: &Connection, most: usize) -> StoreResult<Vec<(Self, String)>> {
        let mut statement = conn.prepare_cached(
            "SELECT id, file, json, import, why FROM roster_todo WHERE why IS NOT NULL
             ORDER BY import DESC, file, id LIMIT ?1",
        )?;
        let rows = statement.query_map([most], |row| {
            let todo = Self {
                id: row.get(0)?,
                file: row.get(1)?,
                json: row.get(2)?,
                import: row.get(3)?,
            };
            Ok((todo, row.get(4)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Somebody dealt with the item.
    pub fn done(conn: &Connection, id: &[u8; 16]) -> StoreResult<()> {
        conn.prepare_cached("UPDATE roster_todo SET done = 1 WHERE id = ?1")?
            .execute([id])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::Stage;

    #[test]
    fn a_task_that_was_done_does_not_come_back_with_the_same_row() {
        let mut stage = Stage::new(31);
        let device = &mut stage.office.device;
        let todo = |id| RosterTodoRow {
            id: [id; 16],
            file: "roster.xlsx".into(),
            json: "{}".into(),
            import: None,
        };
        let mut add = |id| device.write(|tx, _| todo(id).add(tx, 5)).unwrap();
        assert!(add(1) && add(2) && !add(1));
        device
            .write(|tx, _| RosterTodoRow::done(tx, &[1; 16]))
            .unwrap();
        assert!(!device.write(|tx, _| todo(1).add(tx, 6)).unwrap());
        assert_eq!(RosterTodoRow::open(device.reader()).unwrap(), [todo(2)]);
    }
}

//! Tables of the field that this device alone keeps: tasks of a person, which no document holds. They are made once and mended where an
//! older version made them; no row is ever lost by that.

use rusqlite::{Connection, Result};

/// Rows of imported rosters that wait for somebody's decision, with the original row. `import`: which import left it; `why`: why it is
/// done, null where a person dealt with it.
pub(super) const ROSTER_TODO: &str = "CREATE TABLE IF NOT EXISTS roster_todo (
    id BLOB PRIMARY KEY, file TEXT NOT NULL, json TEXT NOT NULL, at INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0,
    import TEXT, why TEXT
) WITHOUT ROWID;";
/// What the first versions did not have.
pub(super) const ADDED: [&str; 2] = ["import", "why"];

/// Makes them, or mends them.
pub(super) fn make(conn: &Connection) -> Result<()> {
    conn.execute_batch(ROSTER_TODO)?;
    for column in ADDED {
        let has = "SELECT 1 FROM pragma_table_info('roster_todo') WHERE name = ?1";
        if !conn.prepare(has)?.exists([column])? {
            conn.execute(
                &format!("ALTER TABLE roster_todo ADD COLUMN {column} TEXT"),
                [],
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(conn: &Connection) -> Vec<(String, Option<String>)> {
        let mut statement = conn
            .prepare("SELECT file, import FROM roster_todo ORDER BY id")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<Result<_>>().unwrap()
    }

    #[test]
    fn a_table_of_an_older_form_is_mended_and_keeps_its_rows() {
        let conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "key", "test").unwrap();
        // As the first versions made it.
        conn.execute_batch(
            "CREATE TABLE roster_todo (
                 id BLOB PRIMARY KEY, file TEXT NOT NULL, json TEXT NOT NULL, at INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0
             ) WITHOUT ROWID;
             INSERT INTO roster_todo (id, file, json, at) VALUES (x'01', 'daftar.xlsx', '{}', 7);",
        )
        .unwrap();
        for _ in 0..2 {
            make(&conn).unwrap();
            assert_eq!(rows(&conn), [("daftar.xlsx".to_owned(), None)]);
        }
        conn.execute("UPDATE roster_todo SET import = '000001.a', why = '{}'", [])
            .unwrap();
        make(&conn).unwrap();
        assert_eq!(rows(&conn)[0].1.as_deref(), Some("000001.a"));
    }

    #[test]
    fn a_new_database_has_them_all() {
        let (new, old) = (
            Connection::open_in_memory().unwrap(),
            Connection::open_in_memory().unwrap(),
        );
        make(&new).unwrap();
        old.execute_batch("CREATE TABLE roster_todo (id BLOB PRIMARY KEY, file TEXT NOT NULL, json TEXT NOT NULL, at INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;")
            .unwrap();
        make(&old).unwrap();
        let columns = |conn: &Connection| -> Vec<String> {
            let mut statement = conn
                .prepare("SELECT name FROM pragma_table_info('roster_todo')")
                .unwrap();
            let names = statement.query_map([], |row| row.get(0)).unwrap();
            names.collect::<Result<_>>().unwrap()
        };
        assert_eq!(columns(&new), columns(&old));
    }
}

//! What lists said of documents: the words of each import, kept with the document that it speaks of.

use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::ids::{id, rows};

/// What one import said of one document.
pub(crate) struct ListedWord {
    pub doc: Uuid,
    pub import: String,
    pub said: String,
}

/// All of it, import after import.
pub(crate) fn all(conn: &Connection) -> Result<Vec<ListedWord>> {
    let sql = "SELECT doc, import, said FROM rm_listed ORDER BY doc, import";
    rows(conn, sql, [], |row| {
        Ok(ListedWord {
            doc: id(row, 0)?,
            import: row.get(1)?,
            said: row.get(2)?,
        })
    })
}

/// The documents of which an import said something.
pub(crate) fn docs_of(conn: &Connection, import: &str) -> Result<Vec<Uuid>> {
    let sql = "SELECT doc FROM rm_listed WHERE import = ?1";
    rows(conn, sql, [import], |row| id(row, 0))
}

/// The greatest id of an import that some document names.
pub(crate) fn last_import(conn: &Connection) -> Result<Option<String>> {
    conn.prepare_cached("SELECT max(import) FROM rm_listed")?
        .query_row([], |row| row.get(0))
}

//! What lists said of documents: the words of each import, kept with the document that it speaks of.

use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::ids::{id, rows, text};

/// What one import said of one document, read in place.
pub(crate) struct ListedWord<'r> {
    pub doc: Uuid,
    pub import: &'r str,
    pub said: &'r str,
}

/// Shows all of it to `hear`, import after import.
pub(crate) fn each(conn: &Connection, mut hear: impl FnMut(ListedWord<'_>)) -> Result<()> {
    let sql = "SELECT doc, import, said FROM rm_listed ORDER BY doc, import";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        hear(ListedWord {
            doc: id(row, 0)?,
            import: text(row, 1)?,
            said: text(row, 2)?,
        });
    }
    Ok(())
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

//! What documents say of arrangements: groups split, merged, moved, handed over, closed and opened by hand.

use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::ids::{id, rows};
use crate::kinds::Arranged;

/// What a document says of one arrangement.
pub(crate) struct Mention {
    pub doc: Uuid,
    pub id: String,
    pub said: Arranged,
}

/// What all documents say of arrangements, the latest first. What this version does not understand is left out.
pub(crate) fn all(conn: &Connection) -> Result<Vec<Mention>> {
    let sql = "SELECT doc, arrangement, said FROM rm_arranged ORDER BY arrangement DESC, doc";
    let found = rows(conn, sql, [], |row| {
        let said: String = row.get(2)?;
        Ok((id(row, 0)?, row.get(1)?, Arranged::parse(&said)))
    })?;
    let understood = found
        .into_iter()
        .filter_map(|(doc, id, said)| said.map(|said| Mention { doc, id, said }));
    Ok(understood.collect())
}

/// The documents that an arrangement changed.
pub(crate) fn docs_of(conn: &Connection, arrangement: &str) -> Result<Vec<Uuid>> {
    let sql = "SELECT doc FROM rm_arranged WHERE arrangement = ?1 ORDER BY doc";
    rows(conn, sql, [arrangement], |row| id(row, 0))
}

/// The greatest id of an arrangement that begins with a number of six digits.
pub(crate) fn last(conn: &Connection) -> Result<Option<String>> {
    conn.prepare_cached(
        "SELECT max(arrangement) FROM rm_arranged WHERE arrangement GLOB '[0-9][0-9][0-9][0-9][0-9][0-9].*'",
    )?
    .query_row([], |row| row.get(0))
}

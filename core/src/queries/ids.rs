//! Ids and days between Rust and the tables of the read model.

use chrono::NaiveDate;
use rusqlite::{Connection, Result, Row, ToSql};
use uuid::Uuid;

/// Ids as JSON, for `… IN (SELECT unhex(value) FROM json_each(?))`: one statement for any number of them.
pub(crate) fn id_list(ids: &[Uuid]) -> String {
    let ids: Vec<String> = ids
        .iter()
        .map(|id| format!("\"{}\"", id.simple()))
        .collect();
    format!("[{}]", ids.join(","))
}

/// The id in a column.
pub(crate) fn id(row: &Row<'_>, column: usize) -> Result<Uuid> {
    row.get(column).map(Uuid::from_bytes)
}

/// The id in a column that may be empty.
pub(crate) fn id_or_none(row: &Row<'_>, column: usize) -> Result<Option<Uuid>> {
    Ok(row
        .get::<_, Option<[u8; 16]>>(column)?
        .map(Uuid::from_bytes))
}

/// A text in a column, read in place; nothing where it holds something else.
pub(crate) fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str> {
    Ok(row.get_ref(column)?.as_str().unwrap_or_default())
}

/// A day of the read model, which holds none but sound ones.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

/// The rows of a statement, each as `take` has it.
pub(crate) fn rows<T>(
    conn: &Connection,
    sql: &str,
    bound: impl rusqlite::Params,
    take: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(bound, take)?;
    found.collect()
}

/// Whether a statement that asks of one thing finds a row.
pub(crate) fn exists(conn: &Connection, sql: &str, value: impl ToSql) -> Result<bool> {
    conn.prepare_cached(sql)?.exists([value])
}

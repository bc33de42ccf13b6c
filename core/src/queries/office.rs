//! The office: its name, its kabupaten, its zone, and its settings as they are written.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Result};

use super::ids::rows;

/// The office, as its document says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Office {
    pub name: String,
    /// Kemendagri code.
    pub kabupaten: String,
    pub utc_offset_minutes: i16,
}

impl Office {
    /// The office; none on a phone that has not read its document yet.
    pub(crate) fn read(conn: &Connection) -> Result<Option<Self>> {
        conn.prepare_cached(
            "SELECT name, kabupaten, utc_offset_minutes FROM rm_office ORDER BY doc LIMIT 1",
        )?
        .query_row([], |row| {
            Ok(Self {
                name: row.get(0)?,
                kabupaten: row.get(1)?,
                utc_offset_minutes: row.get(2)?,
            })
        })
        .optional()
    }
}

/// The settings whose names begin with `prefix`, by name.
pub(crate) fn settings(conn: &Connection, prefix: &str) -> Result<BTreeMap<String, String>> {
    let sql =
        "SELECT key, value FROM rm_setting WHERE key >= ?1 AND substr(key, 1, length(?1)) = ?1";
    let said = rows(conn, sql, [prefix], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(said.into_iter().collect())
}

//! What lists said of a family or a group, by import: JSON that `roster/listed.rs` reads.

use std::collections::BTreeMap;

use super::rows::{Rows, Table};
use sesi_engine::documents::{Keys, Map, Rule, map};

/// The rows of every kind that has the map.
pub(super) const TABLES: &[Table] = &[Table::new(
    "rm_listed",
    "CREATE TABLE rm_listed (doc BLOB NOT NULL, import TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (doc, import)) WITHOUT ROWID;",
)];

/// The map of a kind that lists speak of.
pub(super) const LISTS_MAP: Map = map("lists", "lists", Keys::Named(40, Rule::Text(2000)));

/// Writes them.
pub(super) fn lists_rows(
    lists: &BTreeMap<String, String>,
    rows: &Rows<'_>,
) -> rusqlite::Result<()> {
    rows.delete("DELETE FROM rm_listed WHERE doc = ?")?;
    rows.pairs("INSERT INTO rm_listed VALUES (?, ?, ?)", lists)
}

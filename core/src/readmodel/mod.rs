//! Tables beside the documents: what screens and reports query. A pure function of the documents, written in the
//! transaction that writes the document, and rebuildable at any time. Knows no clock, no device and no order of arrival.

mod dump;
mod fingerprint;
mod kept_here;
mod merged;
mod project;

pub use dump::dump;
pub use merged::Merged;
pub use project::{Projection, project};

use rusqlite::Connection;
use sesi_engine::documents::DocId;
use sesi_engine::store::compact;
use sesi_wire::ids::DeviceId;

use crate::kinds::Table;

/// What is said of documents of every kind.
const OF_EVERY_KIND: &[Table] = &[
    // Fields on which people disagree: every value, the one shown first.
    Table::new(
        "rm_disagreement",
        "CREATE TABLE rm_disagreement (
             doc BLOB NOT NULL, path TEXT NOT NULL, rank INTEGER NOT NULL, value TEXT NOT NULL, author BLOB, time INTEGER NOT NULL,
             change BLOB NOT NULL, PRIMARY KEY (doc, path, rank)
         ) WITHOUT ROWID;",
    ),
    // What was said and does not count: by a device that said something else in its place ('contradicted'), upon such a thing
    // ('built_upon'), or in a field that the device may not say ('not_entitled'). `path` and `value` are empty for a whole change.
    Table::new(
        "rm_not_heard",
        "CREATE TABLE rm_not_heard (
             doc BLOB NOT NULL, change BLOB NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL, device BLOB NOT NULL,
             time INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (doc, change, path)
         ) WITHOUT ROWID;
         CREATE INDEX rm_not_heard_by_device ON rm_not_heard (device, reason);",
    ),
];

/// Every table of the read model.
fn tables() -> impl Iterator<Item = &'static Table> {
    let of_kinds = crate::kinds::TABLES.iter().copied().flatten();
    of_kinds.chain(OF_EVERY_KIND)
}

/// Makes the tables in a database that has none of them.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    tables().try_for_each(|table| conn.execute_batch(&compact(table.sql)))
}

/// Drops the tables that are there, also those that this version does not know, and makes the present ones, empty, before all documents are
/// projected anew.
pub fn renew(conn: &Connection) -> rusqlite::Result<()> {
    let there = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'rm_*'";
    let mut statement = conn.prepare(there)?;
    let there: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for name in there {
        conn.execute(&format!("DROP TABLE {name}"), [])?;
    }
    create(conn)
}

/// Documents in which a value of one of `devices` does not count because the device may not say it.
fn not_entitled(conn: &Connection, devices: &[DeviceId]) -> rusqlite::Result<Vec<DocId>> {
    let mut found = Vec::new();
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT doc FROM rm_not_heard WHERE device = ?1 AND reason = 'not_entitled'",
    )?;
    for device in devices {
        let rows = statement.query_map([device.as_bytes()], |row| row.get(0))?;
        for doc in rows {
            found.push(DocId(uuid::Uuid::from_bytes(doc?)));
        }
    }
    Ok(found)
}

/// Removes the rows of a document that is no more.
pub fn remove(conn: &Connection, doc: DocId) -> rusqlite::Result<()> {
    tables().try_for_each(|table| {
        conn.prepare_cached(&format!("DELETE FROM {} WHERE doc = ?1", table.name))?
            .execute([doc.as_bytes()])
            .map(|_| ())
    })
}

#[cfg(test)]
mod tests;

//! Tables beside the documents: what screens and reports query. A pure function of the documents, written in the
//! transaction that writes the document, and rebuildable at any time. Knows no clock, no device and no order of arrival.

mod dump;
mod merged;
mod project;

pub use dump::dump;
pub use merged::Merged;
pub use project::{Projection, project};

use rusqlite::Connection;
use sesi_wire::ids::DeviceId;

use crate::documents::DocId;

const SCHEMA: &str = include_str!("schema.sql");

/// Every table of the read model.
const TABLES: [&str; 22] = [
    "rm_office",
    "rm_setting",
    "rm_curriculum",
    "rm_staff",
    "rm_staff_kecamatan",
    "rm_staff_device",
    "rm_group",
    "rm_group_state",
    "rm_group_pendamping",
    "rm_family",
    "rm_family_group",
    "rm_listed",
    "rm_arranged",
    "rm_family_other",
    "rm_family_status",
    "rm_meeting",
    "rm_speaker",
    "rm_note",
    "rm_mark",
    "rm_month",
    "rm_disagreement",
    "rm_not_heard",
];

/// Makes the tables in a database that has none of them.
pub fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(SCHEMA)
}

/// Drops the tables of an older version and makes the present ones, empty. Whoever opens the database next must project all
/// documents anew.
pub fn renew(conn: &Connection) -> rusqlite::Result<()> {
    for table in TABLES {
        conn.execute(&format!("DROP TABLE IF EXISTS {table}"), [])?;
    }
    create(conn)
}

/// Empties every table, before all documents are projected anew.
pub fn clear(conn: &Connection) -> rusqlite::Result<()> {
    TABLES.iter().try_for_each(|table| {
        conn.execute(&format!("DELETE FROM {table}"), [])
            .map(|_| ())
    })
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
    TABLES.iter().try_for_each(|table| {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE doc = ?1"))?
            .execute([doc.as_bytes()])
            .map(|_| ())
    })
}

#[cfg(test)]
mod tests;

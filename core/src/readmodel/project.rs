//! From one document to its rows: what its kind writes, and what is written of every kind.

use rusqlite::{Connection, Result, params};

use sesi_engine::documents::{Disagreement, DocId, NotHeard};
use sesi_engine::field::ReadModel;
use sesi_wire::ids::DeviceId;

use crate::kinds::{DocKey, Document, Rows, Version, View};

/// What a document says, read from it and ready to be written: reading takes longer than writing and needs no database.
#[derive(Debug)]
pub struct Projection {
    doc: DocId,
    version: Version,
    view: View,
    disagreements: Vec<Disagreement>,
    not_heard: Vec<NotHeard>,
}

impl ReadModel<DocKey> for Projection {
    const FINGERPRINT: u64 = super::fingerprint::FINGERPRINT;

    fn renew(conn: &Connection) -> Result<()> {
        super::renew(conn)
    }

    fn kept_here(conn: &Connection) -> Result<()> {
        super::kept_here::make(conn)
    }

    fn remove(conn: &Connection, doc: DocId) -> Result<()> {
        super::remove(conn, doc)
    }

    fn not_entitled(conn: &Connection, devices: &[DeviceId]) -> Result<Vec<DocId>> {
        super::not_entitled(conn, devices)
    }

    fn of(document: &Document) -> Self {
        let (view, disagreements, not_heard) = document.said();
        Self {
            doc: document.id(),
            version: Version {
                heads: document.heads(),
                changed_since_check: changed_since_check(document, &view),
            },
            view,
            disagreements,
            not_heard,
        }
    }

    fn write(&self, conn: &Connection, first: bool) -> Result<()> {
        let rows = Rows::of(conn, self.doc, &self.version, first);
        self.view.write(&rows)?;
        disagreements(&self.disagreements, &rows)?;
        not_heard(&self.not_heard, &rows)
    }
}

fn changed_since_check(document: &Document, view: &View) -> bool {
    let checked = matches!(view, View::Meeting(meeting) if meeting.check.is_some());
    checked && crate::kinds::changed_since_check(document).is_none_or(|changes| !changes.is_empty())
}

/// Replaces the rows of `document` by what it says now. Call it in the transaction that stores the document.
pub fn project(conn: &Connection, document: &Document) -> Result<()> {
    Projection::of(document).write(conn, false)
}

fn not_heard(not_heard: &[NotHeard], rows: &Rows<'_>) -> Result<()> {
    rows.delete("DELETE FROM rm_not_heard WHERE doc = ?")?;
    for one in not_heard {
        rows.run(
            "INSERT OR REPLACE INTO rm_not_heard VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![
                rows.doc(),
                one.change.0,
                one.path,
                one.reason.name(),
                one.device.as_bytes(),
                one.time,
                one.value,
            ],
        )?;
    }
    Ok(())
}

fn disagreements(disagreements: &[Disagreement], rows: &Rows<'_>) -> Result<()> {
    rows.delete("DELETE FROM rm_disagreement WHERE doc = ?")?;
    for disagreement in disagreements {
        for (rank, side) in (0i64..).zip(&disagreement.values) {
            rows.run(
                "INSERT INTO rm_disagreement VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![
                    rows.doc(),
                    disagreement.path,
                    rank,
                    side.shown,
                    side.author.as_ref().map(DeviceId::as_bytes),
                    side.time,
                    side.change.0,
                ],
            )?;
        }
    }
    Ok(())
}

//! Pending changes become sealed entries: once, stored, and sent as the same bytes however often it takes.

use rusqlite::Connection;
use sesi_wire::entry::Kind;

use crate::device::Me;
use crate::error::Error;
use crate::seal::body::Part;
use crate::store::{ArchivedEntry, FeedRow, HeldKey, NewEntry, PendingChange};

/// Seals every pending change whose feed and key this device has; says how many entries it made.
///
/// Changes whose feed is not there yet (a new year, a kecamatan that is being handed over) stay pending.
pub fn seal_pending(conn: &Connection, me: &Me) -> Result<usize, Error> {
    let mut sealed = 0;
    for purpose in PendingChange::purposes(conn)? {
        let Some(mut feed) = FeedRow::of_purpose(conn, &purpose)? else { continue };
        let Some(key) = HeldKey::newest(conn, feed.id)? else { continue };
        if feed.settling {
            continue;
        }
        let changes = PendingChange::unsealed(conn, &purpose)?;
        for bundle in crate::seal::body::split(parts_of(&changes))? {
            let header = me.next_header(&feed, Kind::Data, key.epoch);
            let entry = crate::seal::entry::seal(
                header,
                &bundle.body,
                &crate::keys::epoch::FeedKey::from_secret_bytes(*key.key),
                me.identity(),
                &me.office(),
            )?;
            ArchivedEntry::add(
                conn,
                &NewEntry { feed: feed.id, bytes: entry.as_bytes(), entry: Some(&entry) },
            )?;
            for index in bundle.changes {
                if let Some(change) = changes.get(index) {
                    PendingChange::sealed_in(conn, change.no, &entry.id())?;
                }
            }
            feed.own_seq += 1;
            feed.own_last = Some(entry.id());
            feed.update(conn)?;
            sealed += 1;
        }
    }
    Ok(sealed)
}

/// Neighbouring changes of one document become one part.
fn parts_of(changes: &[PendingChange]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for change in changes {
        match parts.last_mut() {
            Some(part) if part.key == change.key => part.changes.push(change.contents.clone()),
            _ => parts.push(Part { key: change.key.clone(), changes: vec![change.contents.clone()] }),
        }
    }
    parts
}

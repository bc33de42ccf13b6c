//! Pending changes become sealed entries: once, stored, and sent as the same bytes however often it takes.

use crate::device::{Me, said_lacking};
use crate::documents::{DocumentKey, PartKey, PlainChange};
use crate::error::Error;
use crate::field::Field;
use crate::keys::epoch::EpochKey;
use crate::keys::purpose::Purpose;
use crate::seal::author_notes;
use crate::seal::body::PackedBody;
use crate::seal::parts::DocumentPart;
use crate::seal::split::split_into_bodies;
use crate::store::{ArchivedEntry, Fact, FeedRow, NewEntry, PendingChange, Standing};
use rusqlite::Connection;
use sesi_wire::ids::EntryId;

/// Seals every pending change whose feed and key this device has; says how many entries it made.
///
/// Changes whose feed is not there yet (a new year, an earlier one, a place that is being handed over) stay pending; the office is told
/// which years those are.
pub fn seal_pending<F: Field>(conn: &Connection, me: &Me<F>) -> Result<usize, Error> {
    let mut sealed = 0;
    for purpose in PendingChange::purposes(conn)? {
        let Some((mut feed, epoch)) = feed_and_key(conn, me, &purpose)? else {
            continue;
        };
        let mut changes = PendingChange::unsealed(conn, &purpose)?;
        name_steps(conn, me, &mut changes)?;
        let (parts, numbers) = parts_of(changes);
        let remark = unsaid(conn, me)?;
        let split = split_into_bodies(&parts, remark.as_ref(), F::dictionary());
        for refused in &split.too_large {
            // The documents layer bounds edits so that this cannot happen; it stays pending and is told.
            tracing::error!(
                bytes = refused.bytes,
                "a change is larger than an entry may be"
            );
        }
        if split.remarked {
            Fact::SaidApp.set(conn, me.app.as_str().as_bytes())?;
        }
        for bundle in split.bodies {
            let entry = keep_sealed(conn, me, &mut feed, &bundle.body, &epoch)?;
            for at in bundle.changes {
                if let Some(no) = numbers.get(at.part).and_then(|part| part.get(at.change)) {
                    PendingChange::sealed_in(conn, *no, &entry)?;
                }
            }
            sealed += 1;
        }
    }
    Ok(sealed + seal_lacking(conn, me)?)
}

/// Seals `body` as this device's next entry of `feed`, and keeps it.
pub fn keep_sealed<F: Field>(
    conn: &Connection,
    me: &Me<F>,
    feed: &mut FeedRow,
    body: &PackedBody,
    epoch: &EpochKey,
) -> Result<EntryId, Error> {
    let place = me.next_place(conn, feed)?;
    let (identity, office) = (me.identity(), me.office());
    let entry = crate::seal::entry::seal(&place, body, epoch, identity, &office, me.ambient())?;
    ArchivedEntry::add(
        conn,
        &NewEntry {
            feed: feed.id,
            bytes: entry.as_bytes(),
            entry: Some(&entry),
            standing: Standing::Member,
        },
    )?;
    feed.own_seq = entry.header().device_seq;
    feed.own_last = Some(entry.id());
    feed.update(conn)?;
    Ok(entry.id())
}

/// Says once, in the feed to which this device was invited, of which years there is work here and no feed for it.
fn seal_lacking<F: Field>(conn: &Connection, me: &Me<F>) -> Result<usize, Error> {
    let mut sealed = 0;
    for (base, years) in me.unsaid_lacking(conn)? {
        let Some((mut feed, epoch)) = feed_and_key(conn, me, &base.to_bytes())? else {
            continue;
        };
        let parts: Vec<DocumentPart> = years
            .iter()
            .map(|year| author_notes::lacks(*year))
            .collect();
        let Ok(body) = PackedBody::pack(&parts, F::dictionary()) else {
            tracing::error!(years = years.len(), "lacking years do not pack");
            continue;
        };
        keep_sealed(conn, me, &mut feed, &body, &epoch)?;
        said_lacking::<F>(conn, &base, &years)?;
        sealed += 1;
    }
    Ok(sealed)
}

/// Which app this is, unless an entry of this device has said so since it last changed. Once is enough: the office reads every
/// feed, and an entry that was sealed arrives, or is withdrawn and with it that it was said.
fn unsaid<F: Field>(conn: &Connection, me: &Me<F>) -> Result<Option<DocumentPart>, Error> {
    let said = Fact::SaidApp.text(conn)?;
    Ok((said.as_deref() != Some(me.app.as_str())).then(|| me.app.to_part()))
}

/// How many changes wait whose feed and key are here: none right after sealing, unless one fits no entry.
pub fn count_sealable<F: Field>(conn: &Connection, me: &Me<F>) -> Result<u64, Error> {
    let mut count = 0;
    for purpose in PendingChange::purposes(conn)? {
        if feed_and_key(conn, me, &purpose)?.is_some() {
            count += PendingChange::count_unsealed(conn, &purpose)?;
        }
    }
    Ok(count)
}

/// The feed of `purpose` and the key to seal with, unless one is missing or the feed has to be pulled first.
fn feed_and_key<F: Field>(
    conn: &Connection,
    me: &Me<F>,
    purpose: &[u8],
) -> Result<Option<(FeedRow, EpochKey)>, Error> {
    let purpose = Purpose::from_bytes(purpose)?;
    let found = me.feed_and_key(conn, &purpose)?;
    Ok(found.filter(|(feed, _)| !feed.settling))
}

/// Has changes travel under the step of their kind that they need, where that is a later one than the first; of one document those
/// that need less stand before the others.
fn name_steps<F: Field>(
    conn: &Connection,
    me: &Me<F>,
    changes: &mut [PendingChange],
) -> Result<(), Error> {
    for of_document in changes.chunk_by_mut(|a, b| a.key == b.key) {
        let key = of_document.first().map(|it| F::Key::from_bytes(&it.key));
        let Some(Ok(key)) = key else {
            // Of a kind that only a newer app knew, which ran here before.
            continue;
        };
        if me.kinds.of(&key).version() == 1 {
            continue;
        }
        let Some(document) = me.load_document(conn, &key)? else {
            continue;
        };
        for change in of_document.iter_mut() {
            if let Ok(plain) = PlainChange::from_contents(change.contents.clone()) {
                let step = document.step_of(&plain);
                change.key = PartKey::new(key.clone(), step).to_bytes();
            }
        }
        of_document.sort_by(|a, b| a.key.cmp(&b.key));
    }
    Ok(())
}

/// Neighbouring changes of one document and step become one part; beside each change its number among the pending.
fn parts_of(changes: Vec<PendingChange>) -> (Vec<DocumentPart>, Vec<Vec<i64>>) {
    let mut parts: Vec<DocumentPart> = Vec::new();
    let mut numbers: Vec<Vec<i64>> = Vec::new();
    for change in changes {
        match (parts.last_mut(), numbers.last_mut()) {
            (Some(part), Some(of_part)) if part.key == change.key => {
                part.changes.push(change.contents);
                of_part.push(change.no);
            }
            _ => {
                parts.push(DocumentPart {
                    key: change.key,
                    changes: vec![change.contents],
                });
                numbers.push(vec![change.no]);
            }
        }
    }
    (parts, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_changes_of_one_document_share_a_part() {
        let change = |no: i64, key: u8| PendingChange {
            no,
            key: vec![key],
            contents: vec![no.to_be_bytes()[7]],
        };
        let changes = vec![change(4, 1), change(7, 1), change(5, 2), change(6, 1)];
        let (parts, numbers) = parts_of(changes);
        let part = |key: u8, changes: &[u8]| DocumentPart {
            key: vec![key],
            changes: changes.iter().map(|change| vec![*change]).collect(),
        };
        assert_eq!(parts, [part(1, &[4, 7]), part(2, &[5]), part(1, &[6])]);
        assert_eq!(numbers, [vec![4, 7], vec![5], vec![6]]);
        assert_eq!(parts_of(Vec::new()), (Vec::new(), Vec::new()));
    }
}

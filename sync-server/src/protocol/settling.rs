//! Office devices that revoke each other: what counts then is settled by the rule of all readers, over the whole control feed, and
//! the access tables are made anew of that. Asked where an entry could change what others said; nothing else reads the whole feed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use sesi_wire::belief::{Belief, Spoken};
use sesi_wire::enrol::Enrolment;
use sesi_wire::ids::{DeviceId, EntryId, FeedId, SignKey};
use sesi_wire::statement::{DeviceRole, Statement};

use super::offered::{self, Body, Candidate, Keys, Offered};
use super::{enrolment, statements};
use crate::storage::{Office, Reading, StorageError, Writing};

/// Whether an entry could change what other office devices' entries are worth: it revokes one of which something is stored that the
/// revocation does not name.
pub fn is_needed(
    txn: &dyn Reading,
    office: &Office,
    said: &[Statement],
) -> Result<bool, StorageError> {
    for statement in said {
        let Statement::Revoke(revoke) = statement else {
            continue;
        };
        let known = txn.device(office.no, &revoke.device)?;
        let speaks = known.is_some_and(|device| device.role == DeviceRole::Office);
        if speaks && txn.has_unnamed(office.no, &revoke.device, &FeedId::CONTROL)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What counts once the entries of a request are heard beside what is stored: the entries of the control feed that do.
pub fn with_offered(
    txn: &dyn Reading,
    office: &Office,
    offered: &[Offered],
) -> Result<Vec<EntryId>, StorageError> {
    let mut heard = Heard::read(txn, office)?;
    for one in offered {
        let Offered::Entry(candidate) = one else {
            continue;
        };
        let header = candidate.entry.header();
        let key = heard.keys.get(&header.device).copied();
        if let Body::Statements(_) = &candidate.body
            && header.feed == FeedId::CONTROL
            && key.is_some_and(|key| candidate.is_signed_by(&office.id, &key))
        {
            heard.said.push((**candidate).clone());
        }
    }
    let (belief, spoken) = heard.settle(&office.root);
    let counting = spoken.iter().filter(|(id, one)| belief.counts(id, one));
    Ok(counting.map(|(id, _)| *id).collect())
}

/// Makes the access tables anew of what counts in the stored control feed.
pub fn again(txn: &mut dyn Writing, office: &Office) -> Result<(), StorageError> {
    let heard = Heard::read(txn, office)?;
    let (belief, spoken) = heard.settle(&office.root);
    let mut counting: Vec<&Candidate> = heard
        .said
        .iter()
        .filter(|one| {
            spoken
                .get(&one.id)
                .is_some_and(|said| belief.counts(&one.id, said))
        })
        .collect();
    counting.sort_by_cached_key(|one| spoken.get(&one.id).map(|said| belief.turn(&one.id, said)));
    txn.forget_said(office)?;
    let refused = apply(txn, office, counting)?;
    for one in &heard.enrolments {
        enrolment::again(txn, office, one)?;
    }
    // A grant may have said other keys of a device than those with which it enrolled.
    apply(txn, office, refused)?;
    Ok(())
}

/// Applies entries one after the other; gives those that contradict something before them, which mean nothing, as when they came.
fn apply<'c>(
    txn: &mut dyn Writing,
    office: &Office,
    entries: Vec<&'c Candidate>,
) -> Result<Vec<&'c Candidate>, StorageError> {
    let mut refused = Vec::new();
    for one in entries {
        if let Body::Statements(said) = &one.body
            && statements::apply(txn, office, one, said)?.is_err()
        {
            refused.push(one);
        }
    }
    Ok(refused)
}

/// The stored control feed. Every signature in it was checked when it came.
#[derive(Default)]
struct Heard {
    said: Vec<Candidate>,
    enrolments: Vec<Enrolment>,
    keys: Keys,
}

impl Heard {
    fn read(txn: &dyn Reading, office: &Office) -> Result<Self, StorageError> {
        let mut heard = Self::default();
        let Some(control) = txn.feed(office.no, &FeedId::CONTROL)? else {
            return Ok(heard);
        };
        let mut stored = Vec::new();
        txn.entries_after(control.no, 0, &mut |entry| {
            stored.push(offered::read_one(entry.bytes.to_vec()));
            ControlFlow::Continue(())
        })?;
        heard.keys = offered::keys_within(&stored);
        heard
            .keys
            .insert(DeviceId::of_key(&office.root), office.root);
        for one in stored {
            let Offered::Entry(candidate) = one else {
                continue;
            };
            match &candidate.body {
                Body::Statements(_) => heard.said.push(*candidate),
                Body::Enrolment(enrolment) => heard.enrolments.push(enrolment.clone()),
                Body::Opaque | Body::Unreadable => {}
            }
        }
        Ok(heard)
    }

    fn settle(&self, root: &SignKey) -> (Belief, BTreeMap<EntryId, Spoken>) {
        let spoken = self.said.iter().filter_map(|one| {
            let Body::Statements(said) = &one.body else {
                return None;
            };
            let header = one.entry.header();
            let key = *self.keys.get(&header.device)?;
            Some((one.id, Spoken::of(header, key, said)))
        });
        let spoken: BTreeMap<EntryId, Spoken> = spoken.collect();
        (Belief::settle(root, &spoken), spoken)
    }
}

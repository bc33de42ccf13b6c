//! What of a revoked device still counts: the entries that its revocations name, and what these reach by `previous`, each step one
//! `device_seq` lower. Written down as far as it is stored here, so that each entry is walked over once.

use std::collections::HashSet;

use sesi_wire::entry::{Header, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::statement::End;

use super::offered::{Candidate, Offered};
use crate::storage::{Named, Office, Reading, StorageError, Writing};

/// How an entry names itself to the one after it.
pub fn of(header: &Header, id: &EntryId) -> Named {
    Named {
        feed: header.feed,
        device_seq: header.device_seq,
        mark: mark(id),
    }
}

fn mark(id: &EntryId) -> [u8; 16] {
    id.short().0
}

/// The entry before this one, as this one names it.
fn before(header: &Header) -> Named {
    Named {
        feed: header.feed,
        device_seq: header.device_seq.saturating_sub(1),
        mark: header.previous,
    }
}

/// A revocation names the ends of what counts.
pub fn ends(
    txn: &mut dyn Writing,
    office: &Office,
    device: &DeviceId,
    ends: &[End],
) -> Result<(), StorageError> {
    for end in ends {
        let named = Named {
            feed: end.feed,
            device_seq: end.device_seq,
            mark: mark(&end.entry),
        };
        reach(txn, office, *device, named)?;
    }
    Ok(())
}

/// A named entry was stored: what it reaches is named too.
pub fn stored(txn: &mut dyn Writing, office: &Office, header: &Header) -> Result<(), StorageError> {
    reach(txn, office, header.device, before(header))
}

fn reach(
    txn: &mut dyn Writing,
    office: &Office,
    device: DeviceId,
    mut named: Named,
) -> Result<(), StorageError> {
    let feed = txn.feed(office.no, &named.feed)?.map(|feed| feed.no);
    while named.device_seq > 0 && txn.add_named(office.no, &device, &named)? {
        let Some(feed) = feed else { break };
        let Some(bytes) = txn.named_entry(feed, &device, &named)? else {
            break;
        };
        let entry = SealedEntry::parse(bytes)
            .map_err(|_| StorageError::Corrupt("a stored entry does not read".into()))?;
        named = before(entry.header());
    }
    Ok(())
}

/// What one request brings of revoked devices and is named, though the entries that reach it come after it in the request.
#[derive(Debug, Default)]
pub struct Ahead {
    walked: HashSet<(DeviceId, FeedId)>,
    named: HashSet<(DeviceId, Named)>,
}

impl Ahead {
    /// Whether the candidate is named by what is stored, or through `offered`.
    pub fn holds(
        &mut self,
        txn: &dyn Reading,
        office: &Office,
        candidate: &Candidate,
        offered: &[Offered],
    ) -> Result<bool, StorageError> {
        let header = candidate.entry.header();
        let (device, this) = (header.device, of(header, &candidate.id));
        if txn.is_named(office.no, &device, &this)? {
            return Ok(true);
        }
        if self.walked.insert((device, header.feed)) {
            self.walk(txn, office, device, header.feed, offered)?;
        }
        Ok(self.named.contains(&(device, this)))
    }

    fn walk(
        &mut self,
        txn: &dyn Reading,
        office: &Office,
        device: DeviceId,
        feed: FeedId,
        offered: &[Offered],
    ) -> Result<(), StorageError> {
        let mut those: Vec<(&Header, Named)> = offered
            .iter()
            .filter_map(|offered| match offered {
                Offered::Entry(candidate) => Some((candidate.entry.header(), &candidate.id)),
                Offered::Unreadable(_) => None,
            })
            .filter(|(header, _)| header.device == device && header.feed == feed)
            .map(|(header, id)| (header, of(header, id)))
            .collect();
        those.sort_by_key(|(_, named)| std::cmp::Reverse(named.device_seq));
        for (header, named) in those {
            // The id is a hash of all bytes: what has the named id is the named entry.
            if self.named.contains(&(device, named)) || txn.is_named(office.no, &device, &named)? {
                self.named.insert((device, named));
                self.named.insert((device, before(header)));
            }
        }
        Ok(())
    }
}

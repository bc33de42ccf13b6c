//! Own work under keys that no machine of the office in service vouches for: perhaps no desk can read it. It is sealed again under a key
//! that somebody vouches for, each entry once.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{EntryId, FeedId, KeyId};

use super::Me;
use super::access::keys_of_feed;
use super::lacking::keep_purposes;
use crate::error::Error;
use crate::field::Field;
use crate::keys::epoch::EpochKey;
use crate::keys::purpose::Purpose;
use crate::store::{ArchivedEntry, Fact, FeedRow, PendingChange};

impl<F: Field> Me<F> {
    /// Has own work that stands under keys for which nobody in service vouches wait to be sealed again, where there is a feed and a key for it; notes the purposes
    /// of the rest. To be called whenever other words of the office count than before.
    pub(crate) fn take_back_unvouched_work(&self, conn: &Connection) -> Result<(), Error> {
        if self.is_revoked() || !self.is_granted() {
            return Ok(());
        }
        let mut places: BTreeMap<Purpose, bool> = BTreeMap::new();
        let mut taken_back = false;
        for feed in FeedRow::written_by(conn, self.device())? {
            let entries = self.unvouched_entries(conn, feed.id)?;
            if entries.is_empty() {
                continue;
            }
            let purpose = Purpose::from_bytes(&feed.purpose)?;
            let place = match places.get(&purpose) {
                Some(place) => *place,
                None => self.feed_and_key(conn, &purpose)?.is_some(),
            };
            places.insert(purpose, place);
            if !place {
                continue;
            }
            for id in entries {
                // What no relay has acknowledged waits already.
                if PendingChange::unsealed_from(conn, &id)? > 0
                    || self.take_changes_back(conn, &id)?
                {
                    ArchivedEntry::note_sealed_again(conn, &id)?;
                    taken_back = true;
                }
            }
        }
        if taken_back {
            // One of those entries may have been the one that said it.
            Fact::SaidApp.clear(conn)?;
            Fact::SaidLacking.clear(conn)?;
        }
        let without = places.into_iter().filter(|(_, place)| !place);
        keep_purposes(
            conn,
            Fact::UnvouchedWork,
            &without.map(|(purpose, _)| purpose).collect(),
        )
    }

    /// Own entries of `feed` that are sealed under such keys and were not sealed again yet.
    fn unvouched_entries(&self, conn: &Connection, feed: FeedId) -> Result<Vec<EntryId>, Error> {
        let unvouched = self.unvouched_keys(conn, feed)?;
        if unvouched.is_empty() {
            return Ok(Vec::new());
        }
        let mut entries = ArchivedEntry::not_sealed_again(conn, feed, self.device())?;
        entries.retain(|(_, bytes)| {
            SealedEntry::parse(bytes.clone()).is_ok_and(|entry| {
                let epoch = entry.header().epoch;
                let mut keys = unvouched.iter().filter(|key| key.epoch == epoch);
                keys.any(|key| {
                    crate::seal::entry::open(&entry, &key.key, &self.office, F::dictionary())
                        .is_ok()
                })
            })
        });
        Ok(entries.into_iter().map(|(id, _)| id).collect())
    }

    /// Keys of `feed` that no machine in service says, and to which none of those that one says leads back.
    fn unvouched_keys(&self, conn: &Connection, feed: FeedId) -> Result<Vec<EpochKey>, Error> {
        let mut read: BTreeSet<KeyId> = self.membership.keys_vouched_for(feed);
        let (mut ways, mut unvouched): (Vec<_>, Vec<_>) = keys_of_feed(conn, feed)?
            .into_iter()
            .partition(|key| read.contains(&key.id()));
        while !unvouched.is_empty()
            && let Some(key) = ways.pop()
        {
            for (_, before) in self.membership.keys_before(feed, key.epoch, key.id()) {
                // What is said to be handed on may be rubbish.
                if !read.contains(&before.key)
                    && let Ok(opened) = key.open_before(before, &self.office)
                {
                    read.insert(before.key);
                    ways.push(opened);
                }
            }
            unvouched.retain(|key| !read.contains(&key.id()));
        }
        Ok(unvouched)
    }
}

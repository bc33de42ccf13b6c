//! Own work under keys that no machine of the office in service vouches for: perhaps no desk can read it. It is sealed again under a key
//! that somebody vouches for, each entry once, where it was to go by the key that it was sealed with.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{EntryId, FeedId, KeyId};

use super::Me;
use super::access::keys_of_feed;
use super::feed_routing::belongs_in;
use super::lacking::keep_purposes;
use crate::documents::PartKey;
use crate::error::Error;
use crate::field::Field;
use crate::keys::epoch::EpochKey;
use crate::keys::purpose::Purpose;
use crate::seal::author_notes;
use crate::seal::parts::DocumentPart;
use crate::store::{ArchivedEntry, Fact, FeedRow, PendingChange};

impl<F: Field> Me<F> {
    /// Has own work that stands under keys for which nobody in service vouches wait to be sealed again, where there is a feed and a key for it; notes the purposes
    /// of the rest. To be called whenever other words of the office count than before.
    pub(crate) fn take_back_unvouched_work(&self, conn: &Connection) -> Result<(), Error> {
        if self.is_revoked() || !self.is_granted() {
            return Ok(());
        }
        let mut places: BTreeMap<Purpose, bool> = BTreeMap::new();
        let mut without = BTreeSet::new();
        let mut taken_back = false;
        for feed in FeedRow::written_by(conn, self.device())? {
            for (id, meant) in self.unvouched_entries(conn, feed.id)? {
                for purpose in &meant {
                    if !places.contains_key(purpose) {
                        let place = self.feed_and_key(conn, purpose)?.is_some();
                        places.insert(purpose.clone(), place);
                    }
                }
                let Some(purpose) = meant.iter().find(|it| places.get(*it) == Some(&true)) else {
                    without.extend(meant);
                    continue;
                };
                // What no relay has acknowledged waits already.
                if PendingChange::unsealed_from(conn, &id)? > 0
                    || self.take_changes_back_for(conn, &id, purpose)?
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
        keep_purposes(conn, Fact::UnvouchedWork, &without)
    }

    /// Own entries of `feed` that are sealed under such keys and were not sealed again yet, each with what it may have been sealed for.
    fn unvouched_entries(
        &self,
        conn: &Connection,
        feed: FeedId,
    ) -> Result<Vec<(EntryId, Vec<Purpose>)>, Error> {
        let keys = self.keys_by_vouching(conn, feed)?;
        if keys.unvouched.is_empty() {
            return Ok(Vec::new());
        }
        let entries = ArchivedEntry::not_sealed_again(conn, feed, self.device())?;
        let doubtful = |(id, bytes)| {
            let entry = SealedEntry::parse(bytes).ok()?;
            let meant = self.unvouched_purposes(&entry, &keys)?;
            Some((id, meant))
        };
        Ok(entries.into_iter().filter_map(doubtful).collect())
    }

    /// What the entry may have been sealed for, if it stands under a key that nobody in service vouches for. The same secret may be that of
    /// several keys: its documents belong where it was to go.
    fn unvouched_purposes(&self, entry: &SealedEntry, keys: &ByVouching) -> Option<Vec<Purpose>> {
        let epoch = entry.header().epoch;
        let mut unvouched = keys.unvouched.iter().filter(|key| key.epoch == epoch);
        let (secret, parts) = unvouched.find_map(|key| {
            let opened = crate::seal::entry::open(entry, &key.key, &self.office, F::dictionary());
            let mut parts = opened.ok()?;
            author_notes::take(&mut parts);
            Some((&key.key, parts))
        })?;
        let of_secret =
            |key: &&EpochKey| key.epoch == epoch && key.key == *secret && Self::fits(&parts, key);
        if keys.vouched.iter().any(|key| of_secret(&key)) {
            return None;
        }
        let meant = keys.unvouched.iter().filter(of_secret);
        Some(meant.map(|key| key.purpose.clone()).collect())
    }

    /// Whether documents of these parts belong in a feed of what the key is for.
    fn fits(parts: &[DocumentPart], key: &EpochKey) -> bool {
        parts.iter().all(|part| {
            let named = PartKey::<F::Key>::from_bytes(&part.key);
            named.is_ok_and(|named| belongs_in(&named.key, &key.purpose))
        })
    }

    /// The keys of `feed`: those that machines in service say, with those to which they lead back, and the others.
    fn keys_by_vouching(&self, conn: &Connection, feed: FeedId) -> Result<ByVouching, Error> {
        let mut read: BTreeSet<KeyId> = self.membership.keys_vouched_for(feed);
        let held = keys_of_feed(conn, feed)?.into_iter();
        let (vouched, mut unvouched): (Vec<_>, Vec<_>) = held
            .map(|key| (key.id(), key))
            .partition(|(id, _)| read.contains(id));
        let vouched = vouched.into_iter().map(|(_, key)| key);
        let mut keys = ByVouching {
            vouched: vouched.collect(),
            unvouched: Vec::new(),
        };
        let mut ways = keys.vouched.clone();
        while !unvouched.is_empty()
            && let Some(key) = ways.pop()
        {
            for (_, before) in self.membership.keys_before(feed, key.epoch, key.id()) {
                // What is said to be handed on may be rubbish.
                if !read.contains(&before.key)
                    && let Ok(opened) = key.open_before(before, &self.office)
                {
                    read.insert(before.key);
                    unvouched.retain(|(id, _)| *id != before.key);
                    keys.vouched.push(opened.clone());
                    ways.push(opened);
                }
            }
        }
        let unvouched = unvouched.into_iter().map(|(_, key)| key);
        keys.unvouched = unvouched.collect();
        Ok(keys)
    }
}

/// The keys of a feed that this device holds.
struct ByVouching {
    vouched: Vec<EpochKey>,
    unvouched: Vec<EpochKey>,
}

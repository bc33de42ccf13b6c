//! Feed keys out of what the office states: wrapped to this device, or handed on by the key of the epoch after. Only a key that a believed
//! statement brought is kept.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_wire::ids::{EntryId, FeedId, KeyId};

use super::Me;
use super::access::{keep_key, keys_of_feed, keys_said};
use crate::error::Error;
use crate::field::Field;
use crate::keys::epoch::EpochKey;
use crate::store::{FeedRow, HeldKey};

impl<F: Field> Me<F> {
    /// Keeps the feed keys that statements hold for this device, and with the newest of each feed all those before it.
    pub(super) fn open_wraps(
        &mut self,
        conn: &Connection,
        feeds: &BTreeSet<FeedId>,
    ) -> Result<(), Error> {
        for feed in feeds {
            // Opening a key that is held, by a word that counts, would change nothing.
            let counting = self.counting(*feed, keys_said(conn, *feed)?);
            let known: BTreeSet<(u32, KeyId)> =
                counting.iter().map(|key| (key.epoch, key.id())).collect();
            for wrapped in self.membership.wrapped_for(self.device(), *feed) {
                let epoch = wrapped.epoch;
                if known.contains(&(epoch, wrapped.key)) {
                    continue;
                }
                let (sealed, key) = (&wrapped.sealed, wrapped.key);
                let opened =
                    EpochKey::unwrap(sealed, &self.office, *feed, epoch, key, &self.identity);
                match opened {
                    Ok(key) => self.keep_said(conn, &key, &wrapped.entry)?,
                    Err(fault) => tracing::warn!(%feed, epoch, %fault, "a feed key does not open"),
                }
            }
            self.walk_back(conn, *feed)?;
            self.say_what_it_is_for(conn, *feed)?;
        }
        Ok(())
    }

    /// Opens the keys of the epochs before those that this device holds, as far as that leads.
    fn walk_back(&self, conn: &Connection, feed: FeedId) -> Result<(), Error> {
        let mut held = keys_of_feed(conn, feed)?;
        let mut known: BTreeSet<KeyId> = held.iter().map(EpochKey::id).collect();
        while let Some(key) = held.pop() {
            let before = key.epoch.saturating_sub(1);
            if self
                .membership
                .keys_of_epoch(feed, before)
                .is_subset(&known)
            {
                continue;
            }
            let sealed = self.membership.keys_before(feed, key.epoch, key.id());
            for (entry, before) in sealed {
                if known.contains(&before.key) {
                    continue;
                }
                match key.open_before(before, &self.office) {
                    Ok(opened) => {
                        self.keep_said(conn, &opened, &entry)?;
                        known.insert(before.key);
                        held.push(opened);
                    }
                    Err(fault) => {
                        tracing::warn!(%feed, epoch = key.epoch, %fault, "a key of the epoch before does not open");
                    }
                }
            }
        }
        Ok(())
    }

    /// Keeps a key that a believed statement brought.
    fn keep_said(&self, conn: &Connection, key: &EpochKey, entry: &EntryId) -> Result<(), Error> {
        keep_key(conn, key, Some(entry))?;
        let (feed, epoch) = (key.feed, key.epoch);
        let (secret, purpose) = (key.key.to_secret_bytes(), key.purpose.to_bytes());
        let said_by = HeldKey::said_by(conn, feed, epoch, &secret, &purpose)?;
        if said_by.is_some_and(|by| !self.membership.believes(&by)) {
            HeldKey::said_by_another(conn, feed, epoch, &secret, &purpose, entry)?;
        }
        Ok(())
    }

    /// What a feed is for, as far as this device took it for something, perhaps only words said that do not count any more.
    fn say_what_it_is_for(&self, conn: &Connection, feed: FeedId) -> Result<(), Error> {
        let Some(row) = FeedRow::get(conn, feed)? else {
            return Ok(());
        };
        let mut counting = self.counting(feed, keys_said(conn, feed)?).into_iter();
        let mut purposes = counting.by_ref().map(|key| key.purpose.to_bytes());
        if let Some(first) = purposes.next()
            && first != row.purpose
            && !purposes.any(|purpose| purpose == row.purpose)
        {
            FeedRow::rename(conn, feed, &first)?;
        }
        Ok(())
    }
}

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
            let known: BTreeSet<(u32, KeyId)> = keys_said(conn, *feed)?
                .into_iter()
                .filter(|(_, said_by)| said_by.is_none_or(|by| self.membership.believes(&by)))
                .map(|(key, _)| (key.epoch, key.id()))
                .collect();
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
        let counts =
            |said_by: Option<EntryId>| said_by.is_none_or(|by| self.membership.believes(&by));
        if !keys_said(conn, key.feed)?
            .into_iter()
            .any(|(_, by)| counts(by))
        {
            // What the feed is for, as far as this device knew it, only words said that do not count any more.
            FeedRow::rename(conn, key.feed, &key.purpose.to_bytes())?;
        }
        keep_key(conn, key, Some(entry))?;
        let held = HeldKey::of_epoch(conn, key.feed, key.epoch)?;
        let secret = key.key.to_secret_bytes();
        let fallen = held.iter().any(|held| {
            let said_by = held.said_by.filter(|by| !self.membership.believes(by));
            *held.key == *secret && said_by.is_some()
        });
        if fallen {
            HeldKey::said_by_another(conn, key.feed, key.epoch, &secret, entry)?;
        }
        Ok(())
    }
}

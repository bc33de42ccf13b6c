//! Who may write a feed and has its key: access is given, an epoch begins, its key is wrapped to everybody who reads the feed.
//!
//! What belongs together is said at once, so that it shares an entry.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::limits::{MAX_ACCESS, MAX_PREVIOUS_KEYS};
use sesi_wire::statement::{
    DeviceKeys, Epoch, GiveAccess, Given, Previous, Rights, Statement, Wrapped,
};

use super::Me;
use crate::error::Error;
use crate::field::Field;
use crate::keys::epoch::EpochKey;
use crate::keys::purpose::Purpose;
use crate::keys::secret::FeedKey;
use crate::store::{FeedRow, HeldKey, StoreError};

/// Epochs of a feed that are begun once more in one go.
const MOST_AGAIN: usize = 256;

/// What becomes of the key of the newest epoch, where that is begun once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NewestKey {
    /// It is wrapped to every reader.
    WrappedToReaders,
    /// The epoch that is begun after it hands it on.
    HandedOn,
}

impl<F: Field> Me<F> {
    /// New keys for feeds, each wrapped to everybody who reads its feed now, and to the root. To this device too: a backup of today that
    /// is brought back tomorrow gets tomorrow's keys by it.
    pub fn begin_epochs(
        &mut self,
        conn: &Connection,
        feeds: &[(FeedId, Purpose)],
    ) -> Result<(), Error> {
        let mut begun = Vec::with_capacity(feeds.len());
        for (feed, purpose) in feeds {
            let readers = self.membership.readers_of(*feed);
            // Whoever comes later walks back from the new key to the first one over every epoch between.
            begun.extend(self.reissue_lost_epochs(conn, *feed, purpose, NewestKey::HandedOn)?);
            begun.push(self.new_epoch(conn, *feed, purpose, &readers)?);
        }
        self.say(conn, &begun)
    }

    /// Begins once more the epochs of which this device holds no key that counts, from the oldest key that it holds on, each handing on the
    /// one before: whoever began them gave it no key, and nobody could write, nor read what was before. Of very many only the first now;
    /// the rest follows at later exchanges, also where an epoch after them was begun meanwhile.
    pub(super) fn reissue_lost_epochs(
        &self,
        conn: &Connection,
        feed: FeedId,
        purpose: &Purpose,
        newest_key: NewestKey,
    ) -> Result<Vec<Statement>, Error> {
        let newest = self.membership.newest_epoch(feed).unwrap_or(0);
        let mut held: BTreeMap<u32, Vec<EpochKey>> = BTreeMap::new();
        let counting = self.counting(feed, keys_said(conn, feed)?).into_iter();
        for key in counting.filter(|key| key.purpose == *purpose) {
            held.entry(key.epoch).or_default().push(key);
        }
        let Some(oldest) = held.keys().next().copied() else {
            return Ok(Vec::new());
        };
        let lost: Vec<u32> = (oldest..=newest)
            .filter(|epoch| !held.contains_key(epoch))
            .take(MOST_AGAIN)
            .collect();
        let mut said = Vec::with_capacity(lost.len());
        for epoch in lost {
            let key = EpochKey {
                feed,
                epoch,
                purpose: purpose.clone(),
                key: FeedKey::generate(&*self.ambient),
            };
            keep_key(conn, &key, None)?;
            let readers = match newest_key {
                NewestKey::WrappedToReaders if epoch == newest => self.membership.readers_of(feed),
                NewestKey::WrappedToReaders | NewestKey::HandedOn => Vec::new(),
            };
            let before = held.get(&epoch.saturating_sub(1));
            let before = before.map(Vec::as_slice).unwrap_or_default();
            said.push(self.epoch_of(&key, before, &readers));
            held.insert(epoch, vec![key]);
        }
        Ok(said)
    }

    /// A new key for a feed, kept here and wrapped to `readers`; what the office has to say of it.
    pub(super) fn new_epoch(
        &self,
        conn: &Connection,
        feed: FeedId,
        purpose: &Purpose,
        readers: &[DeviceKeys],
    ) -> Result<Statement, Error> {
        let last = self.membership.newest_epoch(feed).unwrap_or(0);
        let key = EpochKey {
            feed,
            epoch: last
                .checked_add(1)
                .ok_or(Error::Missing("epoch left for the feed"))?,
            purpose: purpose.clone(),
            key: FeedKey::generate(&*self.ambient),
        };
        let mut before = keys_of_feed(conn, feed)?;
        before.retain(|before| before.epoch == last && before.purpose == *purpose);
        keep_key(conn, &key, None)?;
        Ok(self.epoch_of(&key, &before, readers))
    }

    /// What the office has to say of a new key: to whom it is given, and the keys of the epoch before, which it hands on.
    fn epoch_of(&self, key: &EpochKey, before: &[EpochKey], readers: &[DeviceKeys]) -> Statement {
        let previous: Vec<Previous> = before
            .iter()
            .take(MAX_PREVIOUS_KEYS)
            .map(|before| before.seal_under(key, &self.office, &*self.ambient))
            .collect();
        Statement::Epoch(Epoch {
            feed: key.feed,
            epoch: key.epoch,
            key: key.id(),
            keys: self.wrapped(key, readers),
            previous: Some(previous).filter(|keys| !keys.is_empty()),
        })
    }

    /// What hands each key that counts in a feed, for what this device takes it for, to those of `readers` who were not given it; nothing where there is nobody to hand it to.
    pub(super) fn keys_for(
        &self,
        conn: &Connection,
        feed: FeedId,
        readers: &[DeviceKeys],
    ) -> Result<Vec<Epoch>, Error> {
        if readers.is_empty() {
            return Ok(Vec::new());
        }
        let counting = self.keys_that_count(conn, feed)?.into_iter();
        let handed = counting.map(|key| {
            let without = self.membership.without_key(feed, key.id(), readers);
            Epoch {
                feed,
                epoch: key.epoch,
                key: key.id(),
                keys: self.wrapped(&key, &without),
                previous: None,
            }
        });
        Ok(handed.filter(|said| !said.keys.is_empty()).collect())
    }

    /// What hands on the keys for `purpose` that this device holds and no key of the epoch after theirs hands on yet: of an epoch that was
    /// begun twice, whoever began the next one may have had one key alone.
    pub(super) fn missing_links(
        &self,
        conn: &Connection,
        feed: FeedId,
        purpose: &Purpose,
    ) -> Result<Vec<Statement>, Error> {
        let missing = self.membership.keys_not_handed_on(feed);
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let mut held = keys_of_feed(conn, feed)?;
        held.retain(|key| key.purpose == *purpose);
        let mut links = Vec::new();
        for (epoch, id) in missing {
            let named = self.membership.keys_of_epoch(feed, epoch);
            let of_epoch = |key: &&EpochKey| key.epoch == epoch && named.contains(&key.id());
            let after = held.iter().find(of_epoch);
            let before = held.iter().find(|key| key.epoch < epoch && key.id() == id);
            if let (Some(after), Some(before)) = (after, before) {
                let sealed = before.seal_under(after, &self.office, &*self.ambient);
                links.push(Statement::Epoch(Epoch {
                    feed,
                    epoch,
                    key: after.id(),
                    keys: Vec::new(),
                    previous: Some(vec![sealed]),
                }));
            }
        }
        Ok(links)
    }

    /// The key for each reader. One to whom nothing can be wrapped is passed over: everybody else's key does not wait for that device.
    fn wrapped(&self, key: &EpochKey, readers: &[DeviceKeys]) -> Vec<Wrapped> {
        let mut keys = Vec::with_capacity(readers.len());
        for reader in readers {
            match key.wrap(&self.office, reader, &*self.ambient) {
                Ok(wrapped) => keys.push(wrapped),
                Err(fault) => tracing::warn!(feed = %key.feed, %fault, "a reader gets no key"),
            }
        }
        keys
    }

    /// Lets devices write a feed, with the key that counts there; those before it follow from that one.
    pub fn give_access(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        devices: &[DeviceKeys],
    ) -> Result<(), Error> {
        let mut said = access_to(feed, devices.iter().map(DeviceKeys::device));
        let keys = self.keys_for(conn, feed, devices)?;
        said.extend(keys.into_iter().map(Statement::Epoch));
        self.say(conn, &said)
    }

    /// The keys of the feed's newest epoch that this device holds for what it takes the feed for, the one to seal with first.
    pub fn keys_that_count(&self, conn: &Connection, feed: FeedId) -> Result<Vec<EpochKey>, Error> {
        let Some(row) = FeedRow::get(conn, feed)? else {
            return Ok(Vec::new());
        };
        let mut keys = self.newest_keys(conn, feed)?;
        keys.retain(|key| key.purpose.to_bytes() == row.purpose);
        Ok(keys)
    }

    /// The keys of the feed's newest epoch that this device holds, whatever they are for; none where a believed epoch is newer than every key
    /// that counts, for nothing is sealed under an older one.
    pub(super) fn newest_keys(
        &self,
        conn: &Connection,
        feed: FeedId,
    ) -> Result<Vec<EpochKey>, Error> {
        let begun = self.membership.newest_epoch(feed).unwrap_or(0);
        let mut keys = self.counting(feed, keys_said(conn, feed)?);
        let newest = keys.iter().map(|key| key.epoch).max().unwrap_or(0);
        keys.retain(|key| key.epoch == newest && newest >= begun);
        Ok(keys)
    }

    /// Those of `keys`, which are of `feed`, that count: a believed word brought them, or names them as it does those that this device made
    /// itself. Until the office has said who this device is, what its welcome brought counts as well.
    pub(super) fn counting(
        &self,
        feed: FeedId,
        keys: Vec<(EpochKey, Option<EntryId>)>,
    ) -> Vec<EpochKey> {
        let granted = self.is_granted();
        let named = LazyCell::new(|| self.membership.keys_named(feed));
        let counts = |(key, said_by): &(EpochKey, Option<EntryId>)| match said_by {
            Some(by) => self.membership.believes(by),
            None => !granted || named.contains(&(key.epoch, key.id())),
        };
        let counting = keys.into_iter().filter(counts);
        counting.map(|(key, _)| key).collect()
    }
}

/// What gives `devices` the right to write `feed`.
pub(super) fn access_to(
    feed: FeedId,
    devices: impl IntoIterator<Item = DeviceId>,
) -> Vec<Statement> {
    let given = devices.into_iter().map(|device| Given {
        device,
        rights: Rights::Write,
    });
    let given: Vec<Given> = given.collect();
    let said = given.chunks(MAX_ACCESS).map(|devices| GiveAccess {
        feed,
        devices: devices.to_vec(),
    });
    said.map(Statement::Access).collect()
}

/// Keeps a feed key and makes its feed known; `said_by` is the control entry that brought it.
pub fn keep_key(conn: &Connection, key: &EpochKey, said_by: Option<&EntryId>) -> Result<(), Error> {
    FeedRow::learn(conn, key.feed, &key.purpose.to_bytes())?;
    let (secret, purpose) = (key.key.to_secret_bytes(), key.purpose.to_bytes());
    HeldKey::keep(conn, key.feed, key.epoch, &secret, &purpose, said_by)?;
    Ok(())
}

/// Every key of a feed that this device holds, oldest first.
pub(super) fn keys_of_feed(conn: &Connection, feed: FeedId) -> Result<Vec<EpochKey>, Error> {
    let keys = keys_said(conn, feed)?.into_iter();
    Ok(keys.map(|(key, _)| key).collect())
}

/// The same, with the control entries that brought them.
pub(super) fn keys_said(
    conn: &Connection,
    feed: FeedId,
) -> Result<Vec<(EpochKey, Option<EntryId>)>, Error> {
    let held = HeldKey::all(conn, feed)?.into_iter();
    held.map(|held| key_held(feed, &held)).collect()
}

/// A key of `feed` that is held, with the control entry that brought it.
pub(super) fn key_held(feed: FeedId, held: &HeldKey) -> Result<(EpochKey, Option<EntryId>), Error> {
    let key =
        FeedKey::from_secret_bytes(&*held.key).map_err(|_| StoreError::Damaged("feed key"))?;
    let key = EpochKey {
        feed,
        epoch: held.epoch,
        purpose: Purpose::from_bytes(&held.purpose)?,
        key,
    };
    Ok((key, held.said_by))
}

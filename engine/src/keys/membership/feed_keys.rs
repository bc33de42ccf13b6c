//! Who gets which feed key, as the believed statements say it. Knows the keys only as they are wrapped.

use std::collections::BTreeSet;

use sesi_wire::ids::{DeviceId, EntryId, FeedId, KeyId};
use sesi_wire::statement::{DeviceKeys, Epoch, Previous, Statement};

use super::facts::EpochSaid;
use super::{DeviceState, Membership};

/// A feed key that is wrapped to a device.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrappedKey {
    /// The feed.
    pub feed: FeedId,
    /// The epoch. Two keys of one number are possible; keep both.
    pub epoch: u32,
    /// Which key.
    pub key: KeyId,
    /// For [`EpochKey::unwrap`](crate::keys::epoch::EpochKey::unwrap).
    pub sealed: Vec<u8>,
    /// The entry that says so.
    pub entry: EntryId,
}

impl Membership {
    /// To whom a new key of `feed` is wrapped: the root always, and every device in service whose access names the feed.
    pub fn readers_of(&self, feed: FeedId) -> Vec<DeviceKeys> {
        let root = self.facts.root().copied();
        let others = self
            .facts
            .devices()
            .filter(|(device, _)| *device != self.root.device && self.reads(*device, feed));
        root.into_iter()
            .chain(others.map(|(device, introduced)| self.keys_presented(device, introduced)))
            .collect()
    }

    /// The readers of `feed` to whom no believed statement wraps any key of its newest epoch yet; none where no epoch was begun.
    pub fn readers_without_newest_key(&self, feed: FeedId) -> Vec<DeviceKeys> {
        let Some((_, said)) = self.facts.epochs(feed).last() else {
            return Vec::new();
        };
        let mut readers = self.readers_of(feed);
        readers.retain(|keys| !said.has_one(keys.device()));
        readers
    }

    /// Whether a reader of `feed` lacks a key of its newest epoch: of an epoch that was begun twice, every reader is to have both.
    pub fn newest_keys_are_due(&self, feed: FeedId) -> bool {
        let Some((_, said)) = self.facts.epochs(feed).last() else {
            return false;
        };
        let readers = self.readers_of(feed);
        readers.iter().any(|keys| !said.has_all(keys.device()))
    }

    /// Those of `devices` in service to whom no believed statement wraps `key` of the feed's newest epoch yet.
    pub fn without_key(&self, feed: FeedId, key: KeyId, devices: &[DeviceKeys]) -> Vec<DeviceKeys> {
        let newest = self.facts.epochs(feed).last();
        let given = newest.and_then(|(_, said)| said.keys.get(&key));
        let lacks = |keys: &&DeviceKeys| {
            let device = keys.device();
            self.state(device) == DeviceState::Active
                && given.is_none_or(|given| !given.contains(&device))
        };
        devices.iter().filter(lacks).copied().collect()
    }

    /// Keys of `feed` that no key of the epoch after them hands on, each with the number of that epoch.
    pub fn keys_not_handed_on(&self, feed: FeedId) -> Vec<(u32, KeyId)> {
        let after = self.facts.epochs(feed).skip(1);
        let pairs = self.facts.epochs(feed).zip(after);
        pairs
            .flat_map(|((_, said), (after, then))| {
                let keys = said.keys.keys();
                let missing = keys.filter(|key| !then.before.contains(*key));
                missing.map(move |key| (after, *key))
            })
            .collect()
    }

    /// The keys that believed statements name for an epoch of `feed`.
    pub fn keys_of_epoch(&self, feed: FeedId, epoch: u32) -> BTreeSet<KeyId> {
        let said = self.epoch(feed, epoch).into_iter();
        said.flat_map(|said| said.keys.keys().copied()).collect()
    }

    /// Every key of `feed` that believed statements name, with its epoch.
    pub fn keys_named(&self, feed: FeedId) -> BTreeSet<(u32, KeyId)> {
        let epochs = self.facts.epochs(feed);
        epochs
            .flat_map(|(epoch, said)| said.keys.keys().map(move |key| (epoch, *key)))
            .collect()
    }

    /// The newest epoch of `feed` that the office has begun, each one after the one before.
    pub fn newest_epoch(&self, feed: FeedId) -> Option<u32> {
        self.facts.epochs(feed).map(|(epoch, _)| epoch).last()
    }

    /// Feeds whose newest key outsiders have.
    pub fn feeds_known_to_outsiders(&self) -> Vec<FeedId> {
        let feeds = self.facts.feeds_with_epochs();
        feeds
            .filter(|feed| self.outsiders_have_newest_key(*feed))
            .collect()
    }

    /// Whether somebody has the newest key of the feed who is no reader: it was revoked, what introduced it is not believed any more, or it
    /// made the feed for others. Whoever says a key has it, too.
    pub fn outsiders_have_newest_key(&self, feed: FeedId) -> bool {
        let newest = self.facts.epochs(feed).last();
        newest.is_some_and(|(_, said)| {
            let given = said.keys.values().flatten().copied();
            let mut devices = given.chain(self.authors_of(said));
            devices.any(|device| !self.reads(device, feed))
        })
    }

    /// The keys of `feed` that devices of the office in service say themselves: an honest one holds each key that it begins, gives to
    /// somebody or hands on, and gives it to the others.
    pub fn keys_vouched_for(&self, feed: FeedId) -> BTreeSet<KeyId> {
        let said = self.facts.said_of(feed);
        said.flat_map(|said| self.statements_of(said))
            .filter(|(entry, _)| self.is_said_in_service(entry))
            .flat_map(|(_, epoch)| {
                let before = epoch.previous.iter().flatten();
                before.map(|key| key.key).chain([epoch.key])
            })
            .collect()
    }

    /// Whether a device of the office in service says something of the feed's newest epoch; also where none was begun.
    pub fn newest_epoch_is_vouched_for(&self, feed: FeedId) -> bool {
        let newest = self.facts.epochs(feed).last();
        newest.is_none_or(|(_, said)| self.authors_of(said).any(|author| self.is_office(author)))
    }

    /// How many devices of the office in service were given a key of the feed's newest epoch; the root is none.
    pub fn machines_with_newest_key(&self, feed: FeedId) -> usize {
        let Some((_, said)) = self.facts.epochs(feed).last() else {
            return 0;
        };
        let given: BTreeSet<DeviceId> = said.keys.values().flatten().copied().collect();
        let machine = |device: &&DeviceId| **device != self.root.device && self.is_office(**device);
        given.iter().filter(machine).count()
    }

    /// Every key of `feed` that is wrapped to `device`, by epoch.
    pub fn wrapped_for(&self, device: DeviceId, feed: FeedId) -> Vec<WrappedKey> {
        let mut keys = Vec::new();
        for (epoch, said) in self.facts.epochs(feed) {
            if !said.has_one(device) {
                continue;
            }
            for (entry, statement) in self.statements_of(said) {
                let own = statement.keys.iter().filter(|to| to.device == device);
                keys.extend(own.map(|to| WrappedKey {
                    feed,
                    epoch,
                    key: statement.key,
                    sealed: to.sealed.to_vec(),
                    entry,
                }));
            }
        }
        keys
    }

    /// The keys of the epoch before `epoch` that are sealed under `key`, with the entries that say them.
    pub fn keys_before(&self, feed: FeedId, epoch: u32, key: KeyId) -> Vec<(EntryId, &Previous)> {
        let said = self.epoch(feed, epoch).into_iter();
        said.flat_map(|said| self.statements_of(said))
            .filter(|(_, statement)| statement.key == key)
            .flat_map(|(entry, statement)| {
                let keys = statement.previous.iter().flatten();
                keys.map(move |key| (entry, key))
            })
            .collect()
    }

    /// Whether the device is the root, or in service and let into the feed.
    fn reads(&self, device: DeviceId, feed: FeedId) -> bool {
        device == self.root.device
            || (self.state(device) == DeviceState::Active
                && self.facts.device(device).is_some()
                && self.facts.rights(device, feed).is_some())
    }

    fn is_said_in_service(&self, entry: &EntryId) -> bool {
        let spoken = self.entries.get(entry);
        spoken.is_some_and(|spoken| self.is_office(spoken.author))
    }

    fn authors_of<'m>(&'m self, said: &'m EpochSaid) -> impl Iterator<Item = DeviceId> + 'm {
        let entries = said.places.iter().map(|(entry, _)| entry);
        let spoken = entries.filter_map(|entry| self.entries.get(entry));
        spoken.map(|spoken| spoken.author)
    }

    fn epoch(&self, feed: FeedId, epoch: u32) -> Option<&EpochSaid> {
        let mut epochs = self.facts.epochs(feed);
        epochs
            .find(|(number, _)| *number == epoch)
            .map(|(_, said)| said)
    }

    fn statements_of<'m>(
        &'m self,
        said: &'m EpochSaid,
    ) -> impl Iterator<Item = (EntryId, &'m Epoch)> {
        said.places.iter().filter_map(|(entry, at)| {
            let statement = self.said.get(entry)?.get(*at)?;
            match statement {
                Statement::Epoch(epoch) => Some((*entry, epoch)),
                _ => None,
            }
        })
    }
}

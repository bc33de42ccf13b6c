//! Who gets which feed key, as the believed statements say it. Knows the keys only as they are wrapped.

use std::collections::BTreeSet;

use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::statement::{DeviceKeys, Epoch, Statement};

use super::facts::EpochSaid;
use super::{DeviceState, Membership};

/// A feed key that is wrapped to a device.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrappedKey {
    /// The feed.
    pub feed: FeedId,
    /// The epoch. Two keys of one number are possible; keep both.
    pub epoch: u32,
    /// For [`EpochKey::unwrap`](crate::keys::epoch::EpochKey::unwrap).
    pub sealed: Vec<u8>,
    /// The entry that says so.
    pub entry: EntryId,
}

impl Membership {
    /// To whom a new key of `feed` is wrapped: the root always, and every device in service whose access names the feed.
    pub fn readers_of(&self, feed: FeedId) -> Vec<DeviceKeys> {
        let root = self.facts.root().copied();
        let others = self.facts.devices().filter(|(device, _)| {
            *device != self.root.device
                && self.state(*device) == DeviceState::Active
                && self.facts.rights(*device, feed).is_some()
        });
        root.into_iter()
            .chain(others.map(|(_, introduced)| introduced.keys))
            .collect()
    }

    /// The readers of `feed` to whom no believed statement wraps the key of its newest epoch yet.
    pub fn readers_without_newest_key(&self, feed: FeedId) -> Vec<DeviceKeys> {
        self.without_newest_key(feed, &self.readers_of(feed))
    }

    /// Those of `devices` in service to whom no believed statement wraps the key of the feed's newest epoch yet; none where no epoch was begun.
    pub fn without_newest_key(&self, feed: FeedId, devices: &[DeviceKeys]) -> Vec<DeviceKeys> {
        let Some((_, said)) = self.facts.epochs(feed).last() else {
            return Vec::new();
        };
        let lacks = |keys: &&DeviceKeys| {
            let device = keys.device();
            self.state(device) == DeviceState::Active && !said.devices.contains(&device)
        };
        devices.iter().filter(lacks).copied().collect()
    }

    /// The newest epoch of `feed` that the office has begun, each one after the one before.
    pub fn newest_epoch(&self, feed: FeedId) -> Option<u32> {
        self.facts.epochs(feed).map(|(epoch, _)| epoch).last()
    }

    /// Feeds whose newest key somebody has who is no reader: it was revoked, or what introduced it is not believed any more.
    pub fn feeds_read_by_others(&self) -> Vec<FeedId> {
        let feeds = self.facts.feeds_with_epochs();
        feeds
            .filter(|feed| {
                let newest = self.facts.epochs(*feed).last();
                newest.is_some_and(|(_, said)| {
                    let readers: BTreeSet<DeviceId> = self
                        .readers_of(*feed)
                        .iter()
                        .map(DeviceKeys::device)
                        .collect();
                    let root = self.root.device;
                    let mut devices = said.devices.iter().filter(|device| **device != root);
                    devices.any(|device| !readers.contains(device))
                })
            })
            .collect()
    }

    /// Every key of `feed` that is wrapped to `device`, by epoch.
    pub fn wrapped_for(&self, device: DeviceId, feed: FeedId) -> Vec<WrappedKey> {
        let mut keys = Vec::new();
        for (epoch, said) in self.facts.epochs(feed) {
            if !said.devices.contains(&device) {
                continue;
            }
            for (entry, statement) in self.statements_of(said) {
                let own = statement.keys.iter().filter(|to| to.device == device);
                keys.extend(own.map(|to| WrappedKey {
                    feed,
                    epoch,
                    sealed: to.sealed.to_vec(),
                    entry,
                }));
            }
        }
        keys
    }

    /// The keys of the epoch before `epoch`, sealed under its own, with the entries that say them.
    pub fn keys_before(&self, feed: FeedId, epoch: u32) -> Vec<(EntryId, &[u8])> {
        let said = self.epoch(feed, epoch).into_iter();
        said.flat_map(|said| self.statements_of(said))
            .flat_map(|(entry, statement)| {
                let keys = statement.previous.iter().flatten();
                keys.map(move |key| (entry, &key[..]))
            })
            .collect()
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

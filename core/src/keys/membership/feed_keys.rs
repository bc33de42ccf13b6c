//! Who gets which feed key, as the believed statements say it. Knows the keys only as they are wrapped.

use std::collections::BTreeSet;

use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::{DeviceKeys, Epoch, Statement};

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
}

impl Membership {
    /// To whom a new key of `feed` is wrapped: the root always, and every device in service whose access names the feed.
    pub fn readers_of(&self, feed: FeedId) -> Vec<DeviceKeys> {
        self.devices()
            .into_iter()
            .filter(|info| {
                info.is_root
                    || (info.state == DeviceState::Active
                        && info.access.iter().any(|access| access.feed == feed))
            })
            .map(|info| info.keys)
            .collect()
    }

    /// The readers of `feed` to whom no believed statement wraps this epoch's key yet.
    pub fn readers_without(&self, feed: FeedId, epoch: u32) -> Vec<DeviceKeys> {
        let have: BTreeSet<DeviceId> = self
            .epochs_said()
            .filter(|said| said.feed == feed && said.epoch == epoch)
            .flat_map(|said| said.keys.iter().map(|wrapped| wrapped.device))
            .collect();
        let mut readers = self.readers_of(feed);
        readers.retain(|keys| !have.contains(&keys.device()));
        readers
    }

    /// The newest epoch of `feed` that the office has begun.
    pub fn newest_epoch(&self, feed: FeedId) -> Option<u32> {
        let of_feed = self.epochs_said().filter(|said| said.feed == feed);
        of_feed.map(|said| said.epoch).max()
    }

    /// Every key that is wrapped to `device`, by feed and epoch.
    pub fn wrapped_for(&self, device: DeviceId) -> Vec<WrappedKey> {
        let keys: BTreeSet<WrappedKey> = self
            .epochs_said()
            .flat_map(|said| said.keys.iter().map(move |wrapped| (said, wrapped)))
            .filter(|(_, wrapped)| wrapped.device == device)
            .map(|(said, wrapped)| WrappedKey {
                feed: said.feed,
                epoch: said.epoch,
                sealed: wrapped.sealed.to_vec(),
            })
            .collect();
        keys.into_iter().collect()
    }

    fn epochs_said(&self) -> impl Iterator<Item = &Epoch> {
        self.candidates
            .iter()
            .filter(|(id, _)| self.belief.believed(id))
            .flat_map(|(_, candidate)| &candidate.statements)
            .filter_map(|statement| match statement {
                Statement::Epoch(epoch) => Some(epoch),
                _ => None,
            })
    }
}

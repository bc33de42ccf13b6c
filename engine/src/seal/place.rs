//! Where a device's next entry stands in a feed.

use sesi_wire::chain::ChainMark;
use sesi_wire::entry::{Header, Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, FeedId};

use crate::ambient::Ambient;
use crate::keys::identity::salt;

/// The part of a header that follows from what the device wrote and saw before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The feed.
    pub feed: FeedId,
    /// 1, 2, 3 ... of this device in this feed.
    pub device_seq: u64,
    /// First half of the id of this device's previous entry in this feed; zeros for the first.
    pub previous: [u8; 16],
    /// The relay's seq up to which the device has the feed.
    pub seen_seq: u64,
    /// The chain there; zeros when `seen_seq` is 0.
    pub seen_chain: ChainMark,
}

impl Place {
    /// The first entry of a device that has seen nothing of the feed.
    pub fn first(feed: FeedId) -> Self {
        Self {
            feed,
            device_seq: 1,
            previous: [0; 16],
            seen_seq: 0,
            seen_chain: ChainMark::default(),
        }
    }

    /// The place after `entry`, which this device has just made, having seen no more meanwhile.
    #[must_use]
    pub fn after(entry: &SealedEntry) -> Self {
        let header = entry.header();
        Self {
            feed: header.feed,
            device_seq: header.device_seq.saturating_add(1),
            previous: entry.id().short().0,
            seen_seq: header.seen_seq,
            seen_chain: header.seen_chain,
        }
    }

    /// The same place, with what has been seen since.
    #[must_use]
    pub fn having_seen(self, seen_seq: u64, seen_chain: ChainMark) -> Self {
        Self {
            seen_seq,
            seen_chain,
            ..self
        }
    }

    /// A header with a fresh salt.
    pub(super) fn header(
        &self,
        kind: Kind,
        device: DeviceId,
        epoch: u32,
        ambient: &dyn Ambient,
    ) -> Header {
        Header {
            kind,
            feed: self.feed,
            device,
            device_seq: self.device_seq,
            previous: self.previous,
            epoch,
            seen_seq: self.seen_seq,
            seen_chain: self.seen_chain,
            salt: salt(ambient),
        }
    }
}

//! Chooses the feed a device writes to when several exist for one purpose, and the key it seals with: nothing is sealed with a key that
//! no machine of the office in service vouches for. Two machines may have made a feed each, and one who was revoked another, or said to
//! some that a feed is for one thing and to others that it is for another.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_wire::ids::{FeedId, KeyId};

use super::Me;
use super::access::key_held;
use crate::error::Error;
use crate::field::Field;
use crate::keys::epoch::EpochKey;
use crate::keys::purpose::Purpose;
use crate::store::{FeedRow, HeldKey};

impl<F: Field> Me<F> {
    /// The feed of `purpose` to which this device writes. Of those that count the first by [`Self::rank`].
    pub fn feed_of(&self, conn: &Connection, purpose: &Purpose) -> Result<Option<FeedRow>, Error> {
        Ok(self.choose(conn, purpose)?.map(|(feed, _)| feed))
    }

    /// The same, with whether somebody in service vouches for it.
    fn choose(
        &self,
        conn: &Connection,
        purpose: &Purpose,
    ) -> Result<Option<(FeedRow, bool)>, Error> {
        let purpose = purpose.to_bytes();
        // Whoever names thousands of feeds makes two statements no more.
        let mut held: BTreeMap<FeedId, Vec<_>> = BTreeMap::new();
        for (feed, key) in HeldKey::of_purpose(conn, &purpose)? {
            held.entry(feed).or_default().push(key_held(feed, &key)?);
        }
        let counting = held.into_iter().map(|(feed, keys)| {
            let keys = self.counting(feed, keys).into_iter();
            (feed, keys.map(|key| key.id()).collect())
        });
        let counting: BTreeMap<FeedId, BTreeSet<KeyId>> = counting
            .filter(|(_, keys): &(_, BTreeSet<KeyId>)| !keys.is_empty())
            .collect();
        let feeds = FeedRow::with_key_for(conn, &purpose)?.into_iter();
        let choices = feeds
            .filter(|feed| self.is_let_write(feed.id))
            .filter_map(|feed| {
                let vouched = self.is_vouched_for(feed.id, counting.get(&feed.id)?);
                Some((feed, vouched))
            });
        Ok(choices.min_by_key(|(feed, vouched)| self.rank(feed.id, *vouched)))
    }

    /// The feed of `purpose` to which this device writes, and the key to seal with; none while the feed or such a key is not here.
    pub fn feed_and_key(
        &self,
        conn: &Connection,
        purpose: &Purpose,
    ) -> Result<Option<(FeedRow, EpochKey)>, Error> {
        let Some(feed) = self.feed_of(conn, purpose)? else {
            return Ok(None);
        };
        let vouched = self.membership.keys_vouched_for(feed.id);
        let mut keys = self.newest_keys(conn, feed.id)?.into_iter();
        let key = keys.find(|key| {
            key.purpose == *purpose && (!self.is_granted() || vouched.contains(&key.id()))
        });
        Ok(key.map(|key| (feed, key)))
    }

    /// Whether there is no feed of `purpose`, or only such as no machine of the office in service vouches for.
    pub(super) fn lacks_feed(&self, conn: &Connection, purpose: &Purpose) -> Result<bool, Error> {
        let chosen = self.choose(conn, purpose)?;
        Ok(!chosen.is_some_and(|(_, vouched)| vouched))
    }

    /// Whether a machine in service says something of the feed's newest epoch, and that the feed is for what `keys` are for.
    fn is_vouched_for(&self, feed: FeedId, keys: &BTreeSet<KeyId>) -> bool {
        let said = || self.membership.keys_vouched_for(feed);
        self.membership.newest_epoch_is_vouched_for(feed)
            && (!self.is_granted() || !said().is_disjoint(keys))
    }

    /// Whether the office has said who this device is. Until then its welcome says what it may write and with which keys.
    pub(super) fn is_granted(&self) -> bool {
        self.membership.author_key(self.device()).is_some()
    }

    fn is_let_write(&self, feed: FeedId) -> bool {
        let device = self.device();
        !self.is_granted() || self.membership.may_write(device, feed, true).is_ok()
    }

    /// First the feeds that a machine in service vouches for, then those whose newest key no outsider has, then those that most machines can
    /// read, then the smallest id.
    fn rank(&self, feed: FeedId, vouched: bool) -> (bool, bool, Reverse<usize>, FeedId) {
        let membership = &self.membership;
        (
            !vouched,
            membership.outsiders_have_newest_key(feed),
            Reverse(membership.machines_with_newest_key(feed)),
            feed,
        )
    }
}

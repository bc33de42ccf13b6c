//! Chooses the feed a device writes to when several exist for one purpose, and the key it seals with: nothing is sealed with a key that
//! no machine of the office in service vouches for. Two machines may have made a feed each, and one who was revoked another.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_wire::ids::FeedId;

use super::Me;
use crate::error::Error;
use crate::field::Field;
use crate::keys::epoch::EpochKey;
use crate::keys::purpose::Purpose;
use crate::store::{FeedRow, HeldKey};

impl<F: Field> Me<F> {
    /// The feed of `purpose` to which this device writes. Of those that count the first by [`Self::rank`].
    pub fn feed_of(&self, conn: &Connection, purpose: &Purpose) -> Result<Option<FeedRow>, Error> {
        let purpose = purpose.to_bytes();
        // Whoever names thousands of feeds makes two statements no more.
        let keys = HeldKey::words_of_purpose(conn, &purpose)?.into_iter();
        let counting: BTreeSet<FeedId> = keys
            .filter(|(_, said_by)| said_by.is_none_or(|by| self.membership.believes(&by)))
            .map(|(feed, _)| feed)
            .collect();
        let feeds = FeedRow::all_of_purpose(conn, &purpose)?.into_iter();
        Ok(feeds
            .filter(|feed| counting.contains(&feed.id) && self.is_let_write(feed.id))
            .min_by_key(|feed| self.rank(feed.id)))
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
        let mut keys = self.keys_that_count(conn, feed.id)?.into_iter();
        let key = keys.find(|key| !self.is_granted() || vouched.contains(&key.id()));
        Ok(key.map(|key| (feed, key)))
    }

    /// Whether there is no feed of `purpose`, or only such as no machine of the office in service vouches for.
    pub(super) fn lacks_feed(&self, conn: &Connection, purpose: &Purpose) -> Result<bool, Error> {
        let feed = self.feed_of(conn, purpose)?;
        let vouched = |feed: FeedRow| self.membership.newest_epoch_is_vouched_for(feed.id);
        Ok(!feed.is_some_and(vouched))
    }

    /// Whether the office has said who this device is. Until then its welcome says what it may write and with which keys.
    pub(super) fn is_granted(&self) -> bool {
        self.membership.author_key(self.device()).is_some()
    }

    fn is_let_write(&self, feed: FeedId) -> bool {
        let device = self.device();
        !self.is_granted() || self.membership.may_write(device, feed, true).is_ok()
    }

    /// First the feeds whose newest epoch a machine in service vouches for, then those whose newest key no outsider has, then those that
    /// most machines can read, then the smallest id.
    fn rank(&self, feed: FeedId) -> (bool, bool, Reverse<usize>, FeedId) {
        let membership = &self.membership;
        (
            !membership.newest_epoch_is_vouched_for(feed),
            membership.outsiders_have_newest_key(feed),
            Reverse(membership.machines_with_newest_key(feed)),
            feed,
        )
    }
}

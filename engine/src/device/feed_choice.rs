//! Which feed of a purpose a device writes to, where there are several: two office devices may have made one each, and one who was revoked may
//! have made another. A feed that only words name which do not count (any more) is none: nobody's work waits for it.

use std::cmp::Reverse;

use rusqlite::Connection;
use sesi_wire::ids::FeedId;

use super::Me;
use super::access::keys_said;
use crate::error::Error;
use crate::field::Field;
use crate::keys::purpose::Purpose;
use crate::store::{ArchivedEntry, Fact, FeedRow};

impl<F: Field> Me<F> {
    /// The feed of `purpose` to which this device writes: of those that count and that it may write, first one whose newest key nobody has
    /// who is no reader, then the one that most machines of the office can read, then the one with the smallest id.
    pub fn feed_of(&self, conn: &Connection, purpose: &Purpose) -> Result<Option<FeedRow>, Error> {
        let mut feeds = FeedRow::all_of_purpose(conn, &purpose.to_bytes())?;
        if feeds.len() < 2 {
            let only = feeds.pop();
            return match only {
                Some(feed) if self.counts(conn, &feed)? => Ok(Some(feed)),
                _ => Ok(None),
            };
        }
        let mut counting = Vec::with_capacity(feeds.len());
        for feed in feeds {
            if self.counts(conn, &feed)? {
                counting.push(feed);
            }
        }
        let rank = |feed: &FeedRow| {
            let machines = self.membership.machines_with_newest_key(feed.id);
            (
                self.membership.is_read_by_others(feed.id),
                Reverse(machines),
                feed.id,
            )
        };
        Ok(counting.into_iter().min_by_key(rank))
    }

    /// What this device wrote to a feed that somebody reads who is no reader, where it writes to another of that purpose now: it waits to be sealed
    /// there. Whoever made the first one may have let nobody else read it.
    pub(super) fn seal_elsewhere(&self, conn: &Connection) -> Result<(), Error> {
        let mut left = Fact::LeftFeeds.get(conn)?.unwrap_or_default();
        for feed in FeedRow::all(conn)? {
            let known = left.as_chunks().0.contains(&feed.id.0);
            if known || feed.id == FeedId::CONTROL || !self.membership.is_read_by_others(feed.id) {
                continue;
            }
            let now = self.feed_of(conn, &Purpose::from_bytes(&feed.purpose)?)?;
            if now.is_none_or(|now| now.id == feed.id) {
                continue;
            }
            for id in ArchivedEntry::of_device(conn, self.device())? {
                let own = ArchivedEntry::get(conn, &id)?;
                if own.is_some_and(|own| own.feed == feed.id) {
                    self.take_changes_back(conn, &id)?;
                }
            }
            left.extend(feed.id.0);
            Fact::LeftFeeds.set(conn, &left)?;
        }
        Ok(())
    }

    /// Whether a word that counts gave this device a key of the feed and the right to write there. What it may write before its grant is
    /// here, its welcome said.
    fn counts(&self, conn: &Connection, feed: &FeedRow) -> Result<bool, Error> {
        let device = self.device();
        let granted = self.membership.author_key(device).is_some();
        if granted && self.membership.may_write(device, feed.id, true).is_err() {
            return Ok(false);
        }
        let keys = keys_said(conn, feed.id)?;
        let mut words = keys.into_iter().map(|(_, said_by)| said_by);
        Ok(words.any(|said_by| said_by.is_none_or(|by| self.membership.believes(&by))))
    }
}

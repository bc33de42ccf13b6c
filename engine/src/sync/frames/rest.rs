//! Feeds of which an answer brings nothing more: refused, here up to the relay's end, or left out because nothing is new.

use rusqlite::Connection;
use sesi_wire::ids::FeedId;

use super::{Place, State, lie};
use crate::device::Me;
use crate::error::Error;
use crate::field::Field;
use crate::store::{ArchivedEntry, FeedRow, gaps};
use crate::sync::repair;
use crate::sync::request::Request;

impl State {
    /// This device may not have the feed any more. What it has stays; nothing more of it is awaited.
    pub(super) fn feed_refused(
        &mut self,
        conn: &Connection,
        request: &Request,
        feed: FeedId,
    ) -> Result<(), Error> {
        let mut row = self.first_word(conn, request, feed)?;
        if !gaps::of(conn, feed, 1)?.is_empty() {
            // Once it may have the feed again, it begins anew: what was missing is no longer known.
            gaps::clear_after(conn, feed, 0)?;
            (row.since, row.chain) = (0, None);
        }
        row.list_start = None;
        row.listing = false;
        row.settling = false;
        row.refused = true;
        Ok(row.update(conn)?)
    }

    /// The feed is here up to the relay's end. What was pushed with this request or before stands below that end, or the relay only
    /// said that it took it.
    pub(super) fn pulled_whole<F: Field>(
        &mut self,
        conn: &Connection,
        me: &Me<F>,
        feed: &mut FeedRow,
    ) -> Result<(), Error> {
        if ArchivedEntry::never_stored(conn, feed.id, feed.since)? > 0 {
            self.report.repaired = true;
            self.report.more = true;
        }
        // Own entries that are still to be fetched by number may have the next numbers.
        if feed.settling && gaps::of(conn, feed.id, 1)?.is_empty() {
            repair::settled(conn, me, feed)?;
            self.report.more = true;
        }
        Ok(())
    }

    /// A feed that the answer left out has nothing new.
    pub(super) fn end<F: Field>(
        &mut self,
        conn: &Connection,
        me: &Me<F>,
        request: &Request,
    ) -> Result<(), Error> {
        if !matches!(self.place, Place::Between) {
            return Err(lie("a page without an end"));
        }
        self.ended = true;
        let asked = request.asked.keys();
        let unmentioned: Vec<FeedId> = asked
            .copied()
            .filter(|feed| !self.mentioned.contains(feed))
            .collect();
        for feed in &unmentioned {
            let Some(mut row) = FeedRow::get(conn, *feed)? else {
                continue;
            };
            if row.head != row.since || row.listing || row.refused {
                row.head = row.since;
                // An empty log lists no ids.
                row.listing = false;
                row.refused = false;
                row.update(conn)?;
            }
            self.pulled_whole(conn, me, &mut row)?;
        }
        Ok(())
    }
}

//! Where the relay's log is another than the one known here: that it is, and the ids that it lists, which begin where the feed begins and go
//! on without a gap.

use rusqlite::Connection;
use sesi_wire::chain::Chain;
use sesi_wire::ids::{FeedId, ShortEntryId};

use super::{Place, State, lie};
use crate::error::Error;
use crate::store::FeedRow;
use crate::sync::repair;
use crate::sync::request::Request;

impl State {
    /// The relay's log is another than the one that this device knew.
    pub(super) fn diverged(
        &mut self,
        conn: &Connection,
        request: &Request,
        feed: FeedId,
        head: u64,
        chain: Chain,
    ) -> Result<(), Error> {
        let mut row = self.first_word(conn, request, feed)?;
        if row.since == 0 || row.listing {
            return Err(lie("a log that differs from nothing"));
        }
        self.report.acknowledged += repair::diverged(conn, &mut row, head, chain)?;
        self.report.repaired = true;
        self.report.more = true;
        Ok(())
    }

    /// A piece of a list, which begins where the feed begins and goes on without a gap.
    pub(super) fn listing(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        since: u64,
        ids: &[ShortEntryId],
    ) -> Result<(), Error> {
        let left = self.allowance.listed.checked_sub(ids.len());
        self.allowance.listed = left
            .filter(|_| !ids.is_empty())
            .ok_or_else(|| lie("a list without end"))?;
        let row = FeedRow::get(conn, feed)?.ok_or_else(|| lie("a feed that is not known"))?;
        let start = match &self.place {
            Place::Page {
                feed: page,
                at: 0,
                chain,
                ..
            } if page.id == feed && since == 0 => *chain,
            Place::Listing {
                feed: begun,
                start,
                listed,
            } if begun.id == feed && since == *listed => *start,
            _ => return Err(lie("a list without its beginning")),
        };
        repair::listed(conn, &row, since, ids)?;
        self.place = Place::Listing {
            feed: row,
            start,
            listed: since.saturating_add(ids.len() as u64),
        };
        self.report.repaired = true;
        self.report.more = true;
        Ok(())
    }
}

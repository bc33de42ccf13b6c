//! Takes the frames of a response one after the other: where in the response it is, and what it may bring yet. A frame that does not answer
//! this request ends the exchange at once, so that an answer costs no more than what was asked for.

mod entries;
mod listing;
mod page;
mod rest;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_wire::chain::Chain;
use sesi_wire::ids::FeedId;
use sesi_wire::limits::MAX_ENTRY;
use sesi_wire::sync::Frame;

use super::frame_numbers::is_possible;
use super::report::Report;
use super::request::Request;
use crate::device::{Me, Retry};
use crate::error::Error;
use crate::field::Field;
use crate::store::FeedRow;

/// Ids that a relay lists in one answer at the most.
const MAX_LISTED: usize = 65_536;

/// Where in the response the receiver is.
#[derive(Debug, Default)]
enum Place {
    #[default]
    Between,
    Page {
        feed: FeedRow,
        /// After which seq it begins.
        at: u64,
        chain: Chain,
        skip: bool,
        /// The rest is left out because nobody proves it: asked for again in a later run, not in this one.
        full: bool,
    },
    Listing {
        feed: FeedRow,
        start: Chain,
        listed: u64,
    },
}

/// What else an answer may bring.
#[derive(Debug, Default)]
struct Allowance {
    /// Bytes of entries on pages: the budget that was asked for, and one entry.
    entries: usize,
    /// Ids in lists.
    listed: usize,
    /// Seqs that were asked for by number.
    wanted: BTreeSet<(FeedId, u64)>,
    /// Numbers of own entries that came, feed by feed: each stands in a log once.
    own: BTreeMap<FeedId, BTreeSet<u64>>,
}

/// How far the response is read, and what it brought.
#[derive(Debug, Default)]
pub(super) struct State {
    place: Place,
    mentioned: BTreeSet<FeedId>,
    allowance: Allowance,
    /// Own entries that this request carried and the relay refused, by feed and `device_seq`.
    pub(super) contested: BTreeSet<(FeedId, u64)>,
    /// Which parked entries may have waited for what came.
    pub retry: Retry,
    headed: bool,
    pub ended: bool,
    pub advanced: bool,
    pub report: Report,
}

impl State {
    /// At the beginning of the answer to `request`.
    pub(super) fn of(request: &Request) -> Self {
        Self {
            allowance: Allowance {
                entries: request.budget as usize + MAX_ENTRY,
                listed: MAX_LISTED,
                wanted: request.wanted.clone(),
                own: BTreeMap::new(),
            },
            ..Self::default()
        }
    }

    /// The feed that is being read may have changed since the last bytes: the office said something in it, or a file came.
    pub(super) fn look_again(&mut self, conn: &Connection) -> Result<(), Error> {
        let (Place::Page { feed, .. } | Place::Listing { feed, .. }) = &mut self.place else {
            return Ok(());
        };
        let Some(now) = FeedRow::get(conn, feed.id)? else {
            return Ok(());
        };
        let before = std::mem::replace(feed, now);
        let moved = (before.since, before.chain) != (feed.since, feed.chain);
        if let Place::Page { skip, .. } = &mut self.place
            && moved
        {
            // What follows on the page answers where the feed was; the next request asks from where it is.
            *skip = true;
            self.report.more = true;
        }
        Ok(())
    }

    /// Takes one frame for what it is.
    pub(super) fn frame<F: Field>(
        &mut self,
        conn: &Connection,
        me: &mut Me<F>,
        request: &Request,
        frame: Frame,
    ) -> Result<(), Error> {
        if !self.headed && !matches!(frame, Frame::Head { .. }) {
            return Err(Error::NotARelay(
                "the answer does not begin with its head".into(),
            ));
        }
        if !is_possible(&frame) {
            return Err(lie("a number beyond the end of any log"));
        }
        match frame {
            Frame::Head {
                version,
                relay_time,
                results,
            } => {
                self.head(request, version, results.len())?;
                me.heard(conn, relay_time)?;
                self.results(conn, me, request, &results)?;
            }
            Frame::Page { feed, since, chain } => self.page(conn, request, feed, since, chain)?,
            Frame::Entry(bytes) => self.entry(conn, me, &bytes)?,
            Frame::Own(device_seq) => self.own(conn, me, request, device_seq)?,
            Frame::PageEnd { chain, head } => self.page_end(conn, me, chain, head)?,
            Frame::Diverged { feed, head, chain } => {
                self.diverged(conn, request, feed, head, chain)?;
            }
            Frame::Refused(feed) => self.feed_refused(conn, request, feed)?,
            Frame::Listing { feed, since, ids } => self.listing(conn, feed, since, &ids)?,
            Frame::Wanted { feed, seq, entry } => self.wanted(conn, me, feed, seq, &entry)?,
            Frame::End => self.end(conn, me, request)?,
            Frame::Unknown(_) => {}
        }
        Ok(())
    }

    /// The answer has one head, in a version that this app knows, and says what became of each entry that the request carried.
    fn head(&mut self, request: &Request, version: u8, results: usize) -> Result<(), Error> {
        let again = std::mem::replace(&mut self.headed, true);
        if again || version > sesi_wire::VERSION || results != request.pushed.len() {
            return Err(Error::NotARelay(
                "the answer does not fit the request".into(),
            ));
        }
        Ok(())
    }

    /// What is known of a feed of which the answer has said nothing yet. It says one thing of each, and of none that was not asked for.
    fn first_word(
        &mut self,
        conn: &Connection,
        request: &Request,
        feed: FeedId,
    ) -> Result<FeedRow, Error> {
        if !request.asked.contains_key(&feed) {
            return Err(lie("a feed that was not asked for"));
        }
        if !matches!(self.place, Place::Between) {
            return Err(lie("a page without an end"));
        }
        if !self.mentioned.insert(feed) {
            return Err(lie("a feed twice"));
        }
        FeedRow::get(conn, feed)?.ok_or_else(|| lie("a feed that is not known"))
    }
}

/// What no relay says.
fn lie(what: &str) -> Error {
    Error::NotARelay(format!("the answer brings {what}"))
}

#[cfg(test)]
#[path = "frames_tests.rs"]
mod tests;

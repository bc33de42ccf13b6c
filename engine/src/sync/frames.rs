//! Applies the frames of a response one after the other, and checks what each says of the log. A frame that does not answer this
//! request ends the exchange at once, so that an answer costs no more than what was asked for.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_wire::chain::Chain;
use sesi_wire::ids::{EntryId, FeedId, ShortEntryId};
use sesi_wire::limits::MAX_ENTRY;
use sesi_wire::sync::Frame;

use super::frame_numbers::is_possible;
use super::repair;
use super::report::Report;
use super::request::Request;
use crate::device::{Me, Received, Retry, Source};
use crate::error::Error;
use crate::field::Field;
use crate::store::{ArchivedEntry, FeedRow, PendingChange, gaps};

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
                let again = std::mem::replace(&mut self.headed, true);
                if again || version > sesi_wire::VERSION || results.len() != request.pushed.len() {
                    return Err(Error::NotARelay(
                        "the answer does not fit the request".into(),
                    ));
                }
                me.heard(conn, relay_time)?;
                self.results(conn, me, request, &results)?;
            }
            Frame::Page { feed, since, chain } => self.page(conn, request, feed, since, chain)?,
            Frame::Entry(bytes) => {
                let left = self
                    .allowance
                    .entries
                    .checked_sub(bytes.len().max(MIN_COUNTED));
                self.allowance.entries =
                    left.ok_or_else(|| lie("more entries than were asked for"))?;
                self.entry(conn, me, &bytes)?;
            }
            Frame::Own(device_seq) => self.own(conn, me, request, device_seq)?,
            Frame::PageEnd { chain, head } => self.page_end(conn, me, chain, head)?,
            Frame::Diverged { feed, head, chain } => {
                let mut row = self.first_word(conn, request, feed)?;
                if row.since == 0 || row.listing {
                    return Err(lie("a log that differs from nothing"));
                }
                self.report.acknowledged += repair::diverged(conn, &mut row, head, chain)?;
                self.report.repaired = true;
                self.report.more = true;
            }
            Frame::Refused(feed) => self.feed_refused(conn, request, feed)?,
            Frame::Listing { feed, since, ids } => self.listing(conn, feed, since, &ids)?,
            Frame::Wanted { feed, seq, entry } => self.wanted(conn, me, feed, seq, &entry)?,
            Frame::End => self.end(conn, me, request)?,
            Frame::Unknown(_) => {}
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

    /// A piece of a list, which begins where the feed begins and goes on without a gap.
    fn listing(
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

    /// An entry that was asked for by its number. One that was not stands for nothing.
    fn wanted<F: Field>(
        &mut self,
        conn: &Connection,
        me: &mut Me<F>,
        feed: FeedId,
        seq: u64,
        entry: &[u8],
    ) -> Result<(), Error> {
        if !self.allowance.wanted.remove(&(feed, seq)) || !gaps::filled(conn, feed, seq)? {
            return Ok(());
        }
        self.mentioned.insert(feed);
        let mut row = FeedRow::get(conn, feed)?.ok_or_else(|| lie("a feed that is not known"))?;
        let received = self.arrived(conn, me, &row, entry, seq, None)?;
        if received.not_kept {
            gaps::add(conn, feed, seq)?;
            return Ok(());
        }
        if received.own {
            repair::copied(conn, &mut row)?;
            self.report.copied = true;
        }
        self.report.acknowledged += repair::prove(conn, &mut row)?;
        self.report.more |= row.listing;
        Ok(())
    }

    /// This device may not have the feed any more. What it has stays; nothing more of it is awaited.
    fn feed_refused(
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

    fn page(
        &mut self,
        conn: &Connection,
        request: &Request,
        feed: FeedId,
        since: u64,
        chain: Chain,
    ) -> Result<(), Error> {
        let mut row = self.first_word(conn, request, feed)?;
        // A page from elsewhere in the feed is an answer to an older request.
        let ours = row.since == since;
        let foreign = ours && since > 0 && row.chain != Some(chain);
        let skip = !ours || foreign || row.listing;
        if foreign {
            row.listing = true;
            row.update(conn)?;
        }
        self.place = Place::Page {
            feed: row,
            at: since,
            chain,
            skip,
            full: false,
        };
        Ok(())
    }

    fn entry<F: Field>(
        &mut self,
        conn: &Connection,
        me: &mut Me<F>,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let (mut feed, at, chain) = match &self.place {
            Place::Page { skip: true, .. } => return Ok(()),
            Place::Page {
                feed, at, chain, ..
            } => (feed.clone(), *at, *chain),
            _ => return Err(lie("an entry outside a page")),
        };
        let chain_then = chain.then(&EntryId::of(bytes));
        let received = self.arrived(conn, me, &feed, bytes, feed.since + 1, Some(chain_then))?;
        if received.not_kept {
            self.place = Place::Page {
                feed,
                at,
                chain,
                skip: true,
                full: true,
            };
            return Ok(());
        }
        if received.own {
            // This device wrote it, and this database does not know: it was restored from a backup or copied.
            repair::copied(conn, &mut feed)?;
            self.report.copied = true;
        }
        feed.since += 1;
        feed.chain = Some(chain_then);
        feed.update(conn)?;
        self.advanced = true;
        self.place = Place::Page {
            feed,
            at,
            chain: chain_then,
            skip: false,
            full: false,
        };
        Ok(())
    }

    /// Archives an entry that came from the relay and applies it.
    fn arrived<F: Field>(
        &mut self,
        conn: &Connection,
        me: &mut Me<F>,
        feed: &FeedRow,
        bytes: &[u8],
        seq: u64,
        chain: Option<Chain>,
    ) -> Result<Received, Error> {
        let mut received = me.receive(conn, feed.id, bytes, Source::Relay)?;
        self.report.not_kept += u64::from(received.not_kept);
        self.report.received += u64::from(received.new);
        self.report.changed.extend(&received.changed);
        self.retry.add(std::mem::take(&mut received.retry));
        if received.not_kept {
            return Ok(received);
        }
        let id = EntryId::of(bytes);
        let before = ArchivedEntry::seq_of(conn, feed.id, &id)?;
        // On a page the next one stands behind all that is here.
        if chain.is_some() && before.is_some_and(|before| before <= feed.since) {
            return Err(lie("an entry twice"));
        }
        let proved = ArchivedEntry::placed(conn, feed.id, &id, seq, chain)?;
        self.report.acknowledged += u64::from(proved);
        if !received.new {
            // Perhaps this device's own, sent before, whose answer was lost.
            PendingChange::acknowledged(conn, &id)?;
        }
        Ok(received)
    }

    fn own<F: Field>(
        &mut self,
        conn: &Connection,
        me: &Me<F>,
        request: &Request,
        device_seq: u64,
    ) -> Result<(), Error> {
        let Place::Page {
            feed, chain, skip, ..
        } = &mut self.place
        else {
            return Err(lie("an entry outside a page"));
        };
        // A number stands only for what the relay was told of, once; anything else could be work that never left.
        let told = request.asked.get(&feed.id).copied().unwrap_or(0);
        if device_seq > told
            || !self
                .allowance
                .own
                .entry(feed.id)
                .or_default()
                .insert(device_seq)
        {
            return Err(lie("an own entry that it was not told of"));
        }
        if *skip {
            return Ok(());
        }
        let id = ArchivedEntry::of_author(conn, feed.id, me.device(), device_seq)?
            .filter(|_| !self.contested.contains(&(feed.id, device_seq)));
        let Some(id) = id else {
            // Ours, but not as we know it: the next request asks for it in full.
            *skip = true;
            self.report.more = true;
            return Ok(());
        };
        *chain = chain.then(&id);
        feed.since += 1;
        feed.chain = Some(*chain);
        let proved = ArchivedEntry::placed(conn, feed.id, &id, feed.since, Some(*chain))?;
        self.report.acknowledged += u64::from(proved);
        PendingChange::acknowledged(conn, &id)?;
        self.advanced = true;
        Ok(feed.update(conn)?)
    }

    fn page_end<F: Field>(
        &mut self,
        conn: &Connection,
        me: &Me<F>,
        chain: Chain,
        head: u64,
    ) -> Result<(), Error> {
        match std::mem::replace(&mut self.place, Place::Between) {
            Place::Page {
                mut feed,
                chain: ours,
                skip,
                full,
                ..
            } => {
                if !skip && ours != chain {
                    feed.listing = true;
                }
                feed.head = head;
                feed.refused = false;
                if full {
                    return Ok(feed.update(conn)?);
                }
                // That its ids are to be asked for shows by itself.
                self.report.more |= skip || feed.since < head;
                feed.update(conn)?;
                if !skip && !feed.listing && feed.since >= head {
                    self.pulled_whole(conn, me, &mut feed)?;
                }
                Ok(())
            }
            Place::Listing {
                mut feed,
                start,
                listed,
            } => {
                self.report.acknowledged +=
                    repair::list_ended(conn, &mut feed, start, listed, chain, head)?;
                Ok(())
            }
            Place::Between => Err(lie("the end of a page that never began")),
        }
    }

    /// The feed is here up to the relay's end. What was pushed with this request or before stands below that end, or the relay only
    /// said that it took it.
    fn pulled_whole<F: Field>(
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
    fn end<F: Field>(
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

/// What no relay says.
fn lie(what: &str) -> Error {
    Error::NotARelay(format!("the answer brings {what}"))
}

/// What an entry of a page counts for at the least.
const MIN_COUNTED: usize = 64;

#[cfg(test)]
#[path = "frames_tests.rs"]
mod tests;

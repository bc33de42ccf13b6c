//! The frames of a response, one after the other: what each says of the log, and what is believed of it.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_wire::chain::Chain;
use sesi_wire::ids::{EntryId, FeedId, ShortEntryId};
use sesi_wire::sync::{Frame, PushResult, Rejection};

use super::repair;
use super::report::Report;
use super::request::{Pushed, Request};
use crate::device::{Me, Retry};
use crate::error::Error;
use crate::store::{ArchivedEntry, Fact, FeedRow, PendingChange, gaps};

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
    },
    Listing {
        feed: FeedRow,
        start: Chain,
        listed: u64,
    },
}
/// How far the response is read, and what it brought.
#[derive(Debug, Default)]
pub(super) struct State {
    place: Place,
    mentioned: BTreeSet<FeedId>,
    /// Own entries that this request carried and the relay refused, by feed and `device_seq`.
    contested: BTreeSet<(FeedId, u64)>,
    /// Which parked entries may have waited for what came.
    pub retry: Retry,
    headed: bool,
    pub ended: bool,
    pub advanced: bool,
    pub report: Report,
}

impl State {
    /// The feed that is being read may have changed since the last bytes: the office said something in it, or a file came.
    pub fn look_again(&mut self, conn: &Connection) -> Result<(), Error> {
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
    pub fn frame(
        &mut self,
        conn: &Connection,
        me: &mut Me,
        request: &Request,
        frame: Frame,
    ) -> Result<(), Error> {
        if !self.headed && !matches!(frame, Frame::Head { .. }) {
            return Err(Error::NotARelay(
                "the answer does not begin with its head".into(),
            ));
        }
        if numbers(&frame).any(|number| i64::try_from(number).is_err()) {
            return Err(Error::NotARelay(
                "the answer counts beyond any log's end".into(),
            ));
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
            Frame::Page { feed, since, chain } => self.page(conn, feed, since, chain)?,
            Frame::Entry(bytes) => self.entry(conn, me, &bytes)?,
            Frame::Own(device_seq) => self.own(conn, me, request, device_seq)?,
            Frame::PageEnd { chain, head } => self.page_end(conn, chain, head)?,
            Frame::Diverged { feed, head, chain } => {
                let mut row = self.known(conn, feed)?;
                repair::diverged(conn, &mut row, head, chain)?;
                self.report.repaired = true;
                self.report.more = true;
            }
            Frame::Refused(feed) => self.feed_refused(conn, feed)?,
            Frame::Listing { feed, since, ids } => self.listing(conn, feed, since, &ids)?,
            Frame::Wanted { feed, seq, entry } => self.wanted(conn, me, feed, seq, &entry)?,
            Frame::End => self.end(conn, request)?,
            Frame::Unknown(_) => {}
        }
        Ok(())
    }

    fn known(&mut self, conn: &Connection, feed: FeedId) -> Result<FeedRow, Error> {
        self.mentioned.insert(feed);
        FeedRow::get(conn, feed)?.ok_or_else(|| {
            Error::NotARelay("the answer names a feed that was not asked for".into())
        })
    }

    /// A piece of a list, which begins where the feed begins and goes on without a gap.
    fn listing(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        since: u64,
        ids: &[ShortEntryId],
    ) -> Result<(), Error> {
        let row = self.known(conn, feed)?;
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
            _ => return Err(Error::NotARelay("a list without its beginning".into())),
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
    fn wanted(
        &mut self,
        conn: &Connection,
        me: &mut Me,
        feed: FeedId,
        seq: u64,
        entry: &[u8],
    ) -> Result<(), Error> {
        let mut row = self.known(conn, feed)?;
        if !gaps::filled(conn, feed, seq)? {
            return Ok(());
        }
        if self.arrived(conn, me, &row, entry, seq, None)? {
            repair::copied(conn, me, &mut row)?;
            self.report.copied = true;
        }
        repair::prove(conn, &mut row)?;
        self.report.more |= row.listing;
        Ok(())
    }

    /// What was accepted first: what is left of the request may have to be taken back.
    fn results(
        &mut self,
        conn: &Connection,
        me: &mut Me,
        request: &Request,
        results: &[PushResult],
    ) -> Result<(), Error> {
        let judged = || request.pushed.iter().zip(results);
        for (pushed, result) in judged() {
            if let PushResult::Accepted(seq) | PushResult::Duplicate(seq) = result {
                if is_anothers_place(conn, pushed, *seq)? {
                    continue;
                }
                ArchivedEntry::placed(conn, pushed.feed, &pushed.id, *seq, None)?;
                PendingChange::acknowledged(conn, &pushed.id)?;
                self.report.acknowledged += 1;
            }
        }
        for (pushed, result) in judged() {
            if let PushResult::Rejected(reason) = result {
                self.rejected(conn, me, pushed, *reason)?;
            }
        }
        // A thief may have filled the relay first. Once it has heard the revocation, it takes what that names.
        let mut results = judged();
        let said = results.any(|(pushed, result)| {
            pushed.feed == FeedId::CONTROL && matches!(result, PushResult::Accepted(_))
        });
        self.report.more |= said && me.offer_named(conn)?;
        Ok(())
    }

    fn rejected(
        &mut self,
        conn: &Connection,
        me: &mut Me,
        pushed: &Pushed,
        reason: Rejection,
    ) -> Result<(), Error> {
        let contested = pushed
            .own_seq
            .filter(|_| reason == Rejection::SeqTaken)
            .zip(FeedRow::get(conn, pushed.feed)?);
        let Some((device_seq, mut feed)) = contested else {
            if reason == Rejection::SeqTaken && me.carry(conn, &pushed.id)? {
                self.report.more = true;
            }
            ArchivedEntry::refuse(conn, &pushed.id, reason.number())?;
            self.report.refused.push((pushed.id, reason.number()));
            return Ok(());
        };
        repair::copied(conn, me, &mut feed)?;
        self.contested.insert((pushed.feed, device_seq));
        self.report.copied = true;
        self.report.more = true;
        Ok(())
    }

    /// This device may not have the feed any more. What it has stays; nothing more of it is awaited.
    fn feed_refused(&mut self, conn: &Connection, feed: FeedId) -> Result<(), Error> {
        self.mentioned.insert(feed);
        if let Some(mut row) = FeedRow::get(conn, feed)? {
            if !gaps::of(conn, feed, 1)?.is_empty() {
                // Once it may have the feed again, it begins anew: what was missing is no longer known.
                gaps::clear_after(conn, feed, 0)?;
                (row.since, row.chain) = (0, None);
            }
            row.list_start = None;
            row.listing = false;
            row.settling = false;
            row.update(conn)?;
        }
        Ok(())
    }

    fn page(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        since: u64,
        chain: Chain,
    ) -> Result<(), Error> {
        let mut row = self.known(conn, feed)?;
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
        };
        Ok(())
    }

    fn entry(&mut self, conn: &Connection, me: &mut Me, bytes: &[u8]) -> Result<(), Error> {
        let Place::Page {
            mut feed,
            at,
            chain,
            skip,
        } = std::mem::replace(&mut self.place, Place::Between)
        else {
            return Err(Error::NotARelay("an entry outside a page".into()));
        };
        if skip {
            self.place = Place::Page {
                feed,
                at,
                chain,
                skip,
            };
            return Ok(());
        }
        let id = EntryId::of(bytes);
        let chain = chain.then(&id);
        let own_and_new = self.arrived(conn, me, &feed, bytes, feed.since + 1, Some(chain))?;
        if own_and_new {
            // This device wrote it, and this database does not know: it was restored from a backup or copied.
            repair::copied(conn, me, &mut feed)?;
            self.report.copied = true;
        }
        feed.since += 1;
        feed.chain = Some(chain);
        feed.update(conn)?;
        self.advanced = true;
        self.place = Place::Page {
            feed,
            at,
            chain,
            skip,
        };
        Ok(())
    }

    /// Archives an entry that came from the relay and applies it; says whether it is this device's own and was not known.
    fn arrived(
        &mut self,
        conn: &Connection,
        me: &mut Me,
        feed: &FeedRow,
        bytes: &[u8],
        seq: u64,
        chain: Option<Chain>,
    ) -> Result<bool, Error> {
        let received = me.receive(conn, feed.id, bytes)?;
        ArchivedEntry::placed(conn, feed.id, &EntryId::of(bytes), seq, chain)?;
        self.report.received += u64::from(received.new);
        let own = received.author == Some(me.device());
        if own && !received.new {
            // Sent before, and its answer was lost.
            PendingChange::acknowledged(conn, &EntryId::of(bytes))?;
        }
        let own_and_new = own && received.new;
        self.report.changed.extend(received.changed);
        self.retry = self.retry.max(received.retry);
        Ok(own_and_new)
    }

    fn own(
        &mut self,
        conn: &Connection,
        me: &Me,
        request: &Request,
        device_seq: u64,
    ) -> Result<(), Error> {
        let Place::Page {
            feed, chain, skip, ..
        } = &mut self.place
        else {
            return Err(Error::NotARelay("an entry outside a page".into()));
        };
        if *skip {
            return Ok(());
        }
        // A number stands only for what the relay was told of; anything else could be work that never left.
        let told = request.asked.get(&feed.id).copied().unwrap_or(0);
        let id = ArchivedEntry::of_author(conn, feed.id, me.device(), device_seq)?
            .filter(|_| device_seq <= told && !self.contested.contains(&(feed.id, device_seq)));
        let Some(id) = id else {
            // Ours, but not as we know it: the next request asks for it in full.
            *skip = true;
            self.report.more = true;
            return Ok(());
        };
        *chain = chain.then(&id);
        feed.since += 1;
        feed.chain = Some(*chain);
        ArchivedEntry::placed(conn, feed.id, &id, feed.since, Some(*chain))?;
        PendingChange::acknowledged(conn, &id)?;
        self.advanced = true;
        Ok(feed.update(conn)?)
    }

    fn page_end(&mut self, conn: &Connection, chain: Chain, head: u64) -> Result<(), Error> {
        match std::mem::replace(&mut self.place, Place::Between) {
            Place::Page {
                mut feed,
                chain: ours,
                skip,
                ..
            } => {
                if !skip && ours != chain {
                    feed.listing = true;
                }
                feed.head = head;
                feed.settling &= skip || feed.since < head;
                self.report.more |= skip || feed.since < head || feed.listing;
                feed.update(conn)?;
                if !skip && !feed.listing && feed.since >= head {
                    self.pulled_whole(conn, &feed)?;
                }
                Ok(())
            }
            Place::Listing {
                mut feed,
                start,
                listed,
            } => repair::list_ended(conn, &mut feed, start, listed, chain, head),
            Place::Between => Err(Error::NotARelay("a page ends that never began".into())),
        }
    }

    /// The feed is here up to the relay's end. What was pushed with this request or before stands below that end, or the relay only
    /// said that it took it.
    fn pulled_whole(&mut self, conn: &Connection, feed: &FeedRow) -> Result<(), Error> {
        if ArchivedEntry::never_stored(conn, feed.id, feed.since)? > 0 {
            self.report.repaired = true;
            self.report.more = true;
        }
        Ok(())
    }

    /// A feed that the answer left out has nothing new.
    fn end(&mut self, conn: &Connection, request: &Request) -> Result<(), Error> {
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
            self.pulled_whole(conn, &row)?;
            if row.settling || row.head != row.since || row.listing {
                // Own entries that are still to be fetched by number may have the next numbers.
                row.settling &= !gaps::of(conn, *feed, 1)?.is_empty();
                row.head = row.since;
                // An empty log lists no ids.
                row.listing = false;
                row.update(conn)?;
            }
        }
        Ok(())
    }
}

/// Whether the log, as far as it is proved here, has another entry at that place: the answer is an older one, or the relay's log is not
/// the one that it was. What it says of the entry is not believed, and it is offered again.
fn is_anothers_place(conn: &Connection, pushed: &Pushed, seq: u64) -> Result<bool, Error> {
    let proved = FeedRow::get(conn, pushed.feed)?.map_or(0, |feed| feed.since);
    let there = ArchivedEntry::at(conn, pushed.feed, seq)?;
    Ok(seq <= proved && there.is_some_and(|id| id != pushed.id))
}

/// Every number of a log that a frame names; those of results and lists included.
fn numbers(frame: &Frame) -> impl Iterator<Item = u64> {
    let (results, one, other) = match frame {
        Frame::Head { results, .. } => (&results[..], 0, 0),
        Frame::Page { since, .. } => (&[][..], *since, 0),
        Frame::Own(device_seq) => (&[][..], *device_seq, 0),
        Frame::PageEnd { head, .. } | Frame::Diverged { head, .. } => (&[][..], *head, 0),
        Frame::Listing { since, ids, .. } => {
            (&[][..], since.saturating_add(ids.len() as u64), *since)
        }
        Frame::Wanted { seq, .. } => (&[][..], *seq, 0),
        Frame::Entry(_) | Frame::Refused(_) | Frame::End | Frame::Unknown(_) => (&[][..], 0, 0),
    };
    let placed = results.iter().map(|result| match result {
        PushResult::Accepted(seq) | PushResult::Duplicate(seq) => *seq,
        PushResult::Rejected(_) => 0,
    });
    placed.chain([one, other])
}

impl Me {
    /// Notes when the relay was heard and how far this device's clock is from its.
    pub(super) fn heard(&self, conn: &Connection, relay_time: u64) -> Result<(), Error> {
        let relay_time = i64::try_from(relay_time).unwrap_or(i64::MAX);
        let offset = relay_time.saturating_sub(self.now().timestamp_millis());
        Fact::HeardAt.set(conn, relay_time.to_string().as_bytes())?;
        Fact::ClockOffset.set(conn, offset.to_string().as_bytes())?;
        Fact::Failures.clear(conn)?;
        Ok(())
    }
}

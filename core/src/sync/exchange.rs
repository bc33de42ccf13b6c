//! One request out, one response in. The response is applied as it arrives; what a cut response brought stays.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::bytes::ByteVec;
use rusqlite::Connection;
use sesi_wire::chain::Chain;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{EntryId, FeedId};
use sesi_wire::limits::{MAX_PUSH, MAX_WANT};
use sesi_wire::sync::{
    FeedState, Frame, FrameReader, Mode, PushResult, Rejection, SyncRequest, Want, to_vec,
};

use super::budget::Budgets;
use super::{repair, sealing};
use crate::device::{Device, Me};
use crate::error::Error;
use crate::store::{ArchivedEntry, Fact, FeedRow, PendingChange, Store, gaps};

/// A request that is ready to be sent, and what must be remembered of it to read the answer.
#[derive(Debug)]
pub struct Request {
    /// The body to post.
    pub body: Vec<u8>,
    pushed: Vec<Pushed>,
    /// The feeds asked for, and up to which own number the relay was told that its entries are known here.
    asked: BTreeMap<FeedId, u64>,
}

#[derive(Debug)]
struct Pushed {
    id: EntryId,
    feed: FeedId,
    own_seq: Option<u64>,
}

/// What exchanges brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries that the relay acknowledged.
    pub acknowledged: u64,
    /// Entries that the relay refused, with the reason's number.
    pub refused: Vec<(EntryId, u16)>,
    /// Entries that came.
    pub received: u64,
    /// Documents that changed.
    pub changed: BTreeSet<[u8; 16]>,
    /// Entries that wait for something.
    pub parked: u64,
    /// The relay's log was not the one this device knew.
    pub repaired: bool,
    /// This database was found to be restored from a backup, or copied.
    pub copied: bool,
    /// There is more to send or to fetch.
    pub more: bool,
}

impl Report {
    /// Adds what a later exchange brought.
    pub fn merge(&mut self, later: Self) {
        self.acknowledged += later.acknowledged;
        self.refused.extend(later.refused);
        self.received += later.received;
        self.changed.extend(later.changed);
        self.parked = later.parked;
        self.repaired |= later.repaired;
        self.copied |= later.copied;
        self.more = later.more;
    }
}

/// Seals what waits and composes the next request.
pub fn prepare(device: &mut Device) -> Result<Request, Error> {
    let Device { store, me } = device;
    store.write(|conn| {
        sealing::seal_pending(conn, me)?;
        compose(conn, me)
    })
}

fn compose(conn: &Connection, me: &Me) -> Result<Request, Error> {
    let budgets = Budgets::load(conn)?;
    let feeds = FeedRow::all(conn)?;
    let mut push = Vec::new();
    let mut pushed: Vec<Pushed> = Vec::new();
    let mut room = budgets.up as usize;
    for feed in feeds.iter().filter(|feed| !feed.listing) {
        for entry in ArchivedEntry::to_offer(conn, feed.id, MAX_PUSH - pushed.len())? {
            if entry.bytes.len() > room && !push.is_empty() {
                room = 0;
                break;
            }
            room = room.saturating_sub(entry.bytes.len());
            let header = SealedEntry::parse(entry.bytes.clone())?.header().clone();
            let own_seq = (header.device == me.device()).then_some(header.device_seq);
            pushed.push(Pushed {
                id: entry.id,
                feed: feed.id,
                own_seq,
            });
            push.push(ByteVec::from(entry.bytes));
        }
        if room == 0 {
            break;
        }
    }
    let mut states = Vec::new();
    let mut want = Vec::new();
    let mut wanted = 0;
    for feed in &feeds {
        states.push(state_of(conn, me, feed, &pushed)?);
        let seqs = gaps::of(conn, feed.id, MAX_WANT - wanted)?;
        if !seqs.is_empty() {
            wanted += seqs.len();
            want.push(Want {
                feed: feed.id,
                seqs,
            });
        }
    }
    let request = SyncRequest {
        version: sesi_wire::VERSION,
        feeds: states,
        push: (!push.is_empty()).then_some(push),
        budget: (budgets.down != sesi_wire::limits::START_BUDGET).then_some(budgets.down),
        want: (!want.is_empty()).then_some(want),
    };
    let states = request.feeds.iter();
    let asked = states.map(|state| (state.feed, state.own_seq)).collect();
    Ok(Request {
        body: to_vec(&request),
        pushed,
        asked,
    })
}

/// What this device has of a feed. Own entries count as known if a relay has acknowledged them or this request carries
/// them: an unsent one may share its number with an entry that a copy of this database sent.
fn state_of(
    conn: &Connection,
    me: &Me,
    feed: &FeedRow,
    pushed: &[Pushed],
) -> Result<FeedState, Error> {
    let sent = ArchivedEntry::own_sent(conn, feed.id, me.device())?.map_or(0, |(seq, _)| seq);
    let carried = pushed
        .iter()
        .filter(|p| p.feed == feed.id)
        .filter_map(|p| p.own_seq)
        .max()
        .unwrap_or(0);
    let since = if feed.listing { 0 } else { feed.since };
    Ok(FeedState {
        feed: feed.id,
        since,
        chain: feed
            .chain
            .filter(|_| since > 0)
            .map(|chain| chain.mark())
            .unwrap_or_default(),
        own_seq: sent.max(carried),
        mode: feed.listing.then_some(Mode::Ids),
    })
}

/// Where in the response the receiver is.
#[derive(Debug)]
enum Place {
    Between,
    Page {
        feed: FeedRow,
        chain: Chain,
        skip: bool,
    },
    Listing {
        feed: FeedRow,
        listed: u64,
    },
}

/// Applies a response as its bytes arrive. Each call of [`Receiver::bytes`] is one transaction: entries and the cursor
/// move together.
#[derive(Debug)]
pub struct Receiver<'d> {
    device: &'d mut Device,
    request: Request,
    reader: FrameReader,
    state: State,
}

#[derive(Debug)]
struct State {
    place: Place,
    mentioned: BTreeSet<FeedId>,
    /// Own entries that this request carried and the relay refused, by feed and `device_seq`.
    contested: BTreeSet<(FeedId, u64)>,
    /// Something came that parked entries may have waited for.
    retry: bool,
    headed: bool,
    ended: bool,
    report: Report,
}

impl<'d> Receiver<'d> {
    /// A receiver for the answer to `request`.
    pub fn new(device: &'d mut Device, request: Request) -> Self {
        let state = State {
            place: Place::Between,
            mentioned: BTreeSet::new(),
            contested: BTreeSet::new(),
            retry: false,
            headed: false,
            ended: false,
            report: Report::default(),
        };
        Self {
            device,
            request,
            reader: FrameReader::default(),
            state,
        }
    }

    /// Takes the next bytes of the response. What is whole is durable when this returns.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.reader.feed(bytes);
        let Device { store, me } = &mut *self.device;
        let (reader, state, request) = (&mut self.reader, &mut self.state, &self.request);
        transact(store, me, |conn, me| {
            while let Some(frame) = reader.next_frame()? {
                state.frame(conn, me, request, frame)?;
            }
            if std::mem::take(&mut state.retry) {
                state.report.changed.extend(me.retry_parked(conn)?);
            }
            if state.ended {
                me.grant_enrolled(conn)?;
                me.mend_access(conn)?;
            }
            Ok(())
        })
    }

    /// The response is over, whether or not it was complete. Says what it brought.
    pub fn finish(self) -> Result<(Report, bool), Error> {
        let mut report = self.state.report;
        let conn = self.device.store.reader();
        report.parked = crate::store::Parked::all(conn)?.len() as u64;
        if !report.more {
            report.more = work_remains(conn)?;
        }
        Ok((report, self.state.ended))
    }
}

/// A transaction over the store; if it fails, what this device believes of the office is read again from what is stored.
pub(crate) fn transact<T>(
    store: &mut Store,
    me: &mut Me,
    work: impl FnOnce(&Connection, &mut Me) -> Result<T, Error>,
) -> Result<T, Error> {
    let done = store.write(|tx| work(tx, me));
    if done.is_err() {
        me.reload_membership(store.reader())?;
    }
    done
}

fn work_remains(conn: &Connection) -> Result<bool, Error> {
    if sealing::can_seal(conn)? {
        return Ok(true);
    }
    for feed in FeedRow::all(conn)? {
        let waits = feed.listing
            || feed.settling
            || !ArchivedEntry::to_offer(conn, feed.id, 1)?.is_empty()
            || !gaps::of(conn, feed.id, 1)?.is_empty();
        if waits {
            return Ok(true);
        }
    }
    Ok(false)
}

impl State {
    fn frame(
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
                self.headed = true;
                if version > sesi_wire::VERSION || results.len() != request.pushed.len() {
                    return Err(Error::NotARelay(
                        "the answer does not fit the request".into(),
                    ));
                }
                me.heard(conn, relay_time)?;
                for (pushed, result) in request.pushed.iter().zip(results) {
                    self.result(conn, me, pushed, result)?;
                }
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
            Frame::Refused(feed) => {
                self.mentioned.insert(feed);
            }
            Frame::Listing { feed, since, ids } => {
                let row = self.known(conn, feed)?;
                repair::listed(conn, &row, since, &ids)?;
                self.place = Place::Listing {
                    feed: row,
                    listed: since.saturating_add(ids.len() as u64),
                };
                self.report.repaired = true;
                self.report.more = true;
            }
            Frame::Wanted { feed, seq, entry } => {
                let row = self.known(conn, feed)?;
                self.arrived(conn, me, &row, &entry, seq, None)?;
                gaps::filled(conn, feed, seq)?;
            }
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

    fn result(
        &mut self,
        conn: &Connection,
        me: &Me,
        pushed: &Pushed,
        result: PushResult,
    ) -> Result<(), Error> {
        match result {
            PushResult::Accepted(seq) | PushResult::Duplicate(seq) => {
                ArchivedEntry::placed(conn, pushed.feed, &pushed.id, seq, None)?;
                PendingChange::acknowledged(conn, &pushed.id)?;
                self.report.acknowledged += 1;
            }
            PushResult::Rejected(Rejection::SeqTaken) if pushed.own_seq.is_some() => {
                if let Some(mut feed) = FeedRow::get(conn, pushed.feed)? {
                    repair::copied(conn, me, &mut feed)?;
                }
                self.contested
                    .extend(pushed.own_seq.map(|seq| (pushed.feed, seq)));
                self.report.copied = true;
                self.report.more = true;
            }
            PushResult::Rejected(reason) => {
                ArchivedEntry::refuse(conn, &pushed.id, reason.number())?;
                self.report.refused.push((pushed.id, reason.number()));
            }
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
        let foreign = since > 0 && row.chain != Some(chain);
        let skip = row.since != since || foreign || row.listing;
        if foreign {
            row.listing = true;
            row.update(conn)?;
        }
        self.place = Place::Page {
            feed: row,
            chain,
            skip,
        };
        Ok(())
    }

    fn entry(&mut self, conn: &Connection, me: &mut Me, bytes: &[u8]) -> Result<(), Error> {
        let Place::Page {
            mut feed,
            chain,
            skip,
        } = std::mem::replace(&mut self.place, Place::Between)
        else {
            return Err(Error::NotARelay("an entry outside a page".into()));
        };
        if skip {
            self.place = Place::Page { feed, chain, skip };
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
        self.place = Place::Page { feed, chain, skip };
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
        self.report.received += 1;
        let own = received.author == Some(me.device());
        if own && !received.new {
            // Sent before, and its answer was lost.
            PendingChange::acknowledged(conn, &EntryId::of(bytes))?;
        }
        let own_and_new = own && received.new;
        self.report.changed.extend(received.changed);
        self.retry |= received.retry;
        Ok(own_and_new)
    }

    fn own(
        &mut self,
        conn: &Connection,
        me: &Me,
        request: &Request,
        device_seq: u64,
    ) -> Result<(), Error> {
        let Place::Page { feed, chain, skip } = &mut self.place else {
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
        Ok(feed.update(conn)?)
    }

    fn page_end(&mut self, conn: &Connection, chain: Chain, head: u64) -> Result<(), Error> {
        match std::mem::replace(&mut self.place, Place::Between) {
            Place::Page {
                mut feed,
                chain: ours,
                skip,
            } => {
                if !skip && ours != chain {
                    feed.listing = true;
                }
                feed.head = head;
                feed.settling &= skip || feed.since < head;
                self.report.more |= skip || feed.since < head || feed.listing;
                Ok(feed.update(conn)?)
            }
            Place::Listing { mut feed, listed } => {
                repair::list_ended(conn, &mut feed, listed, chain, head)
            }
            Place::Between => Err(Error::NotARelay("a page ends that never began".into())),
        }
    }

    /// A feed that the answer left out has nothing new.
    fn end(&mut self, conn: &Connection, request: &Request) -> Result<(), Error> {
        self.ended = true;
        let asked = request.asked.keys();
        for feed in asked.filter(|feed| !self.mentioned.contains(feed)) {
            if let Some(mut row) = FeedRow::get(conn, *feed)? {
                if row.settling || row.head != row.since || row.listing {
                    row.settling = false;
                    row.head = row.since;
                    // An empty log lists no ids.
                    row.listing = false;
                    row.update(conn)?;
                }
            }
        }
        Ok(())
    }
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

/// What the relay refused for a reason that may pass is offered again: called at the start of a run.
pub fn offer_again(conn: &Connection) -> Result<(), Error> {
    ArchivedEntry::offer_again(conn, Some(Rejection::Quota.number()))?;
    Ok(())
}

impl Me {
    /// Notes when the relay was heard and how far this device's clock is from its.
    fn heard(&self, conn: &Connection, relay_time: u64) -> Result<(), Error> {
        let relay_time = i64::try_from(relay_time).unwrap_or(i64::MAX);
        let offset = relay_time.saturating_sub(self.now().timestamp_millis());
        Fact::HeardAt.set(conn, relay_time.to_string().as_bytes())?;
        Fact::ClockOffset.set(conn, offset.to_string().as_bytes())?;
        Fact::Failures.clear(conn)?;
        Ok(())
    }
}

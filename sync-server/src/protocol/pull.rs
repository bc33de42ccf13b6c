//! The pages of a response, from one snapshot: what each feed has that the device lacks, as far as the budget goes.

use std::collections::HashMap;
use std::ops::ControlFlow;

use sesi_wire::chain::Chain;
use sesi_wire::ids::FeedId;
use sesi_wire::limits::{MAX_BUDGET, MAX_LISTING, MIN_BUDGET, START_BUDGET};
use sesi_wire::sync::{FeedState, Frame, Mode, Want};

use crate::storage::{Feed, FeedNo, Office, Reading, Session, StorageError};

/// Ids in all listings of a response at the most; a page that ends early says so by its head.
const MAX_IDS: usize = 16 * MAX_LISTING;
/// What a [`Frame::Own`] costs of the budget, in bytes, so that a page of them has an end too.
const OWN_COST: usize = 4;

/// What a device asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its feeds, most urgent first.
    pub feeds: Vec<FeedState>,
    /// Single entries.
    pub want: Vec<Want>,
    /// Bytes of entries, as asked for.
    pub budget: Option<u32>,
}

/// Writes frames and keeps the account of the budget.
pub struct Pages<'a> {
    txn: &'a dyn Reading,
    office: &'a Office,
    session: &'a Session,
    out: Vec<u8>,
    left: usize,
    ids_left: usize,
    spent: bool,
    /// Entries sent.
    pub entries: u64,
    /// Bytes of the entries sent.
    pub bytes: u64,
}

impl<'a> Pages<'a> {
    /// Begins after the bytes of `head`.
    pub fn new(
        txn: &'a dyn Reading,
        office: &'a Office,
        session: &'a Session,
        head: Vec<u8>,
        budget: Option<u32>,
    ) -> Self {
        let budget = budget.unwrap_or(START_BUDGET).clamp(MIN_BUDGET, MAX_BUDGET);
        Self {
            txn,
            office,
            session,
            out: head,
            left: budget as usize,
            ids_left: MAX_IDS,
            spent: false,
            entries: 0,
            bytes: 0,
        }
    }

    /// Answers for every feed and every single entry asked for, and ends the response.
    pub fn answer(mut self, asked: &Asked) -> Result<Self, StorageError> {
        let mut readable: HashMap<FeedId, Feed> = HashMap::new();
        if !self.session.revoked {
            let (office, device) = (self.session.office, self.session.device);
            if asked
                .feeds
                .iter()
                .any(|state| state.feed != FeedId::CONTROL)
                || asked.want.iter().any(|want| want.feed != FeedId::CONTROL)
            {
                readable.extend(self.txn.feeds_of(office, &device)?);
            }
            let control = self.txn.feed(office, &FeedId::CONTROL)?;
            readable.extend(control.map(|feed| (FeedId::CONTROL, feed)));
        }
        for state in &asked.feeds {
            match readable.get(&state.feed) {
                Some(feed) => self.feed(state, feed)?,
                None => self.frame(&Frame::Refused(state.feed)),
            }
        }
        for want in &asked.want {
            if let Some(feed) = readable.get(&want.feed) {
                self.wanted(want, feed)?;
            }
        }
        self.frame(&Frame::End);
        Ok(self)
    }

    /// The response's bytes.
    pub fn into_body(self) -> Vec<u8> {
        self.out
    }

    fn feed(&mut self, state: &FeedState, feed: &Feed) -> Result<(), StorageError> {
        let at_since = self.chain_at(state, feed)?;
        let Some(at_since) =
            at_since.filter(|chain| state.since == 0 || chain.mark() == state.chain)
        else {
            self.frame(&Frame::Diverged {
                feed: state.feed,
                head: feed.head,
                chain: feed.chain,
            });
            return Ok(());
        };
        if state.since == feed.head {
            return Ok(());
        }
        self.frame(&Frame::Page {
            feed: state.feed,
            since: state.since,
            chain: at_since,
        });
        let last = match state.mode.unwrap_or_default() {
            Mode::Entries | Mode::Unknown(_) => self.entries(state, feed.no)?,
            Mode::Ids => self.listing(state, feed)?,
        };
        self.frame(&Frame::PageEnd {
            chain: last.unwrap_or(at_since),
            head: feed.head,
        });
        Ok(())
    }

    /// The relay's chain where the device stands; `None` if the relay has not come so far.
    fn chain_at(&self, state: &FeedState, feed: &Feed) -> Result<Option<Chain>, StorageError> {
        match state.since {
            since if since > feed.head => Ok(None),
            since if since == feed.head => Ok(Some(feed.chain)),
            0 => Ok(Some(Chain::start(&self.office.incarnation, state.feed))),
            since => self.txn.chain_at(feed.no, since),
        }
    }

    fn entries(&mut self, state: &FeedState, feed: FeedNo) -> Result<Option<Chain>, StorageError> {
        let mut last = None;
        if self.spent {
            return Ok(last);
        }
        let txn = self.txn;
        txn.entries_after(feed, state.since, &mut |stored| {
            let own = stored.device == self.session.device && stored.device_seq <= state.own_seq;
            let cost = if own { OWN_COST } else { stored.bytes.len() };
            if !self.pay(cost) {
                return ControlFlow::Break(());
            }
            if own {
                self.frame(&Frame::Own(stored.device_seq));
            } else {
                self.sent(stored.bytes.len());
                self.frame(&Frame::Entry(stored.bytes.to_vec()));
            }
            last = Some(stored.chain);
            ControlFlow::Continue(())
        })?;
        Ok(last)
    }

    fn listing(&mut self, state: &FeedState, feed: &Feed) -> Result<Option<Chain>, StorageError> {
        let (mut since, mut last) = (state.since, None);
        while since < feed.head && self.ids_left > 0 {
            let limit = self.ids_left.min(MAX_LISTING);
            let (ids, chain) = self.txn.ids_after(feed.no, since, limit)?;
            if ids.is_empty() {
                return Err(StorageError::Corrupt("a feed ends before its head".into()));
            }
            self.ids_left -= ids.len();
            let listed = ids.len() as u64;
            self.frame(&Frame::Listing {
                feed: state.feed,
                since,
                ids: ids.iter().map(sesi_wire::ids::EntryId::short).collect(),
            });
            since += listed;
            last = chain;
        }
        Ok(last)
    }

    fn wanted(&mut self, want: &Want, feed: &Feed) -> Result<(), StorageError> {
        for &seq in &want.seqs {
            if self.spent {
                break;
            }
            if seq == 0 || seq > feed.head {
                continue;
            }
            let Some(entry) = self.txn.entry(feed.no, seq)? else {
                continue;
            };
            if self.pay(entry.len()) {
                self.sent(entry.len());
                self.frame(&Frame::Wanted {
                    feed: want.feed,
                    seq,
                    entry,
                });
            }
        }
        Ok(())
    }

    /// Takes `cost` off the budget. The first entry of a response always fits; the first that does not ends it.
    fn pay(&mut self, cost: usize) -> bool {
        if self.spent || (cost > self.left && self.entries > 0) {
            self.spent = true;
            return false;
        }
        self.left = self.left.saturating_sub(cost);
        true
    }

    fn sent(&mut self, len: usize) {
        self.entries += 1;
        self.bytes += len as u64;
    }

    fn frame(&mut self, frame: &Frame) {
        self.out.extend_from_slice(&sesi_wire::sync::to_vec(frame));
    }
}

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
        let readable = if self.session.revoked {
            HashMap::new()
        } else {
            let wanted = asked.want.iter().map(|want| want.feed);
            let feeds = asked.feeds.iter().map(|state| state.feed).chain(wanted);
            readable(self.txn, self.session, feeds)?
        };
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
        let Some(at_since) = at_since.filter(|chain| state.since == 0 || fits(state, chain)) else {
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
            0 if feed.head > 0 => Ok(Some(Chain::start(&self.office.incarnation, state.feed))),
            since => chain_at(self.txn, feed, since),
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

/// Those of `feeds` that the device of `session` may read.
pub(super) fn readable(
    txn: &dyn Reading,
    session: &Session,
    mut feeds: impl Iterator<Item = FeedId>,
) -> Result<HashMap<FeedId, Feed>, StorageError> {
    let mut readable = HashMap::new();
    if feeds.any(|feed| feed != FeedId::CONTROL) {
        readable.extend(txn.feeds_of(session.office, &session.device)?);
    }
    let control = txn.feed(session.office, &FeedId::CONTROL)?;
    readable.extend(control.map(|feed| (FeedId::CONTROL, feed)));
    Ok(readable)
}

/// The chain after `since` entries of a feed; `None` if it does not have as many.
pub(super) fn chain_at(
    txn: &dyn Reading,
    feed: &Feed,
    since: u64,
) -> Result<Option<Chain>, StorageError> {
    match since {
        since if since > feed.head => Ok(None),
        since if since == feed.head => Ok(Some(feed.chain)),
        since => txn.chain_at(feed.no, since),
    }
}

/// Whether a device's cursor stands in this log. One without a mark of its own was vouched for by the joint mark, and a log only grows.
fn fits(state: &FeedState, chain: &Chain) -> bool {
    state.chain.is_none_or(|mark| chain.mark() == mark)
}

#[cfg(test)]
mod tests {
    use sesi_wire::ids::EntryId;
    use sesi_wire::sync::FrameReader;

    use super::*;
    use crate::fixture::Staff;
    use crate::storage::sqlite::write_beside;
    use crate::storage::{Account, NewEntry};

    const FEED: FeedId = FeedId([1; 8]);

    /// What is answered to a device that has nothing and asks twice for a feed of five entries of ten bytes each.
    fn answered(mode: Mode, change: impl FnOnce(&mut Pages)) -> (Vec<Frame>, u64, u64) {
        let (dir, staff) = (tempfile::tempdir().unwrap(), Staff::new(1));
        write_beside(dir.path(), |txn| {
            let office = txn.create_office(&staff.office, &staff.root.keys(), [0; 8])?;
            let feed = txn.ensure_feed(&office, &FEED)?;
            for number in 1..=5 {
                let entry = NewEntry {
                    id: EntryId([number; 32]),
                    device: staff.root.id(),
                    device_seq: number.into(),
                    account: Account::Author,
                    bytes: &[number; 10],
                };
                txn.append(office.no, feed, &entry)?;
            }
            let session = txn.sessions(&staff.root.keys().token, None)?.remove(0);
            let feed = txn.feed(office.no, &FEED)?.unwrap();
            let mut pages = Pages::new(txn, &office, &session, Vec::new(), None);
            change(&mut pages);
            let state = FeedState {
                feed: FEED,
                since: 0,
                chain: None,
                own_seq: 0,
                mode: Some(mode),
            };
            for _ in 0..2 {
                pages.feed(&state, &feed)?;
            }
            let mut reader = FrameReader::default();
            let counted = (pages.entries, pages.bytes);
            reader.feed(&pages.into_body());
            let mut frames = Vec::new();
            while let Some(frame) = reader.next_frame().unwrap() {
                frames.push(frame);
            }
            Ok((frames, counted.0, counted.1))
        })
        .unwrap()
    }

    #[test]
    fn the_entries_of_a_response_end_with_its_budget_to_the_byte() {
        for (left, expected) in [(29, 2), (30, 3), (31, 3), (1, 1)] {
            let (frames, entries, bytes) = answered(Mode::Entries, |pages| pages.left = left);
            let sent = frames.iter().filter(|one| matches!(one, Frame::Entry(_)));
            assert_eq!(sent.count() as u64, expected);
            assert_eq!((entries, bytes), (expected, 10 * expected));
        }
    }

    #[test]
    fn the_ids_of_a_response_end_with_their_bound_and_the_next_page_is_empty() {
        let (frames, ..) = answered(Mode::Ids, |pages| pages.ids_left = 3);
        let listed: usize = frames
            .iter()
            .map(|frame| match frame {
                Frame::Listing { ids, .. } => ids.len(),
                _ => 0,
            })
            .sum();
        assert_eq!(listed, 3);
        let ends = frames.iter().filter_map(|frame| match frame {
            Frame::PageEnd { chain, head } => Some((*chain, *head)),
            _ => None,
        });
        let ends: Vec<_> = ends.collect();
        let start = Chain::start(&[0; 8], FEED);
        assert!(matches!(ends[..], [(first, 5), (second, 5)] if first != start && second == start));
    }
}

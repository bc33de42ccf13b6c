//! What a request says: what this device has, what it brings, what it lacks.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::bytes::ByteVec;
use rusqlite::Connection;
use sesi_wire::chain::{Chain, ChainMark};
use sesi_wire::ids::{EntryId, FeedId};
use sesi_wire::limits::{MAX_FEEDS, MAX_PUSH, MAX_WANT, START_BUDGET};
use sesi_wire::sync::{FeedState, Mode, SyncRequest, Want, to_vec};

use super::budget::Budgets;
use super::{resuming, sealing};
use crate::ambient::{Ambient, random};
use crate::device::{Device, Me};
use crate::error::Error;
use crate::field::Field;
use crate::store::{ArchivedEntry, FeedRow, gaps};

/// A request that is ready to be sent, and what must be remembered of it to read the answer.
#[derive(Debug)]
pub struct Request {
    /// The body to post.
    pub body: Vec<u8>,
    /// The entries that it carries, in its order.
    pub(super) pushed: Vec<Pushed>,
    /// The feeds that it asks for, and up to which own number the relay was told that its entries are known here.
    pub(super) asked: BTreeMap<FeedId, u64>,
    /// The feeds that were known when it was made.
    pub(super) known: BTreeSet<FeedId>,
    /// The seqs that it wants.
    pub(super) wanted: BTreeSet<(FeedId, u64)>,
    /// How many bytes of entries it asks for.
    pub(super) budget: u32,
    /// Changes that could not be sealed though feed and key are there.
    pub(super) unsealable: u64,
    /// A request broke off, probably this one: the relay may hold its beginning.
    pub(super) broke_off: bool,
}

/// An entry in a request.
#[derive(Debug)]
pub(super) struct Pushed {
    pub id: EntryId,
    pub feed: FeedId,
    /// Its `device_seq` if it is this device's own.
    pub own_seq: Option<u64>,
}

/// How a request says where this device stands in the logs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Marks {
    /// By one mark for all feeds: as long as the relay lost nothing, it is the same there.
    #[default]
    Joint,
    /// By the mark of each feed, so that the relay can say which log is another one.
    Each,
}

/// Seals what waits and composes the next request.
pub fn prepare<F: Field>(device: &mut Device<F>) -> Result<Request, Error> {
    prepare_with(device, Marks::Joint)
}

/// The same, saying so where this device stands.
pub(super) fn prepare_with<F: Field>(
    device: &mut Device<F>,
    marks: Marks,
) -> Result<Request, Error> {
    device.write(|conn, me| {
        me.open_lacked(conn)?;
        sealing::seal_pending(conn, me)?;
        compose(conn, me, marks)
    })
}

fn compose<F: Field>(conn: &Connection, me: &Me<F>, marks: Marks) -> Result<Request, Error> {
    // After a break as many entries as before, to come to the same bytes again.
    let cut = resuming::cut(conn)?;
    let most = cut.map_or(MAX_PUSH, |entries| entries.min(MAX_PUSH));
    let budgets = Budgets::load(conn)?;
    let feeds = FeedRow::all(conn)?;
    let known = feeds.iter().map(|feed| feed.id).collect();
    let mut feeds = of_this_request(conn, feeds, me.ambient())?;
    if me.is_revoked() {
        // A relay that does not know that yet hears it from this device, and takes nothing else of it.
        feeds.retain(|feed| feed.id == FeedId::CONTROL);
    }
    let (push, pushed) = to_push(conn, me, &feeds, budgets.up as usize, most)?;
    let mut states = Vec::with_capacity(feeds.len());
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
    let asked = states
        .iter()
        .map(|state| (state.feed, state.own_seq))
        .collect();
    let joint = match marks {
        Marks::Joint => join(&feeds, &mut states),
        Marks::Each => None,
    };
    let request = SyncRequest {
        version: sesi_wire::VERSION,
        feeds: states,
        push: (!push.is_empty()).then_some(push),
        budget: (budgets.down != START_BUDGET).then_some(budgets.down),
        want: (!want.is_empty()).then_some(want),
        joint,
    };
    let wanted = request.want.iter().flatten();
    let wanted = wanted.flat_map(|want| want.seqs.iter().map(|seq| (want.feed, *seq)));
    Ok(Request {
        body: to_vec(&request),
        wanted: wanted.collect(),
        budget: budgets.down,
        pushed,
        asked,
        known,
        unsealable: sealing::count_sealable(conn, me)?,
        broke_off: cut.is_some(),
    })
}

/// Takes the marks of all feeds together where that is shorter. A feed that the relay refused stays out: no relay vouches for it.
fn join(feeds: &[FeedRow], states: &mut [FeedState]) -> Option<ChainMark> {
    let mut joined: Vec<_> = feeds
        .iter()
        .zip(states)
        .filter(|(feed, state)| state.since > 0 && !feed.refused)
        .filter_map(|(feed, state)| Some((feed.chain?, state)))
        .collect();
    if joined.len() < 2 {
        return None;
    }
    for (_, state) in &mut joined {
        state.chain = None;
    }
    Some(Chain::joint_mark(joined.iter().map(|(chain, _)| *chain)))
}

/// A request names a bounded number of feeds: the control feed, those with something to do, and a share of the others that
/// is another one each time.
fn of_this_request(
    conn: &Connection,
    feeds: Vec<FeedRow>,
    ambient: &dyn Ambient,
) -> Result<Vec<FeedRow>, Error> {
    if feeds.len() <= MAX_FEEDS {
        return Ok(feeds);
    }
    let (mut busy, mut idle) = (Vec::new(), Vec::new());
    for feed in feeds {
        if feed.id == FeedId::CONTROL || has_to_do(conn, &feed)? || feed.since < feed.head {
            busy.push(feed);
        } else {
            idle.push(feed);
        }
    }
    busy.truncate(MAX_FEEDS);
    if !idle.is_empty() {
        let start = usize::from(u16::from_le_bytes(random(ambient))) % idle.len();
        idle.rotate_left(start);
        idle.truncate(MAX_FEEDS - busy.len());
    }
    busy.append(&mut idle);
    Ok(busy)
}

/// Whether something of the feed is to be sent or to be fetched, as far as this device knows.
pub(super) fn has_to_do(conn: &Connection, feed: &FeedRow) -> Result<bool, Error> {
    Ok(feed.listing
        || feed.settling
        || !ArchivedEntry::to_offer(conn, feed.id, 1)?.is_empty()
        || !gaps::of(conn, feed.id, 1)?.is_empty())
}

/// Entries that the relay lacks, as many as fit in `room` bytes but at most `most`; at least one where there is one. A feed whose log
/// at the relay is not known at present is left out.
fn to_push<F: Field>(
    conn: &Connection,
    me: &Me<F>,
    feeds: &[FeedRow],
    mut room: usize,
    most: usize,
) -> Result<(Vec<ByteVec>, Vec<Pushed>), Error> {
    let (mut push, mut pushed) = (Vec::new(), Vec::new());
    for feed in feeds.iter().filter(|feed| !feed.listing) {
        for entry in ArchivedEntry::to_offer(conn, feed.id, most - pushed.len())? {
            let own = entry.author.filter(|(device, _)| *device == me.device());
            if own.is_some() && feed.settling {
                // Some of it may have to be made anew.
                continue;
            }
            if entry.bytes.len() > room && !push.is_empty() {
                return Ok((push, pushed));
            }
            room = room.saturating_sub(entry.bytes.len());
            let own = entry.author.filter(|(device, _)| *device == me.device());
            // Somebody may have signed it in this device's name: nothing about this device follows from what becomes of that.
            pushed.push(Pushed {
                id: entry.id,
                feed: feed.id,
                own_seq: own.map(|(_, device_seq)| device_seq),
            });
            push.push(ByteVec::from(entry.bytes));
        }
    }
    Ok((push, pushed))
}

/// What this device has of a feed. Own entries count as known if a relay has acknowledged them or this request carries
/// them: an unsent one may share its number with an entry that a copy of this database sent.
fn state_of<F: Field>(
    conn: &Connection,
    me: &Me<F>,
    feed: &FeedRow,
    pushed: &[Pushed],
) -> Result<FeedState, Error> {
    let mut own_seq = ArchivedEntry::own_known(conn, feed.id, me.device())?;
    let carried = pushed.iter().filter(|pushed| pushed.feed == feed.id);
    let mut carried: Vec<u64> = carried.filter_map(|pushed| pushed.own_seq).collect();
    carried.sort_unstable();
    for device_seq in carried {
        if device_seq == own_seq + 1 {
            own_seq = device_seq;
        }
    }
    let since = if feed.listing { 0 } else { feed.since };
    Ok(FeedState {
        feed: feed.id,
        since,
        // A cursor without a chain is none that a relay can find.
        chain: (since > 0).then(|| feed.chain.map(|chain| chain.mark()).unwrap_or_default()),
        own_seq,
        mode: feed.listing.then_some(Mode::Ids),
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::ambient::Seeded;
    use crate::store::tests::{Open, add, entries, open};

    fn feed(no: usize) -> FeedId {
        let mut id = [7; 8];
        id[..2].copy_from_slice(&u16::try_from(no).unwrap().to_be_bytes());
        FeedId(id)
    }

    fn with_feeds(count: usize) -> Open {
        let mut open = open();
        let learn = |conn: &rusqlite::Transaction<'_>| {
            FeedRow::learn(conn, FeedId::CONTROL, FeedRow::CONTROL)?;
            (1..count).try_for_each(|no| FeedRow::learn(conn, feed(no), &no.to_be_bytes()))
        };
        open.store.write(learn).unwrap();
        open
    }

    fn asked(open: &Open, seed: u64) -> BTreeSet<FeedId> {
        let conn = open.store.reader();
        let ambient = Seeded::new(seed, DateTime::UNIX_EPOCH);
        let asked = of_this_request(conn, FeedRow::all(conn).unwrap(), &ambient).unwrap();
        asked.into_iter().map(|feed| feed.id).collect()
    }

    #[test]
    fn of_too_many_feeds_those_with_something_to_do_go_first_and_every_other_has_its_turn() {
        let mut open = with_feeds(MAX_FEEDS + 40);
        let behind: Vec<FeedId> = [1, 200, MAX_FEEDS + 39].map(feed).to_vec();
        let fall_behind = |conn: &rusqlite::Transaction<'_>| {
            behind.iter().try_for_each(|id| {
                let mut row = FeedRow::get(conn, *id)?.unwrap();
                row.head = 1;
                row.update(conn)
            })
        };
        open.store.write(fall_behind).unwrap();
        let mut ever = BTreeSet::new();
        for seed in 0..40 {
            let asked = asked(&open, seed);
            assert_eq!(asked.len(), MAX_FEEDS);
            assert!(asked.contains(&FeedId::CONTROL));
            assert!(behind.iter().all(|feed| asked.contains(feed)));
            ever.extend(asked);
        }
        assert_eq!(ever.len(), MAX_FEEDS + 40);
        // One that is wholly here is not behind.
        let catch_up = |conn: &rusqlite::Transaction<'_>| {
            (1..MAX_FEEDS + 40).try_for_each(|no| {
                let mut row = FeedRow::get(conn, feed(no))?.unwrap();
                (row.since, row.head) = (3, 3);
                row.update(conn)
            })
        };
        open.store.write(catch_up).unwrap();
        assert_ne!(asked(&open, 1), asked(&open, 2));
        let all = with_feeds(MAX_FEEDS);
        assert_eq!(asked(&all, 1).len(), MAX_FEEDS);
    }

    #[test]
    fn a_feed_has_something_to_do_that_is_listed_settles_lacks_or_holds_something_unsent() {
        let id = feed(1);
        let has_to_do = |open: &Open, change: fn(&mut FeedRow)| {
            let conn = open.store.reader();
            let mut row = FeedRow::get(conn, id).unwrap().unwrap();
            change(&mut row);
            has_to_do(conn, &row).unwrap()
        };
        let mut open = with_feeds(2);
        assert!(!has_to_do(&open, |_| ()));
        assert!(has_to_do(&open, |row| row.listing = true));
        assert!(has_to_do(&open, |row| row.settling = true));
        open.store.write(|conn| gaps::add(conn, id, 3)).unwrap();
        assert!(has_to_do(&open, |_| ()));
        let mut open = with_feeds(2);
        let (_, entries) = entries(id, 1);
        add(&mut open.store, &entries[0]);
        assert!(has_to_do(&open, |_| ()));
    }

    #[test]
    fn one_mark_stands_for_the_feeds_of_which_something_is_here_and_that_no_relay_refused() {
        let open = with_feeds(5);
        let mut rows = FeedRow::all(open.store.reader()).unwrap();
        for (since, row) in (0..).zip(&mut rows) {
            row.since = since;
            row.chain = Some(Chain([row.id.0[1]; 16]));
        }
        rows[4].refused = true;
        let joined = |count: usize| {
            let state = |row: &FeedRow| FeedState {
                feed: row.id,
                since: row.since,
                chain: row.chain.map(|chain| chain.mark()),
                own_seq: 0,
                mode: None,
            };
            let mut states: Vec<FeedState> = rows[..count].iter().map(state).collect();
            let mark = join(&rows[..count], &mut states);
            let left_out = states.iter().map(|state| state.chain.is_none());
            (mark, left_out.collect::<Vec<_>>())
        };
        let mark_of = |rows: &[FeedRow]| {
            let chains = rows.iter().map(|row| row.chain.unwrap());
            Some(Chain::joint_mark(chains))
        };
        let three = vec![false, true, true, true, false];
        assert_eq!(joined(5), (mark_of(&rows[1..4]), three));
        let two = vec![false, true, true];
        assert_eq!(joined(3), (mark_of(&rows[1..3]), two));
        // One alone is shorter said by itself.
        assert_eq!(joined(2), (None, vec![false, false]));
    }
}

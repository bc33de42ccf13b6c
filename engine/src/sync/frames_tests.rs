//! Frames one by one, on a store of two feeds: which pages count, what ends the exchange, and where a list may go on.

use sesi_wire::ids::ShortEntryId;

use super::*;
use crate::store::tests::{Open, open};
use crate::store::{StoreError, gaps};

const FEED: FeedId = FeedId([1; 8]);
const OTHER: FeedId = FeedId([2; 8]);
const CHAIN: Chain = Chain([9; 16]);
const WRONG: Chain = Chain([8; 16]);

/// Two feeds, the first of which is here up to 3.
fn feeds(change: impl FnOnce(&mut FeedRow)) -> Open {
    let mut open = open();
    let made = open.store.write(|conn| {
        FeedRow::learn(conn, FEED, b"one")?;
        FeedRow::learn(conn, OTHER, b"other")?;
        let mut row = FeedRow::get(conn, FEED)?.unwrap();
        (row.since, row.chain, row.head) = (3, Some(CHAIN), 3);
        change(&mut row);
        row.update(conn)
    });
    made.unwrap();
    open
}

fn row(open: &Open) -> FeedRow {
    FeedRow::get(open.store.reader(), FEED).unwrap().unwrap()
}

/// A request that asks for both.
fn request() -> Request {
    Request {
        body: Vec::new(),
        pushed: Vec::new(),
        asked: BTreeMap::from([(FEED, 0), (OTHER, 0)]),
        known: BTreeSet::new(),
        wanted: BTreeSet::new(),
        budget: 0,
        unsealable: 0,
        broke_off: false,
    }
}

fn at(open: &mut Open, work: impl FnOnce(&Connection) -> Result<(), Error>) -> Result<(), Error> {
    open.store.write(|conn| work(conn))
}

fn skips(state: &State) -> bool {
    matches!(state.place, Place::Page { skip: true, .. })
}

#[test]
fn a_page_counts_where_this_device_is_and_one_of_another_log_has_the_ids_asked_for() {
    for (since, chain, skipped, listed) in [
        (3, CHAIN, false, false),
        (3, WRONG, true, true),
        // An answer to an older request.
        (2, CHAIN, true, false),
        (0, WRONG, true, false),
    ] {
        let mut open = feeds(|_| ());
        let mut state = State::of(&request());
        let page = at(&mut open, |conn| {
            state.page(conn, &request(), FEED, since, chain)
        });
        page.unwrap();
        assert_eq!((skips(&state), row(&open).listing), (skipped, listed));
    }
    // Where nothing is here yet any log will do; where the ids are asked for, pages say nothing.
    for (listing, skipped) in [(false, false), (true, true)] {
        let mut open = feeds(|row| {
            (row.since, row.chain, row.listing) = (0, None, listing);
        });
        let mut state = State::of(&request());
        let page = at(&mut open, |conn| {
            state.page(conn, &request(), FEED, 0, WRONG)
        });
        page.unwrap();
        assert_eq!((skips(&state), row(&open).listing), (skipped, listing));
    }
}

#[test]
fn an_answer_says_one_thing_of_each_feed_that_was_asked_for() {
    let mut open = feeds(|_| ());
    let mut state = State::of(&request());
    let mut page = |state: &mut State, feed| {
        at(&mut open, |conn| {
            state.page(conn, &request(), feed, 3, CHAIN)
        })
    };
    assert!(page(&mut state, FeedId([7; 8])).is_err());
    page(&mut state, FEED).unwrap();
    assert!(page(&mut state, OTHER).is_err(), "within another page");
    state.place = Place::Between;
    assert!(page(&mut state, FEED).is_err(), "twice");
    let mut state = State::of(&request());
    page(&mut state, OTHER).unwrap();
}

#[test]
fn a_page_is_left_where_something_else_moved_its_feed_meanwhile() {
    let mut open = feeds(|_| ());
    let mut state = State::of(&request());
    at(&mut open, |conn| {
        state.page(conn, &request(), FEED, 3, CHAIN)
    })
    .unwrap();
    at(&mut open, |conn| state.look_again(conn)).unwrap();
    assert!(!skips(&state) && !state.report.more);
    for moved in [(4, Some(CHAIN)), (3, Some(WRONG))] {
        let mut open = feeds(|_| ());
        let mut state = State::of(&request());
        at(&mut open, |conn| {
            state.page(conn, &request(), FEED, 3, CHAIN)?;
            let mut row = FeedRow::get(conn, FEED)?.ok_or(StoreError::Damaged("feed"))?;
            (row.since, row.chain) = moved;
            row.update(conn)?;
            state.look_again(conn)
        })
        .unwrap();
        assert!(skips(&state) && state.report.more);
    }
}

#[test]
fn a_list_begins_with_its_page_and_goes_on_without_a_gap() {
    type Piece = (FeedId, u64);
    let ids = [ShortEntryId([5; 16]), ShortEntryId([6; 16])];
    let list = |begun: (FeedId, u64), pieces: &[(FeedId, u64)]| {
        let mut open = feeds(|row| row.listing = true);
        let mut state = State::of(&request());
        let (feed, since) = begun;
        at(&mut open, |conn| {
            state.page(conn, &request(), feed, since, CHAIN)?;
            let mut pieces = pieces.iter();
            pieces.try_for_each(|(feed, since)| state.listing(conn, *feed, *since, &ids))
        })
    };
    assert!(list((FEED, 0), &[(FEED, 0)]).is_ok());
    assert!(list((FEED, 0), &[(FEED, 0), (FEED, 2), (FEED, 4)]).is_ok());
    let wrong: [(Piece, &[Piece]); 6] = [
        ((FEED, 3), &[(FEED, 0)]),
        ((FEED, 0), &[(FEED, 2)]),
        ((FEED, 0), &[(OTHER, 0)]),
        ((FEED, 0), &[(FEED, 0), (FEED, 1)]),
        ((FEED, 0), &[(FEED, 0), (FEED, 3)]),
        ((FEED, 0), &[(FEED, 0), (OTHER, 2)]),
    ];
    for (begun, pieces) in wrong {
        assert!(list(begun, pieces).is_err(), "{begun:?} {pieces:?}");
    }
    // Outside a page, and one that lists nothing.
    let mut open = feeds(|_| ());
    let mut state = State::of(&request());
    assert!(at(&mut open, |conn| state.listing(conn, FEED, 0, &ids)).is_err());
    at(&mut open, |conn| {
        state.page(conn, &request(), FEED, 0, CHAIN)
    })
    .unwrap();
    assert!(at(&mut open, |conn| state.listing(conn, FEED, 0, &[])).is_err());
}

#[test]
fn nothing_more_is_awaited_of_a_feed_that_is_refused_and_what_is_here_whole_is_gone_on_from() {
    for (gap, since, chain) in [(false, 3, Some(CHAIN)), (true, 0, None)] {
        let mut open = feeds(|row| {
            (row.listing, row.settling, row.list_start) = (true, true, Some(CHAIN));
        });
        let mut state = State::of(&request());
        at(&mut open, |conn| {
            if gap {
                gaps::add(conn, FEED, 2)?;
            }
            state.feed_refused(conn, &request(), FEED)
        })
        .unwrap();
        let row = row(&open);
        assert_eq!((row.since, row.chain), (since, chain));
        assert!(!row.listing && !row.settling && row.list_start.is_none());
        assert!(gaps::of(open.store.reader(), FEED, 9).unwrap().is_empty());
    }
}

//! Pages of a relay that was left: what is taken of them, and what ends the exchange.

use super::*;
use crate::keys::relay_address::RelayAddress;
use crate::store::tests::open;
use crate::store::{Parting, Relays, StoreError};

const FEED: FeedId = FeedId([1; 8]);
const OTHER: FeedId = FeedId([2; 8]);
const START: Chain = Chain([9; 16]);

fn cursor(feed: FeedId, since: u64) -> Cursor {
    Cursor {
        feed,
        since,
        chain: START,
    }
}

/// A relay that was left, read as far as this.
fn left(cursors: Vec<Cursor>) -> FormerRelay {
    let at = |url: &str| RelayAddress {
        url: url.into(),
        pin: None,
    };
    let mut open = open();
    let left = open.store.write(|tx| {
        Relays::begin_at(tx, &at("https://first.example"))?;
        let mut relays = Relays::default();
        let parting = Parting {
            cursors,
            ..Parting::default()
        };
        relays.go_to(tx, &at("https://second.example"), true, parting)?;
        Ok::<_, StoreError>(relays.former.remove(0))
    });
    left.unwrap()
}

/// A page of these entries, which begins at `since` with `start` and ends with `end`, or with what it comes to.
fn page(
    heard: &mut Heard,
    former: &mut FormerRelay,
    (feed, since, start): (FeedId, u64, Chain),
    entries: &[&[u8]],
    (end, last): (Option<Chain>, u64),
) -> Result<(), Error> {
    let mut chain = start;
    heard.frame(
        Frame::Page {
            feed,
            since,
            chain: start,
        },
        former,
    )?;
    for entry in entries {
        chain = chain.then(&EntryId::of(entry));
        heard.frame(Frame::Entry(entry.to_vec()), former)?;
    }
    let chain = end.unwrap_or(chain);
    heard.frame(Frame::PageEnd { chain, head: last }, former)
}

fn read_of(former: &FormerRelay, feed: FeedId) -> Option<(u64, Chain)> {
    let read = former.cursors.iter().find(|read| read.feed == feed);
    read.map(|read| (read.since, read.chain))
}

#[test]
fn a_page_that_goes_on_where_this_device_was_moves_it_on() {
    for (head, more) in [(7, true), (5, false)] {
        let mut former = left(vec![cursor(FEED, 3), cursor(OTHER, 1)]);
        let mut heard = Heard::default();
        let at = (FEED, 3, START);
        page(&mut heard, &mut former, at, &[b"one", b"two"], (None, head)).unwrap();
        let end = START.then(&EntryId::of(b"one")).then(&EntryId::of(b"two"));
        assert_eq!(read_of(&former, FEED), Some((5, end)));
        assert_eq!(read_of(&former, OTHER), Some((1, START)));
        assert_eq!((heard.came.len(), heard.more), (2, more));
    }
}

#[test]
fn whatever_page_says_that_there_is_more_has_the_device_ask_again() {
    for heads in [(9, 1), (1, 9), (9, 9)] {
        let mut former = left(vec![]);
        let mut heard = Heard::default();
        for (feed, head) in [(FEED, heads.0), (OTHER, heads.1)] {
            page(
                &mut heard,
                &mut former,
                (feed, 0, START),
                &[b"one"],
                (None, head),
            )
            .unwrap();
        }
        assert!(heard.more);
    }
}

#[test]
fn a_page_that_brings_nothing_is_not_asked_for_again_in_this_run() {
    let mut former = left(vec![cursor(FEED, 3)]);
    let mut heard = Heard::default();
    page(&mut heard, &mut former, (FEED, 3, START), &[], (None, 9)).unwrap();
    assert_eq!(read_of(&former, FEED), Some((3, START)));
    assert!(!heard.more);
}

#[test]
fn a_page_from_elsewhere_or_that_does_not_bear_out_has_the_feed_read_from_its_beginning() {
    let wrong = Chain([8; 16]);
    for (since, start, end) in [
        (3, wrong, None),
        (2, START, None),
        (0, START, None),
        (3, START, Some(wrong)),
    ] {
        let mut former = left(vec![cursor(FEED, 3), cursor(OTHER, 1)]);
        let mut heard = Heard::default();
        let at = (FEED, since, start);
        page(&mut heard, &mut former, at, &[b"one"], (end, 9)).unwrap();
        assert_eq!(read_of(&former, FEED), None);
        assert_eq!(read_of(&former, OTHER), Some((1, START)));
        assert!(!heard.more);
    }
    // Of a feed of which nothing was read a page begins at the beginning.
    for (since, read) in [(0, true), (1, false)] {
        let mut former = left(vec![cursor(OTHER, 1)]);
        let mut heard = Heard::default();
        let at = (FEED, since, START);
        page(&mut heard, &mut former, at, &[b"one"], (None, 9)).unwrap();
        assert_eq!(read_of(&former, FEED).is_some(), read);
        assert_eq!(heard.more, read);
    }
}

#[test]
fn a_log_that_is_another_one_is_read_from_its_beginning() {
    let diverged = |feed| Frame::Diverged {
        feed,
        head: 4,
        chain: START,
    };
    let mut former = left(vec![cursor(FEED, 3), cursor(OTHER, 1)]);
    let mut heard = Heard::default();
    heard.frame(diverged(FEED), &mut former).unwrap();
    assert_eq!(read_of(&former, FEED), None);
    assert_eq!(read_of(&former, OTHER), Some((1, START)));
    assert!(heard.more);
    heard.frame(diverged(OTHER), &mut former).unwrap();
    assert!(heard.more);
    // What it says of a feed of which nothing was read changes nothing.
    let mut heard = Heard::default();
    heard.frame(diverged(FEED), &mut former).unwrap();
    assert!(!heard.more);
}

#[test]
fn a_relay_whose_control_feed_is_another_one_is_told_everything_again() {
    let diverged = |feed| Frame::Diverged {
        feed,
        head: 4,
        chain: START,
    };
    let mut former = left(vec![cursor(FEED, 3), cursor(FeedId::CONTROL, 1)]);
    former.told = vec![EntryId::of(b"one").short()];
    let mut heard = Heard::default();
    heard.frame(diverged(FEED), &mut former).unwrap();
    assert_eq!(former.told.len(), 1);
    heard.frame(diverged(FeedId::CONTROL), &mut former).unwrap();
    assert!(former.told.is_empty());
    // Once in a run.
    former.told = vec![EntryId::of(b"one").short()];
    heard.frame(diverged(FeedId::CONTROL), &mut former).unwrap();
    assert_eq!(former.told.len(), 1);
}

#[test]
fn an_answer_brings_no_more_than_was_asked_for_and_nothing_outside_a_page() {
    let mut former = left(vec![]);
    let mut heard = Heard::default();
    for frame in [
        Frame::Entry(b"one".to_vec()),
        Frame::PageEnd {
            chain: START,
            head: 1,
        },
        Frame::Own(1),
    ] {
        assert!(heard.frame(frame, &mut former).is_err());
    }
    let begun = Frame::Page {
        feed: FEED,
        since: 0,
        chain: START,
    };
    heard.frame(begun, &mut former).unwrap();
    let half = usize::midpoint(START_BUDGET as usize, MAX_ENTRY);
    for _ in 0..2 {
        let entry = Frame::Entry(vec![0; half]);
        heard.frame(entry, &mut former).unwrap();
    }
    assert!(heard.frame(Frame::Entry(vec![0]), &mut former).is_err());
}

#[test]
fn each_feed_is_asked_for_from_where_it_was_read() {
    let former = left(vec![cursor(OTHER, 1), cursor(FEED, 3)]);
    let state = state_of(&former, FEED);
    assert_eq!((state.since, state.chain), (3, Some(START.mark())));
    let state = state_of(&former, FeedId([3; 8]));
    assert_eq!((state.since, state.chain), (0, None));
}

//! What a response holds: pages, budgets, listings, single entries, through the real route.

use sesi_wire::chain::{Chain, ChainMark};
use sesi_wire::fault::Code;
use sesi_wire::ids::{EntryId, FeedId};
use sesi_wire::limits::{MAX_BUDGET, MIN_BUDGET};
use sesi_wire::sync::{FeedState, Frame, Mode, SyncRequest, Want, to_vec};

use crate::fixture::caller::{pulling, pushing, results};
use crate::fixture::kabupaten::{
    EAST, WEST, accepted, after, entries, from_start, kabupaten, middle, page_end,
};

#[test]
fn one_round_trip_pushes_and_pulls_and_an_idle_one_says_nothing() {
    let mut k = kabupaten();
    let first = k.ani.data(&k.staff, EAST, 1, b"first");
    let request = SyncRequest {
        feeds: vec![
            from_start(FeedId::CONTROL),
            FeedState {
                own_seq: 1,
                ..from_start(EAST)
            },
        ],
        ..pushing(&[&first])
    };
    let reply = k.caller.sync(&k.ani, &request);
    assert_eq!(results(&reply), accepted(1));
    let frames = reply.frames();
    let [page, entry, _, end, own_page, own, own_end] = middle(&frames) else {
        panic!("{frames:?}");
    };
    assert!(matches!(
        page,
        Frame::Page {
            feed: FeedId::CONTROL,
            since: 0,
            ..
        }
    ));
    assert_eq!(*entry, Frame::Entry(k.staff.founding_entry()));
    let Frame::PageEnd {
        chain: control,
        head: 2,
    } = end
    else {
        panic!("{end:?}");
    };
    let Frame::Page {
        feed: EAST,
        since: 0,
        chain: start,
    } = own_page
    else {
        panic!("{own_page:?}");
    };
    assert_eq!(*own, Frame::Own(1));
    let east = start.then(&EntryId::of(&first));
    assert_eq!(
        *own_end,
        Frame::PageEnd {
            chain: east,
            head: 1
        }
    );

    let idle = vec![
        after(FeedId::CONTROL, 2, Some(*control)),
        after(EAST, 1, Some(east)),
    ];
    let reply = k.caller.sync(&k.ani, &pulling(idle));
    assert_eq!(middle(&reply.frames()), []);
    assert!(reply.body.len() <= 20, "{} bytes", reply.body.len());
    // Only what HTTP itself needs.
    let fields: Vec<String> = reply
        .head
        .lines()
        .skip(1)
        .filter_map(|line| Some(line.split_once(':')?.0.to_ascii_lowercase()))
        .collect();
    assert_eq!(fields, ["content-length"], "{}", reply.head);
}

#[test]
fn pages_follow_the_budget_and_continue_where_they_ended() {
    let mut k = kabupaten();
    let all: Vec<Vec<u8>> = (1..=20)
        .map(|seq| k.ani.data(&k.staff, EAST, seq, &[7; 900]))
        .collect();
    let refs: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    k.caller.push(&k.ani, &refs);
    let west = k.budi.data(&k.staff, WEST, 1, b"w");
    k.caller.push(&k.budi, &[&west]);
    let (mut since, mut chain, mut got) = (0, None, Vec::new());
    while got.len() < all.len() {
        let request = SyncRequest {
            budget: Some(1),
            ..pulling(vec![after(EAST, since, chain), from_start(WEST)])
        };
        let frames = k.caller.sync(&k.budi, &request).frames();
        let page = entries(&frames);
        let bytes: usize = page.iter().map(Vec::len).sum();
        assert!(bytes <= MIN_BUDGET as usize && !page.is_empty());
        let (at, head) = page_end(&frames);
        assert_eq!(head, 20);
        let east: Vec<_> = page
            .iter()
            .filter(|entry| **entry != west)
            .cloned()
            .collect();
        since += east.len() as u64;
        chain = Some(at);
        got.extend(east);
        if since < 20 {
            // The budget is used up: the other feed only says that there is more.
            let [
                ..,
                Frame::Page {
                    feed: WEST,
                    since: 0,
                    ..
                },
                Frame::PageEnd { head: 1, .. },
            ] = middle(&frames)
            else {
                panic!("{frames:?}");
            };
        }
    }
    assert_eq!(got, all);
    let large = SyncRequest {
        budget: Some(u32::MAX),
        ..pulling(vec![from_start(EAST)])
    };
    let reply = k.caller.sync(&k.budi, &large);
    assert_eq!(entries(&reply.frames()), all);
    assert!(reply.body.len() <= MAX_BUDGET as usize);
}

#[test]
fn an_entry_larger_than_the_budget_is_sent_alone() {
    let mut k = kabupaten();
    for seq in 1..=2 {
        let large = k.ani.data(&k.staff, EAST, seq, &vec![7; 20_000]);
        k.caller.push(&k.ani, &[&large]);
    }
    let request = SyncRequest {
        budget: Some(MIN_BUDGET),
        ..pulling(vec![from_start(EAST)])
    };
    let frames = k.caller.sync(&k.budi, &request).frames();
    assert_eq!(entries(&frames).len(), 1);
    assert_eq!(page_end(&frames).1, 2);
}

#[test]
fn own_entries_come_back_as_numbers_unless_the_device_forgot_them() {
    let mut k = kabupaten();
    let work: Vec<Vec<u8>> = (1..=2)
        .map(|seq| k.ani.data(&k.staff, EAST, seq, b"work"))
        .collect();
    k.caller.push(&k.ani, &[&work[0], &work[1]]);
    let state = FeedState {
        own_seq: 1,
        ..from_start(EAST)
    };
    let frames = k.caller.pull(&k.ani, vec![state]);
    assert_eq!(frames[2], Frame::Own(1));
    assert_eq!(frames[3], Frame::Entry(work[1].clone()));
}

#[test]
fn a_log_that_is_not_a_prefix_diverges_and_a_listing_shows_what_is_here() {
    let mut k = kabupaten();
    let work: Vec<Vec<u8>> = (1..=3)
        .map(|seq| k.ani.data(&k.staff, EAST, seq, b"work"))
        .collect();
    k.caller.push(&k.ani, &[&work[0], &work[1], &work[2]]);
    let whole = k.caller.pull(&k.ani, vec![from_start(EAST)]);
    let (end, head) = page_end(&whole);
    let diverged = Frame::Diverged {
        feed: EAST,
        head,
        chain: end,
    };
    let wrong = Some(Chain([1; 16]));
    for state in [
        after(EAST, 2, wrong),
        after(EAST, 3, wrong),
        after(EAST, 4, Some(end)),
        after(EAST, u64::MAX, wrong),
    ] {
        let frames = k.caller.pull(&k.ani, vec![state]);
        assert_eq!(middle(&frames), std::slice::from_ref(&diverged));
    }
    let listing = FeedState {
        mode: Some(Mode::Ids),
        ..from_start(EAST)
    };
    let ids: Vec<_> = work
        .iter()
        .map(|entry| EntryId::of(entry).short())
        .collect();
    let frames = k.caller.pull(&k.ani, vec![listing]);
    assert_eq!(
        middle(&frames),
        [
            middle(&whole)[0].clone(),
            Frame::Listing {
                feed: EAST,
                since: 0,
                ids
            },
            Frame::PageEnd {
                chain: end,
                head: 3
            },
        ]
    );
    let request = SyncRequest {
        want: Some(vec![Want {
            feed: EAST,
            seqs: vec![3, 0, 9, u64::MAX, 1],
        }]),
        ..pulling(vec![])
    };
    let frames = k.caller.sync(&k.ani, &request).frames();
    let wanted = |seq: u64, entry: &Vec<u8>| Frame::Wanted {
        feed: EAST,
        seq,
        entry: entry.clone(),
    };
    assert_eq!(middle(&frames), [wanted(3, &work[2]), wanted(1, &work[0])]);
}

#[test]
fn one_mark_vouches_for_the_cursors_of_all_feeds_and_nothing_is_judged_where_it_does_not() {
    let mut k = kabupaten();
    let work: Vec<Vec<u8>> = (1..=3)
        .map(|seq| k.ani.data(&k.staff, EAST, seq, b"work"))
        .collect();
    k.caller.push(&k.ani, &[&work[0], &work[1]]);
    let (control, head) = page_end(&k.caller.pull(&k.ani, vec![from_start(FeedId::CONTROL)]));
    let whole = k.caller.pull(&k.ani, vec![from_start(EAST)]);
    let (end, _) = page_end(&whole);
    let Frame::Page { chain: start, .. } = whole[1] else {
        panic!("{whole:?}");
    };
    let first = start.then(&EntryId::of(&work[0]));
    let asking = |east: u64, joint: Option<ChainMark>| SyncRequest {
        joint,
        ..pulling(vec![
            after(FeedId::CONTROL, head, None),
            after(EAST, east, None),
        ])
    };
    let mark = |east: Chain| Some(Chain::joint_mark([control, east]));

    let idle = k.caller.sync(&k.ani, &asking(2, mark(end)));
    assert_eq!(middle(&idle.frames()), []);
    let behind = k.caller.sync(&k.ani, &asking(1, mark(first))).frames();
    assert_eq!(entries(&behind), [work[1].clone()]);
    // A feed from its start and one with a mark of its own are no part of it.
    let mut mixed = asking(2, mark(end));
    mixed.feeds.push(from_start(WEST));
    mixed.feeds.push(after(EAST, 1, Some(Chain([1; 16]))));
    let frames = k.caller.sync(&k.budi, &mixed).frames();
    let other = Frame::Diverged {
        feed: EAST,
        head: 2,
        chain: end,
    };
    assert_eq!(middle(&frames), [other]);

    let swapped = Some(Chain::joint_mark([end, control]));
    for (since, joint) in [
        (2, mark(first)),
        (2, swapped),
        (2, Some(ChainMark::default())),
        (2, None),
        (3, mark(end)),
        (u64::MAX, mark(end)),
    ] {
        let request = SyncRequest {
            push: pushing(&[&work[2]]).push,
            ..asking(since, joint)
        };
        let path = format!("/v1/sync?office={}", k.staff.office);
        for path in ["/v1/sync", &path] {
            let reply = k.caller.post(path, Some(&k.ani.token), &to_vec(&request));
            assert_eq!(reply.fault().code, Code::Marks, "{since} {joint:?}");
        }
        let frames = k.caller.pull(&k.ani, vec![from_start(EAST)]);
        assert_eq!(page_end(&frames).1, 2, "nothing of it was judged");
    }
    // Nobody learns anything of a feed that is not theirs to read.
    k.caller
        .push(&k.budi, &[&k.budi.data(&k.staff, WEST, 1, b"w")]);
    let (west, _) = page_end(&k.caller.pull(&k.budi, vec![from_start(WEST)]));
    let peeking = SyncRequest {
        joint: Some(Chain::joint_mark([control, west])),
        ..pulling(vec![
            after(FeedId::CONTROL, head, None),
            after(WEST, 1, None),
        ])
    };
    assert_eq!(k.caller.sync(&k.ani, &peeking).fault().code, Code::Marks);
    assert_eq!(k.caller.sync(&k.budi, &peeking).status, 200);
}

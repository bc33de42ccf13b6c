//! Frames and fields of this version and of later ones, however the bytes come.

use super::*;
use crate::chain::Chain;
use crate::ids::ShortEntryId;

fn frames() -> Vec<Frame> {
    let (feed, chain) = (FeedId([1; 8]), Chain([2; 16]));
    vec![
        Frame::Head {
            version: 1,
            relay_time: 1_800_000_000_000,
            results: vec![
                PushResult::Accepted(7),
                PushResult::Duplicate(3),
                PushResult::Rejected(Rejection::SeqTaken),
            ],
        },
        Frame::Page {
            feed,
            since: 6,
            chain,
        },
        Frame::Entry(vec![9; 40]),
        Frame::Own(4),
        Frame::PageEnd { chain, head: 8 },
        Frame::Diverged {
            feed,
            head: 2,
            chain,
        },
        Frame::Refused(feed),
        Frame::Listing {
            feed,
            since: 0,
            ids: vec![ShortEntryId([3; 16]); 3],
        },
        Frame::Wanted {
            feed,
            seq: 5,
            entry: vec![8; 20],
        },
        Frame::End,
    ]
}

#[test]
fn frames_are_taken_whole_however_the_bytes_arrive() {
    let bytes: Vec<u8> = frames().iter().flat_map(to_vec).collect();
    for step in 1..bytes.len() {
        let mut reader = FrameReader::default();
        let mut read = Vec::new();
        for piece in bytes.chunks(step) {
            reader.feed(piece);
            while let Some(frame) = reader.next_frame().unwrap() {
                read.push(frame);
            }
        }
        assert_eq!(read, frames());
    }
}

#[test]
fn unknown_fields_and_frames_are_skipped() {
    let mut bytes = Vec::new();
    let mut e = Encoder::new(&mut bytes);
    e.map(3).unwrap().u8(0).unwrap().u8(1).unwrap();
    e.u8(1).unwrap().array(0).unwrap();
    e.u8(77).unwrap().str("later").unwrap();
    let request = SyncRequest::from_bytes(&bytes).unwrap();
    assert_eq!(request.feeds, vec![]);
    let later = [0x83, 0x18, 40, 1, 2];
    assert_eq!(
        from_slice::<Frame>("frame", &later).unwrap(),
        Frame::Unknown(40)
    );
}

#[test]
fn a_mode_of_a_later_version_spoils_nothing_that_follows_it() {
    let state = |feed, mode| FeedState {
        feed: FeedId([feed; 8]),
        since: 7,
        chain: Some(ChainMark([2; 8])),
        own_seq: 3,
        mode,
    };
    let request = SyncRequest {
        version: 1,
        feeds: vec![
            state(1, Some(Mode::Unknown(2))),
            state(2, None),
            state(3, Some(Mode::Ids)),
            state(4, Some(Mode::Unknown(255))),
        ],
        push: Some(vec![ByteVec::from(vec![9; 3])]),
        budget: Some(70_000),
        want: None,
        joint: None,
    };
    assert_eq!(SyncRequest::from_bytes(&to_vec(&request)), Ok(request));
}

/// A request for one feed of these four bytes, with a mode and a budget as they stand, and what follows.
fn with(fields: u8, mode: &[u8], budget: &[u8], later: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xa0 | fields, 0, 1, 1, 0x81, 0x85, 0x48];
    bytes.extend([7; 8]);
    bytes.extend([0, 0x48, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend_from_slice(mode);
    bytes.push(3);
    bytes.extend_from_slice(budget);
    bytes.extend_from_slice(later);
    bytes
}

#[test]
fn numbers_that_are_wider_than_this_version_needs_are_the_largest_it_has() {
    let wide = [0x1b, 255, 255, 255, 255, 255, 255, 255, 255];
    let read = SyncRequest::from_bytes(&with(3, &wide, &wide, &[])).unwrap();
    assert_eq!(read.feeds[0].mode, Some(Mode::Unknown(255)));
    assert_eq!(read.budget, Some(u32::MAX));
    let absent = SyncRequest::from_bytes(&with(3, &[0xf6], &[0xf6], &[])).unwrap();
    assert_eq!((absent.feeds[0].mode, absent.budget), (None, None));

    let result = [&[0x82, 2][..], &wide].concat();
    let read: PushResult = from_slice("result", &result).unwrap();
    assert_eq!(read, PushResult::Rejected(Rejection::Unknown(u16::MAX)));
    let fault = [
        &[0xa4, 0, 2, 1, 0x60, 2][..],
        &wide,
        &[3, 0x82],
        &wide,
        &wide,
    ]
    .concat();
    let read: crate::fault::Fault = from_slice("fault", &fault).unwrap();
    assert_eq!(read.versions, Some((255, 255)));
    assert_eq!(read.retry_after, Some(u32::MAX));
}

#[test]
fn fields_of_later_versions_are_skipped_and_keys_that_none_has_are_refused() {
    // 2^31 - 1, and its value: an array of text.
    let later = [0x1a, 0x7f, 255, 255, 255, 0x81, 0x61, b'x'];
    assert!(SyncRequest::from_bytes(&with(4, &[0], &[1], &later)).is_ok());
    for key in [0x80, 255] {
        let none = [0x1b, key, 0, 0, 0, 0, 0, 0, 0, 1];
        assert!(SyncRequest::from_bytes(&with(4, &[0], &[1], &none)).is_err());
    }
}

#[test]
fn lengths_that_are_left_open_are_refused_wherever_they_stand() {
    let later = |value: &[u8]| [&[0x18, 99][..], value].concat();
    for (value, stands) in [
        (&[0x81, 0x82, 1, 2][..], true),
        (&[0x81, 0x9f, 1, 2, 0xff], false),
        (&[0x81, 0xbf, 1, 2, 0xff], false),
        (&[0x81, 0x5f, 0x41, 1, 0xff], false),
        (&[0x81, 0x7f, 0x61, b'x', 0xff], false),
    ] {
        let request = with(4, &[0], &[1], &later(value));
        assert_eq!(
            SyncRequest::from_bytes(&request).is_ok(),
            stands,
            "{value:x?}"
        );
        let frame = [&[0x82, 0x18, 99][..], value].concat();
        let mut reader = FrameReader::default();
        reader.feed(&frame);
        assert_eq!(reader.next_frame().is_ok(), stands, "{value:x?}");
    }
}

#[test]
fn an_idle_request_of_four_feeds_and_its_answer_are_small() {
    let state = FeedState {
        feed: FeedId([1; 8]),
        since: 70_000,
        chain: Some(ChainMark([2; 8])),
        own_seq: 300,
        mode: None,
    };
    let request = SyncRequest {
        version: 1,
        feeds: vec![state; 4],
        push: None,
        budget: None,
        want: None,
        joint: None,
    };
    assert!(to_vec(&request).len() <= 120, "{}", to_vec(&request).len());
    let head = Frame::Head {
        version: 1,
        relay_time: 1_800_000_000_000,
        results: vec![],
    };
    assert!(to_vec(&head).len() + to_vec(&Frame::End).len() <= 20);
}

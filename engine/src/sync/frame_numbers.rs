//! Which numbers a frame names. None is beyond what a database holds, so that nothing computed from one overflows.

use sesi_wire::sync::{Frame, PushResult};

/// Whether the numbers of a frame can be those of a log.
pub(super) fn is_possible(frame: &Frame) -> bool {
    numbers(frame).all(|number| i64::try_from(number).is_ok())
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

#[cfg(test)]
mod tests {
    use sesi_wire::chain::Chain;
    use sesi_wire::ids::{FeedId, ShortEntryId};

    use super::*;

    const FEED: FeedId = FeedId([1; 8]);

    /// Every frame that names a number, with this one in each place.
    fn naming(number: u64) -> Vec<Frame> {
        let chain = Chain::start(&[0; 8], FEED);
        let head = |result| Frame::Head {
            version: 1,
            relay_time: u64::MAX,
            results: vec![PushResult::Accepted(1), result],
        };
        vec![
            head(PushResult::Accepted(number)),
            head(PushResult::Duplicate(number)),
            Frame::Page {
                feed: FEED,
                since: number,
                chain,
            },
            Frame::Own(number),
            Frame::PageEnd {
                chain,
                head: number,
            },
            Frame::Diverged {
                feed: FEED,
                head: number,
                chain,
            },
            Frame::Listing {
                feed: FEED,
                since: number,
                ids: Vec::new(),
            },
            Frame::Wanted {
                feed: FEED,
                seq: number,
                entry: Vec::new(),
            },
        ]
    }

    #[test]
    fn the_largest_number_is_the_largest_of_a_database_in_every_frame() {
        let largest = i64::MAX.unsigned_abs();
        for frame in naming(largest) {
            assert!(is_possible(&frame), "{frame:?}");
        }
        for number in [largest + 1, u64::MAX] {
            for frame in naming(number) {
                assert!(!is_possible(&frame), "{frame:?}");
            }
        }
    }

    #[test]
    fn a_list_ends_at_a_possible_number_too() {
        let listing = |since| Frame::Listing {
            feed: FEED,
            since,
            ids: vec![ShortEntryId([0; 16]); 2],
        };
        let largest = i64::MAX.unsigned_abs();
        assert!(is_possible(&listing(largest - 2)));
        assert!(!is_possible(&listing(largest - 1)));
    }
}

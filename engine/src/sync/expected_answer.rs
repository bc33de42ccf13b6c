//! What an answer of a relay that was left may hold. It is asked for entries alone, so it says one word of each feed that was asked for, judges
//! each entry that was brought, and says nothing else: whatever it says beyond that would be noted, and asked for again, without end.

use std::collections::BTreeSet;

use sesi_wire::ids::FeedId;
use sesi_wire::sync::{Frame, SyncRequest};

use super::frame_numbers::is_possible;

/// What may still come of an answer.
#[derive(Debug)]
pub(super) struct ExpectedAnswer {
    /// Feeds of which nothing was said yet.
    asked: BTreeSet<FeedId>,
    /// Entries that the request brought.
    brought: usize,
    headed: bool,
}

impl ExpectedAnswer {
    /// At the beginning of the answer to `request`.
    pub(super) fn to(request: &SyncRequest) -> Self {
        Self {
            asked: request.feeds.iter().map(|state| state.feed).collect(),
            brought: request.push.as_ref().map_or(0, Vec::len),
            headed: false,
        }
    }

    /// Whether the frame, which comes next, answers what was asked.
    pub(super) fn accepts(&mut self, frame: &Frame) -> bool {
        let follows = match frame {
            Frame::Head {
                version, results, ..
            } => {
                let first = !std::mem::replace(&mut self.headed, true);
                first && *version <= sesi_wire::VERSION && results.len() == self.brought
            }
            _ if !self.headed => false,
            Frame::Page { feed, .. } | Frame::Diverged { feed, .. } | Frame::Refused(feed) => {
                self.asked.remove(feed)
            }
            Frame::Own(_) | Frame::Listing { .. } | Frame::Wanted { .. } => false,
            Frame::Entry(_) | Frame::PageEnd { .. } | Frame::End | Frame::Unknown(_) => true,
        };
        follows && is_possible(frame)
    }
}

#[cfg(test)]
mod tests {
    use minicbor::bytes::ByteVec;
    use sesi_wire::chain::Chain;
    use sesi_wire::sync::{FeedState, PushResult};

    use super::*;

    const FEED: FeedId = FeedId([1; 8]);
    const CHAIN: Chain = Chain([9; 16]);

    fn head(results: usize) -> Frame {
        Frame::Head {
            version: 1,
            relay_time: 0,
            results: vec![PushResult::Accepted(1); results],
        }
    }

    fn page(feed: FeedId, since: u64) -> Frame {
        let chain = CHAIN;
        Frame::Page { feed, since, chain }
    }

    /// To a request that asks for a feed and brings an entry.
    fn answering() -> ExpectedAnswer {
        let state = FeedState {
            feed: FEED,
            since: 0,
            chain: None,
            own_seq: 0,
            mode: None,
        };
        ExpectedAnswer::to(&SyncRequest {
            version: 1,
            feeds: vec![state],
            push: Some(vec![ByteVec::from(vec![0])]),
            budget: None,
            want: None,
            joint: None,
        })
    }

    fn after_head(frames: &[Frame]) -> Vec<bool> {
        let mut answering = answering();
        assert!(answering.accepts(&head(1)));
        frames.iter().map(|one| answering.accepts(one)).collect()
    }

    #[test]
    fn an_answer_begins_with_a_head_that_judges_what_was_brought() {
        for results in [0, 2] {
            assert!(!answering().accepts(&head(results)));
        }
        for early in [page(FEED, 0), Frame::End, Frame::Unknown(77)] {
            assert!(!answering().accepts(&early), "{early:?}");
        }
        let later = Frame::Head {
            version: 2,
            relay_time: 0,
            results: vec![PushResult::Accepted(1)],
        };
        assert!(!answering().accepts(&later));
        assert_eq!(after_head(&[head(1)]), [false]);
    }

    #[test]
    fn one_word_is_said_of_each_feed_that_was_asked_for_and_of_no_other() {
        let diverged = |feed| Frame::Diverged {
            feed,
            head: 1,
            chain: CHAIN,
        };
        let words = [page(FEED, 0), diverged(FEED), Frame::Refused(FEED)];
        for first in &words {
            for second in &words {
                let said = after_head(&[first.clone(), second.clone()]);
                assert_eq!(said, [true, false]);
            }
        }
        let other = FeedId([2; 8]);
        for word in [page(other, 0), diverged(other), Frame::Refused(other)] {
            assert_eq!(after_head(&[word]), [false]);
        }
    }

    #[test]
    fn what_was_not_asked_for_and_what_cannot_be_is_no_answer() {
        let entry = vec![0];
        let feed = FEED;
        for frame in [
            Frame::Own(1),
            Frame::Listing {
                feed,
                since: 0,
                ids: vec![],
            },
            Frame::Wanted {
                feed,
                seq: 1,
                entry,
            },
            page(FEED, u64::MAX),
            Frame::PageEnd {
                chain: CHAIN,
                head: u64::MAX,
            },
        ] {
            assert_eq!(after_head(std::slice::from_ref(&frame)), [false]);
        }
        let end = Frame::PageEnd {
            chain: CHAIN,
            head: 1,
        };
        let whole = [page(FEED, 0), Frame::Entry(vec![0]), end, Frame::End];
        assert_eq!(after_head(&whole), [true; 4]);
        assert_eq!(after_head(&[Frame::Unknown(77)]), [true]);
    }
}

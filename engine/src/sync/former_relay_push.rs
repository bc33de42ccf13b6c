//! The order in which a relay that was left is told what the office said, piece by piece.

use std::collections::VecDeque;

use minicbor::bytes::ByteVec;
use sesi_wire::limits::MAX_ENTRY;
use sesi_wire::sync::PushResult;

use crate::store::{ArchivedEntry, FormerRelay};

/// Bytes of entries in one request: no more than one entry may have.
const AT_ONCE: usize = MAX_ENTRY;
/// Bytes of entries in one run. The next run goes on.
const IN_A_RUN: usize = 8 * AT_ONCE;

/// What waits to be told in this run.
#[derive(Debug, Default)]
pub(super) struct FormerRelayPush {
    waits: VecDeque<ArchivedEntry>,
    /// What the last request brought.
    sent: Vec<ArchivedEntry>,
    refused: VecDeque<ArchivedEntry>,
    /// Something was taken, upon which what was refused may be taken too.
    accepted: bool,
    again: bool,
}

impl FormerRelayPush {
    pub(super) fn of(untold: Vec<ArchivedEntry>) -> Self {
        let mut room = IN_A_RUN;
        let fits = |entry: &ArchivedEntry| {
            let left = room.checked_sub(entry.bytes.len());
            room = left.unwrap_or(0);
            left.is_some()
        };
        Self {
            waits: untold.into_iter().take_while(fits).collect(),
            ..Self::default()
        }
    }

    /// What the next request brings. What was refused is brought once more after all else, if anything was taken.
    pub(super) fn next(&mut self) -> Option<Vec<ByteVec>> {
        let mut room = AT_ONCE;
        while let Some(entry) = self.waits.pop_front() {
            let Some(left) = room.checked_sub(entry.bytes.len()) else {
                self.waits.push_front(entry);
                break;
            };
            room = left;
            self.sent.push(entry);
        }
        let bytes = self
            .sent
            .iter()
            .map(|entry| ByteVec::from(entry.bytes.clone()));
        (!self.sent.is_empty()).then(|| bytes.collect())
    }

    /// How the relay judged what was sent; what it says nothing of it does not have.
    pub(super) fn judged(&mut self, results: &[PushResult], former: &mut FormerRelay) {
        for (at, entry) in self.sent.drain(..).enumerate() {
            match results.get(at) {
                Some(PushResult::Accepted(_) | PushResult::Duplicate(_)) => {
                    self.accepted = true;
                    former.note_told(entry.id.short());
                }
                Some(PushResult::Rejected(_)) => {
                    former.note_refused(entry.id.short());
                    self.refused.push_back(entry);
                }
                None => self.refused.push_back(entry),
            }
        }
        if self.waits.is_empty() && self.accepted && !self.again {
            self.again = true;
            self.waits.append(&mut self.refused);
        }
    }

    /// Nothing waits any more.
    pub(super) fn is_done(&self) -> bool {
        self.waits.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use sesi_wire::ids::{EntryId, FeedId};
    use sesi_wire::sync::Rejection;

    use super::*;
    use crate::store::Standing;

    fn entries(sizes: &[usize]) -> Vec<ArchivedEntry> {
        let entry = |(no, size): (u8, &usize)| ArchivedEntry {
            no: no.into(),
            id: EntryId([no; 32]),
            feed: FeedId::CONTROL,
            author: None,
            standing: Standing::Member,
            seq: None,
            bytes: vec![no; *size],
        };
        (1..).zip(sizes).map(entry).collect()
    }

    /// The numbers of what the next request brings.
    fn next(telling: &mut FormerRelayPush) -> Vec<u8> {
        let bytes = telling.next();
        bytes.iter().flatten().map(|entry| entry[0]).collect()
    }

    fn told(former: &FormerRelay) -> Vec<u8> {
        former.told.iter().map(|id| id.0[0]).collect()
    }

    const TAKEN: PushResult = PushResult::Accepted(7);
    const HERE: PushResult = PushResult::Duplicate(7);
    const REFUSED: PushResult = PushResult::Rejected(Rejection::UnknownAuthor);

    #[test]
    fn a_request_brings_no_more_than_the_largest_entry_has_and_a_run_no_more_than_eight() {
        let half = MAX_ENTRY / 2;
        let mut telling = FormerRelayPush::of(entries(&[half, half, 1, MAX_ENTRY, half]));
        let mut former = FormerRelay::default();
        for (brought, done) in [(vec![1, 2], false), (vec![3], false), (vec![4], false)] {
            assert_eq!(next(&mut telling), brought);
            telling.judged(&[TAKEN, TAKEN], &mut former);
            assert_eq!(telling.is_done(), done);
        }
        assert_eq!(next(&mut telling), [5]);
        telling.judged(&[TAKEN], &mut former);
        assert!(telling.is_done());
        assert_eq!(told(&former), [1, 2, 3, 4, 5]);
        assert_eq!(telling.next(), None);

        let telling = FormerRelayPush::of(entries(&[MAX_ENTRY; 9]));
        assert_eq!(telling.waits.len(), 8);
    }

    #[test]
    fn what_was_refused_is_brought_once_more_after_all_else_if_anything_was_taken() {
        let mut former = FormerRelay::default();
        let mut telling = FormerRelayPush::of(entries(&[MAX_ENTRY, MAX_ENTRY]));
        assert_eq!(next(&mut telling), [1]);
        telling.judged(&[REFUSED], &mut former);
        assert_eq!(next(&mut telling), [2]);
        telling.judged(&[HERE], &mut former);
        assert_eq!(next(&mut telling), [1]);
        telling.judged(&[REFUSED], &mut former);
        assert!(telling.is_done());
        assert_eq!(told(&former), [2]);

        let mut telling = FormerRelayPush::of(entries(&[1, 1]));
        assert_eq!(next(&mut telling), [1, 2]);
        telling.judged(&[REFUSED, REFUSED], &mut former);
        assert!(telling.is_done());
    }

    #[test]
    fn what_a_relay_says_nothing_of_was_not_told() {
        let mut former = FormerRelay::default();
        let mut telling = FormerRelayPush::of(entries(&[1, 1]));
        assert_eq!(next(&mut telling), [1, 2]);
        telling.judged(&[], &mut former);
        assert!(telling.is_done() && former.told.is_empty());
    }
}

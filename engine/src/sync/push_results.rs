//! What a relay says became of the entries that a request carried. That something was accepted is its word until its log shows it; what it
//! refused stays here and says why.

use rusqlite::Connection;
use sesi_wire::ids::{EntryId, FeedId};
use sesi_wire::sync::{PushResult, Rejection};

use super::frames::State;
use super::repair;
use super::request::{Pushed, Request};
use crate::device::Me;
use crate::error::Error;
use crate::field::Field;
use crate::store::{ArchivedEntry, FeedRow, gaps};

impl State {
    /// What was accepted first: what is left of the request may have to be taken back. That something was accepted is the relay's word
    /// until its log shows it.
    pub(super) fn results<F: Field>(
        &mut self,
        conn: &Connection,
        me: &mut Me<F>,
        request: &Request,
        results: &[PushResult],
    ) -> Result<(), Error> {
        let judged = || request.pushed.iter().zip(results);
        for (pushed, result) in judged() {
            if let PushResult::Accepted(seq) | PushResult::Duplicate(seq) = result
                && may_stand_at(conn, pushed.feed, &pushed.id, *seq)?
            {
                ArchivedEntry::placed(conn, pushed.feed, &pushed.id, *seq, None)?;
            }
        }
        for (pushed, result) in judged() {
            if let PushResult::Rejected(reason) = result {
                self.rejected(conn, me, pushed, *reason)?;
            }
        }
        // A thief may have filled the relay first. Once it has heard the revocation, it takes what that names.
        let mut results = judged();
        let said = results.any(|(pushed, result)| {
            pushed.feed == FeedId::CONTROL && matches!(result, PushResult::Accepted(_))
        });
        if said {
            me.offer_named(conn)?;
        }
        Ok(())
    }

    fn rejected<F: Field>(
        &mut self,
        conn: &Connection,
        me: &mut Me<F>,
        pushed: &Pushed,
        reason: Rejection,
    ) -> Result<(), Error> {
        let contested = pushed
            .own_seq
            .filter(|_| reason == Rejection::SeqTaken)
            .zip(FeedRow::get(conn, pushed.feed)?);
        let Some((device_seq, mut feed)) = contested else {
            let before = ArchivedEntry::refuse(conn, &pushed.id, reason.number())?;
            if reason == Rejection::SeqTaken && before == 0 && me.carry(conn, &pushed.id)? {
                self.report.more = true;
            }
            self.report.refused.push((pushed.id, reason.number()));
            return Ok(());
        };
        ArchivedEntry::refuse(conn, &pushed.id, reason.number())?;
        repair::contested(conn, &mut feed)?;
        self.contested.insert((pushed.feed, device_seq));
        self.report.more = true;
        Ok(())
    }
}

/// Whether the log, as far as it is proved here, can have the entry at that place. What was accepted just now stands behind what is proved;
/// before that stands only what is known to, or what is still to be fetched. Anything else is an older answer, or not so: the
/// entry is offered again.
pub(super) fn may_stand_at(
    conn: &Connection,
    feed: FeedId,
    id: &EntryId,
    seq: u64,
) -> Result<bool, Error> {
    let proved = FeedRow::get(conn, feed)?.map_or(0, |feed| feed.since);
    if seq == 0 {
        return Ok(false);
    }
    let there = ArchivedEntry::at(conn, feed, seq)?;
    Ok(seq > proved
        || there.is_some_and(|there| there == *id)
        || there.is_none() && gaps::is_one(conn, feed, seq)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{add, entries, open};

    #[test]
    fn an_entry_stands_beyond_what_is_proved_or_where_it_is_known_or_awaited() {
        const FEED: FeedId = FeedId([1; 8]);
        let mut open = open();
        let (_, entries) = entries(FEED, 3);
        for entry in &entries {
            add(&mut open.store, entry);
        }
        let [first, second, third] = [0, 1, 2].map(|at: usize| entries[at].id());
        let here = open.store.write(|conn| {
            FeedRow::learn(conn, FEED, b"a feed")?;
            let mut feed = FeedRow::get(conn, FEED)?.unwrap();
            feed.since = 4;
            feed.update(conn)?;
            ArchivedEntry::placed(conn, FEED, &first, 1, None)?;
            ArchivedEntry::placed(conn, FEED, &second, 2, None)?;
            // Of the second place it is said besides that it is still to come.
            gaps::add(conn, FEED, 2)?;
            gaps::add(conn, FEED, 3)
        });
        here.unwrap();
        let may = |id: &EntryId, seq| may_stand_at(open.store.reader(), FEED, id, seq).unwrap();
        for seq in [5, 6, u64::MAX / 2] {
            assert!(may(&third, seq));
        }
        assert!(may(&third, 3), "awaited");
        assert!(may(&first, 1) && may(&second, 2), "known");
        assert!(!may(&third, 1) && !may(&third, 2), "another's");
        assert!(!may(&third, 4), "proved to be something else");
        assert!(!may(&third, 0), "no place");
        assert!(may_stand_at(open.store.reader(), FeedId([2; 8]), &third, 1).unwrap());
    }
}

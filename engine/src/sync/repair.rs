//! The relay's log is not the one this device knew: it was wiped, restored from a backup, or filled again by somebody else.
//!
//! Nobody presses anything. The device finds out what the relay has, offers what it lacks, and fetches what the device lacks.

use rusqlite::Connection;
use sesi_wire::chain::Chain;
use sesi_wire::ids::{EntryId, FeedId, ShortEntryId};
use sesi_wire::sync::Rejection;

use crate::device::Me;
use crate::error::Error;
use crate::field::Field;
use crate::store::{ArchivedEntry, Fact, FeedRow, PendingChange, gaps};

/// The relay says that its log of `feed` ends at `head` with `chain`, and that ours is not a prefix of it.
///
/// Where ours merely goes further (a relay restored from a backup), what follows `head` is offered again. Otherwise
/// the next request asks for the ids of everything the relay has. Says what [`prove`] says.
pub fn diverged(
    conn: &Connection,
    feed: &mut FeedRow,
    head: u64,
    chain: Chain,
) -> Result<u64, Error> {
    feed.head = head;
    let prefix = head < feed.since
        && head > 0
        && ArchivedEntry::chain_at(conn, feed.id, head)? == Some(chain);
    if prefix || head == 0 {
        ArchivedEntry::lost_after(conn, feed.id, head)?;
        gaps::clear_after(conn, feed.id, head)?;
        feed.since = head;
        feed.chain = Some(chain);
        feed.listing = false;
        feed.list_start = feed.list_start.filter(|_| head > 0);
        prove(conn, feed)
    } else {
        feed.listing = true;
        feed.update(conn)?;
        Ok(0)
    }
}

/// Takes a piece of the relay's list of ids; `since` 0 begins a new list.
pub fn listed(
    conn: &Connection,
    feed: &FeedRow,
    since: u64,
    ids: &[ShortEntryId],
) -> Result<(), Error> {
    if since == 0 {
        ArchivedEntry::lost_after(conn, feed.id, 0)?;
        gaps::clear_after(conn, feed.id, 0)?;
    }
    for (seq, short) in (since + 1..).zip(ids) {
        match ArchivedEntry::of_short(conn, feed.id, short)? {
            Some(id) => {
                ArchivedEntry::placed(conn, feed.id, &id, seq, None)?;
            }
            None => gaps::add(conn, feed.id, seq)?,
        }
    }
    Ok(())
}

/// The list, which began at the chain `start`, is complete: the cursor stands at its end, and what is missing here is fetched by number.
/// Says what [`prove`] says.
pub fn list_ended(
    conn: &Connection,
    feed: &mut FeedRow,
    start: Chain,
    listed: u64,
    chain: Chain,
    head: u64,
) -> Result<u64, Error> {
    feed.since = listed;
    feed.chain = (listed > 0).then_some(chain);
    feed.head = head;
    feed.listing = false;
    feed.list_start = Some(start);
    prove(conn, feed)
}

/// Once nothing of a list is missing: the ids that are here must come to the relay's chain. If they do not, the list or what was
/// fetched for it was not of that log, and the list is asked for again. Otherwise what it left out would never be missed. Says how many
/// entries with work of this device it shows at the relay that no answer had shown there.
pub fn prove(conn: &Connection, feed: &mut FeedRow) -> Result<u64, Error> {
    let mut acknowledged = 0;
    if let Some(start) = feed.list_start
        && gaps::of(conn, feed.id, 1)?.is_empty()
    {
        feed.list_start = None;
        let proved = ArchivedEntry::prove(conn, feed.id, start, feed.since)?;
        if proved == Some(feed.chain.unwrap_or(start)) {
            acknowledged = PendingChange::acknowledged_in(conn, feed.id)?;
        } else {
            feed.listing = true;
        }
    }
    feed.update(conn)?;
    Ok(acknowledged)
}

/// This database was restored from a backup, or copied: an entry came that this device signed and that is not known here. Nothing is
/// sealed or sent in the feed until it is here to its end.
pub fn copied(conn: &Connection, feed: &mut FeedRow) -> Result<(), Error> {
    Fact::Copied.set(conn, b"1")?;
    contested(conn, feed)
}

/// The relay says that it has another entry under a number of this device. That proves nothing before the feed is here to its end, and
/// with it the other entry, if there is one.
pub fn contested(conn: &Connection, feed: &mut FeedRow) -> Result<(), Error> {
    feed.settling = true;
    Ok(feed.update(conn)?)
}

/// The feed is here to its end, and with it everything that the relay has of this device. Where the relay has another entry under the number
/// of one that is not there, what is not there is taken back and made anew under free numbers; where it has none, it is offered
/// again as it is.
pub fn settled<F: Field>(conn: &Connection, me: &Me<F>, feed: &mut FeedRow) -> Result<(), Error> {
    feed.settling = false;
    if ArchivedEntry::own_collides(conn, feed.id, me.device())? {
        Fact::Copied.set(conn, b"1")?;
        for id in ArchivedEntry::own_unsent(conn, feed.id, me.device())? {
            take_back(conn, me, feed.id, &id)?;
        }
    } else {
        ArchivedEntry::offer_own_again(conn, feed.id, me.device())?;
    }
    me.renumber(conn, feed)?;
    // Own entries came of which this database knew nothing.
    me.take_back_unvouched_work(conn)
}

/// What an own entry says waits to be said in another one. One that does not open is kept as it is, refused.
fn take_back<F: Field>(
    conn: &Connection,
    me: &Me<F>,
    feed: FeedId,
    id: &EntryId,
) -> Result<(), Error> {
    let waits = PendingChange::unsealed_from(conn, id)? > 0
        || (feed != FeedId::CONTROL && me.take_changes_back(conn, id)?);
    if waits {
        ArchivedEntry::withdraw(conn, id)?;
    } else {
        // Statements are found again by this reason, once the feed has settled.
        ArchivedEntry::refuse(conn, id, Rejection::SeqTaken.number())?;
    }
    Ok(())
}

/// An own entry came by a file that this database does not know. It may be at the relay or not: it is kept and offered. What was
/// sealed here under the same numbers is taken back.
pub fn own_by_file<F: Field>(
    conn: &Connection,
    me: &Me<F>,
    feed: &mut FeedRow,
) -> Result<(), Error> {
    Fact::Copied.set(conn, b"1")?;
    for id in ArchivedEntry::own_unsent(conn, feed.id, me.device())? {
        if PendingChange::unsealed_from(conn, &id)? > 0 {
            ArchivedEntry::withdraw(conn, &id)?;
        }
    }
    feed.settling = true;
    me.renumber(conn, feed)
}

#[cfg(test)]
mod tests {
    use sesi_wire::entry::SealedEntry;

    use super::*;
    use crate::store::tests::{Open, add, entries, open};

    const FEED: FeedId = FeedId([1; 8]);
    const START: Chain = Chain([9; 16]);

    /// Four entries, all at the relay, whose chains are known.
    fn pulled() -> (Open, Vec<EntryId>, Vec<Chain>) {
        let mut open = open();
        let (_, entries) = entries(FEED, 4);
        let (mut chain, mut chains) = (START, Vec::new());
        for entry in &entries {
            add(&mut open.store, entry);
            chain = chain.then(&entry.id());
            chains.push(chain);
        }
        let ids: Vec<EntryId> = entries.iter().map(SealedEntry::id).collect();
        let place = |conn: &rusqlite::Transaction<'_>| {
            FeedRow::learn(conn, FEED, b"a feed")?;
            for ((seq, id), chain) in (1..).zip(&ids).zip(&chains) {
                ArchivedEntry::placed(conn, FEED, id, seq, Some(*chain))?;
            }
            let mut feed = FeedRow::get(conn, FEED)?.unwrap();
            (feed.since, feed.head, feed.chain) = (4, 4, Some(chains[3]));
            feed.update(conn)
        };
        open.store.write(place).unwrap();
        (open, ids, chains)
    }

    fn after<T>(
        open: &mut Open,
        change: impl FnOnce(&Connection, &mut FeedRow) -> Result<T, Error>,
    ) -> FeedRow {
        let changed = open.store.write(|conn| {
            let mut feed = FeedRow::get(conn, FEED)?.unwrap();
            change(conn, &mut feed)?;
            Ok::<_, Error>(FeedRow::get(conn, FEED)?.unwrap())
        });
        changed.unwrap()
    }

    fn offered(open: &Open) -> Vec<EntryId> {
        let offered = ArchivedEntry::to_offer(open.store.reader(), FEED, 9).unwrap();
        offered.into_iter().map(|entry| entry.id).collect()
    }

    #[test]
    fn a_relay_that_was_set_back_is_offered_what_it_lost() {
        let (mut open, ids, chains) = pulled();
        let back = after(&mut open, |conn, feed| diverged(conn, feed, 2, chains[1]));
        assert_eq!((back.since, back.chain), (2, Some(chains[1])));
        assert!(!back.listing);
        assert_eq!(offered(&open), ids[2..]);
        let (mut open, ids, _) = pulled();
        let new = Chain([7; 16]);
        let wiped = after(&mut open, |conn, feed| diverged(conn, feed, 0, new));
        assert_eq!((wiped.since, wiped.chain), (0, Some(new)));
        assert!(!wiped.listing);
        assert_eq!(offered(&open), ids);
    }

    #[test]
    fn a_relay_whose_log_is_another_is_asked_for_its_ids_and_nothing_is_thrown_away() {
        let wrong = Chain([7; 16]);
        let (_, _, chains) = pulled();
        // Another chain within what is here; further than that; and where it is said to differ by the very chain that is here.
        for (head, chain) in [(2, wrong), (2, chains[2]), (6, wrong), (4, chains[3])] {
            let (mut open, _, _) = pulled();
            let other = after(&mut open, |conn, feed| diverged(conn, feed, head, chain));
            assert!(other.listing, "{head}");
            assert_eq!((other.since, other.head), (4, head));
            assert!(offered(&open).is_empty());
        }
    }

    #[test]
    fn a_list_says_which_entries_the_relay_has_and_which_are_to_be_fetched() {
        let (mut open, ids, chains) = pulled();
        let there = [ids[0].short(), EntryId([6; 32]).short(), ids[2].short()];
        let listed = after(&mut open, |conn, feed| {
            feed.listing = true;
            listed(conn, feed, 0, &there[..2])?;
            listed(conn, feed, 2, &there[2..])?;
            list_ended(conn, feed, START, 3, chains[2], 3)
        });
        assert!(!listed.listing);
        assert_eq!((listed.since, listed.list_start), (3, Some(START)));
        assert_eq!(gaps::of(open.store.reader(), FEED, 9).unwrap(), [2]);
        assert_eq!(offered(&open), [ids[1], ids[3]]);
    }

    #[test]
    fn entries_whose_work_waits_are_acknowledged_once_by_a_list_that_shows_them() {
        let (mut open, ids, chains) = pulled();
        let short: Vec<ShortEntryId> = ids.iter().map(EntryId::short).collect();
        let counted = open.store.write(|conn| {
            for (no, entry) in [(1, 0), (2, 0), (3, 1)] {
                PendingChange::add(conn, &[1; 16], b"a feed", b"a change")?;
                PendingChange::sealed_in(conn, no, &ids[entry])?;
            }
            let mut feed = FeedRow::get(conn, FEED)?.unwrap();
            let mut by_a_list = || {
                feed.listing = true;
                listed(conn, &feed, 0, &short)?;
                list_ended(conn, &mut feed, START, 4, chains[3], 4)
            };
            Ok::<_, Error>([by_a_list()?, by_a_list()?])
        });
        assert_eq!(counted.unwrap(), [2, 0]);
    }

    #[test]
    fn a_list_that_does_not_come_to_the_relays_chain_is_asked_for_again() {
        for (right, again) in [(true, false), (false, true)] {
            let (mut open, ids, chains) = pulled();
            let short: Vec<ShortEntryId> = ids.iter().map(EntryId::short).collect();
            let chain = if right { chains[3] } else { Chain([7; 16]) };
            let proved = after(&mut open, |conn, feed| {
                listed(conn, feed, 0, &short)?;
                list_ended(conn, feed, START, 4, chain, 4)
            });
            assert_eq!((proved.listing, proved.list_start), (again, None));
        }
        // An empty log comes to where it begins.
        let (mut open, ..) = pulled();
        let empty = after(&mut open, |conn, feed| {
            listed(conn, feed, 0, &[])?;
            list_ended(conn, feed, START, 0, START, 0)
        });
        assert_eq!((empty.listing, empty.since, empty.chain), (false, 0, None));
    }

    #[test]
    fn what_is_still_to_be_proved_of_a_list_stays_so_unless_the_log_is_empty() {
        for (head, start) in [(2, Some(START)), (0, None)] {
            let (mut open, _, chains) = pulled();
            let chain = chains.get(1).copied().filter(|_| head > 0);
            let back = after(&mut open, |conn, feed| {
                // Something of the list is not here yet.
                gaps::add(conn, FEED, 1)?;
                feed.list_start = Some(START);
                diverged(conn, feed, head, chain.unwrap_or(Chain([7; 16])))
            });
            assert_eq!((back.since, back.list_start), (head, start));
            assert!(!back.listing);
        }
    }
}

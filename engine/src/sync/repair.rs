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
/// the next request asks for the ids of everything the relay has.
pub fn diverged(
    conn: &Connection,
    feed: &mut FeedRow,
    head: u64,
    chain: Chain,
) -> Result<(), Error> {
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
        Ok(feed.update(conn)?)
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
pub fn list_ended(
    conn: &Connection,
    feed: &mut FeedRow,
    start: Chain,
    listed: u64,
    chain: Chain,
    head: u64,
) -> Result<(), Error> {
    feed.since = listed;
    feed.chain = (listed > 0).then_some(chain);
    feed.head = head;
    feed.listing = false;
    feed.list_start = Some(start);
    prove(conn, feed)
}

/// Once nothing of a list is missing: the ids that are here must come to the relay's chain. If they do not, the list or what was
/// fetched for it was not of that log, and the list is asked for again. Otherwise what it left out would never be missed.
pub fn prove(conn: &Connection, feed: &mut FeedRow) -> Result<(), Error> {
    if let Some(start) = feed.list_start
        && gaps::of(conn, feed.id, 1)?.is_empty()
    {
        feed.list_start = None;
        let proved = ArchivedEntry::prove(conn, feed.id, start, feed.since)?;
        if proved == Some(feed.chain.unwrap_or(start)) {
            PendingChange::acknowledged_in(conn, feed.id)?;
        } else {
            feed.listing = true;
        }
    }
    Ok(feed.update(conn)?)
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
    me.renumber(conn, feed)
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

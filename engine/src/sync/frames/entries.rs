//! Entries that a response brings whole: the next one of a page, and one that was asked for by its number. Each is archived where the log has
//! it, and applied as far as it can be.

use rusqlite::Connection;
use sesi_wire::chain::Chain;
use sesi_wire::ids::{EntryId, FeedId};

use super::{Place, State, lie};
use crate::device::{Me, Received, Source};
use crate::error::Error;
use crate::field::Field;
use crate::store::{ArchivedEntry, FeedRow, PendingChange, gaps};
use crate::sync::repair;

/// What an entry of a page counts for at the least.
const MIN_COUNTED: usize = 64;

impl State {
    /// The next entry of the page.
    pub(super) fn entry<F: Field>(
        &mut self,
        conn: &Connection,
        me: &mut Me<F>,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let counted = bytes.len().max(MIN_COUNTED);
        let left = self.allowance.entries.checked_sub(counted);
        self.allowance.entries = left.ok_or_else(|| lie("more entries than were asked for"))?;
        let (mut feed, at, chain) = match &self.place {
            Place::Page { skip: true, .. } => return Ok(()),
            Place::Page {
                feed, at, chain, ..
            } => (feed.clone(), *at, *chain),
            _ => return Err(lie("an entry outside a page")),
        };
        let chain_then = chain.then(&EntryId::of(bytes));
        let received = self.arrived(conn, me, &feed, bytes, feed.since + 1, Some(chain_then))?;
        if received.not_kept {
            self.place = Place::Page {
                feed,
                at,
                chain,
                skip: true,
                full: true,
            };
            return Ok(());
        }
        if received.own {
            // This device wrote it, and this database does not know: it was restored from a backup or copied.
            repair::copied(conn, &mut feed)?;
            self.report.copied = true;
        }
        feed.since += 1;
        feed.chain = Some(chain_then);
        feed.update(conn)?;
        self.advanced = true;
        self.place = Place::Page {
            feed,
            at,
            chain: chain_then,
            skip: false,
            full: false,
        };
        Ok(())
    }

    /// An entry that was asked for by its number. One that was not stands for nothing.
    pub(super) fn wanted<F: Field>(
        &mut self,
        conn: &Connection,
        me: &mut Me<F>,
        feed: FeedId,
        seq: u64,
        entry: &[u8],
    ) -> Result<(), Error> {
        if !self.allowance.wanted.remove(&(feed, seq)) || !gaps::filled(conn, feed, seq)? {
            return Ok(());
        }
        self.mentioned.insert(feed);
        let mut row = FeedRow::get(conn, feed)?.ok_or_else(|| lie("a feed that is not known"))?;
        let received = self.arrived(conn, me, &row, entry, seq, None)?;
        if received.not_kept {
            gaps::add(conn, feed, seq)?;
            return Ok(());
        }
        if received.own {
            repair::copied(conn, &mut row)?;
            self.report.copied = true;
        }
        self.report.acknowledged += repair::prove(conn, &mut row)?;
        self.report.more |= row.listing;
        Ok(())
    }

    /// Archives an entry that came from the relay and applies it.
    fn arrived<F: Field>(
        &mut self,
        conn: &Connection,
        me: &mut Me<F>,
        feed: &FeedRow,
        bytes: &[u8],
        seq: u64,
        chain: Option<Chain>,
    ) -> Result<Received, Error> {
        let mut received = me.receive(conn, feed.id, bytes, Source::Relay)?;
        self.report.not_kept += u64::from(received.not_kept);
        self.report.received += u64::from(received.new);
        self.report.changed.extend(&received.changed);
        self.retry.add(std::mem::take(&mut received.retry));
        if received.not_kept {
            return Ok(received);
        }
        let id = EntryId::of(bytes);
        let before = ArchivedEntry::seq_of(conn, feed.id, &id)?;
        // On a page the next one stands behind all that is here.
        if chain.is_some() && before.is_some_and(|before| before <= feed.since) {
            return Err(lie("an entry twice"));
        }
        let proved = ArchivedEntry::placed(conn, feed.id, &id, seq, chain)?;
        self.report.acknowledged += u64::from(proved);
        if !received.new {
            // Perhaps this device's own, sent before, whose answer was lost.
            PendingChange::acknowledged(conn, &id)?;
        }
        Ok(received)
    }
}

//! A page of a feed: where it begins, the own entries that it names by number, and its end. It counts only where it goes on from what is here.

use rusqlite::Connection;
use sesi_wire::chain::Chain;
use sesi_wire::ids::FeedId;

use super::{Place, State, lie};
use crate::device::Me;
use crate::error::Error;
use crate::field::Field;
use crate::store::{ArchivedEntry, PendingChange};
use crate::sync::repair;
use crate::sync::request::Request;

impl State {
    /// A page begins. One that does not go on from what is here is read over; one of another log has the ids of that log asked for.
    pub(super) fn page(
        &mut self,
        conn: &Connection,
        request: &Request,
        feed: FeedId,
        since: u64,
        chain: Chain,
    ) -> Result<(), Error> {
        let mut row = self.first_word(conn, request, feed)?;
        // A page from elsewhere in the feed is an answer to an older request.
        let ours = row.since == since;
        let foreign = ours && since > 0 && row.chain != Some(chain);
        let skip = !ours || foreign || row.listing;
        if foreign {
            row.listing = true;
            row.update(conn)?;
        }
        self.place = Place::Page {
            feed: row,
            at: since,
            chain,
            skip,
            full: false,
        };
        Ok(())
    }

    /// The next entry of the page is the one that this device wrote under that number.
    pub(super) fn own<F: Field>(
        &mut self,
        conn: &Connection,
        me: &Me<F>,
        request: &Request,
        device_seq: u64,
    ) -> Result<(), Error> {
        let Place::Page {
            feed, chain, skip, ..
        } = &mut self.place
        else {
            return Err(lie("an entry outside a page"));
        };
        // A number stands only for what the relay was told of, once; anything else could be work that never left.
        let told = request.asked.get(&feed.id).copied().unwrap_or(0);
        if device_seq > told
            || !self
                .allowance
                .own
                .entry(feed.id)
                .or_default()
                .insert(device_seq)
        {
            return Err(lie("an own entry that it was not told of"));
        }
        if *skip {
            return Ok(());
        }
        let id = ArchivedEntry::of_author(conn, feed.id, me.device(), device_seq)?
            .filter(|_| !self.contested.contains(&(feed.id, device_seq)));
        let Some(id) = id else {
            // Ours, but not as we know it: the next request asks for it in full.
            *skip = true;
            self.report.more = true;
            return Ok(());
        };
        *chain = chain.then(&id);
        feed.since += 1;
        feed.chain = Some(*chain);
        let proved = ArchivedEntry::placed(conn, feed.id, &id, feed.since, Some(*chain))?;
        self.report.acknowledged += u64::from(proved);
        PendingChange::acknowledged(conn, &id)?;
        self.advanced = true;
        Ok(feed.update(conn)?)
    }

    /// The page, or the list in its place, ends where the log has this chain.
    pub(super) fn page_end<F: Field>(
        &mut self,
        conn: &Connection,
        me: &Me<F>,
        chain: Chain,
        head: u64,
    ) -> Result<(), Error> {
        match std::mem::replace(&mut self.place, Place::Between) {
            Place::Page {
                mut feed,
                chain: ours,
                skip,
                full,
                ..
            } => {
                if !skip && ours != chain {
                    feed.listing = true;
                }
                feed.head = head;
                feed.refused = false;
                if full {
                    return Ok(feed.update(conn)?);
                }
                // That its ids are to be asked for shows by itself.
                self.report.more |= skip || feed.since < head;
                feed.update(conn)?;
                if !skip && !feed.listing && feed.since >= head {
                    self.pulled_whole(conn, me, &mut feed)?;
                }
                Ok(())
            }
            Place::Listing {
                mut feed,
                start,
                listed,
            } => {
                self.report.acknowledged +=
                    repair::list_ended(conn, &mut feed, start, listed, chain, head)?;
                Ok(())
            }
            Place::Between => Err(lie("the end of a page that never began")),
        }
    }
}

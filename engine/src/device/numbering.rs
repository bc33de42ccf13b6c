//! The number of this device's next entry in a feed: it follows the device's own chain, whatever others show.

use rusqlite::Connection;

use super::Me;
use crate::error::Error;
use crate::field::Field;
use crate::seal::place::Place;
use crate::store::{FeedRow, next_free, own_end};

impl<F: Field> Me<F> {
    /// Where this device's next entry stands in `feed`.
    pub(crate) fn next_place(&self, conn: &Connection, feed: &FeedRow) -> Result<Place, Error> {
        Ok(Place {
            feed: feed.id,
            device_seq: next_free(conn, feed.id, self.device(), feed.own_seq)?,
            previous: feed.own_last.map_or([0; 16], |last| last.short().0),
            seen_seq: feed.since,
            seen_chain: feed
                .chain
                .filter(|_| feed.since > 0)
                .map(|chain| chain.mark())
                .unwrap_or_default(),
        })
    }

    /// Finds the end of this device's chain in `feed` anew, after its own entries came that this database did not know, or some were taken
    /// back.
    pub(crate) fn renumber(&self, conn: &Connection, feed: &mut FeedRow) -> Result<(), Error> {
        let end = own_end(conn, feed.id, self.device())?;
        (feed.own_seq, feed.own_last) = (end.device_seq, end.last);
        Ok(feed.update(conn)?)
    }
}

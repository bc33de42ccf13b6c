//! Which relay this device exchanges with, where the office says that it is, and going from one to the other. Knows no network:
//! [`crate::sync::relays`] asks whether a relay lets this device in before any of this is done.

use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::statement::{Move, Statement};

use super::{Device, Me};
use crate::error::Error;
use crate::field::Field;
use crate::keys::relay_address::RelayAddress;
use crate::store::{ArchivedEntry, Cursor, Fact, FeedRow, FormerRelay, Parting, Relays, gaps};

/// Which relay it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayStanding {
    /// Where this device exchanges.
    pub in_use: Option<RelayAddress>,
    /// Where the office says that its relay is; none as long as it never moved.
    pub said: Option<RelayAddress>,
    /// The office device that said so.
    pub said_by: Option<DeviceId>,
    /// Where this device exchanged before, the newest first.
    pub former: Vec<RelayAddress>,
    /// This device went to another relay, and [`Device::saw_relay`] was not called since.
    pub unseen: bool,
}

impl<F: Field> Device<F> {
    /// Which relay this device exchanges with, and where the office says that it is.
    pub fn relay_standing(&self) -> Result<RelayStanding, Error> {
        let relays = Relays::load(self.reader())?;
        let said = self.membership().relay();
        Ok(RelayStanding {
            in_use: Relays::in_use(self.reader())?,
            said: said.and_then(|said| RelayAddress::of_move(said.said)),
            said_by: said.map(|said| said.by),
            former: relays
                .former
                .iter()
                .rev()
                .map(FormerRelay::address)
                .collect(),
            unseen: relays.unseen,
        })
    }

    /// Says that the office's relay is at `address` from now on, and goes there.
    pub(crate) fn move_relay(&mut self, address: &RelayAddress) -> Result<(), Error> {
        self.write(|conn, me| {
            me.say_relay(conn, address)?;
            me.go_to(conn, address, true)
        })
    }

    /// Goes to the relay at `address`, by the office's word if it `followed`, else because a person typed it.
    pub fn go_to_relay(&mut self, address: &RelayAddress, followed: bool) -> Result<(), Error> {
        self.write(|conn, me| me.go_to(conn, address, followed))
    }

    /// The person saw that this device went to another relay.
    pub fn saw_relay(&mut self) -> Result<(), Error> {
        self.write(|conn, _| {
            let mut relays = Relays::load(conn)?;
            relays.unseen = false;
            Ok(relays.save(conn)?)
        })
    }
}

impl<F: Field> Me<F> {
    /// The relay at which this device should be and is not: the one that the office names. A device that followed a word which counts no
    /// more, when no other does, goes back to the one that it knew first.
    pub fn relay_to_go_to(&self, conn: &Connection) -> Result<Option<RelayAddress>, Error> {
        let said = if let Some((said, _)) = self.said_relay() {
            Some(said)
        } else {
            let relays = Relays::load(conn)?;
            let first = relays.former.first().filter(|_| relays.followed);
            first.map(FormerRelay::address)
        };
        let in_use = Relays::in_use(conn)?;
        Ok(said.filter(|said| in_use.as_ref() != Some(said)))
    }

    /// Where the office says that its relay is, and the entry that says it. None also where what it says is no address.
    pub(crate) fn said_relay(&self) -> Option<(RelayAddress, EntryId)> {
        let said = self.membership.relay()?;
        Some((RelayAddress::of_move(said.said)?, said.entry))
    }

    /// The statement that follows upon the one that counts.
    fn say_relay(&mut self, conn: &Connection, address: &RelayAddress) -> Result<(), Error> {
        let last = self.membership.relay().map_or(0, |said| said.said.serial);
        let said = Move {
            serial: last.saturating_add(1),
            address: address.url.clone(),
            pin: address.pin.map(Into::into),
        };
        self.say(conn, &[Statement::Relay(said)])
    }

    /// From here on the cursors are questions to another relay. Where its logs are others they are repaired like those of a relay that was
    /// wiped; what the relay before had only said to have, and what it refused, is offered.
    fn go_to(
        &self,
        conn: &Connection,
        address: &RelayAddress,
        followed: bool,
    ) -> Result<(), Error> {
        let mut cursors = Vec::new();
        for mut feed in FeedRow::all(conn)? {
            // What is missing below the cursor only the relay that is left may have.
            let missing = !gaps::of(conn, feed.id, 1)?.is_empty();
            let whole = feed.since > 0 && !feed.listing && !missing;
            let read = feed.chain.filter(|_| whole);
            cursors.extend(read.map(|chain| Cursor {
                feed: feed.id,
                since: feed.since,
                chain,
            }));
            ArchivedEntry::lost_after(conn, feed.id, feed.since)?;
            if missing {
                // They are numbers of another log.
                gaps::clear_after(conn, feed.id, 0)?;
                feed.listing = true;
            }
            (feed.list_start, feed.head) = (None, feed.since);
            feed.update(conn)?;
        }
        cursors.sort_by_key(|cursor| cursor.feed != FeedId::CONTROL);
        Fact::Cut.clear(conn)?;
        Fact::Failures.clear(conn)?;
        let left = Parting {
            cursors,
            told: self.told_already(conn)?,
            invites: self.invites_under_way(conn)?,
        };
        Ok(Relays::load(conn)?.go_to(conn, address, followed, left)?)
    }
}

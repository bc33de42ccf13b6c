//! Which relay this device exchanges with, and those that it left: how far it had read their logs, and what of the
//! office's word they were told.

use minicbor::{Decode, Encode};
use rusqlite::Connection;
use sesi_wire::chain::Chain;
use sesi_wire::ids::{EntryId, FeedId, ShortEntryId};

use super::{Fact, StoreError, StoreResult};
use crate::keys::relay_address::RelayAddress;

/// So many left relays are remembered: the first that this device knew, and the newest others.
const MAX_FORMER: usize = 8;
/// At the most so many runs lie between two questions to a relay that was left.
const MAX_WAIT: u64 = 16;

/// How far the log of a feed was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Cursor {
    /// The feed.
    #[n(0)]
    pub feed: FeedId,
    /// Everything up to this seq came.
    #[n(1)]
    pub since: u64,
    /// The chain there.
    #[n(2)]
    pub chain: Chain,
}

/// A relay that this device left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FormerRelay {
    #[n(0)]
    url: String,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pin: Option<[u8; 32]>,
    /// How far its logs were read.
    #[n(2)]
    pub cursors: Vec<Cursor>,
    /// The run from which on it is asked again.
    #[n(4)]
    pub due: u64,
    /// After how many runs it is asked next.
    #[n(5)]
    wait: u64,
    /// What of the office's word it has.
    #[n(6)]
    #[cbor(default)]
    pub told: Vec<ShortEntryId>,
    /// Entries with invites that lead to it and had not reached it.
    #[n(7)]
    #[cbor(default)]
    pub invites: Vec<EntryId>,
    /// What of the office's word it refused, the longest ago first.
    #[n(8)]
    #[cbor(default)]
    pub refused: Vec<ShortEntryId>,
    /// The run in which it was asked last; 0 before the first time.
    #[n(9)]
    #[cbor(default)]
    pub last_asked: u64,
}

/// What a device knows of a relay when it leaves it.
#[derive(Debug, Default)]
pub struct Parting {
    /// How far its logs were read.
    pub cursors: Vec<Cursor>,
    /// What it is known to have of what it is to be told.
    pub told: Vec<ShortEntryId>,
    /// Entries with invites that lead to it and that it is not known to have.
    pub invites: Vec<EntryId>,
}

impl FormerRelay {
    /// Where it is.
    pub fn address(&self) -> RelayAddress {
        RelayAddress {
            url: self.url.clone(),
            pin: self.pin,
        }
    }

    /// It took a piece of the office's word.
    pub fn note_told(&mut self, entry: ShortEntryId) {
        self.refused.retain(|refused| *refused != entry);
        self.told.push(entry);
    }

    /// It refused one.
    pub fn note_refused(&mut self, entry: ShortEntryId) {
        self.refused.retain(|refused| *refused != entry);
        self.refused.push(entry);
    }

    /// It was asked in `run`, and is left alone for twice as long as before.
    pub fn asked(&mut self, run: u64) {
        self.due = run.saturating_add(self.wait);
        self.wait = (self.wait * 2).clamp(1, MAX_WAIT);
    }
}

/// Where this device exchanges, and where it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Relays {
    /// Those that it left, the first one first.
    #[n(0)]
    pub former: Vec<FormerRelay>,
    /// From which run on the relay that the office names is tried again.
    #[n(1)]
    pub due: u64,
    /// After how many runs it is tried next.
    #[n(2)]
    wait: u64,
    /// The device went to another relay, and nobody said on this device that they saw it.
    #[n(3)]
    pub unseen: bool,
    /// It went there by the office's word, not a person's.
    #[n(4)]
    pub followed: bool,
}

impl Relays {
    /// What is stored.
    pub fn load(conn: &Connection) -> StoreResult<Self> {
        let Some(bytes) = Fact::Relays.get(conn)? else {
            return Ok(Self::default());
        };
        minicbor::decode(&bytes).map_err(|_| StoreError::Damaged("list of relays"))
    }

    /// Stores it.
    pub fn save(&self, conn: &Connection) -> StoreResult<()> {
        Fact::Relays.set(conn, &sesi_wire::sync::to_vec(self))
    }

    /// Where this device exchanges at present.
    pub fn in_use(conn: &Connection) -> StoreResult<Option<RelayAddress>> {
        let Some(url) = Fact::Relay.text(conn)? else {
            return Ok(None);
        };
        let pin = Fact::RelayPin.get(conn)?;
        let pin = pin
            .map(|pin| pin.try_into().map_err(|_| StoreError::Damaged("pin")))
            .transpose()?;
        Ok(Some(RelayAddress { url, pin }))
    }

    /// From now on this device exchanges at `address`, by the office's word if it `followed`, and remembers what it knows of the one
    /// before.
    pub fn go_to(
        &mut self,
        conn: &Connection,
        address: &RelayAddress,
        followed: bool,
        parting: Parting,
    ) -> StoreResult<()> {
        if let Some(left) = Self::in_use(conn)?.filter(|left| left != address) {
            self.former.retain(|former| former.address() != left);
            self.former.push(FormerRelay {
                url: left.url,
                pin: left.pin,
                cursors: parting.cursors,
                due: 0,
                last_asked: 0,
                wait: 1,
                told: parting.told,
                invites: parting.invites,
                refused: Vec::new(),
            });
        }
        self.former.retain(|former| former.address() != *address);
        if self.former.len() > MAX_FORMER {
            // Whoever leads devices through many relays cannot make them forget where they came from.
            self.former.remove(1);
        }
        for former in &mut self.former {
            // None of them knows where the office is now.
            (former.due, former.wait) = (0, 1);
        }
        (self.due, self.wait, self.unseen) = (0, 0, true);
        self.followed = followed;
        Self::begin_at(conn, address)?;
        self.save(conn)
    }

    /// Where a device exchanges at first.
    pub fn begin_at(conn: &Connection, address: &RelayAddress) -> StoreResult<()> {
        Fact::Relay.set(conn, address.url.as_bytes())?;
        match &address.pin {
            Some(pin) => Fact::RelayPin.set(conn, pin),
            None => Fact::RelayPin.clear(conn),
        }
    }

    /// The relay that the office names did not let this device in, in `run`.
    pub fn not_let_in(&mut self, run: u64) {
        self.due = run.saturating_add(self.wait);
        self.wait = (self.wait * 2).clamp(1, MAX_WAIT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_that_an_earlier_app_left_reads_and_was_told_nothing() {
        let mut row = minicbor::Encoder::new(Vec::new());
        let url = "https://first.example";
        // Address, pin, cursors, the move that it has, the run, the wait.
        row.array(6).unwrap().str(url).unwrap().null().unwrap();
        row.array(0).unwrap().bytes(&[7; 32]).unwrap();
        row.u64(5).unwrap().u64(16).unwrap();
        let former: FormerRelay = minicbor::decode(&row.into_writer()).unwrap();
        assert_eq!(former.address(), RelayAddress::unpinned(url));
        assert_eq!((former.due, former.wait), (5, 16));
        assert_eq!((former.told, former.invites), (Vec::new(), Vec::new()));
    }
}

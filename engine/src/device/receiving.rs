//! An entry arrived, from a relay or in a file: archive it and take it in, or park it with the reason. Whoever made it, nothing of its
//! header counts before its signature is verified.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_wire::entry::{EntryFault, Kind, SealedEntry};
use sesi_wire::ids::{EntryId, FeedId};

use super::Me;
use super::entry_room::{Room, Source};
use super::parking::{Obstacle, Retry};
use super::proving::Proof;
use crate::error::Error;
use crate::field::Field;
use crate::keys::membership::DeviceState;
use crate::store::{ArchivedEntry, Fact, NewEntry, ParkReason, Parked, Standing};

/// What became of an entry that arrived.
#[derive(Debug, Default)]
pub struct Received {
    /// It was not in the archive before.
    pub new: bool,
    /// It was not here, and this device signed it.
    pub own: bool,
    /// It is not kept: there is too much already of authors who are not proved, or of this revoked one.
    pub not_kept: bool,
    /// Documents that it changed.
    pub changed: BTreeSet<[u8; 16]>,
    /// For what other entries may have waited.
    pub retry: Retry,
}

impl<F: Field> Me<F> {
    /// Archives the entry, which came in `feed`, and applies what can be applied of it. Nothing of its header counts before its signature
    /// is verified.
    ///
    /// Refuses an entry whose header names another feed: relays store entries by their headers, so one that brings it here lies.
    pub fn receive(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        bytes: &[u8],
        source: Source,
    ) -> Result<Received, Error> {
        let parsed = SealedEntry::parse(bytes.to_vec());
        if let Ok(entry) = &parsed
            && entry.header().feed != feed
        {
            // Archived under a feed that is not its own, it would never be taken from where it belongs.
            return Err(Error::NotARelay("an entry of another feed".into()));
        }
        let id = EntryId::of(bytes);
        if ArchivedEntry::is_here(conn, &id)? {
            return self.came_again(conn, parsed.ok().as_ref(), id, bytes);
        }
        if source == Source::File && ArchivedEntry::was_withdrawn(conn, &id)? {
            // Another entry says what it said. Whoever has it goes on handing it about.
            return Ok(Received::default());
        }
        let mut received = Received::default();
        let proof = match &parsed {
            Ok(entry) => {
                if matches!(entry.header().kind, Kind::Data | Kind::Unknown(_)) {
                    let changed = self.settle(conn, &mut received.retry)?;
                    received.changed.extend(changed);
                }
                self.prove(conn, entry)?
            }
            Err(_) => Proof::Unknown,
        };
        match self.room_for(conn, parsed.as_ref().ok(), bytes, proof, source)? {
            Room::Whole => {}
            Room::IdOnly => {
                let entry = parsed?;
                ArchivedEntry::add_omitted(conn, &entry)?;
                let reason = ParkReason::Revoked;
                let detail = format!("{}: not kept", entry.header().device);
                Obstacle::new(reason, &detail).park(conn, id)?;
                received.new = true;
                return Ok(received);
            }
            Room::None => {
                received.not_kept = true;
                return Ok(received);
            }
        }
        ArchivedEntry::add(
            conn,
            &NewEntry {
                feed,
                bytes,
                entry: parsed.as_ref().ok(),
                standing: proof.standing(),
            },
        )?;
        received.new = true;
        received.own = proof == Proof::Own;
        if received.own {
            ArchivedEntry::unwithdraw(conn, &id)?;
        }
        let outcome = match parsed {
            Ok(entry) => {
                if proof == Proof::False && entry.header().device == self.device() {
                    Fact::Impersonated.set(conn, b"1")?;
                }
                self.absorb(conn, &entry, proof, &mut received)?
            }
            Err(EntryFault::Version(version)) => Err(Obstacle::new(
                ParkReason::Newer,
                &format!("entry version {version}"),
            )),
            Err(fault) => Err(Obstacle::new(ParkReason::Unreadable, &fault)),
        };
        if let Err(obstacle) = outcome {
            obstacle.park(conn, id)?;
        }
        Ok(received)
    }

    /// An entry that is here came once more: where only its id was kept, it is taken in now.
    fn came_again(
        &mut self,
        conn: &Connection,
        entry: Option<&SealedEntry>,
        id: EntryId,
        bytes: &[u8],
    ) -> Result<Received, Error> {
        let mut received = Received::default();
        if ArchivedEntry::fill_omitted(conn, &id, bytes)?
            && let Some(entry) = entry
        {
            match self.absorb_again(conn, entry, Standing::Member, &mut received)? {
                Ok(()) => Parked::release(conn, &id)?,
                Err(obstacle) => obstacle.park(conn, id)?,
            }
        }
        Ok(received)
    }

    /// Decides what the control entries that came are worth, and does what follows; says which documents changed.
    pub(super) fn settle(
        &mut self,
        conn: &Connection,
        retry: &mut Retry,
    ) -> Result<BTreeSet<[u8; 16]>, Error> {
        if !self.membership.has_news() {
            return Ok(BTreeSet::new());
        }
        self.membership_mut().settle();
        let news = self.membership_mut().take_news();
        let mut changed = self.end_others(conn, &news.ended)?;
        self.roles_stale = true;
        changed.extend(self.heed_roles(conn)?);
        for device in &news.ended {
            ArchivedEntry::offer_taken_of(conn, *device)?;
            ArchivedEntry::want_reached(conn, *device)?;
            if self.membership.state(*device) == DeviceState::Active {
                ArchivedEntry::want_omitted_of(conn, *device)?;
            }
        }
        if news.believed {
            self.beyond_end.clear();
            retry.statements = true;
            retry.verdict |= !news.ended.is_empty();
            self.open_wraps(conn, &news.epochs)?;
            self.take_back_unvouched_work(conn)?;
            ArchivedEntry::offer_again(conn)?;
        }
        Ok(changed)
    }
}

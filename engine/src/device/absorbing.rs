//! An archived entry is taken in, by its kind and by what is proved of its author. Nothing of it counts that its signature does not bear
//! out; what cannot be applied says what stands in the way.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::ids::FeedId;
use sesi_wire::statement::End;

use super::Me;
use super::parking::Obstacle;
use super::proving::Proof;
use super::receiving::Received;
use crate::error::Error;
use crate::field::Field;
use crate::keys::membership::DeviceState;
use crate::store::{ArchivedEntry, ParkReason, Standing, Wait, reach};

/// Either everything was applied, or it says what stands in the way of the rest.
pub(super) type Applied = Result<Result<(), Obstacle>, Error>;

impl<F: Field> Me<F> {
    /// Takes in an archived entry once more, which had been proved to be of `standing`.
    pub(super) fn absorb_again(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        standing: Standing,
        received: &mut Received,
    ) -> Applied {
        let proof = if standing == Standing::Member {
            Proof::Member
        } else {
            let proof = self.prove(conn, entry)?;
            if proof.standing() > standing {
                ArchivedEntry::proved(conn, entry, proof.standing())?;
            }
            proof
        };
        self.absorb(conn, entry, proof, received)
    }

    /// Takes in what an entry of its kind holds, whose author is proved so far.
    pub(super) fn absorb(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        proof: Proof,
        received: &mut Received,
    ) -> Applied {
        let header = entry.header();
        let device = header.device;
        match (header.kind, proof) {
            (_, Proof::False) => Ok(Err(Obstacle::new(
                ParkReason::Unreadable,
                &format!("not signed by {device}, whose name it bears"),
            ))),
            (Kind::Statements | Kind::Enrolment, _) => {
                self.absorb_control(conn, entry, proof, received)
            }
            (_, Proof::Unknown | Proof::Stranger) => {
                let unknown = Obstacle::new(ParkReason::UnknownAuthor, &device);
                Ok(Err(unknown.until(Wait::Author(device))))
            }
            (Kind::Data, Proof::Own | Proof::Member) => self.absorb_data(conn, entry, received),
            (Kind::Unknown(kind), Proof::Own | Proof::Member) => {
                self.note_arrival(conn, entry, received)?;
                if header.feed != FeedId::CONTROL
                    && let Some(obstacle) = self.hinders(conn, entry, &mut received.retry)?
                {
                    return Ok(Err(obstacle));
                }
                let newer = Obstacle::new(ParkReason::Newer, &format!("entry kind {kind}"));
                Ok(Err(newer))
            }
        }
    }

    /// An entry of a known author is here, whether or not it can be read.
    pub(super) fn note_arrival(
        &self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Result<(), Error> {
        self.heard_from(conn, entry)?;
        self.extend_reach(conn, entry, received)
    }

    /// If its author was revoked, what the office names may be this entry, and so what lies before it.
    pub(super) fn extend_reach(
        &self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Result<(), Error> {
        let (device, feed) = (entry.header().device, entry.header().feed);
        if self.membership.state(device) == DeviceState::Revoked {
            let ends: BTreeSet<End> = self.membership.ends(device, feed).copied().collect();
            if reach::extend(conn, device, &entry.id(), &ends)? > 1 {
                // What lay behind it is reached with it.
                ArchivedEntry::want_reached(conn, device)?;
                received.retry.verdict = true;
            }
        }
        Ok(())
    }

    /// Notes when the entry came, whose author is proved.
    pub(super) fn heard_from(&self, conn: &Connection, entry: &SealedEntry) -> Result<(), Error> {
        if entry.header().device == self.device() {
            return Ok(());
        }
        let now = self.relay_now(conn)?;
        Ok(ArchivedEntry::heard(
            conn,
            &entry.id(),
            now.timestamp_millis(),
        )?)
    }
}

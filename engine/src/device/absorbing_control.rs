//! A control entry is taken in: what it states joins what is believed of the office, as far as its author may state it.

use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;

use super::Me;
use super::absorbing::Applied;
use super::parking::Obstacle;
use super::proving::Proof;
use super::receiving::Received;
use crate::field::Field;
use crate::keys::membership::{DeviceState, MembershipFault};
use crate::store::{ParkReason, Wait, reach};

impl<F: Field> Me<F> {
    /// Takes in statements, or that a device enrols; what is withheld counts by itself once later statements allow it.
    pub(super) fn absorb_control(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        proof: Proof,
        received: &mut Received,
    ) -> Applied {
        let device = entry.header().device;
        self.extend_reach(conn, entry, received)?;
        // What the office names is taken in however much else its author said.
        let named = reach::contains(conn, device, &entry.id())?;
        match self.membership_mut().insert_maybe_named(entry, named) {
            Ok(_) => {
                self.heard_from(conn, entry)?;
                if proof == Proof::Stranger {
                    // Until then it counts as an unverified one.
                    Wait::Author(device).put(conn, &entry.id())?;
                }
                Ok(Ok(()))
            }
            Err(fault @ MembershipFault::TooMuch(_))
                if self.membership.state(device) == DeviceState::Revoked =>
            {
                // It is tried again when somebody is believed otherwise, and not whenever the office says something.
                Ok(Err(Obstacle::new(ParkReason::Revoked, &fault)))
            }
            Err(fault @ MembershipFault::TooMuch(_)) => {
                let obstacle = Obstacle::new(ParkReason::NotAllowed, &fault);
                Ok(Err(obstacle.until(Wait::Office(device))))
            }
            Err(MembershipFault::UnknownAuthor(device)) => {
                let unknown = Obstacle::new(ParkReason::UnknownAuthor, &device);
                Ok(Err(unknown.until(Wait::Signer(device))))
            }
            Err(fault @ MembershipFault::Newer(_)) => {
                Ok(Err(Obstacle::new(ParkReason::Newer, &fault)))
            }
            Err(fault) => Ok(Err(Obstacle::new(ParkReason::Unreadable, &fault))),
        }
    }
}

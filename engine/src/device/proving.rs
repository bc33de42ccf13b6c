//! Verifies who signed an entry, before anything else of it counts.

use rusqlite::Connection;
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::ids::{FeedId, SignKey};

use super::Me;
use crate::error::Error;
use crate::field::Field;
use crate::keys::enrolment;
use crate::store::{ArchivedEntry, Standing};

/// What is known of an entry's author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// This device signed it.
    Own,
    /// A device that the office let in, now or once, signed it.
    Member,
    /// A device signed it that presented itself or that somebody presented.
    Stranger,
    /// Nobody here has a key of the device whose name it bears.
    Unknown,
    /// It bears the name of a device whose key is known, and not its signature.
    False,
}

impl Proof {
    pub(super) fn standing(self) -> Standing {
        match self {
            Self::Own | Self::Member => Standing::Member,
            Self::Stranger => Standing::Stranger,
            Self::Unknown | Self::False => Standing::Unproved,
        }
    }
}

impl<F: Field> Me<F> {
    /// Whose the entry is. A device's id follows from its key, so it takes no trust in a key to verify a signature by it.
    pub(super) fn prove(&self, conn: &Connection, entry: &SealedEntry) -> Result<Proof, Error> {
        let header = entry.header();
        let device = header.device;
        let signed = |key: &SignKey| entry.verify(&self.office.0, key).is_ok();
        if header.kind == Kind::Enrolment && header.feed == FeedId::CONTROL {
            // It brings its key, and is signed within the invite.
            return Ok(match enrolment::read_enrolment(entry) {
                Ok(_) if device == self.device() => Proof::Own,
                Ok(_) if self.membership.author_key(device).is_some() => Proof::Member,
                Ok(_) => Proof::Stranger,
                Err(_) => Proof::False,
            });
        }
        if device == self.device() {
            let own = signed(&self.identity.public().sign);
            return Ok(if own { Proof::Own } else { Proof::False });
        }
        if let Some(key) = self.membership.author_key(device)
            && signed(&key)
        {
            return Ok(Proof::Member);
        }
        let mut keys = self.membership.keys_of(device);
        keys.extend(Self::enrolled_key(conn, entry)?);
        Ok(if keys.iter().any(signed) {
            Proof::Stranger
        } else if keys.is_empty() {
            Proof::Unknown
        } else {
            Proof::False
        })
    }

    /// The key with which the author of `entry` enrolled, if it did.
    fn enrolled_key(conn: &Connection, entry: &SealedEntry) -> Result<Option<SignKey>, Error> {
        let header = entry.header();
        let first = ArchivedEntry::of_author(conn, FeedId::CONTROL, header.device, 1)?;
        let Some(first) = first else {
            return Ok(None);
        };
        let archived = ArchivedEntry::get(conn, &first)?;
        let enrolment = archived.and_then(|archived| SealedEntry::parse(archived.bytes).ok());
        let read = enrolment.and_then(|entry| enrolment::read_enrolment(&entry).ok());
        Ok(read.map(|(_, keys)| keys.sign))
    }
}

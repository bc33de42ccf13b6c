//! A data entry is taken in: believed, opened with a key of its epoch, and applied part by part. One part that cannot be applied keeps no
//! other back.

use std::sync::Arc;

use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;

use super::Me;
use super::absorbing::Applied;
use super::applying::Arriving;
use super::fallen::Fallen;
use super::parking::{Obstacle, Retry};
use super::prefetch;
use super::receiving::Received;
use crate::documents::DocumentKey;
use crate::error::Error;
use crate::field::Field;
use crate::keys::membership::WriteFault;
use crate::keys::purpose::Purpose;
use crate::keys::secret::FeedKey;
use crate::seal::author_notes::{self, AuthorNotes};
use crate::seal::entry::OpenFault;
use crate::seal::parts::DocumentPart;
use crate::store::{ArchivedEntry, FeedRow, HeldKey, ParkReason, Parked, Wait};

impl<F: Field> Me<F> {
    /// Takes in the changes of documents that an entry of a proved author holds.
    pub(super) fn absorb_data(
        &mut self,
        conn: &Connection,
        entry: &SealedEntry,
        received: &mut Received,
    ) -> Applied {
        let header = entry.header();
        let (device, feed) = (header.device, header.feed);
        self.note_arrival(conn, entry, received)?;
        if let Some(obstacle) = self.hinders(conn, entry, &mut received.retry)? {
            return Ok(Err(obstacle));
        }
        let keys = HeldKey::of_epoch(conn, feed, header.epoch)?;
        let key = Wait::Key {
            feed,
            epoch: header.epoch,
            tried: u32::try_from(keys.len()).unwrap_or(u32::MAX),
        };
        if keys.is_empty() || FeedRow::get(conn, feed)?.is_none() {
            let detail = format!("feed {feed} epoch {}", header.epoch);
            return Ok(Err(
                Obstacle::new(ParkReason::UnknownKey, &detail).until(key)
            ));
        }
        let (parts, purposes) = match self.open_with_any(entry, &keys) {
            Ok(unsealed) => {
                if let Some(app) = unsealed.remarks.app {
                    ArchivedEntry::says_app(conn, &entry.id(), app.as_str())?;
                }
                for purpose in &unsealed.purposes {
                    self.note_lacked(conn, &unsealed.remarks.lacks, purpose)?;
                }
                (unsealed.parts, unsealed.purposes)
            }
            Err(fault @ OpenFault::WrongKey) => {
                return Ok(Err(Obstacle::new(ParkReason::UnknownKey, &fault).until(key)));
            }
            Err(fault @ OpenFault::Newer { .. }) => {
                return Ok(Err(Obstacle::new(ParkReason::Newer, &fault)));
            }
            Err(fault) => return Ok(Err(Obstacle::new(ParkReason::Unreadable, &fault))),
        };
        received.changed.extend(self.heed_roles(conn)?);
        let from = self.provenance(device);
        // One part that cannot be applied does not keep the others back.
        let mut obstacle = None;
        let mut fallen = Fallen::<F>::new();
        let office = self.office;
        let (kinds, speaking) = (self.kinds, Arc::clone(&self.office_devices));
        prefetch::in_turn(
            parts,
            |part| Arriving::<F>::prepare(part, from, &purposes, &office, kinds, &speaking),
            |arriving| {
                let waiting = match arriving {
                    Ok(arriving) => {
                        let done = self.apply_part(conn, arriving, from)?;
                        received.changed.extend(done.changed);
                        fallen.extend(done.fallen);
                        done.waiting
                    }
                    Err(found) => Some(found),
                };
                if let Some(found) = waiting {
                    obstacle = Some(found.or_sooner(obstacle.take()));
                }
                Ok::<_, Error>(())
            },
        )?;
        self.say_fallen_again(conn, fallen)?;
        received.retry.documents.extend(&received.changed);
        let obstacle = obstacle.map(|obstacle: Obstacle| {
            if obstacle.reason() == ParkReason::ForgedAuthor {
                obstacle.until(Wait::Office(device))
            } else {
                obstacle
            }
        });
        if obstacle.as_ref().is_some_and(Obstacle::lacks_changes) {
            // Perhaps one of those whose bytes were left out holds them.
            ArchivedEntry::want_omitted(conn, feed)?;
        }
        Ok(obstacle.map_or(Ok(()), Err))
    }

    /// Why a data entry is not believed, if it is not.
    pub(super) fn hinders(
        &self,
        conn: &Connection,
        entry: &SealedEntry,
        retry: &mut Retry,
    ) -> Result<Option<Obstacle>, Error> {
        let header = entry.header();
        let (device, feed) = (header.device, header.feed);
        let fault = match self.believes(conn, entry)? {
            Ok(()) => return Ok(None),
            Err(fault) => fault,
        };
        let detail = format!("{device}: {fault}");
        Ok(Some(match fault {
            WriteFault::UnknownDevice(_) => {
                Obstacle::new(ParkReason::UnknownAuthor, &device).until(Wait::Author(device))
            }
            WriteFault::Revoked { .. } => {
                // Somebody may have built upon it all the same.
                if Parked::any(conn, ParkReason::MissingDependency)?
                    && let Some(opened) = self.opened(conn, &entry.id())?
                {
                    let keys = opened.keys::<F::Key>();
                    retry.set_aside.extend(keys.map(|key| key.to_bytes()));
                }
                Obstacle::new(ParkReason::Revoked, &detail)
            }
            _ => {
                Obstacle::new(ParkReason::NotAllowed, &detail).until(Wait::Access { device, feed })
            }
        }))
    }

    /// Opens the entry.
    ///
    /// An epoch that two office devices began at once has two keys: the entry opens with one of them.
    pub(super) fn open_with_any(
        &self,
        entry: &SealedEntry,
        keys: &[HeldKey],
    ) -> Result<Unsealed, OpenFault> {
        let mut fault = OpenFault::WrongKey;
        for held in keys {
            let Ok(key) = FeedKey::from_secret_bytes(&*held.key) else {
                continue;
            };
            match crate::seal::entry::open(entry, &key, &self.office, F::dictionary()) {
                Ok(mut parts) => {
                    let remarks = author_notes::take(&mut parts);
                    let same = keys.iter().filter(|other| *other.key == *held.key);
                    let purposes = same.filter_map(|key| Purpose::from_bytes(&key.purpose).ok());
                    return Ok(Unsealed {
                        parts,
                        remarks,
                        purposes: purposes.collect(),
                    });
                }
                Err(other) => fault = other,
            }
        }
        Err(fault)
    }
}

/// What an entry holds.
pub(super) struct Unsealed {
    /// The documents' parts.
    pub parts: Vec<DocumentPart>,
    /// What it says of itself.
    pub remarks: AuthorNotes,
    /// What its key is for: more than one where the same secret was given for several.
    pub purposes: Vec<Purpose>,
}

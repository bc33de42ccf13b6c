//! The changes of an entry's part: made ready without the database, then applied to the document, or the reason why not.

use std::sync::Arc;

use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, OfficeId};

use super::Me;
use super::fallen::Fallen;
use super::feed_routing::{Belongs, belongs, belongs_in, home_after};
use super::me::{Keeping, Kinds, keep_document};
use super::parking::Obstacle;
use crate::documents::{
    Applied, DocumentKey, DocumentOf, KeyError, OfficeDevices, PartKey, Place, PlainChange,
    PlainChangeError, Provenance,
};
use crate::error::Error;
use crate::field::Field;
use crate::keys::purpose::Purpose;
use crate::seal::parts::DocumentPart;
use crate::store::{DocumentRow, ParkReason};

impl<F: Field> Me<F> {
    /// Applies what can be applied of a part; says which document that changed, and what the rest waits for.
    pub(super) fn apply_part(
        &self,
        conn: &Connection,
        arriving: Arriving<F>,
        from: Provenance,
    ) -> Result<Done<F>, Error> {
        let Arriving {
            key,
            id,
            arrived_by,
            changes,
            obstacle,
            alone,
        } = arriving;
        let mut done = Done {
            waiting: obstacle,
            changed: None,
            fallen: Fallen::<F>::new(),
        };
        if let Some(alone) = alone
            && !DocumentRow::exists(conn, &id)?
        {
            alone.put(conn, true)?;
            done.changed = Some(id);
            return Ok(done);
        }
        let stored = self.load_with_home(conn, &key)?;
        let (mut document, home) = match stored {
            Some((document, home)) => (document, Some(home)),
            None => (self.new_document(&key), None),
        };
        let mut applied = document.apply(&changes, from);
        if !applied.missing.is_empty() {
            let set_aside = self.set_aside_for(conn, document.key())?;
            if !set_aside.is_empty() {
                let possible = document.possible(changes, from, set_aside);
                let second = document.apply_upon(&possible, from);
                applied = applied.and(second);
                applied.missing = possible.missing;
            }
        }
        for obstacle in obstacles(&applied, &document) {
            done.waiting = Some(obstacle.or_sooner(done.waiting.take()));
        }
        // What does not fit makes no document by itself.
        if !applied.changed() || document.is_blank() {
            return Ok(done);
        }
        let two = home.as_ref().is_some_and(|home| *home != arrived_by);
        let subject = if two {
            Self::subject_place(conn, document.key())?
        } else {
            None
        };
        let Belongs { home: now, open } =
            belongs(&document, home.as_ref(), &arrived_by, subject.clone());
        keep_document::<F>(conn, &document, &now.to_bytes())?;
        let left = home.filter(|home| *home != now);
        let new = applied.new.iter();
        let new: Vec<_> = new.filter_map(|hash| document.change(*hash)).collect();
        let trusted = matches!(from, Provenance::Office(_));
        let whole = left.is_some() && !trusted;
        if document.key().home().place == Place::Elsewhere {
            // Nobody else is told than those of the place that it is about.
            if subject.is_some() && subject == now.place && (now != arrived_by || whole) {
                self.pass_on(conn, &document, &now, &new, whole)?;
            }
        } else if now != arrived_by && !open {
            self.pass_on(conn, &document, &now, &new, whole)?;
        } else if let Some(left) = left {
            // Two of the office made it in two places, and this one counts: the readers of the other hear of that too.
            self.pass_on(conn, &document, &left, &new, false)?;
        }
        done.changed = Some(id);
        done.fallen = self.own_among(&document, applied.gone);
        Ok(done)
    }

    /// Whose changes the device may carry.
    pub(super) fn provenance(&self, device: DeviceId) -> Provenance {
        if self.spoke_for_office(device) {
            Provenance::Office(device)
        } else {
            Provenance::Device(device)
        }
    }

    /// Whether the device ever had the office role: what it carried then stays carried when it is revoked later, and every device
    /// comes to the same verdict whenever it hears of that.
    pub(super) fn spoke_for_office(&self, device: DeviceId) -> bool {
        self.membership.was_office(device)
    }
}

/// What became of a part.
pub(super) struct Done<F: Field> {
    /// The document, if it is another than before.
    pub changed: Option<[u8; 16]>,
    /// What some of it waits for, or why it never counts.
    pub waiting: Option<Obstacle>,
    /// Own work that fell out of the document.
    pub fallen: Fallen<F>,
}

/// Why some changes were not taken.
fn obstacles<K: DocumentKey>(applied: &Applied, document: &DocumentOf<K>) -> Vec<Obstacle> {
    let mut found = Vec::new();
    if !applied.forged.is_empty() {
        found.push(Obstacle::new(ParkReason::ForgedAuthor, &document.id()));
    }
    if let Some((hash, fault)) = applied.unfit.first() {
        let detail = format!("change {hash} does not fit the document: {fault}");
        found.push(Obstacle::new(ParkReason::Unreadable, &detail));
    }
    if !applied.missing.is_empty() {
        let detail = format!("{} changes of {}", applied.missing.len(), document.id());
        let missing = applied.missing.iter().map(|hash| hash.0);
        found.push(
            Obstacle::new(ParkReason::MissingDependency, &detail)
                .until_changes(*document.id().as_bytes(), missing),
        );
    }
    found
}

/// A part as far as it can be made ready without the database, so that other processors can do it.
pub(super) struct Arriving<F: Field> {
    key: F::Key,
    id: [u8; 16],
    /// What the feed is for by the key that opened the entry.
    arrived_by: Purpose,
    changes: Vec<PlainChange>,
    /// Why others of its changes do not read.
    obstacle: Option<Obstacle>,
    /// The document that the changes make by themselves, if they do and it stays where it came: most are new to their reader.
    alone: Option<Keeping<F::ReadModel>>,
}

impl<F: Field> Arriving<F> {
    pub(super) fn prepare(
        part: DocumentPart,
        from: Provenance,
        purposes: &[Purpose],
        office: &OfficeId,
        kinds: Kinds,
        speaking: &Arc<OfficeDevices>,
    ) -> Result<Self, Obstacle> {
        let PartKey { key, step } = match PartKey::<F::Key>::from_bytes(&part.key) {
            Ok(named) => named,
            Err(KeyError::Newer { .. }) => {
                return Err(Obstacle::new(
                    ParkReason::Newer,
                    &"a newer kind of document",
                ));
            }
            Err(fault) => return Err(Obstacle::new(ParkReason::Unreadable, &fault)),
        };
        let Some(arrived_by) = purposes.iter().find(|purpose| belongs_in(&key, purpose)) else {
            return Err(Obstacle::new(
                ParkReason::NotAllowed,
                &"a document of another feed",
            ));
        };
        let kind = kinds.of(&key);
        if step > kind.version() {
            // Nothing of it could be applied here, and nothing that may arrive would help.
            let detail = format!("step {step} of {kind:?}");
            return Err(Obstacle::new(ParkReason::Newer, &detail));
        }
        let mut changes = Vec::with_capacity(part.changes.len());
        let mut obstacle: Option<Obstacle> = None;
        for contents in part.changes {
            let found = match PlainChange::from_contents(contents) {
                Ok(change) => {
                    changes.push(change);
                    continue;
                }
                Err(fault @ PlainChangeError::NeedsNewerApp(_)) => {
                    Obstacle::new(ParkReason::Newer, &fault)
                }
                Err(fault) => Obstacle::new(ParkReason::Unreadable, &fault),
            };
            obstacle = Some(found.or_sooner(obstacle));
        }
        // Where this fails, it is found again, and told, beside what is stored.
        let blank = DocumentOf::new(key.clone(), office).of_kind(kind);
        let document = blank
            .born_of(&changes, from)
            .map(|document| document.read_by(speaking))
            .filter(|document| home_after(document, arrived_by) == *arrived_by);
        let alone = document.map(|document| {
            let saved = match &changes[..] {
                [only] => document.save_of(only),
                _ => document.save(),
            };
            Keeping::of(&document, saved, &arrived_by.to_bytes())
        });
        Ok(Self {
            id: *key.id(office).as_bytes(),
            key,
            arrived_by: arrived_by.clone(),
            changes,
            obstacle,
            alone,
        })
    }
}

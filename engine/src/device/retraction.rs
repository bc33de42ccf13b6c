//! What a revoked device wrote that no named entry reaches: kept and shown, and not believed, but for what believed work was built upon.
//!
//! A reader may have applied such an entry before it heard of the revocation, and its user may have written upon it. Whichever came
//! first, every device ends with the same documents: the changes of believed entries, and all that those build upon. So what
//! nobody built upon is taken out again, and what somebody did comes in at readers that had set it aside.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{DeviceId, EntryId};
use sesi_wire::statement::End;

use super::Me;
use super::fallen::Fallen;
use super::feed_routing::{belongs_in, home_after};
use super::me::keep_document;
use crate::documents::{ChangeHash, DocumentKey, PartKey, PlainChange, Provenance};
use crate::error::Error;
use crate::field::{Field, ReadModel};
use crate::keys::membership::{DeviceState, WriteFault};
use crate::keys::purpose::Purpose;
use crate::seal::parts::DocumentPart;
use crate::store::{ArchivedEntry, DocumentRow, HeldKey, ParkReason, Parked, PendingChange, reach};

/// Changes of one document that were set aside, each with who signed the entry.
pub(super) type SetAside = BTreeMap<ChangeHash, (PlainChange, Provenance)>;

impl<F: Field> Me<F> {
    /// Devices were revoked, or other entries of theirs are named: decides which are reached, sets aside what was applied of the others, and
    /// takes it out of the documents unless believed work needs it. Says which documents changed. This device's own work stays on it.
    pub(super) fn end_others(
        &mut self,
        conn: &Connection,
        devices: &BTreeSet<DeviceId>,
    ) -> Result<BTreeSet<[u8; 16]>, Error> {
        let mut touched = BTreeSet::new();
        for device in devices {
            let ends: BTreeSet<End> = self.membership.all_ends(*device).copied().collect();
            reach::settle(conn, *device, &ends)?;
            if *device != self.device() {
                self.set_aside(conn, *device, &mut touched)?;
            }
        }
        let mut changed = BTreeSet::new();
        let mut fallen = Fallen::<F>::new();
        for key in touched {
            if let Some(of_document) = self.without_set_aside(conn, &key)? {
                changed.insert(*key.id(&self.office).as_bytes());
                fallen.extend(of_document);
            }
        }
        self.say_fallen_again(conn, fallen)?;
        Ok(changed)
    }

    /// Offers again what the relay refused of revoked devices because the number was taken.
    pub(crate) fn offer_named(&self, conn: &Connection) -> Result<(), Error> {
        for device in self.membership.revoked() {
            ArchivedEntry::offer_taken_of(conn, device)?;
        }
        Ok(())
    }

    /// What was set aside for the document of `key`.
    pub(super) fn set_aside_for(&self, conn: &Connection, key: &F::Key) -> Result<SetAside, Error> {
        let mut set_aside = SetAside::new();
        for entry in Parked::of_reason(conn, ParkReason::Revoked)? {
            if let Some(opened) = self.opened(conn, &entry)? {
                set_aside.extend(opened.changes_of(key));
            }
        }
        Ok(set_aside)
    }

    /// Parks entries of a revoked device that were taken for believed, and notes the documents that they wrote to.
    fn set_aside(
        &self,
        conn: &Connection,
        device: DeviceId,
        touched: &mut BTreeSet<F::Key>,
    ) -> Result<(), Error> {
        let parked = Parked::of_reason(conn, ParkReason::Revoked)?;
        for id in ArchivedEntry::of_device(conn, device)? {
            if parked.contains(&id) || reach::contains(conn, device, &id)? {
                continue;
            }
            let Some(opened) = self.opened(conn, &id)? else {
                continue;
            };
            let Err(fault @ WriteFault::Revoked { .. }) = self.believes(conn, &opened.entry)?
            else {
                continue;
            };
            let reason = ParkReason::Revoked;
            let detail = format!("{device}: {fault}");
            Parked {
                entry: id,
                reason,
                detail,
            }
            .put(conn)?;
            touched.extend(opened.keys());
        }
        Ok(())
    }

    /// Makes the document of `key` anew without what was set aside and nobody built upon; gives own work that fell out with it. `None`
    /// if nothing had to go.
    fn without_set_aside(
        &self,
        conn: &Connection,
        key: &F::Key,
    ) -> Result<Option<Fallen<F>>, Error> {
        let Some((document, home)) = self.load_with_home(conn, key)? else {
            return Ok(None);
        };
        let mut doubtful: BTreeSet<ChangeHash> =
            self.set_aside_for(conn, key)?.into_keys().collect();
        doubtful.retain(|hash| document.knows(*hash));
        self.clear_of_doubt(conn, key, &mut doubtful)?;
        let Some(believed) = document.without_unneeded(&doubtful) else {
            return Ok(None);
        };
        if believed.is_blank() {
            DocumentRow::remove(conn, believed.id().as_bytes())?;
            F::ReadModel::remove(conn, believed.id())?;
        } else {
            let home = home_after(&believed, &home);
            keep_document::<F>(conn, &believed, &home.to_bytes())?;
        }
        let gone = document.changes().into_iter().map(|change| change.hash());
        let gone = gone.filter(|hash| !believed.contains(*hash)).collect();
        Ok(Some(self.own_among(&believed, gone)))
    }

    /// Takes out of `doubtful` what a believed entry, or this device's own unsent work, carries as well: an office device that passed it
    /// on, or the same device under a number that counts.
    fn clear_of_doubt(
        &self,
        conn: &Connection,
        key: &F::Key,
        doubtful: &mut BTreeSet<ChangeHash>,
    ) -> Result<(), Error> {
        for contents in PendingChange::of_document(conn, key.id(&self.office).as_bytes())? {
            if let Ok(change) = PlainChange::from_contents(contents) {
                doubtful.remove(&change.hash());
            }
        }
        for info in self.membership.devices() {
            if info.state != DeviceState::Revoked && !self.spoke_for_office(info.device) {
                continue;
            }
            for id in ArchivedEntry::of_device(conn, info.device)? {
                if doubtful.is_empty() {
                    return Ok(());
                }
                if let Some(opened) = self.opened(conn, &id)?
                    && self.believes(conn, &opened.entry)?.is_ok()
                {
                    for (hash, _) in opened.changes_of(key) {
                        doubtful.remove(&hash);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether a data entry, whose signature held, is believed.
    pub(super) fn believes(
        &self,
        conn: &Connection,
        entry: &SealedEntry,
    ) -> Result<Result<(), WriteFault>, Error> {
        let header = entry.header();
        let reached = self.membership.state(header.device) == DeviceState::Active
            || reach::contains(conn, header.device, &entry.id())?;
        Ok(self
            .membership
            .may_write(header.device, header.feed, reached))
    }

    /// An archived data entry with its parts, if it opens here.
    pub fn opened(&self, conn: &Connection, id: &EntryId) -> Result<Option<Opened>, Error> {
        let Some(archived) = ArchivedEntry::get(conn, id)? else {
            return Ok(None);
        };
        let Ok(entry) = SealedEntry::parse(archived.bytes) else {
            return Ok(None);
        };
        let header = entry.header();
        let keys = HeldKey::of_epoch(conn, header.feed, header.epoch)?;
        let Ok(unsealed) = self.open_with_any(&entry, &keys) else {
            return Ok(None);
        };
        Ok(Some(Opened {
            from: self.provenance(header.device),
            purposes: unsealed.purposes,
            parts: unsealed.parts,
            entry,
        }))
    }
}

/// An entry that was opened again.
pub struct Opened {
    entry: SealedEntry,
    from: Provenance,
    /// What its key is for.
    purposes: Vec<Purpose>,
    /// What it holds.
    pub parts: Vec<DocumentPart>,
}

impl Opened {
    /// The documents that it writes to.
    pub fn keys<K: DocumentKey>(&self) -> impl Iterator<Item = K> {
        let keys = self.parts.iter();
        keys.filter_map(|part| PartKey::<K>::from_bytes(&part.key).ok())
            .map(|named| named.key)
            .filter(|key| self.purpose_of(key).is_some())
    }

    /// What it says of a document it says in a feed for this; none where the document has no business there.
    pub(super) fn purpose_of(&self, key: &impl DocumentKey) -> Option<&Purpose> {
        let mut purposes = self.purposes.iter();
        purposes.find(|purpose| belongs_in(key, purpose))
    }

    /// Its changes of one document, whatever step they need.
    pub fn changes_of<K: DocumentKey + Eq>(
        &self,
        key: &K,
    ) -> impl Iterator<Item = (ChangeHash, (PlainChange, Provenance))> {
        let parts = self.parts.iter().filter(move |part| {
            let named = PartKey::<K>::from_bytes(&part.key);
            named.is_ok_and(|named| named.key == *key) && self.purpose_of(key).is_some()
        });
        parts
            .flat_map(|part| &part.changes)
            .filter_map(|contents| PlainChange::from_contents(contents.clone()).ok())
            .map(|change| (change.hash(), (change, self.from)))
    }
}

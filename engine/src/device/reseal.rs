//! Seals the content of an entry again in a new entry, where the relay has no room for it under its number.

use rusqlite::Connection;
use sesi_wire::ids::EntryId;

use super::Me;
use super::retraction::Opened;
use crate::documents::{DocumentKey, PartKey, Place};
use crate::error::Error;
use crate::field::Field;
use crate::keys::purpose::Purpose;
use crate::store::{ArchivedEntry, DocumentRow, Parked, PendingChange};

impl<F: Field> Me<F> {
    /// An entry of somebody else whose number the relay has given to another one: the author was restored from a backup and the
    /// relay lost its log, and no relay takes both. What this device holds of it the office says on in its own name, for only the
    /// office may carry others' changes. False if this is no office device, or the entry was never applied here.
    pub fn carry(&self, conn: &Connection, id: &EntryId) -> Result<bool, Error> {
        if !self.membership.is_office(self.device()) || Parked::is_parked(conn, id)? {
            return Ok(false);
        }
        let author = ArchivedEntry::get(conn, id)?.and_then(|entry| entry.author);
        if author.is_none_or(|(device, _)| device == self.device()) {
            return Ok(false);
        }
        // What is between the office and a person no reader takes from another than its author.
        let between_two = |opened: &Opened| {
            let mut keys = opened.keys::<F::Key>();
            keys.any(|key| matches!(key.home().place, Place::Own(_)))
        };
        if self.opened(conn, id)?.as_ref().is_some_and(between_two) {
            return Ok(false);
        }
        self.take_changes_back(conn, id)
    }

    /// The changes of a data entry wait to be sealed anew. False if it does not open here, or its documents are not here.
    pub fn take_changes_back(&self, conn: &Connection, id: &EntryId) -> Result<bool, Error> {
        let Some(opened) = self.opened(conn, id)? else {
            return Ok(false);
        };
        self.take_back_opened(conn, &opened, |key| opened.purpose_of(key))
    }

    /// The same, in a feed of `purpose`, for which the entry was sealed.
    pub(super) fn take_changes_back_for(
        &self,
        conn: &Connection,
        id: &EntryId,
        purpose: &Purpose,
    ) -> Result<bool, Error> {
        let Some(opened) = self.opened(conn, id)? else {
            return Ok(false);
        };
        self.take_back_opened(conn, &opened, |_| Some(purpose))
    }

    fn take_back_opened<'p>(
        &self,
        conn: &Connection,
        opened: &Opened,
        purpose_of: impl Fn(&F::Key) -> Option<&'p Purpose>,
    ) -> Result<bool, Error> {
        let mut documents = Vec::with_capacity(opened.parts.len());
        for part in &opened.parts {
            let Ok(PartKey { key, step }) = PartKey::<F::Key>::from_bytes(&part.key) else {
                return Ok(false);
            };
            if step > self.kinds.of(&key).version() {
                // A newer app wrote it here, and this one knows too little of it to say it anew.
                return Ok(false);
            }
            let id = *key.id(&self.office).as_bytes();
            let Some(purpose) = purpose_of(&key) else {
                return Ok(false);
            };
            if DocumentRow::get(conn, &id)?.is_none() {
                return Ok(false);
            }
            documents.push((id, purpose.to_bytes()));
        }
        for (part, (document, purpose)) in opened.parts.iter().zip(documents) {
            for contents in &part.changes {
                PendingChange::add(conn, &document, &purpose, contents)?;
            }
        }
        Ok(true)
    }
}

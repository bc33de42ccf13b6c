//! Edits of documents: one change, the read model, and the note that it must travel, in one transaction.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::{Device, Me};
use crate::documents::{
    Authorship, ChangeHash, DocKey, Document, Patch, PlainChange, Scalar, View,
};
use crate::error::Error;
use crate::keys::epoch::FeedPurpose;
use crate::store::{DocumentRow, Draft, FeedRow, PendingChange};

impl Device {
    /// Edits the document of `key`, making it if there is none. `None` if nothing differs from what it holds.
    pub fn edit(&mut self, key: &DocKey, patch: &Patch) -> Result<Option<ChangeHash>, Error> {
        let Self { store, me } = self;
        store.write(|conn| {
            let purpose = me.purpose_of(conn, key, patch)?;
            me.edit(conn, key, &purpose, patch)
        })
    }

    /// Edits several documents in one transaction; says how many of them changed.
    pub fn edit_all(&mut self, edits: &[(DocKey, Patch)]) -> Result<usize, Error> {
        let Self { store, me } = self;
        store.write(|conn| {
            let mut changed = 0;
            for (key, patch) in edits {
                let purpose = me.purpose_of(conn, key, patch)?;
                changed += usize::from(me.edit(conn, key, &purpose, patch)?.is_some());
            }
            Ok(changed)
        })
    }

    /// Saves what a screen had as a draft: the edit and the end of the draft are one.
    pub fn save_draft(
        &mut self,
        draft: &str,
        key: &DocKey,
        patch: &Patch,
    ) -> Result<Option<ChangeHash>, Error> {
        let Self { store, me } = self;
        store.write(|conn| {
            let purpose = me.purpose_of(conn, key, patch)?;
            let change = me.edit(conn, key, &purpose, patch)?;
            Draft::remove(conn, draft)?;
            Ok(change)
        })
    }

    /// Settles a disagreement by one of the values or another one. An ordinary edit, which another takes back.
    pub fn resolve(
        &mut self,
        key: &DocKey,
        path: &str,
        value: Scalar,
    ) -> Result<Option<ChangeHash>, Error> {
        let Self { store, me } = self;
        store.write(|conn| {
            let mut document = me
                .load_document(conn, key)?
                .ok_or(Error::Missing("such document"))?;
            let stored = me.stored_purpose(conn, &document)?;
            me.must_write(conn, &stored)?;
            let change = document.resolve(path, value, me.authorship())?;
            let purpose = me.place_of(conn, &document, &stored.to_bytes())?;
            let purpose = FeedPurpose::from_bytes(&purpose)?;
            let hash = me.keep_change(conn, &document, &purpose, change)?;
            if purpose != stored {
                me.carry(conn, &document, &purpose)?;
            }
            Ok(hash)
        })
    }
}

impl Me {
    fn authorship(&self) -> Authorship {
        Authorship {
            device: self.device(),
            actor: self.actor,
            time: self.now(),
        }
    }

    /// Edits a document that belongs to the feed of `purpose`.
    pub(super) fn edit(
        &self,
        conn: &Connection,
        key: &DocKey,
        purpose: &FeedPurpose,
        patch: &Patch,
    ) -> Result<Option<ChangeHash>, Error> {
        self.must_write(conn, purpose)?;
        let mut document = match self.load_document(conn, key)? {
            Some(document) => document,
            None => Document::new(key.clone(), &self.office),
        };
        let change = document.commit(patch, self.authorship())?;
        let moved = self.moved(conn, &document, purpose)?;
        let hash = self.keep_change(conn, &document, purpose, change)?;
        if moved {
            self.carry(conn, &document, purpose)?;
        }
        Ok(hash)
    }

    fn keep_change(
        &self,
        conn: &Connection,
        document: &Document,
        purpose: &FeedPurpose,
        change: Option<PlainChange>,
    ) -> Result<Option<ChangeHash>, Error> {
        let Some(change) = change else {
            return Ok(None);
        };
        let purpose = purpose.to_bytes();
        self.keep_document(conn, document, &purpose)?;
        PendingChange::add(conn, document.id().as_bytes(), &purpose, change.contents())?;
        Ok(Some(change.hash()))
    }

    /// Whether the document is kept under another purpose so far: a family that goes to another kecamatan.
    fn moved(
        &self,
        conn: &Connection,
        document: &Document,
        purpose: &FeedPurpose,
    ) -> Result<bool, Error> {
        let row = DocumentRow::get(conn, document.id().as_bytes())?;
        Ok(row.is_some_and(|row| row.purpose != purpose.to_bytes()))
    }

    /// The readers of the new feed have none of the document's history: all of it travels there. Only office devices may
    /// carry changes that others made.
    fn carry(
        &self,
        conn: &Connection,
        document: &Document,
        purpose: &FeedPurpose,
    ) -> Result<(), Error> {
        self.must_be_office()?;
        let purpose = purpose.to_bytes();
        for change in document.changes() {
            PendingChange::add(conn, document.id().as_bytes(), &purpose, change.contents())?;
        }
        Ok(())
    }

    /// Refuses an edit that nobody would accept from this device.
    fn must_write(&self, conn: &Connection, purpose: &FeedPurpose) -> Result<(), Error> {
        match purpose {
            _ if self.membership.is_office(self.device()) => Ok(()),
            FeedPurpose::Roster { kecamatan } | FeedPurpose::Meetings { kecamatan, .. } => {
                // A feed of a year that is not there yet comes from the office; the change waits for it.
                let roster = FeedPurpose::Roster {
                    kecamatan: kecamatan.clone(),
                };
                match FeedRow::of_purpose(conn, &roster.to_bytes())? {
                    Some(_) => Ok(()),
                    None => Err(Error::NotAllowed("write in that kecamatan")),
                }
            }
            FeedPurpose::Forum { .. } => Ok(()),
            _ => Err(Error::NotAllowed("change what belongs to the office")),
        }
    }

    fn stored_purpose(&self, conn: &Connection, document: &Document) -> Result<FeedPurpose, Error> {
        let row = DocumentRow::get(conn, document.id().as_bytes())?;
        let row = row.ok_or(Error::Missing("such document"))?;
        Ok(FeedPurpose::from_bytes(&row.purpose)?)
    }

    /// Where a document is kept: a group or family with the roster of the kecamatan that it names, if this device has that,
    /// and everything else where it is.
    pub(super) fn place_of(
        &self,
        conn: &Connection,
        document: &Document,
        otherwise: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let kecamatan = match document.view() {
            View::Group(group) => group.kecamatan,
            View::Family(family) => family.kecamatan,
            _ => return Ok(otherwise.to_vec()),
        };
        let roster = FeedPurpose::Roster { kecamatan }.to_bytes();
        Ok(match FeedRow::of_purpose(conn, &roster)? {
            Some(_) => roster,
            None => otherwise.to_vec(),
        })
    }

    /// To which feed a document belongs: by its kind, its kecamatan and its year.
    pub(super) fn purpose_of(
        &self,
        conn: &Connection,
        key: &DocKey,
        patch: &Patch,
    ) -> Result<FeedPurpose, Error> {
        let roster = |kecamatan| FeedPurpose::Roster { kecamatan };
        let stored = match DocumentRow::get(conn, key.id(&self.office).as_bytes())? {
            Some(row) => Some(FeedPurpose::from_bytes(&row.purpose)?),
            None => None,
        };
        let from_patch = match patch {
            Patch::Group(patch) => patch.kecamatan.value().cloned(),
            Patch::Family(patch) => patch.kecamatan.value().cloned(),
            _ => None,
        };
        if let Some(kecamatan) = from_patch {
            return Ok(roster(kecamatan));
        }
        if let Some(stored) = stored {
            return Ok(stored);
        }
        match key {
            DocKey::Office | DocKey::Curriculum | DocKey::Staff(_) => Ok(FeedPurpose::Office),
            DocKey::Group(_) | DocKey::Family(_) => Err(Error::Missing("kecamatan in the edit")),
            DocKey::Meeting { group, date, .. } => {
                let kecamatan = kecamatan_of_group(conn, *group)?;
                Ok(meetings(kecamatan, chrono::Datelike::year(date)))
            }
            DocKey::Month { staff, month } => {
                let kecamatan = kecamatan_of_staff(conn, *staff)?;
                Ok(meetings(kecamatan, month.year()))
            }
        }
    }
}

fn meetings(kecamatan: String, year: i32) -> FeedPurpose {
    // Keys begin in the year 2000 and end in 9999.
    FeedPurpose::Meetings {
        kecamatan,
        year: u16::try_from(year).unwrap_or_default(),
    }
}

fn kecamatan_of_group(conn: &Connection, group: Uuid) -> Result<String, Error> {
    conn.prepare_cached("SELECT kecamatan FROM rm_group WHERE doc = ?1")?
        .query_row([group.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or(Error::Missing("such group"))
}

fn kecamatan_of_staff(conn: &Connection, staff: Uuid) -> Result<String, Error> {
    conn.prepare_cached(
        "SELECT kecamatan FROM rm_staff_kecamatan WHERE doc = ?1 ORDER BY kecamatan LIMIT 1",
    )?
    .query_row([staff.as_bytes()], |row| row.get(0))
    .optional()?
    .ok_or(Error::Missing("kecamatan of that member of staff"))
}

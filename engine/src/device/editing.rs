//! Edits of documents: one change, the read model, and the note that it must travel, in one transaction.

use rusqlite::Connection;
use sesi_wire::statement::Rights;

use super::feed_routing::{home_after, is_open};
use super::me::keep_document;
use super::{Device, Me};
use crate::documents::{Authorship, ChangeHash, DocId, DocumentPatch, Heads, PlainChange, Scalar};
use crate::error::Error;
use crate::field::{DocumentIn, Field, PatchOf};
use crate::keys::feed_kind::{Members, invited_by, kind_of};
use crate::keys::purpose::Purpose;
use crate::store::{DocumentRow, Draft, PendingChange};

/// A document, and values to be put back into it by their paths.
pub(super) type PutBack<F> = (<F as Field>::Key, Vec<(String, Scalar)>);

/// An edit of a document, and the version that the person was looking at.
type Seen<F> = (<F as Field>::Key, PatchOf<F>, Option<Heads>);

impl<F: Field> Device<F> {
    /// Edits the document of `key`, making it if there is none. `None` if nothing differs from what it holds.
    pub fn edit(&mut self, key: &F::Key, patch: &PatchOf<F>) -> Result<Option<ChangeHash>, Error> {
        self.write(|conn, me| {
            let purpose = me.purpose_of(conn, key, patch)?;
            me.edit(conn, key, &purpose, patch)
        })
    }

    /// Edits several documents in one transaction; says how many of them changed.
    pub fn edit_all(&mut self, edits: &[(F::Key, PatchOf<F>)]) -> Result<usize, Error> {
        self.write(|conn, me| {
            let mut changed = 0;
            for (key, patch) in edits {
                let purpose = me.purpose_of(conn, key, patch)?;
                changed += usize::from(me.edit(conn, key, &purpose, patch)?.is_some());
            }
            Ok(changed)
        })
    }

    /// Puts values of several documents back where they were, in one transaction; says which documents changed.
    pub fn put_back(&mut self, values: &[PutBack<F>]) -> Result<Vec<F::Key>, Error> {
        self.write(|conn, me| {
            let mut changed = Vec::new();
            for (key, values) in values {
                if me.put_back(conn, key, values)? {
                    changed.push(key.clone());
                }
            }
            Ok(changed)
        })
    }

    /// Saves what a screen had as a draft: the edit and the end of the draft are one. `seen` is the version that the person was
    /// looking at, if not the latest: what others wrote since stands beside it.
    pub fn save_draft(
        &mut self,
        draft: &str,
        key: &F::Key,
        patch: &PatchOf<F>,
        seen: Option<&Heads>,
    ) -> Result<Option<ChangeHash>, Error> {
        self.write(|conn, me| {
            let purpose = me.purpose_of(conn, key, patch)?;
            let change = me.edit_at(conn, key, &purpose, patch, seen)?;
            Draft::remove(conn, draft)?;
            Ok(change)
        })
    }

    /// Edits several documents in one transaction, each by somebody who was looking at a version, if not the latest; says how many changed.
    pub fn edit_all_seen(&mut self, edits: &[Seen<F>]) -> Result<usize, Error> {
        self.write(|conn, me| {
            let mut changed = 0;
            for (key, patch, seen) in edits {
                let purpose = me.purpose_of(conn, key, patch)?;
                let change = me.edit_at(conn, key, &purpose, patch, seen.as_ref())?;
                changed += usize::from(change.is_some());
            }
            Ok(changed)
        })
    }

    /// Whether this device may change the document of that id. What is not there, nobody changes.
    pub fn may_edit(&self, id: DocId) -> Result<bool, Error> {
        match DocumentRow::get(self.reader(), id.as_bytes())? {
            Some(row) => self.may_write(&Purpose::from_bytes(&row.purpose)?),
            None => Ok(false),
        }
    }

    /// Whether this device may write to feeds of that purpose.
    pub fn may_write(&self, purpose: &Purpose) -> Result<bool, Error> {
        match self.me().must_write(self.reader(), purpose) {
            Ok(()) => Ok(true),
            Err(Error::NotAllowed(_)) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Settles a disagreement by one of the values or another one. An ordinary edit, which another takes back.
    pub fn resolve(
        &mut self,
        key: &F::Key,
        path: &str,
        value: Scalar,
    ) -> Result<Option<ChangeHash>, Error> {
        self.write(|conn, me| {
            let (mut document, home) = me
                .load_with_home(conn, key)?
                .ok_or(Error::Missing("such document"))?;
            me.must_write(conn, &home)?;
            let was_open = is_open(&document);
            let Some(change) = document.resolve(path, value, me.authorship())? else {
                return Ok(None);
            };
            let now = home_after(&document, &home);
            me.keep_or_move(conn, &document, &home, &now, &change, was_open)?;
            Ok(Some(change.hash()))
        })
    }
}

impl<F: Field> Me<F> {
    /// Who says what this device says now.
    pub fn authorship(&self) -> Authorship {
        Authorship {
            device: self.device(),
            actor: self.actor,
            time: self.now(),
        }
    }

    /// Edits a document where it belongs; says whether anything differed.
    pub fn edit_if_any(
        &self,
        conn: &Connection,
        key: &F::Key,
        patch: &PatchOf<F>,
    ) -> Result<bool, Error> {
        if patch.is_empty() {
            return Ok(false);
        }
        let purpose = self.purpose_of(conn, key, patch)?;
        Ok(self.edit(conn, key, &purpose, patch)?.is_some())
    }

    /// Puts values back where they were; the document goes where it belonged with them. Says whether anything differed.
    pub fn put_back(
        &self,
        conn: &Connection,
        key: &F::Key,
        values: &[(String, Scalar)],
    ) -> Result<bool, Error> {
        let (mut document, home) = self
            .load_with_home(conn, key)?
            .ok_or(Error::Missing("such document"))?;
        self.must_write(conn, &home)?;
        let was_open = is_open(&document);
        let Some(change) = document.put_back(values, self.authorship())? else {
            return Ok(false);
        };
        let now = home_after(&document, &home);
        self.keep_or_move(conn, &document, &home, &now, &change, was_open)?;
        Ok(true)
    }

    /// Edits a document that belongs to the feed of `purpose`.
    pub fn edit(
        &self,
        conn: &Connection,
        key: &F::Key,
        purpose: &Purpose,
        patch: &PatchOf<F>,
    ) -> Result<Option<ChangeHash>, Error> {
        self.edit_at(conn, key, purpose, patch, None)
    }

    /// As [`Self::edit`], by somebody who was looking at the version `seen`.
    fn edit_at(
        &self,
        conn: &Connection,
        key: &F::Key,
        purpose: &Purpose,
        patch: &PatchOf<F>,
        seen: Option<&Heads>,
    ) -> Result<Option<ChangeHash>, Error> {
        self.must_write(conn, purpose)?;
        let (mut document, home) = match self.load_with_home(conn, key)? {
            Some((document, home)) => (document, Some(home)),
            None => (self.new_document(key), None),
        };
        let by = self.authorship();
        let was_open = home.is_some() && is_open(&document);
        let change = match seen {
            Some(seen) => document.commit_at(patch, seen, by)?,
            None => document.commit(patch, by)?,
        };
        let Some(change) = change else {
            return Ok(None);
        };
        let home = home.unwrap_or_else(|| purpose.clone());
        self.keep_or_move(conn, &document, &home, purpose, &change, was_open)?;
        Ok(Some(change.hash()))
    }

    /// Keeps a document with this device's own `change`, where it was or where it goes. Where it `was_open` whose it is and the change says it,
    /// the readers there get all of it: until then each place had its own part.
    fn keep_or_move(
        &self,
        conn: &Connection,
        document: &DocumentIn<F>,
        home: &Purpose,
        to: &Purpose,
        change: &PlainChange,
        was_open: bool,
    ) -> Result<(), Error> {
        let as_before = !was_open || is_open(document);
        if home == to && as_before {
            return keep_change::<F>(conn, document, to, change);
        }
        self.move_house(conn, document, home, to, change)
    }

    /// Refuses an edit that nobody would accept from this device.
    pub(super) fn must_write(&self, conn: &Connection, purpose: &Purpose) -> Result<(), Error> {
        if self.is_revoked() {
            return Err(Error::NotAllowed("write: the office revoked it"));
        }
        if self.membership.is_office(self.device()) {
            return Ok(());
        }
        let members = kind_of(F::FEEDS, purpose).map(|kind| kind.members);
        // A feed of a year that is not there yet comes from the office; the change waits for it.
        let feed = match (members, invited_by(F::FEEDS, purpose)) {
            (Some(Members::Write), _) => return Ok(()),
            (_, Some(feed)) => feed,
            _ => return Err(Error::NotAllowed("change what belongs to the office")),
        };
        let refused = Error::NotAllowed("write in that place");
        let feed = self.feed_of(conn, &feed)?.ok_or(refused)?;
        if self.info_of(self.device()).is_none() {
            // Enrolled, and the office's grant has not come: the welcome said what this device may do.
            return Ok(());
        }
        match self.membership.rights_now(self.device(), feed.id) {
            Some(Rights::Write) => Ok(()),
            _ => Err(Error::NotAllowed("write in that place")),
        }
    }
}

/// Writes the document and notes that the change must travel.
pub(super) fn keep_change<F: Field>(
    conn: &Connection,
    document: &DocumentIn<F>,
    purpose: &Purpose,
    change: &PlainChange,
) -> Result<(), Error> {
    let purpose = purpose.to_bytes();
    keep_document::<F>(conn, document, &purpose)?;
    PendingChange::add(conn, document.id().as_bytes(), &purpose, change.contents())?;
    Ok(())
}

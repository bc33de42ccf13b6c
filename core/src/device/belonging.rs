//! To which feed a document belongs, and what happens when that changes: a family goes to another kecamatan.
//!
//! Every device comes to the same answer, in whatever order things reach it. A group or a family belongs to the kecamatan that
//! its document names; everything else to the feed in which it came, and where it came in two, to the one whose purpose sorts
//! first. Who moves a document (office devices only) tells the readers of its old feed where it went and gives the readers of
//! the new one its whole history. What somebody of the old kecamatan had written meanwhile still comes by the old feed: every
//! office device passes it on. Readers of the old feed keep what they had.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::Me;
use super::me::keep_document;
use crate::documents::{DocumentPatch, PlainChange, Scalar};
use crate::error::Error;
use crate::keys::epoch::FeedPurpose;
use crate::kinds::{DocKey, Document, Home, KECAMATAN, Patch, Whose};
use crate::store::{DocumentRow, PendingChange};

/// Whether documents of this kind have any business in a feed of this purpose: who may write a kecamatan's meetings must not
/// reach the office's settings through them.
pub(super) fn belongs_in(key: &DocKey, feed: &FeedPurpose) -> bool {
    match key.home() {
        Home::Office => *feed == FeedPurpose::Office,
        Home::Roster => matches!(feed, FeedPurpose::Roster { .. }),
        Home::Meetings { year: of, .. } => {
            matches!(feed, FeedPurpose::Meetings { year, .. } if i32::from(*year) == of)
        }
    }
}

/// Where a document belongs after changes came by the feed of `arrived_by`; `before` is where it belonged.
pub(super) fn home_after(
    document: &Document,
    before: Option<&FeedPurpose>,
    arrived_by: &FeedPurpose,
) -> FeedPurpose {
    // Meetings come in thousands: what a view costs is spent on those that name their place.
    if document.key().home() == Home::Roster
        && let Some(Scalar::Text(kecamatan)) = document.value(KECAMATAN)
        && !kecamatan.is_empty()
    {
        return FeedPurpose::Roster { kecamatan };
    }
    match before {
        Some(before) => before.min(arrived_by).clone(),
        None => arrived_by.clone(),
    }
}

impl Me {
    /// A document moves by this device's own `change`, which is its newest.
    pub(super) fn move_house(
        &self,
        conn: &Connection,
        document: &Document,
        from: &FeedPurpose,
        to: &FeedPurpose,
        change: &PlainChange,
    ) -> Result<(), Error> {
        self.must_be_office()?;
        keep_document(conn, document, &to.to_bytes())?;
        let id = document.id();
        PendingChange::add(conn, id.as_bytes(), &from.to_bytes(), change.contents())?;
        carry(conn, document, to)
    }

    /// Changes that came by another feed than the document's own go on to its readers: from the office, which alone may carry
    /// what others wrote. `whole`: a field device moved it, so the readers have nothing of it yet.
    pub(super) fn pass_on(
        &self,
        conn: &Connection,
        document: &Document,
        home: &FeedPurpose,
        changes: &[PlainChange],
        whole: bool,
    ) -> Result<(), Error> {
        if !self.membership.is_office(self.device()) {
            return Ok(());
        }
        if whole {
            return carry(conn, document, home);
        }
        for change in changes {
            let id = document.id();
            PendingChange::add(conn, id.as_bytes(), &home.to_bytes(), change.contents())?;
        }
        Ok(())
    }

    /// Where the document of `key` belongs, if there is one.
    fn home_of(&self, conn: &Connection, key: &DocKey) -> Result<Option<FeedPurpose>, Error> {
        match DocumentRow::get(conn, key.id(&self.office).as_bytes())? {
            Some(row) => Ok(Some(FeedPurpose::from_bytes(&row.purpose)?)),
            None => Ok(None),
        }
    }

    /// To which feed a document belongs after `patch`: by its kind, its kecamatan and its year.
    pub(super) fn purpose_of(
        &self,
        conn: &Connection,
        key: &DocKey,
        patch: &Patch,
    ) -> Result<FeedPurpose, Error> {
        let roster = |kecamatan| FeedPurpose::Roster { kecamatan };
        let stored = self.home_of(conn, key)?;
        let home = key.home();
        if home == Home::Roster
            && let Some(Scalar::Text(kecamatan)) = patch.puts(KECAMATAN)
        {
            return Ok(roster(kecamatan));
        }
        if let Some(stored) = stored {
            return Ok(stored);
        }
        match home {
            Home::Office => Ok(FeedPurpose::Office),
            Home::Roster => Err(Error::Missing("kecamatan in the edit")),
            Home::Meetings { year, of } => {
                let kecamatan = match of {
                    Whose::Group(group) => kecamatan_of_group(conn, group)?,
                    Whose::Staff(staff) => kecamatan_of_staff(conn, staff)?,
                };
                Ok(meetings(kecamatan, year))
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

/// Every change of the document waits to be sealed for the feed of `to`.
fn carry(conn: &Connection, document: &Document, to: &FeedPurpose) -> Result<(), Error> {
    for change in document.changes() {
        let id = document.id();
        PendingChange::add(conn, id.as_bytes(), &to.to_bytes(), change.contents())?;
    }
    Ok(())
}

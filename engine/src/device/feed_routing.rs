//! To which feed a document belongs, and what happens when that changes: a thing goes to another place.
//!
//! A document that names its place belongs there; everything else to the feed in which it came, and where it came in two, to the one of the
//! place of what it is about, else to the one whose purpose sorts first. Where members name two places, each keeps what came there until
//! the office has said which it is: whoever can write one place must not get another's documents by naming them. Who moves a document (office devices only) tells the readers of its old feed where it went and gives the readers of
//! the new one its whole history. What somebody of the old place had written meanwhile still comes by the old feed: every
//! office device passes it on. Readers of the old feed keep what they had.

use rusqlite::Connection;

use super::Me;
use super::me::keep_document;
use crate::documents::{
    Agreed, DocumentKey, DocumentOf, DocumentPatch, Home, Place, PlainChange, Scalar,
};
use crate::error::Error;
use crate::field::{DocumentIn, Field, PatchOf};
use crate::keys::feed_kind::place_of;
use crate::keys::purpose::Purpose;
use crate::store::{DocumentRow, PendingChange};

/// Whether documents of this kind have any business in a feed of this purpose: who may write a place's feed must not reach the office's
/// settings through it, nor may somebody say by their own feed what is another person's.
pub(super) fn belongs_in(key: &impl DocumentKey, feed: &Purpose) -> bool {
    let home = key.home();
    let in_place = match home.place {
        Place::None => feed.place.is_none(),
        Place::Named(_) | Place::Elsewhere => feed.place.is_some(),
        Place::Own(person) => feed.place == Some(place_of(person)),
    };
    feed.kind == home.feed && feed.year == home.year && in_place
}

/// Where a document belongs.
pub(super) struct Belongs {
    pub home: Purpose,
    /// Members name two places and the office none: until it does, nothing of the one goes to the other.
    pub open: bool,
}

/// Where a document belongs after changes came by the feed of `arrived_by`; `before` is where it belonged, `subject` the place of what it is
/// about where another document says that.
pub(super) fn belongs<K: DocumentKey>(
    document: &DocumentOf<K>,
    before: Option<&Purpose>,
    arrived_by: &Purpose,
    subject: Option<String>,
) -> Belongs {
    let home = document.key().home();
    let settled = |home| Belongs { home, open: false };
    // What names no place comes in thousands: a value is read of those that do.
    if let Place::Named(field) = home.place {
        match document.agreed(field) {
            Agreed::Value(Some(Scalar::Text(place))) if !place.is_empty() => {
                return settled(at(home, place));
            }
            Agreed::Value(_) => {}
            Agreed::Open => {
                return Belongs {
                    home: before.unwrap_or(arrived_by).clone(),
                    open: true,
                };
            }
        }
    }
    let Some(before) = before.filter(|before| *before != arrived_by) else {
        return settled(arrived_by.clone());
    };
    let subject = subject.map(|place| at(home, place));
    let known = subject.filter(|known| known == before || known == arrived_by);
    settled(known.unwrap_or_else(|| before.min(arrived_by).clone()))
}

/// Where a document belongs that came by no other feed than its own.
pub(super) fn home_after<K: DocumentKey>(document: &DocumentOf<K>, home: &Purpose) -> Purpose {
    belongs(document, None, home, None).home
}

/// Whether members name two places of it and the office none.
pub(super) fn is_open<K: DocumentKey>(document: &DocumentOf<K>) -> bool {
    match document.key().home().place {
        Place::Named(field) => document.agreed(field) == Agreed::Open,
        _ => false,
    }
}

fn at(home: Home, place: String) -> Purpose {
    Purpose {
        kind: home.feed,
        place: Some(place),
        year: home.year,
    }
}

impl<F: Field> Me<F> {
    /// A document moves by this device's own `change`, which is its newest.
    pub(super) fn move_house(
        &self,
        conn: &Connection,
        document: &DocumentIn<F>,
        from: &Purpose,
        to: &Purpose,
        change: &PlainChange,
    ) -> Result<(), Error> {
        self.must_be_office()?;
        keep_document::<F>(conn, document, &to.to_bytes())?;
        if from != to {
            let id = document.id();
            PendingChange::add(conn, id.as_bytes(), &from.to_bytes(), change.contents())?;
        }
        carry(conn, document, to)
    }

    /// Changes that came by another feed than the document's own go on to its readers: from the office, which alone may carry
    /// what others wrote. `whole`: a field device moved it, so the readers have nothing of it yet.
    pub(super) fn pass_on(
        &self,
        conn: &Connection,
        document: &DocumentIn<F>,
        home: &Purpose,
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

    /// The place of what a document is about that does not name it itself; none if that is not known here.
    pub(super) fn subject_place(conn: &Connection, key: &F::Key) -> Result<Option<String>, Error> {
        if key.home().place != Place::Elsewhere {
            return Ok(None);
        }
        match F::place_of(conn, key) {
            Ok(place) => Ok(Some(place)),
            Err(Error::Missing(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Where the document of `key` belongs, if there is one.
    fn home_of(&self, conn: &Connection, key: &F::Key) -> Result<Option<Purpose>, Error> {
        match DocumentRow::get(conn, key.id(&self.office).as_bytes())? {
            Some(row) => Ok(Some(Purpose::from_bytes(&row.purpose)?)),
            None => Ok(None),
        }
    }

    /// To which feed a document belongs after `patch`: by its kind, its place and its year.
    pub(super) fn purpose_of(
        &self,
        conn: &Connection,
        key: &F::Key,
        patch: &PatchOf<F>,
    ) -> Result<Purpose, Error> {
        let home = key.home();
        if let Place::Named(field) = home.place
            && let Some(Scalar::Text(place)) = patch.puts(field)
        {
            return Ok(at(home, place));
        }
        if let Some(stored) = self.home_of(conn, key)? {
            return Ok(stored);
        }
        match home.place {
            Place::None => Ok(Purpose {
                kind: home.feed,
                place: None,
                year: home.year,
            }),
            Place::Named(_) => Err(Error::Missing("place in the edit")),
            Place::Elsewhere => Ok(at(home, F::place_of(conn, key)?)),
            Place::Own(person) => Ok(at(home, place_of(person))),
        }
    }
}

/// Every change of the document waits to be sealed for the feed of `to`.
fn carry<K: DocumentKey>(
    conn: &Connection,
    document: &DocumentOf<K>,
    to: &Purpose,
) -> Result<(), Error> {
    for change in document.changes() {
        let id = document.id();
        PendingChange::add(conn, id.as_bytes(), &to.to_bytes(), change.contents())?;
    }
    Ok(())
}

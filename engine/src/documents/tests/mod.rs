//! Promises of the documents layer as a whole: nothing lost, both sides kept, hostile bytes harmless. With kinds of its own.

mod contradiction;
mod dependencies;
mod editing;
mod growth;
mod hostile;
mod library;
mod made_up;
mod merging;
mod rights;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sesi_wire::ids::{DeviceId, OfficeId};
use uuid::Uuid;

use super::document::Document as DocumentOf;
use super::hash::{ChangeHash, Heads};
use super::{
    ActorSeed, Applied, Authorship, DocumentError, Edits, LoadError, OfficeDevices, PlainChange,
    PlainChangeError, Provenance, Reason, Scalar, Set, Unfit, first_change,
};
use super::{DocumentKey, DocumentPatch, PartKey, growth_change};
use library::{BOOK, BOOK_BEFORE, CLOSES_BEFORE_IT_OPENS, LibraryKey, LibraryPatch, Loan, SHELF};

type Document = DocumentOf<LibraryKey>;

const OFFICE: OfficeId = OfficeId([7; 16]);
const ANI: DeviceId = DeviceId([0xa1; 8]);
const BUDI: DeviceId = DeviceId([0xb2; 8]);

/// A device writing at `second` of its own clock; each has one actor.
fn by(device: DeviceId, second: i64) -> Authorship {
    let actor = ActorSeed([device.0[0]; 6]);
    Authorship {
        device,
        actor,
        time: DateTime::<Utc>::from_timestamp(second, 0).unwrap(),
    }
}

const BOOK_KEY: LibraryKey = LibraryKey::Book(1);

fn book() -> Document {
    Document::new(BOOK_KEY, &OFFICE).read_by(&speaking())
}

/// Whose word counts in the fields of the office: Budi's.
fn speaking() -> Arc<OfficeDevices> {
    Arc::new(OfficeDevices([BUDI].into()))
}

fn borrower(number: u128) -> String {
    format!("reader{number:02}")
}

fn loans(loans: impl IntoIterator<Item = (u128, Option<Loan>)>) -> LibraryPatch {
    let loans = loans
        .into_iter()
        .map(|(number, loan)| (borrower(number), loan));
    LibraryPatch {
        loans: loans.collect(),
        ..LibraryPatch::default()
    }
}

fn place(place: &str) -> LibraryPatch {
    LibraryPatch {
        place: Set::To(place.to_owned()),
        ..LibraryPatch::default()
    }
}

fn wish(of: &str, text: &str) -> LibraryPatch {
    LibraryPatch {
        wishes: [(of.to_owned(), Some(text.to_owned()))].into(),
        ..LibraryPatch::default()
    }
}

/// Commits a patch that changes something.
fn commit(document: &mut Document, patch: &LibraryPatch, by: Authorship) -> PlainChange {
    document.commit(patch, by).unwrap().unwrap()
}

fn reload(document: &Document) -> Document {
    let (saved, heads) = (document.save(), document.heads());
    let loaded = Document::load(document.key().clone(), &OFFICE, &saved, &heads);
    loaded
        .unwrap()
        .of_kind(document.kind())
        .read_by(&document.office)
}

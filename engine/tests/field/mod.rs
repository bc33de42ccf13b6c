//! A small field of the engine's own: readers, shelves of a hall, and loans from a shelf on a day.

use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, OptionalExtension};
use sesi_engine::device::Device;
use sesi_engine::documents::{
    DocId, DocumentKey, DocumentOf, DocumentPatch, Edits, Fields, Home, KeyError, KeyPiece, Keys,
    Kind, Map, Place, Rule, Scalar, Set, Shape, derived_id, map, put_head, same, take_head,
};
use sesi_engine::error::Error;
use sesi_engine::field::{Field, Greeting, ReadModel};
use sesi_engine::keys::feed_kind::{FeedKind, Members};
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::seal::dictionary::Dictionary;
use sesi_engine::store::StoreError;
use sesi_wire::ids::{DeviceId, OfficeId};
use uuid::Uuid;

static READER: Kind = Kind::new(shape(1, "reader"));
static SHELF: Kind = Kind::new(shape(2, "shelf"));
static LOAN: Kind = Kind::new(shape(3, "loan"));

const ROOT: &[sesi_engine::documents::Field] =
    &[same("hall", Rule::Text(16)), same("name", Rule::Text(60))];

const STEPS: &[&[Map]] = &[&[map("notes", "notes", Keys::Named(20, Rule::Yes))]];

const fn shape(number: u8, name: &'static str) -> Shape {
    Shape {
        number,
        name,
        root: ROOT,
        steps: STEPS,
        rights: &[],
    }
}

const HOUSE: FeedKind = FeedKind {
    number: 0,
    of_place: false,
    of_year: false,
    members: Members::Read,
};
const HALL: FeedKind = FeedKind {
    number: 1,
    of_place: true,
    of_year: false,
    members: Members::Invited,
};
const LOANS: FeedKind = FeedKind {
    number: 2,
    of_place: true,
    of_year: true,
    members: Members::Of(HALL.number),
};

/// The feed of what everybody reads.
pub fn house() -> Purpose {
    HOUSE.purpose(None, None)
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Reader(Uuid),
    Shelf(Uuid),
    Loan { shelf: Uuid, day: NaiveDate },
}

impl Key {
    pub fn doc(&self, device: &Device<Library>) -> DocId {
        self.id(&device.office())
    }
}

impl DocumentKey for Key {
    type Patch = Patch;
    type View = ();

    fn kind(&self) -> &'static Kind {
        match self {
            Self::Reader(_) => &READER,
            Self::Shelf(_) => &SHELF,
            Self::Loan { .. } => &LOAN,
        }
    }

    fn id(&self, office: &OfficeId) -> DocId {
        match self {
            Self::Reader(id) | Self::Shelf(id) => DocId(*id),
            Self::Loan { .. } => derived_id(self, office),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        put_head(out, self.kind());
        match self {
            Self::Reader(id) | Self::Shelf(id) => id.put(out),
            Self::Loan { shelf, day } => {
                shelf.put(out);
                day.put(out);
            }
        }
    }

    fn read(input: &mut &[u8]) -> Result<Self, KeyError> {
        let kind = take_head(input, Library::KINDS)?;
        let id = Uuid::take(input)?;
        if *kind == READER {
            return Ok(Self::Reader(id));
        }
        if *kind == SHELF {
            return Ok(Self::Shelf(id));
        }
        let day = NaiveDate::take(input)?;
        Ok(Self::Loan { shelf: id, day })
    }

    fn home(&self) -> Home {
        match self {
            Self::Reader(_) => Home {
                feed: HOUSE.number,
                place: Place::None,
                year: None,
            },
            Self::Shelf(_) => Home {
                feed: HALL.number,
                place: Place::Named("hall"),
                year: None,
            },
            Self::Loan { day, .. } => Home {
                feed: LOANS.number,
                place: Place::Elsewhere,
                year: u16::try_from(day.year()).ok(),
            },
        }
    }

    fn view(&self, _: &Fields) {}
}

/// An edit: of any kind, the hall and the name.
#[derive(Clone, Debug)]
pub struct Patch {
    kind: &'static Kind,
    hall: Set<String>,
    name: Set<String>,
}

impl Patch {
    fn named(kind: &'static Kind, name: &str) -> Self {
        Self {
            kind,
            hall: Set::Keep,
            name: Set::To(name.to_owned()),
        }
    }

    pub fn reader(name: &str) -> Self {
        Self::named(&READER, name)
    }

    pub fn loan(reader: &str) -> Self {
        Self::named(&LOAN, reader)
    }

    pub fn shelf(hall: &str, name: &str) -> Self {
        Self {
            hall: Set::To(hall.to_owned()),
            ..Self::named(&SHELF, name)
        }
    }
}

impl DocumentPatch for Patch {
    fn kind(&self) -> &'static Kind {
        self.kind
    }

    fn write(&self, edits: &mut Edits) {
        edits.text("hall", &self.hall);
        edits.text("name", &self.name);
    }
}

/// Rows of shelves alone.
#[derive(Debug)]
pub struct Shelves {
    doc: DocId,
    shelf: Option<(String, String)>,
}

impl ReadModel<Key> for Shelves {
    const FINGERPRINT: u64 = 1;

    fn renew(conn: &Connection) -> rusqlite::Result<()> {
        conn.execute_batch(
            "DROP TABLE IF EXISTS rm_shelf;
             CREATE TABLE rm_shelf (doc BLOB PRIMARY KEY, hall TEXT, name TEXT)",
        )
    }

    fn kept_here(_: &Connection) -> rusqlite::Result<()> {
        Ok(())
    }

    fn remove(conn: &Connection, doc: DocId) -> rusqlite::Result<()> {
        conn.execute("DELETE FROM rm_shelf WHERE doc = ?1", [doc.as_bytes()])
            .map(|_| ())
    }

    fn not_entitled(_: &Connection, _: &[DeviceId]) -> rusqlite::Result<Vec<DocId>> {
        Ok(Vec::new())
    }

    fn of(document: &DocumentOf<Key>) -> Self {
        let text = |field| match document.value(field) {
            Some(Scalar::Text(text)) => text,
            _ => String::new(),
        };
        let is_shelf = matches!(document.key(), Key::Shelf(_));
        Self {
            doc: document.id(),
            shelf: is_shelf.then(|| (text("hall"), text("name"))),
        }
    }

    fn write(&self, conn: &Connection, _first: bool) -> rusqlite::Result<()> {
        let Some((hall, name)) = &self.shelf else {
            return Ok(());
        };
        conn.execute(
            "INSERT OR REPLACE INTO rm_shelf VALUES (?1, ?2, ?3)",
            (self.doc.as_bytes(), hall, name),
        )
        .map(|_| ())
    }
}

/// The field.
#[derive(Clone, Copy, Debug)]
pub struct Library;

impl Field for Library {
    type Key = Key;
    type ReadModel = Shelves;

    const KINDS: &'static [&'static Kind] = &[&READER, &SHELF, &LOAN];
    const FEEDS: &'static [FeedKind] = &[HOUSE, HALL, LOANS];
    const FIRST_YEAR: u16 = 2020;

    fn dictionary() -> &'static Dictionary {
        static WORDS: Dictionary = Dictionary::new(b"shelf book reader loan returned hall");
        &WORDS
    }

    fn place_of(conn: &Connection, key: &Key) -> Result<String, Error> {
        let Key::Loan { shelf, .. } = key else {
            return Err(Error::Missing("hall of that document"));
        };
        conn.query_row(
            "SELECT hall FROM rm_shelf WHERE doc = ?1",
            [shelf.as_bytes()],
            |row| row.get(0),
        )
        .optional()?
        .ok_or(Error::Missing("such shelf"))
    }

    fn utc_offset_minutes(_: &Connection) -> Result<Option<i16>, StoreError> {
        Ok(None)
    }

    fn greeting(_: &Connection, person: Uuid) -> Result<Greeting, Error> {
        Ok(Greeting {
            office: "The library".to_owned(),
            person: person.to_string(),
            role: "reader".to_owned(),
        })
    }

    fn devices_of_people(_: &Connection) -> Result<Vec<(Uuid, DeviceId)>, StoreError> {
        Ok(Vec::new())
    }

    fn note_device(person: Uuid, device: DeviceId) -> (Key, Patch) {
        // A library is content to know the last one.
        (
            Key::Reader(person),
            Patch {
                kind: &READER,
                hall: Set::To(device.to_string()),
                name: Set::Keep,
            },
        )
    }
}

//! What the engine is told of the field that it serves: its kinds of documents and of feeds, its tables, and where what it keeps belongs.
//! The engine itself knows no word of any field.

use rusqlite::Connection;
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use crate::documents::{DocId, DocumentKey, DocumentOf, Kind};
use crate::error::Error;
use crate::keys::feed_kind::FeedKind;
use crate::seal::dictionary::Dictionary;
use crate::store::StoreError;

/// A field: everything by which one app of this engine differs from another.
pub trait Field: Clone + Copy + std::fmt::Debug + Send + Sync + Sized + 'static {
    /// What documents are about.
    type Key: DocumentKey + Eq + Ord + Send + Sync + 'static;
    /// The tables beside the documents.
    type ReadModel: ReadModel<Self::Key>;

    /// The kinds of documents, in the order of their numbers.
    const KINDS: &'static [&'static Kind];
    /// The kinds of feeds, in the order of their numbers.
    const FEEDS: &'static [FeedKind];
    /// The first calendar year of which there can be work.
    const FIRST_YEAR: u16;

    /// What the bodies of entries often say, by which small ones are packed. After a release it never changes.
    fn dictionary() -> &'static Dictionary;

    /// The place of a document that does not name it itself; see [`Place::Elsewhere`](crate::documents::Place).
    fn place_of(conn: &Connection, key: &Self::Key) -> Result<String, Error>;

    /// The office's zone in minutes east of UTC, if its document is here.
    fn utc_offset_minutes(conn: &Connection) -> Result<Option<i16>, StoreError>;

    /// How a device to come greets the person whose it will be.
    fn greeting(conn: &Connection, person: Uuid) -> Result<Greeting, Error>;

    /// Whose devices are whose, as far as the documents that are here say it.
    fn devices_of_people(conn: &Connection) -> Result<Vec<(Uuid, DeviceId)>, StoreError>;

    /// The edit that notes whose a device is.
    fn note_device(person: Uuid, device: DeviceId) -> (Self::Key, PatchOf<Self>);
}

/// A document of a field.
pub type DocumentIn<F> = DocumentOf<<F as Field>::Key>;

/// An edit of such a document.
pub type PatchOf<F> = <<F as Field>::Key as DocumentKey>::Patch;

/// What an invite's welcome says of the office and of whoever is invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// As people know the office.
    pub office: String,
    /// The person's name.
    pub person: String,
    /// What the office calls the person's role.
    pub role: String,
}

/// What one document says, as rows of tables that are rebuilt from the documents at any time. Reading it needs no database.
pub trait ReadModel<K: DocumentKey>: Send + std::fmt::Debug {
    /// What the tables and their rows are made by, as a number: another one wherever either may be other. A database that has tables of another
    /// fingerprint gets the present ones when it is opened.
    const FINGERPRINT: u64;

    /// Drops the tables of the read model that are there, of whatever version, and makes the present ones, empty.
    fn renew(conn: &Connection) -> rusqlite::Result<()>;

    /// Makes the tables that the field keeps on this device alone, such as tasks of a person, or mends those of another form. Nothing can
    /// fill them again: no row of theirs is touched.
    fn kept_here(conn: &Connection) -> rusqlite::Result<()>;

    /// Removes the rows of a document that is no more.
    fn remove(conn: &Connection, doc: DocId) -> rusqlite::Result<()>;

    /// Documents in which a value of one of `devices` does not count because the device may not say it.
    fn not_entitled(conn: &Connection, devices: &[DeviceId]) -> rusqlite::Result<Vec<DocId>>;

    /// What `document` says now.
    fn of(document: &DocumentOf<K>) -> Self;

    /// Replaces the document's rows; `first` where it has none yet.
    fn write(&self, conn: &Connection, first: bool) -> rusqlite::Result<()>;
}

/// How the tables of a read model are made, for who opens the database.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// [`ReadModel::FINGERPRINT`].
    pub fingerprint: u64,
    /// [`ReadModel::renew`].
    pub renew: fn(&Connection) -> rusqlite::Result<()>,
    /// [`ReadModel::kept_here`].
    pub kept_here: fn(&Connection) -> rusqlite::Result<()>,
}

impl Tables {
    /// Those of a field.
    pub fn of<F: Field>() -> Self {
        Self {
            fingerprint: F::ReadModel::FINGERPRINT,
            renew: F::ReadModel::renew,
            kept_here: F::ReadModel::kept_here,
        }
    }
}

//! Which feed documents of a key belong to, as far as the key says it. Knows no device and no database.

use uuid::Uuid;

/// The feed that the documents of a key belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    /// The number of its kind of feeds.
    pub feed: u64,
    /// Where its place is said.
    pub place: Place,
    /// Its year, if it is of one.
    pub year: Option<u16>,
}

/// Where the place of a document is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Its feed is of no place.
    None,
    /// In that root field of the document, which goes with it where it changes.
    Named(&'static str),
    /// By another document, which the field knows.
    Elsewhere,
    /// By the key: it is about that person, and in nobody else's own feed it is believed.
    Own(Uuid),
}

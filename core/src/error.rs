//! What can go wrong in a device, inside; and the one small error that a window is told.

use serde::Serialize;

use crate::store::{OpenError, StoreError};

/// A fault inside. The story is in its variants; people are told by [`ApiError`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database did not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed in use.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document refused an edit, or does not read.
    #[error(transparent)]
    Document(#[from] crate::documents::DocumentError),
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] crate::seal::SealError),
    /// A key, an invite or the recovery words are not right.
    #[error(transparent)]
    Key(#[from] crate::keys::KeyError),
    /// An own entry cannot be made.
    #[error(transparent)]
    Entry(#[from] sesi_wire::entry::EntryFault),
    /// What answered is no relay, or contradicts itself.
    #[error("not a relay: {0}")]
    NotARelay(String),
    /// A file to be imported is not one, or not ours.
    #[error("the file cannot be read: {0}")]
    File(&'static str),
    /// Reading or writing a file failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Something that the command names does not exist.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// This device may not do that.
    #[error("this device may not {0}")]
    NotAllowed(&'static str),
    /// The roster cannot be read.
    #[error(transparent)]
    Roster(#[from] crate::roster::RosterError),
    /// The report cannot be made.
    #[error(transparent)]
    Rekap(#[from] crate::rekap::RekapError),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(StoreError::of(error))
    }
}

impl From<sesi_wire::Malformed> for Error {
    fn from(malformed: sesi_wire::Malformed) -> Self {
        Self::NotARelay(malformed.to_string())
    }
}

/// What a window is told: a stable kind to choose words by, and an English message for logs, without personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiError {
    /// Stable name of the kind of fault.
    pub kind: &'static str,
    /// English, for logs.
    pub message: String,
}

impl From<&Error> for ApiError {
    fn from(error: &Error) -> Self {
        let kind = match error {
            Error::Open(OpenError::Newer { .. }) => "database_newer",
            Error::Open(OpenError::Damaged { .. }) => "database_damaged",
            Error::Open(OpenError::Busy) => "database_busy",
            Error::Open(OpenError::Storage(_)) => "storage",
            Error::Store(StoreError::DiskFull) => "disk_full",
            Error::Store(_) => "database",
            Error::Document(_) => "document",
            Error::Seal(_) | Error::Entry(_) => "sealing",
            Error::Key(_) => "key",
            Error::NotARelay(_) => "not_a_relay",
            Error::File(_) => "file",
            Error::Io(_) => "io",
            Error::Missing(_) => "missing",
            Error::NotAllowed(_) => "not_allowed",
            Error::Roster(_) => "roster",
            Error::Rekap(_) => "rekap",
        };
        Self { kind, message: error.to_string() }
    }
}

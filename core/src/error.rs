//! What can go wrong in a device, inside; and the one small error that a window is told.

use serde::Serialize;

use crate::documents::{DocumentError, Unfit};
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
    Document(#[from] DocumentError),
    /// A stored document does not load.
    #[error(transparent)]
    Load(#[from] crate::documents::LoadError),
    /// A stored document's identity does not read.
    #[error(transparent)]
    DocKey(#[from] crate::documents::KeyError),
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] crate::seal::entry::SealFault),
    /// A statement cannot be made.
    #[error(transparent)]
    Statement(#[from] crate::seal::statements::StatementFault),
    /// A statement that this device made is not believed.
    #[error(transparent)]
    Membership(#[from] crate::keys::membership::MembershipFault),
    /// A feed key cannot be handed over.
    #[error(transparent)]
    Epoch(#[from] crate::keys::epoch::EpochFault),
    /// A welcome cannot be sealed, or does not open.
    #[error(transparent)]
    Welcome(#[from] crate::keys::welcome::WelcomeFault),
    /// An invite's link cannot be made.
    #[error(transparent)]
    Link(#[from] crate::keys::link_fault::LinkFault),
    /// Key stretching failed, for want of memory.
    #[error(transparent)]
    Stretch(#[from] crate::keys::stretch::StretchFault),
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
    /// Something that the command names or needs does not exist.
    #[error("there is no {0}")]
    Missing(&'static str),
    /// This device may not do that.
    #[error("this device may not {0}")]
    NotAllowed(&'static str),
    /// The roster cannot be read.
    #[error(transparent)]
    Roster(#[from] crate::roster::OpenError),
    /// A report cannot be counted or written.
    #[error(transparent)]
    Rekap(Box<crate::rekap::RekapError>),
    /// A report's file cannot be made.
    #[error(transparent)]
    Report(Box<crate::reports::ReportError>),
    /// An edition of the curriculum has a fault.
    #[error(transparent)]
    Curriculum(#[from] crate::reference::CurriculumError),
    /// Long work was asked to stop, and nothing of it is left.
    #[error(transparent)]
    Cancelled(#[from] crate::work::Cancelled),
    /// What a window asks for cannot be done, for a reason that a person can act on.
    #[error(transparent)]
    Refused(#[from] crate::calls::refusal::Refusal),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<crate::rekap::RekapError> for Error {
    fn from(fault: crate::rekap::RekapError) -> Self {
        Self::Rekap(Box::new(fault))
    }
}

impl From<crate::reports::ReportError> for Error {
    fn from(fault: crate::reports::ReportError) -> Self {
        Self::Report(Box::new(fault))
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

impl ApiError {
    /// The window asks for something that this core does not have: the two were not built together.
    pub(crate) fn no_such_call(name: &str) -> Self {
        Self {
            kind: "no_such_call",
            message: format!("there is no call {name}"),
        }
    }

    /// What the window sent, or what it should be told, does not fit the schema.
    pub(crate) fn malformed_call(error: &serde_json::Error) -> Self {
        Self {
            kind: "malformed_call",
            message: error.to_string(),
        }
    }
}

impl From<&Error> for ApiError {
    fn from(error: &Error) -> Self {
        let kind = match error {
            Error::Open(OpenError::Newer { .. }) => "database_newer",
            Error::Open(OpenError::Damaged { .. }) | Error::Store(StoreError::Damaged(_)) => {
                "database_damaged"
            }
            Error::Open(OpenError::WrongKey) => "database_wrong_key",
            Error::Open(OpenError::Busy) => "database_busy",
            Error::Open(OpenError::Storage(_)) => "storage",
            Error::Store(StoreError::DiskFull) => "disk_full",
            Error::Store(_) => "database",
            Error::Document(DocumentError::Unfit { path, unfit }) => misfit(path, *unfit),
            Error::Document(_) => "document",
            Error::Load(_) | Error::DocKey(_) => "document_damaged",
            Error::Seal(_) | Error::Entry(_) | Error::Statement(_) | Error::Membership(_) => {
                "sealing"
            }
            Error::Epoch(_) | Error::Welcome(_) | Error::Stretch(_) => "key",
            Error::Link(_) => "invite",
            Error::NotARelay(_) => "not_a_relay",
            Error::File(_) => "file",
            Error::Io(_) => "io",
            Error::Missing(_) => "missing",
            Error::NotAllowed(_) => "not_allowed",
            Error::Roster(fault) => fault.kind(),
            Error::Rekap(fault) => fault.kind(),
            Error::Report(fault) => fault.kind(),
            Error::Curriculum(_) => "curriculum",
            Error::Cancelled(_) => "cancelled",
            Error::Refused(refusal) => refusal.kind(),
        };
        Self {
            kind,
            message: error.to_string(),
        }
    }
}

/// What is wrong with something that a person typed.
fn misfit(path: &str, unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::TooLong { .. } if path.starts_with("notes") => "notes_too_long",
        Unfit::TooLong { .. } if path == "title" => "title_too_long",
        Unfit::TooLong { .. } => "text_too_long",
        Unfit::Together { rule, .. } => rule,
        Unfit::Digits(_) => "sixteen_digits",
        Unfit::Date => "date_out_of_range",
        Unfit::Range { .. } => "number_out_of_range",
        Unfit::Blank | Unfit::NoSuchField | Unfit::Value => "document",
    }
}

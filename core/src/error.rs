//! The one small error that a window is told, of whatever went wrong inside.

use serde::Serialize;
use sesi_engine::documents::{DocumentError, KeyError, Unfit};
use sesi_engine::store::{OpenError, StoreError};

pub use sesi_engine::error::{Error, FieldError};

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
            // Also where a newer app left a document of a kind that this one does not know.
            Error::Open(OpenError::Newer { .. }) | Error::DocKey(KeyError::Newer { .. }) => {
                "database_newer"
            }
            Error::Open(OpenError::Damaged { .. }) | Error::Store(StoreError::Damaged(_)) => {
                "database_damaged"
            }
            Error::Open(OpenError::WrongKey) => "database_wrong_key",
            Error::Open(OpenError::Busy) => "database_busy",
            Error::Open(OpenError::Storage(_)) => "storage",
            Error::Store(StoreError::DiskFull) => "disk_full",
            Error::Store(_) => "database",
            Error::Document(DocumentError::Unfit { path, unfit }) => misfit(path, *unfit),
            Error::Document(DocumentError::NotEntitled { .. }) | Error::NotAllowed(_) => {
                "not_allowed"
            }
            Error::Document(_) => "document",
            Error::Load(_) | Error::DocKey(_) => "document_damaged",
            Error::Seal(_) | Error::Entry(_) | Error::Statement(_) | Error::Membership(_) => {
                "sealing"
            }
            Error::Epoch(_) | Error::Purpose(_) | Error::Welcome(_) | Error::Stretch(_) => "key",
            Error::Link(_) => "invite",
            Error::NotARelay(_) => "not_a_relay",
            Error::File(_) => "file",
            Error::Io(fault) if is_full(fault) => "file_full",
            Error::Io(_) => "io",
            Error::Missing(_) => "missing",
            Error::Cancelled(_) => "cancelled",
            Error::Field(fault) => fault.kind(),
        };
        Self {
            kind,
            message: error.to_string(),
        }
    }
}

/// Whether a file did not fit where it was to be written.
fn is_full(fault: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(
        fault.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
    )
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

//! What can go wrong in a device, inside. What a window is told of it is not said here.

use crate::documents::DocumentError;
use crate::store::{OpenError, StoreError};

/// A fault inside. The story is in its variants.
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
    /// A stored feed does not say what it is for.
    #[error(transparent)]
    Purpose(#[from] crate::keys::purpose::NotAPurpose),
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
    /// Long work was asked to stop, and nothing of it is left.
    #[error(transparent)]
    Cancelled(#[from] crate::job::Cancelled),
    /// A fault of the field, in its own words.
    #[error("{0}")]
    Field(Box<dyn FieldError>),
}

/// A fault of the field that passes through the engine.
pub trait FieldError: std::error::Error + Send + Sync + 'static {
    /// A stable name of the kind of fault, for a window to choose words by.
    fn kind(&self) -> &'static str;
}

impl Error {
    /// The fault of the field that this is, if it is one of that type.
    pub fn field<T: FieldError>(&self) -> Option<&T> {
        let Self::Field(fault) = self else {
            return None;
        };
        let fault: &dyn std::error::Error = &**fault;
        fault.downcast_ref()
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<sesi_wire::Malformed> for Error {
    fn from(malformed: sesi_wire::Malformed) -> Self {
        Self::NotARelay(malformed.to_string())
    }
}

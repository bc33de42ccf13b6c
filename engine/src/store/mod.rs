//! One encrypted SQLite file holds everything a device keeps.
//!
//! A write is one transaction: document, read model and pending change together, or none of them. Nothing here knows
//! the network, and nothing here decrypts an entry; [`crate::device`] brings the rooms together.

mod archive;
mod authors;
mod companions;
mod documents;
mod drafts;
mod feeds;
pub mod gaps;
mod key_check;
mod meta;
mod offering;
mod open;
mod open_error;
mod own_chain;
mod parked;
mod pending;
pub mod reach;
mod refusals;
mod relays;
mod schema_text;
mod unverified;
mod wait;

pub use archive::{ArchivedEntry, NewEntry, Standing};
pub use authors::{Equivocation, Heard};
pub use documents::DocumentRow;
pub use drafts::Draft;
pub use feeds::{FeedRow, HeldKey};
pub use meta::Fact;
pub use open::Store;
pub use open_error::OpenError;
pub use own_chain::{OwnEnd, next_free, own_end};
pub use parked::{ParkReason, Parked};
pub use pending::PendingChange;
pub use relays::{Cursor, FormerRelay, Parting, Relays};
pub use schema_text::compact;
pub use unverified::{MAX_UNVERIFIED, PER_ENTRY, unverified_bytes};
pub use wait::{Wait, WaitKind};

/// A fault of the device's database while it is in use.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused or failed.
    #[error("the database failed: {0}")]
    Sqlite(rusqlite::Error),
    /// The disk is full. Nothing of the write was kept, nothing older was harmed.
    #[error("the storage of this device is full")]
    DiskFull,
    /// A question changed the database. Nothing of that was kept: it is a fault of the program.
    #[error("a query wrote to the database")]
    QueryWrote,
    /// A stored value does not read, or a page of the file does not: something else changed it, or the storage is worn.
    #[error("the stored {0} does not read")]
    Damaged(&'static str),
}

/// Sorts SQLite's faults into those a person can do something about and the rest.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::DiskFull,
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged("page"),
            _ => Self::Sqlite(error),
        }
    }
}

/// Shorthand of this module.
pub type StoreResult<T> = Result<T, StoreError>;

#[cfg(test)]
pub(crate) mod tests;

//! Why a database did not open, in words that say what was done with it.

use std::path::PathBuf;

/// Why a database did not open. In no case was anything deleted.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer Sesi wrote this file; update the app.
    #[error("the database has version {found}, this app knows {known}")]
    Newer {
        /// Version of the file.
        found: usize,
        /// Newest version that this build knows.
        known: usize,
    },
    /// The file is damaged. It was renamed and is kept; a new one can be filled from the relay.
    #[error("the database is damaged and was kept as {}", moved_to.display())]
    Damaged {
        /// Where the damaged file is now.
        moved_to: PathBuf,
    },
    /// The database was made with another key: the lock file beside it belongs to another one. Nothing was touched; bring the
    /// lock file back that goes with it.
    #[error("the database was made with another key")]
    WrongKey,
    /// Another copy of the app holds the file.
    #[error("the database is open in another copy of the app")]
    Busy,
    /// The storage is full or cannot be written.
    #[error("the storage cannot be used: {0}")]
    Storage(String),
}

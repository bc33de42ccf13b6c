//! What the relay's program asks of a backend besides [`Storage`]: to open it, to copy and check it, and to write beside a running relay.
//! Knows no backend by name: see [`super::backends`].

use std::any::Any;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::{Storage, StorageError, Writing};

/// Problems that are told one by one at the most.
const MAX_PROBLEMS: usize = 50;

/// A kind of storage, as an operator meets it. `storage::conformance` states what it promises as tests, once, for every backend.
pub trait Backend: Send + Sync {
    /// Opens the data for serving, making them if there are none, and keeps other relays away from them.
    fn open(&self, opening: Opening) -> Result<Opened, BackendError>;

    /// Copies the data to `target` while a relay may serve them, and checks the copy; only then it has its name.
    fn backup(&self, data: &Path, target: &Path) -> Result<Findings, BackendError>;

    /// Checks the data on one snapshot; a relay may be serving them.
    fn check(&self, data: &Path) -> Result<Findings, BackendError>;

    /// Does write work at once and makes it durable, beside a running relay.
    fn write_beside(&self, data: &Path, work: BesideWork<'_>) -> Result<(), BackendError>;

    /// Whether this backend keeps the data of a directory. Nobody keeps those of a new one.
    fn keeps(&self, data: &Path) -> bool;

    /// Changes the bytes of a stored entry behind the relay's back, as a worn disk does: for the suite, which asks that a check finds it.
    #[cfg(test)]
    fn spoil(&self, data: &Path);
}

/// Write work of an operator's command.
pub type BesideWork<'w> = Box<dyn FnOnce(&mut dyn Writing) -> Result<(), StorageError> + 'w>;

/// What to open, and how.
pub struct Opening {
    /// The data directory; made if it is missing.
    pub data: PathBuf,
    /// Bytes that the data may grow to: a guard for the rest of the disk.
    pub max_bytes: Option<u64>,
    /// Told of every commit.
    pub on_commit: CommitSeen,
}

impl Opening {
    /// The usual one.
    pub fn of(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            max_bytes: None,
            on_commit: Arc::new(|_| {}),
        }
    }
}

/// Open data.
pub struct Opened {
    /// The data.
    pub storage: Arc<dyn Storage>,
    /// As long as it lives, no other relay serves the same data.
    pub lock: Box<dyn Any + Send>,
}

/// What a commit was like, for the operator's numbers.
#[derive(Debug, Clone, Copy)]
pub struct Committed {
    /// Requests that shared the commit.
    pub batch: usize,
    /// From the first statement to the end of the sync.
    pub took: Duration,
    /// Whether it came about.
    pub ok: bool,
}

/// Told of every commit.
pub type CommitSeen = Arc<dyn Fn(Committed) + Send + Sync>;

/// Why a backend did not do what it was asked for, in words for the operator.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct BackendError(Box<dyn std::error::Error + Send + Sync>);

impl BackendError {
    /// Of a backend's own error.
    pub fn of(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Box::new(error))
    }
}

/// What a check found. Its text is for the operator.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Findings {
    /// Offices.
    pub offices: u64,
    /// Feeds of all offices.
    pub feeds: u64,
    /// Devices of all offices.
    pub devices: u64,
    /// Entries of all feeds.
    pub entries: u64,
    /// Bytes of these entries.
    pub bytes: u64,
    /// What is wrong; empty if nothing is.
    pub problems: Vec<String>,
}

impl Findings {
    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// Something is wrong.
    pub fn wrong(&mut self, problem: String) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} offices, {} devices, {} feeds, {} entries, {} bytes of entries",
            self.offices, self.devices, self.feeds, self.entries, self.bytes
        )?;
        if self.is_sound() {
            return write!(f, "sound: seqs without gaps, ids unique, all chains right");
        }
        write!(f, "WRONG:")?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

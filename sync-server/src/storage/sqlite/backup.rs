//! A copy of the database while the relay serves, believed only after it was checked.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::check::check_file;
use super::database_file;
use super::private;
use super::schema::{self, OpenError, Purpose};
use crate::storage::backend::Findings;

/// Why a backup was not made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something at the target already; a backup never overwrites.
    #[error("{0} exists already: name a file that does not exist")]
    Exists(String),
    /// The source or the copy cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// SQLite failed.
    #[error("the copy could not be written: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file system failed.
    #[error("the copy could not be stored: {0}")]
    Io(#[from] std::io::Error),
    /// The copy is wrong; it was removed.
    #[error("the copy does not pass the check and was removed:\n{0}")]
    Wrong(Findings),
}

/// Copies the database of `data` to `target`, checks the copy, and only then gives it its name.
pub fn backup(data: &Path, target: &Path) -> Result<Findings, BackupError> {
    if target.exists() {
        return Err(BackupError::Exists(target.display().to_string()));
    }
    let mut name = target.as_os_str().to_owned();
    name.push(".partial");
    let partial = PathBuf::from(name);
    if partial.exists() {
        std::fs::remove_file(&partial)?;
    }
    let made = copy(data, &partial).and_then(|()| {
        let findings = check_file(&partial)?;
        if !findings.is_sound() {
            return Err(BackupError::Wrong(findings));
        }
        std::fs::File::open(&partial)?.sync_all()?;
        std::fs::rename(&partial, target)?;
        Ok(findings)
    });
    if made.is_err() && partial.exists() {
        std::fs::remove_file(&partial)?;
    }
    made
}

fn copy(data: &Path, partial: &Path) -> Result<(), BackupError> {
    let source = schema::open(&database_file(data), Purpose::Read)?;
    private::file(partial)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "a new, empty file, filled page by page"
    )]
    let mut copy = Connection::open(partial)?;
    {
        // All pages in one step: one snapshot. The log lets the relay write on meanwhile.
        let step = Backup::new(&source, &mut copy)?.step(-1)?;
        if step != StepResult::Done {
            let busy = std::io::Error::other("the database was busy: try again");
            return Err(busy.into());
        }
    }
    // One file, without a log beside it, so that it can be carried as it is.
    copy.pragma_update(None, "journal_mode", "delete")?;
    Ok(())
}

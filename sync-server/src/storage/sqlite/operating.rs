//! SQLite as an operator meets it: opened for serving, copied, checked, written beside a running relay.

use std::path::Path;
use std::sync::Arc;

use super::backup::backup;
use super::check::check;
use super::lock::ServeLock;
use super::{SqliteStorage, database_file, write_beside};
use crate::storage::backend::{Backend, BackendError, BesideWork, Findings, Opened, Opening};

/// SQLite as a backend of the relay's program.
pub struct Sqlite;

impl Backend for Sqlite {
    fn open(&self, opening: Opening) -> Result<Opened, BackendError> {
        let lock = ServeLock::take(&opening.data).map_err(BackendError::of)?;
        let storage = SqliteStorage::open(opening).map_err(BackendError::of)?;
        Ok(Opened {
            storage: Arc::new(storage),
            lock: Box::new(lock),
        })
    }

    fn backup(&self, data: &Path, target: &Path) -> Result<Findings, BackendError> {
        backup(data, target).map_err(BackendError::of)
    }

    fn check(&self, data: &Path) -> Result<Findings, BackendError> {
        check(data).map_err(BackendError::of)
    }

    fn write_beside(&self, data: &Path, work: BesideWork<'_>) -> Result<(), BackendError> {
        write_beside(data, work).map_err(BackendError::of)
    }

    fn keeps(&self, data: &Path) -> bool {
        database_file(data).exists()
    }

    #[cfg(test)]
    #[allow(clippy::unwrap_used, reason = "a test cannot go on without")]
    fn spoil(&self, data: &Path) {
        let conn =
            super::schema::open(&database_file(data), super::schema::Purpose::Write).unwrap();
        let sql = "UPDATE entries SET bytes = zeroblob(length(bytes)) WHERE seq = 1";
        assert!(conn.execute(sql, []).unwrap() > 0);
    }
}

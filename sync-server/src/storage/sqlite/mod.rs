//! The SQLite backend: one writer with group commit, a few readers, write-ahead log, a sync before every answer.

mod backup;
mod check;
mod group_commit;
mod in_thread;
mod lock;
mod operating;
mod private;
mod reads;
mod schema;
mod tables;
mod writes;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

pub use backup::{BackupError, backup};
pub use check::check;
pub use in_thread::InThread;
pub use lock::ServeLock;
pub use operating::Sqlite;
pub use schema::OpenError;

use crate::storage::backend::Opening;
use crate::storage::{Pending, ReadWork, Storage, StorageError, WriteWork};
use group_commit::Writer;
use reads::{Txn, storage_error};
use schema::Purpose;

/// Readers side by side. SQLite's readers are quick and a phone's answer is small; more would only cost memory.
const READERS: usize = 4;

/// The database file inside a data directory.
pub fn database_file(data: &Path) -> PathBuf {
    data.join("relay.sqlite")
}

/// An open database.
pub struct SqliteStorage {
    writer: Writer,
    readers: Arc<Readers>,
}

struct Readers {
    idle: Mutex<Vec<Connection>>,
    free: Arc<Semaphore>,
}

/// Bytes of a page of the database file.
const PAGE: u64 = 4096;

impl SqliteStorage {
    /// Opens the database of a data directory, making both if they are missing. Does not take the [`ServeLock`].
    pub fn open(options: Opening) -> Result<Self, OpenError> {
        let directory = |source| OpenError::Directory {
            path: options.data.display().to_string(),
            source,
        };
        private::directory(&options.data).map_err(directory)?;
        let file = database_file(&options.data);
        let conn = schema::open(&file, Purpose::Write)?;
        if let Some(bytes) = options.max_bytes {
            let pages = u32::try_from(bytes / PAGE).unwrap_or(u32::MAX);
            conn.pragma_update(None, "max_page_count", pages)
                .map_err(|source| OpenError::Sqlite {
                    path: file.display().to_string(),
                    source,
                })?;
        }
        let writer = Writer::start(conn, options.on_commit).map_err(directory)?;
        let idle = (0..READERS)
            .map(|_| schema::open(&file, Purpose::Read))
            .collect::<Result<Vec<_>, _>>()?;
        let readers = Arc::new(Readers {
            idle: Mutex::new(idle),
            free: Arc::new(Semaphore::new(READERS)),
        });
        Ok(Self { writer, readers })
    }
}

impl Readers {
    fn run(&self, work: ReadWork) -> Result<(), StorageError> {
        let taken = self.lock().pop();
        let conn = taken.ok_or_else(|| StorageError::Fault("no reader is idle".into()))?;
        let conn = Returned {
            conn: Some(conn),
            to: self,
        };
        let Some(conn) = &conn.conn else {
            return Err(StorageError::Fault("no reader is idle".into()));
        };
        conn.execute_batch("BEGIN").map_err(storage_error)?;
        let result = work(&Txn { conn });
        let ended = conn.execute_batch("COMMIT").map_err(storage_error);
        result.and(ended)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives a reader back, even where the work panicked.
struct Returned<'a> {
    conn: Option<Connection>,
    to: &'a Readers,
}

impl Drop for Returned<'_> {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        if !conn.is_autocommit()
            && let Err(error) = conn.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a reader could not end its transaction");
        }
        self.to.lock().push(conn);
    }
}

impl Storage for SqliteStorage {
    fn run_read(&self, work: ReadWork) -> Pending<'_> {
        let readers = Arc::clone(&self.readers);
        Box::pin(async move {
            let ended = |_| StorageError::Unavailable("the relay is shutting down".into());
            let free = Arc::clone(&readers.free);
            let permit = free.acquire_owned().await.map_err(ended)?;
            tokio::task::spawn_blocking(move || {
                let result = readers.run(work);
                drop(permit);
                result
            })
            .await
            .unwrap_or_else(|_| Err(StorageError::Fault("read work panicked".into())))
        })
    }

    fn run_write(&self, work: WriteWork) -> Pending<'_> {
        Box::pin(self.writer.run(work))
    }
}

/// Runs write work at once, in this thread, on the database of a data directory: for the operator's commands beside a
/// running relay.
pub fn write_beside<T>(
    data: &Path,
    work: impl FnOnce(&mut dyn crate::storage::Writing) -> Result<T, StorageError>,
) -> Result<T, BesideError> {
    private::directory(data).map_err(|source| OpenError::Directory {
        path: data.display().to_string(),
        source,
    })?;
    let conn = schema::open(&database_file(data), Purpose::Write)?;
    conn.execute_batch("BEGIN IMMEDIATE")
        .map_err(storage_error)?;
    let value = work(&mut Txn { conn: &conn })?;
    conn.execute_batch("COMMIT").map_err(storage_error)?;
    Ok(value)
}

/// Why [`write_beside`] failed.
#[derive(Debug, thiserror::Error)]
pub enum BesideError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The work could not be done.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

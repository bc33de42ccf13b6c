//! The relay's disk: it has no room at a write, fails in the midst of one, or fails after it, when everything is stored and nobody
//! is told.

use std::sync::{Arc, Mutex, PoisonError};

use sesi_relay::storage::sqlite::InThread;
use sesi_relay::storage::{Fate, Pending, ReadWork, Storage, StorageError, WriteWork};

/// What happens at a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskFault {
    /// There is no room, and nothing is begun.
    Full,
    /// All of it is done and then taken back.
    Torn,
    /// It is stored, and the relay is told that it is not.
    Untold,
}

/// A database on a disk that fails once, at the next write.
pub struct FailingDisk {
    within: Arc<InThread>,
    fault: Mutex<Option<DiskFault>>,
}

impl FailingDisk {
    /// Of that database.
    pub fn new(within: Arc<InThread>, fault: Option<DiskFault>) -> Self {
        Self {
            within,
            fault: Mutex::new(fault),
        }
    }

    /// What has not struck yet.
    pub fn left(&self) -> Option<DiskFault> {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storage for FailingDisk {
    fn run_read(&self, work: ReadWork) -> Pending<'_> {
        self.within.run_read(work)
    }

    fn run_write(&self, work: WriteWork) -> Pending<'_> {
        let fault = self
            .fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        Box::pin(async move {
            match fault {
                None => self.within.run_write(work).await,
                Some(DiskFault::Full) => Err(StorageError::Full),
                Some(DiskFault::Torn) => {
                    let undone: WriteWork = Box::new(|txn| work(txn).map(|_| Fate::Undo));
                    self.within.run_write(undone).await?;
                    Err(StorageError::Full)
                }
                Some(DiskFault::Untold) => {
                    self.within.run_write(work).await?;
                    Err(StorageError::Unavailable("the disk does not answer".into()))
                }
            }
        })
    }
}

//! The same database in memory, with all work done at once in the thread that asks: for simulations, where one seed must always
//! come to one history. Durable for as long as it lives; can be copied as a whole.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::reads::{Txn, storage_error};
use super::schema::{self, Purpose};
use super::{BesideError, OpenError};
use crate::storage::{Fate, Pending, ReadWork, Storage, StorageError, WriteWork};

/// Pages copied in one step: all.
const ALL_PAGES: i32 = -1;

/// A database in memory, without threads.
pub struct InThread {
    conn: Mutex<Connection>,
}

impl InThread {
    /// An empty one.
    pub fn new() -> Result<Self, OpenError> {
        let conn = Mutex::new(schema::open(Path::new(":memory:"), Purpose::Write)?);
        Ok(Self { conn })
    }

    /// Another one that holds the same: what a backup is to a relay.
    pub fn copy(&self) -> Result<Self, BesideError> {
        let copy = Self::new()?;
        {
            let mut to = copy.conn.lock().unwrap_or_else(PoisonError::into_inner);
            let from = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
            let backup = Backup::new(&from, &mut to).map_err(storage_error)?;
            backup.step(ALL_PAGES).map_err(storage_error)?;
        }
        Ok(copy)
    }

    fn read(&self, work: ReadWork) -> Result<(), StorageError> {
        let conn = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
        work(&Txn { conn: &conn })
    }

    fn write(&self, work: WriteWork) -> Result<(), StorageError> {
        let conn = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
        conn.execute_batch("BEGIN IMMEDIATE")
            .map_err(storage_error)?;
        let done = work(&mut Txn { conn: &conn });
        let end = match done {
            Ok(Fate::Keep) => "COMMIT",
            Ok(Fate::Undo) | Err(_) => "ROLLBACK",
        };
        let ended = conn.execute_batch(end).map_err(storage_error);
        done.map(drop).and(ended)
    }
}

impl Storage for InThread {
    fn run_read(&self, work: ReadWork) -> Pending<'_> {
        Box::pin(async move { self.read(work) })
    }

    fn run_write(&self, work: WriteWork) -> Pending<'_> {
        Box::pin(async move { self.write(work) })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn a_copy_holds_the_same_and_goes_its_own_way() {
        let first = InThread::new().unwrap();
        let add = |code: u8| -> WriteWork {
            Box::new(move |txn| {
                txn.add_founding_code(&[code; 32], 10)?;
                Ok(Fate::Keep)
            })
        };
        first.run_write(add(1)).await.unwrap();
        let second: Arc<dyn Storage> = Arc::new(first.copy().unwrap());
        first.run_write(add(2)).await.unwrap();
        let used = second.write(|txn| {
            let both = [1, 2].map(|code| txn.use_founding_code(&[code; 32], 5));
            Ok(crate::storage::Verdict::Keep(both.map(Result::unwrap)))
        });
        assert_eq!(used.await.unwrap(), [true, false]);
    }
}

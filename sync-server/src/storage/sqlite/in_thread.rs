//! The same database in memory, with all work done at once in the thread that asks: for simulations, where one seed must always
//! come to one history. Durable for as long as it lives; can be copied as a whole.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::backup::Backup;
use rusqlite::types::ToSqlOutput;

use super::reads::{Txn, storage_error};
use super::schema::{self, Purpose};
use super::{BesideError, OpenError};
use crate::storage::{Fate, Pending, ReadWork, Storage, StorageError, WriteWork};

/// Pages copied in one step: all.
const ALL_PAGES: i32 = -1;

/// Statements that stay read: all that the relay asks, and those that fill it anew.
const STATEMENTS: usize = 256;

/// A database in memory, without threads.
pub struct InThread {
    conn: Mutex<Connection>,
}

impl InThread {
    /// An empty one.
    pub fn new() -> Result<Self, OpenError> {
        let conn = schema::open(Path::new(":memory:"), Purpose::Write)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        let conn = Mutex::new(conn);
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

    /// From now on it holds what the other one holds, and nothing else. Its statements stay read, so that costs a small part of a copy.
    pub fn hold_what_is_in(&self, other: &Self) -> Result<(), BesideError> {
        let to = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
        let from = other.conn.lock().unwrap_or_else(PoisonError::into_inner);
        refill(&to, &from).map_err(|error| storage_error(error).into())
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

/// Makes the rows of each table those that the other database has, under the same row ids.
fn refill(to: &Connection, from: &Connection) -> rusqlite::Result<()> {
    let tables = tables(from)?;
    let txn = to.unchecked_transaction()?;
    // Tables stand behind those that they refer to.
    for (name, _) in tables.iter().rev() {
        let emptying = format!("DELETE FROM {name}");
        txn.prepare_cached(&emptying)?.execute([])?;
    }
    for (name, row_id) in &tables {
        let mut rows = from.prepare_cached(&format!("SELECT {row_id}* FROM {name}"))?;
        let width = rows.column_count();
        let columns: Vec<_> = rows.column_names().collect();
        let columns = columns.join(", ");
        let places = vec!["?"; width].join(", ");
        let insert = format!("INSERT INTO {name} ({columns}) VALUES ({places})");
        let mut insert = txn.prepare_cached(&insert)?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..width {
                let value = ToSqlOutput::Borrowed(row.get_ref(column)?);
                insert.raw_bind_parameter(column + 1, value)?;
            }
            insert.raw_execute()?;
        }
    }
    txn.commit()
}

/// Tables in the order in which they were made, and what is to be read of their rows beside the columns.
fn tables(conn: &Connection) -> rusqlite::Result<Vec<(String, &'static str)>> {
    let sql = "SELECT name, sql LIKE '%WITHOUT ROWID' FROM sqlite_schema WHERE type = 'table' ORDER BY rowid";
    let mut tables = conn.prepare_cached(sql)?;
    let tables = tables.query_map([], |row| {
        let row_id = if row.get(1)? { "" } else { "rowid, " };
        Ok((row.get(0)?, row_id))
    })?;
    tables.collect()
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

    use rusqlite::types::Value;
    use sesi_wire::ids::{OfficeId, SealKey, SignKey, TokenHash};
    use sesi_wire::statement::DeviceKeys;

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

    #[tokio::test]
    async fn what_is_filled_anew_holds_what_the_other_holds_and_nothing_of_its_own() {
        let made = |codes: &'static [u8]| async move {
            let made = InThread::new().unwrap();
            made.run_write(Box::new(move |txn| {
                for code in codes {
                    let keys = DeviceKeys {
                        sign: SignKey([*code; 32]),
                        seal: SealKey([*code; 32]),
                        token: TokenHash([*code; 32]),
                    };
                    let office = OfficeId([*code; 16]);
                    txn.create_office(&office, &keys, [*code; 8])?;
                    txn.add_founding_code(&[*code; 32], 10)?;
                }
                Ok(Fate::Keep)
            }))
            .await
            .unwrap();
            made
        };
        let (first, second) = (made(&[1, 2]).await, made(&[2, 3, 4]).await);
        let rows = |storage: &InThread| {
            let conn = storage.conn.lock().unwrap();
            let tables = tables(&conn).unwrap();
            let all = tables.into_iter().map(|(name, row_id)| {
                let mut rows = conn
                    .prepare(&format!("SELECT {row_id}* FROM {name}"))
                    .unwrap();
                let width = rows.column_count();
                let rows = rows.query_map([], |row| {
                    (0..width)
                        .map(|at| row.get::<_, Value>(at))
                        .collect::<Result<Vec<_>, _>>()
                });
                let rows = rows.unwrap().collect::<Result<Vec<_>, _>>().unwrap();
                (name, rows)
            });
            all.collect::<Vec<_>>()
        };
        assert_ne!(rows(&first), rows(&second));
        second.hold_what_is_in(&first).unwrap();
        assert_eq!(rows(&first), rows(&second));
        assert_eq!(
            rows(&second)
                .iter()
                .filter(|(_, rows)| rows.len() == 2)
                .count(),
            4
        );
    }
}

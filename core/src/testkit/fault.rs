//! A database whose n-th write, or the commit that follows it, fails; and randomness that panics when it is drawn for the n-th time.
//! Both are put beside the product: it knows nothing of them.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sesi_engine::ambient::{Ambient, Seeded};

use crate::error::Error;

/// More writes and draws than any test makes.
pub const NEVER: u32 = 1_000_000;

/// What goes wrong, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The n-th write is refused.
    Write(u32),
    /// The commit of the transaction that makes the n-th write is refused.
    Commit(u32),
    /// The n-th draw of randomness panics.
    Panic(u32),
}

/// Counts the writes to each table of the database from now on, and lets one fail.
pub fn watch(conn: &Connection, fault: Option<Fault>) -> Result<(), Error> {
    let (left, at_commit) = match fault {
        Some(Fault::Write(at)) => (at, false),
        Some(Fault::Commit(at)) => (at, true),
        Some(Fault::Panic(_)) | None => (NEVER, false),
    };
    let tables: Vec<String> = conn
        .prepare(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    conn.execute_batch(&format!(
        "CREATE TABLE fault (left INTEGER NOT NULL, at_commit INTEGER NOT NULL);
         INSERT INTO fault VALUES ({left}, {at_commit});
         CREATE TABLE fault_parent (id INTEGER PRIMARY KEY);
         CREATE TABLE fault_child (id INTEGER REFERENCES fault_parent DEFERRABLE INITIALLY DEFERRED);",
    ))?;
    for table in tables {
        for write in ["INSERT", "UPDATE", "DELETE"] {
            conn.execute_batch(&format!(
                "CREATE TRIGGER fault_{write}_{table} BEFORE {write} ON {table} BEGIN
                    UPDATE fault SET left = left - 1;
                    INSERT INTO fault_child SELECT 7 FROM fault WHERE left = 0 AND at_commit;
                    SELECT RAISE(ABORT, 'the disk is full') FROM fault WHERE left = 0 AND NOT at_commit;
                 END;",
            ))?;
        }
    }
    Ok(())
}

/// Nothing goes wrong any more.
pub fn mend(conn: &Connection) -> Result<(), Error> {
    conn.execute("UPDATE fault SET left = ?1", [NEVER])?;
    Ok(())
}

/// How many writes are still to come until one fails, by what is committed.
pub fn left(conn: &Connection) -> u32 {
    conn.query_row("SELECT left FROM fault", [], |row| row.get(0))
        .unwrap()
}

/// Repeatable randomness that panics once.
#[derive(Debug)]
pub struct Falling {
    inner: Seeded,
    left: AtomicU32,
}

impl Falling {
    pub fn new(seed: u64, now: DateTime<Utc>) -> Self {
        Self {
            inner: Seeded::new(seed, now),
            left: AtomicU32::new(NEVER),
        }
    }

    /// Panics at the n-th draw from now on.
    pub fn fall_at(&self, draw: u32) {
        self.left.store(draw, Ordering::SeqCst);
    }

    pub fn left(&self) -> u32 {
        self.left.load(Ordering::SeqCst)
    }
}

impl Ambient for Falling {
    fn now(&self) -> DateTime<Utc> {
        self.inner.now()
    }

    fn uptime(&self) -> Duration {
        self.inner.uptime()
    }

    fn fill(&self, bytes: &mut [u8]) {
        let before = self.left.fetch_sub(1, Ordering::SeqCst);
        assert_ne!(before, 1, "the program falls, on purpose");
        self.inner.fill(bytes);
    }
}

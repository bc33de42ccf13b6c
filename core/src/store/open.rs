//! The one place that opens the database, always by the same ritual.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use crate::ambient::Ambient;

/// Schema steps, oldest first. A database of version n has had the first n. Released steps never change.
const MIGRATIONS: &[fn(&Connection) -> rusqlite::Result<()>] = &[|conn| {
    conn.execute_batch(include_str!("schema.sql"))?;
    crate::readmodel::create(conn)
}];

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
    /// Another copy of the app holds the file.
    #[error("the database is open in another copy of the app")]
    Busy,
    /// The storage is full or cannot be written.
    #[error("the storage cannot be used: {0}")]
    Storage(String),
}

/// An open database.
#[derive(Debug)]
pub struct Store {
    pub(super) conn: Connection,
}

impl Store {
    /// Opens the database at `path` with its raw 32-byte key, making it if there is none.
    pub fn open(path: &Path, key: &[u8; 32], ambient: &dyn Ambient) -> Result<Self, OpenError> {
        match Self::try_open(path, key) {
            Err(Trouble::Damaged) => {
                let stamp = ambient.now().format("%Y%m%dT%H%M%S%3f");
                Err(OpenError::Damaged {
                    moved_to: set_aside(path, &stamp.to_string())?,
                })
            }
            Err(Trouble::Told(error)) => Err(error),
            Ok(store) => Ok(store),
        }
    }

    fn try_open(path: &Path, key: &[u8; 32]) -> Result<Self, Trouble> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that opens the database"
        )]
        let conn = Connection::open(path)?;
        conn.pragma_update(None, "key", &*raw_key(key))?;
        conn.busy_timeout(std::time::Duration::from_secs(5))?;
        // Android gives SQLite no folder for temporary files.
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        conn.pragma_update(None, "foreign_keys", true)?;
        // The first read decides whether key and file belong together.
        let found: usize = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        // A mark that was confirmed survives a battery that is pulled out.
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.pragma_update(None, "journal_size_limit", 4 * 1024 * 1024)?;
        // SQLCipher decrypts a page each time it is read: with its default cache, writing many rows is six times slower.
        conn.pragma_update(None, "cache_size", -16 * 1024)?;
        conn.set_prepared_statement_cache_capacity(128);
        migrate(&conn, found)?;
        Ok(Self { conn })
    }

    /// Runs `work` in one transaction: all of it is durable when this returns `Ok`, none of it otherwise.
    pub fn write<T, E>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<super::StoreError>,
    {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(super::StoreError::of)?;
        let done = work(&tx)?;
        tx.commit().map_err(super::StoreError::of)?;
        Ok(done)
    }

    /// For reading: the read model and the tables of this module.
    pub fn reader(&self) -> &Connection {
        &self.conn
    }

    /// Reads every page and says what is wrong, an empty list if nothing is.
    pub fn check(&self) -> super::StoreResult<Vec<String>> {
        let mut faults = Vec::new();
        for pragma in ["cipher_integrity_check", "integrity_check"] {
            let mut statement = self.conn.prepare(&format!("PRAGMA {pragma}"))?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            for row in rows {
                let line = row?;
                if line != "ok" {
                    faults.push(line);
                }
            }
        }
        Ok(faults)
    }
}

enum Trouble {
    Damaged,
    Told(OpenError),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::NotADatabase | Code::DatabaseCorrupt) => Self::Damaged,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Told(OpenError::Busy),
            _ => Self::Told(OpenError::Storage(error.to_string())),
        }
    }
}

fn migrate(conn: &Connection, found: usize) -> Result<(), Trouble> {
    let known = MIGRATIONS.len();
    if found > known {
        return Err(Trouble::Told(OpenError::Newer { found, known }));
    }
    if found == known {
        return Ok(());
    }
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    for step in &MIGRATIONS[found..] {
        step(&tx)?;
    }
    tx.pragma_update(None, "user_version", known)?;
    Ok(tx.commit()?)
}

/// SQLCipher's form of a raw key, which skips its own slow key derivation.
fn raw_key(key: &[u8; 32]) -> Zeroizing<String> {
    Zeroizing::new(format!("x'{}'", data_encoding::HEXLOWER.encode(key)))
}

/// Renames the database and its companions; the name tells when.
fn set_aside(path: &Path, stamp: &str) -> Result<PathBuf, OpenError> {
    let renamed = |suffix: &str| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        (
            path.with_file_name(format!("{name}{suffix}")),
            path.with_file_name(format!("{name}.damaged-{stamp}{suffix}")),
        )
    };
    for suffix in ["-wal", "-shm", ""] {
        let (from, to) = renamed(suffix);
        if from.exists() {
            std::fs::rename(from, to).map_err(|e| OpenError::Storage(e.to_string()))?;
        }
    }
    Ok(renamed("").1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::System;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_database_reopens_with_its_key_and_holds_no_plain_text() {
        let dir = folder();
        let path = dir.path().join("sesi.db");
        let mut store = Store::open(&path, &[1; 32], &System).unwrap();
        store
            .write(|tx| {
                tx.execute("INSERT INTO meta VALUES ('name', 'FLAMBOYAN')", [])
                    .map_err(crate::store::StoreError::of)
            })
            .unwrap();
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
        drop(store);
        Store::open(&path, &[1; 32], &System).unwrap();
        for entry in std::fs::read_dir(dir.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(9).any(|w| w == b"FLAMBOYAN"));
        }
    }

    #[test]
    fn a_damaged_file_is_set_aside_whole_and_a_new_one_can_be_made() {
        let dir = folder();
        let path = dir.path().join("sesi.db");
        drop(Store::open(&path, &[1; 32], &System).unwrap());
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[100..200].fill(0);
        std::fs::write(&path, &bytes).unwrap();
        let Err(OpenError::Damaged { moved_to }) = Store::open(&path, &[1; 32], &System) else {
            panic!("a damaged file opened");
        };
        assert_eq!(std::fs::read(moved_to).unwrap(), bytes);
        Store::open(&path, &[1; 32], &System).unwrap();
    }

    #[test]
    fn a_newer_database_is_refused_and_left_alone() {
        let dir = folder();
        let path = dir.path().join("sesi.db");
        let store = Store::open(&path, &[1; 32], &System).unwrap();
        store.conn.pragma_update(None, "user_version", 99).unwrap();
        drop(store);
        let refused = Store::open(&path, &[1; 32], &System);
        assert!(matches!(refused, Err(OpenError::Newer { found: 99, .. })));
        assert!(path.exists());
    }
}

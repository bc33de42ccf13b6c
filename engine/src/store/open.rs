//! Opens the database and brings its schema up to date; nothing else opens it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, Transaction, TransactionBehavior, TransactionState};
use zeroize::Zeroizing;

use super::companions::beside;
use super::key_check::{self, KeyCheck};
use super::open_error::OpenError;
use super::schema_text::compact;
use super::{Fact, StoreError, StoreResult};
use crate::ambient::Ambient;
use crate::field::Tables;
use crate::private_files;

/// One step from a version of the schema to the next.
type Migration = fn(&Connection) -> rusqlite::Result<()>;

/// Steps of the store's own schema, oldest first. A database of version n has had the first n. Released steps never change. Tables of the read
/// model need none: see [`renew_read_model`].
const MIGRATIONS: &[Migration] = &[
    |conn| conn.execute_batch(&compact(include_str!("schema.sql"))),
    |conn| conn.execute_batch(&compact(include_str!("schema_2.sql"))),
    OF_THE_READ_MODEL,
    OF_THE_READ_MODEL,
    |conn| conn.execute_batch(&compact(include_str!("schema_5.sql"))),
    OF_THE_READ_MODEL,
    |conn| conn.execute_batch(&compact(include_str!("schema_7.sql"))),
    |conn| conn.execute_batch(&compact(include_str!("schema_8.sql"))),
    OF_THE_READ_MODEL,
    |conn| conn.execute_batch(&compact(include_str!("schema_10.sql"))),
    OF_THE_READ_MODEL,
    OF_THE_READ_MODEL,
    OF_THE_READ_MODEL,
    OF_THE_READ_MODEL,
    OF_THE_READ_MODEL,
    // Version 16: which feeds the relay refused.
    |conn| conn.execute_batch("ALTER TABLE feed ADD COLUMN refused INTEGER NOT NULL DEFAULT 0"),
    OF_THE_READ_MODEL,
    // Version 18: own entries that were taken back, whose content another one says.
    |conn| conn.execute_batch("CREATE TABLE withdrawn (id BLOB PRIMARY KEY) WITHOUT ROWID"),
    // Version 19: own entries that stay where they are and whose content another one says.
    |conn| {
        conn.execute_batch("ALTER TABLE entry ADD COLUMN sealed_again INTEGER NOT NULL DEFAULT 0")
    },
    |conn| conn.execute_batch(&compact(include_str!("schema_20.sql"))),
];

/// A version in which nothing but the field's tables changed, when these were steps too.
const OF_THE_READ_MODEL: Migration = |_| Ok(());

/// Whether the database has the field's tables in the form that this build makes.
fn has_tables(conn: &Connection, tables: &Tables) -> StoreResult<bool> {
    let made_by = Fact::ReadModel.get(conn)?;
    Ok(made_by.as_deref() == Some(&tables.fingerprint.to_le_bytes()))
}

/// The read model is made from the documents: tables of another form, older or newer, are dropped, and filled anew by whoever opens the device.
fn renew_read_model(conn: &Connection, tables: &Tables) -> StoreResult<()> {
    (tables.renew)(conn)?;
    (tables.kept_here)(conn)?;
    Fact::ReadModel.set(conn, &tables.fingerprint.to_le_bytes())?;
    conn.execute(
        "INSERT OR REPLACE INTO meta (key, value) SELECT ?1, x'' WHERE EXISTS (SELECT 1 FROM document)",
        [Fact::StaleReadModel.name()],
    )?;
    Ok(())
}

/// How long an earlier run of the app may take to let go of the file.
const PATIENCE: Duration = Duration::from_secs(2);

/// An open database, which nobody else has open.
#[derive(Debug)]
pub struct Store {
    pub(super) conn: Connection,
}

impl Store {
    /// Opens the database at `path` with its raw 32-byte key, making it if there is none.
    ///
    /// A file that does not read is renamed, with its companions, and told as damaged; one that was made with another key, as
    /// the key check beside it says, is told as that and left alone. Where the check is missing too, the two cannot be told
    /// apart, and the file is renamed and kept.
    pub fn open(
        path: &Path,
        key: &[u8; 32],
        ambient: &dyn Ambient,
        tables: &Tables,
    ) -> Result<Self, OpenError> {
        Self::open_with(path, key, ambient, tables, MIGRATIONS)
    }

    fn open_with(
        path: &Path,
        key: &[u8; 32],
        ambient: &dyn Ambient,
        tables: &Tables,
        migrations: &[Migration],
    ) -> Result<Self, OpenError> {
        match Self::try_open(path, key, tables, migrations) {
            Ok(store) => {
                key_check::write(path, key)?;
                Ok(store)
            }
            Err(Trouble::Told(error)) => Err(error),
            Err(Trouble::Unreadable) => match key_check::read(path, key)? {
                KeyCheck::Other => Err(OpenError::WrongKey),
                KeyCheck::Same | KeyCheck::Missing => {
                    let stamp = ambient.now().format("%Y%m%dT%H%M%S%3f");
                    Err(OpenError::Damaged {
                        moved_to: set_aside(path, &stamp.to_string())?,
                    })
                }
            },
        }
    }

    fn try_open(
        path: &Path,
        key: &[u8; 32],
        tables: &Tables,
        migrations: &[Migration],
    ) -> Result<Self, Trouble> {
        private(path)?;
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that opens the database"
        )]
        let conn = Connection::open(path)?;
        conn.pragma_update(None, "key", &*raw_key(key))?;
        conn.busy_timeout(PATIENCE)?;
        // Two copies of the app would number their entries alike. Also spares the shared memory file.
        conn.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
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
        conn.pragma_update(None, "cache_size", -32 * 1024)?;
        // Otherwise SQLite reads a statement with a bound LIMIT anew each time it runs.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        // More than one run uses: a statement that falls out is read anew.
        conn.set_prepared_statement_cache_capacity(512);
        migrate(&conn, found, tables, migrations)?;
        Ok(Self { conn })
    }

    /// Runs `work` in one transaction: all of it is durable when this returns `Ok`, none of it otherwise.
    pub fn write<T, E>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let done = work(&tx)?;
        tx.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    /// Runs `question` in a transaction that sees one state of the database and is rolled back in the end. If the question wrote, nothing of
    /// that is kept and it has no answer.
    pub fn query<T, E>(&self, question: impl FnOnce() -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let tx = self
            .conn
            .unchecked_transaction()
            .map_err(StoreError::from)?;
        let answer = question()?;
        let state = tx
            .transaction_state(Some(MAIN_DB))
            .map_err(StoreError::from)?;
        tx.rollback().map_err(StoreError::from)?;
        if state == TransactionState::Write {
            return Err(StoreError::QueryWrote.into());
        }
        Ok(answer)
    }

    /// For reading: the read model and the tables of this module.
    pub fn reader(&self) -> &Connection {
        &self.conn
    }

    /// The connection, for hooks.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.conn
    }

    /// Reads every page and says what is wrong, an empty list if nothing is.
    pub fn check(&self) -> StoreResult<Vec<String>> {
        let mut faults = Vec::new();
        // The first check reads the file alone, in which a copy of the log that a full disk broke off has left half a page: the log has it
        // whole, and copies it again.
        self.conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
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
    /// Damaged, or of another key: SQLCipher cannot say which.
    Unreadable,
    Told(OpenError),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::NotADatabase | Code::DatabaseCorrupt) => Self::Unreadable,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Told(OpenError::Busy),
            _ => Self::Told(OpenError::Storage(error.to_string())),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Sqlite(error) => error.into(),
            StoreError::Damaged(_) => Self::Unreadable,
            _ => Self::Told(OpenError::Storage(error.to_string())),
        }
    }
}

/// The database and what SQLite and we keep beside it are their user's alone. SQLite makes its own files with the database's rights.
fn private(path: &Path) -> Result<(), Trouble> {
    private_files::ensure(path)
        .map_err(|error| Trouble::Told(OpenError::Storage(error.to_string())))?;
    for suffix in ["-wal", "-shm", "-journal", key_check::SUFFIX] {
        private_files::mend(&beside(path, suffix));
    }
    Ok(())
}

/// Brings the schema to the newest version, and the read model's tables to their present form, in one transaction, or leaves both as they are.
fn migrate(
    conn: &Connection,
    found: usize,
    tables: &Tables,
    migrations: &[Migration],
) -> Result<(), Trouble> {
    let known = migrations.len();
    let Some(steps) = migrations.get(found..) else {
        return Err(Trouble::Told(OpenError::Newer { found, known }));
    };
    if steps.is_empty() && has_tables(conn, tables)? {
        return Ok(());
    }
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    for step in steps {
        step(&tx)?;
    }
    if !has_tables(&tx, tables)? {
        renew_read_model(&tx, tables)?;
    }
    if !steps.is_empty() {
        tx.pragma_update(None, "user_version", known)?;
    }
    Ok(tx.commit()?)
}

/// SQLCipher's form of a raw key, which skips its own slow key derivation.
fn raw_key(key: &[u8; 32]) -> Zeroizing<String> {
    Zeroizing::new(format!("x'{}'", data_encoding::HEXLOWER.encode(key)))
}

/// Renames the database and its companions; the name tells when.
fn set_aside(path: &Path, stamp: &str) -> Result<PathBuf, OpenError> {
    let kept = beside(path, &format!(".damaged-{stamp}"));
    for suffix in ["-wal", "-shm", key_check::SUFFIX, ""] {
        let from = beside(path, suffix);
        if from.exists() {
            std::fs::rename(from, beside(&kept, suffix))
                .map_err(|e| OpenError::Storage(e.to_string()))?;
        }
    }
    Ok(kept)
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;

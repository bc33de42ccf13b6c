//! The SQLite schema, and the one ritual by which a database file is opened.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// "Sesi" in ASCII: marks a file as a relay's database.
const APPLICATION_ID: i64 = 0x5365_7369;
/// The schema that this build writes.
const VERSION: i64 = 1;
/// How long a connection waits for another process (`found-code`) to finish its write.
const BUSY: Duration = Duration::from_secs(5);
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 64;

/// Why a database file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Written by a newer relay.
    #[error(
        "{path} has schema {found}, this relay knows up to {VERSION}: start the newer relay again, or restore an older backup"
    )]
    Newer {
        /// The file.
        path: String,
        /// Its schema.
        found: i64,
    },
    /// A database of another program.
    #[error("{path} is a database, but not of a Sesi relay: choose another --data directory")]
    Foreign {
        /// The file.
        path: String,
    },
    /// There is no database.
    #[error("{path} does not exist: is --data the directory that `sesi-relay serve` uses?")]
    Missing {
        /// The file.
        path: String,
    },
    /// Another relay serves from the directory.
    #[error(
        "another relay already serves from {path}: stop it, or choose another --data directory"
    )]
    InUse {
        /// The directory.
        path: String,
    },
    /// The directory cannot be used.
    #[error("{path} cannot be used: {source}")]
    Directory {
        /// The directory or file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite refuses.
    #[error("{path} cannot be opened: {source}")]
    Sqlite {
        /// The file.
        path: String,
        /// Why.
        source: rusqlite::Error,
    },
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Makes the file and its schema if they are missing.
    Write,
    /// Reads a file that exists.
    Read,
}

const SCHEMA: &str = "
CREATE TABLE offices (
    no          INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    root        BLOB NOT NULL,
    incarnation BLOB NOT NULL,
    quota       INTEGER,
    used        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE feeds (
    no     INTEGER PRIMARY KEY,
    office INTEGER NOT NULL REFERENCES offices,
    id     BLOB NOT NULL,
    head   INTEGER NOT NULL DEFAULT 0,
    chain  BLOB NOT NULL,
    bytes  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (office, id)
) STRICT;
-- state: 0 provisional, 1 granted. Revoked is a row in `revoked`, which may come before the device itself.
CREATE TABLE devices (
    office     INTEGER NOT NULL REFERENCES offices,
    id         BLOB NOT NULL,
    sign       BLOB NOT NULL,
    seal       BLOB NOT NULL,
    token      BLOB NOT NULL UNIQUE,
    role       INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    serial     INTEGER NOT NULL,
    granted_by BLOB,
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE access (
    office INTEGER NOT NULL,
    device BLOB NOT NULL,
    feed   INTEGER NOT NULL REFERENCES feeds,
    rights INTEGER NOT NULL,
    PRIMARY KEY (office, device, feed)
) STRICT, WITHOUT ROWID;
CREATE TABLE revoked (
    office INTEGER NOT NULL REFERENCES offices,
    device BLOB NOT NULL,
    PRIMARY KEY (office, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE believed (
    office INTEGER NOT NULL,
    device BLOB NOT NULL,
    feed   BLOB NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (office, device, feed)
) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
    feed       INTEGER NOT NULL REFERENCES feeds,
    seq        INTEGER NOT NULL,
    id         BLOB NOT NULL,
    device     BLOB NOT NULL,
    device_seq INTEGER NOT NULL,
    chain      BLOB NOT NULL,
    bytes      BLOB NOT NULL,
    UNIQUE (feed, seq),
    UNIQUE (feed, id),
    UNIQUE (feed, device, device_seq)
) STRICT;
CREATE TABLE invites (
    id      BLOB PRIMARY KEY,
    office  INTEGER NOT NULL REFERENCES offices,
    role    INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    welcome BLOB NOT NULL,
    used_by BLOB
) STRICT;
CREATE TABLE invite_access (
    invite BLOB NOT NULL REFERENCES invites,
    feed   INTEGER NOT NULL REFERENCES feeds,
    rights INTEGER NOT NULL,
    PRIMARY KEY (invite, feed)
) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawn (
    office INTEGER NOT NULL REFERENCES offices,
    invite BLOB NOT NULL,
    PRIMARY KEY (office, invite)
) STRICT, WITHOUT ROWID;
CREATE TABLE founding_codes (
    hash    BLOB PRIMARY KEY,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Opens `file`, makes or checks its schema, and sets what every connection needs.
pub(super) fn open(file: &Path, purpose: Purpose) -> Result<Connection, OpenError> {
    let path = || file.display().to_string();
    let sqlite = |source| OpenError::Sqlite {
        path: path(),
        source,
    };
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match purpose {
        Purpose::Write => flags |= OpenFlags::SQLITE_OPEN_CREATE,
        Purpose::Read if !file.is_file() => return Err(OpenError::Missing { path: path() }),
        Purpose::Read => {}
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the relay opens its database"
    )]
    let mut conn = Connection::open_with_flags(file, flags).map_err(sqlite)?;
    prepare(&mut conn, purpose).map_err(sqlite)?;
    let found = pragma(&conn, "user_version").map_err(sqlite)?;
    let application = pragma(&conn, "application_id").map_err(sqlite)?;
    if application != APPLICATION_ID {
        return Err(OpenError::Foreign { path: path() });
    }
    if found > VERSION {
        return Err(OpenError::Newer {
            path: path(),
            found,
        });
    }
    Ok(conn)
}

fn prepare(conn: &mut Connection, purpose: Purpose) -> rusqlite::Result<()> {
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    if purpose == Purpose::Read {
        return conn.pragma_update(None, "query_only", true);
    }
    conn.pragma_update(None, "journal_mode", "wal")?;
    // FULL: the log is synced at every commit, so what was answered survives a power cut.
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "wal_autocheckpoint", 2000)?;
    conn.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    let txn = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let tables: i64 = txn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        txn.execute_batch(SCHEMA)?;
        txn.pragma_update(None, "user_version", VERSION)?;
        txn.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    txn.commit()
}

fn pragma(conn: &Connection, name: &str) -> rusqlite::Result<i64> {
    conn.pragma_query_value(None, name, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_schema_and_a_foreign_database_are_refused_untouched() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("relay.sqlite");
        let conn = open(&file, Purpose::Write).unwrap();
        conn.pragma_update(None, "user_version", VERSION + 1)
            .unwrap();
        drop(conn);
        for purpose in [Purpose::Write, Purpose::Read] {
            assert!(matches!(
                open(&file, purpose),
                Err(OpenError::Newer { found, .. }) if found == VERSION + 1
            ));
        }
        let other = dir.path().join("other.sqlite");
        #[expect(
            clippy::disallowed_methods,
            reason = "a database that is not the relay's"
        )]
        let foreign = Connection::open(&other).unwrap();
        foreign.execute_batch("CREATE TABLE t (x)").unwrap();
        assert!(matches!(
            open(&other, Purpose::Write),
            Err(OpenError::Foreign { .. })
        ));
        assert!(matches!(
            open(&dir.path().join("none"), Purpose::Read),
            Err(OpenError::Missing { .. })
        ));
    }
}

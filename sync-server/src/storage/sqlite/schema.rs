//! The SQLite schema, and how a database file is opened and migrated.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::private;
use super::tables::{FROM_1, SCHEMA};

/// "Sesi" in ASCII: marks a file as a relay's database.
const APPLICATION_ID: i64 = 0x5365_7369;
/// The schema that this build writes.
const VERSION: i64 = 2;
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

/// Opens `file`, makes or checks its schema, and sets what every connection needs.
pub(super) fn open(file: &Path, purpose: Purpose) -> Result<Connection, OpenError> {
    let path = || file.display().to_string();
    let sqlite = |source| OpenError::Sqlite {
        path: path(),
        source,
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match purpose {
        Purpose::Write if file == Path::new(":memory:") => {}
        // SQLite gives its log and its index the rights of the database.
        Purpose::Write => private::file(file).map_err(|source| OpenError::Directory {
            path: path(),
            source,
        })?,
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
    if found < VERSION {
        // Of a relay before this one; nobody served from it since.
        drop(conn);
        drop(open(file, Purpose::Write)?);
        return open(file, purpose);
    }
    Ok(conn)
}

fn prepare(conn: &mut Connection, purpose: Purpose) -> rusqlite::Result<()> {
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // Otherwise SQLite reads a statement with a bound LIMIT anew each time it runs.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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
    // Tables that others refer to are made anew: checked at the end instead.
    conn.pragma_update(None, "foreign_keys", false)?;
    let txn = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let tables: i64 = txn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        txn.execute_batch(SCHEMA)?;
        txn.pragma_update(None, "user_version", VERSION)?;
        txn.pragma_update(None, "application_id", APPLICATION_ID)?;
    } else if pragma(&txn, "application_id")? == APPLICATION_ID
        && pragma(&txn, "user_version")? == 1
    {
        txn.execute_batch(FROM_1)?;
        txn.pragma_update(None, "user_version", VERSION)?;
    }
    txn.commit()?;
    conn.pragma_update(None, "foreign_keys", true)
}

fn pragma(conn: &Connection, name: &str) -> rusqlite::Result<i64> {
    conn.pragma_query_value(None, name, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::super::tables::VERSION_1;
    use super::*;

    /// A folder of the first relay: an office, its root and a member who wrote and was revoked, an invite that the member used.
    fn first(file: &Path) {
        #[expect(clippy::disallowed_methods, reason = "a relay's file as it was once")]
        let conn = Connection::open(file).unwrap();
        conn.execute_batch(VERSION_1).unwrap();
        conn.execute_batch(
            "INSERT INTO offices VALUES (1, zeroblob(16), zeroblob(32), zeroblob(8), NULL, 700);
             INSERT INTO feeds VALUES (1, 1, zeroblob(8), 1, zeroblob(16), 300), (2, 1, x'0101010101010101', 2, zeroblob(16), 400);
             INSERT INTO devices VALUES (1, x'0a0a0a0a0a0a0a0a', zeroblob(32), zeroblob(32), zeroblob(32), 1, 1, 0, NULL),
                 (1, x'0b0b0b0b0b0b0b0b', zeroblob(32), zeroblob(32), randomblob(32), 0, 1, 3, x'00ff00000000000000000000000000000000000000000000000000000000ff00');
             INSERT INTO access VALUES (1, x'0b0b0b0b0b0b0b0b', 2, 1);
             INSERT INTO revoked VALUES (1, x'0b0b0b0b0b0b0b0b');
             INSERT INTO believed VALUES (1, x'0b0b0b0b0b0b0b0b', x'0101010101010101', 2);
             INSERT INTO entries VALUES (1, 1, randomblob(32), x'0a0a0a0a0a0a0a0a', 1, zeroblob(16), zeroblob(300)),
                 (2, 1, randomblob(32), x'0b0b0b0b0b0b0b0b', 1, zeroblob(16), zeroblob(150)),
                 (2, 2, randomblob(32), x'0b0b0b0b0b0b0b0b', 2, zeroblob(16), zeroblob(250));
             INSERT INTO invites VALUES (x'05050505050505050505050505050505', 1, 0, 9, x'77', x'0b0b0b0b0b0b0b0b');
             INSERT INTO invite_access VALUES (x'05050505050505050505050505050505', 2, 1);",
        )
        .unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        conn.pragma_update(None, "application_id", APPLICATION_ID)
            .unwrap();
    }

    #[test]
    fn a_folder_of_the_first_relay_opens_with_all_that_is_in_it() {
        for purpose in [Purpose::Write, Purpose::Read] {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("relay.sqlite");
            first(&file);
            let conn = open(&file, purpose).unwrap();
            assert_eq!(pragma(&conn, "user_version").unwrap(), VERSION);
            assert_eq!(pragma(&conn, "foreign_keys").unwrap(), 1);
            let one = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, String>(0));
            for (sql, expected) in [
                ("SELECT count(*) || '' FROM entries WHERE twin = 0", "3"),
                (
                    "SELECT data || ' ' || said || ' ' || beyond FROM devices WHERE role = 0",
                    "400 0 0",
                ),
                (
                    "SELECT data || ' ' || said || ' ' || beyond FROM devices WHERE role = 1",
                    "0 300 0",
                ),
                (
                    "SELECT hex(granted) FROM devices WHERE role = 0",
                    &format!(
                        "{}00FF{}FF00{}",
                        "0".repeat(40),
                        "0".repeat(56),
                        "0".repeat(4)
                    ),
                ),
                (
                    "SELECT count(*) || '' FROM access WHERE invited = 0 AND rights = 1",
                    "1",
                ),
                ("SELECT hex(used_by) FROM invites", "0B0B0B0B0B0B0B0B"),
                ("SELECT office || ' ' || rights FROM invite_access", "1 1"),
                ("SELECT count(*) || '' FROM revoked", "1"),
                ("SELECT count(*) || '' FROM pragma_foreign_key_check", "0"),
                (
                    "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name)",
                    "access devices entries feeds founding_codes invite_access invites named offices revoked withdrawn",
                ),
            ] {
                assert_eq!(one(sql).unwrap(), expected, "{sql}");
            }
        }
    }

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

//! Where a thread plays its schedules: a folder, and devices in it that stay open from one schedule to the next. What a schedule left behind
//! is gone, bytes for bytes; what stays is what SQLite has read of the schema and of statements, which is the same for every database of
//! a build and costs as much as a short schedule.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use sesi_core::device::Device;
use sesi_relay::storage::sqlite::InThread;
use tokio::runtime::Runtime;

use super::disk::Files;
use super::folder;

/// A folder and its open devices, by their files.
pub struct Room {
    folder: tempfile::TempDir,
    open: BTreeMap<PathBuf, Device>,
    relays: Vec<Arc<InThread>>,
    runtime: Arc<Runtime>,
}

impl Room {
    /// An empty one.
    ///
    /// # Panics
    /// If there is no temporary folder.
    pub fn new() -> Self {
        Self {
            folder: folder(),
            open: BTreeMap::new(),
            relays: Vec::new(),
            runtime: runtime(),
        }
    }

    /// A file of that name in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The device that was opened at `path`, if one was.
    pub fn take(&mut self, path: &Path) -> Option<Device> {
        self.open.remove(path)
    }

    /// Keeps a device open for the next schedule. Every database at `path` has its key and its salt.
    pub fn keep(&mut self, path: &Path, device: Device) {
        self.open.insert(path.to_owned(), device);
    }
}

impl Room {
    /// What runs the relays' work.
    pub fn runtime(&self) -> Arc<Runtime> {
        self.runtime.clone()
    }

    /// A relay's database with what is in `template`.
    ///
    /// # Panics
    /// If SQLite fails.
    pub fn relay_with(&mut self, template: &InThread) -> Arc<InThread> {
        let made = || Arc::new(InThread::new().expect("a database in memory"));
        let storage = self.relays.pop().unwrap_or_else(made);
        let filled = storage.hold_what_is_in(template);
        filled.expect("the database can be filled");
        storage
    }

    /// Keeps a relay's database for the next one.
    pub fn keep_relay(&mut self, storage: Arc<InThread>) {
        self.relays.push(storage);
    }
}

impl Default for Room {
    fn default() -> Self {
        Self::new()
    }
}

/// Lets SQLite go on from other bytes of its file, which it reads as if it opened them, log and all.
pub fn replace_database(conn: &Connection, path: &Path, files: &Files) -> rusqlite::Result<()> {
    // It closes its log; the file, which is written over, needs no journal.
    set(conn, "journal_mode", "memory")?;
    set(conn, "locking_mode", "normal")?;
    // It lets go of the file after the next read, and reads everything anew where the first page is another one, which it always is: each
    // writing of a page is encrypted in its own way.
    conn.pragma_query_value(None, "user_version", |_| Ok(()))?;
    files.put(path);
    set(conn, "locking_mode", "exclusive")?;
    set(conn, "journal_mode", "wal")
}

fn set(conn: &Connection, mode: &str, to: &str) -> rusqlite::Result<()> {
    let is: String = conn.pragma_update_and_check(None, mode, to, |row| row.get(0))?;
    assert_eq!(is, to, "SQLite does not change its {mode}");
    Ok(())
}

/// What runs a relay's work in this thread.
///
/// # Panics
/// If it cannot be started.
pub fn runtime() -> Arc<Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread();
    Arc::new({ runtime }.build().expect("a runtime of this thread"))
}

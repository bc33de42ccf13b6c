//! A disk that fails a commit, fails in the middle of a statement, or whose battery is pulled out, at a moment that was chosen
//! before. Hooks of SQLite do it, so the product's code knows nothing of it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

/// What happens, and when, counted from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceFault {
    /// Nothing.
    #[default]
    None,
    /// The n-th commit fails.
    Commit(u32),
    /// The n-th statement fails as soon as it has begun.
    Work(u32),
    /// Before the n-th commit the battery is pulled out.
    Kill(u32),
}

/// What became of it.
#[derive(Debug)]
pub enum FaultOutcome {
    /// Nothing happened.
    NotReached,
    /// Something failed, and the device lives.
    Failed,
    /// The battery was pulled out, and this is left.
    Killed(Files),
}

#[derive(Debug, Default)]
struct Plan {
    fault: DeviceFault,
    happened: bool,
    /// The files as they were when the battery was pulled out.
    remains: Option<Files>,
}

/// The disk of one device.
#[derive(Debug, Clone)]
pub struct Disk {
    plan: Arc<Mutex<Plan>>,
    file: PathBuf,
}

impl Disk {
    /// Of the database at `file`.
    pub fn of(file: &Path) -> Self {
        Self {
            plan: Arc::default(),
            file: file.to_owned(),
        }
    }

    /// Hangs its hooks on a connection to that database.
    ///
    /// # Panics
    /// If SQLite refuses.
    pub fn watch(&self, conn: &mut Connection) {
        let disk = self.clone();
        let hung = conn.commit_hook(Some(move || disk.commits()));
        hung.expect("a hook can be hung");
    }

    /// Counts the statements of a connection, as long as one of them is to fail. What SQLite has prepared already changes nothing of that.
    ///
    /// # Panics
    /// If SQLite refuses.
    pub fn count_statements(&self, conn: &mut Connection, counts: bool) {
        let (disk, brake) = (self.clone(), conn.get_interrupt_handle());
        let statements = TraceEventCodes::SQLITE_TRACE_STMT;
        let begun = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(_, sql) = event
                && disk.begins(sql)
            {
                brake.interrupt();
            }
        };
        let hung = conn.trace_v2(statements, counts.then_some(begun));
        hung.expect("a hook can be hung");
    }

    /// What is to happen.
    pub fn plan(&self, fault: DeviceFault) {
        *self.lock() = Plan {
            fault,
            ..Plan::default()
        };
    }

    /// What happened of it; nothing is planned any more.
    pub fn over(&self) -> FaultOutcome {
        let plan = std::mem::take(&mut *self.lock());
        match (plan.happened, plan.remains) {
            (false, _) => FaultOutcome::NotReached,
            (true, None) => FaultOutcome::Failed,
            (true, Some(remains)) => FaultOutcome::Killed(remains),
        }
    }

    /// Whether the device lies without a battery.
    pub fn is_dead(&self) -> bool {
        let plan = self.lock();
        plan.happened && matches!(plan.fault, DeviceFault::Kill(_))
    }

    fn commits(&self) -> bool {
        let mut plan = self.lock();
        if plan.happened {
            // Whoever has no battery commits nothing; a fault that was is over.
            return matches!(plan.fault, DeviceFault::Kill(_));
        }
        match &mut plan.fault {
            DeviceFault::Commit(left) | DeviceFault::Kill(left) if *left > 1 => *left -= 1,
            DeviceFault::Commit(_) => plan.happened = true,
            DeviceFault::Kill(_) => {
                plan.happened = true;
                plan.remains = Some(Files::of(&self.file));
            }
            _ => {}
        }
        plan.happened
    }

    /// Whether the statement fails. A transaction always begins, and is taken back if it has to be.
    fn begins(&self, sql: &str) -> bool {
        let mut plan = self.lock();
        if plan.happened || sql.starts_with("BEGIN") || sql.starts_with("ROLLBACK") {
            return false;
        }
        match &mut plan.fault {
            DeviceFault::Work(left) if *left > 1 => *left -= 1,
            DeviceFault::Work(_) => plan.happened = true,
            _ => {}
        }
        plan.happened
    }

    fn lock(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A database with its log and its key check, byte for byte.
#[derive(Debug, Clone)]
pub struct Files([Option<Vec<u8>>; SUFFIXES.len()]);

const PAGE: usize = 4096;
const SUFFIXES: [&str; 3] = ["", "-wal", ".keycheck"];

impl Files {
    /// No files.
    pub const NONE: Self = Self([const { None }; SUFFIXES.len()]);

    /// What is at `path` now.
    pub fn of(path: &Path) -> Self {
        Self(SUFFIXES.map(|suffix| std::fs::read(beside(path, suffix)).ok()))
    }

    /// Puts it to `path`, over what is there.
    ///
    /// # Panics
    /// If a file cannot be written.
    pub fn put(&self, path: &Path) {
        for (suffix, bytes) in SUFFIXES.into_iter().zip(&self.0) {
            let to = beside(path, suffix);
            match bytes {
                Some(bytes) => write_over(&to, bytes).expect("a file can be written"),
                None => drop(std::fs::remove_file(to)),
            }
        }
    }
}

/// Most of what is there already is the same, and memory that a file gives back is dear.
fn write_over(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(path)?;
    let mut there = Vec::new();
    file.read_to_end(&mut there)?;
    if there.len() > bytes.len() {
        file.set_len(bytes.len() as u64)?;
    }
    for (no, page) in bytes.chunks(PAGE).enumerate() {
        let at = no * PAGE;
        if there.get(at..at + page.len()) != Some(page) {
            file.seek(SeekFrom::Start(at as u64))?;
            file.write_all(page)?;
        }
    }
    Ok(())
}

/// `path` with something after its last letter.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

//! A disk that fails a commit, fails in the middle of a statement, or whose battery is pulled out, at a moment that was chosen
//! before. Hooks of SQLite do it, so the product's code knows nothing of it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

/// SQLite's virtual machine looks up after so many steps.
const STEPS: i32 = 200;

/// What happens, and when, counted from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blow {
    /// Nothing.
    #[default]
    None,
    /// The n-th commit fails.
    Commit(u32),
    /// Work on the database fails after n times 200 steps of it.
    Work(u32),
    /// Before the n-th commit the battery is pulled out.
    Kill(u32),
}

#[derive(Debug, Default)]
struct Plan {
    blow: Blow,
    struck: bool,
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
        let (disk, other) = (self.clone(), self.clone());
        let hung = conn.commit_hook(Some(move || disk.commits()));
        hung.expect("a hook can be hung");
        let hung = conn.progress_handler(STEPS, Some(move || other.works()));
        hung.expect("a hook can be hung");
    }

    /// What is to happen.
    pub fn plan(&self, blow: Blow) {
        *self.lock() = Plan {
            blow,
            struck: false,
        };
    }

    /// What happened of it; nothing is planned any more.
    pub fn over(&self) -> Option<Blow> {
        let plan = std::mem::take(&mut *self.lock());
        plan.struck.then_some(plan.blow)
    }

    /// Whether the device lies without a battery.
    pub fn is_dead(&self) -> bool {
        let plan = self.lock();
        plan.struck && matches!(plan.blow, Blow::Kill(_))
    }

    /// The files as they were when the battery was pulled out, under another name.
    pub fn remains(&self) -> PathBuf {
        self.file.with_extension("remains")
    }

    fn commits(&self) -> bool {
        let mut plan = self.lock();
        if plan.struck {
            // Whoever has no battery commits nothing; a fault that was is over.
            return matches!(plan.blow, Blow::Kill(_));
        }
        match &mut plan.blow {
            Blow::Commit(left) | Blow::Kill(left) if *left > 1 => *left -= 1,
            Blow::Commit(_) => plan.struck = true,
            Blow::Kill(_) => {
                plan.struck = true;
                copy_database(&self.file, &self.remains());
            }
            _ => {}
        }
        plan.struck
    }

    fn works(&self) -> bool {
        let mut plan = self.lock();
        if plan.struck {
            return false;
        }
        match &mut plan.blow {
            Blow::Work(left) if *left > 1 => *left -= 1,
            Blow::Work(_) => plan.struck = true,
            _ => {}
        }
        plan.struck
    }

    fn lock(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Copies a database with its log and its key check, as they are.
///
/// # Panics
/// If a file cannot be copied.
pub fn copy_database(from: &Path, to: &Path) {
    for suffix in ["", "-wal", ".keycheck"] {
        let (from, to) = (beside(from, suffix), beside(to, suffix));
        if from.exists() {
            std::fs::copy(from, to).expect("a file can be copied");
        } else {
            let _ = std::fs::remove_file(to);
        }
    }
}

/// `path` with something after its last letter.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

//! Deterministic simulation: an office, its devices, its relay, its line and its attackers in one thread, with clock and randomness
//! from a seed. The same seed gives the same trace, byte for byte.
//!
//! 1. [`template`]: the office as every schedule finds it.
//! 2. [`station`], [`disk`] and [`room`]: an honest device on a disk that fails and a battery that is pulled out.
//! 3. [`relay`], [`relay_disk`] and [`line`]: the relay's own rules, its disk, a line that breaks, and lies.
//! 4. [`hostile`]: what members and thieves write who hold all keys.
//! 5. [`plan`]: how long a schedule is and what it is about.
//! 6. [`schedule`] with its events (`device_events`, `exchanging`, `office_events`, `relay_events`, `hostile_events`), [`truth`] and
//!    `verdict`: what happens, what was confirmed, and what must hold in the end.

mod device_events;
pub mod disk;
mod exchanging;
pub mod hostile;
mod hostile_events;
pub mod line;
mod office_events;
pub mod plan;
pub mod relay;
pub mod relay_disk;
mod relay_events;
pub mod room;
pub mod schedule;
pub mod station;
pub mod template;
pub mod truth;
mod verdict;

use std::path::{Path, PathBuf};

/// A folder in memory where the system has one: a simulated disk is synced often.
///
/// # Panics
/// If there is no temporary folder.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let root: PathBuf = if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    let made = tempfile::Builder::new()
        .prefix("sesi-simulate-")
        .tempdir_in(root);
    made.expect("a temporary folder")
}

//! The calls of the window, by name and as JSON, as a window makes them.

use std::path::Path;

use serde_json::Value;
use sesi_core::calls;
use sesi_core::device::Device;
use sesi_engine::job::unwatched;

/// Asks.
///
/// # Panics
/// If the device refuses what it must answer.
pub fn ask(device: &Device, name: &str, question: Value) -> Value {
    calls::query(device, name, question).unwrap_or_else(|fault| panic!("{name}: {fault:?}"))
}

/// Does.
///
/// # Panics
/// If the device refuses what it must do.
pub fn tell(device: &mut Device, name: &str, command: Value) -> Value {
    calls::command(device, name, command).unwrap_or_else(|fault| panic!("{name}: {fault:?}"))
}

/// Writes a file: `job` is the call without its `path`.
///
/// # Panics
/// If the device refuses what it must write.
pub fn write(device: &mut Device, name: &str, mut job: Value, path: &Path) -> Value {
    job["path"] = path.to_string_lossy().into();
    calls::job(device, name, job, &mut unwatched)
        .unwrap_or_else(|fault| panic!("{name}: {fault:?}"))
}

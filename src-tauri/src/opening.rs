//! Opens, shows and shares a file by the means of the system. It takes any path: which ones a page may name, `written` says.

use std::path::Path;
#[cfg(desktop)]
use std::process::{Command, Stdio};

use sesi_core::error::ApiError;
use tauri::AppHandle;

#[cfg(target_os = "linux")]
const PROGRAM: &str = "xdg-open";
#[cfg(target_os = "macos")]
const PROGRAM: &str = "open";
#[cfg(target_os = "windows")]
const PROGRAM: &str = "explorer";

/// Opens a file or folder with the system's program for it.
#[cfg(desktop)]
pub(crate) fn open(path: &Path) -> Result<(), ApiError> {
    start(Command::new(PROGRAM).arg(path))
}

/// A phone has no programs for files of ours: it shares them.
#[cfg(not(desktop))]
pub(crate) fn open(_: &Path) -> Result<(), ApiError> {
    Err(not_opened("files are opened by sharing them here"))
}

/// Shows a file in its folder.
#[cfg(target_os = "macos")]
pub(crate) fn show(path: &Path) -> Result<(), ApiError> {
    start(Command::new(PROGRAM).arg("-R").arg(path))
}

/// Opens the folder of a file.
#[cfg(not(target_os = "macos"))]
pub(crate) fn show(path: &Path) -> Result<(), ApiError> {
    let folder = path.parent();
    open(folder.ok_or_else(|| not_opened("it is in no folder"))?)
}

/// Hands a file to an app that the person chooses.
#[cfg(target_os = "android")]
pub(crate) fn share(handle: &AppHandle, path: &Path) -> Result<(), ApiError> {
    crate::share::share(handle, path)
}

/// Puts a file on the clipboard: at a desk that is how it reaches WhatsApp or a mail, whatever the system.
#[cfg(not(target_os = "android"))]
pub(crate) fn share(handle: &AppHandle, path: &Path) -> Result<(), ApiError> {
    crate::clipboard::copy(handle, path).map_err(|why| not_opened(&why))
}

/// Why nothing was opened, as the window is told.
pub(crate) fn not_opened(why: &str) -> ApiError {
    ApiError {
        kind: "open_file",
        message: why.to_owned(),
    }
}

/// Starts it and waits for its end beside the window, so that nothing is left of it.
#[cfg(desktop)]
fn start(command: &mut Command) -> Result<(), ApiError> {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = quiet
        .spawn()
        .map_err(|error| not_opened(&error.to_string()))?;
    std::thread::spawn(move || {
        if let Err(error) = child.wait() {
            eprintln!("what opened a file was not waited for: {error}");
        }
    });
    Ok(())
}

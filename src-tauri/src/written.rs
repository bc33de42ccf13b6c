//! What can be done with a file that this program wrote since it was started: opened with the system's program for it, shown in its
//! folder, handed to another app. No other path is taken from a page.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sesi_core::error::ApiError;
use tauri::{AppHandle, State};

/// The files that were written.
#[derive(Debug, Default)]
pub struct Written(Mutex<HashSet<PathBuf>>);

impl Written {
    /// One more was written.
    pub fn add(&self, path: PathBuf) {
        if let Ok(mut written) = self.0.lock() {
            written.insert(path);
        }
    }

    /// The file, if it was written here.
    fn known(&self, path: &Path) -> Result<PathBuf, ApiError> {
        let known = self.0.lock().is_ok_and(|written| written.contains(path));
        if known {
            Ok(path.to_owned())
        } else {
            Err(not_opened("this program has not written that file"))
        }
    }
}

/// Opens a file with the system's program for it.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the form that Tauri asks for"
)]
pub fn open_file(written: State<'_, Written>, path: PathBuf) -> Result<(), ApiError> {
    system::open(&written.known(&path)?)
}

/// Shows a file in its folder.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the form that Tauri asks for"
)]
pub fn open_folder(written: State<'_, Written>, path: PathBuf) -> Result<(), ApiError> {
    system::show(&written.known(&path)?)
}

/// Hands a file to an app that the person chooses. Where the system has no way for that, it says so.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the form that Tauri asks for"
)]
pub fn share_file(
    handle: AppHandle,
    written: State<'_, Written>,
    path: PathBuf,
) -> Result<(), ApiError> {
    let path = written.known(&path)?;
    system::share(&handle, &path)
}

fn not_opened(why: impl ToString) -> ApiError {
    ApiError {
        kind: "open_file",
        message: why.to_string(),
    }
}

#[cfg(desktop)]
mod system {
    use std::path::Path;
    use std::process::{Command, Stdio};
    use std::thread;

    use sesi_core::error::ApiError;
    use tauri::AppHandle;

    use super::not_opened;

    pub fn open(path: &Path) -> Result<(), ApiError> {
        start(Command::new(PROGRAM).arg(path))
    }

    #[cfg(target_os = "macos")]
    pub fn show(path: &Path) -> Result<(), ApiError> {
        start(Command::new(PROGRAM).arg("-R").arg(path))
    }

    #[cfg(not(target_os = "macos"))]
    pub fn show(path: &Path) -> Result<(), ApiError> {
        let folder = path
            .parent()
            .ok_or_else(|| not_opened("it is in no folder"))?;
        open(folder)
    }

    pub fn share(_: &AppHandle, _: &Path) -> Result<(), ApiError> {
        Err(not_opened("this system has no share sheet"))
    }

    #[cfg(target_os = "linux")]
    const PROGRAM: &str = "xdg-open";
    #[cfg(target_os = "macos")]
    const PROGRAM: &str = "open";
    #[cfg(target_os = "windows")]
    const PROGRAM: &str = "explorer";

    /// Starts it and waits for its end beside the window, so that nothing is left of it.
    fn start(command: &mut Command) -> Result<(), ApiError> {
        let quiet = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = quiet.spawn().map_err(not_opened)?;
        thread::spawn(move || {
            if let Err(error) = child.wait() {
                eprintln!("what opened a file was not waited for: {error}");
            }
        });
        Ok(())
    }
}

#[cfg(not(desktop))]
mod system {
    use std::path::Path;

    use sesi_core::error::ApiError;
    use tauri::AppHandle;

    use super::not_opened;

    pub fn open(_: &Path) -> Result<(), ApiError> {
        Err(not_opened("files are opened by sharing them here"))
    }

    pub fn show(_: &Path) -> Result<(), ApiError> {
        Err(not_opened("there are no folders to show here"))
    }

    #[cfg(target_os = "android")]
    pub fn share(handle: &AppHandle, path: &Path) -> Result<(), ApiError> {
        crate::share::share(handle, path)
    }

    #[cfg(not(target_os = "android"))]
    pub fn share(_: &AppHandle, _: &Path) -> Result<(), ApiError> {
        Err(not_opened("this system has no share sheet"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_written_here_is_opened() {
        let written = Written::default();
        assert_eq!(
            written.known(Path::new("/etc/passwd")).unwrap_err().kind,
            "open_file"
        );
        written.add("/tmp/rekap.xlsx".into());
        assert_eq!(
            written.known(Path::new("/tmp/rekap.xlsx")).unwrap(),
            Path::new("/tmp/rekap.xlsx")
        );
        assert!(written.known(Path::new("/tmp/../tmp/rekap.xlsx")).is_err());
    }
}

//! What can be done with a file that this program wrote since it was started: opened with the system's program for it, shown in its
//! folder, handed to another app. No other path is taken from a page.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sesi_core::error::ApiError;
use tauri::{AppHandle, State};

use crate::opening::{self, not_opened};

/// The files that were written.
#[derive(Debug, Default)]
pub(crate) struct Written(Mutex<HashSet<PathBuf>>);

impl Written {
    /// One more was written.
    pub(crate) fn add(&self, path: PathBuf) {
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
pub(crate) fn open_file(written: State<'_, Written>, path: PathBuf) -> Result<(), ApiError> {
    opening::open(&written.known(&path)?)
}

/// Shows a file in its folder.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the form that Tauri asks for"
)]
pub(crate) fn open_folder(written: State<'_, Written>, path: PathBuf) -> Result<(), ApiError> {
    opening::show(&written.known(&path)?)
}

/// Hands a file on: by the share sheet of a phone, by the clipboard of a desk.
#[tauri::command(async)]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the form that Tauri asks for"
)]
pub(crate) fn share_file(
    handle: AppHandle,
    written: State<'_, Written>,
    path: PathBuf,
) -> Result<(), ApiError> {
    let path = written.known(&path)?;
    opening::share(&handle, &path)
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

//! File dialogs of the system. A test cannot drive those: with the feature `automation`, and only then, the environment variable
//! `SESI_DIALOGS` names a file whose lines they answer, one by one. A file that another app handed over is what the next dialog for
//! its kind answers.

use std::collections::HashMap;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sesi_core::error::ApiError;
use tauri::{AppHandle, Manager, State, Wry};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tauri_plugin_fs::{FsExt, OpenOptions};

use crate::background::beside;
use crate::brought::Brought;
use crate::passing::{FileKind, fetch, own_place, passing, storage};
use crate::presence::Shown;

/// What was chosen in a dialog, if anything.
struct Chosen(Option<PathBuf>);

/// Answers of dialogs that nobody sees.
#[derive(Debug, Default)]
pub(crate) struct Answers(Mutex<Option<PathBuf>>);

impl Answers {
    /// As the environment says.
    pub(crate) fn from_environment() -> Self {
        let list = std::env::var_os("SESI_DIALOGS").filter(|_| cfg!(feature = "automation"));
        Self(Mutex::new(list.map(PathBuf::from)))
    }

    /// What the list says; none if dialogs are real.
    fn next(&self) -> Option<Chosen> {
        let list = self.0.lock().ok()?.clone()?;
        let text = std::fs::read_to_string(&list).unwrap_or_default();
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        if let Err(error) = std::fs::write(&list, rest) {
            eprintln!("the list of answers cannot be written: {error}");
        }
        Some(Chosen((!first.is_empty()).then(|| first.into())))
    }
}

/// Files that the core writes in a place of ours because the system gave us an address instead of a path (Android), and where
/// they go once they are whole.
#[derive(Debug, Default)]
pub(crate) struct Outgoing(Mutex<HashMap<PathBuf, Destination>>);

/// Where a file of ours goes once it is whole.
#[derive(Debug)]
enum Destination {
    /// An address of the system's.
    Address(FilePath),
    /// The app that the person chooses in the share sheet.
    #[cfg(target_os = "android")]
    Shared,
}

/// Asks which file to read. None if the person changed their mind.
#[tauri::command]
pub(crate) async fn pick_file(
    handle: AppHandle,
    answers: State<'_, Answers>,
    kind: FileKind,
) -> Result<Option<PathBuf>, ApiError> {
    if let Some(path) = handle.state::<Brought>().take(kind) {
        return Ok(Some(path));
    }
    if let Some(Chosen(answer)) = answers.next() {
        return Ok(answer);
    }
    beside(move || {
        let _shown = Shown::begin(&handle);
        let chosen = dialog(&handle, kind).blocking_pick_file();
        chosen.map(|file| fetch(&handle, file)).transpose()
    })
    .await
}

/// Asks where to write a file. None if the person changed their mind.
#[tauri::command]
pub(crate) async fn save_file(
    handle: AppHandle,
    answers: State<'_, Answers>,
    kind: FileKind,
    suggested: String,
) -> Result<Option<PathBuf>, ApiError> {
    if let Some(Chosen(answer)) = answers.next() {
        return Ok(answer);
    }
    beside(move || {
        let _shown = Shown::begin(&handle);
        #[cfg(target_os = "android")]
        match crate::share::ask(&handle)? {
            crate::share::Wish::Share => {
                let path = own_place(&handle, &crate::passing::name_in(&suggested))
                    .map_err(|error| storage(&error))?;
                send_out(&handle, path.clone(), Destination::Shared);
                return Ok(Some(path));
            }
            crate::share::Wish::Nothing => return Ok(None),
            crate::share::Wish::Save => {}
        }
        let dialog = dialog(&handle, kind).set_file_name(&suggested);
        let chosen = dialog.blocking_save_file();
        chosen
            .map(|file| place(&handle, file, &suggested))
            .transpose()
    })
    .await
}

/// Brings a written file to where the person wanted it, if that was not its own path.
pub(crate) fn deliver(handle: &AppHandle, written: &Path) -> Result<(), ApiError> {
    let destination = handle
        .try_state::<Outgoing>()
        .and_then(|outgoing| outgoing.0.lock().ok()?.remove(written));
    let address = match destination {
        None => return Ok(()),
        // It stays until the next start: the app that gets it reads it when it likes.
        #[cfg(target_os = "android")]
        Some(Destination::Shared) => return crate::share::share(handle, written),
        Some(Destination::Address(address)) => address,
    };
    let copied = File::open(written).and_then(|mut from| {
        let mut options = OpenOptions::new();
        options.write(true).truncate(true);
        let mut to = handle.fs().open(address, options)?;
        std::io::copy(&mut from, &mut to)?;
        // Behind an address may be a pipe into another app, which is whole once it is closed.
        if to.metadata()?.is_file() {
            to.sync_all()?;
        }
        std::fs::remove_file(written)
    });
    copied.map_err(|error| storage(&error))
}

/// Removes what was left of files that passed through: a roster on its way in is not enciphered.
pub(crate) fn sweep(handle: &AppHandle) {
    let swept = passing(handle).and_then(std::fs::remove_dir_all);
    if let Err(error) = swept
        && error.kind() != ErrorKind::NotFound
    {
        eprintln!("files that passed through were not removed: {error}");
    }
}

/// On Android nothing is greyed out: apps there call a CSV many things, and core tells by content what a file is.
fn dialog(handle: &AppHandle, kind: FileKind) -> FileDialogBuilder<Wry> {
    let dialog = handle.dialog().file();
    if cfg!(target_os = "android") {
        dialog
    } else {
        dialog.add_filter("Sesi", kind.endings())
    }
}

/// A path that the core can write: the file's own, or one from which it is delivered.
fn place(handle: &AppHandle, file: FilePath, suggested: &str) -> Result<PathBuf, ApiError> {
    if let Some(path) = file.as_path() {
        return Ok(path.to_owned());
    }
    let path = own_place(handle, suggested).map_err(|error| storage(&error))?;
    send_out(handle, path.clone(), Destination::Address(file));
    Ok(path)
}

/// Keeps in mind where a file goes once it is whole.
fn send_out(handle: &AppHandle, path: PathBuf, destination: Destination) {
    if let Some(outgoing) = handle.try_state::<Outgoing>()
        && let Ok(mut outgoing) = outgoing.0.lock()
    {
        outgoing.insert(path, destination);
    }
}

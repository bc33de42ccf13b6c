//! Android's share sheet, through the one class of Kotlin that is our own (`ShareFile.kt`).

use std::path::Path;

use serde::{Deserialize, Serialize};
use sesi_core::error::ApiError;
use tauri::plugin::{Builder, PluginHandle, TauriPlugin};
use tauri::{AppHandle, Manager, Wry};

/// What the person wants with a file that is about to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wish {
    /// It goes to another app.
    Share,
    /// It goes to a place that the person chooses.
    Save,
    /// The person changed their mind.
    Nothing,
}

#[derive(Deserialize)]
struct Asked {
    wish: Wish,
}

#[derive(Serialize)]
struct Share<'a> {
    path: &'a Path,
}

struct Sheet(PluginHandle<Wry>);

/// Makes the Kotlin side known.
pub(crate) fn plugin() -> TauriPlugin<Wry> {
    Builder::new("share")
        .setup(|app, api| {
            let package = app.config().identifier.clone();
            app.manage(Sheet(api.register_android_plugin(&package, "ShareFile")?));
            Ok(())
        })
        .build()
}

/// Asks whether a file is to be shared or saved.
pub(crate) fn ask(handle: &AppHandle) -> Result<Wish, ApiError> {
    let asked: Asked = run(handle, "ask", ())?;
    Ok(asked.wish)
}

/// Opens the share sheet with a file of ours.
pub(crate) fn share(handle: &AppHandle, path: &Path) -> Result<(), ApiError> {
    run(handle, "share", Share { path })
}

fn run<T: serde::de::DeserializeOwned>(
    handle: &AppHandle,
    command: &str,
    payload: impl Serialize,
) -> Result<T, ApiError> {
    let sheet = handle.state::<Sheet>();
    sheet
        .0
        .run_mobile_plugin(command, payload)
        .map_err(|error| ApiError {
            kind: "storage",
            message: error.to_string(),
        })
}

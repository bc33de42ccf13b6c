//! Runs work outside of the window's thread, and sends events to the window.

use serde_json::json;
use sesi_core::error::ApiError;
use tauri::{AppHandle, Emitter};

/// Tells the window. A window that is just closing needs no telling.
pub(crate) fn tell(handle: &AppHandle, event: &str, payload: &impl serde::Serialize) {
    if let Err(error) = handle.emit(event, json!(payload)) {
        eprintln!("the window was not told of {event}: {error}");
    }
}

/// Work that takes a while, beside the window's own thread.
pub(crate) async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        Err(ApiError {
            kind: "crashed",
            message: error.to_string(),
        })
    })
}

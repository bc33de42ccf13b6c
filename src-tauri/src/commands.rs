//! The core's calls as commands. Each runs beside the window, so that it never waits.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use sesi_core::app::{App, SyncDone};
use sesi_core::error::ApiError;
use tauri::{AppHandle, Manager, State};

use crate::background::{beside, tell};
use crate::exchange::Exchange;
use crate::files;
use crate::written::Written;

type Answer = Result<Value, ApiError>;

/// A call that works before the device is open. Of one that takes a while the window is told how far it is.
#[tauri::command]
pub(crate) async fn onboarding(
    core: State<'_, Arc<App>>,
    exchange: State<'_, Exchange>,
    handle: AppHandle,
    name: String,
    question: Value,
) -> Answer {
    let app = core.inner().clone();
    let answer = beside(move || {
        app.enter(&name, question, |progress| {
            tell(&handle, "job-progress", progress);
        })
    })
    .await;
    if core.is_open() {
        exchange.nudge();
    }
    answer
}

/// A question about the open device.
#[tauri::command]
pub(crate) async fn query(core: State<'_, Arc<App>>, name: String, question: Value) -> Answer {
    let app = core.inner().clone();
    beside(move || app.query(&name, question)).await
}

/// A command with the open device.
#[tauri::command]
pub(crate) async fn command(
    core: State<'_, Arc<App>>,
    exchange: State<'_, Exchange>,
    handle: AppHandle,
    name: String,
    command: Value,
) -> Answer {
    let app = core.inner().clone();
    let draft = matches!(name.as_str(), "keep_draft" | "drop_draft" | "restore_draft");
    let answer = beside(move || app.command(&name, command)).await?;
    if !draft {
        changed(&exchange, &handle);
    }
    Ok(answer)
}

/// Long work with the open device. The window is told how far it is.
#[tauri::command]
pub(crate) async fn job(
    core: State<'_, Arc<App>>,
    exchange: State<'_, Exchange>,
    handle: AppHandle,
    name: String,
    command: Value,
) -> Answer {
    let app = core.inner().clone();
    let own = handle.clone();
    let answer = beside(move || {
        let written = written_by(&name, &command);
        let answer = app.job(&name, command, |progress| {
            tell(&own, "job-progress", progress);
        })?;
        if let Some(path) = written {
            files::deliver(&own, &path)?;
            own.state::<Written>().add(path);
        }
        Ok(answer)
    })
    .await;
    // Where it failed or was stopped, a part of it may be done.
    changed(&exchange, &handle);
    answer
}

/// Something on the device is another: it is to be sent, and to be shown.
fn changed(exchange: &Exchange, handle: &AppHandle) {
    exchange.nudge();
    tell(handle, "changed", &json!({}));
}

/// Stops the long work that goes on, if any, at its next step.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the form that Tauri asks for"
)]
pub(crate) fn stop_job(core: State<'_, Arc<App>>) {
    core.stop_job();
}

/// Exchanges with the relay now.
#[tauri::command]
pub(crate) async fn synchronise(exchange: State<'_, Exchange>) -> Result<SyncDone, ApiError> {
    let exchange = exchange.inner().clone();
    beside(move || exchange.run()).await
}

/// Stops the run that goes on, if any.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the form that Tauri asks for"
)]
pub(crate) fn stop_synchronising(core: State<'_, Arc<App>>) {
    core.stop_synchronising();
}

/// The file that long work writes.
fn written_by(name: &str, command: &Value) -> Option<PathBuf> {
    let path = command
        .get("path")
        .filter(|_| name.starts_with("export_"))?;
    path.as_str().map(PathBuf::from)
}

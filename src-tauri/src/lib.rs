//! The shell: a window, and thin adapters between it and the core. It decides nothing.
//!
//! - [`brought`]: files that other apps hand over.
//! - [`commands`]: the core's calls, and file dialogs.
//! - [`exchange`]: runs with the relay, by itself and on demand.
//! - `language`: fields for dates and times as people here write them.
//! - [`launch`]: how the program was started.
//! - [`opening`]: opens files by the means of the system.
//! - [`presence`]: whether a person is there.
//! - `share`: Android's share sheet.
//! - [`written`]: what can be done with a file that was written.

// What nobody outside uses is not public. Tests and their kits are free.
#![cfg_attr(not(test), deny(unreachable_pub))]

mod background;
mod brought;
#[cfg(not(target_os = "android"))]
mod clipboard;
mod commands;
mod exchange;
mod files;
#[cfg(target_os = "linux")]
mod language;
mod launch;
mod opening;
mod passing;
mod presence;
#[cfg(target_os = "android")]
mod share;
mod written;

use std::process::ExitCode;
use std::sync::Arc;

use sesi_core::app::App;
use tauri::webview::PageLoadEvent;
use tauri::{Manager, RunEvent};

use exchange::Exchange;
use sesi_engine::ambient::System;

/// A fifth of the time of receiving thousands of meetings went into the system's allocator (docs/adr/0024). Phones keep the
/// system's (docs/adr/0035).
#[cfg(not(target_os = "android"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs until the window is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() -> ExitCode {
    let options = match launch::Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(told) => {
            eprintln!("{told}");
            return ExitCode::from(2);
        }
    };
    let builder = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_fs::init())
        .plugin(presence::touches())
        // There before anything is heard: on Android a file may be handed over at once.
        .manage(brought::Brought::default())
        .manage(files::Outgoing::default())
        .manage(written::Written::default())
        .manage(presence::Dialogs::default());
    #[cfg(target_os = "android")]
    let builder = builder.plugin(share::plugin());
    let built = builder
        .invoke_handler(tauri::generate_handler![
            commands::onboarding,
            commands::query,
            commands::command,
            commands::job,
            commands::stop_job,
            commands::synchronise,
            commands::stop_synchronising,
            files::pick_file,
            files::save_file,
            written::open_file,
            written::open_folder,
            written::share_file,
            presence::used,
        ])
        .on_page_load(|webview, page| {
            if page.event() == PageLoadEvent::Finished {
                brought::announce(webview.app_handle());
            }
        })
        .setup(move |app| {
            options.fit(app)?;
            #[cfg(target_os = "linux")]
            language::day_first(app)?;
            // Android destroys the activity and makes it again in the same process: what is there stays.
            if app.try_state::<Arc<App>>().is_none() {
                let core = Arc::new(App::start(options.launch(app)?, Arc::new(System))?);
                app.manage(Exchange::start(core.clone(), app.handle().clone()));
                app.manage(files::Answers::from_environment());
                presence::start(core.clone(), app.handle().clone());
                app.manage(core);
                files::sweep(app.handle());
                brought::fetch_expected(app.handle());
            }
            Ok(())
        })
        .build(tauri::generate_context!());
    let app = match built {
        Ok(app) => app,
        Err(error) => {
            eprintln!("Sesi cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    app.run(|handle, event| {
        presence::heard(handle, &event);
        #[cfg(target_os = "android")]
        if let RunEvent::Opened { urls } = &event {
            brought::bring(handle, urls);
        }
        if came_back(&event)
            && let Some(exchange) = handle.try_state::<Exchange>()
        {
            exchange.nudge();
        }
    });
    ExitCode::SUCCESS
}

/// The person is back at the app, and perhaps where there is a signal. On a phone it is the window that says so.
#[cfg(mobile)]
fn came_back(event: &RunEvent) -> bool {
    matches!(
        event,
        RunEvent::WindowEvent {
            event: tauri::WindowEvent::Resumed,
            ..
        }
    )
}

/// The person is back at the app, and perhaps where there is a signal.
#[cfg(desktop)]
fn came_back(event: &RunEvent) -> bool {
    matches!(event, RunEvent::Resumed)
}

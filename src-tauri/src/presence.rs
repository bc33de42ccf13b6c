//! Tells the core whether a person is at the window, and takes the window back to the PIN when the core has locked. When to lock, the
//! core decides.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use sesi_core::app::App;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, RunEvent, State, WindowEvent, Wry};

use crate::exchange::Exchange;

/// How often the core is asked.
const BEAT: Duration = Duration::from_secs(5);

/// Every page says that it is touched or typed at, at most once in ten seconds. A plugin, because that is how Tauri adds to a page.
pub(crate) fn touches() -> TauriPlugin<Wry> {
    tauri::plugin::Builder::new("touches")
        .js_init_script(include_str!("touches.js").to_owned())
        .build()
}

/// A person touched the window or typed.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the form that Tauri asks for"
)]
pub(crate) fn used(core: State<'_, Arc<App>>) {
    core.used();
}

/// Dialogs of ours that are open. On Android each is another app's window, and whoever is in it has not left.
#[derive(Debug, Default)]
pub(crate) struct Dialogs(AtomicUsize);

impl Dialogs {
    fn none_is_open(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

/// A dialog is open for as long as this is there.
pub(crate) struct Shown<'a>(&'a AppHandle);

impl<'a> Shown<'a> {
    pub(crate) fn begin(handle: &'a AppHandle) -> Self {
        handle.state::<Dialogs>().0.fetch_add(1, Ordering::SeqCst);
        Self(handle)
    }
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        self.0.state::<Dialogs>().0.fetch_sub(1, Ordering::SeqCst);
        // Whoever was in it is still there.
        if let Some(core) = self.0.try_state::<Arc<App>>() {
            core.used();
        }
    }
}

/// Starts asking the core, for as long as the program runs.
pub(crate) fn start(core: Arc<App>, handle: AppHandle) {
    thread::spawn(move || {
        let (_end, ended) = channel::<()>();
        while ended.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
            if core.lock_if_idle() {
                to_the_pin(&handle);
            }
        }
    });
}

/// What a window's event says of the person.
pub(crate) fn heard(handle: &AppHandle, event: &RunEvent) {
    let Some(core) = handle.try_state::<Arc<App>>() else {
        return;
    };
    if let RunEvent::WindowEvent {
        event: WindowEvent::Focused(front),
        ..
    } = event
        && core.in_front(*front)
        && let Some(exchange) = handle.try_state::<Exchange>()
    {
        exchange.nudge();
    }
    match event {
        RunEvent::WindowEvent { event, .. }
            if went_away(handle, event) && handle.state::<Dialogs>().none_is_open() =>
        {
            core.left();
        }
        RunEvent::WindowEvent { event, .. } if came_back(event) => {
            // Beside the window's own thread: what still runs is waited for.
            let (core, handle) = (core.inner().clone(), handle.clone());
            thread::spawn(move || {
                if core.returned() {
                    to_the_pin(&handle);
                }
            });
        }
        _ => {}
    }
}

/// The app is no longer in front.
#[cfg(mobile)]
fn went_away(_: &AppHandle, event: &WindowEvent) -> bool {
    matches!(event, WindowEvent::Suspended)
}

/// The window is made small. Another window in front of it is no leaving: at a desk several are used side by side.
#[cfg(desktop)]
fn went_away(handle: &AppHandle, event: &WindowEvent) -> bool {
    let window = handle.get_webview_window("main");
    matches!(event, WindowEvent::Focused(false) | WindowEvent::Resized(_))
        && window.is_some_and(|window| window.is_minimized().unwrap_or(false))
}

#[cfg(mobile)]
fn came_back(event: &WindowEvent) -> bool {
    matches!(event, WindowEvent::Resumed)
}

#[cfg(desktop)]
fn came_back(event: &WindowEvent) -> bool {
    matches!(event, WindowEvent::Focused(true))
}

/// A fresh page holds nothing of what the locked one showed. The place, which is in the address, stays.
fn to_the_pin(handle: &AppHandle) {
    for (_, window) in handle.webview_windows() {
        if let Err(error) = window.reload() {
            eprintln!("the window still shows what it showed before it was locked: {error}");
        }
    }
}

//! Exchanges with the relay: on start, on resume, soon after something was saved, when the line may be back, and on demand. One
//! at a time, never in the way of the window.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use serde_json::json;
use sesi_core::app::{App, SyncDone};
use sesi_core::error::ApiError;
use tauri::AppHandle;

use crate::background::tell;

/// After a save: long enough for the next save to travel with it.
const SOON: Duration = Duration::from_secs(2);
/// Saves for which one exchange waits, each in turn.
const SAVES_AT_ONCE: u32 = 8;

/// Runs exchanges.
#[derive(Clone)]
pub(crate) struct Exchange {
    core: Arc<App>,
    handle: AppHandle,
    nudges: Sender<()>,
}

impl Exchange {
    /// Starts the thread that exchanges by itself.
    pub(crate) fn start(core: Arc<App>, handle: AppHandle) -> Self {
        let (nudges, heard) = channel();
        let exchange = Self {
            core,
            handle,
            nudges,
        };
        let own = exchange.clone();
        thread::spawn(move || own.go_on(&heard));
        exchange
    }

    /// There may be something to exchange, or a line again.
    pub(crate) fn nudge(&self) {
        if self.nudges.send(()).is_err() {
            eprintln!("exchanges by itself have ended");
        }
    }

    /// One run, which the window is told of.
    pub(crate) fn run(&self) -> Result<SyncDone, ApiError> {
        let done = self
            .core
            .synchronise(|progress| tell(&self.handle, "sync-progress", progress))?;
        tell(&self.handle, "sync-done", &done);
        // What is shown is read anew only where it may be another: an office in front asks every minute.
        if done.changed_something() {
            tell(&self.handle, "changed", &json!({}));
        }
        Ok(done)
    }

    fn go_on(&self, heard: &Receiver<()>) {
        let mut wait = self.core.pace(None);
        loop {
            match heard.recv_timeout(wait) {
                Ok(()) => {
                    let mut more = 0..SAVES_AT_ONCE;
                    while more.next().is_some() && heard.recv_timeout(SOON).is_ok() {}
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            wait = self.core.pace(self.run_if_open().as_ref());
        }
    }

    fn run_if_open(&self) -> Option<SyncDone> {
        if !self.core.is_open() {
            return None;
        }
        match self.run() {
            Ok(done) => Some(done),
            Err(error) => {
                eprintln!("exchange: {}", error.message);
                None
            }
        }
    }
}

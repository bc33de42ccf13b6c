//! Long work: it says how far it is, and stops when it is asked to, where that leaves nothing half done. Knows no window.

use parking_lot::Mutex;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

/// How far long work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "testkit", derive(ts_rs::TS))]
pub struct JobProgress {
    /// What it is at.
    pub phase: Phase,
    /// Steps of this phase that are done.
    pub done: u32,
    /// Steps that the phase has.
    pub total: u32,
}

/// What long work is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "testkit", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Reading and comparing. Nothing is written yet.
    Reading,
    /// Writing.
    Writing,
    /// Making the key of a device from its PIN, which takes as long on purpose.
    Locking,
    /// Asking the relay.
    Asking,
}

/// Somebody asked it to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was stopped")]
pub struct Cancelled;

/// Told how far the work is, before each step of it; refusing stops the work there.
pub type Watch<'w> = dyn FnMut(JobProgress) -> Result<(), Cancelled> + 'w;

impl Phase {
    /// So far.
    pub fn at(self, done: usize, total: usize) -> JobProgress {
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        JobProgress {
            phase: self,
            done: number(done),
            total: number(total),
        }
    }
}

/// Asks what goes on to stop, from another thread. What begins after that begins anew.
#[derive(Debug, Default)]
pub struct Stopper(Mutex<CancellationToken>);

impl Stopper {
    /// Something begins, which ends when this is cancelled.
    pub fn begin(&self) -> CancellationToken {
        let stop = CancellationToken::new();
        *self.0.lock() = stop.clone();
        stop
    }

    /// What began last is to stop.
    pub fn stop(&self) {
        self.0.lock().cancel();
    }
}

/// Nobody watches.
pub fn unwatched(_: JobProgress) -> Result<(), Cancelled> {
    Ok(())
}

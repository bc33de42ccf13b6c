//! One run of exchanges with the relay, for a shell that starts it when the network returns, on start, on resume and on demand.

use std::time::Duration;

use serde::Serialize;
use sesi_engine::store::{ArchivedEntry, FeedRow};
use sesi_engine::sync::driver::Run;
use sesi_engine::sync::relays;
use sesi_engine::sync::report::Report;
use sesi_engine::sync::sync_error::SyncError;

use super::running::App;
use crate::error::ApiError;
use crate::office::begin_postings;

/// How far a run is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SyncProgress {
    /// Own entries that the relay acknowledged in this run.
    pub sent: u32,
    /// Entries that wait to be sent still.
    pub waiting: u32,
    /// Entries that came in this run.
    pub received: u32,
    /// Entries that the relay holds still, as far as it said.
    pub to_come: u32,
}

/// How a run ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SyncDone {
    /// What it moved.
    pub progress: SyncProgress,
    /// Documents that changed here.
    pub changed: u32,
    /// Stable name of why it ended early; none if everything is sent and fetched. The window has words for each: `no_line`,
    /// `not_a_relay`, `busy`, `revoked`, `needs_code`, `unknown`, `version`, `refused`, `device`, `cancelled`, `sample`.
    pub stopped: Option<String>,
    /// Seconds until the next try makes sense.
    pub wait_seconds: u32,
}

impl App {
    /// Exchanges with the relay until all is done, the line is gone, or [`App::stop_synchronising`]. `on` is told with each
    /// piece of an answer. Takes as long as the line takes; the device stays usable meanwhile.
    pub fn synchronise(&self, mut on: impl FnMut(&SyncProgress)) -> Result<SyncDone, ApiError> {
        // A run that goes on is waited for: what was saved meanwhile travels with this one.
        let mut lines = self.line.lock();
        let stop = self.runs.begin();
        let open = self.inside()?;
        if open.sample {
            return Ok(SyncDone::not_begun("sample"));
        }
        let mut device = open.device;
        lines.stop_by(stop.clone());
        let shared = device.clone();
        let progress = |report: &Report| -> SyncProgress {
            let device = shared.lock();
            let conn = device.reader();
            SyncProgress {
                sent: count(report.acknowledged),
                waiting: count(ArchivedEntry::count_to_offer(conn).unwrap_or(0)),
                received: count(report.received),
                to_come: count(FeedRow::count_to_come(conn).unwrap_or(0)),
            }
        };
        // What cannot begin keeps nothing back that waits to be sent, and is told after.
        let begun = begin_postings(&mut shared.lock());
        let told = |report: &Report| on(&progress(report));
        let run = relays::run_told(&mut device, &mut *lines, told, |_| !stop.is_cancelled());
        let progress = progress(&run.report);
        begun.map_err(|error| ApiError::from(&error))?;
        Ok(SyncDone::of(&run, progress))
    }

    /// Asks a run to stop, wherever it is. What it has moved stays.
    pub fn stop_synchronising(&self) {
        self.runs.stop();
    }
}

impl SyncDone {
    /// Whether something here is another than before it, so that what is shown is to be read anew.
    pub fn changed_something(&self) -> bool {
        self.changed > 0 || self.progress.sent > 0 || self.progress.received > 0
    }

    fn of(run: &Run, progress: SyncProgress) -> Self {
        let wait = match &run.stopped {
            Some(SyncError::NoLine { wait, .. } | SyncError::Busy { wait }) => *wait,
            _ => Duration::ZERO,
        };
        Self {
            progress,
            changed: count(run.report.changed.len() as u64),
            stopped: run
                .stopped
                .as_ref()
                .map(|stopped| stopped.kind().to_owned()),
            wait_seconds: count(wait.as_secs()),
        }
    }

    fn not_begun(why: &str) -> Self {
        Self {
            progress: SyncProgress::default(),
            changed: 0,
            stopped: Some(why.to_owned()),
            wait_seconds: 0,
        }
    }
}

fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

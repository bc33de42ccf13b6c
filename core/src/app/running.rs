//! The program as a shell holds it: closed, or with its device open.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::Mutex;
use serde_json::Value;
use sesi_engine::ambient::Ambient;
use sesi_engine::job::{Cancelled, JobProgress, Stopper, Watch};
use sesi_engine::keys::pin::WaitBegan;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::seal::author_notes::AppVersion;
use tokio_util::sync::CancellationToken;

use super::fault::OnboardingFault;
use super::idle_lock::{IdleLock, Moment};
use super::lines::NetworkLines;
use super::profile::Profile;
use crate::calls;
use crate::device::Device;
use crate::error::{ApiError, Error};

/// How the program was started.
#[derive(Debug, Clone)]
pub struct Launch {
    /// Folder of everything that it keeps.
    pub profile: PathBuf,
    /// The relay to propose when an office is founded.
    pub proposed_relay: Option<String>,
    /// Folder by which profiles of one person hand sums over.
    pub handover: PathBuf,
    /// Version of the app.
    pub version: String,
}

/// The running program.
#[derive(Debug)]
pub struct App {
    pub(super) launch: Launch,
    pub(super) profile: Profile,
    pub(super) ambient: Arc<dyn Ambient>,
    open: Mutex<Option<Open>>,
    /// The key of a database whose founding or joining was cut off: the next try goes on with it.
    pub(super) begun: Mutex<Option<DbKey>>,
    /// Since when the wait after wrong PINs is served.
    pub(super) pin_wait: Mutex<WaitBegan>,
    /// The connections to relays. Whoever holds them runs; one at a time.
    pub(super) line: Mutex<NetworkLines>,
    pub(super) runs: Stopper,
    /// Held by long work; one at a time.
    working: Mutex<()>,
    jobs: Stopper,
    /// Whether the person is still there; of the open device.
    idle: Mutex<Option<IdleLock>>,
    /// Whether the window is in front. One that has said nothing is not.
    pub(super) front: AtomicBool,
}

/// The open device.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub device: Arc<Mutex<Device>>,
    /// It is the sample office's.
    pub sample: bool,
}

impl App {
    /// Starts in a profile folder, which is made if there is none.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn start(launch: Launch, ambient: Arc<dyn Ambient>) -> Result<Self, Error> {
        Ok(Self {
            profile: Profile::at(&launch.profile)?,
            launch,
            pin_wait: Mutex::new(WaitBegan::at(ambient.uptime())),
            ambient,
            open: Mutex::default(),
            begun: Mutex::default(),
            line: Mutex::default(),
            runs: Stopper::default(),
            working: Mutex::default(),
            jobs: Stopper::default(),
            idle: Mutex::default(),
            front: AtomicBool::default(),
        })
    }

    /// Answers a question about the open device.
    pub fn query(&self, name: &str, question: Value) -> Result<Value, ApiError> {
        calls::query(&self.inside()?.device.lock(), name, question)
    }

    /// Does long work with the open device, which stays usable meanwhile. `on` is told how far it is, a hundred times a phase at the
    /// most. One at a time: a second one waits.
    pub fn job(
        &self,
        name: &str,
        command: Value,
        mut on: impl FnMut(&JobProgress),
    ) -> Result<Value, ApiError> {
        self.at_length(&mut on, |watch, _| {
            let mut device = self.inside()?.device;
            calls::job(&mut device, name, command, watch)
        })
    }

    /// One piece of long work at a time, which is told when to stop, and whose steps `on` is told of.
    pub(super) fn at_length<T>(
        &self,
        on: &mut dyn FnMut(&JobProgress),
        work: impl FnOnce(&mut Watch<'_>, CancellationToken) -> T,
    ) -> T {
        let _one = self.working.lock();
        let stop = self.jobs.begin();
        let mut told = None;
        let stopped = stop.clone();
        let mut watch = |progress: JobProgress| {
            let part = u64::from(progress.done) * 100 / u64::from(progress.total.max(1));
            if told.replace((progress.phase, part)) != Some((progress.phase, part)) {
                on(&progress);
            }
            if stopped.is_cancelled() {
                return Err(Cancelled);
            }
            Ok(())
        };
        work(&mut watch, stop)
    }

    /// Asks the long work that goes on to stop at its next step, or where it waits for the network.
    pub fn stop_job(&self) {
        self.jobs.stop();
    }

    /// Does a command with the open device.
    pub fn command(&self, name: &str, command: Value) -> Result<Value, ApiError> {
        calls::command(&mut self.inside()?.device.lock(), name, command)
    }

    /// The device is open.
    pub fn is_open(&self) -> bool {
        self.open.lock().is_some()
    }

    pub(super) fn inside(&self) -> Result<Open, ApiError> {
        let open = self.open.lock().clone();
        open.ok_or_else(|| ApiError::from(&OnboardingFault::Locked))
    }

    pub(super) fn opened(&self) -> Option<Open> {
        self.open.lock().clone()
    }

    /// The open device, for tests that ask it more than one question.
    #[cfg(test)]
    pub(crate) fn with_device<T>(&self, ask: impl FnOnce(&Device) -> T) -> T {
        let open = self.opened().unwrap();
        let device = open.device.lock();
        ask(&device)
    }

    pub(super) fn let_in(&self, mut device: Device, sample: bool) {
        if let Some(app) = AppVersion::new(&self.launch.version) {
            device.runs_in(app);
        }
        if let Err(error) = device.look_again_after_update() {
            // Each run tries it again.
            tracing::error!(%error, "what waits for this version was not looked at");
        }
        // The sample's people are invented, and no PIN leads back to it.
        *self.idle.lock() = (!sample).then(|| IdleLock::opened(self.moment()));
        *self.open.lock() = Some(Open {
            device: Arc::new(Mutex::new(device)),
            sample,
        });
    }

    /// The person touched the window or typed.
    pub fn used(&self) {
        if let Some(idle) = self.idle.lock().as_mut() {
            idle.used(self.moment());
        }
    }

    /// The window is not in front any more. Not to be said of a window in front of which a dialog of its own stands.
    pub fn left(&self) {
        if let Some(idle) = self.idle.lock().as_mut() {
            idle.left(self.moment());
        }
    }

    /// The window is in front again: locks the device if it was away for too long. Answers whether it did.
    pub fn returned(&self) -> bool {
        let locked = self.lock_if_idle();
        if let Some(idle) = self.idle.lock().as_mut() {
            idle.returned();
        }
        locked
    }

    /// Locks the device if nobody was there for as long as the person prefers; long work that goes on keeps it open. Answers
    /// whether it did. To be asked every few seconds.
    pub fn lock_if_idle(&self) -> bool {
        let Some(idle) = *self.idle.lock() else {
            return false;
        };
        if !idle.is_due(self.moment(), &self.profile.preferences()) {
            return false;
        }
        if self.working.try_lock().is_none() {
            return false;
        }
        self.close();
        true
    }

    fn moment(&self) -> Moment {
        Moment {
            uptime: self.ambient.uptime(),
            clock: self.ambient.now(),
        }
    }

    /// Closes the device. The run and the long work that may be using it are stopped, and waited for.
    pub(super) fn close(&self) {
        // From here on nothing begins, so that what is stopped was the last.
        *self.open.lock() = None;
        *self.idle.lock() = None;
        self.runs.stop();
        self.jobs.stop();
        self.quiet();
        *self.line.lock() = NetworkLines::default();
    }

    /// Waits until neither a run nor long work uses a device.
    pub(super) fn quiet(&self) {
        drop(self.working.lock());
        drop(self.line.lock());
    }
}

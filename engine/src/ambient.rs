//! The only source of time and randomness, so that every test can be repeated from a seed.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

/// Where a device gets the time and its random bytes from.
pub trait Ambient: std::fmt::Debug + Send + Sync {
    /// The device's clock. It may be wrong by years: never order or reject anything by it.
    fn now(&self) -> DateTime<Utc>;
    /// How long the process has run. Setting the clock does not change it, and it stands still while the device sleeps.
    fn uptime(&self) -> Duration {
        STARTED.elapsed()
    }
    /// Fills `bytes` with random bytes fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// When the process was first asked how long it has run.
static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// `N` random bytes.
pub fn random<const N: usize>(ambient: &dyn Ambient) -> [u8; N] {
    let mut bytes = [0; N];
    ambient.fill(&mut bytes);
    bytes
}

/// The real clock and the operating system's random generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the real clock and the real generator"
)]
impl Ambient for System {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// # Panics
    /// If the operating system has no randomness to give: no key made after that could be trusted.
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// A clock that is set by hand and random bytes from a seed, for tests and simulations.
#[derive(Debug)]
pub struct Seeded {
    state: std::sync::Mutex<(blake3::OutputReader, DateTime<Utc>)>,
    uptime: std::sync::Mutex<Duration>,
}

impl Seeded {
    /// Repeatable bytes from `seed`; the clock stands at `now` until it is set.
    pub fn new(seed: u64, now: DateTime<Utc>) -> Self {
        let reader = blake3::Hasher::new_derive_key("sesi seeded ambient")
            .update(&seed.to_le_bytes())
            .finalize_xof();
        Self {
            state: std::sync::Mutex::new((reader, now)),
            uptime: std::sync::Mutex::default(),
        }
    }

    /// Sets the clock.
    pub fn set(&self, now: DateTime<Utc>) {
        self.lock().1 = now;
    }

    /// Lets time pass for the process, whatever the clock says.
    pub fn pass(&self, time: Duration) {
        *self.passed() += time;
    }

    fn passed(&self) -> std::sync::MutexGuard<'_, Duration> {
        self.uptime
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (blake3::OutputReader, DateTime<Utc>)> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Ambient for Seeded {
    fn now(&self) -> DateTime<Utc> {
        self.lock().1
    }

    fn uptime(&self) -> Duration {
        *self.passed()
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.lock().0.fill(bytes);
    }
}

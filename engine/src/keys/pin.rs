//! The lock of a device: the database key, wrapped by a PIN or passphrase, in a small file beside the database.
//!
//! A try is counted, and the count saved, before it is made. Wrong tries cost a growing wait, which a process serves by its own uptime
//! and never by the clock, and never the data. Against somebody who copied the files only Argon2id and the length of the PIN count (see
//! `docs/threat-model.md`).

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use super::pin_choice::{self, WeakPin};
use super::secret::DbKey;
use super::stretch::{Stretch, StretchFault};
use super::{NONCE_LEN, open, seal};
use crate::ambient::{self, Ambient};

/// The version that this build writes.
const VERSION: u8 = 1;
const AAD: &[u8] = b"sesi/1 lock";
/// Wrong tries that cost no wait.
const FREE_TRIES: u32 = 3;
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// The file's content. It opens nothing without the PIN, but whoever has it may guess: it is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockFile {
    version: u8,
    stretch: Stretch,
    salt: String,
    nonce: String,
    wrapped: String,
    /// Wrong tries since the last right one.
    failures: u32,
}

/// When the wait that a lock asks for began, by the process's uptime: at the last wrong try, or when the process did. So a restart serves
/// the whole wait once more, and nothing that is done to the clock changes it.
#[derive(Debug, Clone, Copy, Default)]
pub struct WaitBegan(Duration);

impl WaitBegan {
    /// At `uptime`.
    pub fn at(uptime: Duration) -> Self {
        Self(uptime)
    }
}

/// Why the database stays locked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Not this PIN. The next try may be made after `wait`.
    #[error("wrong PIN, try {failures} without success; next try in {} s", wait.as_secs())]
    Wrong {
        /// Wrong tries in a row.
        failures: u32,
        /// Zero for the first tries.
        wait: Duration,
    },
    /// Too early: nothing was tried, and this does not count.
    #[error("too many wrong PINs; next try in {} s", wait.as_secs())]
    Wait {
        /// What is left.
        wait: Duration,
    },
    /// The PIN may not be chosen.
    #[error(transparent)]
    Weak(#[from] WeakPin),
    /// The file is not one that Sesi wrote; bring it back from a backup, or recover the device with a new invite.
    #[error("the lock file is damaged: {0}")]
    Damaged(&'static str),
    /// Written by a newer Sesi.
    #[error("the lock file has version {0}; update Sesi")]
    Newer(u8),
    /// Key stretching failed.
    #[error(transparent)]
    Stretch(#[from] StretchFault),
}

impl LockFile {
    /// Locks `key` with `pin`.
    pub fn create(key: &DbKey, pin: &str, ambient: &dyn Ambient) -> Result<Self, PinError> {
        Self::create_with(key, pin, Stretch::STANDARD, ambient)
    }

    /// Locks `key` with `pin` at another price than the standard one.
    pub fn create_with(
        key: &DbKey,
        pin: &str,
        stretch: Stretch,
        ambient: &dyn Ambient,
    ) -> Result<Self, PinError> {
        pin_choice::check(pin)?;
        let salt: [u8; 16] = ambient::random(ambient);
        let nonce: [u8; NONCE_LEN] = ambient::random(ambient);
        let pin_key = stretch.stretch(pin.as_bytes(), &salt)?;
        Ok(Self {
            version: VERSION,
            stretch,
            salt: BASE64URL_NOPAD.encode(&salt),
            nonce: BASE64URL_NOPAD.encode(&nonce),
            wrapped: BASE64URL_NOPAD.encode(&seal(&pin_key, &nonce, AAD, key.as_bytes())),
            failures: 0,
        })
    }

    /// Tries `pin` at `uptime`. `save` is asked to make the file durable before the try, which counts as a wrong one until it was right;
    /// where that fails nothing is tried.
    ///
    /// # Errors
    /// [`PinError`], or what `save` says.
    pub fn unlock<E: From<PinError>>(
        &mut self,
        pin: &str,
        began: &mut WaitBegan,
        uptime: Duration,
        mut save: impl FnMut(&Self) -> Result<(), E>,
    ) -> Result<DbKey, E> {
        if self.version > VERSION {
            return Err(PinError::Newer(self.version).into());
        }
        if let Some(wait) = self.wait(*began, uptime) {
            return Err(PinError::Wait { wait }.into());
        }
        let salt: [u8; 16] = field(&self.salt, "salt")?;
        let nonce: [u8; NONCE_LEN] = field(&self.nonce, "nonce")?;
        let wrapped: [u8; 48] = field(&self.wrapped, "key")?;
        let before = self.failures;
        self.failures = before.saturating_add(1);
        save(self)?;
        let pin_key = match self.stretch.stretch(pin.as_bytes(), &salt) {
            Ok(pin_key) => pin_key,
            Err(fault) => {
                // Nothing was tried.
                self.failures = before;
                save(self)?;
                return Err(PinError::from(fault).into());
            }
        };
        let Some(key) = open(&pin_key, &nonce, AAD, &wrapped) else {
            *began = WaitBegan(uptime);
            let wrong = PinError::Wrong {
                failures: self.failures,
                wait: wait_after(self.failures),
            };
            return Err(wrong.into());
        };
        self.failures = 0;
        save(self)?;
        Ok(DbKey::from_secret_bytes(&key).map_err(|_| PinError::Damaged("key"))?)
    }

    /// What is left of the wait at `uptime`, if anything.
    pub fn wait(&self, began: WaitBegan, uptime: Duration) -> Option<Duration> {
        let served = uptime.saturating_sub(began.0);
        let left = wait_after(self.failures).saturating_sub(served);
        (!left.is_zero()).then_some(left)
    }

    /// Another PIN for the same database key. Counts as a try of the old one, and is saved like one.
    ///
    /// # Errors
    /// [`PinError`], or what `save` says.
    pub fn change<E: From<PinError>>(
        &mut self,
        old: &str,
        new: &str,
        began: &mut WaitBegan,
        ambient: &dyn Ambient,
        mut save: impl FnMut(&Self) -> Result<(), E>,
    ) -> Result<(), E> {
        pin_choice::check(new).map_err(PinError::from)?;
        let key = self.unlock(old, began, ambient.uptime(), &mut save)?;
        *self = Self::create(&key, new, ambient)?;
        save(self)
    }

    /// Wrong tries since the last right one.
    pub fn failures(&self) -> u32 {
        self.failures
    }
}

impl std::fmt::Debug for LockFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LockFile")
            .field("version", &self.version)
            .field("stretch", &self.stretch)
            .field("failures", &self.failures)
            .finish_non_exhaustive()
    }
}

/// Nothing for the first tries, then 1, 2, 4 ... seconds up to the longest wait.
fn wait_after(failures: u32) -> Duration {
    match failures.saturating_sub(FREE_TRIES) {
        0 => Duration::ZERO,
        doubled @ 1..=20 => Duration::from_secs(1 << (doubled - 1)).min(LONGEST_WAIT),
        _ => LONGEST_WAIT,
    }
}

fn field<const N: usize>(text: &str, what: &'static str) -> Result<[u8; N], PinError> {
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(PinError::Damaged(what))
}

#[cfg(test)]
#[path = "pin_tests.rs"]
mod tests;

//! The lock of a device: the database key, wrapped by a PIN or passphrase, in a small file beside the database.
//!
//! The file must be saved after every try, right or wrong. Wrong tries cost a growing wait and never the data. The wait holds
//! against somebody who holds the phone, not against somebody who copied its files: there only Argon2id and the length of the
//! PIN count (see `docs/threat-model.md`).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
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
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);

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
    /// No try before this, by the device's clock.
    not_before: Option<DateTime<Utc>>,
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
            not_before: None,
        })
    }

    /// Tries `pin`. Save the file afterwards, whatever the result.
    pub fn unlock(&mut self, pin: &str, now: DateTime<Utc>) -> Result<DbKey, PinError> {
        if self.version > VERSION {
            return Err(PinError::Newer(self.version));
        }
        if let Some(wait) = self.wait(now) {
            return Err(PinError::Wait { wait });
        }
        let salt: [u8; 16] = field(&self.salt, "salt")?;
        let nonce: [u8; NONCE_LEN] = field(&self.nonce, "nonce")?;
        let wrapped: [u8; 48] = field(&self.wrapped, "key")?;
        let pin_key = self.stretch.stretch(pin.as_bytes(), &salt)?;
        let Some(key) = open(&pin_key, &nonce, AAD, &wrapped) else {
            self.failures = self.failures.saturating_add(1);
            let wait = wait_after(self.failures);
            self.not_before = now.checked_add_signed(wait);
            return Err(PinError::Wrong {
                failures: self.failures,
                wait: wait.to_std().unwrap_or_default(),
            });
        };
        self.failures = 0;
        self.not_before = None;
        DbKey::from_secret_bytes(&key).map_err(|_| PinError::Damaged("key"))
    }

    /// What is left of the wait, if anything. Save the file when this changed it: a clock that was set back must not lock
    /// anybody out for longer than the step itself.
    pub fn wait(&mut self, now: DateTime<Utc>) -> Option<Duration> {
        let step = wait_after(self.failures);
        let left = self.not_before? - now;
        if left > step {
            self.not_before = now.checked_add_signed(step);
        }
        left.min(step).to_std().ok().filter(|left| !left.is_zero())
    }

    /// Another PIN for the same database key. Counts as a try of the old one.
    pub fn change(&mut self, old: &str, new: &str, ambient: &dyn Ambient) -> Result<(), PinError> {
        pin_choice::check(new)?;
        let key = self.unlock(old, ambient.now())?;
        *self = Self::create(&key, new, ambient)?;
        Ok(())
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
            .field("not_before", &self.not_before)
            .finish_non_exhaustive()
    }
}

/// Nothing for the first tries, then 1, 2, 4 ... seconds up to the longest wait.
fn wait_after(failures: u32) -> TimeDelta {
    match failures.saturating_sub(FREE_TRIES) {
        0 => TimeDelta::zero(),
        doubled @ 1..=20 => TimeDelta::seconds(1 << (doubled - 1)).min(LONGEST_WAIT),
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
mod tests {
    use super::*;
    use crate::ambient::Seeded;

    const CHEAP: Stretch = Stretch {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn locked() -> (Seeded, DbKey, LockFile) {
        let ambient = Seeded::new(5, noon());
        let key = DbKey::generate(&ambient);
        let lock = LockFile::create_with(&key, "271828", CHEAP, &ambient).unwrap();
        (ambient, key, lock)
    }

    #[test]
    fn the_pin_opens_and_the_file_survives_json_without_showing_itself() {
        let (_, key, lock) = locked();
        let json = serde_json::to_string(&lock).unwrap();
        let mut back: LockFile = serde_json::from_str(&json).unwrap();
        assert_eq!(back, lock);
        assert_eq!(back.unlock("271828", noon()).unwrap(), key);
        assert!(!format!("{lock:?}").contains(&lock.wrapped));
    }

    #[test]
    fn a_new_pin_opens_the_same_key_and_the_old_one_nothing() {
        let (ambient, key, mut lock) = locked();
        assert!(matches!(
            lock.change("271828", "123456", &ambient),
            Err(PinError::Weak(_))
        ));
        assert!(matches!(
            lock.change("000001", "314159", &ambient),
            Err(PinError::Wrong { .. })
        ));
        lock.change("271828", "314159", &ambient).unwrap();
        assert_eq!(lock.unlock("314159", noon()).unwrap(), key);
        assert!(lock.unlock("271828", noon()).is_err());
    }

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour_and_a_right_pin_ends_them() {
        let (_, key, mut lock) = locked();
        let mut now = noon();
        let mut waits = Vec::new();
        for _ in 0..16 {
            let Err(PinError::Wrong { wait, .. }) = lock.unlock("000001", now) else {
                panic!("a wrong PIN opened the database or was not tried");
            };
            waits.push(wait.as_secs());
            now += wait;
        }
        assert_eq!(
            waits,
            [
                0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900
            ]
        );
        lock.unlock("000001", now).unwrap_err();
        let early = now + TimeDelta::seconds(899);
        let left = Duration::from_secs(1);
        assert_eq!(
            lock.unlock("271828", early),
            Err(PinError::Wait { wait: left })
        );
        assert_eq!(lock.failures(), 17);
        assert_eq!(
            lock.unlock("271828", now + TimeDelta::seconds(900))
                .unwrap(),
            key
        );
        assert_eq!((lock.failures(), lock.wait(now)), (0, None));
    }

    #[test]
    fn a_clock_that_was_set_back_costs_one_step_and_not_years() {
        let (_, key, mut lock) = locked();
        for _ in 0..5 {
            lock.unlock("000001", noon() + TimeDelta::days(20)).ok();
            lock.not_before = Some(noon() + TimeDelta::days(4000));
            lock.failures += 3;
        }
        let back_then = noon() - TimeDelta::days(3000);
        assert_eq!(lock.wait(back_then), Some(Duration::from_mins(15)));
        let later = back_then + TimeDelta::seconds(900);
        assert_eq!(lock.unlock("271828", later).unwrap(), key);
    }

    #[test]
    fn a_damaged_or_newer_file_says_so_and_counts_nothing() {
        let (_, _, lock) = locked();
        let mut newer = LockFile {
            version: 2,
            ..lock.clone()
        };
        assert_eq!(newer.unlock("271828", noon()), Err(PinError::Newer(2)));
        let mut cut = LockFile {
            wrapped: "AAAA".into(),
            ..lock.clone()
        };
        assert_eq!(cut.unlock("271828", noon()), Err(PinError::Damaged("key")));
        let mut greedy = lock;
        greedy.stretch.memory_kib = u32::MAX;
        assert!(matches!(
            greedy.unlock("271828", noon()),
            Err(PinError::Stretch(_))
        ));
        assert_eq!(
            (newer.failures(), cut.failures(), greedy.failures()),
            (0, 0, 0)
        );
    }
}

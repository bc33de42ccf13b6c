//! The files of one profile folder, which are their user's alone. A file appears whole or not at all.
//!
//! ```text
//! preferences.json   language, text size, colours
//! camera.json        the camera stands over the joining form: what of the form is no secret
//! device.db          the encrypted database
//! device.lock        its key, wrapped by the PIN; the device exists once this file does
//! device.lock.next   the same while the device is being founded or joins
//! sample/            a sample office, with a key that is no secret
//! ```

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sesi_engine::keys::pin::{LockFile, PinError};
use sesi_engine::{private_files, whole_file};

use super::fault::OnboardingFault;
use super::preferences::Preferences;

const PREFERENCES: &str = "preferences.json";
const CAMERA: &str = "camera.json";

/// A profile folder.
#[derive(Debug, Clone)]
pub(super) struct Profile(PathBuf);

impl Profile {
    /// The folder, made if there is none.
    pub(super) fn at(folder: &Path) -> io::Result<Self> {
        private_files::folder(folder)?;
        let profile = Self(folder.to_owned());
        for file in [
            profile.lock(),
            profile.next_lock(),
            profile.0.join(PREFERENCES),
        ] {
            private_files::mend(&file);
        }
        Ok(profile)
    }

    pub(super) fn database(&self) -> PathBuf {
        self.0.join("device.db")
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.0.join("device.lock")
    }

    pub(super) fn next_lock(&self) -> PathBuf {
        self.0.join("device.lock.next")
    }

    pub(super) fn sample(&self) -> PathBuf {
        self.0.join("sample")
    }

    /// There is a device.
    pub(super) fn has_device(&self) -> bool {
        self.lock().exists()
    }

    /// What the person prefers; the usual if the file is not there or does not read.
    pub(super) fn preferences(&self) -> Preferences {
        let text = fs::read(self.0.join(PREFERENCES)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    pub(super) fn keep_preferences(&self, preferences: &Preferences) -> io::Result<()> {
        write_json(&self.0.join(PREFERENCES), preferences)
    }

    /// The relay's address that stood in the joining form when the camera was opened over it.
    pub(super) fn at_camera(&self) -> Option<String> {
        let text = fs::read(self.0.join(CAMERA)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    pub(super) fn keep_at_camera(&self, relay: &str) -> io::Result<()> {
        write_json(&self.0.join(CAMERA), &relay)
    }

    /// The person came back from the camera, or needs it no more.
    pub(super) fn forget_camera(&self) -> io::Result<()> {
        match fs::remove_file(self.0.join(CAMERA)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    pub(super) fn read_lock(path: &Path) -> Result<LockFile, OnboardingFault> {
        read_json(path)?.ok_or(OnboardingFault::Pin(PinError::Damaged("file")))
    }

    pub(super) fn keep_lock(path: &Path, lock: &LockFile) -> io::Result<()> {
        write_json(path, lock)
    }

    /// Moves a database that nobody can open any more out of the way. It is kept.
    pub(super) fn set_aside_database(&self) -> io::Result<()> {
        for suffix in ["", "-wal", "-shm", ".keycheck"] {
            let from = with_suffix(&self.database(), suffix);
            if !from.exists() {
                continue;
            }
            let free = (1..=u16::MAX)
                .map(|n| with_suffix(&self.database(), &format!(".aside-{n}{suffix}")))
                .find(|path| !path.exists());
            if let Some(to) = free {
                fs::rename(from, to)?;
            }
        }
        Ok(())
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn read_json<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    Ok(serde_json::from_slice(&fs::read(path)?).ok())
}

fn write_json(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_vec_pretty(value)?;
    whole_file::write(path, |file| file.write_all(&text))
}

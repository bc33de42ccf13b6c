//! The folder of a device: its database, the key beside it, and a clock that may be wrong.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, Utc};
use sesi_engine::ambient::{Ambient, System};
use sesi_engine::keys::secret::DbKey;
use sesi_engine::private_files;

/// Name of the database in the folder.
pub const DATABASE: &str = "device.db";
/// Name of the file with its key, in hex.
pub const KEY: &str = "device.key";

/// The real generator, and the real clock put forward or back.
#[derive(Debug, Default)]
pub struct WrongClock {
    offset: AtomicI64,
}

impl WrongClock {
    /// Puts it so many seconds ahead of the real one from now on.
    pub fn jump(&self, seconds: i64) {
        self.offset.store(seconds, Ordering::Relaxed);
    }
}

impl Ambient for WrongClock {
    fn now(&self) -> DateTime<Utc> {
        let offset = Duration::try_seconds(self.offset.load(Ordering::Relaxed));
        let now = System.now();
        offset
            .and_then(|offset| now.checked_add_signed(offset))
            .unwrap_or(now)
    }

    fn fill(&self, bytes: &mut [u8]) {
        System.fill(bytes);
    }
}

/// Where a device lives.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    /// Its clock.
    pub clock: Arc<WrongClock>,
}

impl Folder {
    /// The device's folder at `path`, whether or not there is one yet.
    pub fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            clock: Arc::default(),
        }
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// The key beside the database, made if there is none yet. It is durable before a database can be made with it.
    pub fn key(&self) -> std::io::Result<DbKey> {
        let file = self.path.join(KEY);
        match std::fs::read_to_string(&file) {
            Ok(hex) => {
                let bytes = data_encoding::HEXLOWER.decode(hex.trim().as_bytes());
                let key = bytes
                    .ok()
                    .and_then(|bytes| DbKey::from_secret_bytes(&bytes).ok());
                key.ok_or_else(|| std::io::Error::other("device.key is no key"))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                private_files::folder(&self.path)?;
                let key = DbKey::generate(&*self.clock);
                let hex = data_encoding::HEXLOWER.encode(&*key.to_secret_bytes());
                let fresh = self.path.join("device.key.new");
                let mut out = private_files::create(&fresh)?;
                out.write_all(hex.as_bytes())?;
                out.sync_all()?;
                std::fs::rename(&fresh, &file)?;
                Ok(key)
            }
            Err(error) => Err(error),
        }
    }
}

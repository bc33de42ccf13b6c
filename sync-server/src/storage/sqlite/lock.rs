//! One relay a data directory: a file lock that the system lets go of when its process ends, however it ends.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::private;
use super::schema::OpenError;

/// Held while a relay serves from a directory.
#[derive(Debug)]
pub struct ServeLock {
    _file: File,
}

impl ServeLock {
    /// Takes the lock of `data`, making the directory if it is missing.
    pub fn take(data: &Path) -> Result<Self, OpenError> {
        let path = data.display().to_string();
        let directory = |source| OpenError::Directory {
            path: path.clone(),
            source,
        };
        private::directory(data).map_err(directory)?;
        let file = private::create(&data.join("serve.lock")).map_err(directory)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse { path }),
            Err(TryLockError::Error(source)) => Err(OpenError::Directory { path, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_on_the_same_directory_is_refused_until_the_first_ends() {
        let dir = tempfile::tempdir().unwrap();
        let first = ServeLock::take(dir.path()).unwrap();
        assert!(matches!(
            ServeLock::take(dir.path()),
            Err(OpenError::InUse { .. })
        ));
        drop(first);
        ServeLock::take(dir.path()).unwrap();
    }
}

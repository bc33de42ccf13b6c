//! A few bytes beside the database that say with which key it was made. SQLCipher reports a wrong key and a damaged first
//! page alike; with this, a healthy database whose lock file was mixed up is not taken for a damaged one.
//!
//! The key is random and 32 bytes long, so a hash of it gives nothing away.

use std::io::Write;
use std::path::Path;

use super::companions::beside;
use super::open_error::OpenError;
use crate::private_files;

/// What follows the database's name.
pub(super) const SUFFIX: &str = ".keycheck";
const CONTEXT: &str = "sesi/1 database key check";

/// What the check beside a database says about a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyCheck {
    /// The database was made with this key.
    Same,
    /// It was made with another one.
    Other,
    /// There is no check, or it does not read.
    Missing,
}

/// Compares `key` with the check beside the database at `path`.
pub(super) fn read(path: &Path, key: &[u8; 32]) -> Result<KeyCheck, OpenError> {
    match std::fs::read(beside(path, SUFFIX)) {
        Ok(found) if found == check_of(key) => Ok(KeyCheck::Same),
        Ok(found) if found.len() == check_of(key).len() => Ok(KeyCheck::Other),
        Ok(_) => Ok(KeyCheck::Missing),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(KeyCheck::Missing),
        Err(error) => Err(OpenError::Storage(error.to_string())),
    }
}

/// Notes beside the database at `path` that `key` opens it, unless that is noted already.
pub(super) fn write(path: &Path, key: &[u8; 32]) -> Result<(), OpenError> {
    if read(path, key)? == KeyCheck::Same {
        return Ok(());
    }
    private_files::create(&beside(path, SUFFIX))
        .and_then(|mut file| file.write_all(&check_of(key)))
        .map_err(|error| OpenError::Storage(error.to_string()))
}

fn check_of(key: &[u8; 32]) -> [u8; 16] {
    let mut check = [0; 16];
    check.copy_from_slice(&blake3::derive_key(CONTEXT, key)[..16]);
    check
}

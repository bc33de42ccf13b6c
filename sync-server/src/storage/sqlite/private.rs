//! The data directory and its files belong to the relay's user alone: they tell who talks to whom.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes the directory if it is missing, and takes everybody else's rights to it.
pub(super) fn directory(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)?;
    restrict(path, 0o700)
}

/// Makes the file if it is missing, and takes everybody else's rights to it.
pub(super) fn file(path: &Path) -> io::Result<()> {
    create(path)?;
    restrict(path, 0o600)
}

/// Opens the file for writing, as it is or empty.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = std::fs::metadata(path)?.permissions();
    if permissions.mode() & 0o777 == mode {
        return Ok(());
    }
    permissions.set_mode(mode);
    match std::fs::set_permissions(path, permissions) {
        // Somebody else's: whoever set it up knows who reads there.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            tracing::warn!(path = %path.display(), "others may read here, and only its owner can change that");
            Ok(())
        }
        changed => changed,
    }
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)] // other systems have other rights, which the directory hands down
fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

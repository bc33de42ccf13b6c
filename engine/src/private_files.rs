//! Files and folders that only the user of the device may read, from their first moment on, and those of earlier versions mended.
//! On systems without Unix permissions it changes nothing: there an app's folder is its user's alone.

use std::fs::File;
use std::io;
use std::path::Path;

/// Makes a folder, with those above it, that only its user may enter; takes others' rights from one that is there.
///
/// # Errors
/// If it cannot be made.
pub fn folder(path: &Path) -> io::Result<()> {
    system::make_folder(path)?;
    mend(path);
    Ok(())
}

/// A file for writing, emptied, which only its user may read.
///
/// # Errors
/// If it cannot be made.
pub fn create(path: &Path) -> io::Result<File> {
    let file = system::open(path, true)?;
    mend(path);
    Ok(file)
}

/// Makes the file if there is none, and leaves what is in it.
pub(crate) fn ensure(path: &Path) -> io::Result<()> {
    system::open(path, false)?;
    mend(path);
    Ok(())
}

/// Takes the rights of others from what is at `path`, if anything is. Some file systems know no rights: the device must open on them all
/// the same, so a failure is told in the log alone.
pub fn mend(path: &Path) {
    if let Err(error) = system::take_rights_of_others(path) {
        tracing::warn!(%error, path = %path.display(), "others may read a file");
    }
}

#[cfg(unix)]
mod system {
    use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    pub(super) fn make_folder(path: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)
    }

    pub(super) fn open(path: &Path, emptied: bool) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(emptied)
            .mode(0o600)
            .open(path)
    }

    pub(super) fn take_rights_of_others(path: &Path) -> io::Result<()> {
        let mode = match fs::metadata(path) {
            Ok(found) => found.permissions().mode(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if (mode & 0o077).count_ones() == 0 {
            return Ok(());
        }
        fs::set_permissions(path, Permissions::from_mode(mode & 0o700))
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::{self, File, OpenOptions};
    use std::io;
    use std::path::Path;

    pub fn make_folder(path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    pub fn open(path: &Path, emptied: bool) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(emptied)
            .open(path)
    }

    #[allow(clippy::unnecessary_wraps, reason = "it can fail elsewhere")]
    pub fn take_rights_of_others(_: &Path) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn give(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_is_made_is_private_and_what_was_there_becomes_so() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        folder(&inner).unwrap();
        assert_eq!((mode(&inner), mode(&dir.path().join("a"))), (0o700, 0o700));
        give(&inner, 0o755);
        folder(&inner).unwrap();
        assert_eq!(mode(&inner), 0o700);

        let file = inner.join("f");
        create(&file).unwrap().write_all(b"long").unwrap();
        assert_eq!(mode(&file), 0o600);
        give(&file, 0o644);
        ensure(&file).unwrap();
        assert_eq!(
            (mode(&file), fs::read(&file).unwrap()),
            (0o600, b"long".to_vec())
        );
        give(&file, 0o664);
        drop(create(&file).unwrap());
        assert_eq!((mode(&file), fs::read(&file).unwrap()), (0o600, vec![]));
        // What the user may not do stays so.
        give(&file, 0o444);
        mend(&file);
        assert_eq!(mode(&file), 0o400);
        mend(&inner.join("none"));
        assert!(folder(&file).is_err());
    }
}

//! A file appears whole or not at all: it is written beside its place, for its user alone, made durable, and moved there in one step.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use crate::private_files;

/// A file that is being written, of which nobody sees anything yet.
#[derive(Debug)]
pub struct Part(File);

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(room::for_some_of(bytes)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Seek for Part {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

/// How much the disk takes: all of it.
#[cfg(not(any(test, feature = "testkit")))]
mod room {
    #[expect(clippy::unnecessary_wraps, reason = "a disk of a test may be full")]
    pub(super) fn for_some_of(bytes: &[u8]) -> std::io::Result<&[u8]> {
        Ok(bytes)
    }
}

/// How much the disk takes: what a test says.
#[cfg(any(test, feature = "testkit"))]
pub mod room {
    use std::cell::Cell;
    use std::io;

    thread_local! {
        static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
    }

    /// Does something on a disk that takes so many bytes of files and no more.
    pub fn of<T>(bytes: u64, doing: impl FnOnce() -> T) -> T {
        LEFT.set(Some(bytes));
        let done = doing();
        LEFT.set(None);
        done
    }

    pub(super) fn for_some_of(bytes: &[u8]) -> io::Result<&[u8]> {
        let Some(left) = LEFT.get() else {
            return Ok(bytes);
        };
        let fits = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if fits == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        LEFT.set(Some(left - fits as u64));
        Ok(&bytes[..fits])
    }
}

/// Writes a file by `write`. What stood there before stays if that fails.
pub fn write<T, E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut Part) -> Result<T, E>,
) -> Result<T, E> {
    let name = path
        .file_name()
        .ok_or(io::ErrorKind::InvalidFilename)
        .map_err(io::Error::from)?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(".part");
    let part = path.with_file_name(hidden);
    let placed = put(&part, write).and_then(|written| {
        fs::rename(&part, path)?;
        Ok(written)
    });
    if placed.is_err() {
        // It may not have come to be; the fault that counts is the first one.
        fs::remove_file(&part).ok();
    }
    placed
}

fn put<T, E: From<io::Error>>(
    part: &Path,
    write: impl FnOnce(&mut Part) -> Result<T, E>,
) -> Result<T, E> {
    // Not what an earlier try left: others may have that open.
    match fs::remove_file(part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut file = Part(private_files::create(part)?);
    let written = write(&mut file)?;
    file.0.sync_all()?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn bytes(path: &Path, bytes: &[u8]) -> io::Result<()> {
        write(path, |file| file.write_all(bytes))
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_its_users_alone_while_it_is_written_and_afterwards() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let mode = |name: &str| {
            let file = fs::metadata(dir.path().join(name)).unwrap();
            file.permissions().mode() & 0o777
        };
        fs::write(dir.path().join("a.sesi"), b"old").unwrap();
        fs::write(dir.path().join(".a.sesi.part"), b"an earlier try").unwrap();
        write(&dir.path().join("a.sesi"), |file| {
            assert_eq!(mode(".a.sesi.part"), 0o600);
            file.write_all(b"new")
        })
        .unwrap();
        assert_eq!(mode("a.sesi"), 0o600);
        assert_eq!(fs::read(dir.path().join("a.sesi")).unwrap(), b"new");
    }

    #[test]
    fn a_disk_that_is_full_leaves_what_was_there_and_nothing_half_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.pdf");
        bytes(&path, b"before").unwrap();
        for room in 0..5 {
            let full = room::of(room, || bytes(&path, b"after")).unwrap_err();
            assert_eq!(full.kind(), io::ErrorKind::StorageFull, "{room}");
            assert_eq!(fs::read(&path).unwrap(), b"before");
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        }
        room::of(5, || bytes(&path, b"after")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"after");
    }

    #[test]
    fn a_file_is_replaced_whole_or_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.xlsx");
        bytes(&path, b"one").unwrap();
        bytes(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        // A folder of that name cannot be replaced: it stays, and nothing is left beside it.
        let folder = dir.path().join("b.xlsx");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("kept"), b"x").unwrap();
        assert!(bytes(&folder, b"three").is_err());
        assert!(folder.join("kept").exists());
        assert!(bytes(&dir.path().join("none/c.xlsx"), b"four").is_err());
        assert!(bytes(Path::new("/"), b"five").is_err());
        let mut names: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a.xlsx", "b.xlsx"]);
    }
}

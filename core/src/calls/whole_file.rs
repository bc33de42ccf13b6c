//! A file that a window asked for appears whole or not at all.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Writes beside the place, makes it durable, and puts it there in one step. What stood there before stays if that fails.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(".part");
    let part = path.with_file_name(hidden);
    let placed = put(&part, bytes).and_then(|()| std::fs::rename(&part, path));
    if placed.is_err() {
        // It may not have come to be; the fault that counts is the first one.
        std::fs::remove_file(&part).ok();
    }
    placed
}

fn put(part: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(part)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.xlsx");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        // A folder of that name cannot be replaced: it stays, and nothing is left beside it.
        let folder = dir.path().join("b.xlsx");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("kept"), b"x").unwrap();
        assert!(write(&folder, b"three").is_err());
        assert!(folder.join("kept").exists());
        assert!(write(&dir.path().join("none/c.xlsx"), b"four").is_err());
        assert!(write(Path::new("/"), b"five").is_err());
        let mut names: Vec<_> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a.xlsx", "b.xlsx"]);
    }
}

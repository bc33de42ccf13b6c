//! What a file is that another app handed over: sealed entries or a list of families. Its first bytes decide, never its name, which
//! on Android is often a number. It opens neither.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sesi_engine::sync::file::MAGIC;

/// What a file is brought for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BroughtFile {
    /// Sealed entries.
    Entries,
    /// Anything else is shown to the import of families, which says what is wrong with it.
    Roster,
}

impl BroughtFile {
    /// Reads as much of a file as is needed to tell.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut first = Vec::with_capacity(MAGIC.len());
        File::open(path)?
            .take(MAGIC.len() as u64)
            .read_to_end(&mut first)?;
        Ok(if first == MAGIC {
            Self::Entries
        } else {
            Self::Roster
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_a_name_does_not() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content, kind) in [
            ("42", &MAGIC[..], BroughtFile::Entries),
            (
                "list.csv",
                &[&MAGIC[..], b"rest"].concat(),
                BroughtFile::Entries,
            ),
            ("cut.sesi", &MAGIC[..7], BroughtFile::Roster),
            ("43", b"NIK;Nama\n", BroughtFile::Roster),
            ("empty", b"", BroughtFile::Roster),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            assert_eq!(BroughtFile::of(&path).unwrap(), kind, "{name}");
        }
        assert!(BroughtFile::of(&folder.path().join("none")).is_err());
    }
}

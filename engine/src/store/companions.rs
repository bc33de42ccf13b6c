//! The names of files that stand beside the database.

use std::path::{Path, PathBuf};

/// `path` with something after its last letter.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

//! Which backends there are, and which one keeps the data of a directory. Serving, the command line and the numbers name none.

use std::path::Path;

use super::backend::Backend;
use super::sqlite::Sqlite;

/// The backend that keeps the data of a directory.
pub fn of_directory(_data: &Path) -> &'static dyn Backend {
    &Sqlite
}

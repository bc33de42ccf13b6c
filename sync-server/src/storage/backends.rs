//! Which backends there are, and which one keeps the data of a directory. Serving, the command line and the numbers name none.

use std::path::Path;

use super::backend::Backend;
use super::sqlite::Sqlite;

/// The backend of a new directory.
const FIRST: &dyn Backend = &Sqlite;

/// Every backend: what is not in this list serves nobody, and what is passes the suite.
const BACKENDS: &[&dyn Backend] = &[FIRST];

/// The backend that keeps the data of a directory, or will.
pub fn of_directory(data: &Path) -> &'static dyn Backend {
    let mut all = BACKENDS.iter().copied();
    all.find(|backend| backend.keeps(data)).unwrap_or(FIRST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::backend::Opening;
    use crate::storage::conformance;

    #[test]
    fn every_backend_keeps_the_contract() {
        for backend in BACKENDS {
            conformance::passes(*backend);
        }
    }

    #[test]
    fn a_directory_is_kept_by_whoever_made_its_data_and_by_no_other() {
        for backend in BACKENDS {
            let dir = tempfile::tempdir().unwrap();
            let keeping = || BACKENDS.iter().filter(|all| all.keeps(dir.path())).count();
            assert_eq!(keeping(), 0);
            drop(backend.open(Opening::of(dir.path())).unwrap());
            assert_eq!(keeping(), 1);
            assert!(backend.keeps(dir.path()));
            of_directory(dir.path()).check(dir.path()).unwrap();
        }
    }
}

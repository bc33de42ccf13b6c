//! Opening: nothing is ever destroyed, and every way to fail says what it is.

use super::*;
use crate::ambient::System;
use crate::store::Fact;
use crate::store::tests::NO_TABLES;

const KEY: [u8; 32] = [1; 32];

struct Folder {
    dir: tempfile::TempDir,
    path: PathBuf,
}

fn folder() -> Folder {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sesi.db");
    Folder { dir, path }
}

fn open(path: &Path) -> Result<Store, OpenError> {
    Store::open(path, &KEY, &System, &NO_TABLES)
}

/// A store that holds one fact.
fn store_with_a_fact(path: &Path) -> Store {
    let mut store = open(path).unwrap();
    store
        .write(|tx| Fact::Relay.set(tx, b"https://FLAMBOYAN.example"))
        .unwrap();
    store
}

fn relay(store: &Store) -> Option<String> {
    Fact::Relay.text(store.reader()).unwrap()
}

/// The files of a folder with their content.
fn files(folder: &Folder) -> std::collections::BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder.dir.path())
        .unwrap()
        .map(|file| {
            let file = file.unwrap();
            let name = file.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(file.path()).unwrap())
        })
        .collect()
}

#[test]
fn a_database_reopens_with_its_key_and_holds_no_plain_text() {
    let folder = folder();
    let store = store_with_a_fact(&folder.path);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    drop(store);
    assert!(relay(&open(&folder.path).unwrap()).is_some());
    for (name, bytes) in files(&folder) {
        assert!(!bytes.windows(9).any(|w| w == b"FLAMBOYAN"), "{name}");
        assert!(!bytes.windows(32).any(|w| w == KEY), "{name} holds the key");
    }
}

#[cfg(unix)]
#[test]
fn a_database_and_what_is_beside_it_are_their_users_alone_also_where_they_were_not() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let modes = || {
        let files = std::fs::read_dir(folder.dir.path()).unwrap();
        let modes = files.map(|file| {
            let file = file.unwrap();
            let mode = file.metadata().unwrap().permissions().mode() & 0o777;
            (file.file_name().to_string_lossy().into_owned(), mode)
        });
        modes.collect::<std::collections::BTreeMap<_, _>>()
    };
    let store = store_with_a_fact(&folder.path);
    let fresh = modes();
    assert!(fresh.contains_key("sesi.db-wal") && fresh.contains_key("sesi.db.keycheck"));
    assert!(fresh.values().all(|mode| *mode == 0o600), "{fresh:?}");
    // As an earlier version, or a copy, left them; the log is there because the process was killed.
    let wal = std::fs::read(beside(&folder.path, "-wal")).unwrap();
    drop(store);
    std::fs::write(beside(&folder.path, "-wal"), wal).unwrap();
    for name in fresh.keys() {
        let open = std::fs::Permissions::from_mode(0o664);
        std::fs::set_permissions(folder.dir.path().join(name), open).unwrap();
    }
    let store = open(&folder.path).unwrap();
    assert!(relay(&store).is_some());
    let mended = modes();
    assert!(mended.values().all(|mode| *mode == 0o600), "{mended:?}");
}

#[test]
fn a_damaged_file_is_set_aside_whole_with_its_log_and_a_new_one_can_be_made() {
    let folder = folder();
    let store = store_with_a_fact(&folder.path);
    // As a battery that is pulled out leaves it: the file, and a log that was not written back.
    let wal = std::fs::read(beside(&folder.path, "-wal")).unwrap();
    let mut bytes = std::fs::read(&folder.path).unwrap();
    drop(store);
    assert!(!wal.is_empty());
    bytes.truncate(bytes.len().max(4096));
    bytes.resize(4096, 0);
    bytes[100..200].fill(0x55);
    std::fs::write(&folder.path, &bytes).unwrap();
    std::fs::write(beside(&folder.path, "-wal"), &wal[..wal.len() / 2]).unwrap();
    // Where even the log does not help.
    let mut broken_wal = wal[..wal.len() / 2].to_vec();
    broken_wal[..32].fill(0);
    std::fs::write(beside(&folder.path, "-wal"), &broken_wal).unwrap();

    let Err(OpenError::Damaged { moved_to }) = open(&folder.path) else {
        panic!("a damaged file opened");
    };
    assert_eq!(std::fs::read(&moved_to).unwrap(), bytes);
    assert!(beside(&moved_to, key_check::SUFFIX).exists());
    let fresh = open(&folder.path).unwrap();
    assert_eq!(relay(&fresh), None);
    assert!(moved_to.exists(), "the damaged one is still kept");
}

#[test]
fn another_key_is_told_as_that_and_nothing_is_touched() {
    let folder = folder();
    drop(store_with_a_fact(&folder.path));
    let before = files(&folder);
    for _ in 0..2 {
        let refused = Store::open(&folder.path, &[2; 32], &System, &NO_TABLES);
        assert!(matches!(refused, Err(OpenError::WrongKey)), "{refused:?}");
    }
    assert_eq!(files(&folder), before);
    assert!(relay(&open(&folder.path).unwrap()).is_some());
}

#[test]
fn where_the_key_check_is_lost_too_another_key_costs_nothing_but_a_name() {
    let folder = folder();
    drop(store_with_a_fact(&folder.path));
    std::fs::remove_file(beside(&folder.path, key_check::SUFFIX)).unwrap();
    let Err(OpenError::Damaged { moved_to }) =
        Store::open(&folder.path, &[2; 32], &System, &NO_TABLES)
    else {
        panic!("another key opened it");
    };
    assert!(relay(&open(&moved_to).unwrap()).is_some());
}

#[test]
fn a_key_check_that_was_lost_is_written_again() {
    let folder = folder();
    drop(store_with_a_fact(&folder.path));
    for left in [None, Some(&b"short"[..])] {
        let check = beside(&folder.path, key_check::SUFFIX);
        match left {
            None => std::fs::remove_file(&check).unwrap(),
            Some(bytes) => std::fs::write(&check, bytes).unwrap(),
        }
        drop(open(&folder.path).unwrap());
        assert_eq!(key_check::read(&folder.path, &KEY).unwrap(), KeyCheck::Same);
    }
}

/// Tables whose making is counted by a table of its own.
const COUNTED: Tables = Tables {
    fingerprint: 1,
    renew: |conn| {
        conn.execute_batch("CREATE TABLE IF NOT EXISTS made (a); INSERT INTO made VALUES (1)")
    },
    ..NO_TABLES
};

/// How often tables were made, and whether they are to be filled.
fn made(path: &Path, fingerprint: u64) -> (usize, bool) {
    let tables = Tables {
        fingerprint,
        ..COUNTED
    };
    let store = Store::open(path, &KEY, &System, &tables).unwrap();
    let made = "SELECT count(*) FROM made";
    let made = store.reader().query_row(made, [], |row| row.get(0));
    let stale = Fact::StaleReadModel.get(store.reader()).unwrap().is_some();
    (made.unwrap(), stale)
}

#[test]
fn tables_are_made_anew_where_their_fingerprint_is_another_and_nowhere_else() {
    let folder = folder();
    // A new database has none of them, and nothing to fill them from.
    for _ in 0..2 {
        assert_eq!(made(&folder.path, 1), (1, false));
    }
    let store = Store::open(&folder.path, &KEY, &System, &COUNTED).unwrap();
    let document = "INSERT INTO document VALUES (x'01', x'', x'', x'', x'')";
    store.conn.execute_batch(document).unwrap();
    drop(store);
    assert_eq!(made(&folder.path, 1), (1, false));
    for _ in 0..2 {
        assert_eq!(made(&folder.path, 2), (2, true));
    }
    // The app that was there before comes back.
    assert_eq!(made(&folder.path, 1), (3, true));
    // As a build left it that knew no fingerprints.
    let store = Store::open(&folder.path, &KEY, &System, &COUNTED).unwrap();
    Fact::ReadModel.clear(store.reader()).unwrap();
    drop(store);
    assert_eq!(made(&folder.path, 1), (4, true));
}

#[test]
fn tables_that_cannot_be_made_leave_the_database_as_it_was() {
    let folder = folder();
    made(&folder.path, 1);
    let failing = Tables {
        fingerprint: 2,
        kept_here: |_| Err(rusqlite::Error::InvalidQuery),
        ..COUNTED
    };
    let failed = Store::open(&folder.path, &KEY, &System, &failing);
    assert!(matches!(failed, Err(OpenError::Storage(_))), "{failed:?}");
    assert_eq!(made(&folder.path, 1), (1, false));
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let folder = folder();
    let store = store_with_a_fact(&folder.path);
    store.conn.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    let before = files(&folder);
    let refused = open(&folder.path);
    assert!(matches!(refused, Err(OpenError::Newer { found: 99, .. })));
    assert_eq!(files(&folder), before);
}

#[test]
fn a_step_that_fails_leaves_the_version_before_it() {
    let folder = folder();
    drop(store_with_a_fact(&folder.path));
    let half: Migration = |conn| {
        conn.execute_batch("CREATE TABLE later (a); DELETE FROM meta; CREATE TABLE meta (b)")
    };
    let steps = [MIGRATIONS, &[half]].concat();
    let failed = Store::open_with(&folder.path, &KEY, &System, &NO_TABLES, &steps);
    assert!(matches!(failed, Err(OpenError::Storage(_))), "{failed:?}");
    let store = open(&folder.path).unwrap();
    assert!(relay(&store).is_some(), "what the step deleted is back");
    assert!(store.reader().prepare("SELECT * FROM later").is_err());
    drop(store);

    // The step is repaired: the same file goes on.
    let whole: Migration = |conn| conn.execute_batch("CREATE TABLE later (a)");
    let steps = [MIGRATIONS, &[whole]].concat();
    let store = Store::open_with(&folder.path, &KEY, &System, &NO_TABLES, &steps).unwrap();
    assert!(relay(&store).is_some());
    assert!(store.reader().prepare("SELECT * FROM later").is_ok());
}

#[test]
fn a_file_that_is_open_is_not_opened_again() {
    let folder = folder();
    let store = store_with_a_fact(&folder.path);
    let second = open(&folder.path);
    assert!(matches!(second, Err(OpenError::Busy)), "{second:?}");
    assert!(relay(&store).is_some(), "the first goes on");
    drop(store);
    assert!(relay(&open(&folder.path).unwrap()).is_some());
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let folder = folder();
    let missing = folder.dir.path().join("nowhere").join("sesi.db");
    assert!(matches!(open(&missing), Err(OpenError::Storage(_))));
    assert!(matches!(
        open(folder.dir.path()),
        Err(OpenError::Storage(_))
    ));
}

#[test]
fn a_statement_that_is_kept_is_read_once_whatever_is_bound_to_its_limit() {
    use crate::store::gaps;
    use rusqlite::StatementStatus::RePrepare;
    use sesi_wire::ids::FeedId;

    let folder = folder();
    let store = open(&folder.path).unwrap();
    let conn = store.reader();
    let feed = FeedId([3; 8]);
    for seq in 1..6 {
        gaps::add(conn, feed, seq).unwrap();
    }
    for limit in 1..5 {
        assert_eq!(gaps::of(conn, feed, limit).unwrap().len(), limit);
    }
    let sql = "SELECT seq FROM gap WHERE feed = ?1 ORDER BY seq LIMIT ?2";
    let mut kept = conn.prepare_cached(sql).unwrap();
    for limit in 1..5 {
        let rows = kept.query_map((feed.0, limit), |row| row.get::<_, u64>(0));
        assert_eq!(rows.unwrap().count(), limit);
    }
    assert_eq!(kept.get_status(RePrepare), 0);
}

//! The part of the suite about what an operator asks of a backend: one relay a directory, copies, checks, commands beside a running relay, a
//! bound that is reached, the numbers.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sesi_wire::ids::{DeviceId, EntryId};

use super::{FEED, append, assert_sound, log, office, read, wait, write};
use crate::storage::backend::{Backend, Committed, Opened, Opening};
use crate::storage::{Account, FeedNo, NewEntry, Office, Storage, StorageError, Verdict};

/// Runs this part of the suite.
pub fn passes(backend: &'static dyn Backend) {
    one_relay_serves_a_directory(backend);
    a_copy_is_made_beside_a_running_relay_and_never_over_anything(backend);
    spoilt_data_are_found_and_not_copied(backend);
    commands_write_beside_a_running_relay_or_not_at_all(backend);
    a_bound_that_is_reached_refuses_and_loses_nothing(backend);
    every_commit_is_told(backend);
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// An office with ten entries of 208 bytes.
fn filled(storage: &Arc<dyn Storage>) -> (Office, FeedNo) {
    let (office, feed) = office(storage, 1);
    let of = office.clone();
    let stored = write(storage, move |txn| {
        (1..=10).try_for_each(|device_seq| append(txn, &of, feed, 1, device_seq).map(drop))
    });
    stored.unwrap();
    (office, feed)
}

fn one_relay_serves_a_directory(backend: &dyn Backend) {
    let dir = folder();
    let first = backend.open(Opening::of(dir.path())).unwrap();
    let refused = backend.open(Opening::of(dir.path()));
    let told = refused.err().expect("a second relay serves the same data");
    let path = dir.path().display().to_string();
    assert!(told.to_string().contains(&path), "{told} names no {path}");
    // The first goes on, and when it has ended another one takes over.
    filled(&first.storage);
    drop(first);
    backend.open(Opening::of(dir.path())).unwrap();
}

fn a_copy_is_made_beside_a_running_relay_and_never_over_anything(backend: &dyn Backend) {
    let dir = folder();
    let Opened { storage, lock } = backend.open(Opening::of(dir.path())).unwrap();
    filled(&storage);
    let found = backend.check(dir.path()).unwrap();
    assert!(found.is_sound(), "{found}");
    let counted = (found.offices, found.devices, found.entries, found.bytes);
    assert_eq!(counted, (1, 1, 10, 10 * 208));
    let target = dir.path().join("copy");
    assert_eq!(backend.backup(dir.path(), &target).unwrap(), found);
    assert_eq!(parts(dir.path()), 1, "nothing but the copy was left");
    let copied = whole(&target);
    assert!(!copied.is_empty());
    let refused = backend.backup(dir.path(), &target);
    let told = refused.expect_err("a copy was written over").to_string();
    assert!(told.contains(&target.display().to_string()), "{told}");
    assert_eq!(whole(&target), copied);
    drop((storage, lock));
}

/// How many names in a folder begin with `copy`.
fn parts(dir: &Path) -> usize {
    let names = std::fs::read_dir(dir).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name());
    names
        .filter(|name| name.to_string_lossy().starts_with("copy"))
        .count()
}

/// All bytes of a copy, a file or a folder.
fn whole(copy: &Path) -> Vec<u8> {
    if copy.is_file() {
        return std::fs::read(copy).unwrap();
    }
    let mut inside: Vec<_> = std::fs::read_dir(copy)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inside.sort();
    inside.iter().flat_map(|path| whole(path)).collect()
}

fn spoilt_data_are_found_and_not_copied(backend: &dyn Backend) {
    let dir = folder();
    let opened = backend.open(Opening::of(dir.path())).unwrap();
    filled(&opened.storage);
    drop(opened);
    backend.spoil(dir.path());
    let found = backend.check(dir.path()).unwrap();
    assert!(!found.is_sound(), "{found}");
    let target = dir.path().join("copy");
    assert!(backend.backup(dir.path(), &target).is_err());
    assert_eq!(parts(dir.path()), 0);
}

fn commands_write_beside_a_running_relay_or_not_at_all(backend: &dyn Backend) {
    let dir = folder();
    let Opened { storage, lock } = backend.open(Opening::of(dir.path())).unwrap();
    let beside = |code: [u8; 32], fails: bool| {
        let work = move |txn: &mut dyn crate::storage::Writing| {
            txn.add_founding_code(&code, 100)?;
            if fails {
                return Err(StorageError::Fault("on purpose".into()));
            }
            Ok(())
        };
        backend.write_beside(dir.path(), Box::new(work)).is_ok()
    };
    assert!(beside([1; 32], false));
    assert!(!beside([2; 32], true));
    let used = |code: [u8; 32]| write(&storage, move |txn| txn.use_founding_code(&code, 99));
    assert!(used([1; 32]).unwrap());
    assert!(!used([2; 32]).unwrap());
    drop(lock);
}

/// Entries of 32 KiB, of which a relay of two MiB takes some and not these many.
const LARGE: usize = 32 * 1024;
const BOUND: u64 = 2 * 1024 * 1024;

fn store_large(
    storage: &Arc<dyn Storage>,
    office: &Office,
    feed: FeedNo,
    device_seq: u64,
) -> Result<u64, StorageError> {
    let office = office.no;
    write(storage, move |txn| {
        let mut bytes = vec![7; LARGE];
        bytes[..8].copy_from_slice(&device_seq.to_be_bytes());
        let entry = NewEntry {
            id: EntryId::of(&bytes),
            device: DeviceId([1; 8]),
            device_seq,
            account: Account::Author,
            bytes: &bytes,
        };
        txn.append(office, feed, &entry)
    })
}

fn a_bound_that_is_reached_refuses_and_loses_nothing(backend: &dyn Backend) {
    let dir = folder();
    let bounded = Opening {
        max_bytes: Some(BOUND),
        ..Opening::of(dir.path())
    };
    let opened = backend.open(bounded).unwrap();
    let (office, feed) = office(&opened.storage, 1);
    let most = BOUND / LARGE as u64 + 1;
    let mut answered = 0;
    let refused = (1..=most).find_map(|device_seq| {
        let stored = store_large(&opened.storage, &office, feed, device_seq);
        answered += u64::from(stored.is_ok());
        stored.err()
    });
    assert_eq!(refused, Some(StorageError::Full));
    assert!(answered > 0);
    let kept = |storage: &Arc<dyn Storage>| {
        let no = office.no;
        read(storage, move |txn| {
            Ok(assert_sound(&log(txn, feed)?, txn.feed(no, &FEED)?).len() as u64)
        })
    };
    assert_eq!(kept(&opened.storage), answered);
    drop(opened);
    // There is room again: it goes on behind what was answered.
    let roomy = backend.open(Opening::of(dir.path())).unwrap().storage;
    assert_eq!(kept(&roomy), answered);
    assert_eq!(
        store_large(&roomy, &office, feed, answered + 1),
        Ok(answered + 1)
    );
}

fn every_commit_is_told(backend: &dyn Backend) {
    let dir = folder();
    let seen: Arc<Mutex<Vec<Committed>>> = Arc::default();
    let all = Arc::clone(&seen);
    let watched = Opening {
        on_commit: Arc::new(move |commit| {
            all.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(commit);
        }),
        ..Opening::of(dir.path())
    };
    let Opened { storage, lock } = backend.open(watched).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    wait(storage.write(|_| Ok(Verdict::Keep(())))).unwrap();
                }
            });
        }
    });
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(seen.iter().all(|commit| commit.ok && commit.batch > 0));
    let requests: usize = seen.iter().map(|commit| commit.batch).sum();
    assert_eq!(requests, 20);
    drop(lock);
}

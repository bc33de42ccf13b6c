//! What a backend promises, to whoever serves ([`super::Storage`]) and to an operator ([`Backend`]), as tests that are written once.
//!
//! Every backend of `backends.rs` runs them. Threads are real, so are the disks; nothing is mocked and nothing is timed.

mod members;
mod operating;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sesi_wire::chain::Chain;
use sesi_wire::ids::{DeviceId, EntryId, FeedId, OfficeId};
use sesi_wire::statement::DeviceRole;

use super::{
    Account, Device, Feed, FeedNo, NewEntry, Office, Reading, Standing, Storage, StorageError,
    Verdict, Writing,
};
use crate::fixture::Person;
use crate::storage::backend::{Backend, Opening};

/// Opens the same store: the first time empty, later with what it kept.
pub type Open<'a> = &'a dyn Fn() -> Arc<dyn Storage>;

/// Runs the whole suite.
///
/// # Panics
/// If the backend breaks a promise.
pub fn passes(backend: &'static dyn Backend) {
    // An empty store, and the way to open it.
    let fresh = || {
        let dir = tempfile::tempdir().unwrap();
        move || backend.open(Opening::of(dir.path())).unwrap().storage
    };
    seqs_are_gapless_and_chained(&fresh());
    what_was_answered_is_there_after_reopening(&fresh());
    failed_undone_and_panicking_work_leaves_no_trace(&fresh());
    the_database_itself_refuses_what_must_be_unique(&fresh());
    threads_lose_nothing_and_commit_in_the_order_of_seqs(&fresh());
    the_same_entry_from_many_threads_is_stored_once(&fresh());
    members::passes(&fresh);
    a_founding_code_counts_once_and_not_after_its_end(&fresh());
    offices_are_apart(&fresh());
    operating::passes(backend);
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn write<T: Send + 'static>(
    storage: &Arc<dyn Storage>,
    work: impl FnOnce(&mut dyn Writing) -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    wait(storage.write(|txn| Ok(Verdict::Keep(work(txn)?))))
}

fn read<T: Send + 'static>(
    storage: &Arc<dyn Storage>,
    work: impl FnOnce(&dyn Reading) -> Result<T, StorageError> + Send + 'static,
) -> T {
    wait(storage.read(work)).unwrap()
}

const FEED: FeedId = FeedId([4; 8]);

fn office(storage: &Arc<dyn Storage>, seed: u64) -> (Office, FeedNo) {
    write(storage, move |txn| {
        let root = Person::new(seed).keys();
        let office = txn.create_office(&OfficeId::of_root(&root.sign), &root, [6; 8])?;
        let feed = txn.ensure_feed(&office, &FEED)?;
        Ok((office, feed))
    })
    .unwrap()
}

fn bytes_of(device: u8, device_seq: u64) -> Vec<u8> {
    let mut bytes = vec![device; 200];
    bytes.extend_from_slice(&device_seq.to_be_bytes());
    bytes
}

fn append(
    txn: &mut dyn Writing,
    office: &Office,
    feed: FeedNo,
    device: u8,
    device_seq: u64,
) -> Result<u64, StorageError> {
    let bytes = bytes_of(device, device_seq);
    let entry = NewEntry {
        id: EntryId::of(&bytes),
        device: DeviceId([device; 8]),
        device_seq,
        account: Account::Author,
        bytes: &bytes,
    };
    txn.append(office.no, feed, &entry)
}

/// All entries of a feed: seq, id, chain.
fn log(txn: &dyn Reading, feed: FeedNo) -> Result<Vec<(u64, EntryId, Chain)>, StorageError> {
    let mut log = Vec::new();
    txn.entries_after(feed, 0, &mut |stored| {
        log.push((stored.seq, EntryId::of(stored.bytes), stored.chain));
        ControlFlow::Continue(())
    })?;
    Ok(log)
}

/// Seqs 1, 2, 3 ..., chains computed anew, no id twice, the feed's end right. Returns the ids.
fn assert_sound(log: &[(u64, EntryId, Chain)], feed: Option<Feed>) -> HashSet<EntryId> {
    let mut chain = Chain::start(&[6; 8], FEED);
    let mut ids = HashSet::new();
    for (expected, (seq, id, stored)) in (1..).zip(log) {
        chain = chain.then(id);
        assert_eq!((*seq, *stored), (expected, chain));
        assert!(ids.insert(*id), "an entry is there twice");
    }
    let feed = feed.unwrap();
    assert_eq!((feed.head, feed.chain), (log.len() as u64, chain));
    ids
}

fn seqs_are_gapless_and_chained(open: Open<'_>) {
    let storage = open();
    let (office, feed) = office(&storage, 1);
    let no = office.no;
    write(&storage, move |txn| {
        for device_seq in 1..=20 {
            assert_eq!(append(txn, &office, feed, 1, device_seq)?, device_seq);
        }
        Ok(())
    })
    .unwrap();
    read(&storage, move |txn| {
        let log = log(txn, feed)?;
        let ids = assert_sound(&log, txn.feed(no, &FEED)?);
        assert_eq!(ids.len(), 20);
        let (listed, chain) = txn.ids_after(feed, 5, 3)?;
        let expected: Vec<EntryId> = log[5..8].iter().map(|entry| entry.1).collect();
        assert_eq!((listed, chain), (expected, Some(log[7].2)));
        assert_eq!(txn.ids_after(feed, 20, 3)?, (vec![], None));
        assert_eq!(txn.chain_at(feed, 8)?, Some(log[7].2));
        assert_eq!(txn.chain_at(feed, 21)?, None);
        assert_eq!(txn.entry(feed, 3)?, Some(bytes_of(1, 3)));
        assert_eq!(txn.entry(feed, 0)?, None);
        assert_eq!(txn.seq_of(feed, &log[4].1)?, Some(5));
        assert_eq!(txn.holder(feed, &DeviceId([1; 8]), 5)?, Some(log[4].1));
        let mut seen = Vec::new();
        txn.entries_after(feed, 17, &mut |stored| {
            seen.push((stored.seq, stored.device_seq));
            if stored.seq == 19 {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        assert_eq!(seen, vec![(18, 18), (19, 19)]);
        let used = txn.office_of(no)?.unwrap().used;
        assert_eq!(used, 20 * 208);
        Ok(())
    });
}

fn what_was_answered_is_there_after_reopening(open: Open<'_>) {
    let storage = open();
    let (office, feed) = office(&storage, 1);
    let no = office.no;
    for round in 1..=5 {
        let storage = open();
        let office = office.clone();
        let seq = write(&storage, move |txn| append(txn, &office, feed, 1, round)).unwrap();
        assert_eq!(seq, round);
    }
    drop(storage);
    read(&open(), move |txn| {
        let ids = assert_sound(&log(txn, feed)?, txn.feed(no, &FEED)?);
        assert_eq!(ids.len(), 5);
        Ok(())
    });
}

fn failed_undone_and_panicking_work_leaves_no_trace(open: Open<'_>) {
    let storage = open();
    let (office, feed) = office(&storage, 1);
    // Side by side, so that good and bad work share commits.
    std::thread::scope(|scope| {
        for device in 1..=8 {
            let (storage, office) = (&storage, &office);
            scope.spawn(move || {
                for device_seq in 1..=20 {
                    let office = office.clone();
                    let work = move |txn: &mut dyn Writing| {
                        append(txn, &office, feed, device, device_seq)?;
                        match device_seq % 4 {
                            0 => Err(StorageError::Fault("on purpose".into())),
                            1 => Ok(Verdict::Undo(())),
                            2 if device == 1 => panic!("on purpose"),
                            _ => Ok(Verdict::Keep(())),
                        }
                    };
                    let result = wait(storage.write(work));
                    let fails = device_seq % 4 == 0 || (device_seq % 4 == 2 && device == 1);
                    assert_eq!(result.is_err(), fails);
                }
            });
        }
    });
    let no = office.no;
    read(&storage, move |txn| {
        let ids = assert_sound(&log(txn, feed)?, txn.feed(no, &FEED)?);
        assert_eq!(ids.len(), 7 * 10 + 5);
        assert_eq!(txn.office_of(no)?.unwrap().used, 75 * 208);
        Ok(())
    });
}

fn the_database_itself_refuses_what_must_be_unique(open: Open<'_>) {
    let storage = open();
    let (office, feed) = office(&storage, 1);
    let no = office.no;
    let first = office.clone();
    write(&storage, move |txn| append(txn, &first, feed, 1, 1)).unwrap();
    let same = office.clone();
    assert!(write(&storage, move |txn| append(txn, &same, feed, 1, 1)).is_err());
    let cloned = write(&storage, move |txn| {
        let entry = NewEntry {
            id: EntryId([9; 32]),
            device: DeviceId([1; 8]),
            device_seq: 1,
            account: Account::Author,
            bytes: b"other",
        };
        txn.append(office.no, feed, &entry)
    });
    assert!(cloned.is_err());
    let twice = write(&storage, move |txn| {
        let other = Person::new(70);
        let keys = sesi_wire::statement::DeviceKeys {
            token: Person::new(1).keys().token,
            ..other.keys()
        };
        let device = Device {
            keys,
            role: DeviceRole::Member,
            standing: Standing::Granted,
            granted: None,
        };
        txn.put_device(no, &other.id(), &device)
    });
    assert!(twice.is_err(), "one token for two devices of an office");
    let same = write(&storage, |txn| {
        let root = Person::new(1).keys();
        txn.create_office(&OfficeId::of_root(&root.sign), &root, [0; 8])
    });
    assert!(same.is_err(), "an office twice");
    read(&storage, move |txn| {
        assert_eq!(txn.feed(no, &FEED)?.unwrap().head, 1);
        assert_eq!(txn.device(no, &Person::new(70).id())?, None);
        Ok(())
    });
}

fn threads_lose_nothing_and_commit_in_the_order_of_seqs(open: Open<'_>) {
    const WRITERS: u8 = 8;
    const EACH: u64 = 100;
    let storage = open();
    let (office, feed) = office(&storage, 1);
    let no = office.no;
    let done = AtomicBool::new(false);
    let mut answered = HashSet::new();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            // Whoever sees seq n sees all below it, at every moment while others write.
            let mut last = 0;
            while !done.load(Ordering::SeqCst) {
                last = read(&storage, move |txn| {
                    let log = log(txn, feed)?;
                    assert_sound(&log, txn.feed(no, &FEED)?);
                    assert!(log.len() >= last, "an entry went away");
                    Ok(log.len())
                });
            }
        });
        let writers: Vec<_> = (1..=WRITERS)
            .map(|device| {
                let (storage, office) = (&storage, &office);
                scope.spawn(move || {
                    let mut seqs = Vec::new();
                    for device_seq in 1..=EACH {
                        let office = office.clone();
                        let work = move |txn: &mut dyn Writing| {
                            append(txn, &office, feed, device, device_seq)
                        };
                        let seq = write(storage, work).unwrap();
                        // What was answered is seen by whoever asks next.
                        let entry = read(storage, move |txn| txn.entry(feed, seq));
                        assert_eq!(entry, Some(bytes_of(device, device_seq)));
                        seqs.push(seq);
                    }
                    assert!(seqs.is_sorted(), "one thread's writes overtook each other");
                    seqs
                })
            })
            .collect();
        for writer in writers {
            for seq in writer.join().unwrap() {
                assert!(answered.insert(seq), "seq {seq} was given twice");
            }
        }
        done.store(true, Ordering::SeqCst);
        reader.join().unwrap();
    });
    let all = u64::from(WRITERS) * EACH;
    assert_eq!(answered, (1..=all).collect());
    drop(storage);
    let kept = read(&open(), move |txn| {
        Ok(assert_sound(&log(txn, feed)?, txn.feed(no, &FEED)?))
    });
    assert_eq!(kept.len() as u64, all);
}

fn the_same_entry_from_many_threads_is_stored_once(open: Open<'_>) {
    let storage = open();
    let (office, feed) = office(&storage, 1);
    let no = office.no;
    let offer = |device_seq: u64| {
        let office = office.clone();
        write(&storage, move |txn| {
            let id = EntryId::of(&bytes_of(1, device_seq));
            match txn.seq_of(feed, &id)? {
                Some(seq) => Ok((seq, false)),
                None => Ok((append(txn, &office, feed, 1, device_seq)?, true)),
            }
        })
        .unwrap()
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| (1..=50).map(offer).collect::<Vec<_>>()))
            .collect();
        let answers: Vec<Vec<(u64, bool)>> =
            threads.into_iter().map(|t| t.join().unwrap()).collect();
        for at in 0..50 {
            let stored = answers.iter().filter(|answer| answer[at].1).count();
            let seqs: HashSet<u64> = answers.iter().map(|answer| answer[at].0).collect();
            assert_eq!((stored, seqs.len()), (1, 1));
        }
    });
    read(&storage, move |txn| {
        let ids = assert_sound(&log(txn, feed)?, txn.feed(no, &FEED)?);
        assert_eq!(ids.len(), 50);
        Ok(())
    });
}

fn a_founding_code_counts_once_and_not_after_its_end(open: Open<'_>) {
    let storage = open();
    write(&storage, |txn| {
        txn.add_founding_code(&[1; 32], 100)?;
        txn.add_founding_code(&[2; 32], 100)
    })
    .unwrap();
    let storage = Arc::clone(&storage);
    let used: Vec<bool> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| write(&storage, |txn| txn.use_founding_code(&[1; 32], 99))))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap().unwrap())
            .collect()
    });
    assert_eq!(used.iter().filter(|used| **used).count(), 1);
    for (hash, now) in [([2; 32], 100), ([3; 32], 0)] {
        assert!(!write(&storage, move |txn| txn.use_founding_code(&hash, now)).unwrap());
    }
}

fn offices_are_apart(open: Open<'_>) {
    let storage = open();
    let ((one, feed_one), (two, feed_two)) = (office(&storage, 1), office(&storage, 2));
    assert_ne!(feed_one, feed_two);
    let first = one.clone();
    write(&storage, move |txn| append(txn, &first, feed_one, 1, 1)).unwrap();
    let root = Person::new(1).id();
    read(&storage, move |txn| {
        assert_eq!(txn.feed(one.no, &FEED)?.unwrap().head, 1);
        assert_eq!(txn.feed(two.no, &FEED)?.unwrap().head, 0);
        assert_eq!(txn.office_of(two.no)?.unwrap().used, 0);
        assert!(txn.device(one.no, &root)?.is_some());
        assert!(txn.device(two.no, &root)?.is_none());
        Ok(())
    });
}

//! The tables in use: what is written together, what is kept, what is found again.

mod offering;
mod proving;

use chrono::DateTime;
use sesi_wire::chain::{Chain, ChainMark};
use sesi_wire::entry::{Header, Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::sync::Rejection;

use super::*;
use crate::ambient::{Seeded, System, random};
use crate::field::Tables;
use crate::keys::identity::DeviceIdentity;

/// Nothing beside the documents.
pub(super) const NO_TABLES: Tables = Tables {
    fingerprint: 0,
    renew: |_| Ok(()),
    kept_here: |_| Ok(()),
};
const FEED: FeedId = FeedId([1; 8]);
const OTHER: FeedId = FeedId([2; 8]);

/// A store in a folder of its own.
pub(crate) struct Open {
    _dir: tempfile::TempDir,
    path: std::path::PathBuf,
    pub(crate) store: Store,
}

/// A new one.
pub(crate) fn open() -> Open {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sesi.db");
    let store = Store::open(&path, &[1; 32], &System, &NO_TABLES).unwrap();
    Open {
        _dir: dir,
        path,
        store,
    }
}

/// Entries `1..=count` of one device.
pub(crate) fn entries(feed: FeedId, count: u64) -> (DeviceId, Vec<SealedEntry>) {
    let ambient = Seeded::new(7, DateTime::UNIX_EPOCH);
    let identity = DeviceIdentity::generate(&ambient);
    let entries = (1..=count).map(|device_seq| {
        let header = Header {
            kind: Kind::Data,
            feed,
            device: identity.device(),
            device_seq,
            previous: [0; 16],
            epoch: 1,
            seen_seq: 0,
            seen_chain: ChainMark::default(),
            salt: random(&ambient),
        };
        identity.sign(header, &[9; 100], &[0; 16]).unwrap()
    });
    (identity.device(), entries.collect())
}

/// Archives an entry; says whether it was not there.
pub(crate) fn add(store: &mut Store, entry: &SealedEntry) -> bool {
    let new = NewEntry {
        feed: entry.header().feed,
        bytes: entry.as_bytes(),
        entry: Some(entry),
        standing: Standing::Member,
    };
    store
        .write(|tx| {
            let added = ArchivedEntry::add(tx, &new)?;
            Ok::<_, StoreError>(added)
        })
        .unwrap()
}

fn offered(store: &Store, feed: FeedId) -> Vec<EntryId> {
    let offered = ArchivedEntry::to_offer(store.reader(), feed, 99).unwrap();
    offered.into_iter().map(|entry| entry.id).collect()
}

fn document(id: u8) -> DocumentRow {
    DocumentRow {
        id: [id; 16],
        key: vec![id],
        purpose: vec![1],
        heads: vec![id; 32],
        saved: vec![id; 64],
    }
}

#[test]
fn which_app_a_device_runs_follows_the_numbers_in_a_feed_and_the_arrival_between_feeds() {
    let mut open = open();
    let (device, here) = entries(FEED, 4);
    let (_, there) = entries(OTHER, 1);
    let app = |store: &Store| ArchivedEntry::apps(store.reader()).unwrap().remove(&device);
    let mut says = |entry: &SealedEntry, version: &str| {
        add(&mut open.store, entry);
        let said =
            |tx: &rusqlite::Transaction<'_>| ArchivedEntry::says_app(tx, &entry.id(), version);
        open.store.write(said).unwrap();
        app(&open.store)
    };
    assert_eq!(says(&here[2], "3").as_deref(), Some("3"));
    // An earlier entry that a file brings later.
    assert_eq!(says(&here[0], "1").as_deref(), Some("3"));
    assert_eq!(says(&there[0], "4").as_deref(), Some("4"));
    assert_eq!(says(&here[1], "2").as_deref(), Some("4"));
    assert_eq!(says(&here[3], "5").as_deref(), Some("5"));
}

#[test]
fn a_write_that_fails_in_the_middle_leaves_nothing() {
    let mut open = open();
    let (_, entries) = entries(FEED, 1);
    let failed: Result<(), StoreError> = open.store.write(|tx| {
        document(1).put(tx)?;
        PendingChange::add(tx, &[1; 16], &[1], b"change")?;
        let new = NewEntry {
            feed: FEED,
            bytes: entries[0].as_bytes(),
            entry: Some(&entries[0]),
            standing: Standing::Member,
        };
        ArchivedEntry::add(tx, &new)?;
        Fact::Copied.set(tx, b"1")?;
        Err(StoreError::Damaged("test"))
    });
    assert!(failed.is_err());
    let conn = open.store.reader();
    assert_eq!(DocumentRow::get(conn, &[1; 16]).unwrap(), None);
    assert_eq!(PendingChange::count(conn, None).unwrap(), 0);
    assert_eq!(offered(&open.store, FEED), []);
    assert_eq!(Fact::Copied.get(conn).unwrap(), None);
    // And the next one is not hindered.
    open.store.write(|tx| document(1).put(tx)).unwrap();
}

#[test]
fn a_full_disk_is_told_keeps_what_was_there_and_goes_on_when_there_is_room() {
    let mut open = open();
    open.store.write(|tx| document(1).put(tx)).unwrap();
    let pages: u32 = open
        .store
        .conn
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    let limit = |store: &Store, pages: u32| {
        let conn = &store.conn;
        let set = conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
        set.unwrap();
    };
    limit(&open.store, pages + 4);
    let mut kept = 1;
    let full = loop {
        let mut row = document(kept + 1);
        row.saved = vec![kept; 3000];
        match open.store.write(|tx| row.put(tx)) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 50, "the disk is never full");
    };
    assert!(matches!(full, StoreError::DiskFull), "{full:?}");
    let mut found = 0;
    DocumentRow::each::<StoreError>(open.store.reader(), |_| {
        found += 1;
        Ok(())
    })
    .unwrap();
    assert_eq!(found, kept);
    assert_eq!(open.store.check().unwrap(), Vec::<String>::new());
    limit(&open.store, pages + 400);
    open.store.write(|tx| document(99).put(tx)).unwrap();
    drop(open.store);
    let again = Store::open(&open.path, &[1; 32], &System, &NO_TABLES).unwrap();
    assert!(
        DocumentRow::get(again.reader(), &[99; 16])
            .unwrap()
            .is_some()
    );
}

#[test]
fn pending_changes_wait_until_their_entry_is_acknowledged() {
    let mut open = open();
    let (a, b) = (EntryId([1; 32]), EntryId([2; 32]));
    open.store
        .write(|tx| {
            for id in [2, 1] {
                document(id).put(tx)?;
            }
            for (id, change) in [(2, b"2a"), (1, b"1a"), (2, b"2b")] {
                PendingChange::add(tx, &[id; 16], &[1], change)?;
            }
            PendingChange::add(tx, &[1; 16], &[7], b"elsewhere")
        })
        .unwrap();
    let conn = open.store.reader();
    let changes = PendingChange::unsealed(conn, &[1]).unwrap();
    let contents: Vec<&[u8]> = changes.iter().map(|c| &c.contents[..]).collect();
    assert_eq!(
        contents,
        [&b"1a"[..], b"2a", b"2b"],
        "documents together, in the order made"
    );
    assert_eq!(PendingChange::count(conn, None).unwrap(), 4);
    assert_eq!(PendingChange::count(conn, Some(&[2; 16])).unwrap(), 2);
    assert_eq!(PendingChange::purposes(conn).unwrap().len(), 2);

    let of_document_2: Vec<i64> = changes[1..].iter().map(|c| c.no).collect();
    open.store
        .write(|tx| {
            PendingChange::sealed_in(tx, of_document_2[0], &a)?;
            PendingChange::sealed_in(tx, of_document_2[1], &b)
        })
        .unwrap();
    assert_eq!(
        PendingChange::count_unsealed(open.store.reader(), &[1]).unwrap(),
        1
    );
    let acknowledged = open
        .store
        .write(|tx| PendingChange::acknowledged(tx, &a))
        .unwrap();
    assert_eq!(acknowledged, 1);
    let taken_back = open
        .store
        .write(|tx| PendingChange::unsealed_from(tx, &b))
        .unwrap();
    assert_eq!(taken_back, 1);
    let conn = open.store.reader();
    assert_eq!(PendingChange::count(conn, Some(&[2; 16])).unwrap(), 1);
    assert_eq!(PendingChange::count_unsealed(conn, &[1]).unwrap(), 2);
}

#[test]
fn a_feeds_cursor_is_kept_when_it_is_learnt_again_and_the_smaller_id_is_written_to() {
    let mut open = open();
    open.store
        .write(|tx| {
            FeedRow::learn(tx, OTHER, b"purpose")?;
            FeedRow::learn(tx, FEED, b"purpose")?;
            FeedRow::learn(tx, FeedId::CONTROL, FeedRow::CONTROL)
        })
        .unwrap();
    let mut row = FeedRow::get(open.store.reader(), FEED).unwrap().unwrap();
    row.since = 7;
    row.chain = Some(Chain([3; 16]));
    row.head = 9;
    row.own_seq = 2;
    row.own_last = Some(EntryId([5; 32]));
    row.listing = true;
    row.settling = true;
    open.store
        .write(|tx| {
            row.update(tx)?;
            FeedRow::learn(tx, FEED, b"another purpose")
        })
        .unwrap();
    let conn = open.store.reader();
    assert_eq!(FeedRow::get(conn, FEED).unwrap(), Some(row));
    let chosen = FeedRow::of_purpose(conn, b"purpose").unwrap().unwrap();
    assert_eq!(chosen.id, FEED);
    let all: Vec<FeedId> = FeedRow::all(conn).unwrap().iter().map(|f| f.id).collect();
    assert_eq!(all, [FeedId::CONTROL, FEED, OTHER]);
}

#[test]
fn both_keys_of_an_epoch_that_was_begun_twice_are_kept() {
    let mut open = open();
    let mut keep = |epoch, key| {
        open.store
            .write(|tx| HeldKey::keep(tx, FEED, epoch, &[key; 32], b"purpose", None))
            .unwrap();
    };
    for (epoch, key) in [(1, 9), (2, 8), (2, 7), (2, 8)] {
        keep(epoch, key);
    }
    let conn = open.store.reader();
    assert_eq!(HeldKey::of_epoch(conn, FEED, 2).unwrap().len(), 2);
    let newest = HeldKey::newest(conn, FEED).unwrap().unwrap();
    assert_eq!(
        (newest.epoch, *newest.key),
        (2, [7; 32]),
        "everybody seals with the same"
    );
    assert_eq!(HeldKey::all(conn, FEED).unwrap().len(), 3);
    assert!(HeldKey::newest(conn, OTHER).unwrap().is_none());
}

#[test]
fn gaps_are_filled_one_by_one_and_forgotten_together() {
    let mut open = open();
    open.store
        .write(|tx| {
            for seq in [5, 3, 3, 4] {
                gaps::add(tx, FEED, seq)?;
            }
            gaps::add(tx, OTHER, 1)?;
            gaps::filled(tx, FEED, 4)
        })
        .unwrap();
    assert_eq!(gaps::of(open.store.reader(), FEED, 9).unwrap(), [3, 5]);
    assert_eq!(gaps::of(open.store.reader(), FEED, 1).unwrap(), [3]);
    open.store
        .write(|tx| gaps::clear_after(tx, FEED, 0))
        .unwrap();
    assert!(gaps::of(open.store.reader(), FEED, 9).unwrap().is_empty());
    assert_eq!(gaps::of(open.store.reader(), OTHER, 9).unwrap(), [1]);
}

#[test]
fn parked_entries_are_told_in_the_order_in_which_they_came_until_released() {
    let mut open = open();
    let (_, entries) = entries(FEED, 2);
    let park = |open: &mut Open, entry: &SealedEntry, reason| {
        let parked = Parked {
            entry: entry.id(),
            reason,
            detail: "detail".into(),
        };
        open.store.write(|tx| parked.put(tx)).unwrap();
        parked
    };
    for entry in &entries {
        add(&mut open.store, entry);
    }
    let second = park(&mut open, &entries[1], ParkReason::UnknownKey);
    park(&mut open, &entries[0], ParkReason::UnknownAuthor);
    let first = park(&mut open, &entries[0], ParkReason::MissingDependency);
    let conn = open.store.reader();
    assert_eq!(Parked::all(conn).unwrap(), [first.clone(), second]);
    assert_eq!(Parked::count(conn).unwrap(), 2);
    assert!(Parked::any(conn, ParkReason::MissingDependency).unwrap());
    assert!(!Parked::any(conn, ParkReason::UnknownAuthor).unwrap());
    open.store
        .write(|tx| Parked::release(tx, &first.entry))
        .unwrap();
    assert_eq!(Parked::count(open.store.reader()).unwrap(), 1);
    // A reason that a later version gave is one that an update explains.
    open.store
        .write(|tx| {
            tx.execute("UPDATE parked SET reason = 'later'", [])
                .map_err(StoreError::from)
        })
        .unwrap();
    let later = Parked::all(open.store.reader()).unwrap();
    assert_eq!(later[0].reason, ParkReason::Newer);
}

#[test]
fn drafts_come_back_the_last_touched_first() {
    let mut open = open();
    let draft = |name: &str, second| Draft {
        name: name.into(),
        json: format!("{{\"at\":{second}}}"),
        at: DateTime::from_timestamp(second, 0).unwrap(),
    };
    open.store
        .write(|tx| {
            draft("a", 1).put(tx)?;
            draft("b", 2).put(tx)?;
            draft("a", 3).put(tx)
        })
        .unwrap();
    let conn = open.store.reader();
    assert_eq!(Draft::all(conn).unwrap(), [draft("a", 3), draft("b", 2)]);
    open.store.write(|tx| Draft::remove(tx, "a")).unwrap();
    assert_eq!(Draft::get(open.store.reader(), "a").unwrap(), None);
    assert_eq!(
        Draft::get(open.store.reader(), "b").unwrap(),
        Some(draft("b", 2))
    );
}

#[test]
fn facts_are_replaced_and_forgotten() {
    let mut open = open();
    open.store
        .write(|tx| {
            Fact::Relay.set(tx, b"one")?;
            Fact::Relay.set(tx, b"two")?;
            Fact::Failures.set(tx, &[0xff])?;
            Fact::Copied.set(tx, b"1")?;
            Fact::Copied.clear(tx)
        })
        .unwrap();
    let conn = open.store.reader();
    assert_eq!(Fact::Relay.text(conn).unwrap().as_deref(), Some("two"));
    assert_eq!(Fact::Failures.text(conn).unwrap(), None, "not text");
    assert_eq!(Fact::Copied.get(conn).unwrap(), None);
}

#[test]
fn an_entry_was_heard_when_it_came_first() {
    let mut open = open();
    let (device, entries) = entries(FEED, 2);
    for entry in &entries {
        assert!(add(&mut open.store, entry));
    }
    let mut heard = |at: usize, millis: i64| {
        let id = entries[at].id();
        open.store
            .write(|tx| ArchivedEntry::heard(tx, &id, millis))
            .unwrap();
        ArchivedEntry::heard_of(open.store.reader()).unwrap()
    };
    let of = |at_millis| Heard {
        device,
        feed: FEED,
        entries: 2,
        at_millis: Some(at_millis),
    };
    assert_eq!(heard(0, 10), [of(10)]);
    assert_eq!(heard(0, 30), [of(10)], "it was here already");
    assert_eq!(heard(1, 20), [of(20)]);
}

//! The tables in use: what is written together, what is kept, what is found again.

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
    create: |_| Ok(()),
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
fn an_entry_is_archived_once_and_offered_until_a_relay_has_it() {
    let mut open = open();
    let (device, entries) = entries(FEED, 3);
    let ids: Vec<EntryId> = entries.iter().map(SealedEntry::id).collect();
    for entry in &entries {
        assert!(add(&mut open.store, entry));
        assert!(!add(&mut open.store, entry));
    }
    assert_eq!(offered(&open.store, FEED), ids);
    assert_eq!(offered(&open.store, OTHER), []);
    let limited = ArchivedEntry::to_offer(open.store.reader(), FEED, 2).unwrap();
    assert_eq!(limited.len(), 2);
    assert_eq!(limited[1].author, Some((device, 2)));
    assert_eq!(limited[1].bytes, entries[1].as_bytes());

    let chain = Chain([4; 16]);
    open.store
        .write(|tx| ArchivedEntry::placed(tx, FEED, &ids[0], 1, Some(chain)))
        .unwrap();
    assert_eq!(offered(&open.store, FEED), ids[1..]);
    let conn = open.store.reader();
    assert_eq!(ArchivedEntry::chain_at(conn, FEED, 1).unwrap(), Some(chain));
    assert_eq!(
        ArchivedEntry::of_author(conn, FEED, device, 2).unwrap(),
        Some(ids[1])
    );
    let short = ids[2].short();
    assert_eq!(
        ArchivedEntry::of_short(conn, FEED, &short).unwrap(),
        Some(ids[2])
    );
    assert_eq!(ArchivedEntry::of_short(conn, OTHER, &short).unwrap(), None);
    assert_eq!(ArchivedEntry::count_to_offer(conn).unwrap(), 2);
}

#[test]
fn bytes_that_are_no_entry_are_kept_and_never_offered() {
    let mut open = open();
    let new = NewEntry {
        feed: FEED,
        bytes: b"garbage",
        entry: None,
        standing: Standing::Unproved,
    };
    assert!(open.store.write(|tx| ArchivedEntry::add(tx, &new)).unwrap());
    assert_eq!(offered(&open.store, FEED), []);
    let kept = ArchivedEntry::get(open.store.reader(), &EntryId::of(b"garbage"));
    assert_eq!(kept.unwrap().unwrap().author, None);
}

#[test]
fn a_seq_that_another_entry_has_now_frees_the_one_that_had_it() {
    let mut open = open();
    let (device, entries) = entries(FEED, 2);
    for entry in &entries {
        add(&mut open.store, entry);
        let id = entry.id();
        open.store
            .write(|tx| ArchivedEntry::placed(tx, FEED, &id, 5, None))
            .unwrap();
    }
    assert_eq!(offered(&open.store, FEED), [entries[0].id()]);
    let conn = open.store.reader();
    // Without the first, the second is not all that there is.
    assert_eq!(ArchivedEntry::own_known(conn, FEED, device).unwrap(), 0);
}

#[test]
fn what_a_relay_lost_is_offered_again_and_so_is_what_it_refused() {
    let mut open = open();
    let (device, entries) = entries(FEED, 4);
    let ids: Vec<EntryId> = entries.iter().map(SealedEntry::id).collect();
    for (seq, entry) in (1..).zip(&entries) {
        add(&mut open.store, entry);
        let id = entry.id();
        open.store
            .write(|tx| ArchivedEntry::placed(tx, FEED, &id, seq, None))
            .unwrap();
    }
    assert_eq!(
        ArchivedEntry::own_known(open.store.reader(), FEED, device).unwrap(),
        4
    );
    open.store
        .write(|tx| ArchivedEntry::lost_after(tx, FEED, 2))
        .unwrap();
    assert_eq!(offered(&open.store, FEED), ids[2..]);
    open.store
        .write(|tx| ArchivedEntry::refuse(tx, &ids[2], Rejection::NoAccess.number()))
        .unwrap();
    assert_eq!(offered(&open.store, FEED), ids[3..]);
    let refused = ArchivedEntry::refused(open.store.reader()).unwrap();
    assert_eq!((refused[0].0.id, refused[0].1), (ids[2], 6));
    open.store
        .write(|tx| ArchivedEntry::lost_after(tx, FEED, 0))
        .unwrap();
    assert_eq!(offered(&open.store, FEED), ids);
}

/// In how many of the runs to come an entry is offered that a relay always refuses for `reason`.
fn offers(open: &mut Open, id: &EntryId, reason: Rejection, runs: u64) -> Vec<u64> {
    let mut offers = Vec::new();
    for run in 1..=runs {
        open.store.write(|tx| ArchivedEntry::begin_run(tx)).unwrap();
        if offered(&open.store, FEED).contains(id) {
            offers.push(run);
            open.store
                .write(|tx| ArchivedEntry::refuse(tx, id, reason.number()))
                .unwrap();
        }
    }
    offers
}

#[test]
fn what_a_relay_refuses_is_offered_in_later_runs_ever_more_seldom() {
    let reasons = (1..=7).chain([10, 77]).map(Rejection::of_number);
    for reason in reasons {
        let mut open = open();
        let (_, entries) = entries(FEED, 1);
        add(&mut open.store, &entries[0]);
        let id = entries[0].id();
        let offers = offers(&mut open, &id, reason, 400);
        let expected = [1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 320, 384];
        assert_eq!(offers, expected, "{reason:?}");
        // The office said something: it is as if it had never been refused.
        open.store
            .write(|tx| ArchivedEntry::offer_again(tx))
            .unwrap();
        assert_eq!(offered(&open.store, FEED), [id]);
    }
    // A full office may have room by the next run.
    let mut open = open();
    let (_, entries) = entries(FEED, 1);
    add(&mut open.store, &entries[0]);
    let quota = offers(&mut open, &entries[0].id(), Rejection::Quota, 9);
    assert_eq!(quota, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn that_a_number_is_taken_is_believed_as_long_as_the_relay_shows_another_entry_under_it() {
    let mut open = open();
    let (_, entries) = entries(FEED, 1);
    let (_, mut others) = self::entries(FEED, 2);
    // The generator signs deterministically but for the salt: make a second entry of number 1.
    let twin = {
        let ambient = Seeded::new(7, DateTime::UNIX_EPOCH);
        let identity = DeviceIdentity::generate(&ambient);
        let header = Header {
            salt: [9; 12],
            ..others.remove(0).header().clone()
        };
        identity.sign(header, &[8; 100], &[0; 16]).unwrap()
    };
    add(&mut open.store, &entries[0]);
    add(&mut open.store, &twin);
    let taken = Rejection::SeqTaken.number();
    let (ours, theirs) = (entries[0].id(), twin.id());
    open.store
        .write(|tx| {
            ArchivedEntry::refuse(tx, &ours, taken)?;
            ArchivedEntry::placed(tx, FEED, &theirs, 1, None)?;
            ArchivedEntry::begin_run(tx)?;
            ArchivedEntry::begin_run(tx)
        })
        .unwrap();
    assert_eq!(offered(&open.store, FEED), []);
    open.store
        .write(|tx| {
            ArchivedEntry::lost_after(tx, FEED, 0)?;
            ArchivedEntry::refuse(tx, &ours, taken)?;
            (0..4).try_for_each(|_| ArchivedEntry::begin_run(tx))
        })
        .unwrap();
    assert_eq!(offered(&open.store, FEED), [ours, theirs]);
    // Both are kept, as evidence.
    let twins = ArchivedEntry::equivocations(open.store.reader()).unwrap();
    assert_eq!(twins.len(), 1);
    assert_eq!((twins[0].device_seq, twins[0].entries), (1, 2));
}

#[test]
fn an_entry_whose_number_is_taken_is_not_offered_because_somebody_got_access() {
    let mut open = open();
    let (device, entries) = entries(FEED, 3);
    let reasons = [Rejection::Quota, Rejection::NoAccess, Rejection::SeqTaken];
    for (entry, reason) in entries.iter().zip(reasons) {
        add(&mut open.store, entry);
        let id = entry.id();
        open.store
            .write(|tx| ArchivedEntry::refuse(tx, &id, reason.number()))
            .unwrap();
    }
    open.store
        .write(|tx| ArchivedEntry::offer_again(tx))
        .unwrap();
    assert_eq!(offered(&open.store, FEED).len(), 2);
    let taken = Rejection::SeqTaken.number();
    let left = ArchivedEntry::own_refused(open.store.reader(), FEED, device, taken).unwrap();
    assert_eq!(left.len(), 1);
    // Withdrawing is for what no relay has.
    let (first, last) = (entries[0].id(), entries[2].id());
    open.store
        .write(|tx| {
            ArchivedEntry::placed(tx, FEED, &first, 1, None)?;
            ArchivedEntry::withdraw(tx, &first)?;
            ArchivedEntry::withdraw(tx, &last)
        })
        .unwrap();
    let conn = open.store.reader();
    assert!(ArchivedEntry::get(conn, &first).unwrap().is_some());
    assert!(ArchivedEntry::get(conn, &last).unwrap().is_none());
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

/// A chain of entries of one device, each naming the one before, and whatever else it signed.
struct Signer {
    ambient: Seeded,
    identity: DeviceIdentity,
}

impl Signer {
    fn new() -> Self {
        let ambient = Seeded::new(8, DateTime::UNIX_EPOCH);
        let identity = DeviceIdentity::generate(&ambient);
        Self { ambient, identity }
    }

    fn after(&self, previous: Option<&SealedEntry>, device_seq: u64) -> SealedEntry {
        let header = Header {
            kind: Kind::Data,
            feed: FEED,
            device: self.identity.device(),
            device_seq,
            previous: previous.map_or([0; 16], |entry| entry.id().short().0),
            epoch: 1,
            seen_seq: 0,
            seen_chain: ChainMark::default(),
            salt: random(&self.ambient),
        };
        self.identity.sign(header, &[9; 100], &[0; 16]).unwrap()
    }
}

#[test]
fn the_own_number_follows_the_gapless_chain_whatever_else_is_shown() {
    let signer = Signer::new();
    let device = signer.identity.device();
    let one = signer.after(None, 1);
    let two = signer.after(Some(&one), 2);
    let three = signer.after(Some(&two), 3);
    let end = |store: &Store| {
        let end = own_end(store.reader(), FEED, device).unwrap();
        let next = next_free(store.reader(), FEED, device, end.device_seq).unwrap();
        (end.device_seq, end.last, next)
    };
    let mut open = open();
    assert_eq!(end(&open.store), (0, None, 1));
    // In any order.
    add(&mut open.store, &three);
    add(&mut open.store, &one);
    assert_eq!(end(&open.store), (1, Some(one.id()), 2));
    add(&mut open.store, &two);
    assert_eq!(end(&open.store), (3, Some(three.id()), 4));
    // A copy jumps: neither a correct link nor none moves the end.
    for (previous, number) in [
        (Some(&three), 1 << 62),
        (None, i64::MAX as u64),
        (Some(&two), 9),
    ] {
        add(&mut open.store, &signer.after(previous, number));
    }
    assert_eq!(end(&open.store), (3, Some(three.id()), 4));
    // A number that is held is passed over, and the chain goes on behind it.
    add(&mut open.store, &signer.after(None, 4));
    assert_eq!(end(&open.store), (3, Some(three.id()), 5));
    let five = signer.after(Some(&three), 5);
    add(&mut open.store, &five);
    assert_eq!(end(&open.store), (5, Some(five.id()), 6));
    // Of a fork the longer way; what the relay has no room for is no way.
    let fork = signer.after(Some(&two), 3);
    add(&mut open.store, &fork);
    assert_eq!(end(&open.store).0, 5);
    let refuse = |tx: &rusqlite::Transaction<'_>| {
        ArchivedEntry::refuse(tx, &three.id(), Rejection::SeqTaken.number())
    };
    open.store.write(refuse).unwrap();
    assert_eq!(end(&open.store), (3, Some(fork.id()), 6));
}

#[test]
fn nothing_of_the_header_of_an_unproved_entry_is_noted_but_the_name_that_it_bears() {
    let mut open = open();
    let (device, entries) = entries(FEED, 1);
    let new = NewEntry {
        feed: FEED,
        bytes: entries[0].as_bytes(),
        entry: Some(&entries[0]),
        standing: Standing::Unproved,
    };
    open.store.write(|tx| ArchivedEntry::add(tx, &new)).unwrap();
    let noted: Option<(i64, [u8; 8])> = open
        .store
        .reader()
        .query_row(
            "SELECT coalesce(device, device_seq, kind, previous, app, at) IS NULL, claimed FROM entry",
            [],
            |row| Ok(Some((row.get(0)?, row.get(1)?))),
        )
        .unwrap();
    assert_eq!(noted, Some((1, device.0)));
    assert_eq!(offered(&open.store, FEED), []);
    let kept = entries[0].as_bytes().len() as u64 + PER_ENTRY;
    let held = |store: &Store, relay| unverified_bytes(store.reader(), relay).unwrap();
    assert_eq!(
        (held(&open.store, false), held(&open.store, true)),
        (kept, 0)
    );
    let id = entries[0].id();
    open.store
        .write(|tx| ArchivedEntry::placed(tx, FEED, &id, 1, None))
        .unwrap();
    assert_eq!(
        (held(&open.store, false), held(&open.store, true)),
        (0, kept)
    );
    // A log that is not there any more takes with it what nobody could prove.
    let mut gone = |proved: bool| {
        open.store
            .write(|tx| {
                if proved {
                    ArchivedEntry::add(tx, &new)?;
                    ArchivedEntry::proved(tx, &entries[0], Standing::Member)?;
                }
                ArchivedEntry::lost_after(tx, FEED, 0)
            })
            .unwrap();
        ArchivedEntry::get(open.store.reader(), &id).unwrap()
    };
    assert_eq!(gone(false), None);
    assert_eq!(gone(true).unwrap().author, Some((device, 1)));
    assert_eq!((held(&open.store, false), held(&open.store, true)), (0, 0));
    assert_eq!(offered(&open.store, FEED), [id]);
}

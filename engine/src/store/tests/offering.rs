//! What is offered to a relay: once, again where it was lost or refused, and not what is no entry.

use super::*;

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

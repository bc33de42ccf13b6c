//! What is noted of an entry before and after its signature is proved.

use super::*;

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

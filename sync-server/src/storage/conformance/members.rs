//! The part of the suite about who may do what: devices, access, revocations and what they name, invites, what each device takes.

use std::sync::Arc;

use sesi_wire::ids::{DeviceId, EntryId, FeedId, InviteId, OfficeId};
use sesi_wire::statement::{DeviceRole, Rights};

use super::{FEED, Open, append, bytes_of, office, read, write};
use crate::fixture::Person;
use crate::storage::{
    Account, Device, GrantPlace, Invite, Named, NewEntry, OfficeNo, Source, Spent, Standing,
    Storage,
};

/// Runs this part of the suite.
pub fn passes<F: Fn() -> Arc<dyn Storage>>(fresh: &impl Fn() -> F) {
    access_revocation_and_invites_are_kept(&fresh());
    access_counts_by_its_source(&fresh());
    named_entries_are_kept_and_may_share_a_number(&fresh());
    what_each_device_takes_is_counted(&fresh());
    tokens_and_invites_belong_to_each_office_apart(&fresh());
    what_was_said_is_forgotten_and_entries_stay(&fresh());
}

fn access_revocation_and_invites_are_kept(open: Open<'_>) {
    let storage = open();
    let (office, feed) = office(&storage, 1);
    let person = Person::new(5);
    let (id, keys, invite) = (person.id(), person.keys(), InviteId([3; 16]));
    let device = Device {
        keys,
        role: DeviceRole::Member,
        standing: Standing::Granted,
        granted: Some(GrantPlace {
            distance: 1,
            author: DeviceId([7; 8]),
            device_seq: 300,
            entry: EntryId([2; 32]),
            at: 4,
        }),
    };
    let said = Invite {
        office: office.no,
        role: DeviceRole::Office,
        expires: 77,
        welcome: b"welcome".to_vec(),
        used_by: None,
        withdrawn: false,
    };
    let no = office.no;
    let (put, add) = (device.clone(), said.clone());
    write(&storage, move |txn| {
        txn.put_device(no, &id, &put)?;
        txn.add_access(no, &id, Source::Said, &[(feed, Rights::Write)])?;
        txn.add_access(no, &id, Source::Said, &[(feed, Rights::Read)])?;
        txn.add_invite(&invite, &add, &[(feed, Rights::Read)])?;
        let other = Invite { expires: 99, ..add };
        txn.add_invite(&invite, &other, &[(feed, Rights::Write)])
    })
    .unwrap();
    drop(storage);
    let storage = open();
    read(&storage, move |txn| {
        assert_eq!(txn.device(no, &id)?, Some(device));
        assert_eq!(txn.rights(no, &id, feed)?, Some(Rights::Write));
        let feeds = txn.feeds_of(no, &id)?;
        assert_eq!((feeds.len(), feeds[0].0), (1, FEED));
        let sessions = txn.sessions(&keys.token, None)?;
        assert_eq!((sessions.len(), sessions[0].device), (1, id));
        assert!(!sessions[0].revoked);
        assert_eq!(txn.invite(no, &invite)?, Some(said));
        Ok(())
    });
    write(&storage, move |txn| {
        assert_eq!(txn.invite_access(no, &invite)?, vec![(feed, Rights::Read)]);
        txn.use_invite(no, &invite, &id)?;
        txn.withdraw_invite(no, &invite)?;
        txn.revoke(no, &id)?;
        txn.revoke(no, &id)?;
        txn.revoke(no, &DeviceId([77; 8]))
    })
    .unwrap();
    read(&storage, move |txn| {
        let standing = txn.device(no, &id)?.map(|device| device.standing);
        assert_eq!(standing, Some(Standing::Revoked));
        assert!(txn.sessions(&keys.token, None)?[0].revoked);
        assert!(txn.is_revoked(no, &DeviceId([77; 8]))?);
        let invite = txn.invite(no, &invite)?.unwrap();
        assert_eq!((invite.used_by, invite.withdrawn), (Some(id), true));
        Ok(())
    });
}

/// What an invite gives counts until the grant; what is said of a device before its grant counts from then on.
fn access_counts_by_its_source(open: Open<'_>) {
    let storage = open();
    let (office, feed) = office(&storage, 1);
    let no = office.no;
    let person = Person::new(5);
    let device = |standing| Device {
        keys: person.keys(),
        role: DeviceRole::Member,
        standing,
        granted: None,
    };
    let id = person.id();
    let steps = [
        (None, None),
        (Some(device(Standing::Provisional)), Some(Rights::Write)),
        (Some(device(Standing::Granted)), Some(Rights::Read)),
    ];
    write(&storage, move |txn| {
        txn.add_access(no, &id, Source::Said, &[(feed, Rights::Read)])?;
        txn.add_access(no, &id, Source::Invite, &[(feed, Rights::Write)])
    })
    .unwrap();
    for (device, rights) in steps {
        let listed = usize::from(rights.is_some());
        write(&storage, move |txn| match &device {
            Some(device) => txn.put_device(no, &id, device),
            None => Ok(()),
        })
        .unwrap();
        read(&storage, move |txn| {
            assert_eq!(txn.rights(no, &id, feed)?, rights);
            assert_eq!(txn.feeds_of(no, &id)?.len(), listed);
            Ok(())
        });
    }
}

fn named_entries_are_kept_and_may_share_a_number(open: Open<'_>) {
    let storage = open();
    let (office, feed) = office(&storage, 1);
    let no = office.no;
    let device = DeviceId([1; 8]);
    let named = |device_seq, mark| Named {
        feed: FEED,
        device_seq,
        mark: [mark; 16],
    };
    let first = office.clone();
    let (one, other) = (bytes_of(1, 7), b"another under its number".to_vec());
    let marked = |bytes: &[u8]| Named {
        mark: EntryId::of(bytes).short().0,
        ..named(7, 0)
    };
    let both = [marked(&one), marked(&other)];
    let again = other.clone();
    write(&storage, move |txn| {
        assert!(txn.add_named(no, &device, &named(7, 1))?);
        assert!(!txn.add_named(no, &device, &named(7, 1))?);
        assert!(txn.add_named(no, &device, &named(7, 2))?);
        assert!(txn.add_named(no, &device, &named(3, 1))?);
        append(txn, &first, feed, 1, 7)?;
        for (at, account) in [(2, Account::Named), (3, Account::Beyond)] {
            let bytes = [&again[..], &[at; 3][..usize::from(at) - 2]].concat();
            let entry = NewEntry {
                id: EntryId::of(&bytes),
                device,
                device_seq: 7,
                account,
                bytes: &bytes,
            };
            assert_eq!(txn.append(no, feed, &entry)?, u64::from(at));
        }
        Ok(())
    })
    .unwrap();
    drop(storage);
    read(&open(), move |txn| {
        assert!(txn.is_named(no, &device, &named(7, 2))?);
        for not in [named(7, 3), named(6, 1)] {
            assert!(!txn.is_named(no, &device, &not)?);
        }
        assert!(!txn.is_named(no, &DeviceId([2; 8]), &named(7, 1))?);
        assert_eq!(txn.highest_named(no, &device, &FEED)?, 7);
        assert_eq!(txn.highest_named(no, &device, &FeedId([5; 8]))?, 0);
        assert_eq!(txn.named_entry(feed, &device, &both[0])?, Some(one.clone()));
        assert_eq!(txn.named_entry(feed, &device, &both[1])?, Some(other));
        assert_eq!(txn.named_entry(feed, &device, &named(7, 9))?, None);
        // Of several, the first that came holds the number.
        assert_eq!(txn.holder(feed, &device, 7)?, Some(EntryId::of(&one)));
        Ok(())
    });
}

fn what_each_device_takes_is_counted(open: Open<'_>) {
    let storage = open();
    let (office, feed) = office(&storage, 1);
    let no = office.no;
    let person = Person::new(5);
    let id = person.id();
    let device = Device {
        keys: person.keys(),
        role: DeviceRole::Member,
        standing: Standing::Granted,
        granted: None,
    };
    write(&storage, move |txn| {
        txn.put_device(no, &id, &device)?;
        let control = txn.ensure_feed(&office, &FeedId::CONTROL)?;
        let entries = [
            (feed, Account::Author, 10),
            (feed, Account::Named, 20),
            (control, Account::Author, 40),
            (feed, Account::Beyond, 80),
        ];
        for (device_seq, (feed, account, size)) in (1..).zip(entries) {
            let bytes = vec![1; size];
            let entry = NewEntry {
                id: EntryId::of(&bytes),
                device: id,
                device_seq,
                account,
                bytes: &bytes,
            };
            txn.append(no, feed, &entry)?;
        }
        // What is said of the device later takes nothing off.
        txn.put_device(no, &id, &device)
    })
    .unwrap();
    drop(storage);
    read(&open(), move |txn| {
        let spent = Spent {
            data: 30,
            said: 40,
            beyond: 80,
        };
        assert_eq!(txn.spent(no, &id)?, spent);
        assert_eq!(txn.spent(no, &DeviceId([9; 8]))?, Spent::default());
        let office = txn.office_of(no)?.unwrap();
        assert_eq!((office.used, office.beyond), (150, 80));
        Ok(())
    });
}

/// Token hashes and invite ids are public: that another office took them first keeps nobody out.
fn tokens_and_invites_belong_to_each_office_apart(open: Open<'_>) {
    let storage = open();
    let ((one, feed), (two, other)) = (office(&storage, 1), office(&storage, 2));
    let person = Person::new(5);
    let (id, invite) = (person.id(), InviteId([3; 16]));
    let device = Device {
        keys: person.keys(),
        role: DeviceRole::Member,
        standing: Standing::Granted,
        granted: None,
    };
    let said = move |office: OfficeNo, expires| Invite {
        office,
        role: DeviceRole::Member,
        expires,
        welcome: b"welcome".to_vec(),
        used_by: None,
        withdrawn: false,
    };
    let (first, second) = (one.clone(), two.clone());
    write(&storage, move |txn| {
        for (office, feed, expires) in [(second.no, other, 1), (first.no, feed, 2)] {
            txn.put_device(office, &id, &device)?;
            txn.add_invite(&invite, &said(office, expires), &[(feed, Rights::Read)])?;
        }
        txn.use_invite(first.no, &invite, &id)?;
        txn.withdraw_invite(first.no, &invite)?;
        txn.revoke(first.no, &id)
    })
    .unwrap();
    for (office, feed) in [(one.no, feed), (two.no, other)] {
        let access = write(&storage, move |txn| txn.invite_access(office, &invite));
        assert_eq!(access.unwrap(), vec![(feed, Rights::Read)]);
    }
    read(&storage, move |txn| {
        let token = &person.keys().token;
        assert_eq!(txn.sessions(token, None)?.len(), 2);
        for (office, feed, expires, revoked) in [(&one, feed, 2, true), (&two, other, 1, false)] {
            let sessions = txn.sessions(token, Some(&office.id))?;
            assert_eq!(sessions.len(), 1);
            assert_eq!(
                (sessions[0].office, sessions[0].revoked),
                (office.no, revoked)
            );
            let found = txn.invite(office.no, &invite)?.unwrap();
            assert_eq!((found.expires, found.withdrawn), (expires, revoked));
            assert_eq!(found.used_by.is_some(), revoked);
            assert!(
                txn.feed(office.no, &FEED)?
                    .is_some_and(|found| found.no == feed)
            );
        }
        assert_eq!(txn.sessions(token, Some(&OfficeId([9; 16])))?, vec![]);
        assert_eq!(txn.inviting(&invite, 9)?, vec![one.clone(), two]);
        assert_eq!(txn.inviting(&invite, 1)?, vec![one]);
        assert_eq!(txn.inviting(&InviteId([4; 16]), 9)?, vec![]);
        Ok(())
    });
}

/// Everything but the entries, what they take and the root is made anew.
fn what_was_said_is_forgotten_and_entries_stay(open: Open<'_>) {
    let storage = open();
    let (office, feed) = office(&storage, 1);
    let (no, root) = (office.no, DeviceId::of_key(&office.root));
    let person = Person::new(6);
    let (id, keys, invite) = (person.id(), person.keys(), InviteId([4; 16]));
    let device = Device {
        keys,
        role: DeviceRole::Office,
        standing: Standing::Granted,
        granted: None,
    };
    let said = Invite {
        office: no,
        role: DeviceRole::Member,
        expires: 77,
        welcome: b"welcome".to_vec(),
        used_by: None,
        withdrawn: false,
    };
    let (put, first) = (device.clone(), office.clone());
    let entry = bytes_of(1, 1);
    let named = Named {
        feed: FEED,
        device_seq: 1,
        mark: EntryId::of(&entry).short().0,
    };
    write(&storage, move |txn| {
        txn.put_device(no, &id, &put)?;
        txn.add_access(no, &id, Source::Said, &[(feed, Rights::Write)])?;
        txn.add_invite(&invite, &said, &[(feed, Rights::Read)])?;
        txn.withdraw_invite(no, &InviteId([5; 16]))?;
        txn.revoke(no, &id)?;
        let stored = NewEntry {
            id: EntryId::of(&entry),
            device: id,
            device_seq: 1,
            account: Account::Author,
            bytes: &entry,
        };
        txn.append(no, feed, &stored)?;
        assert!(txn.has_unnamed(no, &id, &FEED)?);
        assert!(!txn.has_unnamed(no, &id, &FeedId([5; 8]))?);
        assert!(!txn.has_unnamed(no, &root, &FEED)?);
        txn.add_named(no, &id, &named)?;
        assert!(!txn.has_unnamed(no, &id, &FEED)?);
        txn.forget_said(&first)
    })
    .unwrap();
    drop(storage);
    let storage = open();
    read(&storage, move |txn| {
        assert_eq!(txn.device(no, &id)?, None);
        assert!(txn.sessions(&keys.token, None)?.is_empty());
        assert!(!txn.is_revoked(no, &id)?);
        assert_eq!(txn.rights(no, &id, feed)?, None);
        assert!(!txn.is_named(no, &id, &named)?);
        assert_eq!(txn.invite(no, &invite)?, None);
        assert!(txn.device(no, &root)?.is_some());
        assert!(txn.seq_of(feed, &EntryId::of(&bytes_of(1, 1)))?.is_some());
        assert_ne!(txn.spent(no, &id)?, Spent::default());
        Ok(())
    });
    // Whoever comes back, also under another's old token, finds a place.
    let other = Person::new(7);
    write(&storage, move |txn| {
        txn.put_device(no, &id, &device)?;
        assert_eq!(txn.sessions(&keys.token, None)?.len(), 1);
        txn.forget_said(&office)?;
        let heir = Device {
            keys: sesi_wire::statement::DeviceKeys {
                token: keys.token,
                ..other.keys()
            },
            ..device
        };
        txn.put_device(no, &other.id(), &heir)?;
        assert_eq!(txn.sessions(&keys.token, None)?[0].device, other.id());
        Ok(())
    })
    .unwrap();
}

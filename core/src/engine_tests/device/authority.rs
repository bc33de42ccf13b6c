//! What people who hold keys they should not have any more can do: nothing that lasts.

use ed25519_dalek::SigningKey;
use sesi_engine::ambient::Seeded;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::seal::place::Place;
use sesi_engine::seal::statements::sign_statements;
use sesi_engine::store::{ArchivedEntry, FeedRow};
use sesi_engine::sync::file;
use sesi_wire::chain::ChainMark;
use sesi_wire::entry::{Header, Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, FeedId, KeyId};
use sesi_wire::statement::{DeviceRole, Epoch, Grant, Statement, Withdraw};

use crate::kinds::Mark;
use crate::testkit::{Station, TOILI, Toili, meetings, start};

/// Hands entries over as a file, which needs no relay.
pub(crate) fn bring(station: &mut Station, entries: &[Vec<u8>]) {
    let mut bytes = b"SESI\x00\x01\x00\x00".to_vec();
    bytes.extend_from_slice(&station.device.office().0);
    for entry in entries {
        let framed = minicbor::to_vec(minicbor::bytes::ByteVec::from(entry.clone())).unwrap();
        bytes.extend(framed);
    }
    file::import(&mut station.device, &mut &bytes[..]).unwrap();
}

/// What a device can sign with its keys, under any number, whatever it signed before.
pub(super) fn forge(by: &Station, place: Place, statements: &[Statement]) -> Vec<u8> {
    let me = by.device.me();
    let entries = sign_statements(
        statements,
        &place,
        me.identity(),
        &me.office(),
        &*by.ambient,
    )
    .unwrap();
    entries[0].as_bytes().to_vec()
}

fn place(device_seq: u64) -> Place {
    Place {
        device_seq,
        ..Place::first(FeedId::CONTROL)
    }
}

fn mend(station: &mut Station) {
    let device = &mut station.device;
    device.write(|conn, me| me.mend_access(conn)).unwrap();
}

/// The feeds of which `device` was given the newest key.
fn feeds_open_to(station: &Station, device: DeviceId) -> usize {
    let membership = station.device.membership();
    let feeds = FeedRow::all(station.device.reader()).unwrap();
    let open = feeds.iter().filter(|feed| {
        let newest = membership.newest_epoch(feed.id);
        let keys = membership.wrapped_for(device, feed.id);
        keys.iter().any(|key| Some(key.epoch) == newest)
    });
    open.count()
}

#[test]
fn a_stolen_machine_of_the_office_lets_nobody_in() {
    let mut toili = Toili::new(301);
    let [mut stolen, mut unaware] = ["DEWI", "EKA"].map(|name| {
        let staff = toili.stage.hire(name, &[]);
        toili.stage.second_office(staff)
    });
    toili.synced_office();
    stolen.synced(&mut toili.stage.relay);
    unaware.synced(&mut toili.stage.relay);
    toili
        .stage
        .office
        .device
        .revoke(stolen.device.id())
        .unwrap();
    toili.synced_office();

    // The thief has another device, and lets it in under a number that the machine had used.
    let thief = DeviceIdentity::generate(&Seeded::new(66, start()));
    let grant = Statement::Grant(Grant {
        keys: thief.public(),
        role: DeviceRole::Office,
        access: vec![],
    });
    let forged = forge(&stolen, place(2), &[grant]);
    bring(&mut unaware, std::slice::from_ref(&forged));
    assert!(unaware.device.membership().is_office(thief.device()));
    // What the office does by itself, before it has heard: it hands out keys.
    mend(&mut unaware);
    assert!(feeds_open_to(&unaware, thief.device()) > 2);

    unaware.synced(&mut toili.stage.relay);
    bring(&mut toili.stage.office, std::slice::from_ref(&forged));
    toili.synced_office();
    toili.synced_phone();
    unaware.synced(&mut toili.stage.relay);
    for station in [&unaware, &toili.stage.office, &toili.phone] {
        let membership = station.device.membership();
        assert_eq!(membership.author_key(thief.device()), None);
        assert_eq!(feeds_open_to(station, thief.device()), 0);
    }
    // Everybody else goes on.
    let meeting = toili.record(5, 0, Mark::Hadir);
    toili.synced_phone();
    for station in [&mut unaware, &mut toili.stage.office] {
        station.synced(&mut toili.stage.relay);
        assert!(station.device.document(&meeting).unwrap().is_some());
    }
}

/// The thief fills a relay that was wiped: true entries find their numbers taken until the relay has heard of the revocation.
#[test]
fn what_a_thief_displaced_is_offered_again_once_the_revocation_is_there() {
    let mut toili = Toili::new(310);
    let dewi = toili.stage.hire("DEWI", &[]);
    let stolen = toili.stage.second_office(dewi);
    let lost = stolen.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    toili.synced_office();
    let control = |by: DeviceId, office: &Station| {
        let all = office.rows_of_bytes(FeedId::CONTROL).into_iter();
        let of = all
            .filter(move |bytes| SealedEntry::parse(bytes.clone()).unwrap().header().device == by);
        of.collect::<Vec<_>>()
    };
    let displaced = control(lost, &toili.stage.office);
    let founding = toili.stage.relay.log(FeedId::CONTROL)[0].clone();
    toili.stage.relay.wipe();
    toili.stage.relay.push(&founding);
    for number in 1..=displaced.len() as u64 {
        let invite = sesi_wire::ids::InviteId([9; 16]);
        let said = Statement::Withdraw(Withdraw { invite });
        toili
            .stage
            .relay
            .push(&forge(&stolen, place(number), &[said]));
    }
    toili.synced_office();
    // This relay knows no revocations; a real one takes them at the second try.
    assert!(toili.stage.relay.taken as usize >= 2 * displaced.len());
}

#[test]
fn a_planted_number_makes_nothing_of_a_revoked_phone_count() {
    let mut toili = Toili::new(302);
    let feed = toili.meetings_feed();
    // A tampered phone plants an entry far ahead of its others, so that everything below is "before its end".
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    {
        let device = &mut toili.phone.device;
        device
            .write(|conn, _| {
                let mut row = FeedRow::get(conn, feed)?.unwrap();
                row.own_seq = 1 << 60;
                row.update(conn)
            })
            .unwrap();
    }
    toili.record(2, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let lost = toili.phone.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    {
        let device = &mut toili.phone.device;
        device
            .write(|conn, _| {
                let mut row = FeedRow::get(conn, feed)?.unwrap();
                row.own_seq = 1 << 59;
                row.update(conn)
            })
            .unwrap();
    }
    let late = toili.record(3, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    assert!(toili.stage.office.device.document(&late).unwrap().is_none());
    for day in [1, 2] {
        let kept = toili.group.meeting(day);
        assert!(toili.stage.office.device.document(&kept).unwrap().is_some());
    }
}

#[test]
fn the_largest_number_that_a_revoked_phone_can_sign_stops_nobody() {
    let mut toili = Toili::new(303);
    let feed = toili.meetings_feed();
    let before = toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let lost = toili.phone.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    toili
        .phone
        .device
        .write(|conn, _| {
            let mut row = FeedRow::get(conn, feed)?.unwrap();
            row.own_seq = i64::MAX.cast_unsigned() - 1;
            row.update(conn)
        })
        .unwrap();
    let late = toili.record(2, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &toili.stage.office.device;
    assert!(office.document(&late).unwrap().is_none());
    assert!(office.document(&before).unwrap().is_some());
    let planted = "SELECT count(*) FROM entry WHERE device_seq = 9223372036854775807";
    let planted: i64 = office
        .reader()
        .query_row(planted, [], |row| row.get(0))
        .unwrap();
    assert_eq!(planted, 1);
}

#[test]
fn what_was_missing_between_brings_back_what_is_behind_it() {
    let mut toili = Toili::new(303);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let days = [1, 2, 3].map(|day| {
        let meeting = toili.record(day, 0, Mark::Hadir);
        toili.synced_phone();
        meeting
    });
    toili.synced_office();
    let feed = toili.meetings_feed();
    let lost = toili.phone.device.id();
    let entries: Vec<Vec<u8>> = toili
        .stage
        .office
        .rows_of_bytes(feed)
        .into_iter()
        .filter(|bytes| SealedEntry::parse(bytes.clone()).unwrap().header().device == lost)
        .collect();
    assert_eq!(entries.len(), 3);
    toili.stage.office.device.revoke(lost).unwrap();
    let control = toili.stage.office.rows_of_bytes(FeedId::CONTROL);
    bring(&mut colleague, &control);
    let there = |colleague: &Station| {
        days.clone()
            .map(|day| colleague.device.document(&day).unwrap().is_some())
    };
    bring(&mut colleague, &entries[..1]);
    assert_eq!(there(&colleague), [false; 3], "the named one is not here");
    bring(&mut colleague, &entries[2..]);
    assert_eq!(there(&colleague), [false, false, true], "there is a gap");
    bring(&mut colleague, &entries[1..2]);
    assert_eq!(there(&colleague), [true; 3]);
    assert!(colleague.device.status().unwrap().parked.is_empty());
}

#[test]
fn nothing_follows_from_an_entry_in_this_devices_name_that_another_signed() {
    let mut toili = Toili::new(304);
    let feed = toili.meetings_feed();
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    let (office, phone) = (toili.phone.device.office(), toili.phone.device.id());
    let forged = |feed, kind| {
        let header = Header {
            kind,
            feed,
            device: phone,
            device_seq: (1 << 63) - 1,
            previous: [0; 16],
            epoch: 1,
            seen_seq: 0,
            seen_chain: ChainMark::default(),
            salt: [3; 12],
        };
        let key = SigningKey::from_bytes(&[66; 32]);
        let entry = SealedEntry::sign(header, &[0x80], &office.0, &key);
        entry.unwrap().into_bytes()
    };
    let made_up = [
        forged(feed, Kind::Data),
        forged(FeedId::CONTROL, Kind::Statements),
        forged(FeedId::CONTROL, Kind::Enrolment),
    ];
    for (at, bytes) in made_up.into_iter().enumerate() {
        bring(&mut toili.phone, std::slice::from_ref(&bytes));
        if at < 2 {
            toili.stage.relay.push(&bytes);
        }
    }
    let meeting = toili.record(2, 0, Mark::Hadir);
    toili.synced_phone();
    assert!(!toili.phone.device.status().unwrap().copied);
    assert_eq!(toili.phone.feed(&meetings(TOILI)).own_seq, 2);
    toili.synced_office();
    assert!(
        toili
            .stage
            .office
            .device
            .document(&meeting)
            .unwrap()
            .is_some()
    );
}

#[test]
fn no_epoch_that_somebody_jumps_to_stops_the_next_one() {
    let mut toili = Toili::new(305);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut second = toili.stage.second_office(dewi);
    let feed = toili.meetings_feed();
    let said = |epoch| {
        Statement::Epoch(Epoch {
            feed,
            epoch,
            key: KeyId([1; 16]),
            keys: vec![],
            previous: None,
        })
    };
    {
        let device = &mut second.device;
        device
            .write(|conn, me| me.say(conn, &[said(u32::MAX), said(0)]))
            .unwrap();
    }
    second.synced(&mut toili.stage.relay);
    bring(
        &mut toili.stage.office,
        &[forge(&toili.phone, place(2), &[said(u32::MAX - 1)])],
    );
    toili.synced_office();
    let before = toili.stage.office.device.membership().newest_epoch(feed);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let colleague = toili.stage.phone(budi, &[TOILI]);
    let lost = colleague.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    toili.synced_office();
    let after = toili.stage.office.device.membership().newest_epoch(feed);
    assert!(after > before, "{before:?} {after:?}");
    toili.synced_phone();
    toili.record(3, 0, Mark::Hadir);
    toili.synced_phone();
    let sealed_last = toili.phone.rows_of_bytes(feed).pop().unwrap();
    let sealed_under = SealedEntry::parse(sealed_last).unwrap().header().epoch;
    assert_eq!(Some(sealed_under), after);
}

#[test]
fn nothing_is_sealed_under_an_older_key_than_the_one_that_counts() {
    let mut toili = Toili::new(306);
    let feed = toili.meetings_feed();
    toili.synced_office();
    toili.synced_phone();
    // An epoch that the phone has no key of: somebody else was revoked, and this phone was passed over.
    let newest = toili.stage.office.device.membership().newest_epoch(feed);
    let next = Statement::Epoch(Epoch {
        feed,
        epoch: newest.unwrap() + 1,
        key: KeyId([1; 16]),
        keys: vec![],
        previous: None,
    });
    let device = &mut toili.stage.office.device;
    device.write(|conn, me| me.say(conn, &[next])).unwrap();
    let control = toili.stage.office.rows_of_bytes(FeedId::CONTROL);
    bring(&mut toili.phone, &control);
    let sealed = |phone: &Station| phone.rows_of_bytes(feed).len();
    let before = sealed(&toili.phone);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    assert_eq!(sealed(&toili.phone), before);
    assert_eq!(toili.phone.device.status().unwrap().pending_changes, 1);
    // The office, which shows who has no key, gets everybody one by the next epoch.
    let shown = toili.stage.office.device.status().unwrap().unreachable;
    assert!(shown.contains(&toili.phone.device.id().to_string()));
    let device = &mut toili.stage.office.device;
    device
        .write(|conn, me| me.begin_epochs(conn, &[(feed, meetings(TOILI))]))
        .unwrap();
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(sealed(&toili.phone), before + 1);
    assert_eq!(toili.phone.device.status().unwrap().pending_changes, 0);
}

#[test]
fn who_comes_late_reads_what_was_sealed_under_every_key_before() {
    let mut toili = Toili::new(307);
    let feed = toili.meetings_feed();
    let mut meetings_kept = Vec::new();
    for day in 1..5 {
        meetings_kept.push(toili.record(day, 0, Mark::Hadir));
        toili.synced_phone();
        toili.synced_office();
        let device = &mut toili.stage.office.device;
        device
            .write(|conn, me| me.begin_epochs(conn, &[(feed, meetings(TOILI))]))
            .unwrap();
        toili.synced_office();
        toili.synced_phone();
    }
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let colleague = toili.stage.phone(budi, &[TOILI]);
    for meeting in &meetings_kept {
        assert!(colleague.device.document(meeting).unwrap().is_some());
    }
    // One key was wrapped to it, at most one more by the end of its invite; it walked to the others.
    let membership = colleague.device.membership();
    let wrapped = membership.wrapped_for(colleague.device.id(), feed).len();
    assert!(wrapped <= 2, "{wrapped}");
}

#[test]
fn a_start_checks_no_signature_and_settles_once_however_long_the_history() {
    let mut toili = Toili::new(308);
    for round in 0..6 {
        let staff = toili.stage.hire(&format!("STAFF {round}"), &[TOILI]);
        let phone = toili.stage.phone(staff, &[TOILI]);
        toili.stage.office.device.revoke(phone.device.id()).unwrap();
    }
    toili.synced_office();
    let again = toili.stage.office.copy("again.db", 9);
    let work = again.device.membership().work();
    assert_eq!((work.signatures, work.settled, work.rounds), (0, 1, 1));
    assert_eq!(
        again.device.membership(),
        toili.stage.office.device.membership()
    );
    // The first exchange of a new phone settles a few times for a page, not for each of six revocations.
    let staff = toili.stage.hire("BUDI", &[TOILI]);
    let newcomer = toili.stage.phone(staff, &[TOILI]);
    let settled = newcomer.device.membership().work().settled;
    assert!(settled <= 4, "{settled}");
    let proved = ArchivedEntry::each_control(newcomer.device.reader(), |id, _, proved| {
        assert!(proved, "{id}");
        Ok::<_, sesi_engine::store::StoreError>(())
    });
    proved.unwrap();
}

#[test]
fn a_device_opens_though_its_statements_cannot_be_made() {
    let mut toili = Toili::new(309);
    let years = |office: &Station| office.rows("SELECT id FROM feed").len();
    let before = years(&toili.stage.office);
    let next_year = start() + chrono::Duration::days(60);
    toili.stage.office.ambient.set(next_year);
    // No room for another entry of the control feed.
    let office = &mut toili.stage.office;
    let full = "CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT raise(ABORT, 'full'); END";
    let made = |office: &mut Station, sql: &str| {
        let sql = sql.to_owned();
        let done = office.device.write(|conn, _| {
            conn.execute_batch(&sql)?;
            Ok::<_, sesi_engine::store::StoreError>(())
        });
        done.unwrap();
    };
    made(office, full);
    office.device.start_up();
    assert_eq!(years(office), before);
    assert!(office.device.status().unwrap().start_up_failed.is_some());
    let again = office.copy("after.db", 10);
    assert_eq!(again.device.membership(), office.device.membership());
    made(office, "DROP TRIGGER full");
    office.device.start_up();
    assert!(years(office) > before);
    assert_eq!(office.device.status().unwrap().start_up_failed, None);
}

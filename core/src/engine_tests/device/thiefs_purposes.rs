//! A stolen machine of the office says to some that a feed is for one thing and to others that it is for another, or puts into an invite what
//! is not so: when the machine is out, all work comes to the desks, and readers of the same entries have the same documents.

use chrono::Duration;
use sesi_engine::device::{InviteWish, keep_key};
use sesi_engine::keys::epoch::EpochKey;
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::store::FeedRow;
use sesi_engine::sync::file::{self, Extent};
use sesi_wire::ids::{EntryId, FeedId};
use sesi_wire::statement::{DeviceKeys, Statement};
use sesi_wire::sync::Rejection;

use super::authority::{bring, forge};
use super::invites::join;
use super::stolen_machine::{is_there, keys, lets_write, next_place, pending, scene};
use super::thiefs_feeds::{
    DECOY, all_is_well, gives, key_of, leads_the_phone_astray, of_last_year, revoked, says,
};
use crate::kinds::{Mark, meetings_feed};
use crate::testkit::{LUWUK, Station, TOILI, Toili, meetings, roster};

/// Everybody may write the decoy.
fn opens_it(toili: &Toili, thief: &Station, unaware: &Station) -> Statement {
    let all = [&toili.phone, &toili.stage.office, thief, unaware];
    lets_write(DECOY, &all.map(|station| station.device.id()))
}

fn machines(toili: &Toili, thief: &Station, unaware: &Station) -> [DeviceKeys; 3] {
    [&toili.stage.office, unaware, thief].map(keys)
}

/// The thief is revoked after a meeting was recorded, and everybody exchanges.
fn recorded_and_revoked(toili: &mut Toili, thief: &Station) {
    let meeting = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    assert_eq!(toili.stage.relay.log(DECOY).len(), 1);
    toili.synced_office();
    revoked(&mut toili.stage.office, thief);
    for _ in 0..2 {
        toili.synced_office();
        toili.synced_phone();
    }
    toili.synced_office();
    all_is_well(toili, &[meeting]);
}

#[test]
fn a_key_that_is_for_one_thing_to_a_phone_and_for_another_to_the_desks() {
    let (mut toili, mut thief, unaware) = scene(1801);
    let to_phone = key_of(&thief, DECOY, 1, &meetings(TOILI));
    let to_desks = EpochKey {
        purpose: roster(TOILI),
        ..to_phone.clone()
    };
    let desks = machines(&toili, &thief, &unaware);
    let of_phone = gives(&thief, &to_phone, &[keys(&toili.phone)], &[]);
    let (Statement::Epoch(mut said), Statement::Epoch(more)) =
        (of_phone, gives(&thief, &to_desks, &desks, &[]))
    else {
        unreachable!()
    };
    said.keys.extend(more.keys);
    let opens = opens_it(&toili, &thief, &unaware);
    says(&mut toili, &mut thief, &[opens, Statement::Epoch(said)]);
    toili.synced_phone();
    recorded_and_revoked(&mut toili, &thief);
}

#[test]
fn two_keys_of_a_feed_that_is_for_one_thing_to_a_phone_and_for_another_to_the_desks() {
    let (mut toili, mut thief, unaware) = scene(1802);
    let to_phone = key_of(&thief, DECOY, 1, &meetings(TOILI));
    let to_desks = key_of(&thief, DECOY, 1, &roster(TOILI));
    let desks = machines(&toili, &thief, &unaware);
    let said = [
        opens_it(&toili, &thief, &unaware),
        gives(&thief, &to_phone, &[keys(&toili.phone)], &[]),
        gives(&thief, &to_desks, &desks, &[]),
    ];
    says(&mut toili, &mut thief, &said);
    toili.synced_phone();
    recorded_and_revoked(&mut toili, &thief);
}

/// The same secret for the phone's own kecamatan and for another, where it has no feed.
#[test]
fn a_key_that_is_for_two_places_leads_back_to_the_one_that_there_is() {
    let (mut toili, mut thief, unaware) = scene(1814);
    let own = key_of(&thief, DECOY, 1, &meetings(TOILI));
    let other = EpochKey {
        purpose: meetings(LUWUK),
        ..own.clone()
    };
    let desks = machines(&toili, &thief, &unaware).map(|keys| keys.device());
    let phone = [keys(&toili.phone)];
    let said = [
        opens_it(&toili, &thief, &unaware),
        gives(&thief, &own, &phone, &desks),
        gives(&thief, &other, &phone, &desks),
    ];
    says(&mut toili, &mut thief, &said);
    toili.synced_phone();
    recorded_and_revoked(&mut toili, &thief);
}

/// The thief says two things under one number: one that only the phone hears, and one by which the feed is for something else.
#[test]
fn work_comes_back_to_what_it_is_and_not_to_what_its_feed_is_said_to_be_later() {
    let (mut toili, thief, unaware) = scene(1803);
    let phone = [keys(&toili.phone)];
    let place = next_place(&thief);
    let desks = machines(&toili, &thief, &unaware);
    let [first, second] = [meetings(TOILI), roster(TOILI)].map(|purpose| {
        let key = key_of(&thief, DECOY, 1, &purpose);
        let all = [&phone[..], &desks].concat();
        let said = [
            opens_it(&toili, &thief, &unaware),
            gives(&thief, &key, &all, &[]),
        ];
        forge(&thief, place, &said)
    });
    let quota = Rejection::Quota;
    toili.stage.relay.refuses.insert(EntryId::of(&first), quota);
    bring(&mut toili.phone, &[first]);
    let meeting = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    assert_eq!(toili.stage.relay.log(DECOY).len(), 1);
    toili.stage.relay.push(&second);
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    for _ in 0..2 {
        toili.synced_office();
        toili.synced_phone();
    }
    toili.synced_office();
    assert!(is_there(&toili.stage.office, &meeting));
    all_is_well(&mut toili, &[meeting]);
}

#[test]
fn what_was_heard_first_of_a_feed_decides_nothing() {
    let (mut toili, mut thief, _) = scene(1804);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut other = toili.stage.phone(budi, &[TOILI]);
    toili.synced_office();
    toili.synced_phone();
    thief.synced(&mut toili.stage.relay);
    let to = [keys(&toili.phone), keys(&other)];
    let readers = to.map(|keys| keys.device());
    let mut place = next_place(&thief);
    // Of a year of which there is no other feed.
    let said = [meetings_feed(TOILI, 2025), roster(TOILI)].map(|purpose| {
        let key = key_of(&thief, DECOY, 1, &purpose);
        let said = [lets_write(DECOY, &readers), gives(&thief, &key, &to, &[])];
        let entry = forge(&thief, place, &said);
        place.device_seq += 1;
        place.previous = EntryId::of(&entry).short().0;
        entry
    });
    let [first, second] = said;
    for said in [&first, &second] {
        bring(&mut toili.phone, std::slice::from_ref(said));
    }
    for said in [&second, &first] {
        bring(&mut other, std::slice::from_ref(said));
    }
    let meeting = of_last_year(&mut toili, 6);
    toili.synced_phone();
    assert_eq!(toili.stage.relay.log(DECOY).len(), 1);
    other.synced(&mut toili.stage.relay);
    assert!(is_there(&other, &meeting));
}

/// Somebody is let in by an invite of the thief's, whose welcome says what is not so of a feed.
fn let_in_by_the_thief(toili: &mut Toili, thief: &mut Station) -> Station {
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    toili.synced_office();
    thief.synced(&mut toili.stage.relay);
    let wish = InviteWish {
        person: budi,
        places: vec![TOILI.to_owned()],
        office: false,
        valid_for: Duration::days(7),
    };
    let invited = thief.device.invite(&wish).unwrap();
    thief.synced(&mut toili.stage.relay);
    let joined = join(&mut toili.stage, &invited);
    thief.synced(&mut toili.stage.relay);
    toili.synced_office();
    joined
}

fn thinks(thief: &mut Station, feed: FeedId, epoch: u32, purpose: &Purpose) {
    let key = key_of(thief, feed, epoch, purpose);
    let kept = thief.device.write(|conn, _| keep_key(conn, &key, None));
    kept.unwrap();
}

fn comes_home(toili: &mut Toili, thief: &Station, mut joined: Station) {
    revoked(&mut toili.stage.office, thief);
    toili.synced_office();
    joined.synced(&mut toili.stage.relay);
    std::mem::swap(&mut toili.phone, &mut joined);
    let meeting = toili.record(7, 1, Mark::Sakit);
    let last_year = of_last_year(toili, 6);
    for _ in 0..3 {
        toili.synced_phone();
        toili.synced_office();
    }
    assert!(is_there(&toili.stage.office, &meeting));
    assert!(is_there(&toili.stage.office, &last_year));
    assert_eq!(pending(&toili.phone), 0);
}

#[test]
fn a_welcome_that_names_an_epoch_that_never_was_keeps_nobody_from_writing() {
    let (mut toili, mut thief, _) = scene(1805);
    let feed = toili.meetings_feed();
    thinks(&mut thief, feed, 1_000_000, &meetings(TOILI));
    let joined = let_in_by_the_thief(&mut toili, &mut thief);
    comes_home(&mut toili, &thief, joined);
}

#[test]
fn a_welcome_with_a_feed_of_which_the_office_never_said_a_key_opens_no_year() {
    let (mut toili, mut thief, _) = scene(1806);
    thinks(&mut thief, DECOY, 1, &meetings_feed(TOILI, 2025));
    let joined = let_in_by_the_thief(&mut toili, &mut thief);
    comes_home(&mut toili, &thief, joined);
}

#[test]
fn a_welcome_that_says_of_a_true_feed_that_it_is_for_something_else_is_not_believed_for_long() {
    let (mut toili, mut thief, _) = scene(1807);
    let feed = toili.meetings_feed();
    let renamed = thief
        .device
        .write(|conn, _| FeedRow::rename(conn, feed, &meetings_feed(TOILI, 2024).to_bytes()));
    renamed.unwrap();
    let joined = let_in_by_the_thief(&mut toili, &mut thief);
    comes_home(&mut toili, &thief, joined);
}

/// What an own entry was built upon comes to a restored phone after the entry itself, by another feed.
#[test]
fn a_restored_phone_brings_home_what_it_could_not_read_at_first() {
    let (mut toili, mut thief, unaware) = scene(1808);
    leads_the_phone_astray(&mut toili, &mut thief, &meetings(TOILI), &unaware);
    toili.synced_phone();
    let backup = toili.phone.copy("backup.db", 13);
    let (meeting, families) = (toili.group.meeting(6), toili.group.families.clone());
    toili.stage.office.mark(&meeting, families[1], Mark::Sakit);
    toili.synced_office();
    toili.synced_phone();
    assert!(is_there(&toili.phone, &meeting));
    toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    assert_eq!(toili.stage.relay.log(DECOY).len(), 1);
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    toili.synced_office();
    toili.phone = backup;
    let said = toili.stage.office.rows_of_bytes(FeedId::CONTROL);
    bring(&mut toili.phone, &said);
    for _ in 0..3 {
        toili.synced_phone();
        toili.synced_office();
    }
    let ours = toili.phone.device.document(&meeting).unwrap().unwrap();
    let theirs = toili.stage.office.device.document(&meeting).unwrap();
    assert_eq!(ours.heads(), theirs.unwrap().heads());
}

#[test]
fn a_phone_that_heard_of_nothing_until_all_was_over_brings_home_what_it_seals_on_its_way() {
    let (mut toili, mut thief, unaware) = scene(1809);
    leads_the_phone_astray(&mut toili, &mut thief, &meetings(TOILI), &unaware);
    toili.synced_phone();
    let meeting = toili.record(6, 0, Mark::Hadir);
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(toili.stage.relay.log(DECOY).len(), 1);
    toili.synced_office();
    all_is_well(&mut toili, &[meeting]);
}

/// Files alone, in both ways.
#[test]
fn work_comes_back_by_files() {
    let (mut toili, mut thief, unaware) = scene(1810);
    leads_the_phone_astray(&mut toili, &mut thief, &meetings(TOILI), &unaware);
    toili.synced_phone();
    let meeting = toili.record(6, 0, Mark::Hadir);
    let hand = |from: &mut Station, to: &mut Station| {
        let mut bytes = Vec::new();
        file::export(&mut from.device, Extent::All, &mut bytes).unwrap();
        file::import(&mut to.device, &mut &bytes[..]).unwrap();
    };
    hand(&mut toili.phone, &mut toili.stage.office);
    assert!(!is_there(&toili.stage.office, &meeting));
    revoked(&mut toili.stage.office, &thief);
    hand(&mut toili.stage.office, &mut toili.phone);
    hand(&mut toili.phone, &mut toili.stage.office);
    assert!(is_there(&toili.stage.office, &meeting));
}

/// More epochs than a machine begins once more at a time, of which the phone alone has the keys.
#[test]
fn work_comes_back_while_very_many_epochs_are_begun_once_more() {
    let (mut toili, mut thief, unaware) = scene(1811);
    let feed = toili.meetings_feed();
    let newest = thief.device.membership().newest_epoch(feed).unwrap();
    let desks = [toili.stage.office.device.id(), unaware.device.id()];
    for epoch in newest + 1..newest + 400 {
        let key = key_of(&thief, feed, epoch, &meetings(TOILI));
        let begins = gives(&thief, &key, &[keys(&toili.phone)], &desks);
        says(&mut toili, &mut thief, &[begins]);
    }
    toili.synced_phone();
    let first = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    assert!(!is_there(&toili.stage.office, &first));
    let second = toili.record(7, 0, Mark::Hadir);
    toili.synced_phone();
    revoked(&mut toili.stage.office, &thief);
    for _ in 0..2 {
        toili.synced_office();
        toili.synced_phone();
    }
    toili.synced_office();
    all_is_well(&mut toili, &[first, second]);
}

/// Two machines of the office were told different things of one feed: each keeps it for its own, and neither stops saying so to the other.
#[test]
fn two_machines_that_take_a_feed_for_different_things_come_to_rest() {
    let (mut toili, mut thief, mut unaware) = scene(1813);
    let year = meetings_feed(TOILI, 2025);
    let [first, second] = [&year, &roster(TOILI)].map(|of| key_of(&thief, DECOY, 1, of));
    let office = [keys(&toili.stage.office)];
    let others = [keys(&toili.phone), keys(&unaware)];
    let said = [
        opens_it(&toili, &thief, &unaware),
        gives(&thief, &first, &others, &[]),
        gives(&thief, &second, &office, &[]),
    ];
    says(&mut toili, &mut thief, &said);
    toili.synced_phone();
    let held = of_last_year(&mut toili, 6);
    toili.synced_phone();
    assert_eq!(toili.stage.relay.log(DECOY).len(), 1);
    unaware.synced(&mut toili.stage.relay);
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    let mut said = Vec::new();
    for _ in 0..5 {
        toili.synced_office();
        unaware.synced(&mut toili.stage.relay);
        toili.synced_phone();
        said.push(toili.stage.relay.log(FeedId::CONTROL).len());
    }
    assert_eq!(said[2..], [said[2]; 3], "{said:?}");
    let later = of_last_year(&mut toili, 7);
    toili.synced_phone();
    for station in [&mut toili.stage.office, &mut unaware] {
        station.synced(&mut toili.stage.relay);
        assert!(is_there(station, &held) && is_there(station, &later));
    }
    assert_eq!(pending(&toili.phone), 0);
}

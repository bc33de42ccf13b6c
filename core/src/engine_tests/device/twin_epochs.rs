//! An epoch that two office machines begin apart from each other: every reader gets both keys, and whoever comes later reads what was sealed
//! under either.

use sesi_engine::store::{Fact, HeldKey};
use sesi_engine::sync::file::{self, Extent};
use sesi_wire::ids::{EntryId, FeedId};

use crate::device::Device;
use crate::kinds::{DocKey, Mark};
use crate::testkit::{Station, TOILI, Toili, meetings};

fn begin(station: &mut Station, feed: FeedId) {
    let device = &mut station.device;
    let begun = device.write(|conn, me| me.begin_epochs(conn, &[(feed, meetings(TOILI))]));
    begun.unwrap();
}

fn newest(station: &Station, feed: FeedId) -> u32 {
    station.device.membership().newest_epoch(feed).unwrap()
}

/// An office lets a phone in and begins an epoch, for its invite was used. A second machine of the office, which has heard of neither, begins
/// the same epoch without that phone and seals a meeting under its key.
struct Twins {
    toili: Toili,
    second: Station,
    colleague: Station,
    feed: FeedId,
    meeting: DocKey,
}

fn twins(seed: u64) -> Twins {
    let mut toili = Toili::new(seed);
    let eka = toili.stage.hire("EKA", &[]);
    let mut second = toili.stage.second_office(eka);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    second.synced(&mut toili.stage.relay);
    let feed = toili.meetings_feed();

    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let colleague = toili.stage.phone(budi, &[TOILI]);
    begin(&mut second, feed);
    assert_eq!(newest(&second, feed), newest(&toili.stage.office, feed));
    let meeting = toili.group.meeting(7);
    second.mark(&meeting, toili.group.families[0], Mark::Sakit);
    // Writing a file seals what waits.
    file::export(&mut second.device, Extent::Unsent, &mut Vec::new()).unwrap();
    Twins {
        toili,
        second,
        colleague,
        feed,
        meeting,
    }
}

#[test]
fn every_reader_of_an_epoch_that_was_begun_twice_gets_both_keys() {
    let Twins {
        mut toili,
        mut second,
        mut colleague,
        feed,
        meeting,
    } = twins(311);
    second.synced(&mut toili.stage.relay);
    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    assert!(colleague.device.document(&meeting).unwrap().is_some());
    let membership = colleague.device.membership();
    let keys = membership.keys_of_epoch(feed, newest(&colleague, feed));
    assert_eq!(keys.len(), 2);
    assert!(!membership.newest_keys_are_due(feed));
    // Nobody says it again.
    let said = |station: &Station| station.rows_of_bytes(FeedId::CONTROL).len();
    second.synced(&mut toili.stage.relay);
    let before = said(&second);
    toili.synced_office();
    second.synced(&mut toili.stage.relay);
    assert_eq!(said(&second), before);
}

#[test]
fn who_joins_after_an_epoch_that_was_begun_twice_reads_what_either_key_sealed() {
    let Twins {
        mut toili,
        mut second,
        mut colleague,
        feed,
        meeting,
    } = twins(312);
    // The office goes on to the next epoch before it hears of the other key; of that epoch both machines hold one besides that is named
    // by no word that counts.
    begin(&mut toili.stage.office, feed);
    let next = newest(&toili.stage.office, feed);
    let fallen = EntryId([9; 32]);
    for machine in [&mut toili.stage.office, &mut second] {
        let purpose = meetings(TOILI).to_bytes();
        let kept = machine
            .device
            .write(|conn, _| HeldKey::keep(conn, feed, next, &[0; 32], &purpose, Some(&fallen)));
        kept.unwrap();
    }
    toili.synced_office();
    second.synced(&mut toili.stage.relay);
    toili.synced_office();
    let citra = toili.stage.hire("CITRA", &[TOILI]);
    let newcomer = toili.stage.phone(citra, &[TOILI]);
    colleague.synced(&mut toili.stage.relay);
    for station in [&newcomer, &colleague] {
        assert!(station.device.document(&meeting).unwrap().is_some());
        let membership = station.device.membership();
        assert_eq!(membership.keys_not_handed_on(feed), vec![]);
        // The one that fell is none of the epoch's: whoever made it may not be of the office any more.
        assert_eq!(membership.keys_of_epoch(feed, next).len(), 1);
    }
}

#[test]
fn a_key_that_a_word_brought_which_does_not_count_is_held_by_the_word_that_does() {
    let mut toili = Toili::new(313);
    let feed = toili.meetings_feed();
    begin(&mut toili.stage.office, feed);
    toili.synced_office();
    toili.synced_phone();
    let device = &mut toili.phone.device;
    let said_by = |device: &Device| {
        let newest = HeldKey::newest(device.reader(), feed).unwrap();
        newest.unwrap().said_by.unwrap()
    };
    let said = said_by(device);
    let fallen = EntryId([9; 32]);
    device
        .write(|conn, _| {
            let sql = "UPDATE epoch_key SET said_by = ?1 WHERE feed = ?2 AND said_by = ?3";
            let changed = conn.execute(sql, (fallen.0, feed.0, said.0));
            assert_eq!(changed.unwrap(), 1);
            Fact::SeenByApp.set(conn, b"earlier")
        })
        .unwrap();
    assert_eq!(said_by(device), fallen);
    device.look_again_after_update().unwrap();
    assert_eq!(said_by(device), said);
}

#[test]
fn an_epoch_hands_on_the_key_of_the_one_before_with_its_own() {
    let mut toili = Toili::new(314);
    let feed = toili.meetings_feed();
    for _ in 0..2 {
        begin(&mut toili.stage.office, feed);
        let membership = toili.stage.office.device.membership();
        assert_eq!(membership.keys_not_handed_on(feed), vec![]);
    }
}

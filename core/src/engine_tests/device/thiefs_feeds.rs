//! A stolen machine of the office names feeds and keys that lead a device's work to where no desk reads it: when the machine is out, the work
//! comes to the desks, whatever was said in which order.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use sesi_engine::keys::epoch::EpochKey;
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::keys::secret::FeedKey;
use sesi_engine::store::Fact;
use sesi_engine::sync::file::{self, Extent};
use sesi_engine::sync::request;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::statement::{DeviceKeys, Epoch, Previous, Statement, Wrapped};
use sesi_wire::sync::Rejection;

use super::authority::bring;
use super::stolen_machine::{is_there, keys, lets_write, pending, scene};
use crate::device::Me;
use crate::kinds::{DocKey, Mark, SessionCode, forum_feed, meetings_feed};
use crate::testkit::{LUWUK, Station, TOILI, Toili, meetings, roster};

/// The smallest id that there is.
pub(super) const DECOY: FeedId = FeedId([0, 0, 0, 0, 0, 0, 0, 1]);

pub(super) fn key_of(thief: &Station, feed: FeedId, epoch: u32, purpose: &Purpose) -> EpochKey {
    EpochKey {
        feed,
        epoch,
        purpose: purpose.clone(),
        key: FeedKey::generate(&*thief.ambient),
    }
}

/// Gives `key` to some, and rubbish to others.
pub(super) fn gives(
    thief: &Station,
    key: &EpochKey,
    to: &[DeviceKeys],
    rubbish: &[DeviceId],
) -> Statement {
    let office = thief.device.office();
    let true_keys = to
        .iter()
        .map(|to| key.wrap(&office, to, &*thief.ambient).unwrap());
    let false_keys = rubbish.iter().map(|device| Wrapped {
        device: *device,
        sealed: vec![7; 96].into(),
    });
    Statement::Epoch(Epoch {
        feed: key.feed,
        epoch: key.epoch,
        key: key.id(),
        keys: true_keys.chain(false_keys).collect(),
        previous: None,
    })
}

/// The thief says it, and it stands at the relay.
pub(super) fn says(toili: &mut Toili, thief: &mut Station, said: &[Statement]) {
    thief.device.write(|conn, me| me.say(conn, said)).unwrap();
    let entry = thief.rows_of_bytes(FeedId::CONTROL).pop().unwrap();
    toili.stage.relay.push(&entry);
}

pub(super) fn revoked(by: &mut Station, machine: &Station) {
    by.device.revoke(machine.device.id()).unwrap();
}

/// A feed of which the phone has the key, and the machines of the office rubbish.
pub(super) fn leads_the_phone_astray(
    toili: &mut Toili,
    thief: &mut Station,
    purpose: &Purpose,
    unaware: &Station,
) {
    let machines = [
        toili.stage.office.device.id(),
        unaware.device.id(),
        thief.device.id(),
    ];
    let key = key_of(thief, DECOY, 1, purpose);
    let begins = gives(thief, &key, &[keys(&toili.phone)], &machines);
    let readers = [&machines[..], &[toili.phone.device.id()]].concat();
    says(toili, thief, &[lets_write(DECOY, &readers), begins]);
}

/// Everything is at the desks, and what follows goes there at once, by the true feed.
pub(super) fn all_is_well(toili: &mut Toili, meetings_held: &[DocKey]) {
    for meeting in meetings_held {
        assert!(is_there(&toili.stage.office, meeting), "{meeting:?}");
    }
    assert_eq!(pending(&toili.phone), 0);
    let astray = toili.stage.relay.log(DECOY).len();
    let next = toili.record(28, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    assert!(is_there(&toili.stage.office, &next));
    // Nothing is said again and again, whatever else the office says.
    let own = |phone: &Station| {
        let device = phone.device.id();
        let own = format!("SELECT id FROM entry WHERE hex(device) = upper('{device}')");
        phone.rows(&own).len()
    };
    for _ in 0..2 {
        toili.synced_phone();
        toili.synced_office();
    }
    let before = own(&toili.phone);
    let forum = toili.stage.office.feed(&forum_feed(2026)).id;
    let said = toili
        .stage
        .office
        .device
        .write(|conn, me| me.begin_epochs(conn, &[(forum, forum_feed(2026))]));
    said.unwrap();
    toili.synced_office();
    toili.synced_phone();
    toili.synced_phone();
    assert_eq!(own(&toili.phone), before);
    assert_eq!(toili.stage.relay.log(DECOY).len(), astray);
}

#[test]
fn work_comes_back_from_a_feed_whose_word_nobody_believes_any_more() {
    let (mut toili, mut thief, unaware) = scene(1701);
    leads_the_phone_astray(&mut toili, &mut thief, &meetings(TOILI), &unaware);
    toili.synced_phone();
    let meeting = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    assert_eq!(toili.stage.relay.log(DECOY).len(), 1);
    // The office has not heard that word, and its revocation does not name it.
    revoked(&mut toili.stage.office, &thief);
    toili.synced_office();
    toili.synced_phone();
    toili.synced_office();
    all_is_well(&mut toili, &[meeting]);
}

#[test]
fn a_thief_that_gives_itself_no_key_has_it_all_the_same() {
    let (mut toili, mut thief, unaware) = scene(1702);
    let machines = [toili.stage.office.device.id(), unaware.device.id()];
    let key = key_of(&thief, DECOY, 1, &meetings(TOILI));
    let begins = gives(&thief, &key, &[keys(&toili.phone)], &machines);
    let readers = [&machines[..], &[toili.phone.device.id()]].concat();
    says(
        &mut toili,
        &mut thief,
        &[lets_write(DECOY, &readers), begins],
    );
    toili.synced_phone();
    let before = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    toili.synced_office();
    toili.synced_phone();
    let after = toili.record(7, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    all_is_well(&mut toili, &[before, after]);
}

#[test]
fn a_machine_of_the_office_is_not_led_astray_from_another() {
    let (mut toili, mut thief, mut unaware) = scene(1703);
    let office = toili.stage.office.device.id();
    let key = key_of(&thief, DECOY, 1, &meetings(TOILI));
    let true_keys = [keys(&toili.phone), keys(&toili.stage.office)];
    let begins = gives(&thief, &key, &true_keys, &[unaware.device.id()]);
    let readers = [office, unaware.device.id(), toili.phone.device.id()];
    says(
        &mut toili,
        &mut thief,
        &[lets_write(DECOY, &readers), begins],
    );
    // By a file: whoever exchanges gives the thief the key and takes it from it again, and heals the feed by that.
    let said = thief.rows_of_bytes(FeedId::CONTROL);
    bring(&mut toili.stage.office, &said);
    revoked(&mut toili.stage.office, &thief);
    let meeting = toili.group.meeting(9);
    let family = toili.group.families[0];
    toili.stage.office.mark(&meeting, family, Mark::Sakit);
    for _ in 0..2 {
        toili.synced_office();
        unaware.synced(&mut toili.stage.relay);
        toili.synced_phone();
    }
    assert!(is_there(&unaware, &meeting));
    assert!(is_there(&toili.phone, &meeting));
    let phones = toili.record(10, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    unaware.synced(&mut toili.stage.relay);
    assert!(is_there(&unaware, &phones));
}

/// Of the office's newest statements the entry that revokes, which a slow line brings before the new keys.
fn revocation(of: &Station) -> Vec<u8> {
    let mut all = of.rows_of_bytes(FeedId::CONTROL);
    let revokes = |bytes: &Vec<u8>| {
        let entry = SealedEntry::parse(bytes.clone()).unwrap();
        let said = sesi_wire::statement::from_body(entry.body()).unwrap_or_default();
        said.iter().any(|one| matches!(one, Statement::Revoke(_)))
    };
    all.retain(revokes);
    all.pop().unwrap()
}

#[test]
fn work_comes_back_when_the_new_keys_come_after_the_revocation() {
    let (mut toili, mut thief, unaware) = scene(1704);
    leads_the_phone_astray(&mut toili, &mut thief, &meetings(TOILI), &unaware);
    toili.synced_phone();
    let meeting = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    bring(&mut toili.phone, &[revocation(&toili.stage.office)]);
    let me = toili.phone.device.me();
    let chosen = me.feed_of(toili.phone.device.reader(), &meetings(TOILI));
    assert!(chosen.unwrap().is_some_and(|chosen| chosen.id != DECOY));
    // Whoever records between the two is not stopped.
    let between = toili.record(7, 0, Mark::Hadir);
    toili.synced_office();
    toili.synced_phone();
    toili.synced_office();
    all_is_well(&mut toili, &[meeting, between]);
}

#[test]
fn honest_work_is_not_sealed_again_between_a_revocation_and_the_new_keys() {
    let (mut toili, mut lost, mut unaware) = scene(1705);
    // The machine that is lost had begun the newest epochs of two feeds.
    let feed = toili.meetings_feed();
    let forum = toili.phone.feed(&forum_feed(2026)).id;
    let both = [(feed, meetings(TOILI)), (forum, forum_feed(2026))];
    let begin = |me: &mut Me, conn: &Connection| me.begin_epochs(conn, &both);
    for day in [6, 7] {
        lost.device.write(|conn, me| begin(me, conn)).unwrap();
        lost.synced(&mut toili.stage.relay);
        toili.synced_phone();
        toili.synced_office();
        unaware.synced(&mut toili.stage.relay);
        toili.record(day, 0, Mark::Hadir);
        toili.synced_phone();
        toili.synced_office();
    }
    revoked(&mut toili.stage.office, &lost);
    let revocation = revocation(&toili.stage.office);
    for station in [&mut toili.phone, &mut unaware] {
        bring(station, std::slice::from_ref(&revocation));
    }
    assert_eq!(pending(&toili.phone), 0);
    let feeds = |station: &Station| station.rows("SELECT id FROM feed").len();
    let known = feeds(&unaware);
    // A machine that heard no more of it than that opens no feed anew, and says nothing of those that are there but their next epochs.
    let family = toili.group.families[1];
    unaware.mark(&toili.group.meeting(11), family, Mark::Sakit);
    super::purposes::say(&mut unaware, 2026, 1, "jalan putus");
    let said = |station: &Station| station.rows_of_bytes(FeedId::CONTROL).len();
    let before = said(&unaware);
    file::export(&mut unaware.device, Extent::Unsent, &mut Vec::new()).unwrap();
    assert_eq!(said(&unaware), before);
    unaware.device.start_up();
    assert_eq!(feeds(&unaware), known);
    let entries = toili.stage.relay.log(feed).len();
    toili.synced_office();
    toili.synced_phone();
    toili.synced_office();
    assert_eq!(toili.stage.relay.log(feed).len(), entries);
    assert_eq!(pending(&toili.phone), 0);
}

/// A meeting of October 2025, of which year the office has opened no feed.
pub(super) fn of_last_year(toili: &mut Toili, day: u32) -> DocKey {
    let day = NaiveDate::from_ymd_opt(2025, 10, day).unwrap();
    let session = SessionCode::new("M1.1").unwrap();
    let meeting = DocKey::meeting(toili.group.id, day, session).unwrap();
    let family = toili.group.families[0];
    toili.phone.mark(&meeting, family, Mark::Hadir);
    meeting
}

#[test]
fn a_year_of_which_only_a_thief_opened_a_feed_is_lacking() {
    let purpose = meetings_feed(TOILI, 2025);
    // Whether or not more is recorded, and whether or not the office names what the thief had said.
    for (more, named) in [(true, true), (false, true), (false, false)] {
        let (mut toili, mut thief, unaware) = scene(1706);
        leads_the_phone_astray(&mut toili, &mut thief, &purpose, &unaware);
        toili.synced_phone();
        let mut held = vec![of_last_year(&mut toili, 6)];
        toili.synced_phone();
        assert_eq!(toili.stage.relay.log(DECOY).len(), 1);
        if named {
            toili.synced_office();
        }
        revoked(&mut toili.stage.office, &thief);
        toili.synced_office();
        toili.synced_phone();
        if more {
            held.push(of_last_year(&mut toili, 7));
        }
        for _ in 0..3 {
            toili.synced_phone();
            toili.synced_office();
        }
        all_is_well(&mut toili, &held);
    }
}

#[test]
fn what_only_a_thief_heard_of_a_year_that_is_lacking_is_said_again() {
    let (mut toili, mut thief, unaware) = scene(1711);
    leads_the_phone_astray(&mut toili, &mut thief, &roster(TOILI), &unaware);
    toili.synced_phone();
    let meeting = of_last_year(&mut toili, 6);
    for _ in 0..2 {
        toili.synced_phone();
        toili.synced_office();
    }
    assert_eq!(toili.stage.relay.log(DECOY).len(), 1);
    assert_eq!(pending(&toili.phone), 1, "nobody has opened that year");
    revoked(&mut toili.stage.office, &thief);
    for _ in 0..3 {
        toili.synced_office();
        toili.synced_phone();
    }
    toili.synced_office();
    all_is_well(&mut toili, &[meeting]);
}

#[test]
fn what_waits_in_an_entry_of_a_thiefs_feed_that_the_relay_refuses_waits_in_vain_no_longer() {
    let (mut toili, mut thief, unaware) = scene(1712);
    leads_the_phone_astray(&mut toili, &mut thief, &meetings(TOILI), &unaware);
    toili.synced_phone();
    let meeting = toili.record(6, 0, Mark::Hadir);
    request::prepare(&mut toili.phone.device).unwrap();
    let sealed = toili.phone.rows_of_bytes(DECOY).pop().unwrap();
    let refused = Rejection::NoAccess;
    toili
        .stage
        .relay
        .refuses
        .insert(EntryId::of(&sealed), refused);
    toili.synced_phone();
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    toili.synced_office();
    toili.synced_phone();
    toili.synced_office();
    all_is_well(&mut toili, &[meeting]);
}

#[test]
fn a_feed_that_is_left_and_taken_up_again_is_left_again() {
    let (mut toili, mut thief, unaware) = scene(1707);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let lost = toili.stage.phone(budi, &[LUWUK]);
    toili.synced_phone();
    leads_the_phone_astray(&mut toili, &mut thief, &meetings(TOILI), &unaware);
    toili.synced_phone();
    let first = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    assert_eq!(toili.stage.relay.log(DECOY).len(), 1);
    let machines = [
        toili.stage.office.device.id(),
        unaware.device.id(),
        thief.device.id(),
    ];
    // Somebody who does not exist is given the next key, and the phone keeps away.
    let phone = [keys(&toili.phone)];
    let key = key_of(&thief, DECOY, 2, &meetings(TOILI));
    let rubbish = [&machines[..], &[DeviceId([9; 8])]].concat();
    let second = gives(&thief, &key, &phone, &rubbish);
    says(&mut toili, &mut thief, &[second]);
    toili.synced_phone();
    // Somebody else is revoked meanwhile.
    revoked(&mut toili.stage.office, &lost);
    toili.synced_office();
    toili.synced_phone();
    let key = key_of(&thief, DECOY, 3, &meetings(TOILI));
    let third = gives(&thief, &key, &phone, &machines);
    says(&mut toili, &mut thief, &[third]);
    toili.synced_phone();
    let later = toili.record(7, 0, Mark::Hadir);
    toili.synced_phone();
    assert_eq!(toili.stage.relay.log(DECOY).len(), 2);
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    toili.synced_office();
    toili.synced_phone();
    toili.synced_office();
    all_is_well(&mut toili, &[first, later]);
}

/// No feed of its own: a second key of the true feed's newest epoch, smaller than the first one, which the desks do not have.
#[test]
fn work_under_a_second_key_of_the_true_feed_comes_to_the_desks() {
    let (mut toili, mut thief, unaware) = scene(1708);
    let feed = toili.meetings_feed();
    let newest = thief.device.membership().newest_epoch(feed).unwrap();
    let mut key = key_of(&thief, feed, newest, &meetings(TOILI));
    key.key = FeedKey::from_secret_bytes(&[0; 32]).unwrap();
    let machines = [toili.stage.office.device.id(), unaware.device.id()];
    let twin = gives(&thief, &key, &[keys(&toili.phone)], &machines);
    says(&mut toili, &mut thief, &[twin]);
    toili.synced_phone();
    let meeting = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    assert!(!is_there(&toili.stage.office, &meeting));
    revoked(&mut toili.stage.office, &thief);
    toili.synced_office();
    toili.synced_phone();
    toili.synced_office();
    all_is_well(&mut toili, &[meeting]);
}

/// The desks hold the second key, and hand that one on. What it is said to hand on itself is rubbish.
#[test]
fn a_key_that_is_only_said_to_be_handed_on_is_none_that_the_desks_have() {
    let (mut toili, mut thief, unaware) = scene(1710);
    leads_the_phone_astray(&mut toili, &mut thief, &meetings(TOILI), &unaware);
    toili.synced_phone();
    let meeting = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    let first = toili.phone.device.membership().keys_of_epoch(DECOY, 1);
    let key = key_of(&thief, DECOY, 2, &meetings(TOILI));
    let everybody = [&toili.phone, &toili.stage.office, &unaware, &thief].map(keys);
    let Statement::Epoch(mut second) = gives(&thief, &key, &everybody, &[]) else {
        unreachable!()
    };
    second.previous = first.first().map(|key| {
        vec![Previous {
            key: *key,
            sealed: vec![7; 96].into(),
        }]
    });
    says(&mut toili, &mut thief, &[Statement::Epoch(second)]);
    toili.synced_phone();
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    for _ in 0..2 {
        toili.synced_office();
        toili.synced_phone();
    }
    toili.synced_office();
    assert!(is_there(&toili.stage.office, &meeting));
    assert_eq!(pending(&toili.phone), 0);
}

/// What the thief's feed holds comes to a phone that was restored from a backup only after the revocation.
#[test]
fn a_phone_that_was_restored_brings_home_what_it_had_forgotten() {
    let (mut toili, mut thief, unaware) = scene(1713);
    leads_the_phone_astray(&mut toili, &mut thief, &meetings(TOILI), &unaware);
    toili.synced_phone();
    let backup = toili.phone.copy("backup.db", 13);
    let meeting = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    toili.synced_office();
    toili.phone = backup;
    // The revocation first, what the relay has of the phone itself later.
    let said = toili.stage.office.rows_of_bytes(FeedId::CONTROL);
    bring(&mut toili.phone, &said);
    toili.synced_phone();
    toili.synced_phone();
    toili.synced_office();
    all_is_well(&mut toili, &[meeting]);
}

#[test]
fn an_app_that_knows_more_than_the_one_before_brings_home_what_that_one_left() {
    let (mut toili, mut thief, unaware) = scene(1714);
    leads_the_phone_astray(&mut toili, &mut thief, &meetings(TOILI), &unaware);
    toili.synced_phone();
    let meeting = toili.record(6, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    revoked(&mut toili.stage.office, &thief);
    toili.synced_office();
    let said = toili.stage.office.rows_of_bytes(FeedId::CONTROL);
    bring(&mut toili.phone, &said);
    let left = toili.phone.device.write(|conn, _| {
        conn.execute_batch("UPDATE entry SET sealed_again = 0; DELETE FROM pending")
            .unwrap();
        Fact::SeenByApp.set(conn, b"earlier")
    });
    left.unwrap();
    assert_eq!(pending(&toili.phone), 0);
    toili.phone.device.look_again_after_update().unwrap();
    toili.synced_phone();
    toili.synced_office();
    all_is_well(&mut toili, &[meeting]);
}

/// The thief begins so many feeds of one purpose, and gives the phone and itself the keys.
fn many(toili: &mut Toili, thief: &mut Station, count: u16) {
    let to = [keys(&toili.phone), keys(thief)];
    let readers = to.map(|keys| keys.device());
    let named = (1..=count).flat_map(|no| {
        let [high, low] = no.to_be_bytes();
        let feed = FeedId([0, 0, 0, 0, 0, 0, high, low]);
        let key = key_of(thief, feed, 1, &meetings(TOILI));
        [lets_write(feed, &readers), gives(thief, &key, &to, &[])]
    });
    let named: Vec<Statement> = named.collect();
    thief.device.write(|conn, me| me.say(conn, &named)).unwrap();
    let said = thief.rows_of_bytes(FeedId::CONTROL);
    for station in [&mut toili.phone, &mut toili.stage.office] {
        bring(station, &said);
    }
}

fn statements<T>(station: &mut Station, work: impl FnOnce(&mut Station) -> T) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&count);
    let begun = move |_: TraceEvent<'_>| {
        counting.fetch_add(1, Ordering::Relaxed);
    };
    let codes = TraceEventCodes::SQLITE_TRACE_STMT;
    station.device.hooks().trace_v2(codes, Some(begun)).unwrap();
    work(station);
    let nothing = None::<fn(TraceEvent<'_>)>;
    station.device.hooks().trace_v2(codes, nothing).unwrap();
    count.load(Ordering::Relaxed)
}

#[test]
fn feeds_without_number_make_a_choice_no_dearer_and_hold_no_revocation_up() {
    let [few, many] = [20, 300].map(|count| {
        let (mut toili, mut thief, _) = scene(1709);
        many(&mut toili, &mut thief, count);
        let choice = statements(&mut toili.phone, |phone| {
            let me = phone.device.me();
            me.feed_of(phone.device.reader(), &meetings(TOILI)).unwrap()
        });
        revoked(&mut toili.stage.office, &thief);
        let said = toili.stage.office.rows_of_bytes(FeedId::CONTROL);
        let revocation = statements(&mut toili.phone, |phone| bring(phone, &said));
        assert!(
            toili
                .phone
                .device
                .membership()
                .revoked()
                .contains(&thief.device.id())
        );
        (choice, revocation)
    });
    assert_eq!(few.0, many.0, "a choice");
    let each = (many.1 - few.1) / 280;
    assert!(each < 20, "{few:?} {many:?}");
}

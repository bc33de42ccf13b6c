//! Relays that lost something, and devices that did.

use std::collections::BTreeSet;

use sesi_engine::seal::author_notes::AppVersion;
use sesi_engine::store::{ArchivedEntry, FeedRow, PendingChange, gaps};
use sesi_engine::sync::budget::Budgets;
use sesi_engine::sync::driver::SyncError;
use sesi_wire::ids::{EntryId, FeedId};
use sesi_wire::sync::Frame;

use crate::kinds::{Aspect, Mark, MeetingPatch};
use crate::testkit::{FakeRelay, Station, TOILI, Toili, Turn};

/// Two phones of one kecamatan, five meetings, everybody up to date.
pub(super) fn scene(seed: u64) -> (Toili, Station) {
    let mut toili = Toili::new(seed);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    for day in 1..=5 {
        toili.record(day, 0, Mark::Hadir);
        toili.synced_phone();
        colleague.mark(
            &toili.group.meeting(day),
            toili.group.families[1],
            Mark::Alfa,
        );
        colleague.synced(&mut toili.stage.relay);
    }
    toili.synced_phone();
    toili.synced_office();
    (toili, colleague)
}

fn ids(relay: &FakeRelay) -> BTreeSet<EntryId> {
    let entries = relay.feeds.values().flatten();
    entries.map(|bytes| EntryId::of(bytes)).collect()
}

/// Every phone's cursor is the relay's end, with nothing left to fetch or to send.
pub(super) fn settled(station: &mut Station, relay: &mut FakeRelay) {
    station.synced(relay);
    let idle = station.synced(relay);
    assert_eq!(idle.requests, 1);
    assert_eq!((idle.report.received, idle.report.acknowledged), (0, 0));
    for row in FeedRow::all(station.device.reader()).unwrap() {
        assert_eq!(row.since, relay.log(row.id).len() as u64);
        assert!(!row.listing && !row.settling);
        if row.since > 0 {
            assert_eq!(row.chain, relay.chains(row.id).last().copied());
        }
    }
}

#[test]
fn a_relay_of_yesterday_gets_back_what_it_forgot() {
    let (mut toili, mut colleague) = scene(11);
    let before = ids(&toili.stage.relay);
    let feed = toili.meetings_feed();
    toili.stage.relay.feeds.get_mut(&feed).unwrap().truncate(4);
    let run = toili.synced_phone();
    assert!(run.report.repaired);
    assert_eq!(run.report.acknowledged, 6);
    // It knew the beginning, so nothing had to be listed.
    let listed = toili.stage.relay.requests.iter().flat_map(|r| &r.feeds);
    assert_eq!(listed.filter(|state| state.mode.is_some()).count(), 0);
    assert_eq!(ids(&toili.stage.relay), before);
    settled(&mut colleague, &mut toili.stage.relay);
    settled(&mut toili.phone, &mut toili.stage.relay);
}

#[test]
fn a_wiped_relay_is_filled_again_by_a_phone() {
    let (mut toili, mut colleague) = scene(12);
    let before = ids(&toili.stage.relay);
    toili.stage.relay.wipe();
    let run = toili.synced_phone();
    assert!(run.report.repaired);
    assert_eq!(
        toili
            .stage
            .relay
            .calls
            .iter()
            .filter(|c| *c == "/v1/found")
            .count(),
        2
    );
    assert_eq!(ids(&toili.stage.relay), before);
    settled(&mut toili.phone, &mut toili.stage.relay);
    settled(&mut colleague, &mut toili.stage.relay);
    settled(&mut toili.stage.office, &mut toili.stage.relay);
}

#[test]
fn a_relay_that_others_filled_differently_is_listed_and_both_are_made_whole() {
    let (mut toili, mut colleague) = scene(13);
    let feed = toili.meetings_feed();
    // Work that only one of them has, on each side.
    colleague.mark(
        &toili.group.meeting(20),
        toili.group.families[2],
        Mark::Sakit,
    );
    toili.stage.relay.wipe();
    colleague.synced(&mut toili.stage.relay);
    toili.stage.relay.feeds.get_mut(&feed).unwrap().reverse();
    toili.stage.relay.incarnation[0] ^= 2;
    toili.record(21, 3, Mark::Hadir);
    let run = toili.synced_phone();
    assert!(run.report.repaired && run.report.received > 0, "{run:?}");
    for _ in 0..2 {
        settled(&mut toili.phone, &mut toili.stage.relay);
        settled(&mut colleague, &mut toili.stage.relay);
    }
    assert_eq!(toili.phone.dump(), colleague.dump());
    assert_eq!(toili.phone.rows("SELECT doc FROM rm_meeting").len(), 7);
}

#[test]
fn a_listing_that_breaks_off_is_asked_for_again() {
    let (mut toili, mut colleague) = scene(14);
    let feed = toili.meetings_feed();
    colleague.mark(
        &toili.group.meeting(20),
        toili.group.families[2],
        Mark::Sakit,
    );
    colleague.synced(&mut toili.stage.relay);
    toili.stage.relay.feeds.get_mut(&feed).unwrap().reverse();
    toili.stage.relay.turns.extend([
        // The joint mark does not fit; this log is another one.
        Turn::Honest,
        Turn::Honest,
        // The listing arrives, and the line breaks before it is closed.
        Turn::frames(|frames| {
            let listing = |frame: &Frame| matches!(frame, Frame::Listing { .. });
            let at = frames.iter().position(listing).unwrap();
            frames[..=at].to_vec()
        }),
    ]);
    let cut = toili.sync_phone();
    assert!(
        matches!(cut.stopped, Some(SyncError::NoLine { .. })),
        "{cut:?}"
    );
    let row = FeedRow::get(toili.phone.device.reader(), feed)
        .unwrap()
        .unwrap();
    assert!(row.listing);
    assert_eq!(
        gaps::of(toili.phone.device.reader(), feed, 9)
            .unwrap()
            .len(),
        1
    );
    settled(&mut toili.phone, &mut toili.stage.relay);
    assert_eq!(toili.phone.rows("SELECT doc FROM rm_meeting").len(), 6);
}

/// Found by `make chaos`: the entry with the first and the third change waited for the one with the second, and that for the first.
#[test]
fn entries_that_each_begin_and_end_what_the_other_one_needs_do_not_wait_for_ever() {
    let (mut toili, _) = scene(25);
    let mut twin = toili.phone.copy("twin.db", 93);
    twin.mark(
        &toili.group.meeting(30),
        toili.group.families[0],
        Mark::Hadir,
    );
    twin.synced(&mut toili.stage.relay);
    // One change is sealed under the number that the twin has used, the next one under the number after it.
    toili.record(20, 1, Mark::Hadir);
    seal(&mut toili.phone);
    toili.record(20, 2, Mark::Sakit);
    let relay = &mut toili.stage.relay;
    sesi_engine::sync::driver::run(&mut toili.phone.device, relay, |_| false);
    // The first one has been taken back and is sealed together with one that builds upon the second.
    toili.record(20, 3, Mark::Alfa);
    settled(&mut toili.phone, &mut toili.stage.relay);
    settled(&mut toili.stage.office, &mut toili.stage.relay);
    settled(&mut twin, &mut toili.stage.relay);
    for station in [&toili.stage.office, &twin] {
        assert_eq!(station.rows("SELECT * FROM parked"), [""; 0]);
        let marked =
            "SELECT family_key FROM rm_mark JOIN rm_meeting USING (doc) WHERE date LIKE '%-20'";
        assert_eq!(station.rows(marked).len(), 3);
    }
}

/// Found by `make chaos`: neither relay nor phone had the first entry of the number any more, only the office.
#[test]
fn work_whose_number_was_used_again_after_a_wipe_comes_back_by_the_office() {
    let (mut toili, mut colleague) = scene(24);
    let mut old = toili.phone.copy("old.db", 92);
    toili.record(20, 2, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    // The phone is put back to before that, and the relay's disk dies.
    toili.stage.relay.wipe();
    old.mark(
        &toili.group.meeting(21),
        toili.group.families[2],
        Mark::Sakit,
    );
    old.synced(&mut toili.stage.relay);
    for _ in 0..2 {
        toili.synced_office();
        old.synced(&mut toili.stage.relay);
        colleague.synced(&mut toili.stage.relay);
    }
    assert!(toili.stage.relay.taken > 0, "the number was used twice");
    assert_eq!(old.rows("SELECT doc FROM rm_meeting").len(), 7);
    assert_eq!(old.dump(), colleague.dump());
    settled(&mut toili.stage.office, &mut toili.stage.relay);
    settled(&mut old, &mut toili.stage.relay);
}

/// Which app a phone runs is said once, by an entry that can be taken back.
#[test]
fn which_app_it_is_is_said_again_when_the_entry_that_said_it_is_taken_back() {
    let (mut toili, _) = scene(32);
    let mut twin = toili.phone.copy("twin.db", 95);
    let family = toili.group.families[0];
    twin.mark(&toili.group.meeting(30), family, Mark::Hadir);
    twin.synced(&mut toili.stage.relay);
    toili.phone.device.runs_in(AppVersion::new("9.9").unwrap());
    toili.record(20, 1, Mark::Hadir);
    seal(&mut toili.phone);
    let run = toili.synced_phone();
    assert!(run.report.copied && toili.stage.relay.taken > 0, "{run:?}");
    toili.synced_office();
    let apps = ArchivedEntry::apps(toili.stage.office.device.reader()).unwrap();
    assert_eq!(apps[&toili.phone.device.id()], "9.9");
}

/// Seals what waits into an entry of its own.
pub(super) fn seal(station: &mut Station) {
    let extent = sesi_engine::sync::file::Extent::Unsent;
    sesi_engine::sync::file::export(&mut station.device, extent, &mut Vec::new()).unwrap();
}

/// A relay whose log is in another order, with one entry that the phone has not; the phone asks for the list next.
pub(super) fn reordered(seed: u64) -> (Toili, Station) {
    let (mut toili, mut colleague) = scene(seed);
    let feed = toili.meetings_feed();
    let family = toili.group.families[2];
    colleague.mark(&toili.group.meeting(20), family, Mark::Sakit);
    colleague.synced(&mut toili.stage.relay);
    toili.stage.relay.feeds.get_mut(&feed).unwrap().reverse();
    (toili, colleague)
}

/// So many exchanges of the phone, the last of which has no room for single entries.
fn exchanges(toili: &mut Toili, count: usize) {
    let turns = (1..count).map(|_| Turn::Honest).chain([without_wanted()]);
    toili.stage.relay.turns.extend(turns);
    let mut left = count;
    let relay = &mut toili.stage.relay;
    sesi_engine::sync::driver::run(&mut toili.phone.device, relay, |_| {
        left -= 1;
        left > 0
    });
}

fn without_wanted() -> Turn {
    Turn::frames(|mut frames| {
        let before = frames.len();
        frames.retain(|frame| !matches!(frame, Frame::Wanted { .. }));
        assert!(frames.len() < before);
        frames
    })
}

#[test]
fn what_a_list_showed_is_fetched_though_the_relay_forgets_its_end_meanwhile() {
    let (mut toili, mut colleague) = reordered(29);
    let feed = toili.meetings_feed();
    colleague.synced(&mut toili.stage.relay);
    exchanges(&mut toili, 4);
    for day in [21, 22] {
        let family = toili.group.families[3];
        colleague.mark(&toili.group.meeting(day), family, Mark::Hadir);
        colleague.synced(&mut toili.stage.relay);
        exchanges(&mut toili, 1);
    }
    let reader = toili.phone.device.reader();
    assert_eq!(gaps::of(reader, feed, 9).unwrap(), [1]);
    toili.stage.relay.feeds.get_mut(&feed).unwrap().truncate(12);
    toili.stage.relay.requests.clear();
    settled(&mut toili.phone, &mut toili.stage.relay);
    assert_eq!(toili.phone.rows("SELECT doc FROM rm_meeting").len(), 8);
    // It was known what was missing: no other list was needed.
    let states = toili.stage.relay.requests.iter().flat_map(|r| &r.feeds);
    assert_eq!(states.filter(|state| state.mode.is_some()).count(), 0);
}

#[test]
fn what_a_list_showed_is_fetched_though_the_feed_is_refused_meanwhile() {
    let (mut toili, _) = reordered(30);
    let closed = (toili.phone.device.id(), toili.meetings_feed());
    exchanges(&mut toili, 4);
    toili.stage.relay.closed.insert(closed);
    toili.synced_phone();
    toili.stage.relay.closed.clear();
    settled(&mut toili.phone, &mut toili.stage.relay);
    assert_eq!(toili.phone.rows("SELECT doc FROM rm_meeting").len(), 6);
}

#[test]
fn a_feed_that_is_refused_in_the_midst_of_a_repair_does_not_keep_the_run_going() {
    let (mut toili, _) = scene(18);
    let feed = toili.meetings_feed();
    toili.stage.relay.feeds.get_mut(&feed).unwrap().reverse();
    let closed = (toili.phone.device.id(), feed);
    let relay = &mut toili.stage.relay;
    let mut exchanges = 0;
    let run = sesi_engine::sync::driver::run(&mut toili.phone.device, relay, |_| {
        // By the joint mark, and then by each.
        exchanges += 1;
        exchanges < 2
    });
    assert!(run.report.repaired);
    let row = FeedRow::get(toili.phone.device.reader(), feed)
        .unwrap()
        .unwrap();
    assert!(row.listing);
    toili.stage.relay.closed.insert(closed);
    let run = toili.synced_phone();
    assert!(run.requests <= 3, "{run:?}");
    // Access is given back: it heals.
    toili.stage.relay.closed.clear();
    settled(&mut toili.phone, &mut toili.stage.relay);
}

#[test]
fn a_phone_that_was_not_granted_yet_enrols_again_at_a_wiped_relay() {
    let mut toili = Toili::new(19);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let invited = toili.stage.invite(budi, &[TOILI], false);
    toili.synced_office();
    let (path, ambient) = toili.stage.next();
    let key = sesi_engine::keys::secret::DbKey::generate(&*ambient);
    let relay = &mut toili.stage.relay;
    let link = &invited.link;
    let device = crate::device::Device::join(&path, &key, ambient.clone(), link, relay).unwrap();
    let mut phone = Station {
        device,
        ambient,
        path,
        key,
    };
    // The relay's disk dies before anybody heard of the phone; the office has no line yet.
    let wiped = {
        let mut relay = FakeRelay::new(99);
        std::mem::swap(&mut relay, &mut toili.stage.relay);
        relay
    };
    drop(wiped);
    let early = phone.sync(&mut toili.stage.relay);
    assert!(
        matches!(early.stopped, Some(SyncError::Unknown)),
        "{:?}",
        early.stopped
    );
    toili.synced_office();
    phone.synced(&mut toili.stage.relay);
    toili.synced_office();
    phone.synced(&mut toili.stage.relay);
    let members = toili.stage.office.device.membership();
    assert!(members.author_key(phone.device.id()).is_some());
    assert!(phone.dump().contains("MELATI"));
}

#[test]
fn a_device_of_very_many_feeds_asks_for_all_of_them_in_turn() {
    let (mut toili, _) = scene(20);
    let many = 3 * sesi_wire::limits::MAX_FEEDS / 2;
    let office = &mut toili.stage.office.device;
    office
        .write(|tx, _| {
            (0..many as u64).try_for_each(|no| {
                let purpose = sesi_engine::keys::purpose::Purpose {
                    kind: 1000 + no,
                    place: None,
                    year: None,
                };
                FeedRow::learn(tx, FeedId((no + 1).to_be_bytes()), &purpose.to_bytes())
            })
        })
        .unwrap();
    let mut asked = BTreeSet::new();
    for _ in 0..40 {
        toili.synced_office();
        let request = toili.stage.relay.requests.last().unwrap();
        assert!(request.feeds.len() <= sesi_wire::limits::MAX_FEEDS);
        assert_eq!(request.feeds[0].feed, FeedId::CONTROL);
        asked.extend(request.feeds.iter().map(|state| state.feed));
    }
    let known = FeedRow::all(toili.stage.office.device.reader())
        .unwrap()
        .len();
    assert_eq!(asked.len(), known);
}

#[test]
fn own_entries_that_are_fetched_by_number_count_before_anything_new_is_sealed() {
    let (mut toili, _) = scene(21);
    let mut old = toili.phone.copy("old.db", 91);
    toili.record(20, 2, Mark::Hadir);
    toili.synced_phone();
    toili.record(21, 2, Mark::Hadir);
    toili.synced_phone();
    // The relay was filled again in another order, and has no room for single entries in one of its answers.
    let feed = toili.meetings_feed();
    toili.stage.relay.feeds.get_mut(&feed).unwrap().reverse();
    old.mark(
        &toili.group.meeting(22),
        toili.group.families[3],
        Mark::Alfa,
    );
    let turns = [Turn::Honest, Turn::Honest, Turn::Honest, without_wanted()];
    toili.stage.relay.turns.extend(turns);
    let run = old.synced(&mut toili.stage.relay);
    assert!(run.report.copied);
    assert_eq!(
        toili.stage.relay.taken, 1,
        "a number was used again before the own entries were here"
    );
    settled(&mut old, &mut toili.stage.relay);
    assert_eq!(old.rows("SELECT doc FROM rm_meeting").len(), 8);
    assert_eq!(toili.stage.relay.log(feed).len(), 13);
}

/// The relay came back from a backup, and before the phone a copy of it, which had another entry of the same number.
#[test]
fn work_that_a_relay_acknowledged_and_forgot_goes_on_where_a_copy_took_its_number() {
    let (mut toili, _) = scene(33);
    let feed = toili.meetings_feed();
    let mut twin = toili.phone.copy("twin.db", 96);
    let meeting = toili.record(20, 2, Mark::Hadir);
    toili.synced_phone();
    let waits = PendingChange::count(toili.phone.device.reader(), None);
    assert_eq!(waits.unwrap(), 0);
    let log = toili.stage.relay.feeds.get_mut(&feed).unwrap();
    log.pop().unwrap();
    let family = toili.group.families[3];
    twin.mark(&toili.group.meeting(21), family, Mark::Sakit);
    twin.synced(&mut toili.stage.relay);
    settled(&mut toili.phone, &mut toili.stage.relay);
    settled(&mut toili.stage.office, &mut toili.stage.relay);
    let office = &toili.stage.office;
    assert!(office.device.document(&meeting).unwrap().is_some());
    assert_eq!(office.rows("SELECT doc FROM rm_meeting").len(), 7);
}

#[test]
fn a_relay_that_loses_its_log_when_its_ids_are_asked_for_is_filled_again() {
    let (mut toili, _) = scene(34);
    let feed = toili.meetings_feed();
    let log = toili.stage.relay.feeds.get_mut(&feed).unwrap();
    log.reverse();
    let entries = log.len();
    let relay = &mut toili.stage.relay;
    let mut exchanges = 0;
    sesi_engine::sync::driver::run(&mut toili.phone.device, relay, |_| {
        // By the joint mark, and then by each.
        exchanges += 1;
        exchanges < 2
    });
    let row = FeedRow::get(toili.phone.device.reader(), feed);
    let row = row.unwrap().unwrap();
    assert!(row.listing && row.head == row.since);
    toili.stage.relay.feeds.remove(&feed);
    // This run hears that there is nothing to list, and the next one that the log is another.
    toili.synced_phone();
    settled(&mut toili.phone, &mut toili.stage.relay);
    assert_eq!(toili.stage.relay.log(feed).len(), entries);
}

#[test]
fn own_entries_that_come_page_by_page_count_before_anything_new_is_sealed() {
    let (mut toili, _) = scene(35);
    let feed = toili.meetings_feed();
    let mut old = toili.phone.copy("old.db", 97);
    for day in 10..=20 {
        // Hardly compresses.
        let letters = (0..990).map(|at| 0x4E00 + (at + day) * 7919 % 20_000);
        let note = MeetingPatch {
            notes: [(Aspect::Proses, letters.map(char::from_u32).collect())].into(),
            ..MeetingPatch::default()
        };
        let meeting = toili.group.meeting(day);
        toili.phone.device.edit(&meeting, &note.into()).unwrap();
        toili.synced_phone();
    }
    let budgets = Budgets::load(old.device.reader()).unwrap();
    let small = (0..9).fold(budgets, |budgets, _| budgets.halved());
    old.device.write(|conn, _| small.save(conn)).unwrap();
    let family = toili.group.families[3];
    old.mark(&toili.group.meeting(22), family, Mark::Alfa);
    let run = old.synced(&mut toili.stage.relay);
    assert!(run.report.copied && run.requests > 4, "{run:?}");
    assert_eq!(toili.stage.relay.taken, 1);
    assert_eq!(toili.stage.relay.log(feed).len(), 22);
    settled(&mut old, &mut toili.stage.relay);
}

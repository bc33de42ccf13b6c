//! Work of a year whose feed is not there: the office hears of it, opens the year by itself, and the work leaves.

use crate::kinds::Pkh;
use sesi_engine::field::Field as _;
use std::collections::BTreeSet;

use sesi_engine::device::AwaitedYear;
use sesi_engine::documents::Set;
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::seal::author_notes;
use sesi_engine::seal::body::PackedBody;
use sesi_engine::store::{ArchivedEntry, Fact, FeedRow, PendingChange};
use sesi_engine::sync::driver::{self, SyncError};
use sesi_engine::sync::file::{self, Extent};
use sesi_engine::sync::sealing;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{EntryId, FeedId};
use uuid::Uuid;

use super::authority::bring;
use super::people::enrolled;
use crate::kinds::{DocKey, Mark, MeetingPatch, Patch, SessionCode, meetings_feed};
use crate::testkit::{LUWUK, Stage, Station, TOILI, Toili, Turn, roster};

fn meeting_of(group: Uuid, year: i32) -> DocKey {
    let date = chrono::NaiveDate::from_ymd_opt(year, 12, 10).unwrap();
    DocKey::meeting(group, date, SessionCode::new("M1.1").unwrap()).unwrap()
}

/// Marks a family on the phone, at a meeting of December of a year.
fn record(toili: &mut Toili, year: i32) -> DocKey {
    let meeting = meeting_of(toili.group.id, year);
    toili
        .phone
        .mark(&meeting, toili.group.families[0], Mark::Hadir);
    meeting
}

fn awaited(station: &Station) -> Vec<(u16, u32, bool)> {
    let years = station.device.awaited_years().unwrap().into_iter();
    years
        .map(
            |AwaitedYear {
                 year,
                 documents,
                 opens,
             }| (year, documents, opens),
        )
        .collect()
}

fn pending(station: &Station) -> u64 {
    PendingChange::count(station.device.reader(), None).unwrap()
}

fn meetings_in(year: u16) -> Purpose {
    meetings_feed(TOILI, year)
}

/// Years of Toili's meetings feeds, one for each feed.
fn years(station: &Station) -> Vec<u16> {
    let feeds = FeedRow::all(station.device.reader()).unwrap().into_iter();
    feeds
        .filter_map(|feed| Purpose::from_bytes(&feed.purpose).ok())
        .filter(|purpose| purpose.place.as_deref() == Some(TOILI))
        .filter_map(|purpose| purpose.year)
        .collect()
}

fn has(station: &Station, meeting: &DocKey) -> bool {
    station.device.document(meeting).unwrap().is_some()
}

/// What the device says in the roster feed of Toili.
fn said(station: &Station) -> Vec<Vec<u8>> {
    let feed = station.feed(&roster(TOILI)).id;
    let entries = station.rows_of_bytes(feed).into_iter();
    let own = entries.filter(|bytes| {
        let entry = SealedEntry::parse(bytes.clone()).unwrap();
        entry.header().device == station.device.id()
    });
    own.collect()
}

#[test]
fn work_of_earlier_years_leaves_once_the_office_has_heard_of_it() {
    let mut toili = Toili::new(801);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let recorded = [2025, 2024, 2021].map(|year| record(&mut toili, year));
    assert_eq!(
        awaited(&toili.phone),
        [(2021, 1, true), (2024, 1, true), (2025, 1, true)]
    );
    assert_eq!(toili.synced_phone().requests, 1);
    assert_eq!(pending(&toili.phone), 3);
    // The window tells what it waits for.
    let shown = crate::calls::query(&toili.phone.device, "sending", serde_json::json!({})).unwrap();
    assert_eq!(
        shown["awaited_years"][2],
        serde_json::json!({"year": 2025, "documents": 1, "opens": true})
    );
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(awaited(&toili.phone), []);
    assert_eq!(pending(&toili.phone), 0);
    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    for meeting in &recorded {
        assert!(has(&toili.stage.office, meeting) && has(&colleague, meeting));
    }
    assert_eq!(years(&toili.stage.office), [2021, 2024, 2025, 2026]);
}

#[test]
fn who_has_said_what_it_lacks_says_nothing_more() {
    let mut toili = Toili::new(802);
    record(&mut toili, 2025);
    toili.synced_phone();
    toili.synced_phone();
    let idle = toili.stage.relay.bodies.last().copied();
    record(&mut toili, 2025);
    let mut again = toili.phone.copy("restarted.db", 77);
    for station in [&mut toili.phone, &mut again] {
        let run = station.synced(&mut toili.stage.relay);
        assert_eq!((run.requests, said(station).len()), (1, 1));
        assert_eq!(toili.stage.relay.bodies.last().copied(), idle);
    }
}

#[test]
fn it_goes_by_files_alone_both_ways() {
    let mut toili = Toili::new(803);
    let meeting = record(&mut toili, 2025);
    let relay = toili.stage.relay.calls.len();
    let carry = |from: &mut Station, to: &mut Station| {
        let mut bytes = Vec::new();
        file::export(&mut from.device, Extent::Unsent, &mut bytes).unwrap();
        file::import(&mut to.device, &mut &bytes[..]).unwrap();
    };
    carry(&mut toili.phone, &mut toili.stage.office);
    assert!(!has(&toili.stage.office, &meeting));
    carry(&mut toili.stage.office, &mut toili.phone);
    carry(&mut toili.phone, &mut toili.stage.office);
    assert!(has(&toili.stage.office, &meeting));
    assert_eq!(toili.stage.relay.calls.len(), relay);
    // A relay that comes into reach later gets the same, and nothing stays behind.
    toili.synced_phone();
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(pending(&toili.phone), 0);
}

#[test]
fn two_machines_of_the_office_that_open_it_at_once_end_as_one_story() {
    let seeds = [804, 8041, 8042, 8043];
    let first: BTreeSet<bool> = seeds.into_iter().map(opened_at_once).collect();
    assert_eq!(
        first.len(),
        2,
        "the first one's feed counts, or the second's"
    );
}

/// Whether the feed counts that was opened first.
fn opened_at_once(seed: u64) -> bool {
    let mut toili = Toili::new(seed);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut second = toili.stage.second_office(dewi);
    let meeting = record(&mut toili, 2025);
    toili.synced_phone();
    // The second one hears of it by a file, and has not heard of the first one's feed.
    bring(&mut second, &said(&toili.phone));
    assert_eq!(years(&second), [2025, 2026]);
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(pending(&toili.phone), 0);
    let first = toili.stage.office.feed(&meetings_in(2025)).id;
    second.synced(&mut toili.stage.relay);
    let other = meeting_of(toili.group.id, 2025);
    second.mark(&other, toili.group.families[1], Mark::Alfa);
    for _ in 0..2 {
        second.synced(&mut toili.stage.relay);
        toili.synced_office();
        toili.synced_phone();
    }
    let all = [&toili.stage.office, &second, &toili.phone];
    for station in all {
        assert_eq!(years(station), [2025, 2025, 2026]);
        assert_eq!(pending(station), 0);
        assert!(has(station, &meeting));
        let marks = "SELECT family_key, mark FROM rm_mark";
        assert_eq!(station.rows(marks), toili.stage.office.rows(marks));
        assert_eq!(station.rows(marks).len(), 2);
        let home = station.feed(&meetings_in(2025)).id;
        assert_eq!(home, toili.stage.office.feed(&meetings_in(2025)).id);
    }
    // Nobody opens it a third time.
    assert!(Fact::ToOpen.get(second.device.reader()).unwrap().is_none());
    toili.stage.office.feed(&meetings_in(2025)).id == first
}

#[test]
fn a_machine_of_the_office_that_was_cut_off_opens_it_after_its_restart() {
    let mut toili = Toili::new(805);
    record(&mut toili, 2025);
    toili.synced_phone();
    // The answer brings the phone's word and breaks off before its end.
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::frames(|mut frames| {
            frames.pop();
            frames
        }));
    let office = &mut toili.stage.office.device;
    let run = driver::run(office, &mut toili.stage.relay, |_| false);
    assert!(matches!(run.stopped, Some(SyncError::Cancelled)), "{run:?}");
    assert_eq!(years(&toili.stage.office), [2026]);
    let mut office = toili.stage.office.copy("restarted.db", 78);
    office.synced(&mut toili.stage.relay);
    assert_eq!(years(&office), [2025, 2026]);
    toili.synced_phone();
    assert_eq!(pending(&toili.phone), 0);
}

#[test]
fn a_meeting_that_is_moved_into_another_year_stays_where_it_was_and_leaves() {
    let mut toili = Toili::new(806);
    let moved = |date: &str| {
        Patch::Meeting(MeetingPatch {
            date: Set::To(date.parse().unwrap()),
            ..MeetingPatch::default()
        })
    };
    let here = toili.record(3, 0, Mark::Hadir);
    toili
        .phone
        .device
        .edit(&here, &moved("2025-12-30"))
        .unwrap();
    assert_eq!(awaited(&toili.phone), []);
    toili.synced_phone();
    assert_eq!(pending(&toili.phone), 0);
    let earlier = record(&mut toili, 2025);
    toili
        .phone
        .device
        .edit(&earlier, &moved("2026-01-02"))
        .unwrap();
    assert_eq!(awaited(&toili.phone), [(2025, 1, true)]);
    toili.synced_phone();
    toili.synced_office();
    toili.synced_phone();
    toili.synced_office();
    assert_eq!(pending(&toili.phone), 0);
    let dates = toili.stage.office.rows("SELECT date FROM rm_meeting");
    assert_eq!(dates, ["[Text(\"2025-12-30\")]", "[Text(\"2026-01-02\")]"]);
}

/// Lets the phone say, whatever it has, that it lacks these years, in the feed of `purpose`.
fn say(toili: &mut Toili, purpose: &Purpose, years: impl Iterator<Item = u16>) {
    let parts: Vec<_> = years.map(author_notes::lacks).collect();
    let body = PackedBody::pack(&parts, Pkh::dictionary()).unwrap();
    let phone = &mut toili.phone.device;
    phone
        .write(|conn, me| {
            let mut feed = FeedRow::of_purpose(conn, &purpose.to_bytes())?.unwrap();
            let key = me.keys_that_count(conn, feed.id)?.remove(0);
            sealing::keep_sealed(conn, me, &mut feed, &body, &key)
        })
        .unwrap();
}

#[test]
fn nobody_makes_the_office_open_more_than_it_can_have_work_of() {
    let mut toili = Toili::new(807);
    let office = &mut toili.stage.office.device;
    office.ensure_place(LUWUK, &[2026]).unwrap();
    let before = FeedRow::all(office.reader()).unwrap().len();
    say(&mut toili, &meetings_in(2026), 2010..2020);
    toili.synced_phone();
    toili.synced_office();
    let here = |toili: &Toili| FeedRow::all(toili.stage.office.device.reader()).unwrap();
    assert_eq!(here(&toili).len(), before, "it is said in a roster's feed");
    say(&mut toili, &roster(TOILI), 0..=10_000);
    toili.synced_phone();
    toili.synced_office();
    let opened: BTreeSet<u16> = years(&toili.stage.office).into_iter().collect();
    assert_eq!(opened, (2007..=2027).collect());
    assert_eq!(here(&toili).len(), before + 20);
    assert!(
        toili
            .stage
            .office
            .device
            .status()
            .unwrap()
            .parked
            .is_empty()
    );
}

#[test]
fn who_may_not_write_a_kecamatan_is_not_heard_there() {
    let mut toili = Toili::new(808);
    let office = &mut toili.stage.office;
    office.device.ensure_place(LUWUK, &[2026]).unwrap();
    // The phone got hold of the key.
    let feed = office.feed(&roster(LUWUK));
    let key = office
        .device
        .me()
        .keys_that_count(office.device.reader(), feed.id);
    let key = key.unwrap().remove(0);
    toili.synced_office();
    toili.synced_phone();
    toili
        .phone
        .device
        .write(|conn, _| sesi_engine::device::keep_key(conn, &key, None))
        .unwrap();
    say(&mut toili, &roster(LUWUK), 2020..2025);
    toili.synced_phone();
    toili.synced_office();
    let parked = toili.stage.office.device.status().unwrap().parked;
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].reason, "not_allowed");
    let feeds = FeedRow::all(toili.stage.office.device.reader()).unwrap();
    let opened = feeds.iter().filter(|feed| {
        Purpose::from_bytes(&feed.purpose)
            .is_ok_and(|of| of.place.as_deref() == Some(LUWUK) && of.year.is_some())
    });
    assert_eq!(opened.count(), 1);
}

#[test]
fn a_date_that_no_office_has_is_told_and_asks_for_nothing() {
    let mut toili = Toili::new(809);
    for year in [2006, 2028] {
        record(&mut toili, year);
    }
    record(&mut toili, 2027);
    assert_eq!(
        awaited(&toili.phone),
        [(2006, 1, false), (2027, 1, true), (2028, 1, false)]
    );
    toili.synced_phone();
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(awaited(&toili.phone), [(2006, 1, false), (2028, 1, false)]);
    assert_eq!(pending(&toili.phone), 2);
}

#[test]
fn what_is_said_under_a_number_that_a_copy_used_is_said_again() {
    let mut toili = Toili::new(810);
    let mut twin = toili.phone.copy("twin.db", 95);
    let of_twin = meeting_of(toili.group.id, 2024);
    twin.mark(&of_twin, toili.group.families[1], Mark::Alfa);
    twin.synced(&mut toili.stage.relay);
    let own = record(&mut toili, 2025);
    toili.synced_phone();
    assert!(toili.stage.relay.taken > 0);
    toili.synced_office();
    toili.synced_phone();
    twin.synced(&mut toili.stage.relay);
    toili.synced_office();
    assert!(has(&toili.stage.office, &own) && has(&toili.stage.office, &of_twin));
}

#[test]
fn who_was_not_let_in_yet_is_heard_with_that() {
    let mut toili = Toili::new(814);
    let mut phone = enrolled(&mut toili);
    let meeting = meeting_of(toili.group.id, 2025);
    phone.mark(&meeting, toili.group.families[0], Mark::Hadir);
    phone.synced(&mut toili.stage.relay);
    toili.synced_office();
    phone.synced(&mut toili.stage.relay);
    assert_eq!(pending(&phone), 0);
    toili.synced_office();
    assert!(has(&toili.stage.office, &meeting));
}

#[test]
fn the_office_opens_what_its_own_work_lacks() {
    let mut toili = Toili::new(811);
    let meeting = meeting_of(toili.group.id, 2019);
    let office = &mut toili.stage.office;
    office.mark(&meeting, toili.group.families[0], Mark::Sakit);
    assert_eq!(awaited(office), [(2019, 1, true)]);
    toili.synced_office();
    assert_eq!(pending(&toili.stage.office), 0);
    toili.synced_phone();
    assert!(has(&toili.phone, &meeting));
}

/// More kecamatan and years than a welcome holds: a new machine of the office reads what phones said, and has all keys by then.
#[test]
fn a_new_machine_of_the_office_opens_nothing_that_the_others_have() {
    let mut stage = Stage::new(812);
    let ani = stage.hire("ANI", &[TOILI]);
    let group = stage.group(TOILI, "MELATI", ani, 1);
    for kecamatan in 1..=40 {
        let code = format!("72.02.{kecamatan:02}");
        stage.office.device.ensure_place(&code, &[2026]).unwrap();
    }
    let phone = stage.phone(ani, &[TOILI]);
    let mut toili = Toili {
        stage,
        phone,
        group,
    };
    record(&mut toili, 2019);
    toili.synced_phone();
    toili.synced_office();
    toili.synced_phone();
    toili.synced_office();
    let dewi = toili.stage.hire("DEWI", &[]);
    let second = toili.stage.second_office(dewi);
    assert_eq!(years(&second), [2019, 2026]);
    assert_eq!(
        second.rows("SELECT id FROM feed"),
        toili.stage.office.rows("SELECT id FROM feed")
    );
}

/// Only the office's readers learn what is lacking: no header says it, and the entry is as long as any small one.
#[test]
fn the_relay_learns_nothing_of_it() {
    let mut toili = Toili::new(813);
    record(&mut toili, 2025);
    toili.synced_phone();
    let said = said(&toili.phone);
    assert_eq!(said.len(), 1);
    let bytes = &said[0];
    assert!(bytes.windows(4).all(|window| window != [0, 2, 7, 233]));
    let archived = ArchivedEntry::get(toili.phone.device.reader(), &EntryId::of(bytes)).unwrap();
    let entry = SealedEntry::parse(archived.unwrap().bytes).unwrap();
    assert_ne!(entry.header().feed, FeedId::CONTROL);
    // As short as any: the padded body has its least length.
    record(&mut toili, 2024);
    record(&mut toili, 2023);
    toili.synced_phone();
    let lengths: BTreeSet<usize> = self::said(&toili.phone).iter().map(Vec::len).collect();
    assert_eq!(lengths.len(), 1);
}

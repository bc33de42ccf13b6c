//! Who has the forum and whose a person's feed is: on offices that are older than both, too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use sesi_engine::device::AwaitedYear;
use sesi_engine::documents::{ActorSeed, Authorship, OfficeDevices, Provenance, Set};
use sesi_engine::keys::purpose::{MAX_PLACE, Purpose};
use sesi_engine::store::{ArchivedEntry, DocumentRow, FeedRow, ParkReason, Parked, PendingChange};
use sesi_engine::sync::driver::SyncError;
use sesi_engine::sync::request;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::FeedId;
use sesi_wire::statement::{DeviceKeys, Rights};
use sesi_wire::sync::{SyncRequest, from_slice};
use uuid::Uuid;

use crate::kinds::{
    DocKey, Document, Mark, Patch, StaffPatch, SupervisionPatch, VoiceKind, VoicePatch, forum_feed,
    meetings_feed, person_feed,
};
use crate::testkit::{LUWUK, Station, TOILI, Toili, meetings, roster};

fn has(station: &Station, purpose: &Purpose) -> bool {
    let row = FeedRow::of_purpose(station.device.reader(), &purpose.to_bytes()).unwrap();
    row.is_some()
}

fn person(station: &Station) -> Uuid {
    station.device.person().unwrap().unwrap()
}

pub(super) fn say(station: &mut Station, year: i32, no: u128, text: &str) -> DocKey {
    let by = person(station);
    let key = DocKey::Voice {
        day: NaiveDate::from_ymd_opt(year, 11, 18).unwrap(),
        device: station.device.id(),
        id: Uuid::from_u128(no),
    };
    let patch = VoicePatch {
        kind: Set::To(VoiceKind::Kendala),
        topic: Set::To("Jarak/lokasi".into()),
        text: Set::To(text.into()),
        by: Set::To(by),
        ..VoicePatch::default()
    };
    station.device.edit(&key, &Patch::from(patch)).unwrap();
    key
}

fn reads(station: &Station, text: &str) -> bool {
    station.dump().contains(text)
}

#[test]
fn all_staff_read_the_forum_and_nobody_a_colleagues_own_feed() {
    let mut toili = Toili::new(1501);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let mut colleague = toili.stage.phone(budi, &[LUWUK]);
    let ani = person(&toili.phone);
    toili.synced_phone();
    assert!(has(&toili.phone, &person_feed(ani)) && has(&colleague, &person_feed(budi)));
    assert!(!has(&toili.phone, &person_feed(budi)) && !has(&colleague, &person_feed(ani)));
    for (station, own, other) in [(&toili.phone, ani, budi), (&colleague, budi, ani)] {
        let may = |purpose| station.device.may_write(&purpose).unwrap();
        assert!(may(person_feed(own)) && may(forum_feed(2026)));
        assert!(!may(person_feed(other)));
        // What the office said of who reads is the same for everybody.
        let feed = toili.stage.office.feed(&person_feed(own)).id;
        let membership = station.device.membership();
        let readers = membership.readers_of(feed);
        let readers: Vec<_> = readers.iter().map(DeviceKeys::device).collect();
        let office = toili.stage.office.device.id();
        let mut expected = vec![station.device.id(), office, membership.root()];
        expected.sort();
        assert_eq!(readers, expected);
    }
    // The forum crosses kecamatan.
    say(&mut toili.phone, 2026, 1, "jalan putus di Toili");
    toili.synced_phone();
    colleague.synced(&mut toili.stage.relay);
    toili.synced_office();
    assert!(reads(&colleague, "jalan putus di Toili"));
    assert!(reads(&toili.stage.office, "jalan putus di Toili"));
}

#[test]
fn an_office_that_is_older_makes_them_at_its_next_start() {
    let mut toili = Toili::new(1502);
    // Somebody whose phone was let in before there were such feeds: the document names it, and no feed is there.
    let dewi = toili.stage.hire("DEWI", &[TOILI]);
    let patch = StaffPatch {
        devices: [(toili.phone.device.id().to_string(), Some(true))].into(),
        ..StaffPatch::default()
    };
    let office = &mut toili.stage.office.device;
    office.edit(&DocKey::Staff(dewi), &patch.into()).unwrap();
    toili.synced_office();
    toili.synced_phone();
    assert!(!has(&toili.stage.office, &person_feed(dewi)));
    toili.stage.office.device.start_up();
    toili.synced_office();
    toili.synced_phone();
    assert!(has(&toili.stage.office, &person_feed(dewi)));
    assert!(has(&toili.phone, &person_feed(dewi)));
    assert!(toili.phone.device.may_write(&person_feed(dewi)).unwrap());
    // Once is enough.
    let count = |toili: &Toili| {
        FeedRow::all(toili.stage.office.device.reader())
            .unwrap()
            .len()
    };
    let feeds = count(&toili);
    toili.stage.office.device.start_up();
    toili.synced_office();
    assert_eq!(count(&toili), feeds);
}

#[test]
fn who_left_reads_no_new_voice_and_the_office_keeps_what_was_between_them() {
    let mut toili = Toili::new(1503);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let mut colleague = toili.stage.phone(budi, &[LUWUK]);
    let ani = person(&toili.phone);
    say(&mut toili.phone, 2026, 1, "sebelum pergi");
    toili.synced_phone();
    toili.synced_office();
    let lost = toili.phone.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    toili.synced_office();
    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    for purpose in [forum_feed(2026), person_feed(ani)] {
        let feed = toili.stage.office.feed(&purpose).id;
        let membership = toili.stage.office.device.membership();
        let readers = membership.readers_of(feed);
        assert!(readers.iter().all(|keys| keys.device() != lost));
        // A new key, of which the lost phone has none.
        assert!(membership.newest_epoch(feed) > Some(1), "{purpose:?}");
    }
    say(&mut colleague, 2026, 2, "sesudah pergi");
    colleague.synced(&mut toili.stage.relay);
    toili.synced_office();
    assert!(reads(&toili.stage.office, "sebelum pergi"));
    assert!(reads(&toili.stage.office, "sesudah pergi"));
    let run = toili.sync_phone();
    assert!(matches!(run.stopped, Some(SyncError::Revoked)));
    assert!(!reads(&toili.phone, "sesudah pergi"));
    // Handed the relay's whole forum, it opens none of what came after.
    let feed = toili.stage.office.feed(&forum_feed(2026)).id;
    let epochs = |station: &Station| {
        let sql = format!("SELECT epoch FROM epoch_key WHERE hex(feed) = upper('{feed}')");
        station.rows(&sql).len()
    };
    assert!(epochs(&toili.stage.office) > epochs(&toili.phone));
}

#[test]
fn voices_of_a_year_that_is_not_open_wait_and_leave_once_the_office_has_heard() {
    let mut toili = Toili::new(1504);
    say(&mut toili.phone, 2025, 1, "dari tahun lalu");
    let awaited = toili.phone.device.awaited_years().unwrap();
    let expected = AwaitedYear {
        year: 2025,
        documents: 1,
        opens: true,
    };
    assert_eq!(awaited, [expected]);
    toili.synced_phone();
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(
        PendingChange::count(toili.phone.device.reader(), None).unwrap(),
        0
    );
    toili.synced_office();
    assert!(reads(&toili.stage.office, "dari tahun lalu"));
    // The year of its groups was not asked for, and is not opened.
    assert!(!has(&toili.stage.office, &meetings_feed(TOILI, 2025)));
}

#[test]
fn what_somebody_said_nobody_else_changes_and_only_the_office_decides() {
    let mut toili = Toili::new(1505);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let mut colleague = toili.stage.phone(budi, &[LUWUK]);
    let key = say(&mut toili.phone, 2026, 1, "tidak ada sinyal");
    toili.synced_phone();
    colleague.synced(&mut toili.stage.relay);
    let forged = VoicePatch {
        text: Set::To("semua baik".into()),
        by: Set::To(budi),
        answer: Set::To("sudah dijawab".into()),
        closed: Set::To(true),
        ..VoicePatch::default()
    };
    // Whatever the app allows, a device can write it: what counts is judged where it is read.
    let _ = colleague.device.edit(&key, &forged.into());
    colleague.synced(&mut toili.stage.relay);
    toili.synced_office();
    toili.synced_phone();
    for station in [&toili.stage.office, &toili.phone] {
        assert!(reads(station, "tidak ada sinyal"));
        let row = station.rows("SELECT text, answer, closed, hex(by), hex(device) FROM rm_voice");
        let said = &row[0];
        assert!(said.contains("tidak ada sinyal") && !said.contains("semua baik"));
        assert!(!said.contains("sudah dijawab"), "{said}");
        let author = toili.phone.device.id().to_string().to_uppercase();
        assert!(said.contains(&author), "{said}");
    }
}

/// Lets a device write into the document of `key` a change that its app would refuse, made by itself in a document of `own`.
pub(super) fn forge(
    station: &mut Station,
    key: &DocKey,
    own: &DocKey,
    patch: &Patch,
    into: &Purpose,
) {
    let office = station.device.office();
    let by = Authorship {
        device: station.device.id(),
        actor: ActorSeed([0xff; 6]),
        time: crate::testkit::start(),
    };
    // It takes itself for the office's.
    let tampered = Arc::new(OfficeDevices([by.device].into()));
    let change = Document::new(own.clone(), &office)
        .read_by(&tampered)
        .commit(patch, by);
    let change = change.unwrap().unwrap();
    let stored = station.device.document(key).unwrap();
    let mut document = stored.unwrap_or_else(|| Document::new(key.clone(), &office));
    document
        .apply(std::slice::from_ref(&change), Provenance::Device(by.device))
        .whole();
    let id = document.id();
    let row = DocumentRow {
        id: *id.as_bytes(),
        key: key.to_bytes(),
        purpose: into.to_bytes(),
        heads: document.heads().to_bytes(),
        saved: document.save(),
    };
    station
        .device
        .write(|tx, _| {
            row.put(tx)?;
            PendingChange::add(tx, id.as_bytes(), &into.to_bytes(), change.contents())
        })
        .unwrap();
}

/// A colleague reads a voice and begins the same document at the same time, in the same name: nobody hears it, and there is no disagreement.
#[test]
fn a_voice_is_begun_by_nobody_but_whose_device_its_key_names() {
    let mut toili = Toili::new(1510);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let mut colleague = toili.stage.phone(budi, &[LUWUK]);
    let ani = person(&toili.phone);
    let key = say(&mut toili.phone, 2026, 1, "tidak ada sinyal");
    toili.synced_phone();
    colleague.synced(&mut toili.stage.relay);
    let unsaid = DocKey::Voice {
        day: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap(),
        device: toili.phone.device.id(),
        id: Uuid::from_u128(2),
    };
    let own = DocKey::Voice {
        day: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap(),
        device: colleague.device.id(),
        id: Uuid::from_u128(3),
    };
    let forged = |text: &str| {
        Patch::from(VoicePatch {
            kind: Set::To(VoiceKind::Usul),
            topic: Set::To("Lainnya".into()),
            text: Set::To(text.into()),
            by: Set::To(ani),
            ..VoicePatch::default()
        })
    };
    // Over what was said, and where nothing was said yet.
    for (key, text) in [(&key, "semua baik"), (&unsaid, "saya mundur")] {
        assert!(colleague.device.edit(key, &forged(text)).is_err());
        forge(&mut colleague, key, &own, &forged(text), &forum_feed(2026));
    }
    colleague.synced(&mut toili.stage.relay);
    toili.synced_office();
    toili.synced_phone();
    for station in [&toili.stage.office, &toili.phone, &colleague] {
        let texts = station.rows("SELECT text FROM rm_voice WHERE text <> ''");
        assert_eq!(texts, ["[Text(\"tidak ada sinyal\")]"]);
        let document = station.device.document(&key).unwrap().unwrap();
        assert_eq!(document.disagreements(), []);
        assert!(!document.not_heard().is_empty(), "it came, and shows");
    }
}

#[test]
fn both_feeds_together_add_less_than_fifty_bytes_to_a_phone_with_nothing_to_do() {
    let mut toili = Toili::new(1506);
    toili.record(1, 0, Mark::Hadir);
    say(&mut toili.phone, 2026, 1, "jalan putus");
    toili.synced_phone();
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(toili.synced_phone().requests, 1);
    let idle = toili.stage.relay.bodies.last().copied().unwrap();
    // Control, office, roster, meetings, forum, own: each says its id, how far it is, the chain there and its own number.
    let feeds = FeedRow::all(toili.phone.device.reader()).unwrap().len();
    assert_eq!(feeds, 6);
    assert!(idle < 8 + 25 * feeds, "{idle} bytes");
}

/// A member says by their own feed what is a colleague's: nobody believes it, whatever it says of itself.
#[test]
fn what_is_about_one_person_is_not_believed_by_anothers_feed() {
    let mut toili = Toili::new(1509);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let mut hostile = toili.stage.phone(budi, &[LUWUK]);
    let ani = person(&toili.phone);
    toili.synced_phone();
    let day = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
    let forged = |staff, no| DocKey::Supervision {
        staff,
        day,
        id: Uuid::from_u128(no),
    };
    // The field that the person may say; a colleague's app sets it off in the only feed of that kind that it has.
    let said = |text: &str| {
        Patch::from(SupervisionPatch {
            reply: Set::To(text.into()),
            ..SupervisionPatch::default()
        })
    };
    let about_ani = forged(ani, 1);
    assert!(
        hostile
            .device
            .edit(&about_ani, &said("dipalsukan"))
            .is_err()
    );
    hostile
        .device
        .write(|conn, me| me.edit(conn, &about_ani, &person_feed(budi), &said("dipalsukan")))
        .unwrap();
    let honest = forged(budi, 2);
    hostile
        .device
        .edit(&honest, &said("milik sendiri"))
        .unwrap();
    hostile.synced(&mut toili.stage.relay);
    toili.synced_office();
    toili.synced_phone();
    let office = &toili.stage.office;
    assert!(office.device.document(&about_ani).unwrap().is_none());
    assert!(office.device.document(&honest).unwrap().is_some());
    let parked = Parked::all(office.device.reader()).unwrap();
    let parked: Vec<_> = parked.iter().map(|one| one.reason).collect();
    assert_eq!(parked, [ParkReason::NotAllowed]);
    // Nor after the office opens everything anew.
    let again = toili.stage.office.copy("again.db", 15);
    assert!(again.device.document(&about_ani).unwrap().is_none());
    assert!(!reads(&toili.phone, "dipalsukan") && !reads(&toili.phone, "milik sendiri"));
}

#[test]
fn a_place_is_given_to_members_in_service_alone_and_nothing_of_it_twice() {
    let mut toili = Toili::new(1504);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let mut colleague = toili.stage.phone(budi, &[LUWUK]);
    let eka = toili.stage.hire("EKA", &[]);
    let second = toili.stage.second_office(eka);
    let ani = person(&toili.phone);
    let give = |toili: &mut Toili, device, place: &str| {
        let office = &mut toili.stage.office;
        let said = office.rows_of_bytes(FeedId::CONTROL).len();
        let given = office
            .device
            .write(|conn, me| me.give_place(conn, device, place));
        given.unwrap();
        let more = office.rows_of_bytes(FeedId::CONTROL).len() - said;
        toili.synced_office();
        more
    };
    let device = colleague.device.id();
    assert!(!has(&colleague, &meetings(TOILI)));
    assert!(give(&mut toili, device, TOILI) > 0);
    colleague.synced(&mut toili.stage.relay);
    for purpose in [roster(TOILI), meetings(TOILI)] {
        assert!(colleague.device.may_write(&purpose).unwrap(), "{purpose:?}");
    }
    assert!(!has(&colleague, &person_feed(ani)));
    // Once is enough, and neither the office's machines nor the root have anything of it.
    let root = second.device.membership().root();
    for device in [device, second.device.id(), root] {
        assert_eq!(give(&mut toili, device, TOILI), 0);
    }
    let lost = toili.phone.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    toili.synced_office();
    assert_eq!(give(&mut toili, lost, LUWUK), 0);
}

#[test]
fn a_place_has_a_name_of_a_bounded_length() {
    let mut toili = Toili::new(1505);
    let office = &mut toili.stage.office;
    let longest = "9".repeat(MAX_PLACE);
    office.device.ensure_place(&longest, &[2026]).unwrap();
    assert!(has(office, &roster(&longest)));
    let longer = "9".repeat(MAX_PLACE + 1);
    assert!(office.device.ensure_place(&longer, &[2026]).is_err());
    assert!(!has(office, &roster(&longer)));
}

#[test]
fn who_was_revoked_is_given_nothing_that_comes_later_and_an_office_has_no_feed_of_its_own() {
    let mut toili = Toili::new(1506);
    let eka = toili.stage.hire("EKA", &[]);
    let second = toili.stage.second_office(eka);
    let lost = toili.phone.device.id();
    let office = &mut toili.stage.office.device;
    office.revoke(lost).unwrap();
    office.ensure_place(TOILI, &[2027]).unwrap();
    office.start_up();
    toili.synced_office();
    let office = &toili.stage.office;
    let later = office.feed(&meetings_feed(TOILI, 2027)).id;
    for info in office.device.membership().devices() {
        let given = info.access.iter().any(|access| access.feed == later);
        let machine = [office.device.id(), second.device.id()].contains(&info.device);
        assert_eq!(given, machine, "{info:?}");
    }
    assert!(!has(office, &person_feed(eka)));
}

#[test]
fn a_request_tells_of_each_feed_the_numbers_that_it_carries_there() {
    let mut toili = Toili::new(1507);
    for day in [1, 2] {
        toili.record(day, 0, Mark::Hadir);
        request::prepare(&mut toili.phone.device).unwrap();
    }
    say(&mut toili.phone, 2026, 1, "said in the forum");
    let body = request::prepare(&mut toili.phone.device).unwrap().body;
    let request: SyncRequest = from_slice("request", &body).unwrap();
    let mut carried = BTreeMap::new();
    for bytes in request.push.into_iter().flatten() {
        let entry = SealedEntry::parse(bytes.to_vec()).unwrap();
        carried.insert(entry.header().feed, entry.header().device_seq);
    }
    assert!(carried.len() >= 2);
    assert_ne!(carried.values().min(), carried.values().max());
    for state in request.feeds {
        if let Some(last) = carried.get(&state.feed) {
            assert_eq!(state.own_seq, *last);
        }
    }
}

#[test]
fn the_office_hears_which_app_a_phone_runs() {
    let mut toili = Toili::new(1508);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let apps = ArchivedEntry::apps(toili.stage.office.device.reader()).unwrap();
    assert!(apps.contains_key(&toili.phone.device.id()));
}

#[test]
fn whoever_has_a_feed_has_it_as_soon_as_it_is_made() {
    let mut toili = Toili::new(1511);
    let eka = toili.stage.hire("EKA", &[]);
    let second = toili.stage.second_office(eka);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let lost = toili.stage.phone(budi, &[TOILI]).device.id();
    toili.synced_phone();
    let ani = person(&toili.phone);
    let office = &mut toili.stage.office.device;
    office.revoke(lost).unwrap();
    office.ensure_place(TOILI, &[2027]).unwrap();
    office.ensure_place(LUWUK, &[2026]).unwrap();
    let made = office.write(|conn, me| me.ensure_own(conn, ani, &[2027]));
    made.unwrap();
    let office = &toili.stage.office;
    let machines = [office.device.id(), second.device.id()];
    let everybody = [machines[0], machines[1], toili.phone.device.id()];
    for (purpose, whose) in [
        (meetings_feed(TOILI, 2027), &everybody[..]),
        (forum_feed(2027), &everybody[..]),
        (roster(LUWUK), &machines[..]),
        (meetings(LUWUK), &machines[..]),
    ] {
        let feed = office.feed(&purpose).id;
        let membership = office.device.membership();
        let devices = membership.devices().into_iter();
        let given = devices.filter(|info| info.access.iter().any(|access| access.feed == feed));
        let given: BTreeSet<_> = given.map(|info| info.device).collect();
        assert_eq!(given, whose.iter().copied().collect(), "{purpose:?}");
        assert!(!membership.newest_keys_are_due(feed), "{purpose:?}");
    }
}

/// A machine of the office that has not heard of a phone makes the forum of a year.
#[test]
fn the_forum_of_a_year_is_given_to_a_phone_of_which_its_maker_had_not_heard() {
    let mut toili = Toili::new(1512);
    let eka = toili.stage.hire("EKA", &[]);
    let mut second = toili.stage.second_office(eka);
    second.synced(&mut toili.stage.relay);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let mut colleague = toili.stage.phone(budi, &[LUWUK]);
    let ani = person(&toili.phone);
    let made = second
        .device
        .write(|conn, me| me.ensure_own(conn, ani, &[2027]));
    made.unwrap();
    let feed = second.feed(&forum_feed(2027)).id;
    second.synced(&mut toili.stage.relay);
    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    let rights = |station: &Station| {
        let membership = station.device.membership();
        membership.rights_now(colleague.device.id(), feed)
    };
    assert_eq!(rights(&toili.stage.office), Some(Rights::Write));
    assert_eq!(rights(&colleague), Some(Rights::Write));
    say(&mut colleague, 2027, 1, "jalan putus");
    colleague.synced(&mut toili.stage.relay);
    toili.synced_office();
    assert!(reads(&toili.stage.office, "jalan putus"));
}

#[test]
fn the_feeds_of_the_next_year_are_made_in_december() {
    let mut toili = Toili::new(1513);
    for (now, next) in [
        ("2026-11-30T00:00:00Z", false),
        ("2026-12-01T00:00:00Z", true),
    ] {
        let office = &mut toili.stage.office;
        office.ambient.set(now.parse().unwrap());
        office.device.start_up();
        assert!(has(office, &meetings_feed(TOILI, 2026)));
        assert_eq!(has(office, &meetings_feed(TOILI, 2027)), next, "{now}");
    }
}

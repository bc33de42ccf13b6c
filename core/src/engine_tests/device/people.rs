//! Who is let in, by whom, and who is shown out.

use sesi_engine::device::InviteWish;
use sesi_engine::keys::membership::DeviceState;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::store::{ParkReason, Parked, PendingChange};
use sesi_engine::sync::driver::SyncError;
use sesi_engine::sync::request;
use sesi_wire::ids::{EntryId, FeedId};

use super::authority::bring;
use crate::device::Device;
use crate::kinds::{DocKey, Mark, View};
use crate::testkit::{Stage, Station, TOILI, Toili};

/// A phone that enrolled with an invite of the office's first machine, which has not heard of it.
pub(super) fn enrolled(toili: &mut Toili) -> Station {
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let invited = toili.stage.invite(budi, &[TOILI], false);
    toili.synced_office();
    let (path, ambient) = toili.stage.next();
    let key = DbKey::generate(&*ambient);
    let relay = &mut toili.stage.relay;
    let link = &invited.link;
    let device = Device::join(&path, &key, ambient.clone(), link, relay).unwrap();
    let mut station = Station {
        device,
        ambient,
        path,
        key,
    };
    station.synced(relay);
    station
}

#[test]
fn only_the_machine_that_invited_lets_in_and_work_of_the_time_between_counts_then() {
    let mut toili = Toili::new(81);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut second = toili.stage.second_office(dewi);
    let mut phone = enrolled(&mut toili);
    let meeting = toili.group.meeting(1);
    phone.mark(&meeting, toili.group.families[0], Mark::Hadir);
    phone.synced(&mut toili.stage.relay);
    second.synced(&mut toili.stage.relay);
    let known = |station: &Station| station.device.membership().author_key(phone.device.id());
    assert!(
        known(&second).is_none(),
        "it does not hold the invite's secret"
    );
    let parked = second.device.status().unwrap().parked;
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].reason, "unknown_author");
    assert!(second.device.document(&meeting).unwrap().is_none());

    // The machine that invited comes back: it applies what waited at once, and so do the others when they hear.
    let run = toili.synced_office();
    assert!(known(&toili.stage.office).is_some());
    let id = meeting.id(&phone.device.office());
    assert!(run.report.changed.contains(id.as_bytes()));
    second.synced(&mut toili.stage.relay);
    for station in [&toili.stage.office, &second] {
        assert!(station.device.document(&meeting).unwrap().is_some());
        assert!(station.device.status().unwrap().parked.is_empty());
    }
    // Its person's document names it.
    let devices = second.rows("SELECT hex(device) FROM rm_staff_device");
    assert_eq!(devices.len(), 4, "{devices:?}");
}

#[test]
fn revoking_twice_does_not_move_the_end_and_the_root_cannot_be_revoked() {
    let mut toili = Toili::new(82);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let lost = toili.phone.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    toili.synced_office();
    // What the fake relay lets through must not count: it was written after the end.
    let late = toili.record(2, 0, Mark::Alfa);
    assert!(matches!(
        toili.sync_phone().stopped,
        Some(SyncError::Revoked)
    ));
    toili.synced_office();
    toili.stage.office.device.revoke(lost).unwrap();
    toili.synced_office();
    assert!(toili.stage.office.device.document(&late).unwrap().is_none());
    let parked = toili.stage.office.device.status().unwrap().parked;
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].reason, "revoked");
    let members = toili.stage.office.device.membership();
    assert_eq!(members.state(lost), DeviceState::Revoked);
    let feed = toili.phone.feed(&crate::testkit::meetings(TOILI)).id;
    let named: Vec<u64> = members.ends(lost, feed).map(|end| end.device_seq).collect();
    assert_eq!(named, [1]);
    let root = members.root();
    let office = &mut toili.stage.office.device;
    assert!(office.revoke(root).is_err());
    assert!(office.revoke(office.id()).is_err());
    assert!(office.revoke(sesi_wire::ids::DeviceId([9; 8])).is_err());
    // The phone itself reads of it, and says so.
    assert!(toili.phone.device.status().unwrap().revoked);
}

#[test]
fn late_work_of_a_revoked_device_goes_out_again_unless_somebody_built_upon_it() {
    let mut toili = Toili::new(83);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let lost = toili.phone.device.id();
    // The office revokes, but has no line yet; the lost phone's work reaches the colleague meanwhile.
    toili.stage.office.device.revoke(lost).unwrap();
    let built_upon = toili.record(1, 0, Mark::Hadir);
    let not_built_upon = toili.record(2, 0, Mark::Hadir);
    toili.synced_phone();
    // A meeting that others had begun, too.
    let shared = toili.group.meeting(3);
    colleague.mark(&shared, toili.group.families[2], Mark::Hadir);
    colleague.synced(&mut toili.stage.relay);
    toili.synced_phone();
    toili.record(3, 1, Mark::Sakit);
    toili.synced_phone();
    colleague.synced(&mut toili.stage.relay);
    assert_eq!(marks_of(&colleague, &shared), 2);
    colleague.mark(&built_upon, toili.group.families[1], Mark::Alfa);

    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    toili.synced_office();
    let newcomer = toili.stage.hire("CICI", &[TOILI]);
    let newcomer = toili.stage.phone(newcomer, &[TOILI]);
    for reader in [&toili.stage.office, &colleague, &newcomer] {
        assert_eq!(marks_of(reader, &built_upon), 2);
        assert!(reader.device.document(&not_built_upon).unwrap().is_none());
        assert_eq!(marks_of(reader, &shared), 1);
        let parked = reader.device.status().unwrap().parked;
        assert!(
            parked.iter().all(|entry| entry.reason == "revoked"),
            "{parked:?}"
        );
    }
    assert_eq!(toili.stage.office.dump(), rebuilt(&mut toili.stage.office));
    let history = colleague
        .device
        .document(&built_upon)
        .unwrap()
        .unwrap()
        .history();
    assert!(history.iter().any(|item| item.author == Some(lost)));
    let document = |reader: &Station, meeting| {
        let document = reader.device.document(meeting).unwrap();
        document.map(|document| document.heads())
    };
    for meeting in [&built_upon, &shared] {
        assert_eq!(
            document(&toili.stage.office, meeting),
            document(&colleague, meeting)
        );
        assert_eq!(document(&newcomer, meeting), document(&colleague, meeting));
    }
    // On the phone itself nothing is taken away.
    assert_eq!(marks_of(&toili.phone, &not_built_upon), 1);
}

#[test]
fn what_an_office_machine_passed_on_of_late_work_counts() {
    let mut toili = Toili::new(87);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut second = toili.stage.second_office(dewi);
    let lost = toili.phone.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    let late = toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    second.synced(&mut toili.stage.relay);
    // Say on what came, as for an entry whose number the relay gave to another one.
    let feed = toili.meetings_feed();
    let entry = toili.phone.rows_of_bytes(feed).pop().unwrap();
    let entry = EntryId::of(&entry);
    second
        .device
        .write(|conn, me| me.carry(conn, &entry))
        .unwrap();
    for _ in 0..2 {
        second.synced(&mut toili.stage.relay);
        toili.synced_office();
    }
    assert_eq!(marks_of(&second, &late), 1);
    assert_eq!(marks_of(&toili.stage.office, &late), 1);
}

#[test]
fn a_later_word_that_believes_more_brings_back_what_was_set_aside() {
    let mut toili = Toili::new(88);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut second = toili.stage.second_office(dewi);
    let lost = toili.phone.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    let late = toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    second.synced(&mut toili.stage.relay);
    colleague.synced(&mut toili.stage.relay);
    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    assert!(colleague.device.document(&late).unwrap().is_none());
    // The second machine had it all when it revoked the phone as well.
    second.device.revoke(lost).unwrap();
    second.synced(&mut toili.stage.relay);
    for station in [&mut colleague, &mut toili.stage.office] {
        station.synced(&mut toili.stage.relay);
        assert_eq!(marks_of(station, &late), 1);
        assert!(station.device.status().unwrap().parked.is_empty());
    }
}

pub(super) fn marks_of(station: &Station, meeting: &DocKey) -> usize {
    let document = station.device.document(meeting).unwrap().unwrap();
    match document.view() {
        View::Meeting(meeting) => meeting.marks.len(),
        other => panic!("{other:?}"),
    }
}

pub(super) fn rebuilt(station: &mut Station) -> String {
    station.device.rebuild_read_model().unwrap();
    station.dump()
}

#[test]
fn what_an_office_machine_carried_counts_for_those_who_come_after_its_end() {
    let mut toili = Toili::new(84);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut second = toili.stage.second_office(dewi);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    // The second machine moves a family of Toili away; its history goes with it, written by others.
    let luwuk = crate::testkit::LUWUK;
    toili
        .stage
        .office
        .device
        .ensure_place(luwuk, &[2026])
        .unwrap();
    toili.synced_office();
    second.synced(&mut toili.stage.relay);
    let family = DocKey::Family(toili.group.families[0]);
    let patch = crate::kinds::FamilyPatch {
        kecamatan: sesi_engine::documents::Set::To(luwuk.into()),
        ..Default::default()
    };
    second.device.edit(&family, &patch.into()).unwrap();
    second.synced(&mut toili.stage.relay);
    toili.synced_office();
    toili
        .stage
        .office
        .device
        .revoke(second.device.id())
        .unwrap();
    toili.synced_office();
    // A phone that comes to the office only now reads all of it.
    let citra = toili.stage.hire("CITRA", &[luwuk]);
    let newcomer = toili.stage.phone(citra, &[luwuk]);
    assert!(newcomer.device.document(&family).unwrap().is_some());
    let parked = newcomer.device.status().unwrap().parked;
    assert!(parked.is_empty(), "{parked:?}");
}

#[test]
fn a_restored_office_machine_gets_back_the_keys_that_it_made_since() {
    let mut toili = Toili::new(85);
    let old = toili.stage.office.copy("backup.db", 70);
    let budi = toili.stage.hire("BUDI", &["72.01.05"]);
    let group = toili.stage.group("72.01.05", "MAWAR", budi, 2);
    toili.synced_office();
    let mut restored = old;
    restored.synced(&mut toili.stage.relay);
    let family = DocKey::Family(group.families[0]);
    assert!(restored.device.document(&family).unwrap().is_some());
    assert_eq!(restored.dump(), toili.stage.office.dump());
}

#[test]
fn an_invite_needs_an_office_machine_and_a_member_of_staff() {
    let mut toili = Toili::new(86);
    let wish = InviteWish {
        person: uuid::Uuid::from_u128(404),
        places: vec![TOILI.into()],
        office: false,
        valid_for: chrono::Duration::days(1),
    };
    assert!(toili.phone.device.invite(&wish).is_err());
    let before = toili.stage.office.tables();
    assert!(
        toili.stage.office.device.invite(&wish).is_err(),
        "nobody of that id"
    );
    assert_eq!(toili.stage.office.tables(), before, "nothing of it is left");
    let pending = PendingChange::count(toili.phone.device.reader(), None).unwrap();
    assert_eq!(pending, 0);
}

/// The relay refuses an expired invite by its own clock, so an office whose clock is ten years behind made invites that never worked.
#[test]
fn an_invite_ends_by_the_clock_of_the_relay() {
    const DAY: u64 = 86_400;
    for relay_clock in [1_400_000_000, 1_795_000_000, 2_200_000_000] {
        // It is told by any answer, that to the founding too: the first invite may be given before anything else is exchanged.
        for founding in [false, true] {
            let mut toili = Toili::new(67);
            let budi = toili.stage.hire("BUDI", &[TOILI]);
            toili.stage.relay.clock = relay_clock * 1000;
            if founding {
                let Stage { office, relay, .. } = &mut toili.stage;
                sesi_engine::sync::driver::found(&mut office.device, relay, None).unwrap();
            } else {
                toili.synced_office();
            }
            toili.stage.invite(budi, &[TOILI], false);
            let office = toili.stage.office.device.reader();
            let mut statement = office.prepare("SELECT invite FROM invite").unwrap();
            let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0));
            let ends = rows.unwrap().map(|row| {
                let invite: sesi_wire::statement::Invite =
                    sesi_wire::sync::from_slice("invite", &row.unwrap()).unwrap();
                invite.expires
            });
            assert!(ends.into_iter().any(|ends| ends == relay_clock + 7 * DAY));
        }
    }
}

#[test]
fn what_an_entry_that_counts_carries_stays_though_another_that_does_not_carries_it_too() {
    let mut toili = Toili::new(170);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let meeting = toili.record(5, 0, Mark::Hadir);
    // A copy of the phone seals the same change in an entry of its own, under the same number.
    let mut copy = toili.phone.copy("copy.db", 9);
    request::prepare(&mut copy.device).unwrap();
    let twin = copy.rows_of_bytes(toili.meetings_feed()).pop().unwrap();
    toili.synced_phone();
    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    bring(&mut colleague, std::slice::from_ref(&twin));
    let lost = toili.phone.device.id();
    let office = &mut toili.stage.office;
    office.device.revoke(lost).unwrap();
    bring(&mut colleague, &office.rows_of_bytes(FeedId::CONTROL));
    let set_aside = Parked::of_reason(colleague.device.reader(), ParkReason::Revoked).unwrap();
    assert_eq!(set_aside, [EntryId::of(&twin)].into());
    assert!(colleague.device.document(&meeting).unwrap().is_some());
}

#[test]
fn only_the_office_says_on_what_others_wrote_and_nothing_that_waits_or_is_its_own() {
    let mut toili = Toili::new(171);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let feed = toili.meetings_feed();
    let lost = toili.phone.device.id();
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    let newest = |station: &Station| EntryId::of(&station.rows_of_bytes(feed).pop().unwrap());
    let carries = |station: &mut Station, entry: EntryId| {
        let said = station.device.write(|conn, me| me.carry(conn, &entry));
        said.unwrap()
    };
    let entry = newest(&toili.phone);
    assert!(!carries(&mut colleague, entry));
    assert!(carries(&mut toili.stage.office, entry));
    toili.synced_office();
    let own = newest(&toili.stage.office);
    assert!(!carries(&mut toili.stage.office, own));
    // Beyond the end of a revoked phone: it is here, and does not count.
    toili.stage.office.device.revoke(lost).unwrap();
    toili.record(2, 0, Mark::Hadir);
    request::prepare(&mut toili.phone.device).unwrap();
    let late = newest(&toili.phone);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office;
    let waits = Parked::of_reason(office.device.reader(), ParkReason::Revoked);
    assert_eq!(waits.unwrap(), [late].into());
    assert!(!carries(office, late));
}

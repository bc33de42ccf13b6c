//! What a revoked device made beyond its end counts once a person of the office says so, and not before.

use std::collections::BTreeSet;

use sesi_engine::ambient::Seeded;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::keys::membership::DeviceState;
use sesi_engine::seal::place::Place;
use sesi_engine::sync::request;
use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::{DeviceRole, Grant, Statement};

use super::authority::{bring, forge};
use super::people::{marks_of, rebuilt};
use crate::kinds::{DocKey, Mark};
use crate::testkit::{Station, TOILI, Toili, meetings, start};

/// A phone whose first meeting is at the office, and which was revoked before its second and third came there.
fn revoked(seed: u64) -> (Toili, DeviceId, [DocKey; 2]) {
    let mut toili = Toili::new(seed);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let phone = toili.phone.device.id();
    toili.stage.office.device.revoke(phone).unwrap();
    // The relay has not heard of it.
    let late = [2, 3].map(|day| {
        let meeting = toili.record(day, 0, Mark::Hadir);
        toili.synced_phone();
        meeting
    });
    toili.synced_office();
    (toili, phone, late)
}

fn is_there(station: &Station, meeting: &DocKey) -> bool {
    station.device.document(meeting).unwrap().is_some()
}

/// An entry that the revoked phone seals without asking anybody.
fn sealed(toili: &mut Toili, day: u32) -> (DocKey, Vec<u8>) {
    let meeting = toili.record(day, 0, Mark::Hadir);
    request::prepare(&mut toili.phone.device).unwrap();
    let feed = toili.meetings_feed();
    (meeting, toili.phone.rows_of_bytes(feed).pop().unwrap())
}

#[test]
fn what_a_revoked_phone_made_beyond_its_end_counts_when_the_office_says_so_and_not_before() {
    let (mut toili, phone, late) = revoked(900);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    for _ in 0..3 {
        toili.synced_office();
        colleague.synced(&mut toili.stage.relay);
    }
    toili.stage.office.device.revoke(phone).unwrap();
    assert!(
        late.iter()
            .all(|meeting| !is_there(&toili.stage.office, meeting))
    );
    let shown = toili.stage.office.device.beyond_ends().unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!((shown[0].device, shown[0].entries), (phone, 2));
    assert_eq!(shown[0].feeds, BTreeSet::from([meetings(TOILI)]));
    assert!(shown[0].since.is_some_and(|since| since >= start()));
    let documents = toili
        .stage
        .office
        .device
        .documents_beyond_end(phone)
        .unwrap();
    assert_eq!(documents, BTreeSet::from(late.clone()));

    let office = &mut toili.stage.office.device;
    let changed = office.accept_beyond_end(phone, shown[0].upto).unwrap();
    let of_office = late
        .each_ref()
        .map(|meeting| *meeting.id(&office.office()).as_bytes());
    assert!(
        of_office.iter().all(|id| changed.contains(id)),
        "{changed:?}"
    );
    assert_eq!(office.beyond_ends().unwrap(), []);
    assert!(office.status().unwrap().parked.is_empty());
    // All who read there follow, and whoever comes later; the phone stays out.
    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    let citra = toili.stage.hire("CITRA", &[TOILI]);
    let newcomer = toili.stage.phone(citra, &[TOILI]);
    for station in [&toili.stage.office, &colleague, &newcomer] {
        for meeting in &late {
            assert_eq!(marks_of(station, meeting), 1);
        }
        assert!(station.device.membership().state(phone) == DeviceState::Revoked);
    }
    assert_eq!(toili.stage.office.dump(), rebuilt(&mut toili.stage.office));
    let again = toili.stage.office.copy("again.db", 9);
    assert_eq!(again.device.beyond_ends().unwrap(), []);
    assert_eq!(again.dump(), toili.stage.office.dump());
}

#[test]
fn what_comes_after_a_person_looked_is_not_taken_with_it() {
    let (mut toili, phone, late) = revoked(901);
    let seen = toili.stage.office.device.beyond_ends().unwrap()[0].upto;
    let (unseen, entry) = sealed(&mut toili, 4);
    bring(&mut toili.stage.office, &[entry]);
    let office = &mut toili.stage.office;
    office.device.accept_beyond_end(phone, seen).unwrap();
    assert!(is_there(office, &late[1]) && !is_there(office, &unseen));
    let left = office.device.beyond_ends().unwrap();
    assert_eq!((left.len(), left[0].entries), (1, 1));
    // It comes in by a word of its own.
    let seen = left[0].upto;
    office.device.accept_beyond_end(phone, seen).unwrap();
    assert!(is_there(office, &unseen));
}

#[test]
fn nothing_that_a_stolen_machine_of_the_office_says_comes_to_count_with_its_work() {
    let mut toili = Toili::new(902);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut stolen = toili.stage.second_office(dewi);
    toili.synced_office();
    let machine = stolen.device.id();
    toili.stage.office.device.revoke(machine).unwrap();
    let thief = DeviceIdentity::generate(&Seeded::new(66, start()));
    let grant = Statement::Grant(Grant {
        keys: thief.public(),
        role: DeviceRole::Office,
        access: vec![],
    });
    let forged = forge(&stolen, Place::first(FeedId::CONTROL), &[grant]);
    let meeting = toili.group.meeting(6);
    stolen.mark(&meeting, toili.group.families[0], Mark::Alfa);
    request::prepare(&mut stolen.device).unwrap();
    let work = stolen.rows_of_bytes(toili.meetings_feed()).pop().unwrap();
    bring(&mut toili.stage.office, &[forged, work]);
    let office = &mut toili.stage.office;
    let ends = |office: &Station| {
        let membership = office.device.membership();
        let ends = membership.ends(machine, FeedId::CONTROL).copied();
        ends.collect::<Vec<_>>()
    };
    let before = ends(office);
    let shown = office.device.beyond_ends().unwrap();
    assert_eq!((shown.len(), shown[0].entries), (1, 1));
    office
        .device
        .accept_beyond_end(machine, shown[0].upto)
        .unwrap();
    assert!(is_there(office, &meeting));
    let membership = office.device.membership();
    assert_eq!(membership.author_key(thief.device()), None);
    assert!(membership.state(machine) == DeviceState::Revoked);
    assert_eq!(ends(office), before);
}

#[test]
fn what_cannot_be_taken_in_is_refused_and_nothing_is_said() {
    let (mut toili, phone, _) = revoked(903);
    let upto = toili.stage.office.device.beyond_ends().unwrap()[0].upto;
    let office = &mut toili.stage.office;
    let before = office.tables();
    let nobody = DeviceId([9; 8]);
    let own = office.device.id();
    for (device, upto) in [(nobody, upto), (own, upto), (phone, 0)] {
        assert!(office.device.accept_beyond_end(device, upto).is_err());
        assert_eq!(office.tables(), before);
    }
    office.device.accept_beyond_end(phone, upto).unwrap();
    let before = office.tables();
    assert!(office.device.accept_beyond_end(phone, upto).is_err());
    assert_eq!(office.tables(), before, "there is nothing more to say");
    // A member has no such word.
    toili.synced_office();
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    assert!(colleague.device.accept_beyond_end(phone, i64::MAX).is_err());
}

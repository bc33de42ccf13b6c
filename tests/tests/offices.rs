//! Second devices, the recovery words, files instead of a network, and a new year.

use std::sync::Arc;

use chrono::DateTime;
use sesi_core::device::Device;
use sesi_core::kinds::Mark;
use sesi_engine::ambient::Seeded;
use sesi_engine::device::Recovery;
use sesi_engine::job::unwatched;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::sync::file::{self, Extent};
use sesi_engine::sync::http::Http;
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{World, marks, meeting};

const TOILI: &str = "72.01.09";

fn now() -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

#[test]
fn a_second_phone_and_a_second_office_device_hold_the_same_and_both_work() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let mut world = World::found(dir.path(), &relay.url(), 51, now());
    let ani = world.hire("ANI", &[TOILI]);
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 4);
    let mut first = world.join(ani, &[TOILI]);
    let mut second = world.join(ani, &[TOILI]);
    let mut desk = world.join_office(ani);
    for station in [&mut world.office, &mut first, &mut second, &mut desk] {
        station.synced();
    }
    let key = meeting(kelompok.id, "2026-10-05", "M1.1");
    first
        .device
        .edit(&key, &marks([(kelompok.families[0], Mark::Hadir)]))
        .unwrap();
    second
        .device
        .edit(&key, &marks([(kelompok.families[1], Mark::Alfa)]))
        .unwrap();
    for station in [&mut first, &mut second, &mut desk, &mut world.office] {
        station.synced();
    }
    // The second office device invites somebody by itself, in a kecamatan that is new.
    let luwuk = "72.01.04";
    desk.device.ensure_place(luwuk, &[2026]).unwrap();
    desk.synced();
    for station in [&mut world.office, &mut first, &mut second] {
        station.synced();
    }
    let rows = world.office.dump();
    assert_eq!(desk.dump(), rows);
    assert_eq!(first.dump(), rows);
    assert_eq!(second.dump(), rows);
    let budi = world.hire("BUDI", &[luwuk]);
    let mawar = world.kelompok(luwuk, "MAWAR", budi, 2);
    world.office.synced();
    desk.synced();
    assert!(
        desk.dump().contains("MAWAR"),
        "the office's feeds are everybody's in the office"
    );
    assert_eq!(mawar.families.len(), 2);
}

#[test]
fn the_recovery_words_and_the_relay_bring_an_office_back() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let mut world = World::found(dir.path(), &relay.url(), 52, now());
    let ani = world.hire("ANI", &[TOILI]);
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 4);
    let mut phone = world.join(ani, &[TOILI]);
    world.office.synced();
    phone.synced();
    let key = meeting(kelompok.id, "2026-10-05", "M1.1");
    phone
        .device
        .edit(&key, &marks([(kelompok.families[0], Mark::Hadir)]))
        .unwrap();
    phone.synced();
    world.office.synced();
    let before = world.office.dump();
    let (words, office) = (world.words, world.office.device.id());
    drop(world.office);

    let ambient = Arc::new(Seeded::new(77, now()));
    let db_key = DbKey::generate(&*ambient);
    let path = dir.path().join("recovered.db");
    let mut http = Http::new(&relay.url(), None).unwrap();
    let from = Recovery {
        relay: &RelayAddress::unpinned(&relay.url()),
        words: &words,
    };
    let mut device =
        Device::recover(&path, &db_key, ambient, &from, &mut http, &mut unwatched).unwrap();
    assert_eq!(sesi_core::readmodel::dump(device.reader()).unwrap(), before);
    // It is the office: it revokes the burned device, and the phone goes on under a new key.
    device.revoke(office).unwrap();
    assert!(
        sesi_engine::sync::driver::run(&mut device, &mut http, |_| true)
            .stopped
            .is_none()
    );
    let later = meeting(kelompok.id, "2026-10-12", "M1.2");
    phone.synced();
    phone
        .device
        .edit(&later, &marks([(kelompok.families[1], Mark::Sakit)]))
        .unwrap();
    phone.synced();
    assert!(
        sesi_engine::sync::driver::run(&mut device, &mut http, |_| true)
            .stopped
            .is_none()
    );
    assert!(device.document(&later).unwrap().is_some());
}

#[test]
fn a_file_carries_what_no_network_does_and_whoever_has_a_network_brings_it_to_the_relay() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let mut world = World::found(dir.path(), &relay.url(), 53, now());
    let (ani, budi) = (world.hire("ANI", &[TOILI]), world.hire("BUDI", &[TOILI]));
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 4);
    let mut remote = world.join(ani, &[TOILI]);
    let mut neighbour = world.join(budi, &[TOILI]);
    for station in [&mut world.office, &mut remote, &mut neighbour] {
        station.synced();
    }
    let key = meeting(kelompok.id, "2026-10-05", "M1.1");
    remote
        .device
        .edit(&key, &marks([(kelompok.families[0], Mark::Hadir)]))
        .unwrap();
    let mut bytes = Vec::new();
    file::export(&mut remote.device, Extent::Unsent, &mut bytes).unwrap();

    // A copy that broke off, a file of something else, and the same file twice do no harm.
    assert!(file::import(&mut neighbour.device, &mut &bytes[..bytes.len() - 9]).is_ok());
    assert!(file::import(&mut neighbour.device, &mut &b"PK\x03\x04not ours"[..]).is_err());
    let taken = file::import(&mut neighbour.device, &mut &bytes[..]).unwrap();
    assert!(!taken.changed.is_empty());
    let again = file::import(&mut neighbour.device, &mut &bytes[..]).unwrap();
    assert_eq!(again.received, 0);
    neighbour.synced();
    world.office.synced();
    assert!(
        world.office.device.document(&key).unwrap().is_some(),
        "carried by a neighbour"
    );

    // Her own phone later finds that the relay has it already.
    assert!(
        !remote
            .device
            .acknowledged(key.id(&remote.device.office()))
            .unwrap()
    );
    remote.synced();
    assert!(
        remote
            .device
            .acknowledged(key.id(&remote.device.office()))
            .unwrap()
    );
    assert_eq!(remote.dump(), neighbour.dump());
}

#[test]
fn a_meeting_of_a_year_that_the_office_has_not_opened_waits_and_then_travels() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let mut world = World::found(dir.path(), &relay.url(), 54, now());
    let ani = world.hire("ANI", &[TOILI]);
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 4);
    let mut phone = world.join(ani, &[TOILI]);
    world.office.synced();
    phone.synced();
    let key = meeting(kelompok.id, "2027-01-04", "M1.1");
    phone
        .device
        .edit(&key, &marks([(kelompok.families[0], Mark::Hadir)]))
        .unwrap();
    phone.synced();
    let id = key.id(&phone.device.office());
    assert!(
        !phone.device.acknowledged(id).unwrap(),
        "kept here, and said so"
    );
    world
        .office
        .ambient
        .set(DateTime::from_timestamp(1_799_000_000, 0).unwrap());
    world.office.device.ensure_years().unwrap();
    world.office.synced();
    phone.synced();
    phone.synced();
    assert!(phone.device.acknowledged(id).unwrap());
    world.office.synced();
    assert!(world.office.device.document(&key).unwrap().is_some());
}

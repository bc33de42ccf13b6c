//! A phone's database is restored from a backup, or copied to a second phone: it is noticed, nobody else is harmed, and later
//! edits of all copies survive.

use std::sync::Arc;

use chrono::DateTime;
use sesi_core::device::Device;
use sesi_core::kinds::Mark;
use sesi_engine::ambient::Seeded;
use sesi_engine::sync::http::Http;
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{Kelompok, Station, World, marks, meeting};

const TOILI: &str = "72.01.09";

fn record(station: &mut Station, kelompok: &Kelompok, day: usize, family: usize) {
    let key = meeting(kelompok.id, &format!("2026-10-{day:02}"), "M1.1");
    station
        .device
        .edit(&key, &marks([(kelompok.families[family], Mark::Hadir)]))
        .unwrap();
}

/// Opens a copy of a station's database as it is now, as another run of the app.
fn copy(station: &Station, file: &str, relay: &str, seed: u64) -> Station {
    let path = station.path.with_file_name(file);
    let name = |suffix: &str| {
        let mut name = station.path.clone().into_os_string();
        name.push(suffix);
        name
    };
    for suffix in ["", "-wal"] {
        let mut to = path.clone().into_os_string();
        to.push(suffix);
        if std::path::Path::new(&name(suffix)).exists() {
            std::fs::copy(name(suffix), to).unwrap();
        }
    }
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let ambient = Arc::new(Seeded::new(seed, now));
    let device = Device::open(&path, &station.key, ambient.clone()).unwrap();
    let http = Http::new(relay, None).unwrap();
    Station {
        device,
        http,
        ambient,
        path,
        key: station.key.clone(),
        staff: station.staff,
        requests: 0,
    }
}

#[test]
fn a_restored_phone_notices_takes_its_own_work_back_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), 21, now);
    let (ani, budi) = (world.hire("ANI", &[TOILI]), world.hire("BUDI", &[TOILI]));
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 8);
    let mut phone = world.join(ani, &[TOILI]);
    let mut other = world.join(budi, &[TOILI]);
    for station in [&mut world.office, &mut phone, &mut other] {
        station.synced();
    }
    record(&mut phone, &kelompok, 1, 0);
    phone.synced();
    let backup = copy(&phone, "backup.db", &relay.url(), 90);
    record(&mut phone, &kelompok, 2, 1);
    record(&mut phone, &kelompok, 3, 2);
    phone.synced();
    drop(phone);

    // The backup is put back; the pendamping goes on recording before there is any network.
    let mut phone = backup;
    record(&mut phone, &kelompok, 3, 3);
    record(&mut phone, &kelompok, 4, 4);
    let run = phone.synced();
    assert!(run.report.copied, "it is noticed");
    other.synced();
    world.office.synced();
    phone.synced();
    assert_eq!(phone.dump(), other.dump());
    for (day, families) in [(1, vec![0]), (2, vec![1]), (3, vec![2, 3]), (4, vec![4])] {
        let key = meeting(kelompok.id, &format!("2026-10-{day:02}"), "M1.1");
        let document = world
            .office
            .device
            .document(&key)
            .unwrap()
            .expect("nothing is lost");
        let sesi_core::kinds::View::Meeting(view) = document.view() else {
            panic!()
        };
        assert_eq!(view.marks.len(), families.len(), "day {day}");
        for family in families {
            assert!(
                view.marks
                    .keys()
                    .any(|key| key.names(kelompok.families[family]))
            );
        }
    }
    let idle = phone.synced();
    assert_eq!(
        (idle.requests, idle.report.copied),
        (1, false),
        "it settles"
    );
}

#[test]
fn two_phones_with_copies_of_one_database_both_go_on_and_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), 22, now);
    let ani = world.hire("ANI", &[TOILI]);
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 8);
    let mut one = world.join(ani, &[TOILI]);
    world.office.synced();
    one.synced();
    let mut two = copy(&one, "copy.db", &relay.url(), 91);
    for round in 0..4 {
        record(&mut one, &kelompok, 10 + round, round);
        record(&mut two, &kelompok, 10 + round, 4 + round);
        if round % 2 == 0 {
            one.synced();
            two.synced();
        } else {
            two.synced();
            one.synced();
        }
    }
    for _ in 0..2 {
        for station in [&mut one, &mut two, &mut world.office] {
            station.synced();
        }
    }
    assert_eq!(one.dump(), two.dump());
    for round in 0..4 {
        let key = meeting(kelompok.id, &format!("2026-10-{:02}", 10 + round), "M1.1");
        let document = world
            .office
            .device
            .document(&key)
            .unwrap()
            .expect("nothing is lost");
        let sesi_core::kinds::View::Meeting(view) = document.view() else {
            panic!()
        };
        assert_eq!(view.marks.len(), 2, "marks of both copies, round {round}");
    }
}

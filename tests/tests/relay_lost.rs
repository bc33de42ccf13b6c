//! The relay is wiped, or restored from an older backup, or another device filled it again: everything comes back by itself.

use std::path::Path;
use std::process::Command;

use chrono::DateTime;
use sesi_core::kinds::Mark;
use sesi_tests::line::Line;
use sesi_tests::relay::{RelayProcess, binary};
use sesi_tests::world::{Kelompok, Station, World, marks, meeting};

const TOILI: &str = "72.01.09";

struct Scene {
    dir: tempfile::TempDir,
    line: Line,
    world: World,
    one: Station,
    two: Station,
    kelompok: Kelompok,
}

fn scene(relay: &RelayProcess, dir: tempfile::TempDir, seed: u64) -> Scene {
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let line = Line::to(relay.address);
    let mut world = World::found(dir.path(), &line.url(), seed, now);
    let (ani, budi) = (world.hire("ANI", &[TOILI]), world.hire("BUDI", &[TOILI]));
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 8);
    let mut one = world.join(ani, &[TOILI]);
    let mut two = world.join(budi, &[TOILI]);
    for station in [&mut world.office, &mut one, &mut two] {
        station.synced();
    }
    for day in 1..5 {
        record(&mut one, &kelompok, day, 0);
        one.synced();
        record(&mut two, &kelompok, day, 1);
        two.synced();
    }
    world.office.synced();
    one.synced();
    two.synced();
    Scene {
        dir,
        line,
        world,
        one,
        two,
        kelompok,
    }
}

fn record(station: &mut Station, kelompok: &Kelompok, day: usize, family: usize) {
    let key = meeting(kelompok.id, &format!("2026-10-{day:02}"), "M1.1");
    station
        .device
        .edit(&key, &marks([(kelompok.families[family], Mark::Hadir)]))
        .unwrap();
}

fn entries(relay_data: &Path) -> i64 {
    let path = sesi_tests::relay::database(relay_data);
    #[expect(
        clippy::disallowed_methods,
        reason = "the test looks into the relay's own file"
    )]
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.query_row("SELECT count(*) FROM entries", [], |row| row.get(0))
        .unwrap()
}

fn settle(scene: &mut Scene) {
    for _ in 0..3 {
        scene.one.synced();
        scene.two.synced();
        scene.world.office.synced();
    }
    assert_eq!(scene.one.dump(), scene.two.dump());
    let office = scene.world.office.dump();
    for line in scene.one.dump().lines() {
        assert!(office.contains(line), "the office lacks {line}");
    }
}

#[test]
fn a_wiped_relay_is_filled_again_by_any_phone_without_anybody_pressing_anything() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let mut scene = scene(&relay, dir, 11);
    let before = entries(&relay.data);
    drop(relay);
    let relay = RelayProcess::start(&scene.dir.path().join("new-relay"));
    scene.line.lead_to(relay.address);
    reconnect(&mut scene);

    // A pendamping comes first, not the office.
    record(&mut scene.one, &scene.kelompok, 20, 2);
    let run = scene.one.synced();
    assert!(run.report.repaired, "{run:?}");
    record(&mut scene.two, &scene.kelompok, 21, 3);
    settle(&mut scene);
    assert!(entries(&relay.data) >= before + 2, "every entry is back");
    let idle = scene.one.synced();
    assert_eq!(
        (
            idle.requests,
            idle.report.acknowledged,
            idle.report.received
        ),
        (1, 0, 0)
    );
}

#[test]
fn a_relay_restored_from_an_older_backup_gets_back_what_it_forgot() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("relay");
    let relay = RelayProcess::start(&data);
    let mut scene = scene(&relay, dir, 12);
    let backup = scene.dir.path().join("backup.sqlite");
    let status = Command::new(binary())
        .args(["backup", "--data"])
        .arg(&data)
        .arg(&backup)
        .status()
        .unwrap();
    assert!(status.success());
    // Work goes on after the backup, then the relay's disk dies.
    record(&mut scene.one, &scene.kelompok, 20, 2);
    scene.one.synced();
    record(&mut scene.two, &scene.kelompok, 21, 3);
    scene.two.synced();
    scene.world.office.synced();
    let before = entries(&data);
    let data = relay.kill();
    let restored = scene.dir.path().join("restored");
    sesi_tests::relay::restore(&backup, &data, &restored);
    let relay = RelayProcess::start(&restored);
    scene.line.lead_to(relay.address);
    reconnect(&mut scene);
    assert!(entries(&restored) < before);

    // Somebody new writes first, so that seqs mean different entries now.
    record(&mut scene.two, &scene.kelompok, 22, 4);
    scene.two.synced();
    settle(&mut scene);
    assert!(
        entries(&restored) > before,
        "nothing is lost, and the new one is there"
    );
    let check = Command::new(binary())
        .args(["check", "--data"])
        .arg(&restored)
        .output()
        .unwrap();
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stdout)
    );
}

/// Connections that were kept alive still lead to the old relay.
fn reconnect(scene: &mut Scene) {
    for station in [&mut scene.world.office, &mut scene.one, &mut scene.two] {
        station.http = sesi_engine::sync::http::Http::new(&scene.line.url(), None).unwrap();
    }
}

#[test]
fn a_phone_that_was_not_granted_yet_is_let_in_again_after_a_wipe() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let mut scene = scene(&relay, dir, 13);
    let siti = scene.world.hire("SITI", &[TOILI]);
    let mut late = scene.world.join(siti, &[TOILI]);
    late.synced();
    record(&mut late, &scene.kelompok, 25, 5);
    drop(relay);
    let relay = RelayProcess::start(&scene.dir.path().join("new-relay"));
    scene.line.lead_to(relay.address);
    reconnect(&mut scene);
    late.http = sesi_engine::sync::http::Http::new(&scene.line.url(), None).unwrap();

    // It comes first, before the office has ever heard of it.
    late.synced();
    settle(&mut scene);
    late.synced();
    let key = meeting(scene.kelompok.id, "2026-10-25", "M1.1");
    let arrived = scene.world.office.device.document(&key).unwrap();
    assert!(
        arrived.is_some(),
        "what it recorded is at the office, in one round"
    );
    assert_eq!(late.dump(), scene.one.dump());
}

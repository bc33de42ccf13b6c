//! An office, its phone and its relay, to be lied to.

use chrono::DateTime;

use sesi_core::kinds::Mark;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::store::Fact;
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{Kelompok, Station, World, marks, meeting};

pub const TOILI: &str = "72.01.09";
/// What a test may cost a process beyond what its honest beginning cost, in KiB.
pub const MEMORY: u64 = 200 * 1024;

/// An office with a phone whose work is partly at the relay and partly not.
pub struct Scene {
    pub world: World,
    pub phone: Station,
    pub kelompok: Kelompok,
    pub relay: RelayProcess,
    _dir: tempfile::TempDir,
}

pub fn scene(seed: u64) -> Scene {
    let dir = tempfile::tempdir().unwrap();
    // Many calls in a short time: the bounds on rates have tests of their own.
    let flags = [
        "--open-founding",
        "--stranger-rate",
        "0",
        "--device-rate",
        "0",
    ];
    let relay = RelayProcess::start_with(&dir.path().join("relay"), &flags);
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), seed, now);
    let ani = world.hire("ANI", &[TOILI]);
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 4);
    let mut phone = world.join(ani, &[TOILI]);
    world.office.synced();
    phone.synced();
    for (date, mark) in [("2026-10-05", Mark::Hadir), ("2026-10-12", Mark::Sakit)] {
        let edit = marks([(kelompok.families[0], mark)]);
        let key = meeting(kelompok.id, date, "M1.1");
        phone.device.edit(&key, &edit).unwrap();
        phone.synced();
    }
    // Something to fetch and something to send.
    let theirs = marks([(kelompok.families[1], Mark::Alfa)]);
    let key = meeting(kelompok.id, "2026-10-19", "M1.2");
    world.office.device.edit(&key, &theirs).unwrap();
    world.office.synced();
    let ours = marks([(kelompok.families[2], Mark::Hadir)]);
    let key = meeting(kelompok.id, "2026-10-26", "M1.2");
    phone.device.edit(&key, &ours).unwrap();
    Scene {
        world,
        phone,
        kelompok,
        relay,
        _dir: dir,
    }
}

pub fn bearer(station: &Station) -> String {
    let secret = Fact::Identity
        .get(station.device.reader())
        .unwrap()
        .unwrap();
    let identity = DeviceIdentity::from_secret_bytes(&secret).unwrap();
    format!("Bearer {}", identity.bearer().as_str())
}

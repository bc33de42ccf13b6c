//! Who may do what: other kecamatan, revoked phones, used invites, forged authors.

use chrono::DateTime;
use sesi_core::kinds::{DocKey, Mark, Patch, StaffPatch};
use sesi_engine::documents::Set;
use sesi_engine::store::{ParkReason, Parked};
use sesi_engine::sync::driver::SyncError;
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{Station, World, marks, meeting};

const TOILI: &str = "72.01.09";
const LUWUK: &str = "72.01.04";

struct Scene {
    _dir: tempfile::TempDir,
    _relay: RelayProcess,
    world: World,
}

fn scene(seed: u64) -> Scene {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let world = World::found(dir.path(), &relay.url(), seed, now);
    Scene {
        _dir: dir,
        _relay: relay,
        world,
    }
}

fn sees(station: &Station, name: &str) -> bool {
    station.dump().contains(name)
}

#[test]
fn a_phone_gets_nothing_of_another_kecamatan_and_can_write_nothing_there() {
    let Scene {
        mut world,
        _relay,
        _dir,
    } = scene(2);
    let (ani, budi) = (world.hire("ANI", &[TOILI]), world.hire("BUDI", &[LUWUK]));
    let toili = world.kelompok(TOILI, "MELATI", ani, 3);
    let luwuk = world.kelompok(LUWUK, "MAWAR", budi, 3);
    let mut one = world.join(ani, &[TOILI]);
    let mut two = world.join(budi, &[LUWUK]);
    for station in [&mut world.office, &mut one, &mut two] {
        station.synced();
    }
    assert!(sees(&one, "MELATI") && !sees(&one, "MAWAR"));
    assert!(sees(&two, "MAWAR") && !sees(&two, "MELATI"));
    let there = meeting(luwuk.id, "2026-10-05", "M1.1");
    assert!(
        one.device
            .edit(&there, &marks([(luwuk.families[0], Mark::Hadir)]))
            .is_err()
    );
    let own = meeting(toili.id, "2026-10-05", "M1.1");
    one.device
        .edit(&own, &marks([(toili.families[0], Mark::Hadir)]))
        .unwrap();
    let staff = StaffPatch {
        name: Set::To("KEPALA DINAS".into()),
        ..StaffPatch::default()
    };
    assert!(
        one.device
            .edit(&DocKey::Staff(ani), &Patch::Staff(staff))
            .is_err()
    );
}

#[test]
fn a_revoked_phone_is_refused_at_its_next_request_keeps_its_work_and_opens_nothing_new() {
    let Scene {
        mut world,
        _relay,
        _dir,
    } = scene(3);
    let (ani, budi) = (world.hire("ANI", &[TOILI]), world.hire("BUDI", &[TOILI]));
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 3);
    let mut lost = world.join(ani, &[TOILI]);
    let mut kept = world.join(budi, &[TOILI]);
    for station in [&mut world.office, &mut lost, &mut kept] {
        station.synced();
    }
    let before = meeting(kelompok.id, "2026-10-05", "M1.1");
    lost.device
        .edit(&before, &marks([(kelompok.families[0], Mark::Hadir)]))
        .unwrap();
    lost.synced();
    world.office.synced();
    let unsent = meeting(kelompok.id, "2026-10-19", "M1.2");
    lost.device
        .edit(&unsent, &marks([(kelompok.families[1], Mark::Alfa)]))
        .unwrap();

    world.office.device.revoke(lost.device.id()).unwrap();
    world.office.synced();
    let refused = lost.sync();
    assert!(
        matches!(refused.stopped, Some(SyncError::Revoked)),
        "{:?}",
        refused.stopped
    );
    assert!(
        lost.device.document(&unsent).unwrap().is_some(),
        "its work is kept"
    );

    // The others go on under a new key, in feeds that the lost phone cannot open.
    kept.synced();
    let after = meeting(kelompok.id, "2026-11-02", "M1.2");
    kept.device
        .edit(&after, &marks([(kelompok.families[2], Mark::Sakit)]))
        .unwrap();
    kept.synced();
    world.office.synced();
    assert!(world.office.device.document(&after).unwrap().is_some());
    assert!(
        world.office.device.document(&before).unwrap().is_some(),
        "what it had sent stays"
    );

    // Even with the entries in its hands, by file, it opens none of the new epoch.
    let mut file = Vec::new();
    let all = sesi_engine::sync::file::Extent::All;
    sesi_engine::sync::file::export(&mut kept.device, all, &mut file).unwrap();
    sesi_engine::sync::file::import(&mut lost.device, &mut &file[..]).unwrap();
    assert!(lost.device.document(&after).unwrap().is_none());
    let parked = Parked::all(lost.device.reader()).unwrap();
    assert!(
        parked.iter().any(|p| p.reason == ParkReason::UnknownKey),
        "{parked:?}"
    );
}

#[test]
fn an_invite_works_once_and_not_after_it_was_withdrawn() {
    use sesi_core::device::Device;
    use sesi_engine::ambient::Seeded;
    use sesi_engine::device::InviteWish;
    use sesi_engine::keys::secret::DbKey;
    use sesi_engine::sync::http::Http;
    use std::sync::Arc;

    let Scene {
        mut world,
        _relay: relay,
        _dir: dir,
    } = scene(4);
    let ani = world.hire("ANI", &[TOILI]);
    let wish = InviteWish {
        person: ani,
        places: vec![TOILI.into()],
        office: false,
        valid_for: chrono::Duration::days(7),
    };
    let used = world.office.device.invite(&wish).unwrap();
    let withdrawn = world.office.device.invite(&wish).unwrap();
    world.office.device.withdraw_invite(withdrawn.id).unwrap();
    world.office.synced();
    let join = |file: &str, seed, link| {
        let ambient = Arc::new(Seeded::new(seed, DateTime::from_timestamp(0, 0).unwrap()));
        let mut http = Http::new(&relay.url(), None).unwrap();
        let key = DbKey::generate(&*ambient);
        Device::join(&dir.path().join(file), &key, ambient, link, &mut http)
    };
    let first = join("first.db", 50, &used.link).unwrap();
    assert!(
        join("second.db", 51, &used.link).is_err(),
        "a second device with the same invite"
    );
    assert!(
        join("third.db", 52, &withdrawn.link).is_err(),
        "a withdrawn invite"
    );
    world.office.synced();
    let members = world.office.device.membership();
    assert!(members.author_key(first.id()).is_some());
}

#[test]
fn what_a_device_signs_in_anothers_name_is_parked_by_readers() {
    // The forger is a member with every key: only the authorship of the changes gives it away.
    let Scene {
        mut world,
        _relay,
        _dir,
    } = scene(5);
    let (ani, budi) = (world.hire("ANI", &[TOILI]), world.hire("BUDI", &[TOILI]));
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 3);
    let mut honest = world.join(ani, &[TOILI]);
    let mut forger = world.join(budi, &[TOILI]);
    for station in [&mut world.office, &mut honest, &mut forger] {
        station.synced();
    }
    let key = meeting(kelompok.id, "2026-10-05", "M1.1");
    honest
        .device
        .edit(&key, &marks([(kelompok.families[0], Mark::Hadir)]))
        .unwrap();
    sesi_tests::hostile_member::steal_pending(&mut honest, &mut forger);
    forger.synced();
    world.office.synced();
    assert!(world.office.device.document(&key).unwrap().is_none());
    let parked = Parked::all(world.office.device.reader()).unwrap();
    assert!(
        parked.iter().any(|p| p.reason == ParkReason::ForgedAuthor),
        "{parked:?}"
    );
    // The truth still arrives from the one who may say it.
    honest.synced();
    world.office.synced();
    assert!(world.office.device.document(&key).unwrap().is_some());
}

#[test]
fn what_a_phone_records_before_its_grant_is_at_the_office_with_the_first_exchange() {
    let Scene {
        mut world,
        _relay,
        _dir,
    } = scene(6);
    let ani = world.hire("ANI", &[TOILI]);
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 3);
    let mut phone = world.join(ani, &[TOILI]);
    phone.synced();
    let key = meeting(kelompok.id, "2026-10-05", "M1.1");
    phone
        .device
        .edit(&key, &marks([(kelompok.families[0], Mark::Hadir)]))
        .unwrap();
    phone.synced();
    world.office.synced();
    assert!(world.office.device.document(&key).unwrap().is_some());
    assert!(
        Parked::all(world.office.device.reader())
            .unwrap()
            .is_empty()
    );
}

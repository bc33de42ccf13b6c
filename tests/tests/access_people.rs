//! Who reads and writes what is about the staff, at the level of entries: whoever holds every entry of an office in a file opens only what is
//! theirs, and what somebody wrote whose word has ended counts nowhere.

use chrono::{DateTime, NaiveDate};
use sesi_core::kinds::{
    Attendee, DocKey, Patch, Presence, RakorPatch, ScorePatch, SupervisionPatch, TrainingPatch,
    VoiceKind, VoicePatch, forum_feed, person_feed, version_of,
};
use sesi_core::reference::instrument::OWN;
use sesi_engine::documents::Set;
use sesi_engine::store::{FeedRow, ParkReason, Parked};
use sesi_engine::sync::file::{self, Extent};
use sesi_tests::relay::RelayProcess;
use sesi_tests::story::province::Province;
use sesi_tests::world::{Kelompok, Station, World};
use uuid::Uuid;

const TOILI: &str = "72.01.09";

struct Scene {
    _dir: tempfile::TempDir,
    _relay: RelayProcess,
    world: World,
    /// Ani's phone and Budi's, who work in one kecamatan.
    ani: Station,
    budi: Station,
    group: Kelompok,
}

fn scene(seed: u64) -> Scene {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), seed, now);
    let [ani, budi] = ["ANI", "BUDI"].map(|name| world.hire(name, &[TOILI]));
    let group = world.kelompok(TOILI, "MELATI", ani, 3);
    let mut ani = world.join(ani, &[TOILI]);
    let mut budi = world.join(budi, &[TOILI]);
    settle(&mut [&mut world.office, &mut ani, &mut budi]);
    Scene {
        _dir: dir,
        _relay: relay,
        world,
        ani,
        budi,
        group,
    }
}

fn settle(stations: &mut [&mut Station]) {
    for _ in 0..2 {
        for station in stations.iter_mut() {
            station.synced();
        }
    }
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 10).unwrap()
}

fn voice(of: &Station, no: u128) -> DocKey {
    DocKey::Voice {
        day: day(),
        device: of.device.id(),
        id: Uuid::from_u128(no),
    }
}

fn says(text: &str, by: Uuid) -> Patch {
    Patch::from(VoicePatch {
        kind: Set::To(VoiceKind::Kendala),
        text: Set::To(text.into()),
        by: Set::To(by),
        ..VoicePatch::default()
    })
}

fn score(staff: Uuid, no: u128) -> DocKey {
    DocKey::Score {
        staff,
        training: Uuid::from_u128(no),
    }
}

fn certificate(number: &str) -> Patch {
    Patch::from(ScorePatch {
        certificate: Set::To(number.into()),
        ..ScorePatch::default()
    })
}

fn supervision(staff: Uuid) -> DocKey {
    DocKey::Supervision {
        staff,
        day: day(),
        id: Uuid::from_u128(3),
    }
}

fn observed(group: &Kelompok, note: &str) -> Patch {
    Patch::from(SupervisionPatch {
        group: Set::To(group.id),
        instrument: Set::To(version_of(OWN)),
        note: Set::To(note.into()),
        ..SupervisionPatch::default()
    })
}

/// Every entry that a device has, in the hands of another.
fn hand_over(from: &mut Station, to: &mut Station) {
    let mut entries = Vec::new();
    file::export(&mut from.device, Extent::All, &mut entries).unwrap();
    file::import(&mut to.device, &mut &entries[..]).unwrap();
}

fn parked_for(station: &Station, reason: ParkReason) -> usize {
    let parked = Parked::all(station.device.reader()).unwrap();
    parked.iter().filter(|one| one.reason == reason).count()
}

#[test]
fn a_colleague_with_every_entry_in_hand_opens_nothing_of_anothers_own_feed() {
    let Scene {
        mut world,
        mut ani,
        mut budi,
        group,
        _relay,
        _dir,
    } = scene(41);
    let office = &mut world.office.device;
    let staff = ani.staff;
    office
        .edit(&supervision(staff), &observed(&group, "kurang persiapan"))
        .unwrap();
    office
        .edit(&score(staff, 1), &certificate("SERT-001"))
        .unwrap();
    settle(&mut [&mut world.office, &mut ani, &mut budi]);
    for text in ["kurang persiapan", "SERT-001"] {
        assert!(ani.dump().contains(text), "{text} is Ani's to read");
        assert!(!budi.dump().contains(text));
    }
    hand_over(&mut world.office, &mut budi);
    hand_over(&mut ani, &mut budi);
    assert!(parked_for(&budi, ParkReason::UnknownKey) > 0, "it has them");
    settle(&mut [&mut world.office, &mut ani, &mut budi]);
    for text in ["kurang persiapan", "SERT-001"] {
        assert!(!budi.dump().contains(text), "{text}");
    }
    for key in [supervision(staff), score(staff, 1)] {
        assert!(budi.device.document(&key).unwrap().is_none());
        assert!(budi.device.edit(&key, &certificate("PALSU")).is_err());
    }
    // No key of the feed came by the way either.
    let purpose = person_feed(staff).to_bytes();
    let feed = FeedRow::of_purpose(world.office.device.reader(), &purpose).unwrap();
    let keys = |station: &Station| -> i64 {
        let sql = "SELECT count(*) FROM epoch_key WHERE feed = ?1";
        let reader = station.device.reader();
        let feed = feed.as_ref().unwrap().id;
        reader
            .query_row(sql, [feed.as_bytes()], |row| row.get(0))
            .unwrap()
    };
    assert!(keys(&world.office) > 0 && keys(&ani) > 0);
    assert_eq!(keys(&budi), 0);
}

#[test]
fn who_left_opens_nothing_that_was_said_since_and_keeps_what_was_theirs() {
    let Scene {
        mut world,
        mut ani,
        mut budi,
        _relay,
        _dir,
        ..
    } = scene(42);
    let staff = ani.staff;
    let by = budi.staff;
    budi.device
        .edit(&voice(&budi, 1), &says("sebelum", by))
        .unwrap();
    let office = &mut world.office.device;
    office
        .edit(&score(staff, 1), &certificate("SERT-LAMA"))
        .unwrap();
    settle(&mut [&mut world.office, &mut ani, &mut budi]);
    world.office.device.revoke(ani.device.id()).unwrap();
    settle(&mut [&mut world.office, &mut budi]);
    budi.device
        .edit(&voice(&budi, 2), &says("sesudah", by))
        .unwrap();
    let office = &mut world.office.device;
    office
        .edit(&score(staff, 2), &certificate("SERT-BARU"))
        .unwrap();
    settle(&mut [&mut world.office, &mut budi]);
    hand_over(&mut world.office, &mut ani);
    hand_over(&mut budi, &mut ani);
    assert!(parked_for(&ani, ParkReason::UnknownKey) > 0, "it has them");
    for (text, theirs) in [
        ("sebelum", true),
        ("SERT-LAMA", true),
        ("sesudah", false),
        ("SERT-BARU", false),
    ] {
        assert_eq!(ani.dump().contains(text), theirs, "{text}");
        assert!(
            world.office.dump().contains(text),
            "{text} stays at the office"
        );
    }
}

#[test]
fn what_a_revoked_phone_says_of_the_staff_counts_nowhere_whatever_brings_it() {
    let Scene {
        mut world,
        mut ani,
        mut budi,
        group,
        _relay,
        _dir,
    } = scene(43);
    let staff = ani.staff;
    let office = &mut world.office.device;
    office
        .edit(&supervision(staff), &observed(&group, "diamati"))
        .unwrap();
    settle(&mut [&mut world.office, &mut ani, &mut budi]);
    world.office.device.revoke(ani.device.id()).unwrap();
    settle(&mut [&mut world.office, &mut budi]);
    // The phone has not heard of it.
    ani.device
        .edit(&voice(&ani, 1), &says("dari hp yang hilang", staff))
        .unwrap();
    let reply = SupervisionPatch {
        reply: Set::To("balasan palsu".into()),
        agreed: Set::To("0".repeat(64)),
        ..SupervisionPatch::default()
    };
    ani.device.edit(&supervision(staff), &reply.into()).unwrap();
    for station in [&mut world.office, &mut budi] {
        hand_over(&mut ani, station);
    }
    settle(&mut [&mut world.office, &mut budi]);
    for station in [&world.office, &budi] {
        for text in ["dari hp yang hilang", "balasan palsu"] {
            assert!(!station.dump().contains(text), "{text}");
        }
    }
    assert!(parked_for(&world.office, ParkReason::Revoked) > 0);
    assert!(ani.dump().contains("dari hp yang hilang"), "it keeps it");
}

#[test]
fn a_machine_of_the_office_that_was_revoked_scores_marks_and_answers_nobody_any_more() {
    let Scene {
        mut world,
        mut ani,
        mut budi,
        group,
        _relay,
        _dir,
    } = scene(44);
    let dewi = world.hire("DEWI", &[]);
    let mut desk = world.join_office(dewi);
    let staff = ani.staff;
    ani.device
        .edit(&voice(&ani, 1), &says("jalan putus", staff))
        .unwrap();
    settle(&mut [&mut world.office, &mut ani, &mut budi, &mut desk]);
    world.office.device.revoke(desk.device.id()).unwrap();
    settle(&mut [&mut world.office, &mut ani, &mut budi]);
    let answer = VoicePatch {
        answer: Set::To("ditutup oleh pencuri".into()),
        closed: Set::To(true),
        ..VoicePatch::default()
    };
    let forged: [(DocKey, Patch); 5] = [
        (voice(&ani, 1), answer.into()),
        (score(staff, 9), certificate("SERT-PALSU")),
        (supervision(staff), observed(&group, "amatan palsu")),
        (
            DocKey::Training {
                filed: day(),
                id: Uuid::from_u128(5),
            },
            Patch::from(TrainingPatch {
                name: Set::To("DIKLAT PALSU".into()),
                ..TrainingPatch::default()
            }),
        ),
        (
            DocKey::Rakor {
                filed: day(),
                id: Uuid::from_u128(6),
            },
            Patch::from(RakorPatch {
                title: Set::To("RAKOR PALSU".into()),
                presence: [(Attendee::Staff(staff), Some(Presence::TanpaKeterangan))].into(),
                ..RakorPatch::default()
            }),
        ),
    ];
    for (key, patch) in &forged {
        desk.device.edit(key, patch).unwrap();
    }
    for station in [&mut world.office, &mut ani, &mut budi] {
        hand_over(&mut desk, station);
    }
    settle(&mut [&mut world.office, &mut ani, &mut budi]);
    for station in [&world.office, &ani, &budi] {
        for text in ["pencuri", "PALSU", "palsu"] {
            assert!(!station.dump().contains(text), "{text}");
        }
    }
    assert!(world.office.dump().contains("jalan putus"));
}

#[test]
fn offices_and_their_province_hold_no_key_of_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start_with(&dir.path().join("relay"), &["--open-founding"]);
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut province = Province::play(dir.path(), &relay.url(), 7401, now);
    let mut everything = Vec::new();
    file::export(
        &mut province.world.office.device,
        Extent::All,
        &mut everything,
    )
    .unwrap();
    let [first, second, _] = &mut province.kabupaten[..] else {
        panic!("three kabupaten");
    };
    // A kabupaten's profile in the province opens nothing of what another kabupaten told.
    let others = format!("{}.", second.entered.kabupaten);
    assert!(province.world.office.dump().contains(&others));
    file::import(&mut first.profile.device, &mut &everything[..]).unwrap();
    first.profile.synced();
    assert!(!first.profile.dump().contains(&others));
    assert!(parked_for(&first.profile, ParkReason::UnknownKey) > 0);
    // A kabupaten's own office is another office altogether, to the province and to its neighbour.
    let (Some(own), Some(neighbour)) = (&mut first.office, &mut second.office) else {
        panic!("both have an office here");
    };
    let (own, names) = (&mut own.office, &first.names);
    let mut entries = Vec::new();
    file::export(&mut own.device, Extent::All, &mut entries).unwrap();
    for station in [
        &mut province.world.office,
        &mut first.profile,
        &mut neighbour.office,
    ] {
        let before = station.dump();
        assert!(file::import(&mut station.device, &mut &entries[..]).is_err());
        assert_eq!(station.dump(), before);
        assert!(names.iter().all(|name| !before.contains(name)));
    }
    assert!(file::import(&mut own.device, &mut &everything[..]).is_err());
}

/// The forum of a year is not that of the next: each has keys of its own, and all staff have both.
#[test]
fn the_forum_is_all_staffs_and_no_strangers() {
    let Scene {
        mut world,
        mut ani,
        mut budi,
        _relay,
        _dir,
        ..
    } = scene(45);
    let by = ani.staff;
    ani.device
        .edit(&voice(&ani, 1), &says("untuk semua", by))
        .unwrap();
    settle(&mut [&mut world.office, &mut ani, &mut budi]);
    let feed = |station: &Station| {
        let purpose = forum_feed(2026).to_bytes();
        FeedRow::of_purpose(station.device.reader(), &purpose)
            .unwrap()
            .unwrap()
            .id
    };
    let readers: Vec<_> = world
        .office
        .device
        .membership()
        .readers_of(feed(&world.office))
        .iter()
        .map(sesi_wire::statement::DeviceKeys::device)
        .collect();
    for station in [&world.office, &ani, &budi] {
        assert!(readers.contains(&station.device.id()));
        assert!(station.dump().contains("untuk semua"));
    }
}

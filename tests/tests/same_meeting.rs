//! Two pendamping record the same meeting offline: every mark of both survives, and a real disagreement keeps both sides.

use chrono::DateTime;
use sesi_core::kinds::{Mark, View};
use sesi_engine::documents::Scalar;
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{World, marks, meeting};

const TOILI: &str = "72.01.09";

#[test]
fn marks_interleave_and_a_disagreement_keeps_both_sides_until_it_is_settled() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), 1, now);
    let (ani, budi) = (world.hire("ANI", &[TOILI]), world.hire("BUDI", &[TOILI]));
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 6);
    let mut one = world.join(ani, &[TOILI]);
    let mut two = world.join(budi, &[TOILI]);
    for station in [&mut world.office, &mut one, &mut two] {
        station.synced();
    }

    let key = meeting(kelompok.id, "2026-10-05", "M1.1");
    let f = &kelompok.families;
    let of_one = [
        (f[0], Mark::Hadir),
        (f[1], Mark::Sakit),
        (f[2], Mark::Hadir),
    ];
    let of_two = [(f[2], Mark::Alfa), (f[3], Mark::Hadir), (f[4], Mark::Alfa)];
    one.device.edit(&key, &marks(of_one)).unwrap();
    two.device.edit(&key, &marks(of_two)).unwrap();
    one.synced();
    two.synced();
    one.synced();
    world.office.synced();

    let seen = world.office.device.document(&key).unwrap().unwrap();
    let View::Meeting(view) = seen.view() else {
        panic!("not a meeting")
    };
    assert_eq!(view.marks.len(), 5, "every mark of both is there");
    let disagreements = seen.disagreements();
    assert_eq!(disagreements.len(), 1);
    let values = &disagreements[0].values;
    let mut sides: Vec<_> = values.iter().map(|v| (v.value.clone(), v.author)).collect();
    sides.sort_by_key(|(value, _)| format!("{value:?}"));
    assert_eq!(
        sides,
        [
            (Scalar::Number(Mark::Hadir.number()), Some(one.device.id())),
            (Scalar::Number(Mark::Alfa.number()), Some(two.device.id())),
        ]
    );
    assert_eq!(one.dump(), two.dump());

    // Settling is an ordinary edit, and so is taking it back.
    let path = disagreements[0].path.clone();
    for settled in [Mark::Sakit, Mark::Hadir] {
        let value = Scalar::Number(settled.number());
        two.device.resolve(&key, &path, value).unwrap();
        two.synced();
        one.synced();
        let seen = one.device.document(&key).unwrap().unwrap();
        assert!(seen.disagreements().is_empty());
        let View::Meeting(view) = seen.view() else {
            panic!("not a meeting")
        };
        assert!(
            view.marks
                .iter()
                .any(|(key, mark)| key.names(f[2]) && *mark == settled)
        );
    }
    assert_eq!(one.dump(), two.dump());
}

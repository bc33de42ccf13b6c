//! Arrangements that two made apart: nobody is lost, and both are told.

use super::*;

#[test]
fn two_who_merge_groups_into_each_other_lose_nobody_and_are_told() {
    let mut scene = Scene::new(1310);
    let (melati, mawar) = (scene.melati(), scene.mawar.clone());
    let dewi = scene.toili.stage.hire("DEWI", &[]);
    let mut second = scene.toili.stage.second_office(dewi);
    scene.all_synced(&mut [&mut second]);
    let first = merge(melati.id, mawar.id, "2026-11-10");
    let first = first.run(scene.office()).unwrap();
    merge(mawar.id, melati.id, "2026-11-10")
        .run(&mut second.device)
        .unwrap();
    scene.all_synced(&mut [&mut second]);
    for station in [&scene.toili.stage.office, &second, &scene.toili.phone] {
        let list = list(&station.device);
        let mut stranded: Vec<(&str, usize)> = list
            .stranded
            .iter()
            .map(|one| (one.group.name.as_str(), one.families.len()))
            .collect();
        stranded.sort_unstable();
        assert_eq!(
            stranded,
            [("MAWAR", 4), ("MELATI", 3)],
            "both are closed, nobody is gone"
        );
    }
    assert_eq!(scene.toili.stage.office.dump(), second.dump());
    // Either of them takes it back: what is left is the other's merge.
    undo(&mut second.device, &first.id);
    scene.all_synced(&mut [&mut second]);
    let office = scene.office();
    assert!(list(office).stranded.is_empty());
    assert_eq!(month(office, "2026-12").0, [1, 7, 0]);
    assert_eq!(by_hand(office, melati.id, "2026-12-01"), 7);
}

#[test]
fn two_who_move_one_family_are_told_of_it() {
    let mut scene = Scene::new(1311);
    let (melati, mawar) = (scene.melati(), scene.mawar.clone());
    let ani = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"ANI");
    let dahlia = scene.toili.stage.group(TOILI, "DAHLIA", ani, 0);
    scene.all_synced(&mut []);
    let moving = |families: &[usize], group, since: &str| MoveFamilies {
        ids: families.iter().map(|at| melati.families[*at]).collect(),
        group,
        since: day(since),
    };
    // Of different days: both stand, and the family is named.
    let first = moving(&[0, 1], mawar.id, "2026-11-05")
        .run(scene.office())
        .unwrap();
    let phone = &mut scene.toili.phone.device;
    let other = moving(&[1, 2], dahlia.id, "2026-11-10").run(phone).unwrap();
    scene.all_synced(&mut []);
    let office = scene.office();
    let list_of = list(office);
    assert_eq!(list_of.crossed.len(), 1);
    let crossed = &list_of.crossed[0];
    assert_eq!(crossed.family.id, melati.families[1]);
    assert_eq!(crossed.arrangements, [first.id.clone(), other.id.clone()]);
    // Of one day: a disagreement, as any other.
    moving(&[3], mawar.id, "2026-11-12").run(office).unwrap();
    let phone = &mut scene.toili.phone.device;
    moving(&[3], dahlia.id, "2026-11-12").run(phone).unwrap();
    scene.all_synced(&mut []);
    let rows = scene
        .toili
        .stage
        .office
        .rows("SELECT DISTINCT path FROM rm_disagreement");
    assert_eq!(rows, ["[Text(\"groups/2026-11-12\")]"]);
    // Taken back, nothing crosses any more.
    undo(scene.office(), &first.id);
    assert!(list(scene.office()).crossed.is_empty());
}

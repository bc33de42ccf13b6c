//! Groups of a list: refused spellings are groups of their own, and new families of a group that was merged go where it went.

use super::*;

#[test]
fn refused_spellings_are_two_groups_also_where_no_desa_tells_them_apart() {
    let of = |no, name, group: &str| line(no, name, group).replace(";Samalore;", ";;");
    let (two, ii) = (of(1, "SARTINI", "MAWAR 2"), of(2, "HAPSA", "MAWAR II"));
    let groups = "SELECT name FROM rm_group ORDER BY name";
    // In one list, or one list after the other, in either order.
    for (seed, lists) in [
        (463, vec![format!("{two}{ii}")]),
        (464, vec![two.clone(), format!("{two}{ii}")]),
        (465, vec![ii.clone(), format!("{two}{ii}")]),
        (466, vec![ii.clone(), two.clone()]),
        (467, vec![two.clone(), ii.clone()]),
    ] {
        let mut desk = Desk::new(seed);
        for list in &lists {
            let asked = desk.import(list, &[]);
            let spelling = asked.questions.iter().find(|one| one.kind == "spelling");
            let Some(question) = spelling.cloned() else {
                continue;
            };
            desk.undo();
            desk.import(list, &[(&question.id, "other")]);
        }
        assert_eq!(desk.texts(groups), ["MAWAR 2", "MAWAR II"], "{lists:?}");
        assert_eq!(
            desk.state(),
            ["HAPSA: MAWAR II aktif", "SARTINI: MAWAR 2 aktif"]
        );
        // And so it stays.
        for list in lists.iter().rev() {
            let again = desk.import(list, &[]);
            assert_eq!(again.unchanged + 1, again.rows, "and its header");
            assert_eq!((again.asked, again.questions.len()), (0, 0));
        }
        assert_eq!(desk.texts(groups), ["MAWAR 2", "MAWAR II"]);
    }
}

#[test]
fn new_families_of_a_group_that_was_merged_go_where_it_went_and_of_a_closed_one_it_is_said() {
    let mut desk = Desk::new(468);
    desk.import(&list(), &[]);
    let today = desk.device().today().unwrap();
    let (one, two) = (
        desk.id("rm_group", "MELATI 1"),
        desk.id("rm_group", "MELATI 2"),
    );
    let merge = |group, into| crate::calls::arranging::MergeGroups {
        group,
        into,
        since: today,
    };
    merge(two, one).run(desk.device()).unwrap();
    let next = format!(
        "{}{}{}",
        list(),
        line(6, "ASTI", "MELATI 2"),
        line(7, "BUNGA", "MELATI 2")
    );
    let done = desk.import(&next, &[]);
    let told: Vec<_> = done
        .questions
        .iter()
        .filter(|one| one.kind == "group_merged")
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].name.as_str(), told[0].other.as_str(), told[0].rows),
        ("MELATI 2", "MELATI 1", 2)
    );
    assert!(told[0].options.is_empty(), "nothing is to be answered");
    let of = |desk: &Desk| -> Vec<String> {
        let state = desk.state().into_iter();
        state
            .filter(|line| {
                line.starts_with("ASTI")
                    || line.starts_with("BUNGA")
                    || line.starts_with("DARMIATI")
            })
            .collect()
    };
    let all_one = [
        "ASTI: MELATI 1 aktif",
        "BUNGA: MELATI 1 aktif",
        "DARMIATI: MELATI 1 aktif",
    ];
    assert_eq!(of(&desk), all_one);
    let sizes = done
        .groups
        .iter()
        .map(|group| (group.name.as_str(), group.families));
    assert!(
        sizes.clone().any(|size| size == ("MELATI 1", 7)),
        "{:?}",
        done.groups
    );
    // The same list once more has nothing to say, and moves nobody whom people moved.
    let again = desk.import(&next, &[]);
    assert_eq!(
        (again.unchanged, again.updated_families, again.asked),
        (7, 0, 0)
    );
    assert!(again.questions.is_empty(), "{:?}", again.questions);
    // Merged on, they go on.
    desk.import(&line(8, "CITRA", "MELATI 3"), &[]);
    let three = desk.id("rm_group", "MELATI 3");
    merge(one, three).run(desk.device()).unwrap();
    desk.import(&line(9, "DEWI", "MELATI 2"), &[]);
    assert!(desk.state().contains(&"DEWI: MELATI 3 aktif".to_owned()));
    // Of a closed group there is nowhere to go, and that is said.
    desk.undo();
    let state = desk.state();
    assert!(!state.iter().any(|line| line.starts_with("DEWI")));
    let families = desk.texts("SELECT name FROM rm_family");
    for name in families {
        desk.graduate(&name);
    }
    let close = crate::calls::arranging::CloseGroup {
        group: three,
        since: today,
    };
    close.run(desk.device()).unwrap();
    let done = desk.import(&line(10, "ENI", "MELATI 3"), &[]);
    let told: Vec<_> = done
        .questions
        .iter()
        .filter(|one| one.kind == "group_closed")
        .collect();
    assert_eq!((told.len(), told[0].rows), (1, 1));
    assert!(desk.state().contains(&"ENI: - aktif".to_owned()));
}

#[test]
fn new_families_of_a_group_that_was_merged_into_another_kecamatan_go_there() {
    let mut desk = Desk::new(477);
    desk.import(&list(), &[]);
    let luwuk = line(11, "EVA", "MAWAR 1").replace("Samalore;Toili", "Bungin;Luwuk");
    desk.import(&luwuk, &[]);
    let merge = crate::calls::arranging::MergeGroups {
        group: desk.id("rm_group", "MELATI 2"),
        into: desk.id("rm_group", "MAWAR 1"),
        since: desk.device().today().unwrap(),
    };
    merge.run(desk.device()).unwrap();
    let next = format!("{}{}", list(), line(6, "ASTI", "MELATI 2"));
    let done = desk.import(&next, &[]);
    let told = done.questions.iter().find(|one| one.kind == "group_merged");
    assert_eq!(told.unwrap().other, "MAWAR 1");
    let state = desk.state();
    for name in ["ASTI", "DARMIATI"] {
        assert!(
            state.contains(&format!("{name}: MAWAR 1 aktif")),
            "{state:?}"
        );
    }
    let luwuk =
        desk.texts("SELECT name FROM rm_family WHERE kecamatan <> '72.01.09' ORDER BY name");
    assert_eq!(luwuk, ["ASTI", "DARMIATI", "EVA"]);
    let again = desk.import(&next, &[]);
    assert_eq!(
        (again.unchanged, again.updated_families, again.asked),
        (6, 0, 0),
        "{again:?}"
    );
}

#[test]
fn a_spelling_that_one_refused_and_another_did_not_is_two_groups_for_both() {
    let mut desk = Desk::new(469);
    let dewi = desk.stage.hire("DEWI", &[]);
    let mut second = desk.stage.second_office(dewi);
    let rows = format!(
        "{}{}",
        line(1, "SARTINI", "MAWAR 2"),
        line(2, "HAPSA", "MAWAR II")
    );
    let dir = desk.stage.dir.path().to_owned();
    // One takes them for one group, the other one says that they are two.
    let asked = desk.import(&rows, &[]);
    let question = asked
        .questions
        .iter()
        .find(|one| one.kind == "spelling")
        .unwrap();
    try_import(&mut second.device, &dir, &rows, &[(&question.id, "other")]);
    for _ in 0..3 {
        let Stage { office, relay, .. } = &mut desk.stage;
        office.synced(relay);
        second.synced(relay);
    }
    let groups = "SELECT name FROM rm_group ORDER BY name";
    assert_eq!(desk.texts(groups), ["MAWAR 2", "MAWAR II"]);
    // From then on both find the same two, and nobody is asked again.
    let plans = [&mut desk.stage.office.device, &mut second.device].map(|device| {
        let account = try_import(device, &dir, &rows, &[]).account;
        let groups: Vec<_> = account
            .groups
            .iter()
            .map(|group| (group.id, group.name.clone()))
            .collect();
        (groups, account.questions.len(), account.updated.len())
    });
    assert_eq!(plans[0], plans[1]);
    assert_eq!((plans[0].0.len(), plans[0].1), (2, 0), "{plans:?}");
    for _ in 0..3 {
        let Stage { office, relay, .. } = &mut desk.stage;
        office.synced(relay);
        second.synced(relay);
    }
    assert_eq!(desk.stage.office.dump(), second.dump());
    assert_eq!(desk.texts(groups), ["MAWAR 2", "MAWAR II"]);
    let again = desk.import(&rows, &[]);
    assert_eq!(
        (again.unchanged, again.asked, again.questions.len()),
        (2, 0, 0)
    );
}

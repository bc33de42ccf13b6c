//! Who is to be observed next, and how somebody's supervisions compare, whatever became of the instrument.

use super::*;

#[test]
fn a_new_version_of_the_instrument_leaves_old_scores_as_they_were() {
    let mut scene = Scene::new(1907);
    let (ani, group) = (scene.ani, scene.group.id);
    let old = scene.observed("2026-11-05", 2);
    let mut next = ReadInstrument {}.answer(scene.office()).unwrap().now;
    next.name = "Instrumen 2027".to_owned();
    next.items.truncate(3);
    next.items.push(ItemText {
        id: String::new(),
        part: "Proses".to_owned(),
        text: " Menyapa  satu per satu ".to_owned(),
    });
    next.least = 2;
    next.scale = ["Tidak", "Ya"].map(str::to_owned).to_vec();
    let bad = InstrumentText {
        least: 9,
        ..next.clone()
    };
    let instrument = bad.clone();
    assert_eq!(
        kind(SaveInstrument { instrument }.run(scene.office())),
        "instrument"
    );
    // Told before anything else is looked at.
    for instrument in [&bad, &next] {
        let instrument = instrument.clone();
        let mine = SaveInstrument { instrument }.run(&mut scene.phone.device);
        assert_eq!(kind(mine), "not_allowed");
    }
    let phone = &scene.phone.device;
    assert_eq!(kind(ReadInstrument {}.answer(phone)), "not_allowed");
    let begun = ReadSupervision {
        id: None,
        staff: Some(ani),
    };
    assert_eq!(kind(begun.answer(phone)), "not_allowed");
    SaveInstrument { instrument: next }
        .run(scene.office())
        .unwrap();
    scene.exchange();
    let now = ReadInstrument {}.answer(&scene.desk.device).unwrap();
    assert_eq!(now.now.items[3].id, "b1");
    assert_eq!(now.now.items[3].text, "Menyapa satu per satu");
    let used: Vec<_> = now
        .versions
        .iter()
        .map(|one| (&one.name[..], one.used))
        .collect();
    assert_eq!(used, [("Instrumen 2027", 0), ("12 butir bawaan Sesi", 1)]);
    for device in [&scene.stage.office.device, &scene.phone.device] {
        let seen = read(device, old);
        assert_eq!(seen.points.score, Some(66));
        assert_eq!(seen.instrument.unwrap().items.len(), 12);
    }
    // Of the new version: 2 of 2 for two items, one not observed, one "Tidak".
    let mut facts = facts(group, "2026-11-06", &[2, 2, 0]);
    facts.answers.insert("b1".to_owned(), 1);
    let id = save(scene.office(), ani, facts).unwrap();
    sign(scene.office(), id).unwrap();
    let seen = read(scene.office(), id);
    assert_eq!((seen.points.score, seen.points.observed), (Some(83), 3));
    // What is compared is what can be: those of the version of the latest.
    let all = supervised(scene.office(), Some(ani));
    assert_eq!(
        all.compared.iter().map(|one| one.id).collect::<Vec<_>>(),
        [id]
    );
    assert_eq!(all.items.len(), 4);
    assert_eq!(all.rows.len(), 2);
}

#[test]
fn the_plan_begins_with_who_was_never_observed_and_knows_no_score() {
    let mut scene = Scene::new(1908);
    let names = |scene: &Scene| -> Vec<String> {
        let plan = SupervisionPlan {}
            .answer(&scene.stage.office.device)
            .unwrap();
        plan.people.into_iter().map(|row| row.person.name).collect()
    };
    assert_eq!(names(&scene), ["ANI", "BUDI"]);
    // Observed, ANI comes after BUDI, however good or bad it was.
    let id = scene.observed("2026-11-05", 1);
    assert_eq!(names(&scene), ["BUDI", "ANI"]);
    WithdrawSupervision {
        id,
        withdrawn: true,
    }
    .run(scene.office())
    .unwrap();
    scene.observed("2026-11-06", 3);
    assert_eq!(names(&scene), ["BUDI", "ANI"]);
    // Longest ago before later, whatever the score.
    let budi = scene.colleague.device.person().unwrap().unwrap();
    let mawar = crate::queries::groups::Groups::read(scene.office().reader()).unwrap();
    let mawar = mawar.all().find(|group| group.name == "MAWAR").unwrap().id;
    let of_budi = save(scene.office(), budi, facts(mawar, "2026-11-07", &[1; 12])).unwrap();
    sign(scene.office(), of_budi).unwrap();
    assert_eq!(names(&scene), ["ANI", "BUDI"]);
    // No answer of the plan holds a score, under whatever name.
    let plan = SupervisionPlan {}.answer(scene.office()).unwrap();
    let json = serde_json::to_value(&plan).unwrap();
    let keys: std::collections::BTreeSet<&str> = json["people"][0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "person",
        "role",
        "kecamatan",
        "groups",
        "families",
        "last",
        "times",
        "unsigned",
        "open_tasks",
        "hadir",
        "expected",
    ];
    assert_eq!(keys, expected.into());
    let ask = SupervisionPlan {};
    assert_eq!(kind(ask.answer(&scene.phone.device)), "not_allowed");
}

/// Scores and trend counted a second way, from the answers as they were entered.
#[test]
fn the_trend_is_what_was_entered() {
    let mut scene = Scene::new(1909);
    let (ani, group) = (scene.ani, scene.group.id);
    let mut entered: BTreeMap<NaiveDate, Vec<u8>> = BTreeMap::new();
    for no in 1..=6_u32 {
        let answers: Vec<u8> = (0..12)
            .map(|at| u8::try_from((at * 7 + no * 5) % 4).unwrap())
            .collect();
        let on = format!("2026-11-{no:02}");
        let id = save(scene.office(), ani, facts(group, &on, &answers)).unwrap();
        sign(scene.office(), id).unwrap();
        entered.insert(day(&on), answers);
    }
    let view = supervised(scene.office(), Some(ani));
    assert_eq!(view.compared.len(), entered.len());
    for (at, (on, answers)) in entered.iter().enumerate() {
        let seen: Vec<f64> = answers
            .iter()
            .filter(|one| **one > 0)
            .map(|one| f64::from(*one))
            .collect();
        let expected = (seen.len() >= 8).then(|| {
            let points = seen.iter().sum::<f64>()
                / (3.0 * f64::from(u32::try_from(seen.len()).unwrap()))
                * 100.0;
            // Rounded down, as a band is.
            format!("{}", (points + 1e-9).floor())
        });
        let compared = &view.compared[at];
        assert_eq!(compared.day, *on);
        assert_eq!(compared.score.map(|score| score.to_string()), expected);
        let row = view.rows.iter().find(|row| row.day == *on).unwrap();
        assert_eq!(row.points.score, compared.score);
        let column: Vec<Option<u8>> = view.items.iter().map(|item| item.answers[at]).collect();
        assert_eq!(
            column,
            answers.iter().map(|one| Some(*one)).collect::<Vec<_>>()
        );
    }
}

#[test]
fn who_left_is_planned_for_no_more_and_what_was_seen_stays() {
    let mut scene = Scene::new(1910);
    let ani = scene.ani;
    let id = scene.observed("2026-11-05", 3);
    scene.exchange();
    agree(&mut scene.phone.device, id, "sampai jumpa").unwrap();
    scene.exchange();
    let left = crate::calls::register::SavePosting {
        id: ani,
        since: day("2026-11-10"),
        kecamatan: [].into(),
    };
    left.run(scene.office()).unwrap();
    scene.exchange();
    let plan = SupervisionPlan {}.answer(&scene.desk.device).unwrap();
    assert!(plan.people.iter().all(|row| row.person.id != ani));
    assert_eq!(
        plan.this_month, 1,
        "what was seen of them is counted all the same"
    );
    for device in [&scene.stage.office.device, &scene.desk.device] {
        let rows = supervised(device, Some(ani)).rows;
        assert_eq!(rows[0].state, SupervisionState::Agreed);
        assert_eq!(read(device, id).reply, "sampai jumpa");
    }
    assert_eq!(supervised(&scene.phone.device, None).rows.len(), 1);
}

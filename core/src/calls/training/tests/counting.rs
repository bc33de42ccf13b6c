//! Who took part and who has had no training: by which rule, and counted a second way.

use super::*;

#[test]
fn who_was_there_on_eight_of_ten_half_days_took_part_and_whoever_is_proposed_did_not() {
    let mut stage = Stage::new(1802);
    let [ani, budi, citra, dewi] =
        ["ANI", "BUDI", "CITRA", "DEWI"].map(|name| stage.hire(name, &[TOILI]));
    let device = &mut stage.office.device;
    let id = save(device, facts("Diklat FDS", TrainingKind::Diklat, 1, 5));
    let all = [
        (ani, Taking::Terdaftar),
        (budi, Taking::Terdaftar),
        (citra, Taking::Diusulkan),
        (dewi, Taking::Hadir),
    ];
    take(device, id, &all).unwrap();
    let halves: Vec<String> = read(device, id).facts.halves.into_keys().collect();
    assert_eq!(halves.len(), 10);
    for half in &halves[..8] {
        mark(
            device,
            id,
            half,
            &[(ani, Presence::Hadir), (citra, Presence::Hadir)],
        )
        .unwrap();
    }
    for half in &halves[..7] {
        mark(device, id, half, &[(budi, Presence::Hadir)]).unwrap();
    }
    mark(device, id, &halves[7], &[(budi, Presence::Izin)]).unwrap();
    let view = read(device, id);
    assert!(view.counts);
    assert!(person(&view, ani).took_part, "8 of 10");
    assert!(!person(&view, budi).took_part, "7 of 10");
    assert!(!person(&view, citra).took_part, "only proposed");
    assert!(person(&view, dewi).took_part, "the office says so");
    assert_eq!(names(&untrained(device)), ["BUDI", "CITRA", "RATNA"]);
    // A half day that is taken out counts no more, and neither do its marks: 7 of 9, and 8 of 9.
    let mut change = read(device, id);
    change.facts.halves.remove(&halves[9]);
    let saved = SaveTraining {
        id: Some(id),
        base: change.base,
        facts: change.facts,
    };
    saved.run(device).unwrap();
    assert!(!person(&read(device, id), budi).took_part);
    // Nothing of one that did not take place.
    let mut change = read(device, id);
    change.facts.cancelled = true;
    let saved = SaveTraining {
        id: Some(id),
        base: change.base,
        facts: change.facts,
    };
    saved.run(device).unwrap();
    assert_eq!(untrained(device).total.trained, 0);
}

/// Eight of ten of no half days is nothing, and a half day that was taken out takes its marks along.
#[test]
fn nobody_took_part_in_half_days_that_there_are_not() {
    let mut stage = Stage::new(1822);
    let ani = stage.hire("ANI", &[TOILI]);
    let device = &mut stage.office.device;
    let bare = TrainingFacts {
        halves: BTreeMap::new(),
        ..facts("Tanpa jadwal", TrainingKind::Diklat, 1, 5)
    };
    let id = save(device, bare);
    take(device, id, &[(ani, Taking::Terdaftar)]).unwrap();
    assert!(!person(&read(device, id), ani).took_part);
    let id = save(device, facts("Diklat FDS", TrainingKind::Diklat, 1, 5));
    take(device, id, &[(ani, Taking::Terdaftar)]).unwrap();
    let halves: Vec<String> = read(device, id).facts.halves.into_keys().collect();
    for half in &halves[..8] {
        mark(device, id, half, &[(ani, Presence::Hadir)]).unwrap();
    }
    assert!(person(&read(device, id), ani).took_part, "8 of 10");
    let mut change = read(device, id);
    for half in &halves[..2] {
        change.facts.halves.remove(half);
    }
    let saved = SaveTraining {
        id: Some(id),
        base: change.base,
        facts: change.facts,
    };
    saved.run(device).unwrap();
    assert!(!person(&read(device, id), ani).took_part, "6 of 8");
}

#[test]
fn a_person_counts_once_and_the_office_says_which_kinds_count() {
    let mut stage = Stage::new(1803);
    let ani = stage.hire("ANI", &[TOILI]);
    let budi = stage.hire("BUDI", &[TOILI, LUWUK]);
    let device = &mut stage.office.device;
    let events = [
        ("Diklat satu", TrainingKind::Diklat, ani, true),
        ("Diklat dua", TrainingKind::Diklat, ani, true),
        ("Kelas daring", TrainingKind::Elearning, budi, true),
        ("Diklat keuangan", TrainingKind::Diklat, budi, false),
        ("Coaching", TrainingKind::Coaching, budi, true),
    ];
    for (at, (name, event, staff, fds)) in (1..).zip(events) {
        let facts = TrainingFacts {
            fds,
            ..facts(name, event, at, at)
        };
        let id = save(device, facts);
        take(device, id, &[(staff, Taking::Hadir)]).unwrap();
    }
    let view = untrained(device);
    assert_eq!(view.counting, [TrainingKind::Diklat].into());
    let count = |staff, trained, untrained, coached| TrainedCount {
        staff,
        trained,
        untrained,
        coached,
    };
    assert_eq!(view.total, count(3, 1, 2, 1));
    let of = |view: &UntrainedView, code: &str| {
        let mut places = view.places.iter();
        places
            .find(|place| place.kecamatan.code == code)
            .unwrap()
            .count
    };
    assert_eq!(of(&view, TOILI), count(2, 1, 1, 1));
    assert_eq!(of(&view, LUWUK), count(1, 0, 1, 1));
    assert_eq!(view.elsewhere, Some(count(1, 0, 1, 0)), "RATNA");
    let rule = SaveTrainingRule {
        counting: [TrainingKind::Diklat, TrainingKind::Elearning].into(),
    };
    rule.run(device).unwrap();
    assert_eq!(untrained(device).total, count(3, 2, 1, 1));
    let none = SaveTrainingRule {
        counting: BTreeSet::new(),
    };
    assert_eq!(kind(none.run(device)), "training_rule");
    // One who left counts no more; what they had stays.
    let leave = SavePosting {
        id: budi,
        since: day("2026-11-01"),
        kecamatan: BTreeSet::new(),
    };
    leave.run(device).unwrap();
    assert_eq!(untrained(device).total, count(2, 1, 1, 0));
}

#[test]
fn a_training_to_come_and_one_of_long_ago() {
    let mut stage = Stage::new(1804);
    let ani = stage.hire("ANI", &[TOILI]);
    let device = &mut stage.office.device;
    let old = TrainingFacts {
        name: "Diklat P2K2 Lembang".to_owned(),
        kind: Some(TrainingKind::Diklat),
        starts: Some(day("2019-10-10")),
        ends: Some(day("2019-10-20")),
        fds: true,
        ..TrainingFacts::default()
    };
    let next = TrainingFacts {
        name: "Bimtek 2027".to_owned(),
        starts: Some(day("2027-02-01")),
        ends: None,
        ..old.clone()
    };
    let next = save(device, next);
    take(device, next, &[(ani, Taking::Terdaftar)]).unwrap();
    let view = untrained(device);
    assert_eq!(view.people[0].waits_for, ["Bimtek 2027"]);
    assert_eq!(view.total.trained, 0);
    let id = save(device, old.clone());
    let again = SaveTraining {
        id: None,
        base: String::new(),
        facts: old,
    };
    assert_eq!(kind(again.run(device)), "training_taken");
    take(device, id, &[(ani, Taking::Hadir)]).unwrap();
    assert_eq!(read(device, id).facts.starts, Some(day("2019-10-10")));
    assert_eq!(untrained(device).total.trained, 1);
    let backwards = SaveTraining {
        id: None,
        base: String::new(),
        facts: TrainingFacts {
            name: "x".into(),
            starts: Some(day("2026-02-02")),
            ends: Some(day("2026-02-01")),
            ..TrainingFacts::default()
        },
    };
    assert_eq!(kind(backwards.run(device)), "training_days");
    let mut outside = facts("Luar", TrainingKind::Diklat, 1, 1);
    outside.halves.insert("2026-09-09.p".into(), String::new());
    let outside = SaveTraining {
        id: None,
        base: String::new(),
        facts: outside,
    };
    assert_eq!(kind(outside.run(device)), "training_days");
}

#[test]
fn whoever_facilitates_is_not_trained_by_it_unless_the_office_says_so() {
    let mut stage = Stage::new(1806);
    let [ani, budi, citra] = ["ANI", "BUDI", "CITRA"].map(|name| stage.hire(name, &[TOILI]));
    let device = &mut stage.office.device;
    let id = save(device, facts("Diklat FDS", TrainingKind::Diklat, 1, 1));
    let all = [
        (ani, Taking::Terdaftar),
        (budi, Taking::Terdaftar),
        (citra, Taking::Hadir),
    ];
    take(device, id, &all).unwrap();
    for half in read(device, id).facts.halves.into_keys() {
        mark(
            device,
            id,
            &half,
            &[(ani, Presence::Hadir), (budi, Presence::Hadir)],
        )
        .unwrap();
    }
    let facilitators = [budi, citra].map(|one| (who(one), Some("fasilitator".to_owned())));
    let people = SaveTrainingPeople {
        id,
        base: read(device, id).base,
        taking: BTreeMap::new(),
        facilitators: facilitators.into(),
        guests: Vec::new(),
    };
    people.run(device).unwrap();
    let view = read(device, id);
    let took = [ani, budi, citra].map(|one| person(&view, one).took_part);
    assert_eq!(took, [true, false, true]);
    assert_eq!(names(&untrained(device)), ["BUDI", "RATNA"]);
}

#[test]
fn whoever_has_the_most_families_needs_it_most_then_whose_meetings_are_least_attended() {
    let mut stage = Stage::new(1809);
    let [ani, budi, citra] = ["ANI", "BUDI", "CITRA"].map(|name| stage.hire(name, &[TOILI]));
    let few = stage.group(TOILI, "MAWAR", ani, 3);
    let low = stage.group(TOILI, "MELATI", budi, 3);
    stage.group(TOILI, "DAHLIA", citra, 5);
    for (group, hadir) in [(&few, 2), (&low, 1)] {
        for (at, family) in group.families.iter().enumerate() {
            let mark = if at < hadir { Mark::Hadir } else { Mark::Alfa };
            stage.office.mark(&group.meeting(7), *family, mark);
        }
    }
    let view = untrained(&stage.office.device);
    assert_eq!(names(&view), ["CITRA", "BUDI", "ANI", "RATNA"]);
    let row = &view.people[1];
    assert_eq!((row.families, row.hadir, row.expected), (3, 1, 3));
    assert_eq!(
        view.people[0].expected, 0,
        "no meeting is no attendance of nought"
    );
}

/// Whoever is trained, of the documents themselves.
fn slow(device: &Device) -> (Vec<Uuid>, Vec<Uuid>) {
    let mut trainings: Vec<TrainingView> = Vec::new();
    DocumentRow::each(device.reader(), |row| {
        let key = DocKey::from_bytes(&row.key).unwrap();
        if let View::Training(view) = device.document(&key).unwrap().unwrap().view() {
            trainings.push(*view);
        }
        Ok::<_, StoreError>(())
    })
    .unwrap();
    let today = device.today().unwrap();
    let (mut trained, mut coached) = (Vec::new(), Vec::new());
    for view in trainings {
        if view.cancelled || view.ends > today || view.name.is_empty() {
            continue;
        }
        for (who, taking) in &view.taking {
            let there: Vec<&HalfDay> = view
                .halves
                .keys()
                .filter(|half| view.presence.get(&(**half, *who)) == Some(&Presence::Hadir))
                .collect();
            let enough = !view.halves.is_empty() && there.len() * 100 >= view.halves.len() * 80;
            let took = *taking == Taking::Hadir || (*taking == Taking::Terdaftar && enough);
            if took && view.fds && view.kind == TrainingKind::Diklat {
                trained.push(who.staff().unwrap());
            }
            if took && view.kind == TrainingKind::Coaching {
                coached.push(who.staff().unwrap());
            }
        }
    }
    (trained, coached)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn every_figure_is_counted_a_second_way(
        events in prop::collection::vec((0usize..3, any::<bool>(), prop::bool::weighted(0.2), 1u32..=4), 1..5),
        takes in prop::collection::vec((0usize..5, 0usize..6, 0usize..4), 0..20),
        marks in prop::collection::vec((0usize..5, 0usize..6, 0usize..8, 0usize..3), 0..60),
    ) {
        let mut stage = Stage::new(1811);
        let people: Vec<Uuid> = (0..6)
            .map(|no| stage.hire(&format!("ORANG {no}"), &[[TOILI, LUWUK][no % 2]]))
            .collect();
        let device = &mut stage.office.device;
        let kinds = [TrainingKind::Diklat, TrainingKind::Coaching, TrainingKind::Bimtek];
        let mut ids = Vec::new();
        for (at, (event, fds, cancelled, days)) in events.into_iter().enumerate() {
            let facts = TrainingFacts { fds, cancelled, ..facts(&format!("Acara {at}"), kinds[event], 1, days) };
            ids.push(save(device, facts));
        }
        for (event, person, taking) in takes {
            let taking = Taking::ALL[taking];
            take(device, ids[event % ids.len()], &[(people[person], taking)]).unwrap();
        }
        for (event, person, half, presence) in marks {
            let id = ids[event % ids.len()];
            let halves: Vec<String> = read(device, id).facts.halves.into_keys().collect();
            let half = &halves[half % halves.len()];
            mark(device, id, half, &[(people[person], Presence::ALL[presence])]).unwrap();
        }
        let (trained, coached) = slow(device);
        let view = untrained(device);
        for (at, staff) in people.iter().enumerate() {
            let shown = view.people.iter().any(|row| row.person.id == *staff);
            prop_assert_eq!(shown, !trained.contains(staff), "person {}", at);
        }
        let count = |list: &[Uuid], odd: bool| {
            let here = people.iter().enumerate().filter(|(at, _)| (at % 2 == 1) == odd);
            u32::try_from(here.filter(|(_, staff)| list.contains(staff)).count()).unwrap()
        };
        for (code, odd) in [(TOILI, false), (LUWUK, true)] {
            let place = view.places.iter().find(|place| place.kecamatan.code == code).unwrap().count;
            let trained = count(&trained, odd);
            let expected = TrainedCount { staff: 3, trained, untrained: 3 - trained, coached: count(&coached, odd) };
            prop_assert_eq!(place, expected);
        }
        let unique = |list: &[Uuid]| u32::try_from(list.iter().collect::<BTreeSet<_>>().len()).unwrap();
        prop_assert_eq!(view.total.staff, 7);
        prop_assert_eq!(view.total.trained, unique(&trained));
        prop_assert_eq!(view.total.coached, unique(&coached));
        prop_assert_eq!(usize::try_from(view.total.untrained).unwrap(), view.people.len());
        let listed = Trainings {}.answer(device).unwrap();
        for row in listed {
            let detail = read(device, row.id);
            let took = detail.people.iter().filter(|one| one.took_part).count();
            prop_assert_eq!(usize::try_from(row.took_part).unwrap(), took, "one word, one number");
        }
    }
}

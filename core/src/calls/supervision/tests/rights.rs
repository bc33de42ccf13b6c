//! Who observes, signs and reads what: nobody for anybody else.

use super::*;

#[test]
fn what_the_instrument_does_not_ask_and_whoever_is_no_office_is_refused() {
    let mut scene = Scene::new(1993);
    let (ani, group) = (scene.ani, scene.group.id);
    let of = |on: &str| facts(group, on, &[3; 12]);
    // What the instrument does not ask, and what its scale does not have.
    let odd = |change: fn(&mut SupervisionFacts)| {
        let mut facts = of("2026-11-05");
        change(&mut facts);
        facts
    };
    for facts in [
        odd(|facts| facts.answers.extend([("zz".to_owned(), 1)])),
        odd(|facts| facts.notes.extend([("zz".to_owned(), "x".to_owned())])),
        odd(|facts| facts.answers.extend([("a1".to_owned(), 4)])),
    ] {
        assert_eq!(kind(save(scene.office(), ani, facts)), "missing");
    }
    // Whoever is no office is told so before anything else.
    let phone = &mut scene.phone.device;
    let nothing = Uuid::nil();
    let sign_it = SignSupervision {
        id: nothing,
        content: None,
    };
    let withdraw_it = WithdrawSupervision {
        id: nothing,
        withdrawn: true,
    };
    let close_it = CloseFollowUp {
        id: nothing,
        key: String::new(),
        closed: true,
    };
    let told = [
        kind(sign_it.run(phone)),
        kind(withdraw_it.run(phone)),
        kind(close_it.run(phone)),
    ];
    assert_eq!(told, ["not_allowed"; 3]);
}

#[test]
fn only_who_observed_signs_and_only_of_a_meeting_that_could_be() {
    let mut scene = Scene::new(1903);
    let (ani, dewi, group) = (scene.ani, scene.dewi, scene.group.id);
    let of = |on: &str| facts(group, on, &[3; 12]);
    assert_eq!(
        kind(save(scene.office(), ani, of("2026-12-31"))),
        "supervision_day"
    );
    assert_eq!(
        kind(save(scene.office(), ani, of("1999-12-31"))),
        "supervision_day"
    );
    let elsewhere = SupervisionFacts {
        group: None,
        ..of("2026-11-05")
    };
    assert_eq!(
        kind(save(scene.office(), ani, elsewhere)),
        "supervision_group"
    );
    assert_eq!(
        kind(save(scene.office(), dewi, of("2026-11-05"))),
        "supervision_group"
    );
    assert_eq!(
        kind(save(&mut scene.desk.device, dewi, of("2026-11-05"))),
        "supervision_of_oneself"
    );
    assert_eq!(
        kind(save(&mut scene.phone.device, ani, of("2026-11-05"))),
        "not_allowed"
    );
    let many = SupervisionFacts {
        counted: Some(501),
        ..of("2026-11-05")
    };
    assert_eq!(kind(save(scene.office(), ani, many)), "supervision_counted");
    let half = SupervisionFacts {
        tasks: vec![TaskFacts {
            due: None,
            ..task(ani, "x", "2026-11-30")
        }],
        ..of("2026-11-05")
    };
    assert_eq!(kind(save(scene.office(), ani, half)), "task_incomplete");
    let id = save(scene.office(), ani, of("2026-11-05")).unwrap();
    assert_eq!(
        kind(save(scene.office(), ani, of("2026-11-05"))),
        "supervision_there"
    );
    scene.exchange();
    // A colleague of the office neither changes nor signs it, and a signature by their device is none.
    assert_eq!(
        kind(change(&mut scene.desk.device, id, |_| ())),
        "not_observer"
    );
    assert_eq!(kind(sign(&mut scene.desk.device, id)), "not_observer");
    let (key, _) = crate::calls::ids::document(&scene.desk.device, id)
        .unwrap()
        .unwrap();
    let content = read(&scene.desk.device, id).content;
    let forged = SupervisionPatch {
        signed: Set::To(content),
        ..SupervisionPatch::default()
    };
    scene.desk.device.edit(&key, &forged.into()).unwrap();
    scene.exchange();
    for device in [&scene.stage.office.device, &scene.phone.device] {
        assert_eq!(read(device, id).state, SupervisionState::Draft);
        assert_eq!(supervised(device, Some(ani)).compared.len(), 0);
    }
    sign(scene.office(), id).unwrap();
    // Taken back it counts nowhere, and can come again.
    let plan = |scene: &Scene| SupervisionPlan {}.answer(&scene.desk.device).unwrap();
    scene.exchange();
    assert_eq!((plan(&scene).this_month, plan(&scene).never), (1, 1));
    let withdraw = |withdrawn| WithdrawSupervision { id, withdrawn };
    withdraw(true).run(&mut scene.desk.device).unwrap();
    assert_eq!((plan(&scene).this_month, plan(&scene).never), (0, 2));
    assert!(supervised(&scene.desk.device, Some(ani)).rows[0].withdrawn);
    // What was taken back is not gone on with, not even by who observed.
    scene.exchange();
    let gone = scene.office();
    assert_eq!(kind(change(gone, id, |_| ())), "supervision_withdrawn");
    assert_eq!(kind(sign(gone, id)), "supervision_withdrawn");
    let stranger = save(gone, Uuid::from_u128(0x5742), of("2026-11-06"));
    assert_eq!(kind(stranger), "missing");
    withdraw(false).run(&mut scene.desk.device).unwrap();
    assert_eq!((plan(&scene).this_month, plan(&scene).never), (1, 1));
}

/// With everything that ever crossed in their hands and every key that they hold, a colleague reads nothing of it; nor does a phone that was
/// revoked of what came after.
#[test]
fn a_colleague_and_a_revoked_phone_read_nothing_of_it_and_the_office_keeps_all() {
    let mut scene = Scene::new(1904);
    let ani = scene.ani;
    let (staff, group) = (scene.ani, scene.group.id);
    let said = SupervisionFacts {
        note: "RAHASIA-PERTAMA".to_owned(),
        ..facts(group, "2026-11-05", &[1; 12])
    };
    let id = save(scene.office(), staff, said).unwrap();
    sign(scene.office(), id).unwrap();
    scene.exchange();
    agree(&mut scene.phone.device, id, "RAHASIA-BALASAN").unwrap();
    scene.exchange();
    assert!(scene.stage.office.dump().contains("RAHASIA-BALASAN"));
    let read_all = |from: &mut Station, to: &mut Station| {
        let mut file = Vec::new();
        export(&mut from.device, Extent::All, &mut file).unwrap();
        import(&mut to.device, &mut &file[..]).unwrap();
        let parked = Parked::all(to.device.reader()).unwrap();
        assert!(
            parked
                .iter()
                .any(|one| one.reason == ParkReason::UnknownKey),
            "{parked:?}"
        );
    };
    let ask = Supervised { staff: Some(ani) };
    assert_eq!(kind(ask.answer(&scene.colleague.device)), "not_allowed");
    read_all(&mut scene.stage.office, &mut scene.colleague);
    assert!(!scene.colleague.dump().contains("RAHASIA"));
    let ask = ReadSupervision {
        id: Some(id),
        staff: None,
    };
    assert!(ask.answer(&scene.colleague.device).is_err());
    assert!(
        Voices {}
            .answer(&scene.colleague.device)
            .unwrap()
            .coaching
            .is_empty()
    );
    // The phone is lost: what was said stays known as its person's, and what comes now it cannot open.
    let lost = scene.phone.device.id();
    scene.office().revoke(lost).unwrap();
    for _ in 0..2 {
        scene.stage.office.synced(&mut scene.stage.relay);
        scene.desk.synced(&mut scene.stage.relay);
    }
    let later = SupervisionFacts {
        note: "RAHASIA-KEDUA".to_owned(),
        ..facts(group, "2026-11-06", &[2; 12])
    };
    let second = save(scene.office(), staff, later).unwrap();
    sign(scene.office(), second).unwrap();
    scene.stage.office.synced(&mut scene.stage.relay);
    scene.desk.synced(&mut scene.stage.relay);
    read_all(&mut scene.stage.office, &mut scene.phone);
    assert!(scene.phone.dump().contains("RAHASIA-PERTAMA"));
    assert!(!scene.phone.dump().contains("RAHASIA-KEDUA"));
    for device in [&scene.stage.office.device, &scene.desk.device] {
        let all = supervised(device, Some(ani));
        assert_eq!(all.rows.len(), 2);
        assert_eq!(all.rows[1].state, SupervisionState::Agreed);
    }
    // A new phone of the same person has all of it again.
    let mut again = scene.stage.phone(ani, &[TOILI]);
    scene.stage.office.synced(&mut scene.stage.relay);
    again.synced(&mut scene.stage.relay);
    assert_eq!(supervised(&again.device, None).rows.len(), 2);
    assert!(read(&again.device, id).own);
}

/// Somebody without any phone is observed all the same: other desks have it, and the phone that they get later.
#[test]
fn somebody_without_a_phone_is_observed_and_reads_it_later() {
    let mut scene = Scene::new(1905);
    let tuti = scene.stage.hire("TUTI", &[TOILI]);
    let group = scene.stage.group(TOILI, "KENANGA", tuti, 2);
    let id = save(
        scene.office(),
        tuti,
        facts(group.id, "2026-11-05", &[3; 12]),
    )
    .unwrap();
    sign(scene.office(), id).unwrap();
    scene.exchange();
    assert_eq!(supervised(&scene.desk.device, Some(tuti)).rows.len(), 1);
    let mut phone = scene.stage.phone(tuti, &[TOILI]);
    scene.exchange();
    phone.synced(&mut scene.stage.relay);
    agree(&mut phone.device, id, "").unwrap();
    phone.synced(&mut scene.stage.relay);
    scene.exchange();
    assert_eq!(read(&scene.desk.device, id).state, SupervisionState::Agreed);
}

#[test]
fn a_task_is_given_to_nobody_who_cannot_read_it() {
    let mut scene = Scene::new(1996);
    let (ani, group) = (scene.ani, scene.group.id);
    let founder = scene.office().person().unwrap().unwrap();
    let (budi, dewi) = (
        scene.colleague.device.person().unwrap().unwrap(),
        scene.dewi,
    );
    let with = |who| SupervisionFacts {
        tasks: vec![task(who, "siapkan flipchart", "2026-12-06")],
        ..facts(group, "2026-11-05", &[2; 12])
    };
    // A colleague reads nothing of it.
    assert_eq!(kind(save(scene.office(), ani, with(budi))), "task_unread");
    let id = save(scene.office(), ani, with(dewi)).unwrap();
    for who in [ani, founder] {
        change(scene.office(), id, |facts| facts.tasks[0].who = Some(who)).unwrap();
    }
    let other = change(scene.office(), id, |facts| facts.tasks[0].who = Some(budi));
    assert_eq!(kind(other), "task_unread");
    // Whoever left the office since keeps what they were given.
    change(scene.office(), id, |facts| facts.tasks[0].who = Some(dewi)).unwrap();
    let desk = scene.desk.device.id();
    scene.office().revoke(desk).unwrap();
    change(scene.office(), id, |facts| facts.note = "lagi".to_owned()).unwrap();
    let again = change(scene.office(), id, |facts| {
        facts.tasks.push(task(dewi, "buku kerja", "2026-12-06"));
    });
    assert_eq!(kind(again), "task_unread");
}

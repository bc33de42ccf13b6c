//! Letters that two devices wrote apart, or that were written again: numbers, names and grounds that differ are shown.

use super::*;

#[test]
fn the_same_letter_from_two_devices_is_one_and_its_two_numbers_are_shown() {
    let mut scene = Scene::new(1203);
    let family = scene.family;
    let here = write(scene.phone(), family, LetterStep::First, "1/A").unwrap();
    let there = write(scene.office(), family, LetterStep::First, "1/B").unwrap();
    assert_eq!(here, there);
    scene.exchange();
    for device in [&scene.toili.phone.device, &scene.toili.stage.office.device] {
        assert_eq!(register(device).len(), 1);
        let view = letter(device, here);
        assert_eq!(view.row.disagreements, 1);
        let shown: Vec<_> = view.differences[0]
            .sides
            .iter()
            .map(|side| side.shown.clone())
            .collect();
        let mut numbers: Vec<String> = shown.into_iter().flatten().collect();
        numbers.sort();
        assert_eq!(
            (view.differences[0].field.as_str(), numbers),
            ("number", vec!["1/A".to_owned(), "1/B".to_owned()])
        );
        assert_eq!(view.ground.len(), 3);
    }
    // Delivered here, answered there, at once: both stay.
    let base = letter(scene.phone(), here).base;
    let delivery = LetterPart::Delivery {
        day: Some(day(11, 19)),
        way: Some(DeliveryWay::InPerson),
        receiver: String::new(),
        received: None,
    };
    SaveLetter {
        id: here,
        base,
        part: delivery,
    }
    .run(scene.phone())
    .unwrap();
    let response = LetterPart::Response {
        text: "Dikunjungi".into(),
        closed: false,
    };
    save(scene.office(), here, response).unwrap();
    scene.exchange();
    let view = letter(scene.phone(), here);
    assert_eq!(
        (view.row.delivered, view.row.response.as_deref()),
        (Some(day(11, 19)), Some("Dikunjungi"))
    );
    // Upon an old version: what the other said since stands beside it.
    let base = view.base;
    save(scene.phone(), here, number("2/C")).unwrap();
    SaveLetter {
        id: here,
        base,
        part: number("3/D"),
    }
    .run(scene.phone())
    .unwrap();
    assert_eq!(letter(scene.phone(), here).row.disagreements, 1);
}

#[test]
fn one_number_on_two_letters_is_shown_and_the_next_is_proposed() {
    let mut scene = Scene::new(1204);
    let (family, other) = (scene.family, scene.other);
    let number_of = |device: &Device, family| form(device, family).next_number;
    let first = number_of(scene.phone(), family);
    let here = write(scene.phone(), family, LetterStep::First, &first).unwrap();
    let second = number_of(scene.office(), other);
    assert_eq!(first, second, "neither knows of the other");
    let there = write(scene.office(), other, LetterStep::First, &second).unwrap();
    scene.exchange();
    for device in [&scene.toili.phone.device, &scene.toili.stage.office.device] {
        assert!(register(device).iter().all(|row| row.doubled));
        let view = letter(device, here);
        let same: Vec<Uuid> = view.same_number.iter().map(|same| same.id).collect();
        assert_eq!((same, view.row.disagreements), (vec![there], 0));
        assert_eq!(view.next_number, "002/PKH/TOILI/XI/2026");
    }
    // To go on with a number that was there before is allowed, to take a taken one is not.
    save(scene.office(), there, number(&second)).unwrap();
    let next = letter(scene.office(), there).next_number;
    save(scene.office(), there, number(&next)).unwrap();
    assert_eq!(
        kind(save(scene.office(), there, number(&first))),
        "letter_number"
    );
    assert!(register(scene.office()).iter().all(|row| !row.doubled));
    // One that is cancelled keeps its number, and disturbs nobody.
    let cancel = LetterPart::Cancel {
        cancelled: true,
        why: "Salah KPM".into(),
    };
    save(scene.office(), there, cancel).unwrap();
    assert_eq!(number_of(scene.office(), other), "003/PKH/TOILI/XI/2026");
    let again = write(
        scene.office(),
        other,
        LetterStep::First,
        "003/PKH/TOILI/XI/2026",
    )
    .unwrap();
    let view = letter(scene.office(), again);
    assert_eq!(
        (again, view.row.state, view.why),
        (there, LetterState::Draft, None)
    );
}

#[test]
fn numbers_are_counted_as_the_office_writes_them() {
    let mut scene = Scene::new(1205);
    let settings = |device: &Device, pattern: &str| OfficeSettings {
        letter_number: pattern.to_owned(),
        ..ReadOffice {}.answer(device).unwrap()
    };
    for wrong in ["PKH", "{no}{no}", &format!("{{no}}{}", "x".repeat(50))] {
        let settings = settings(scene.office(), wrong);
        assert_eq!(
            kind(SaveOffice { settings }.run(scene.office())),
            "letter_pattern"
        );
    }
    let wanted = settings(scene.office(), "{tahun}/{bulan}/S.{no}-DINSOS");
    SaveOffice { settings: wanted }.run(scene.office()).unwrap();
    let (family, other) = (scene.family, scene.other);
    // Another month of the year counts, another year and another form do not.
    write(
        scene.office(),
        family,
        LetterStep::First,
        "2026/ix/s.041-dinsos",
    )
    .unwrap();
    write(
        scene.office(),
        family,
        LetterStep::Second,
        "2025/XI/S.99-DINSOS",
    )
    .unwrap();
    write(scene.office(), other, LetterStep::First, "77").unwrap();
    let next = form(scene.office(), other).next_number;
    assert_eq!(next, "2026/XI/S.042-DINSOS");
    scene.exchange();
    assert_eq!(form(scene.phone(), other).next_number, next);
}

#[test]
fn a_cancelled_letter_that_is_written_again_begins_anew() {
    let mut scene = Scene::new(1290);
    let family = scene.family;
    let id = write(scene.phone(), family, LetterStep::First, "1/A").unwrap();
    let delivery = LetterPart::Delivery {
        day: Some(day(11, 18)),
        way: Some(DeliveryWay::InPerson),
        receiver: "Suami".into(),
        received: Some(day(11, 18)),
    };
    save(scene.phone(), id, delivery).unwrap();
    let response = LetterPart::Response {
        text: "Datang ke kantor".into(),
        closed: true,
    };
    save(scene.phone(), id, response).unwrap();
    let cancel = LetterPart::Cancel {
        cancelled: true,
        why: "Salah nama".into(),
    };
    save(scene.phone(), id, cancel).unwrap();
    // One more Alfa is known by now.
    let group = scene.toili.group.id;
    mark(scene.phone(), group, day(11, 11), &[(family, Mark::Alfa)]);
    assert_eq!(
        write(scene.phone(), family, LetterStep::First, "2/A").unwrap(),
        id
    );
    let view = letter(scene.phone(), id);
    assert_eq!(view.row.state, LetterState::Draft);
    assert_eq!((view.row.delivered, view.row.received), (None, None));
    assert_eq!((view.receiver, view.carrier.is_some()), (None, false));
    assert_eq!((view.row.response, view.responded), (None, None));
    // What it was written for still holds, and stays as it was said; the office says the wider ground.
    assert_eq!(view.ground.len(), 3);
    assert_eq!(view.row.standing, GroundStanding::Stands);
    scene.exchange();
    let cancel = LetterPart::Cancel {
        cancelled: true,
        why: "Salah nama".into(),
    };
    save(scene.office(), id, cancel).unwrap();
    write(scene.office(), family, LetterStep::First, "3/A").unwrap();
    let view = letter(scene.office(), id);
    assert_eq!(view.ground.len(), 4);
    assert_eq!(view.row.standing, GroundStanding::Stands);
}

#[test]
fn another_name_and_ground_of_a_letter_that_is_written_again_are_the_offices_to_say() {
    let mut scene = Scene::new(1292);
    let (family, group) = (scene.family, scene.toili.group.id);
    mark(scene.phone(), group, day(11, 11), &[(family, Mark::Alfa)]);
    let id = write(scene.phone(), family, LetterStep::First, "1/A").unwrap();
    let cancel = LetterPart::Cancel {
        cancelled: true,
        why: "Salah nama".into(),
    };
    save(scene.phone(), id, cancel).unwrap();
    let name = FamilyPatch {
        name: Set::To("NAMA YANG BENAR".to_owned()),
        ..FamilyPatch::default()
    };
    let phone = scene.phone();
    phone.edit(&DocKey::Family(family), &name.into()).unwrap();
    let off = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    phone
        .edit(&meeting(group, day(11, 11)), &off.into())
        .unwrap();
    assert_eq!(
        kind(write(phone, family, LetterStep::First, "2/A")),
        "not_allowed"
    );
    assert_eq!(letter(phone, id).row.state, LetterState::Cancelled);
    scene.exchange();
    write(scene.office(), family, LetterStep::First, "2/A").unwrap();
    scene.exchange();
    for device in [&scene.toili.phone.device, &scene.toili.stage.office.device] {
        let view = letter(device, id);
        assert_eq!(view.row.state, LetterState::Draft);
        assert_eq!(
            (view.ground.len(), view.row.standing),
            (3, GroundStanding::Stands)
        );
        let text = LetterText { id }.answer(device).unwrap();
        assert!(text.to_uppercase().contains("NAMA YANG BENAR"), "{text}");
    }
}

//! The ground of a letter: what became of it since, and what nobody adds to it.

use super::*;

#[test]
fn a_ground_that_vanishes_is_flagged_and_nothing_is_deleted() {
    let mut scene = Scene::new(1202);
    let (family, group) = (scene.family, scene.toili.group.id);
    let id = write(scene.phone(), family, LetterStep::First, "7").unwrap();
    let standing = |scene: &mut Scene| letter(scene.phone(), id).row.standing;
    // A mark corrected, and back.
    mark(scene.phone(), group, day(10, 4), &[(family, Mark::Hadir)]);
    assert_eq!(standing(&mut scene), GroundStanding::Vanished);
    assert_eq!(
        letter(scene.phone(), id).ground[1].now,
        GroundNow::Marked(Mark::Hadir)
    );
    assert_eq!(register(scene.phone()).len(), 1, "the letter stays");
    mark(scene.phone(), group, day(10, 4), &[(family, Mark::Alfa)]);
    assert_eq!(standing(&mut scene), GroundStanding::Stands);
    // A month excused by another meeting.
    let excused = mark(scene.phone(), group, day(10, 11), &[(family, Mark::Sakit)]);
    assert_eq!(standing(&mut scene), GroundStanding::Vanished);
    let off = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    scene.phone().edit(&excused, &off.clone().into()).unwrap();
    assert_eq!(standing(&mut scene), GroundStanding::Stands);
    // A mark taken away, with another Alfa in the month; and without.
    mark(scene.phone(), group, day(9, 25), &[(family, Mark::Alfa)]);
    let unmarked = MeetingPatch {
        marks: [(FamilyKey::of(family), None)].into(),
        ..MeetingPatch::default()
    };
    scene
        .phone()
        .edit(&meeting(group, day(9, 4)), &unmarked.into())
        .unwrap();
    assert_eq!(letter(scene.phone(), id).ground[0].now, GroundNow::Unmarked);
    assert_eq!(standing(&mut scene), GroundStanding::Changed);
    scene
        .phone()
        .edit(&meeting(group, day(9, 25)), &off.clone().into())
        .unwrap();
    assert_eq!(standing(&mut scene), GroundStanding::Vanished);
    scene
        .phone()
        .edit(&meeting(group, day(9, 4)), &off.into())
        .unwrap();
    assert_eq!(letter(scene.phone(), id).ground[0].now, GroundNow::Gone);
    let path = scene.toili.stage.dir.path().join("register.xlsx");
    let export = ExportRegister {
        kecamatan: None,
        format: RegisterFormat::Xlsx,
        paper: Size::A4,
        path: path.clone(),
    };
    assert_eq!(export.run(scene.phone(), &mut unwatched).unwrap().lists, 1);
    assert!(cells(&path).contains(&"Dasar surat tidak ada lagi".to_owned()));
}

/// What became of a ground, a second, slow way: month by month from what was put into the meetings.
fn slowly(meetings: &BTreeMap<NaiveDate, Option<Mark>>, ground: &[NaiveDate]) -> GroundStanding {
    let state = |month: u32| {
        let of_month = meetings
            .iter()
            .filter(|(day, _)| day.format("%m").to_string().parse::<u32>().unwrap() == month);
        let marks: Vec<Mark> = of_month.filter_map(|(_, mark)| *mark).collect();
        match marks.as_slice() {
            [] => ' ',
            marks if marks.iter().all(|mark| *mark == Mark::Alfa) => 'A',
            _ => 'P',
        }
    };
    let months: Vec<u32> = ground
        .iter()
        .map(|day| day.format("%m").to_string().parse().unwrap())
        .collect();
    let (first, last) = (months.iter().min().unwrap(), months.iter().max().unwrap());
    let broken = (*first..=*last).any(|month| state(month) == 'P');
    if broken || months.iter().any(|month| state(*month) != 'A') {
        GroundStanding::Vanished
    } else if ground
        .iter()
        .all(|day| meetings.get(day) == Some(&Some(Mark::Alfa)))
    {
        GroundStanding::Stands
    } else {
        GroundStanding::Changed
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_became_of_a_ground_is_found_a_second_way(
        missed in prop::collection::btree_set((6u32..=11, 1u32..=3), 2..8),
        edits in prop::collection::vec((6u32..=11, 1u32..=3, 0usize..5), 0..6),
    ) {
        let mut stage = Stage::new(1210);
        let ani = stage.hire("ANI", &[TOILI]);
        let group = stage.group(TOILI, "MELATI", ani, 1);
        let family = group.families[0];
        let device = &mut stage.office.device;
        let mut meetings: BTreeMap<NaiveDate, Option<Mark>> = BTreeMap::new();
        for (month, time) in missed {
            let date = day(month, time * 5);
            mark(device, group.id, date, &[(family, Mark::Alfa)]);
            meetings.insert(date, Some(Mark::Alfa));
        }
        let Ok(id) = write(device, family, LetterStep::First, "1") else {
            // One month alone asks for no letter.
            let months: std::collections::BTreeSet<String> = meetings.keys().map(|day| day.format("%m").to_string()).collect();
            prop_assert_eq!(months.len(), 1);
            return Ok(());
        };
        let ground: Vec<NaiveDate> = letter(device, id).ground.iter().map(|line| line.day).collect();
        prop_assert_eq!(&ground, &meetings.keys().copied().collect::<Vec<_>>());
        for (month, time, what) in edits {
            let date = day(month, time * 5);
            let key = meeting(group.id, date);
            let mut patch = MeetingPatch { cancelled: Set::To(what == 4), ..MeetingPatch::default() };
            let mark = [Some(Mark::Hadir), Some(Mark::Sakit), Some(Mark::Alfa), None, None][what];
            patch.marks.insert(FamilyKey::of(family), mark);
            device.edit(&key, &patch.into()).unwrap();
            if what == 4 { meetings.remove(&date); } else { meetings.insert(date, mark); }
        }
        prop_assert_eq!(letter(device, id).row.standing, slowly(&meetings, &ground));
    }
}

#[test]
fn of_a_ground_that_is_not_here_nobody_says_that_it_vanished() {
    let mut scene = Scene::new(843);
    let family = scene.family;
    let device = &mut scene.toili.phone.device;
    let key = DocKey::Letter {
        family,
        since: YearMonth::new(2026, 9).unwrap(),
        step: LetterStep::First,
    };
    let patch = LetterPatch {
        name: Set::To("SITI".into()),
        ground: Set::To(Ground::of([(Uuid::from_u128(7), day(6, 4))])),
        ..LetterPatch::default()
    };
    device.edit(&key, &patch.into()).unwrap();
    let id = key.id(&device.office()).0;
    let shown = letter(device, id);
    assert_eq!(shown.row.standing, GroundStanding::Unknown);
    assert_eq!(shown.ground[0].now, GroundNow::Unknown);
}

#[test]
fn a_letter_is_not_dated_before_the_meetings_that_are_its_ground() {
    let mut scene = Scene::new(1293);
    let family = scene.family;
    let phone = scene.phone();
    let last = *form(phone, family).missed.last().unwrap();
    let before = last.pred_opt().unwrap();
    assert_eq!(
        kind(write_on(phone, family, LetterStep::First, "1/A", before)),
        "letter_days"
    );
    let id = write_on(phone, family, LetterStep::First, "1/A", last).unwrap();
    let paper = LetterPart::Paper {
        number: "1/A".into(),
        day: Some(before),
        invited: None,
        place: String::new(),
    };
    assert_eq!(kind(save(phone, id, paper)), "letter_days");
}

#[test]
fn a_member_adds_nothing_to_the_ground_of_a_letter_that_is_written() {
    let mut scene = Scene::new(1294);
    let family = scene.family;
    let id = write(scene.phone(), family, LetterStep::First, "1/A").unwrap();
    let said = letter(scene.phone(), id).ground.len();
    let key = DocKey::Letter {
        family,
        since: YearMonth::new(2026, 9).unwrap(),
        step: LetterStep::First,
    };
    assert_eq!(key.id(&scene.phone().office()).0, id);
    let wider = LetterPatch {
        ground: Set::To(Ground::of([(Uuid::from_u128(9), day(10, 1))])),
        ..LetterPatch::default()
    };
    assert!(scene.phone().edit(&key, &wider.into()).is_err());
    assert_eq!(letter(scene.phone(), id).ground.len(), said);
}

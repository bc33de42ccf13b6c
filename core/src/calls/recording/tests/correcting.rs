//! A meeting corrected, or recorded by two: only what the person changed is written, and a colleague's stays.

use super::*;

/// The meeting of 6 October, saved and known to phone, colleague and office; the colleague's phone.
fn shared(toili: &mut Toili) -> (Uuid, crate::testkit::Station) {
    let meeting = usual(toili);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    toili.synced_phone();
    let colleague = toili.stage.phone(budi, &[TOILI]);
    (meeting.id(&toili.phone.device.office()).0, colleague)
}

fn exchange(toili: &mut Toili, colleague: &mut crate::testkit::Station) {
    for _ in 0..2 {
        toili.synced_phone();
        colleague.synced(&mut toili.stage.relay);
    }
}

#[test]
fn a_correction_writes_only_what_she_changed_and_keeps_a_colleagues() {
    let mut toili = Toili::new(316);
    let (meeting, mut colleague) = shared(&mut toili);
    let families = toili.group.families.clone();
    let mut draft = edit(&toili.phone.device, meeting);
    assert_eq!(draft.name, format!("meeting-{meeting}"));
    assert_eq!((draft.place.as_str(), draft.marks.len()), ("BALAI DESA", 1));
    // She marks one, takes a mark back, corrects the time, and leaves the form lying.
    mark(&mut draft, families[0], Mark::Hadir);
    draft.marks.remove(&key(families[1]));
    draft.ends = Some(660);
    keep(&mut toili.phone.device, &draft);
    // Meanwhile a colleague corrects the place, marks another family, and one of hers otherwise.
    let patch = MeetingPatch {
        place: Set::To("POSYANDU".into()),
        marks: [
            (FamilyKey::of(families[2]), Some(Mark::Hadir)),
            (FamilyKey::of(families[0]), Some(Mark::Alfa)),
        ]
        .into(),
        ..MeetingPatch::default()
    };
    let october = toili.group.meeting(6);
    colleague.device.edit(&october, &patch.into()).unwrap();
    exchange(&mut toili, &mut colleague);
    // She comes back to it: as she left it.
    let device = &mut toili.phone.device;
    let back = edit(device, meeting);
    assert_eq!(back, draft);
    let before = pending(device);
    assert_eq!(save(device, &back).unwrap(), meeting);
    assert_eq!(pending(device), before + 1);
    exchange(&mut toili, &mut colleague);
    for device in [&toili.phone.device, &colleague.device] {
        let saved = view(device, meeting);
        assert_eq!(
            saved.place.as_deref(),
            Some("POSYANDU"),
            "she did not touch it"
        );
        assert_eq!(saved.ends, Some(660));
        assert_eq!(saved.starts, Some(540));
        assert_eq!(
            saved.marks.get(&FamilyKey::of(families[1])),
            None,
            "a mark taken back is none"
        );
        assert_eq!(
            saved.marks.get(&FamilyKey::of(families[2])),
            Some(&Mark::Hadir)
        );
        // On one mark they said different things at the same time: both stay.
        let (_, document) = crate::calls::ids::document(device, meeting)
            .unwrap()
            .unwrap();
        let disagreements = document.disagreements();
        let paths: Vec<&str> = disagreements.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, [format!("marks/{}", key(families[0]))]);
    }
}

#[test]
fn a_correction_can_move_the_meeting_and_its_proposed_title_follows() {
    let mut toili = Toili::new(317);
    let device = &mut toili.phone.device;
    let draft = new(device, None, None).draft;
    let meeting = save(device, &draft).unwrap();
    let mut draft = edit(device, meeting);
    assert_eq!(draft.title, "", "it is the proposed one");
    draft.session = "M3.8".into();
    draft.date = day("2026-11-16");
    draft.more_sessions = vec!["M3.9".into(), "M3.8".into()];
    assert_eq!(
        save(device, &draft).unwrap(),
        meeting,
        "it stays the same meeting"
    );
    let saved = view(device, meeting);
    assert_eq!(
        (saved.date, saved.session.as_str()),
        (day("2026-11-16"), "M3.8")
    );
    assert_eq!(saved.more_sessions.len(), 1);
    assert_eq!(
        saved.title.as_deref(),
        Some("P2K2 MELATI - Kesehatan dan Gizi")
    );
    // Now that day's and session's document is another day's.
    let mut again = new(device, None, Some("2026-11-18")).draft;
    again.session = "M1.1".into();
    assert_eq!(kind(save(device, &again)), "meeting_moved");
    // But recording what it is now adds to it.
    let mut same = new(device, None, Some("2026-11-16")).draft;
    same.session = "M3.8".into();
    assert_eq!(save(device, &same).unwrap(), meeting);
    // A title of her own stays.
    let mut draft = edit(device, meeting);
    draft.title = "Demo masak".into();
    save(device, &draft).unwrap();
    let mut draft = edit(device, meeting);
    draft.session = "M1.2".into();
    save(device, &draft).unwrap();
    assert_eq!(view(device, meeting).title.as_deref(), Some("Demo masak"));
    let mut draft = edit(device, meeting);
    draft.group = Uuid::from_u128(5);
    assert_eq!(kind(save(device, &draft)), "other_group");
    draft.meeting = Some(Uuid::from_u128(6));
    assert_eq!(kind(save(device, &draft)), "missing");
}

#[test]
fn saving_what_nobody_changed_changes_nothing() {
    let mut toili = Toili::new(318);
    let (meeting, _) = shared(&mut toili);
    let device = &mut toili.phone.device;
    let draft = edit(device, meeting);
    keep(device, &draft);
    let saved = SaveMeeting {
        draft: draft.clone(),
    }
    .run(device)
    .unwrap();
    assert_eq!((pending(device), saved.safe), (0, Safe::Office));
    assert!(
        open(device, &draft.name).is_err(),
        "the draft is over all the same"
    );
}

#[test]
fn recording_what_a_colleague_recorded_adds_to_it() {
    let mut toili = Toili::new(319);
    let (meeting, mut colleague) = shared(&mut toili);
    let families = toili.group.families.clone();
    // The colleague's phone knows the meeting of 6 October, and records it once more.
    let device = &mut colleague.device;
    let mut draft = new(device, Some(toili.group.id), Some("2026-10-06")).draft;
    draft.session = "M1.1".into();
    keep(device, &draft);
    let form = open(device, &draft.name).unwrap();
    assert_eq!(form.existing, Some(meeting));
    mark(&mut draft, families[0], Mark::Hadir);
    mark(&mut draft, families[1], Mark::Hadir);
    draft.notes.insert(Aspect::Kendala, "Hujan".into());
    draft.place = "RUMAH KETUA".into();
    assert_eq!(save(device, &draft).unwrap(), meeting);
    exchange(&mut toili, &mut colleague);
    let saved = view(&toili.phone.device, meeting);
    assert_eq!(saved.marks.len(), 2);
    assert_eq!(saved.notes[&Aspect::Kendala], "Hujan");
    assert_eq!(
        (saved.starts, saved.speakers.len()),
        (Some(540), 1),
        "what she left open stays"
    );
    let (_, document) = crate::calls::ids::document(&toili.phone.device, meeting)
        .unwrap()
        .unwrap();
    let disagreements = document.disagreements();
    let paths: Vec<&str> = disagreements.iter().map(|it| it.path.as_str()).collect();
    let mark = format!("marks/{}", key(families[1]));
    assert_eq!(
        paths,
        [mark.as_str(), "place"],
        "where she says otherwise, both stay"
    );
}

#[test]
fn what_was_only_proposed_to_her_does_not_speak_against_a_colleague() {
    let mut toili = Toili::new(326);
    let (_, mut colleague) = shared(&mut toili);
    let families = toili.group.families.clone();
    let group = Some(toili.group.id);
    let mut theirs = new(&colleague.device, group, Some("2026-11-04")).draft;
    assert_eq!(theirs.place, "BALAI DESA");
    mark(&mut theirs, families[0], Mark::Hadir);
    keep(&mut colleague.device, &theirs);
    // Before she saves hers, the same meeting comes from the other phone, held elsewhere and by another.
    let device = &mut toili.phone.device;
    let mut ours = new(device, group, Some("2026-11-04")).draft;
    ours.place = "POSYANDU".into();
    (ours.starts, ours.ends) = (Some(600), Some(700));
    ours.speakers[0].name = "dr. IDA".into();
    ours.title = "Demo masak".into();
    mark(&mut ours, families[1], Mark::Hadir);
    let meeting = save(device, &ours).unwrap();
    exchange(&mut toili, &mut colleague);
    assert_eq!(save(&mut colleague.device, &theirs).unwrap(), meeting);
    exchange(&mut toili, &mut colleague);
    let saved = view(&toili.phone.device, meeting);
    assert_eq!(saved.marks.len(), 2);
    assert_eq!(saved.place.as_deref(), Some("POSYANDU"));
    assert_eq!((saved.starts, saved.ends), (Some(600), Some(700)));
    assert_eq!(saved.speakers[&1].name.as_deref(), Some("dr. IDA"));
    assert_eq!(saved.title.as_deref(), Some("Demo masak"));
    let document = crate::calls::ids::document(&toili.phone.device, meeting);
    let (_, document) = document.unwrap().unwrap();
    assert!(document.disagreements().is_empty());
}

#[test]
fn a_cancelled_meeting_that_is_recorded_took_place() {
    let mut toili = Toili::new(320);
    let meeting = usual(&mut toili);
    let device = &mut toili.phone.device;
    let cancel = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    device.edit(&meeting, &cancel.into()).unwrap();
    let mut draft = new(device, None, Some("2026-10-06")).draft;
    assert_eq!(
        (draft.session.as_str(), draft.place.as_str()),
        ("M1.1", ""),
        "it was none"
    );
    mark(&mut draft, toili.group.families[0], Mark::Hadir);
    let id = save(device, &draft).unwrap();
    let saved = view(device, id);
    assert!(!saved.cancelled);
    assert_eq!(
        (saved.place.as_deref(), saved.marks.len()),
        (Some("BALAI DESA"), 2)
    );
}

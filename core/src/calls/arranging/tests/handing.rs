//! Groups handed over, with all that belongs to them.

use super::*;

#[test]
fn a_group_is_handed_over_with_all_that_belongs_to_it() {
    let mut scene = Scene::new(1307);
    let melati = scene.melati();
    let budi = scene.toili.stage.hire("BUDI", &[TOILI]);
    let eka = scene.toili.stage.hire("EKA", &[LUWUK]);
    let mut budis = scene.toili.stage.phone(budi, &[TOILI]);
    let held = scene.toili.record(6, 0, Mark::Hadir);
    let notes = MeetingPatch {
        notes: [(crate::kinds::Aspect::Kendala, Some("jalan rusak".into()))].into(),
        ..MeetingPatch::default()
    };
    scene.toili.phone.device.edit(&held, &notes.into()).unwrap();
    scene.all_synced(&mut [&mut budis]);
    let office = scene.office();
    let id = Group { id: melati.id }.answer(office).unwrap().meetings[0].id;
    let heads = crate::calls::meeting::Meeting { id }
        .answer(office)
        .unwrap()
        .heads;
    let verdict = crate::calls::checking::GiveVerdict {
        id,
        verdict: Some(Verdict::Perbaiki),
        note: String::new(),
        heads,
    };
    verdict.run(office).unwrap();
    let asked = |to| Handover {
        groups: vec![melati.id],
        to,
    };
    let view = asked(Some(budi)).answer(office).unwrap();
    assert_eq!(
        (view.from[0].name.as_str(), view.to.unwrap().name.as_str()),
        ("ANI", "BUDI")
    );
    let able: Vec<&str> = view
        .able
        .iter()
        .map(|person| person.name.as_str())
        .collect();
    assert_eq!(able, ["ANI", "BUDI", "RATNA"]);
    let one = &view.groups[0];
    assert_eq!(
        (one.families, one.sessions_done, one.corrections.len()),
        (4, 1, 1)
    );
    assert_eq!(
        (one.notes.join(","), one.drafts),
        ("jalan rusak".to_owned(), 0)
    );
    let away = asked(Some(eka)).answer(office).unwrap().away;
    assert_eq!(away[0].name, "Toili");
    let hand = |to, since: &str| HandOver {
        groups: vec![melati.id],
        to,
        since: day(since),
    };
    assert_eq!(kind(hand(eka, "2026-11-10").run(office)), "works_elsewhere");
    let before = month(office, "2026-10");
    let done = hand(budi, "2026-11-10").run(office).unwrap();
    assert_eq!(kind(hand(budi, "2026-11-10").run(office)), "same_as_before");
    assert_eq!(month(office, "2026-10"), before);
    assert_eq!(
        month(office, "2026-11").1,
        [("Ani".to_owned(), 1, 3), ("Budi".to_owned(), 1, 4)]
    );
    let shown = &list(office).rows[0];
    assert_eq!(
        (shown.from.join(","), shown.to.as_str()),
        ("Ani".to_owned(), "Budi")
    );
    // Her phone has it with its progress, its notes and what the office wants put right; the one before no longer leads it.
    scene.all_synced(&mut [&mut budis]);
    let theirs = Group { id: melati.id }.answer(&budis.device).unwrap();
    assert!(theirs.row.mine && theirs.row.sessions_done == 1);
    assert_eq!(theirs.meetings[0].verdict, Some(Verdict::Perbaiki));
    assert!(
        !Group { id: melati.id }
            .answer(&scene.toili.phone.device)
            .unwrap()
            .row
            .mine
    );
    // Nobody hands over what another person leads, but the office.
    let phone = &mut scene.toili.phone.device;
    let ani = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"ANI");
    assert_eq!(kind(hand(ani, "2026-11-12").run(phone)), "not_allowed");
    let office = scene.office();
    undo(office, &done.id);
    assert_eq!(month(office, "2026-11").1, [("Ani".to_owned(), 2, 7)]);
}

#[test]
fn a_draft_of_a_group_that_was_handed_over_is_told_and_can_still_be_saved() {
    use crate::calls::recording::{KeepDraft, RecordNew, SaveMeeting};
    let mut scene = Scene::new(1308);
    let melati = scene.melati();
    let budi = scene.toili.stage.hire("BUDI", &[TOILI]);
    scene.all_synced(&mut []);
    let phone = &mut scene.toili.phone.device;
    let form = RecordNew {
        group: Some(melati.id),
        date: None,
    };
    let form = form.answer(phone).unwrap();
    let mut draft = form.draft;
    draft.name = "new-1".into();
    draft.group = melati.id;
    KeepDraft {
        draft: draft.clone(),
    }
    .run(phone)
    .unwrap();
    let asked = Handover {
        groups: vec![melati.id],
        to: Some(budi),
    };
    assert_eq!(asked.answer(phone).unwrap().groups[0].drafts, 1);
    let hand = HandOver {
        groups: vec![melati.id],
        to: budi,
        since: day("2026-11-18"),
    };
    hand.run(phone).unwrap();
    let saved = SaveMeeting { draft }.run(phone);
    assert_eq!(kind(saved), "done", "what was begun is not lost by it");
}

#[test]
fn a_phone_takes_back_no_handing_over_that_it_could_not_have_made() {
    let mut scene = Scene::new(1324);
    let melati = scene.melati();
    let budi = scene.toili.stage.hire("BUDI", &[TOILI]);
    let today = scene.office().today().unwrap();
    let handed = HandOver {
        groups: vec![melati.id],
        to: budi,
        since: today,
    };
    let handed = handed.run(scene.office()).unwrap();
    scene.all_synced(&mut []);
    let phone = &mut scene.toili.phone.device;
    let taken = UndoArrangement {
        id: handed.id.clone(),
    }
    .run(phone);
    assert_eq!(kind(taken), "not_allowed");
    let office = scene.office();
    assert_eq!(undo(office, &handed.id).groups, 1);
}

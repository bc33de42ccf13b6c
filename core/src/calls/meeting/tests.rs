//! The page of a meeting: its families, its history, its verdict.

use sesi_engine::documents::{Heads, Set};

use super::*;
use crate::calls::beranda::Beranda;
use crate::kinds::{
    CheckPatch, DocKey, FamilyKey, FamilyPatch, GroupPatch, Mark, Rating, Since, SpeakerPatch,
    Verdict,
};
use crate::testkit::{TOILI, Toili};

fn page(device: &Device, key: &DocKey) -> MeetingView {
    let id = key.id(&device.office()).0;
    Meeting { id }.answer(device).unwrap()
}

fn verdict(device: &mut Device, key: &DocKey, heads: Option<Heads>) {
    let check = CheckPatch {
        verdict: Set::To(Verdict::Perbaiki),
        note: Set::To("tempat?".into()),
        by: device.person().unwrap().into(),
        heads: heads.into(),
    };
    let patch = MeetingPatch {
        check,
        ..MeetingPatch::default()
    };
    device.edit(key, &patch.into()).unwrap();
}

#[test]
fn it_shows_what_was_said_of_whom_and_by_whom() {
    let mut toili = Toili::new(361);
    let families = toili.group.families.clone();
    let stranger = Uuid::from_u128(u128::MAX / 3);
    let key = toili.group.meeting(6);
    let patch = MeetingPatch {
        marks: [
            (FamilyKey::of(families[1]), Some(Mark::Hadir)),
            (FamilyKey::of(stranger), Some(Mark::Alfa)),
        ]
        .into(),
        ratings: [(FamilyKey::of(families[1]), Some(Rating::SangatBaik))].into(),
        more_sessions: Set::To(vec![crate::kinds::SessionCode::new("M1.2").unwrap()]),
        starts: Set::To(540),
        speakers: [(
            2,
            SpeakerPatch {
                name: Set::To("dr. IDA".into()),
                ..SpeakerPatch::default()
            },
        )]
        .into(),
        ..MeetingPatch::default()
    };
    toili.phone.device.edit(&key, &patch.into()).unwrap();
    toili.phone.mark(&key, families[1], Mark::Sakit);
    toili.synced_phone();
    toili.synced_office();
    for device in [&toili.phone.device, &toili.stage.office.device] {
        let page = page(device, &key);
        assert!(page.editable);
        let tally = page.row.tally;
        assert_eq!(
            (tally.hadir, tally.sakit, tally.alfa, tally.unmarked),
            (0, 1, 1, 3)
        );
        let lines: Vec<_> = page
            .families
            .iter()
            .map(|family| {
                (
                    family.name.as_str(),
                    family.id.is_some(),
                    family.mark,
                    family.rating,
                )
            })
            .collect();
        assert_eq!(lines.len(), 5, "as many as the tally");
        assert_eq!(
            lines[1],
            (
                "MELATI KELUARGA 1",
                true,
                Some(Mark::Sakit),
                Some(Rating::SangatBaik)
            )
        );
        assert_eq!(lines[2], ("MELATI KELUARGA 2", true, None, None));
        assert_eq!(lines[4], ("", false, Some(Mark::Alfa), None));
        assert_eq!(page.more_sessions[0].title, "Memahami Perilaku Anak");
        assert_eq!(page.speakers.len(), 1);
        assert_eq!(page.pendamping.unwrap().name, "ANI");
        assert!(page.topic.is_some() && page.check.is_none() && page.disagreements.is_empty());
        let who: Vec<&str> = page
            .history
            .iter()
            .map(|line| line.who.as_ref().unwrap().name.as_str())
            .collect();
        assert_eq!(who, ["ANI", "ANI"]);
        let last = &page.history[0].what;
        assert_eq!(last.len(), 1);
        assert_eq!(last[0].family.as_deref(), Some("Melati Keluarga 1"));
        assert_eq!(
            (last[0].before.as_deref(), last[0].after.as_deref()),
            (Some("H"), Some("S"))
        );
        let first = &page.history[1].what;
        let starts = first.iter().find(|line| line.field == "starts").unwrap();
        assert_eq!(
            (starts.before.as_deref(), starts.after.as_deref()),
            (None, Some("09.00"))
        );
    }
}

#[test]
fn a_change_after_the_verdict_shows_on_page_and_in_lists() {
    let mut toili = Toili::new(362);
    let date = "2026-11-04".parse().unwrap();
    let session = crate::kinds::SessionCode::new("M1.1").unwrap();
    let key = DocKey::meeting(toili.group.id, date, session).unwrap();
    let families = toili.group.families.clone();
    toili.phone.mark(&key, families[0], Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let seen = office.document(&key).unwrap().unwrap().heads();
    assert_eq!(page(office, &key).heads, written(&seen));
    // The phone writes on before the verdict reaches it.
    verdict(office, &key, Some(seen));
    let listed = |device: &Device| {
        let row = &Beranda {}.answer(device).unwrap().met[0];
        (row.verdict, row.changed_since_check)
    };
    assert_eq!(listed(office), (Some(Verdict::Perbaiki), false));
    let check = page(office, &key).check.unwrap();
    assert_eq!(
        (check.by.unwrap().name.as_str(), check.changed.len()),
        ("RATNA", 0)
    );
    toili.phone.mark(&key, families[0], Mark::Alfa);
    for _ in 0..2 {
        toili.synced_phone();
        toili.synced_office();
    }
    for device in [&toili.phone.device, &toili.stage.office.device] {
        assert_eq!(listed(device), (Some(Verdict::Perbaiki), true));
        let check = page(device, &key).check.unwrap();
        assert_eq!(check.note.as_deref(), Some("tempat?"));
        assert_eq!(check.changed.len(), 1);
        assert_eq!(check.changed[0].after.as_deref(), Some("A"));
    }
    // A verdict that names no version is of no version.
    let office = &mut toili.stage.office.device;
    verdict(office, &key, None);
    assert_eq!(listed(office), (Some(Verdict::Perbaiki), true));
}

fn written(version: &Heads) -> String {
    super::super::recording::written_version(version)
}

#[test]
fn it_is_led_by_whoever_led_the_group_that_day_and_listed_with_the_families_of_that_day() {
    let mut toili = Toili::new(363);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let office = &mut toili.stage.office.device;
    let since = |day: &str| Since(Some(day.parse().unwrap()));
    let handed = GroupPatch {
        pendamping: [(since("2026-10-10"), Some(budi))].into(),
        ..GroupPatch::default()
    };
    office
        .edit(&DocKey::Group(toili.group.id), &handed.into())
        .unwrap();
    let left = FamilyPatch {
        groups: [(since("2026-10-10"), Some(Uuid::from_u128(3)))].into(),
        ..FamilyPatch::default()
    };
    let family = DocKey::Family(toili.group.families[0]);
    office.edit(&family, &left.into()).unwrap();
    toili.synced_office();
    toili.synced_phone();
    for (day, name, families) in [(9, "ANI", 4), (10, "BUDI", 3)] {
        let key = toili.group.meeting(day);
        toili.phone.mark(&key, toili.group.families[1], Mark::Hadir);
        let page = page(&toili.phone.device, &key);
        assert_eq!(page.pendamping.unwrap().name, name);
        assert_eq!(page.families.len(), families);
        let tally = page.row.tally;
        assert_eq!(
            (tally.hadir as usize, tally.unmarked as usize),
            (1, families - 1)
        );
    }
}

#[test]
fn two_values_at_one_time_are_shown_with_both() {
    let mut toili = Toili::new(364);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let key = toili.record(6, 0, Mark::Hadir);
    colleague.mark(&key, toili.group.families[0], Mark::Alfa);
    for _ in 0..2 {
        toili.synced_phone();
        colleague.synced(&mut toili.stage.relay);
    }
    let page = page(&toili.phone.device, &key);
    assert_eq!(page.row.disagreements, 1);
    assert_eq!(page.disagreements.len(), 1);
    assert_eq!(page.disagreements[0].sides.len(), 2);
}

#[test]
fn a_meeting_is_cancelled_and_held_after_all_and_keeps_its_marks() {
    let mut toili = Toili::new(365);
    let key = toili.record(6, 0, Mark::Hadir);
    let device = &mut toili.phone.device;
    let id = key.id(&device.office()).0;
    CancelMeeting {
        id,
        cancelled: true,
    }
    .run(device)
    .unwrap();
    let cancelled = page(device, &key);
    assert!(cancelled.row.cancelled);
    assert_eq!(cancelled.row.tally.hadir, 1);
    CancelMeeting {
        id,
        cancelled: false,
    }
    .run(device)
    .unwrap();
    assert!(!page(device, &key).row.cancelled);
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    for id in [Uuid::from_u128(1), family] {
        assert!(
            CancelMeeting {
                id,
                cancelled: true
            }
            .run(device)
            .is_err()
        );
        assert!(Meeting { id }.answer(device).is_err());
    }
}

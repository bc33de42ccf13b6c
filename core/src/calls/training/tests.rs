//! A coaching that two offices record offline, who counts as trained, and that nobody but the office says so.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::prelude::*;
use sesi_engine::job::JobProgress;
use sesi_engine::store::{DocumentRow, StoreError};
use uuid::Uuid;

use super::*;
use crate::calls::differences::Differences;
use crate::calls::register::SavePosting;
use crate::calls::terms::Done;
use crate::calls::{Command, Job, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{
    Attendee, DocKey, HalfDay, Mark, Presence, Taking, TrainingPatch, TrainingView, View,
};
use crate::pdf::Size;
use crate::testkit::{LUWUK, Stage, TOILI, Toili};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> &'static str {
    ApiError::from(&done.unwrap_err()).kind
}

fn who(staff: Uuid) -> String {
    Attendee::Staff(staff).to_string()
}

/// A training of September 2026 with two half days each day.
fn facts(name: &str, event: TrainingKind, from: u32, to: u32) -> TrainingFacts {
    let halves = (from..=to)
        .flat_map(|day| ["p", "s"].map(|part| (format!("2026-09-{day:02}.{part}"), String::new())));
    TrainingFacts {
        name: name.to_owned(),
        kind: Some(event),
        starts: Some(day(&format!("2026-09-{from:02}"))),
        ends: Some(day(&format!("2026-09-{to:02}"))),
        fds: true,
        halves: halves.collect(),
        ..TrainingFacts::default()
    }
}

fn save(device: &mut Device, facts: TrainingFacts) -> Uuid {
    let save = SaveTraining {
        id: None,
        base: String::new(),
        facts,
    };
    save.run(device).unwrap()
}

fn read(device: &Device, id: Uuid) -> TrainingDetail {
    ReadTraining { id: Some(id) }.answer(device).unwrap()
}

fn take(device: &mut Device, id: Uuid, taking: &[(Uuid, Taking)]) -> Result<Done, Error> {
    let base = read(device, id).base;
    let taking = taking
        .iter()
        .map(|(staff, taking)| (who(*staff), Some(*taking)));
    let people = SaveTrainingPeople {
        id,
        base,
        taking: taking.collect(),
        facilitators: BTreeMap::new(),
        guests: Vec::new(),
    };
    people.run(device)
}

fn mark(
    device: &mut Device,
    id: Uuid,
    half: &str,
    marks: &[(Uuid, Presence)],
) -> Result<Done, Error> {
    let base = read(device, id).base;
    let marks = marks
        .iter()
        .map(|(staff, presence)| (who(*staff), Some(*presence)));
    let mark = MarkTraining {
        id,
        base,
        half: half.to_owned(),
        marks: marks.collect(),
    };
    mark.run(device)
}

fn person(view: &TrainingDetail, staff: Uuid) -> &TrainingPerson {
    let mut people = view.people.iter();
    people.find(|one| one.staff == Some(staff)).unwrap()
}

fn untrained(device: &Device) -> UntrainedView {
    Untrained {}.answer(device).unwrap()
}

fn names(view: &UntrainedView) -> Vec<&str> {
    view.people
        .iter()
        .map(|row| row.person.name.as_str())
        .collect()
}

#[test]
fn two_offices_record_one_coaching_offline_and_merge_mark_by_mark() {
    let mut stage = Stage::new(1801);
    let dewi = stage.hire("DEWI", &[]);
    let people: Vec<Uuid> = (0..6)
        .map(|no| stage.hire(&format!("ORANG {no}"), &[TOILI]))
        .collect();
    let mut second = stage.second_office(dewi);
    // Both write it down before either has heard of the other.
    let coaching = || facts("Coaching FDS Kendari", TrainingKind::Coaching, 3, 4);
    let one = save(&mut stage.office.device, coaching());
    let other = save(
        &mut second.device,
        TrainingFacts {
            name: " coaching  fds KENDARI".to_owned(),
            ..coaching()
        },
    );
    assert_eq!(one, other, "of one name and day is one document");
    let registered: Vec<(Uuid, Taking)> = people
        .iter()
        .map(|staff| (*staff, Taking::Terdaftar))
        .collect();
    take(&mut stage.office.device, one, &registered[..3]).unwrap();
    take(&mut second.device, one, &registered[3..]).unwrap();
    let hadir = |staff: &Uuid| (*staff, Presence::Hadir);
    for (at, staff) in people.iter().enumerate() {
        let device = if at < 3 {
            &mut stage.office.device
        } else {
            &mut second.device
        };
        for half in [
            "2026-09-03.p",
            "2026-09-03.s",
            "2026-09-04.p",
            "2026-09-04.s",
        ] {
            mark(device, one, half, &[hadir(staff)]).unwrap();
        }
    }
    for _ in 0..2 {
        stage.office.synced(&mut stage.relay);
        second.synced(&mut stage.relay);
    }
    for device in [&stage.office.device, &second.device] {
        let view = read(device, one);
        assert_eq!(view.people.len(), 6);
        for staff in &people {
            let one = person(&view, *staff);
            assert_eq!((one.there, one.took_part), (4, true));
        }
        assert_eq!(view.disagreements, 1, "only its name, written in two ways");
    }
    assert_eq!(stage.office.dump(), second.dump());
    // One person on one half day, marked otherwise on both: both sides stay.
    mark(
        &mut stage.office.device,
        one,
        "2026-09-03.p",
        &[(people[0], Presence::Izin)],
    )
    .unwrap();
    let absent = [(people[0], Presence::TanpaKeterangan)];
    mark(&mut second.device, one, "2026-09-03.p", &absent).unwrap();
    for _ in 0..2 {
        stage.office.synced(&mut stage.relay);
        second.synced(&mut stage.relay);
    }
    let differences = Differences { doc: Some(one) }
        .answer(&second.device)
        .unwrap();
    let path = format!("presence/2026-09-03.p.{}", who(people[0]));
    let about: Vec<&str> = differences.iter().map(|one| one.field.as_str()).collect();
    assert!(about.contains(&path.as_str()), "{about:?}");
    assert_eq!(stage.office.dump(), second.dump());
}

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
fn a_guest_is_one_however_often_the_name_is_typed_and_facilitates_or_takes_part() {
    let mut stage = Stage::new(1805);
    let device = &mut stage.office.device;
    let id = save(device, facts("Diklat FDS", TrainingKind::Diklat, 1, 1));
    let guest = |name: &str, as_what: &str| NewGuest {
        name: name.to_owned(),
        agency: "BBPPKS".to_owned(),
        as_what: as_what.to_owned(),
    };
    let people = SaveTrainingPeople {
        id,
        base: read(device, id).base,
        taking: BTreeMap::new(),
        facilitators: BTreeMap::new(),
        guests: vec![
            guest("Bu Widya", "widyaiswara"),
            guest("BU  WIDYA", "widyaiswara"),
            guest("Pak Camat", ""),
        ],
    };
    people.run(device).unwrap();
    let view = read(device, id);
    assert_eq!(view.people.len(), 2);
    assert_eq!(view.people[0].as_what.as_deref(), Some("widyaiswara"));
    assert_eq!(view.people[1].taking, Some(Taking::Terdaftar));
    let unknown = MarkTraining {
        id,
        base: view.base,
        half: "2026-09-01.p".to_owned(),
        marks: [(
            Attendee::guest("Orang lain").to_string(),
            Some(Presence::Hadir),
        )]
        .into(),
    };
    assert!(unknown.run(device).is_err());
}

#[test]
fn what_another_office_wrote_since_is_not_written_over_unseen() {
    let mut stage = Stage::new(1806);
    let device = &mut stage.office.device;
    let id = save(device, facts("Diklat FDS", TrainingKind::Diklat, 1, 1));
    let shown = read(device, id);
    let place = |base: &str, place: &str| SaveTraining {
        id: Some(id),
        base: base.to_owned(),
        facts: TrainingFacts {
            place: place.to_owned(),
            ..shown.facts.clone()
        },
    };
    place(&shown.base, "Aula Dinsos").run(device).unwrap();
    place(&shown.base, "Hotel").run(device).unwrap();
    assert_eq!(read(device, id).disagreements, 1);
    let now = read(device, id).base;
    place(&now, "Aula Dinsos").run(device).unwrap();
    assert_eq!(read(device, id).disagreements, 0);
}

#[test]
fn a_member_neither_asks_nor_writes_and_what_it_forges_counts_nowhere() {
    let mut toili = Toili::new(1807);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let device = &mut toili.stage.office.device;
    let id = save(device, facts("Diklat FDS", TrainingKind::Diklat, 1, 1));
    take(device, id, &[(ani, Taking::Diusulkan)]).unwrap();
    toili.synced_office();
    toili.synced_phone();
    let phone = &mut toili.phone.device;
    assert_eq!(kind(Untrained {}.answer(phone)), "not_allowed");
    assert_eq!(kind(Trainings {}.answer(phone)), "not_allowed");
    assert_eq!(
        kind(ReadTraining { id: Some(id) }.answer(phone)),
        "not_allowed"
    );
    let save = SaveTraining {
        id: None,
        base: String::new(),
        facts: facts("Palsu", TrainingKind::Diklat, 2, 2),
    };
    assert_eq!(kind(save.run(phone)), "not_allowed");
    // Past the calls: the forum is hers to write, its trainings are not. What a device forges all the same is left out by every reader
    // (`kinds/tests/contents.rs`).
    let key = crate::calls::ids::document(phone, id).unwrap().unwrap().0;
    let forged = TrainingPatch {
        taking: [(Attendee::Staff(ani), Some(Taking::Hadir))].into(),
        ..TrainingPatch::default()
    };
    assert!(phone.edit(&key, &forged.into()).is_err());
    toili.synced_phone();
    toili.synced_office();
    let device = &toili.stage.office.device;
    assert_eq!(untrained(device).total.trained, 0);
    let view = read(device, id);
    assert_eq!(view.facts.name, "Diklat FDS");
    assert_eq!(person(&view, ani).taking, Some(Taking::Diusulkan));
    let listed = Trainings {}.answer(device).unwrap();
    assert_eq!(
        listed.len(),
        1,
        "one that nobody entitled named is none: {listed:?}"
    );
}

#[test]
fn beside_a_speakers_name_stands_whether_they_had_fds_training() {
    let mut toili = Toili::new(1808);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let beside = |device: &Device| {
        let today = device.today().unwrap();
        let names = crate::queries::training::trained_names(device.reader(), today);
        names.unwrap().get("ani").copied()
    };
    assert_eq!(beside(&toili.phone.device), Some(false));
    let device = &mut toili.stage.office.device;
    let id = save(device, facts("Diklat FDS", TrainingKind::Diklat, 1, 1));
    take(device, id, &[(ani, Taking::Hadir)]).unwrap();
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(
        beside(&toili.phone.device),
        Some(true),
        "a phone knows it by the forum"
    );
    let form = crate::calls::recording::RecordNew {
        group: Some(toili.group.id),
        date: None,
    };
    let form = form.answer(&toili.phone.device).unwrap();
    assert_eq!(form.trained.get("ani"), Some(&true));
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

#[test]
fn both_forms_are_written_and_say_what_the_screens_say() {
    let mut stage = Stage::new(1810);
    let ani = stage.hire("ANI", &[TOILI]);
    stage.hire("BUDI", &[LUWUK]);
    let device = &mut stage.office.device;
    let id = save(device, facts("Coaching FDS", TrainingKind::Coaching, 1, 8));
    take(device, id, &[(ani, Taking::Terdaftar)]).unwrap();
    mark(device, id, "2026-09-01.p", &[(ani, Presence::Hadir)]).unwrap();
    let (document, people) = printing::attendance(device, id).unwrap();
    assert_eq!(people, 1);
    let text = crate::forms::plain::text(&document);
    for said in ["DAFTAR HADIR COACHING", "Coaching FDS", "Ani", "Toili", "V"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let groups: Vec<&str> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            crate::forms::document::Block::Table { table, .. } => Some(table),
            _ => None,
        })
        .flat_map(|table| table.columns.iter().filter_map(|head| head.group))
        .map(|words| words.id)
        .collect();
    assert_eq!(groups.len(), 16, "a column for each half day");
    assert_eq!((groups[0], groups[15]), ("Hari 1", "Hari 8"));
    let (document, people) = printing::rekap(device).unwrap();
    assert_eq!(people, 3);
    let text = crate::forms::plain::text(&document);
    for said in [
        "REKAP DIKLAT FDS",
        "KABUPATEN",
        "Belum pernah diklat FDS: 3 orang",
        "Budi",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let dir = tempfile::tempdir().unwrap();
    for (form, format) in [
        (TrainingForm::Attendance(id), TrainingFormat::Pdf),
        (TrainingForm::Attendance(id), TrainingFormat::Docx),
        (TrainingForm::Rekap, TrainingFormat::Pdf),
        (TrainingForm::Rekap, TrainingFormat::Docx),
    ] {
        let path = dir.path().join("form");
        let export = ExportTraining {
            form,
            format,
            paper: Size::A4,
            path: path.clone(),
        };
        let mut seen: Vec<JobProgress> = Vec::new();
        let printed = export
            .run(device, &mut |progress| {
                seen.push(progress);
                Ok(())
            })
            .unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(u32::try_from(bytes.len()).unwrap(), printed.bytes);
        let begins: &[u8] = match format {
            TrainingFormat::Pdf => b"%PDF",
            TrainingFormat::Docx => b"PK",
        };
        assert!(bytes.starts_with(begins) && !seen.is_empty());
    }
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

#[test]
fn a_training_that_was_filed_in_another_year_is_found_again() {
    let mut stage = Stage::new(1890);
    let office = &mut stage.office.device;
    let id = crate::calls::events::id_of("training", "Diklat FDS", day("2026-09-07"));
    let key = DocKey::Training {
        filed: day("2026-12-31"),
        id,
    };
    let patch = TrainingPatch {
        name: sesi_engine::documents::Set::To("DIKLAT FDS".to_owned()),
        starts: sesi_engine::documents::Set::To(day("2026-09-07")),
        ..TrainingPatch::default()
    };
    office.edit(&key, &patch.into()).unwrap();
    let again = SaveTraining {
        id: None,
        base: String::new(),
        facts: facts("Diklat FDS", TrainingKind::Diklat, 7, 9),
    };
    assert_eq!(kind(again.run(office)), "training_taken");
}

#[test]
fn whoever_is_no_office_is_told_so_before_anything_else() {
    let mut toili = Toili::new(1893);
    let all = facts("Diklat", TrainingKind::Diklat, 1, 1);
    let id = save(&mut toili.stage.office.device, all);
    toili.synced_office();
    toili.synced_phone();
    let phone = &mut toili.phone.device;
    let base = || "no version".to_owned();
    let save = SaveTraining {
        id: None,
        base: base(),
        facts: TrainingFacts::default(),
    };
    let people = SaveTrainingPeople {
        id,
        base: base(),
        taking: BTreeMap::new(),
        facilitators: BTreeMap::new(),
        guests: Vec::new(),
    };
    let mark = MarkTraining {
        id,
        base: base(),
        half: String::new(),
        marks: BTreeMap::new(),
    };
    let rule = SaveTrainingRule {
        counting: BTreeSet::new(),
    };
    let told = [
        kind(save.run(phone)),
        kind(people.run(phone)),
        kind(mark.run(phone)),
        kind(rule.run(phone)),
    ];
    assert_eq!(told, ["not_allowed"; 4]);
    let folder = tempfile::tempdir().unwrap();
    for form in [TrainingForm::Attendance(id), TrainingForm::Rekap] {
        let path = folder.path().join("daftar.pdf");
        let export = ExportTraining {
            form,
            format: TrainingFormat::Pdf,
            paper: Size::A4,
            path: path.clone(),
        };
        assert_eq!(
            kind(export.run(&mut *phone, &mut |_| Ok(()))),
            "not_allowed"
        );
        assert!(!path.exists());
    }
}

#[test]
fn a_training_and_its_guests_have_names_and_no_more_half_days_than_a_list_has_room_for() {
    let mut stage = Stage::new(1894);
    let device = &mut stage.office.device;
    let new = |facts| SaveTraining {
        id: None,
        base: String::new(),
        facts,
    };
    let nameless = facts("  ", TrainingKind::Diklat, 1, 1);
    assert_eq!(kind(new(nameless).run(device)), "name_missing");
    let long = facts("Diklat", TrainingKind::Diklat, 1, 22);
    assert_eq!(kind(new(long).run(device)), "training_halves");
    let id = save(device, facts("Diklat", TrainingKind::Diklat, 1, 21));
    let guest = SaveTrainingPeople {
        id,
        base: read(device, id).base,
        taking: BTreeMap::new(),
        facilitators: BTreeMap::new(),
        guests: vec![NewGuest {
            name: " ".to_owned(),
            agency: "Toili".to_owned(),
            as_what: String::new(),
        }],
    };
    assert_eq!(kind(guest.run(device)), "name_missing");
    assert!(read(device, id).people.is_empty());
}

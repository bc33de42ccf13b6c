//! A coaching that two offices record offline, who counts as trained, and that nobody but the office says so.

mod counting;

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

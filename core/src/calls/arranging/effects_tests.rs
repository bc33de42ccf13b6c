//! What an arrangement does beyond what it says is told before and after, and counted here a second way: by the notes of the rekap.

use std::collections::BTreeSet;

use sesi_engine::documents::Set;
use uuid::Uuid;

use super::acting::{CloseGroup, MergeGroups, MoveFamilies};
use super::effects::{ArrangingEffects, Effects};
use super::tests::{Scene, day, kind, list, merge, split, split_of, undo};
use super::undoing::WhyStays;
use crate::calls::families::SetStatus;
use crate::calls::groups::{Group, SaveGroup};
use crate::calls::rekap::ReadRekap;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::kinds::{Arranging, DocKey, GroupPatch, Mark, SessionCode, Status};
use crate::rekap::Note;
use crate::testkit::{Kelompok, marks};

fn met(device: &mut Device, group: &Kelompok, on: &str, of: &[usize]) -> Uuid {
    let key = DocKey::meeting(group.id, day(on), SessionCode::new("M1.1").unwrap()).unwrap();
    let marked = of.iter().map(|at| (group.families[*at], Mark::Hadir));
    device.edit(&key, &marks(marked)).unwrap();
    device.document(&key).unwrap().unwrap().id().0
}

/// Meetings with their families whose marks the rekap of these months names as not its own.
fn not_counted(device: &Device, months: &[&str]) -> BTreeSet<(Uuid, Option<Uuid>)> {
    let mut found = BTreeSet::new();
    for month in months {
        let month = (*month).to_owned();
        let rekap = ReadRekap { month }.answer(device).unwrap();
        for note in rekap.rekap.notes {
            match note {
                Note::MarkedElsewhere {
                    meeting, family, ..
                } => found.insert((meeting, Some(family))),
                Note::MeetingOfClosedGroup { meeting, .. } => found.insert((meeting, None)),
                other => panic!("{other:?}"),
            };
        }
    }
    found
}

fn told(effects: &Effects) -> BTreeSet<(Uuid, Option<Uuid>)> {
    let meetings = effects.voided.iter();
    meetings
        .flat_map(|of| {
            of.families
                .iter()
                .map(|family| (of.meeting, Some(family.id)))
        })
        .collect()
}

const MONTHS: [&str; 4] = ["2026-08", "2026-09", "2026-10", "2026-11"];

#[test]
fn an_arrangement_dated_back_names_the_marks_that_no_report_counts_any_more() {
    for what in [Arranging::Move, Arranging::Split, Arranging::Merge] {
        let mut scene = Scene::new(1330);
        let (melati, mawar) = (scene.melati(), scene.mawar.clone());
        let office = scene.office();
        met(office, &melati, "2026-08-20", &[0, 1, 2, 3]);
        let september = met(office, &melati, "2026-09-20", &[0, 1, 2]);
        let october = met(office, &melati, "2026-10-20", &[0, 2]);
        let off = met(office, &melati, "2026-10-25", &[0, 1]);
        let cancelled = crate::kinds::MeetingPatch {
            cancelled: Set::To(true),
            ..Default::default()
        };
        let key = DocKey::meeting(
            melati.id,
            day("2026-10-25"),
            SessionCode::new("M1.1").unwrap(),
        );
        office.edit(&key.unwrap(), &cancelled.into()).unwrap();
        assert!(not_counted(office, &MONTHS).is_empty());
        let gone = vec![melati.families[0], melati.families[1]];
        let since = day("2026-08-25");
        let asked = ArrangingEffects {
            what,
            group: (what == Arranging::Merge).then_some(melati.id),
            families: gone.clone(),
            to: (what != Arranging::Split).then_some(mawar.id),
            status: None,
            since,
        };
        let before = asked.answer(office).unwrap();
        let done = match what {
            Arranging::Move => MoveFamilies {
                ids: gone,
                group: mawar.id,
                since,
            }
            .run(office),
            Arranging::Split => split_of(melati.id, gone, "2026-08-25").run(office),
            _ => merge(melati.id, mawar.id, "2026-08-25").run(office),
        };
        let done = done.unwrap();
        assert_eq!(done.effects, before, "{what:?}: before as after");
        let days: Vec<String> = before.voided.iter().map(|of| of.date.to_string()).collect();
        assert_eq!(
            days,
            ["2026-09-20", "2026-10-20"],
            "{what:?}: the month of its day still counts them"
        );
        assert_eq!(before.voided[0].group.name, "MELATI");
        let all = told(&before);
        assert!(
            all.iter()
                .all(|(meeting, _)| *meeting == september || *meeting == october)
        );
        assert!(all.iter().all(|(meeting, _)| *meeting != off));
        if what == Arranging::Merge {
            let meetings: BTreeSet<_> = all.iter().map(|(meeting, _)| (*meeting, None)).collect();
            assert_eq!(
                not_counted(office, &MONTHS),
                meetings,
                "the rekap leaves them out whole"
            );
            assert_eq!(all.len(), 5);
        } else {
            assert_eq!(not_counted(office, &MONTHS), all, "{what:?}");
            assert_eq!(all.len(), 3);
        }
        undo(office, &done.id);
        assert!(not_counted(office, &MONTHS).is_empty(), "{what:?}: back");
    }
}

#[test]
fn what_is_dated_ahead_voids_nothing() {
    let mut scene = Scene::new(1331);
    let (melati, mawar) = (scene.melati(), scene.mawar.id);
    let office = scene.office();
    met(office, &melati, "2026-10-20", &[0, 1]);
    let moved = MoveFamilies {
        ids: melati.families.clone(),
        group: mawar,
        since: day("2026-12-01"),
    };
    assert_eq!(moved.run(office).unwrap().effects, Effects::default());
}

#[test]
fn a_group_closed_in_the_past_names_the_meetings_since() {
    let mut scene = Scene::new(1332);
    let mawar = scene.mawar.clone();
    let office = scene.office();
    met(office, &mawar, "2026-10-12", &[1]);
    for family in &mawar.families {
        let graduated = SetStatus {
            id: *family,
            status: Status::Graduasi,
            since: day("2026-08-01"),
        };
        graduated.run(office).unwrap();
    }
    let since = day("2026-09-10");
    let ask = || ArrangingEffects {
        what: Arranging::Close,
        group: Some(mawar.id),
        families: Vec::new(),
        to: None,
        status: None,
        since,
    };
    let before = ask().answer(office).unwrap();
    assert_eq!(told(&before).len(), 1);
    let done = CloseGroup {
        group: mawar.id,
        since,
    }
    .run(office)
    .unwrap();
    assert_eq!(done.effects, before);
    assert_eq!(not_counted(office, &MONTHS).len(), 1);
    assert_eq!(
        ask().answer(office).unwrap(),
        Effects::default(),
        "it did not count already"
    );
}

#[test]
fn a_move_that_ends_a_planned_one_says_so() {
    let mut scene = Scene::new(1333);
    let (melati, mawar) = (scene.melati(), scene.mawar.id);
    let family = melati.families[0];
    let office = scene.office();
    let to = split(office, &melati, &[3], "2026-11-01").group.unwrap();
    let go = |group: Uuid, since: &str| MoveFamilies {
        ids: vec![family],
        group,
        since: day(since),
    };
    assert_eq!(
        go(to, "2027-01-01").run(office).unwrap().effects,
        Effects::default()
    );
    let asked = ArrangingEffects {
        what: Arranging::Move,
        group: None,
        families: vec![family],
        to: Some(mawar),
        status: None,
        since: day("2026-12-01"),
    };
    let before = asked.answer(office).unwrap();
    let done = go(mawar, "2026-12-01").run(office).unwrap();
    assert_eq!(done.effects, before);
    let [ended] = &before.ended[..] else {
        panic!("{before:?}")
    };
    assert_eq!((ended.family.id, ended.group.id), (family, to));
    assert_eq!(
        (ended.family.name.as_str(), ended.since),
        ("MELATI KELUARGA 0", day("2027-01-01"))
    );
    let view = crate::calls::families::known(office, family).unwrap();
    assert_eq!(view.group_on(day("2027-02-01")), Some(mawar));
    // A merge takes nobody from a move of its own.
    undo(office, &done.id);
    let merged = MergeGroups {
        group: melati.id,
        into: mawar,
        since: day("2026-12-01"),
    };
    assert_eq!(merged.run(office).unwrap().effects.ended, []);
    let view = crate::calls::families::known(office, family).unwrap();
    assert_eq!(view.group_on(day("2027-02-01")), Some(to));
}

#[test]
fn a_split_of_a_day_to_come_leaves_the_group_its_ketua_until_then() {
    let mut scene = Scene::new(1334);
    let melati = scene.melati();
    let ketua = GroupPatch {
        ketua: Set::To(melati.families[1]),
        ..GroupPatch::default()
    };
    let office = scene.office();
    office
        .edit(&DocKey::Group(melati.id), &ketua.into())
        .unwrap();
    let of =
        |device: &Device, id: Uuid| Group { id }.answer(device).unwrap().ketua.map(|one| one.id);
    let new = split(office, &melati, &[1, 2], "2027-01-01").group.unwrap();
    assert_eq!(
        of(office, melati.id),
        Some(melati.families[1]),
        "still there"
    );
    assert_eq!(of(office, new), None, "not yet there");
    // The ketua of a group who went away by whatever way no longer leads it.
    let gone = MoveFamilies {
        ids: vec![melati.families[1]],
        group: scene.mawar.id,
        since: day("2026-11-01"),
    };
    let office = scene.office();
    gone.run(office).unwrap();
    assert_eq!(of(office, melati.id), None);
}

#[test]
fn no_second_open_group_of_a_name_comes_by_taking_back() {
    for merging in [false, true] {
        let mut scene = Scene::new(1335);
        let (melati, mawar) = (scene.melati().id, scene.mawar.clone());
        let office = scene.office();
        let since = day("2026-11-01");
        let done = if merging {
            merge(mawar.id, melati, "2026-11-01").run(office).unwrap()
        } else {
            for family in &mawar.families {
                let left = SetStatus {
                    id: *family,
                    status: Status::Graduasi,
                    since,
                };
                left.run(office).unwrap();
            }
            CloseGroup {
                group: mawar.id,
                since,
            }
            .run(office)
            .unwrap()
        };
        let desa = Group { id: mawar.id }.answer(office).unwrap().desa;
        let save = |id: Option<Uuid>, name: &str, desa: &str| SaveGroup {
            id,
            name: name.into(),
            desa: desa.into(),
            place: String::new(),
            ketua: None,
            pendamping: None,
        };
        let other = save(None, "Mawar", &desa).run(office).unwrap();
        let back = undo(office, &done.id);
        let stays: Vec<(Uuid, WhyStays)> =
            back.stays.iter().map(|one| (one.doc, one.why)).collect();
        assert_eq!(stays, [(mawar.id, WhyStays::NameTaken)]);
        assert_eq!((back.families, back.groups), (0, 0), "all of it or nothing");
        assert!(!list(office).rows[0].is_undone);
        assert!(
            list(office).stranded.is_empty(),
            "nobody is where no group is"
        );
        save(Some(other), "Kenanga", &desa).run(office).unwrap();
        let back = undo(office, &done.id);
        assert_eq!(back.stays.len(), 0);
        let families = if merging { 3 } else { 0 };
        assert_eq!(back.families, families);
        assert_eq!(
            kind(save(None, "Mawar", &desa).run(office)),
            "group_taken",
            "it is open"
        );
    }
}

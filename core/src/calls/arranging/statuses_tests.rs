//! Many families are given a status at once: what that does to reports is told before and after, counted here a second way by what the
//! rekap leaves out, and all of it is taken back as a whole.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::acting::SetStatuses;
use super::effects::{ArrangingEffects, Effects};
use super::tests::{Scene, day, list, undo};
use crate::calls::families::SetStatus;
use crate::calls::rekap::ReadRekap;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::kinds::{Arranging, DocKey, Mark, SessionCode, Status};
use crate::rekap::figures::UnmatchedReason;
use crate::testkit::marks;

const MONTHS: [&str; 3] = ["2026-09", "2026-10", "2026-11"];

/// How many families the rekap of each month counts, and how many marks it leaves out because their family is not active.
fn counted(device: &Device) -> Vec<(u32, usize)> {
    let of = |month: &&str| {
        let month = (*month).to_owned();
        let rekap = ReadRekap { month }.answer(device).unwrap().rekap;
        let left_out = rekap.unmatched.iter();
        let left_out = left_out.filter(|mark| mark.reason == UnmatchedReason::NotActive);
        (rekap.total.families, left_out.count())
    };
    MONTHS.iter().map(of).collect()
}

fn names(effects: &Effects) -> BTreeSet<Uuid> {
    let voided = effects.voided.iter();
    voided
        .flat_map(|of| of.families.iter().map(|family| family.id))
        .collect()
}

#[test]
fn many_families_get_a_status_and_have_the_old_one_again() {
    let mut scene = Scene::new(1340);
    let melati = scene.melati();
    let office = scene.office();
    for on in ["2026-09-20", "2026-10-20"] {
        let session = SessionCode::new("M1.1").unwrap();
        let key = DocKey::meeting(melati.id, day(on), session).unwrap();
        let marked = melati.families.iter().take(3);
        office
            .edit(&key, &marks(marked.map(|family| (*family, Mark::Hadir))))
            .unwrap();
    }
    let before = counted(office);
    let given = SetStatuses {
        ids: melati.families[..2].to_vec(),
        status: Status::Graduasi,
        since: day("2026-10-01"),
    };
    let asked = ArrangingEffects {
        what: Arranging::Status,
        group: None,
        families: given.ids.clone(),
        to: None,
        status: Some(given.status),
        since: given.since,
    };
    let told = asked.answer(office).unwrap();
    assert_eq!(told.voided.len(), 1, "September is over: {told:?}");
    assert_eq!(names(&told), given.ids.iter().copied().collect());
    let done = given.run(office).unwrap();
    assert_eq!((done.effects, done.families), (told, 2));
    let [september, october, november] = before[..] else {
        panic!("{before:?}")
    };
    let after = [
        september,
        (october.0 - 2, october.1 + 2),
        (november.0 - 2, november.1),
    ];
    assert_eq!(counted(office), after);
    let row = list(office).rows.remove(0);
    assert_eq!(
        (row.what, row.status, row.families.len(), row.is_undone),
        (Arranging::Status, Some(Status::Graduasi), 2, false)
    );
    // Of one of them somebody said something else since: that stays.
    let later = SetStatus {
        id: melati.families[1],
        status: Status::TidakAktif,
        since: day("2026-10-01"),
    };
    later.run(office).unwrap();
    let undone = undo(office, &done.id);
    assert_eq!((undone.families, undone.stays.len()), (1, 1));
    let half = [
        september,
        (october.0 - 1, october.1 + 1),
        (november.0 - 1, november.1),
    ];
    assert_eq!(counted(office), half);
}

#[test]
fn a_status_that_all_of_them_have_is_refused() {
    let mut scene = Scene::new(1341);
    let ids = scene.melati().families;
    let given = SetStatuses {
        ids,
        status: Status::Aktif,
        since: day("2026-10-01"),
    };
    assert!(given.run(scene.office()).is_err());
}

#[test]
fn a_status_that_ends_a_planned_one_says_so() {
    let mut scene = Scene::new(1347);
    let melati = scene.melati();
    let [leaves, stays] = [melati.families[0], melati.families[1]];
    let office = scene.office();
    for (family, status) in [(leaves, Status::Graduasi), (stays, Status::TidakAktif)] {
        let planned = SetStatus {
            id: family,
            status,
            since: day("2027-01-01"),
        };
        planned.run(office).unwrap();
    }
    let asked = ArrangingEffects {
        what: Arranging::Status,
        group: None,
        families: vec![leaves, stays, melati.families[2]],
        to: None,
        status: Some(Status::TidakAktif),
        since: day("2026-12-01"),
    };
    let before = asked.answer(office).unwrap();
    let given = SetStatuses {
        ids: vec![leaves, stays, melati.families[2]],
        status: Status::TidakAktif,
        since: day("2026-12-01"),
    };
    let done = given.run(office).unwrap();
    assert_eq!(done.effects, before);
    let [ended] = &before.ended_statuses[..] else {
        panic!("what is planned and given alike ends nothing: {before:?}")
    };
    assert_eq!(
        (ended.family.id, ended.status, ended.since),
        (leaves, Status::Graduasi, day("2027-01-01"))
    );
    // Counted another way: who is of another status then than it was to be.
    let then = |office: &Device, family| {
        let view = crate::calls::families::known(office, family).unwrap();
        view.status_on(day("2027-02-01"))
    };
    assert_eq!(then(office, leaves), Status::TidakAktif);
    assert_eq!(then(office, stays), Status::TidakAktif);
    undo(office, &done.id);
    assert_eq!(then(office, leaves), Status::Graduasi);
}

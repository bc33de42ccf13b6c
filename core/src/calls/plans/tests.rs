//! Plans: two phones apart, a plan that nothing moves, what is shared, and every state counted a second way from the documents.

mod second_way;
mod shared;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use sesi_engine::ambient::Ambient as _;
use sesi_engine::documents::Set;
use sesi_engine::store::{DocumentRow, StoreError};
use uuid::Uuid;

use super::*;
use crate::calls::arranging::{CloseGroup, UndoArrangement};
use crate::calls::beranda::{Beranda, Todo};
use crate::calls::differences::Differences;
use crate::calls::recording::RecordNew;
use crate::calls::{Command, Job, Query};
use crate::device::Device;
use crate::error::ApiError;
use crate::kinds::{DocKey, MeetingPatch, MeetingView, PlanView, SessionCode, View};
use crate::testkit::{Kelompok, Stage, TOILI, Toili};

fn form(device: &Device, group: Uuid) -> PlanForm {
    let year = Some(2026);
    Plan { group, year }.answer(device).unwrap()
}

fn words(month: u32, sessions: &[&str]) -> PlanWords {
    PlanWords {
        month,
        sessions: sessions.iter().map(|code| (*code).to_owned()).collect(),
        ..PlanWords::default()
    }
}

fn on(month: u32, day: u32, sessions: &[&str]) -> PlanWords {
    PlanWords {
        date: NaiveDate::from_ymd_opt(2026, month, day),
        ..words(month, sessions)
    }
}

fn save(device: &mut Device, form: &PlanForm, months: Vec<PlanWords>) {
    let save = SavePlan {
        group: form.group.id,
        year: form.year,
        base: form.base.clone(),
        months,
    };
    save.run(device).unwrap();
}

fn plan(device: &mut Device, group: Uuid, months: Vec<PlanWords>) {
    let shown = form(device, group);
    save(device, &shown, months);
}

fn hold(device: &mut Device, group: Uuid, day: NaiveDate, session: &str) -> Uuid {
    let key = DocKey::meeting(group, day, SessionCode::new(session).unwrap()).unwrap();
    let patch = MeetingPatch {
        place: Set::To("Balai Desa".into()),
        starts: Set::To(600),
        ..MeetingPatch::default()
    };
    device.edit(&key, &patch.into()).unwrap();
    key.id(&device.office()).0
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn codes(cell: &PlanCell) -> Vec<&str> {
    cell.sessions.iter().map(|one| one.code.as_str()).collect()
}

#[test]
fn two_phones_that_plan_apart_lose_no_cell_and_a_disagreement_is_shown() {
    let mut toili = Toili::new(781);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut other = toili.stage.phone(budi, &[TOILI]);
    toili.synced_phone();
    let (group, phone) = (toili.group.id, &mut toili.phone);
    let shown = form(&phone.device, group);
    save(
        &mut phone.device,
        &shown,
        vec![words(11, &["M1.1"]), words(12, &["M1.2"])],
    );
    let shown = form(&other.device, group);
    let mut november = on(11, 24, &["M1.3"]);
    november.place = "Balai".into();
    save(
        &mut other.device,
        &shown,
        vec![november, words(10, &["MX"])],
    );
    phone.synced(&mut toili.stage.relay);
    other.synced(&mut toili.stage.relay);
    phone.synced(&mut toili.stage.relay);
    toili.stage.office.synced(&mut toili.stage.relay);
    for device in [&phone.device, &other.device, &toili.stage.office.device] {
        let seen = form(device, group);
        assert_eq!(codes(&seen.months[9]), ["MX"]);
        assert_eq!(codes(&seen.months[11]), ["M1.2"]);
        let november = &seen.months[10];
        assert_eq!(november.date, Some(day(11, 24)));
        assert_eq!(november.place.as_deref(), Some("Balai"));
        assert_eq!(seen.disagreements.len(), 1);
        let all = Differences { doc: None }.answer(device).unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].subject, "MELATI");
        assert_eq!(all[0].field, "sessions/11");
        let mut sides: Vec<_> = all[0].sides.iter().map(|side| side.shown.clone()).collect();
        sides.sort();
        assert_eq!(
            sides,
            [
                Some("Memahami Cara Anak Usia Dini Belajar".to_owned()),
                Some("Menjadi Orangtua yang Lebih Baik".to_owned()),
            ]
        );
    }
}

#[test]
fn a_form_that_is_saved_late_writes_over_nothing_that_it_did_not_show() {
    let mut toili = Toili::new(782);
    let group = toili.group.id;
    let device = &mut toili.phone.device;
    plan(device, group, vec![on(11, 24, &["M1.1"])]);
    let shown = form(device, group);
    let mut place = on(11, 24, &["M1.1"]);
    place.place = "Rumah ketua".into();
    plan(device, group, vec![place]);
    // The earlier form still says no place; it changes the day alone.
    save(device, &shown, vec![on(11, 25, &["M1.1"])]);
    let november = &form(device, group).months[10];
    assert_eq!(november.date, Some(day(11, 25)));
    assert_eq!(november.place.as_deref(), Some("Rumah ketua"));
    let before = device.document(&DocKey::Plan {
        group,
        year: crate::kinds::KeyYear::new(2026).unwrap(),
    });
    let before = before.unwrap().unwrap().heads();
    plan(device, group, vec![]);
    let same = form(device, group).months[10].clone();
    let again = PlanWords {
        place: same.place.unwrap(),
        ..on(11, 25, &["M1.1"])
    };
    plan(device, group, vec![again]);
    let after = device.document(&DocKey::Plan {
        group,
        year: crate::kinds::KeyYear::new(2026).unwrap(),
    });
    assert_eq!(
        after.unwrap().unwrap().heads(),
        before,
        "nothing was changed"
    );
}

#[test]
fn a_meeting_moves_no_plan_and_what_could_move_is_only_proposed() {
    let mut toili = Toili::new(783);
    let group = toili.group.id;
    let device = &mut toili.phone.device;
    plan(
        device,
        group,
        vec![
            words(9, &["M1.1"]),
            words(10, &["M1.2"]),
            words(11, &["M1.3"]),
            words(12, &["M1.4"]),
        ],
    );
    hold(device, group, day(10, 20), "M1.1");
    let seen = form(device, group);
    let states: Vec<PlanState> = seen.months.iter().map(|cell| cell.state).collect();
    assert_eq!(
        states[8..],
        [
            PlanState::Missed,
            PlanState::Other,
            PlanState::Planned,
            PlanState::Planned
        ]
    );
    assert_eq!(codes(&seen.months[8]), ["M1.1"]);
    assert_eq!(codes(&seen.months[9]), ["M1.2"]);
    assert_eq!(seen.figures.planned, 4);
    assert_eq!((seen.figures.missed, seen.figures.other), (1, 1));
    assert!(seen.shift.is_empty(), "what was missed was given since");
    // Nothing of it is planned until somebody says so.
    plan(device, group, vec![words(8, &["M2.5"])]);
    let seen = form(device, group);
    let proposed: Vec<_> = seen
        .shift
        .iter()
        .map(|one| (one.month.as_str(), one.after[0].code.as_str()))
        .collect();
    assert_eq!(proposed, [("2026-11", "M2.5"), ("2026-12", "M1.3")]);
    assert_eq!(seen.overflow[0].code, "M1.4");
    assert_eq!(codes(&seen.months[10]), ["M1.3"]);
}

#[test]
fn free_months_are_proposed_in_the_order_of_the_curriculum() {
    let mut toili = Toili::new(784);
    let group = toili.group.id;
    let device = &mut toili.phone.device;
    hold(device, group, day(10, 20), "M1.1");
    let seen = form(device, group);
    let fill: Vec<_> = seen
        .fill
        .iter()
        .map(|one| (one.month.as_str(), one.after[0].code.as_str()))
        .collect();
    assert_eq!(fill, [("2026-11", "M1.2"), ("2026-12", "M1.3")]);
    let next = Plan {
        group,
        year: Some(2027),
    };
    let next = next.answer(device).unwrap();
    assert_eq!(next.fill.len(), 12);
    assert_eq!(next.fill[0].after[0].code, "M1.2");
    assert!(next.editable);
    let past = Plan {
        group,
        year: Some(2025),
    };
    assert!(past.answer(device).unwrap().fill.is_empty());
}

#[test]
fn a_session_that_is_named_twice_is_planned_once() {
    let mut toili = Toili::new(792);
    let group = toili.group.id;
    let device = &mut toili.phone.device;
    plan(device, group, vec![words(11, &["M1.2", "M1.1", "M1.2"])]);
    assert_eq!(codes(&form(device, group).months[10]), ["M1.2", "M1.1"]);
}

#[test]
fn an_open_topic_beside_the_plan_neither_fulfils_it_nor_stands_in_its_way() {
    let mut toili = Toili::new(786);
    let group = toili.group.id;
    let device = &mut toili.phone.device;
    plan(device, group, vec![on(11, 25, &["M1.2"])]);
    hold(device, group, day(11, 3), "MX");
    assert_eq!(form(device, group).months[10].state, PlanState::Planned);
    let view = Schedule {
        month: Some("2026-11".into()),
        kecamatan: None,
        mine: true,
    };
    let view = view.answer(device).unwrap();
    let states: Vec<PlanState> = view.entries.iter().map(|entry| entry.state).collect();
    assert_eq!(states, [PlanState::Unplanned, PlanState::Planned]);
    hold(device, group, day(11, 17), "M1.2");
    assert_eq!(form(device, group).months[10].state, PlanState::Done);
    let again = form(device, group);
    assert!(again.months[10].repeated.is_empty());
    plan(device, group, vec![words(12, &["M1.2"])]);
    assert_eq!(form(device, group).months[11].repeated[0].code, "M1.2");
}

#[test]
fn what_was_planned_for_months_after_a_group_was_closed_is_planned_nowhere_until_it_is_opened() {
    let mut toili = Toili::new(788);
    let mawar = {
        let ani = toili.phone.device.person().unwrap().unwrap();
        toili.stage.group(TOILI, "MAWAR", ani, 0)
    };
    let office = &mut toili.stage.office.device;
    let months = vec![
        on(10, 20, &["M1.1"]),
        on(11, 28, &["M1.2"]),
        on(12, 10, &["M1.3"]),
    ];
    plan(office, mawar.id, months);
    let closing = CloseGroup {
        group: mawar.id,
        since: day(11, 1),
    };
    let closed = closing.run(office).unwrap();
    let shown = form(office, mawar.id);
    let states: Vec<PlanState> = shown.months.iter().map(|cell| cell.state).collect();
    assert_eq!(
        states[9..],
        [PlanState::Missed, PlanState::Empty, PlanState::Empty]
    );
    assert_eq!((shown.figures.planned, shown.figures.upcoming), (1, 0));
    assert!(shown.months[10].closed && codes(&shown.months[10]).is_empty());
    assert!(!shown.months[9].closed);
    // Nothing is proposed for them, shared of them or saved in them.
    assert!(shown.fill.is_empty() && shown.shift.is_empty());
    let refused = SavePlan {
        group: mawar.id,
        year: 2026,
        base: shown.base.clone(),
        months: vec![words(12, &["M1.4"])],
    };
    let refused = ApiError::from(&refused.run(office).unwrap_err());
    assert_eq!(refused.kind, "plan_closed");
    // The calendar says the same.
    for month in ["2026-10", "2026-11", "2026-12"] {
        let calendar = Schedule {
            month: Some(month.to_owned()),
            kecamatan: None,
            mine: false,
        };
        let calendar = calendar.answer(office).unwrap();
        let mut entries = calendar.entries.iter();
        let is_there = entries.any(|entry| entry.group.id == mawar.id);
        assert_eq!(is_there, month == "2026-10", "{month}");
    }
    // Opened again, what was planned stands there as it did.
    let undo = UndoArrangement { id: closed.id };
    undo.run(office).unwrap();
    let shown = form(office, mawar.id);
    assert_eq!(codes(&shown.months[11]), ["M1.3"]);
    assert_eq!(shown.figures.planned, 3);
}

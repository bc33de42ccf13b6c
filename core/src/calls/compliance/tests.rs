//! Months in a row, counted a second, slow way: day by day and month by month from the documents.

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use sesi_engine::documents::Set;
use sesi_engine::store::{DocumentRow, StoreError};
use uuid::Uuid;

use super::ComplianceStep::{Call, FirstLetter, Proposal, SecondLetter, ThirdLetter};
use super::*;
use crate::calls::office::{OfficeSettings, SaveOffice};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::ApiError;
use crate::kinds::{
    DocKey, FamilyKey, FamilyPatch, FamilyView, Mark, MeetingPatch, MeetingView, SessionCode,
    Since, Status, View,
};
use crate::testkit::{Stage, TOILI};

fn ask(device: &Device, month: &str) -> ComplianceView {
    let ask = Compliance {
        month: Some(month.to_owned()),
        kecamatan: None,
    };
    ask.answer(device).unwrap()
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn meet(device: &mut Device, group: Uuid, date: NaiveDate, marks: &[(Uuid, Mark)]) -> DocKey {
    let key = DocKey::meeting(group, date, SessionCode::new("M1.1").unwrap()).unwrap();
    device
        .edit(&key, &crate::testkit::marks(marks.iter().copied()))
        .unwrap();
    key
}

fn row(view: &ComplianceView, family: Uuid) -> Option<&ComplianceRow> {
    view.rows.iter().find(|row| row.id == family)
}

fn streak_of(view: &ComplianceView, family: Uuid) -> usize {
    row(view, family).map_or(0, |row| row.months.len())
}

#[test]
fn what_is_marked_while_a_family_is_not_active_is_no_month_of_it() {
    let mut stage = Stage::new(757);
    let ani = stage.hire("ANI", &[TOILI]);
    let group = stage.group(TOILI, "MAWAR", ani, 1);
    let family = group.families[0];
    let device = &mut stage.office.device;
    let statuses = [
        (Since(Some(day(9, 1))), Some(Status::TidakAktif)),
        (Since(Some(day(10, 5))), Some(Status::Aktif)),
    ];
    let patch = FamilyPatch {
        statuses: statuses.into(),
        ..FamilyPatch::default()
    };
    device.edit(&DocKey::Family(family), &patch.into()).unwrap();
    for month in 8..=10 {
        meet(device, group.id, day(month, 10), &[(family, Mark::Alfa)]);
    }
    let seen = ask(device, "2026-10");
    assert_eq!(row(&seen, family).unwrap().months, ["2026-10", "2026-08"]);
    // Nor is a day of such a month on which it was not active the ground of a letter.
    meet(device, group.id, day(10, 2), &[(family, Mark::Alfa)]);
    let streak = counting::streak_of(device, family).unwrap().unwrap();
    let missed: Vec<NaiveDate> = streak.missed.iter().map(|(day, _)| *day).collect();
    assert_eq!(missed, [day(8, 10), day(10, 10)]);
}

#[test]
fn alfa_counts_in_a_row_and_only_hadir_or_sakit_ends_it() {
    let mut stage = Stage::new(751);
    let ani = stage.hire("ANI", &[TOILI]);
    let (old, new) = (
        stage.group(TOILI, "MAWAR", ani, 2),
        stage.group(TOILI, "MELATI", ani, 1),
    );
    let device = &mut stage.office.device;
    let [family, other] = [old.families[0], old.families[1]];
    meet(
        device,
        old.id,
        day(6, 10),
        &[(family, Mark::Alfa), (other, Mark::Alfa)],
    );
    // July: nobody was marked. August: no meeting at all.
    meet(
        device,
        old.id,
        day(7, 10),
        &[(new.families[0], Mark::Hadir)],
    );
    meet(
        device,
        old.id,
        day(9, 10),
        &[(family, Mark::Alfa), (other, Mark::Sakit)],
    );
    meet(device, old.id, day(9, 20), &[(family, Mark::Alfa)]);
    let september = ask(device, "2026-09");
    let away = row(&september, family).unwrap();
    assert_eq!(away.months, ["2026-09", "2026-06"]);
    assert_eq!(away.missed, [day(9, 20), day(9, 10), day(6, 10)]);
    assert_eq!((away.step, away.state), (FirstLetter, MonthState::Alfa));
    assert_eq!(streak_of(&september, other), 0, "ill is no Alfa");
    assert_eq!(ask(device, "2026-07").states.unmarked, 2);
    assert_eq!(ask(device, "2026-08").states.no_meeting, 3);
    assert_eq!(
        row(&ask(device, "2026-08"), family).unwrap().state,
        MonthState::NoMeeting
    );
    // It moves, and keeps its months in a row.
    let patch = FamilyPatch {
        groups: [(Since(Some(day(10, 1))), Some(new.id))].into(),
        ..FamilyPatch::default()
    };
    device.edit(&DocKey::Family(family), &patch.into()).unwrap();
    let october = meet(device, new.id, day(10, 5), &[(family, Mark::Alfa)]);
    let seen = ask(device, "2026-10");
    assert_eq!(streak_of(&seen, family), 3);
    assert_eq!(row(&seen, family).unwrap().group.name, "MELATI");
    assert_eq!(row(&seen, family).unwrap().step, SecondLetter);
    // Once present in a month is present, whatever the other meetings say.
    meet(device, new.id, day(10, 25), &[(family, Mark::Hadir)]);
    assert_eq!(streak_of(&ask(device, "2026-10"), family), 0);
    // A meeting that did not take place after all counts for nothing.
    let cancelled = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    device.edit(&october, &cancelled.clone().into()).unwrap();
    let hadir = DocKey::meeting(new.id, day(10, 25), SessionCode::new("M1.1").unwrap()).unwrap();
    device.edit(&hadir, &cancelled.into()).unwrap();
    assert_eq!(streak_of(&ask(device, "2026-10"), family), 2);
}

#[test]
fn the_ladder_begins_at_the_offices_threshold() {
    let mut stage = Stage::new(752);
    let ani = stage.hire("ANI", &[TOILI]);
    let group = stage.group(TOILI, "MAWAR", ani, 1);
    let device = &mut stage.office.device;
    let family = group.families[0];
    let step = |device: &Device, month: &str| row(&ask(device, month), family).unwrap().step;
    for month in 6..=10 {
        meet(device, group.id, day(month, 3), &[(family, Mark::Alfa)]);
    }
    let steps = |device: &Device| -> Vec<ComplianceStep> {
        (6..=10)
            .map(|month| step(device, &format!("2026-{month:02}")))
            .collect()
    };
    assert_eq!(
        steps(device),
        [Call, FirstLetter, SecondLetter, ThirdLetter, Proposal]
    );
    let settings = OfficeSettings {
        teguran_months: 4,
        ..OfficeSettings::read(device.reader()).unwrap()
    };
    SaveOffice { settings }.run(device).unwrap();
    assert_eq!(steps(device), [Call, Call, Call, FirstLetter, SecondLetter]);
    let refused = Compliance {
        month: Some("2026-13".to_owned()),
        kecamatan: None,
    };
    assert_eq!(
        ApiError::from(&refused.answer(device).unwrap_err()).kind,
        "month"
    );
}

/// Months in a row, from the documents: back month by month, each looked at day by day.
fn slowly(
    family: &FamilyView,
    meetings: &[MeetingView],
    mut year_month: (i32, u32),
) -> (Option<char>, usize) {
    let key = FamilyKey::of(family.id);
    let (mut this, mut count) = (None, 0);
    for back in 0..12 {
        let mut marks: Vec<Option<Mark>> = Vec::new();
        for number in 1..=31 {
            let Some(date) = NaiveDate::from_ymd_opt(year_month.0, year_month.1, number) else {
                continue;
            };
            if family.status_on(date) != Status::Aktif || family.group_on(date).is_none() {
                continue;
            }
            for meeting in meetings
                .iter()
                .filter(|meeting| meeting.date == date && !meeting.cancelled)
            {
                match meeting.marks.get(&key) {
                    Some(mark) => marks.push(Some(*mark)),
                    None if family.group_on(date) == Some(meeting.group) => marks.push(None),
                    None => {}
                }
            }
        }
        let has = |mark| marks.contains(&mark);
        let state = if has(Some(Mark::Hadir)) {
            Some('H')
        } else if has(Some(Mark::Sakit)) {
            Some('S')
        } else if has(Some(Mark::Alfa)) {
            Some('A')
        } else if has(None) {
            Some('?')
        } else {
            None
        };
        if back == 0 {
            this = state;
        }
        match state {
            Some('H' | 'S') => break,
            Some('A') => count += 1,
            _ => {}
        }
        year_month = if year_month.1 == 1 {
            (year_month.0 - 1, 12)
        } else {
            (year_month.0, year_month.1 - 1)
        };
    }
    (this, count)
}

fn views(device: &Device) -> (Vec<FamilyView>, Vec<MeetingView>) {
    let (mut families, mut meetings) = (Vec::new(), Vec::new());
    DocumentRow::each(device.reader(), |row| {
        let key = DocKey::from_bytes(&row.key).unwrap();
        match device.document(&key).unwrap().unwrap().view() {
            View::Family(family) => families.push(family),
            View::Meeting(meeting) => meetings.push(*meeting),
            _ => {}
        }
        Ok::<_, StoreError>(())
    })
    .unwrap();
    (families, meetings)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    /// Meetings, marks, moves, families that leave and come back: all at random.
    #[test]
    fn months_in_a_row_are_counted_a_second_way(
        marks in prop::collection::vec((0usize..2, 3u32..=11, 1u32..=2, 0usize..4, prop_oneof![4 => Just(3i64), 1 => 1i64..=2]), 0..40),
        moves in prop::collection::vec((0usize..4, 0usize..2, 4u32..=10), 0..4),
        statuses in prop::collection::vec((0usize..4, 4u32..=10, any::<bool>()), 0..4),
        cancelled in prop::collection::vec(any::<prop::sample::Index>(), 0..2),
        month in 6u32..=11,
    ) {
        let mut stage = Stage::new(753);
        let ani = stage.hire("ANI", &[TOILI]);
        let groups = [stage.group(TOILI, "MAWAR", ani, 2), stage.group(TOILI, "MELATI", ani, 2)];
        let families: Vec<Uuid> = groups.iter().flat_map(|group| group.families.clone()).collect();
        let device = &mut stage.office.device;
        let mut made = Vec::new();
        for (group, month, time, family, mark) in marks {
            let mark = Mark::from_number(mark).unwrap();
            made.push(meet(device, groups[group].id, day(month, time * 7), &[(families[family], mark)]));
        }
        for (family, to, month) in moves {
            let patch = FamilyPatch { groups: [(Since(Some(day(month, 10))), Some(groups[to].id))].into(), ..FamilyPatch::default() };
            device.edit(&DocKey::Family(families[family]), &patch.into()).unwrap();
        }
        for (family, month, back) in statuses {
            let status = if back { Status::Aktif } else { Status::TidakAktif };
            let patch = FamilyPatch { statuses: [(Since(Some(day(month, 12))), Some(status))].into(), ..FamilyPatch::default() };
            device.edit(&DocKey::Family(families[family]), &patch.into()).unwrap();
        }
        for which in cancelled.iter().filter(|_| !made.is_empty()) {
            let patch = MeetingPatch { cancelled: Set::To(true), ..MeetingPatch::default() };
            device.edit(which.get(&made), &patch.into()).unwrap();
        }
        let seen = ask(device, &format!("2026-{month:02}"));
        let (views, meetings) = views(device);
        let today = device.today().unwrap();
        let last = day(month, 28).with_day(30).unwrap().min(today);
        let mut counted = [0u32; 5];
        for family in &views {
            if family.status_on(last) != Status::Aktif {
                prop_assert!(row(&seen, family.id).is_none(), "one that left is on no list");
                continue;
            }
            let (state, count) = slowly(family, &meetings, (2026, month));
            let at = match state { Some('H') => 0, Some('S') => 1, Some('A') => 2, Some('?') => 3, _ => 4 };
            counted[at] += 1;
            prop_assert_eq!(streak_of(&seen, family.id), count, "{}", family.name);
            let missed = row(&seen, family.id).map_or(0, |row| row.missed.len());
            prop_assert!(missed >= count, "each month has a meeting that was missed");
        }
        let states = seen.states;
        prop_assert_eq!([states.hadir, states.sakit, states.alfa, states.unmarked, states.no_meeting], counted);
        prop_assert_eq!(states.families, counted.iter().sum::<u32>());
        prop_assert_eq!(last.month(), month);
    }
}

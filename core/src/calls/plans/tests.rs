//! Plans: two phones apart, a plan that nothing moves, what is shared, and every state counted a second way from the documents.

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

/// A November with all there is: what is planned for today, late, without a day, and not at all; what was held; and a colleague's plan.
fn november(seed: u64) -> (Toili, Vec<Uuid>, Uuid) {
    let mut toili = Toili::new(seed);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let names = ["MAWAR", "ANGGREK", "DAHLIA", "SEROJA"];
    let groups: Vec<Uuid> = names
        .iter()
        .map(|name| toili.stage.group(TOILI, name, ani, 1).id)
        .collect();
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let theirs = toili.stage.group(TOILI, "KAMBOJA", budi, 1).id;
    toili.synced_office();
    toili.synced_phone();
    let device = &mut toili.phone.device;
    let mut today = on(11, 18, &["M1.1"]);
    (today.starts, today.ends, today.place) = (Some(540), Some(660), "Balai".into());
    plan(device, groups[0], vec![today]);
    plan(device, groups[1], vec![on(11, 10, &["M1.1"])]);
    plan(device, groups[2], vec![words(11, &["M1.1"])]);
    let mut off = words(11, &[]);
    off.reason = "Panen".into();
    plan(device, groups[3], vec![off]);
    plan(device, theirs, vec![on(11, 19, &["M1.1"])]);
    let held = hold(device, toili.group.id, day(11, 3), "M1.1");
    (toili, groups, held)
}

fn this_month() -> Schedule {
    Schedule {
        month: None,
        kecamatan: None,
        mine: true,
    }
}

#[test]
fn the_calendar_beranda_and_the_plan_say_the_same_of_a_month() {
    let (toili, groups, held) = november(785);
    let device = &toili.phone.device;
    let view = this_month().answer(device).unwrap();
    let rows: Vec<_> = view
        .entries
        .iter()
        .map(|entry| (entry.group.name.as_str(), entry.state, entry.late))
        .collect();
    assert_eq!(
        rows,
        [
            ("MELATI", PlanState::Unplanned, false),
            ("ANGGREK", PlanState::Planned, true),
            ("MAWAR", PlanState::Planned, false),
            ("DAHLIA", PlanState::Planned, false),
            ("SEROJA", PlanState::Off, false),
        ]
    );
    assert_eq!(view.entries[0].meeting, Some(held));
    assert_eq!(view.entries[0].starts, Some(600));
    assert_eq!(view.entries[0].place.as_deref(), Some("Balai Desa"));
    assert!(view.without.is_empty());
    let todo = Beranda {}.answer(device).unwrap().todo;
    let names_of = |entries: &[ScheduleEntry]| -> Vec<String> {
        let names = entries.iter().map(|entry| entry.group.name.clone());
        names.collect()
    };
    assert!(matches!(&todo[0], Todo::PlannedToday { entries } if names_of(entries) == ["MAWAR"]));
    let planned = todo.iter().find_map(|one| match one {
        Todo::Planned { entries } => Some(names_of(entries)),
        _ => None,
    });
    assert_eq!(planned.unwrap(), ["ANGGREK", "MAWAR", "DAHLIA"]);
    let table = Plans {
        year: None,
        kecamatan: None,
    };
    let table = table.answer(device).unwrap();
    let upcoming: u32 = table
        .groups
        .iter()
        .filter(|row| row.mine)
        .map(|row| row.figures.upcoming)
        .sum();
    assert_eq!(upcoming, 3);
    // Recording begins with what is planned.
    let draft = RecordNew {
        group: Some(groups[0]),
        date: None,
    };
    let draft = draft.answer(device).unwrap().draft;
    assert_eq!(draft.session, "M1.1");
    assert_eq!((draft.starts, draft.ends), (Some(540), Some(660)));
    assert_eq!(draft.place, "Balai");
}

#[test]
fn a_month_is_sent_as_text_and_as_a_calendar_the_same_from_every_device() {
    let (mut toili, groups, _) = november(789);
    let device = &mut toili.phone.device;
    let text = PlansText {
        of: PlansOf::Month(this_month()),
    };
    assert_eq!(
        text.answer(device).unwrap(),
        "*JADWAL P2K2 NOVEMBER 2026*\n\n*Selasa, 3 November 2026*\n\
         - 10.00 WITA · MELATI (Cendana Pura) · Sesi 1: Menjadi Orangtua yang Lebih Baik · Balai Desa · Di luar rencana\n\n\
         *Selasa, 10 November 2026*\n- ANGGREK (Cendana Pura) · Sesi 1: Menjadi Orangtua yang Lebih Baik\n\n\
         *Rabu, 18 November 2026*\n- 09.00-11.00 WITA · MAWAR (Cendana Pura) · Sesi 1: Menjadi Orangtua yang Lebih Baik · Balai\n\n\
         *Tanggal belum ditentukan*\n- DAHLIA (Cendana Pura) · Sesi 1: Menjadi Orangtua yang Lebih Baik\n\n\
         *Tidak ada pertemuan*\n- SEROJA (Cendana Pura) · Tidak ada pertemuan · Panen"
    );
    let path = toili.stage.dir.path().join("jadwal.ics");
    let write = |device: &mut Device| {
        let job = ExportCalendar {
            of: PlansOf::Month(this_month()),
            path: path.clone(),
        };
        let written = job.run(device, &mut |_| Ok(())).unwrap();
        (written, std::fs::read_to_string(&path).unwrap())
    };
    let (written, file) = write(device);
    assert_eq!((written.events, written.undated), (2, 1));
    assert!(file.contains("DTSTART:20261118T010000Z\r\nDTEND:20261118T030000Z\r\n"));
    assert!(file.contains("DTSTART;VALUE=DATE:20261110\r\n"));
    assert_eq!(write(device).1, file, "the same plans in the same bytes");
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let job = ExportCalendar {
        of: PlansOf::Group(Plan {
            group: groups[0],
            year: None,
        }),
        path: path.clone(),
    };
    assert_eq!(job.run(office, &mut |_| Ok(())).unwrap().events, 1);
    let theirs = std::fs::read_to_string(&path).unwrap();
    let event = |file: &str| {
        let from = file.find("SUMMARY:P2K2 MAWAR").unwrap();
        let start = file[..from].rfind("BEGIN:VEVENT").unwrap();
        file[start..from].to_owned()
    };
    assert_eq!(event(&theirs), event(&file), "one event on every device");
}

#[test]
fn a_dated_plan_with_a_reason_is_cancelled_only_while_the_group_has_not_met() {
    let mut toili = Toili::new(790);
    let group = toili.group.id;
    let path = toili.stage.dir.path().join("rtl.ics");
    let device = &mut toili.phone.device;
    let with_reason = |month, at, sessions: &[&str]| PlanWords {
        reason: "Banjir".into(),
        ..on(month, at, sessions)
    };
    let months = vec![
        with_reason(9, 8, &["M1.1"]),
        with_reason(10, 6, &["M1.2"]),
        with_reason(11, 4, &["M1.3"]),
        with_reason(12, 9, &["M1.4"]),
    ];
    plan(device, group, months);
    let write = |device: &mut Device| {
        let job = ExportCalendar {
            of: PlansOf::Group(Plan { group, year: None }),
            path: path.clone(),
        };
        job.run(device, &mut |_| Ok(())).unwrap();
        let file = std::fs::read_to_string(&path).unwrap();
        let events = file.split("BEGIN:VEVENT").skip(1);
        let said = |event: &str, name: &str| {
            let mut lines = event.lines();
            lines
                .find_map(|line| line.strip_prefix(name).map(str::to_owned))
                .unwrap()
        };
        let events = events.map(|event| {
            let reason = event.contains("Banjir");
            (said(event, "STATUS:"), reason, said(event, "DTSTAMP:"))
        });
        events.collect::<Vec<_>>()
    };
    let before = write(device);
    assert!(
        before
            .iter()
            .all(|(status, reason, _)| status == "CANCELLED" && *reason)
    );
    let later = toili.phone.ambient.now() + chrono::Duration::hours(1);
    toili.phone.ambient.set(later);
    // As planned; another session on another day; an open topic on the day itself.
    let device = &mut toili.phone.device;
    hold(device, group, day(9, 8), "M1.1");
    hold(device, group, day(10, 20), "M1.1");
    hold(device, group, day(11, 4), "MX");
    let after = write(device);
    let statuses: Vec<&str> = after.iter().map(|(status, _, _)| status.as_str()).collect();
    assert_eq!(
        statuses,
        ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    );
    let reasons: Vec<bool> = after.iter().map(|(_, reason, _)| *reason).collect();
    assert_eq!(reasons, [false, false, false, true]);
    // Another program takes the later of two events: those that are another one now are later.
    let stamps = after.iter().zip(&before);
    let moved: Vec<bool> = stamps.map(|(now, then)| now.2 > then.2).collect();
    assert_eq!(moved, [true, true, true, false]);
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
fn what_is_no_plan_is_refused_and_an_empty_calendar_is_no_file() {
    let mut toili = Toili::new(787);
    let group = toili.group.id;
    let device = &mut toili.phone.device;
    let save = |group, year, words| SavePlan {
        group,
        year,
        base: String::new(),
        months: vec![words],
    };
    let five = ["M1.1", "M1.2", "M1.3", "M1.4", "M2.5"];
    for (save, kind) in [
        (save(group, 1999, words(1, &["M1.1"])), "plan_year"),
        (save(group, 2026, words(13, &["M1.1"])), "month"),
        (save(group, 2026, words(1, &["satu"])), "session_missing"),
        (save(group, 2026, words(1, &five)), "plan_sessions"),
        (
            save(
                group,
                2026,
                PlanWords {
                    month: 1,
                    ..on(2, 3, &[])
                },
            ),
            "plan_date",
        ),
        (
            save(Uuid::from_u128(9), 2026, words(1, &["M1.1"])),
            "no_such_group",
        ),
    ] {
        let refused = save.run(device).unwrap_err();
        assert_eq!(ApiError::from(&refused).kind, kind);
    }
    plan(device, group, vec![words(11, &["M1.1"])]);
    let path = toili.stage.dir.path().join("kosong.ics");
    let job = ExportCalendar {
        of: PlansOf::Group(Plan { group, year: None }),
        path: path.clone(),
    };
    let refused = job.run(device, &mut |_| Ok(())).unwrap_err();
    assert_eq!(ApiError::from(&refused).kind, "no_dates");
    assert!(!path.exists());
    assert!(crate::queries::groups::is_used(device.reader(), group).unwrap());
}

/// Everything that the documents say, read one by one and not from the read model.
struct Slow {
    meetings: Vec<MeetingView>,
    plans: Vec<PlanView>,
}

impl Slow {
    fn read(device: &Device) -> Self {
        let mut keys = Vec::new();
        DocumentRow::each(device.reader(), |row| {
            keys.push(DocKey::from_bytes(&row.key).unwrap());
            Ok::<_, StoreError>(())
        })
        .unwrap();
        let mut slow = Self {
            meetings: Vec::new(),
            plans: Vec::new(),
        };
        for key in keys {
            match device.document(&key).unwrap().unwrap().view() {
                View::Meeting(meeting) => slow.meetings.push(*meeting),
                View::Plan(plan) => slow.plans.push(plan),
                _ => {}
            }
        }
        slow
    }

    /// What was given on the days of a month, one day after the other.
    fn given(&self, group: Uuid, month: u32) -> BTreeSet<String> {
        let mut given = BTreeSet::new();
        for day in (1..=31).filter_map(|day| NaiveDate::from_ymd_opt(2026, month, day)) {
            for meeting in &self.meetings {
                if meeting.group == group && meeting.date == day && !meeting.cancelled {
                    given.insert(meeting.session.as_str().to_owned());
                    let more = meeting.more_sessions.iter();
                    given.extend(more.map(|code| code.as_str().to_owned()));
                }
            }
        }
        given
    }

    fn state(&self, group: Uuid, month: u32, today: NaiveDate) -> PlanState {
        let given = self.given(group, month);
        let mut plans = self.plans.iter().filter(|plan| plan.group == group);
        let plan = plans.next().and_then(|plan| {
            let mut months = plan.months.iter();
            months.find(|(at, _)| at.month() == month)
        });
        let Some((_, cell)) = plan else {
            return if given.is_empty() {
                PlanState::Empty
            } else {
                PlanState::Unplanned
            };
        };
        let wanted: BTreeSet<String> = cell.sessions.iter().map(ToString::to_string).collect();
        let is_planned = !wanted.is_empty() || cell.date.is_some();
        let missing = wanted.difference(&given).count();
        let sessions = given.iter().filter(|code| code.contains('.')).count();
        match (is_planned, given.len(), missing, sessions) {
            (false, 0, ..) if cell.reason.is_some() => PlanState::Off,
            (false, 0, ..) => PlanState::Empty,
            (false, ..) => PlanState::Unplanned,
            (true, 1.., 0, _) => PlanState::Done,
            (true, 1.., _, 1..) => PlanState::Other,
            _ if cell.reason.is_some() => PlanState::Off,
            _ if month < today.month() => PlanState::Missed,
            _ => PlanState::Planned,
        }
    }

    fn agrees(&self, device: &Device, groups: &[Kelompok]) {
        let today = device.today().unwrap();
        let table = Plans {
            year: Some(2026),
            kecamatan: Some(TOILI.to_owned()),
        };
        let table = table.answer(device).unwrap();
        let mut total = [0; 7];
        for group in groups {
            let form = form(device, group.id);
            let row = table.groups.iter().find(|row| row.group.id == group.id);
            let row = row.unwrap();
            let mut counted = [0; 7];
            for month in 1..=12u32 {
                let at = month as usize - 1;
                let state = self.state(group.id, month, today);
                assert_eq!(form.months[at].state, state, "month {month}");
                assert_eq!(row.months[at].state, state, "one word, one state");
                let place = match state {
                    PlanState::Done => 1,
                    PlanState::Other => 2,
                    PlanState::Missed => 3,
                    PlanState::Planned => 4,
                    PlanState::Off => 5,
                    PlanState::Unplanned => 6,
                    PlanState::Empty => continue,
                };
                counted[place] += 1;
                counted[0] += u32::from(place <= 4);
            }
            let shown = |figures: PlanFigures| {
                [
                    figures.planned,
                    figures.done,
                    figures.other,
                    figures.missed,
                    figures.upcoming,
                    figures.off,
                    figures.unplanned,
                ]
            };
            assert_eq!(shown(form.figures), counted);
            assert_eq!(shown(row.figures), counted, "one word, one number");
            for (sum, one) in total.iter_mut().zip(counted) {
                *sum += one;
            }
            assert_eq!(counted[1..=4].iter().sum::<u32>(), counted[0]);
        }
        assert_eq!(table.total.planned, total[0]);
        assert_eq!(table.total.unplanned, total[6]);
        assert_eq!(
            table.total.done + table.total.other + table.total.missed,
            total[1] + total[2] + total[3]
        );
    }
}

const CODES: [&str; 5] = ["M1.1", "M1.2", "M1.3", "M2.5", "MX"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    /// What is planned, taken back, held and cancelled, all at random.
    #[test]
    fn every_month_is_counted_a_second_way(
        planned in prop::collection::vec((0usize..2, 1u32..=12, prop::collection::vec(0usize..5, 0..3), any::<bool>(), any::<bool>()), 0..24),
        held in prop::collection::vec((0usize..2, 1u32..=12, 1u32..=28, 0usize..5, any::<bool>(), 0u32..8), 0..24),
    ) {
        let mut stage = Stage::new(788);
        let ani = stage.hire("ANI", &[TOILI]);
        let groups = [stage.group(TOILI, "MAWAR", ani, 1), stage.group(TOILI, "MELATI", ani, 1)];
        let device = &mut stage.office.device;
        for (group, month, sessions, dated, off) in planned {
            let sessions: Vec<&str> = sessions.into_iter().map(|at| CODES[at]).collect();
            let mut said = if dated { on(month, 7, &sessions) } else { words(month, &sessions) };
            if off {
                said.reason = "Banjir".into();
            }
            plan(device, groups[group].id, vec![said]);
        }
        for (group, month, at, session, two, cancelled) in held {
            let key = DocKey::meeting(groups[group].id, day(month, at), SessionCode::new(CODES[session]).unwrap()).unwrap();
            let more = if two { Set::To(vec![SessionCode::new("M1.2").unwrap()]) } else { Set::Keep };
            let patch = MeetingPatch { more_sessions: more, cancelled: Set::To(cancelled == 0), place: Set::To("Balai".into()), ..MeetingPatch::default() };
            device.edit(&key, &patch.into()).unwrap();
        }
        Slow::read(device).agrees(device, &groups);
    }
}

/// The cells of a table by the words of its lines.
fn cell_texts(table: &crate::reports::Table) -> Vec<Vec<String>> {
    use crate::reports::Cell;
    let text = |cell: &Cell| match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
    };
    table
        .rows
        .iter()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

#[test]
#[allow(clippy::too_many_lines, reason = "one year and one of its months")]
fn the_paper_of_a_year_and_of_a_month_says_what_the_screens_say() {
    use crate::forms::document::Block;
    use crate::pdf::Size;
    use sesi_engine::job::unwatched;
    let (mut toili, groups, meeting) = november(791);
    assert!(!groups.is_empty() && !meeting.is_nil());
    let path = toili.stage.dir.path().join("rtl.pdf");
    let device = &mut toili.phone.device;
    let print = |of: PlanPaper| PrintPlans {
        of,
        paper: Size::F4,
        signed: None,
        path: path.clone(),
    };
    let year = || {
        PlanPaper::Year(PlanYearOf {
            year: Some(2026),
            kecamatan: None,
            mine: true,
        })
    };
    let shown = Plans {
        year: Some(2026),
        kecamatan: None,
    };
    let shown = shown.answer(device).unwrap();
    let mine: Vec<&PlanRow> = shown.groups.iter().filter(|row| row.mine).collect();
    let (papers, many) = printing::documents(device, &print(year()), |_, _| Ok(())).unwrap();
    assert_eq!((papers.len(), many), (1, mine.len()));
    let tables: Vec<_> = papers[0]
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table { table, .. } => Some(cell_texts(table)),
            _ => None,
        })
        .collect();
    let rows = &tables[0];
    assert_eq!(rows.len(), mine.len() * 2, "planned, and held below it");
    for (pair, row) in rows.chunks(2).zip(&mine) {
        let [planned, held] = pair else {
            panic!("two lines a group");
        };
        assert_eq!(planned[1], row.group.name);
        for (month, mark) in row.months.iter().enumerate() {
            let shown = if mark.state == PlanState::Off {
                "\u{2013}"
            } else {
                mark.planned.as_str()
            };
            assert_eq!(planned[5 + month], shown, "{} {month}", row.group.name);
            // Numbers of sessions, each with the day of a meeting.
            let said: Vec<&str> = held[5 + month]
                .split(", ")
                .filter_map(|one| one.split(" (").next())
                .filter(|one| !one.is_empty())
                .collect();
            let mut once: Vec<&str> = Vec::new();
            for one in said {
                if !once.contains(&one) {
                    once.push(one);
                }
            }
            assert_eq!(once.join("+"), mark.held, "{} {month}", row.group.name);
        }
    }
    let done = print(year()).run(device, &mut unwatched).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(done.lists as usize, mine.len());
    print(year()).run(device, &mut unwatched).unwrap();
    assert!(std::fs::read(&path).unwrap() == bytes, "the same bytes");
    if let Ok(out) = std::env::var("SESI_PDF_OUT") {
        std::fs::write(format!("{out}/rtl.pdf"), &bytes).unwrap();
    }
    // The calendar has an entry for each of the screen's.
    let view = this_month().answer(device).unwrap();
    let paper = print(PlanPaper::Month(this_month()));
    let (papers, many) = printing::documents(device, &paper, |_, _| Ok(())).unwrap();
    assert_eq!(many, view.entries.len());
    let Some(Block::Table { table, .. }) = papers[0]
        .blocks
        .iter()
        .find(|block| matches!(block, Block::Table { .. }))
    else {
        panic!("no table");
    };
    for (row, entry) in cell_texts(table).iter().zip(&view.entries) {
        assert_eq!(row[3], entry.group.name);
        let day = entry.date.map(|day| day.day().to_string());
        assert!(row[1].contains(&day.unwrap_or_default()), "{row:?}");
    }
    let done = paper.run(device, &mut unwatched).unwrap();
    assert_eq!(done.lists as usize, view.entries.len());
    if let Ok(out) = std::env::var("SESI_PDF_OUT") {
        std::fs::copy(&path, format!("{out}/jadwal.pdf")).unwrap();
    }
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

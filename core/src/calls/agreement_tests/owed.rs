//! What is owed each month, in every screen that says a number of it: plans, ratings of half years, Kepatuhan, letters, SIKS-NG, and the
//! rekap that was sent.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::Chance;
use crate::calls::beranda::{Beranda, Todo};
use crate::calls::checking::{CheckList, Checked};
use crate::calls::compliance::Compliance;
use crate::calls::groups::Groups;
use crate::calls::letters::{Letter, LetterForm, Letters, WriteLetter};
use crate::calls::own_data::DataTables;
use crate::calls::plans::{
    Plan, PlanFigures, PlanState, PlanTable, PlanWords, Plans, SavePlan, Schedule, ScheduleEntry,
};
use crate::calls::rekap::ReadRekap;
use crate::calls::semester::{SaveSemester, Semester, SemesterGroups};
use crate::calls::sent::{SendRekap, SentRekap, SentTables};
use crate::calls::siks::{SaySiks, Siks, SiksFigures, SiksMonth, SiksState};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::kinds::{
    Aspect, DocKey, FamilyKey, Mark, MeetingPatch, Rating, SessionCode, SiksSaid, SpeakerPatch,
};
use crate::reference::month::YearMonth;
use crate::testkit::{Kelompok, TOILI, Toili};

/// Compares all of it in one month. What a device has none of agrees with itself.
pub(super) fn agree(device: &Device, month: &str) {
    let year: i32 = month[..4].parse().unwrap();
    agree_on_plans(device, year, month);
    agree_on_semesters(device);
    agree_on_letters(device);
    agree_on_siks(device, month);
    agree_on_sent(device, month);
    if !device.membership().is_office(device.id()) {
        agree_on_beranda(device);
    }
}

fn shown<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap()
}

/// Adds figures of one kind, whatever their names.
fn sum<'a, T: Serialize + 'a>(all: impl Iterator<Item = &'a T>) -> Option<Value> {
    fn add(one: &Value, other: &Value) -> Value {
        match (one, other) {
            (Value::Object(one), Value::Object(other)) => one
                .iter()
                .map(|(key, value)| (key.clone(), add(value, &other[key])))
                .collect(),
            _ => json!(one.as_u64().unwrap() + other.as_u64().unwrap()),
        }
    }
    all.map(shown).reduce(|one, other| add(&one, &other))
}

/// The months of a plan counted a second way, from their states.
fn figures(states: &[PlanState]) -> PlanFigures {
    let count = |wanted: PlanState| {
        let of = states.iter().filter(|state| **state == wanted);
        u32::try_from(of.count()).unwrap()
    };
    let held = count(PlanState::Done) + count(PlanState::Other);
    PlanFigures {
        planned: held + count(PlanState::Planned) + count(PlanState::Missed),
        done: count(PlanState::Done),
        other: count(PlanState::Other),
        missed: count(PlanState::Missed),
        upcoming: count(PlanState::Planned),
        off: count(PlanState::Off),
        unplanned: count(PlanState::Unplanned),
    }
}

/// The year's table, each group's own page and the calendar of the month.
fn agree_on_plans(device: &Device, year: i32, month: &str) {
    let table = Plans {
        year: Some(year),
        kecamatan: None,
    };
    let table = table.answer(device).unwrap();
    if let Some(all) = sum(table.groups.iter().map(|row| &row.figures)) {
        assert_eq!(shown(&table.total), all);
    }
    for row in &table.groups {
        let form = Plan {
            group: row.group.id,
            year: Some(year),
        };
        let form = form.answer(device).unwrap();
        assert_eq!(shown(&form.figures), shown(&row.figures));
        let states: Vec<PlanState> = row.months.iter().map(|mark| mark.state).collect();
        let own: Vec<PlanState> = form.months.iter().map(|cell| cell.state).collect();
        assert_eq!(own, states, "{}", row.group.name);
        assert_eq!(shown(&figures(&states)), shown(&row.figures));
    }
    agree_on_calendar(device, &table, month);
}

fn agree_on_calendar(device: &Device, table: &PlanTable, month: &str) {
    let calendar = Schedule {
        month: Some(month.to_owned()),
        kecamatan: None,
        mine: false,
    };
    let calendar = calendar.answer(device).unwrap();
    let all = crate::queries::groups::Groups::read(device.reader()).unwrap();
    let of: YearMonth = month.parse().unwrap();
    let exists = |group| {
        let group = all.get(group).unwrap();
        group.exists_in(of.first_day(), of.last_day())
    };
    let at = month[5..].parse::<usize>().unwrap() - 1;
    for row in &table.groups {
        let state = row.months[at].state;
        let entries = calendar.entries.iter();
        let entries: Vec<_> = entries
            .filter(|entry| entry.group.id == row.group.id)
            .collect();
        let (held, planned): (Vec<&ScheduleEntry>, Vec<&ScheduleEntry>) = entries
            .iter()
            .copied()
            .partition(|entry| entry.meeting.is_some());
        match state {
            PlanState::Done | PlanState::Other | PlanState::Unplanned => {
                assert!(!held.is_empty() && planned.is_empty());
                assert!(held.iter().all(|entry| entry.state == state));
            }
            PlanState::Planned | PlanState::Missed | PlanState::Off => {
                // Nobody meets in a group that is closed by then, whatever was planned.
                assert!(exists(row.group.id), "{}", row.group.name);
                let of = planned.iter().map(|entry| entry.state);
                assert_eq!(of.collect::<Vec<_>>(), [state], "{}", row.group.name);
            }
            PlanState::Empty => assert!(entries.is_empty()),
        }
    }
    for group in &calendar.without {
        let mut rows = table.groups.iter();
        let row = rows.find(|row| row.group.id == group.id).unwrap();
        assert_eq!(row.months[at].state, PlanState::Empty);
    }
}

/// The list of groups, each group's own list, and Kelompok.
fn agree_on_semesters(device: &Device) {
    let table = SemesterGroups {
        semester: None,
        kecamatan: None,
    };
    let table = table.answer(device).unwrap();
    if let Some(all) = sum(table.groups.iter().map(|row| &row.figures)) {
        assert_eq!(shown(&table.total), all);
    }
    let today = device.today().unwrap();
    let groups = Groups {
        search: String::new(),
        kecamatan: None,
        closed: true,
    };
    let groups = groups.answer(device).unwrap();
    for row in &table.groups {
        let form = Semester {
            group: row.group.id,
            semester: Some(table.semester.clone()),
        };
        let form = form.answer(device).unwrap();
        assert_eq!(shown(&form.figures), shown(&row.figures));
        assert_eq!(form.families.len(), row.figures.families as usize);
        let unrated = form.families.iter().filter(|line| line.potential.is_none());
        assert_eq!(unrated.count(), row.figures.potential.unrated as usize);
        for levels in [&row.figures.behaviour, &row.figures.potential] {
            let all = levels.kurang + levels.baik + levels.sangat_baik;
            assert_eq!(all + levels.tidak_dapat_dinilai, row.figures.families);
        }
        if table.until == today {
            let mut listed = groups.iter();
            let listed = listed.find(|one| one.group.id == row.group.id).unwrap();
            assert_eq!(listed.families, row.figures.families, "{}", row.group.name);
        }
    }
}

/// Kepatuhan of this month, the register of letters, a family's own letters and each letter.
fn agree_on_letters(device: &Device) {
    let view = Compliance {
        month: None,
        kecamatan: None,
    };
    let view = view.answer(device).unwrap();
    let states = &view.states;
    let all = states.hadir + states.sakit + states.alfa + states.unmarked + states.no_meeting;
    assert_eq!(all, states.families);
    let office = device.membership().is_office(device.id());
    let register = Letters { kecamatan: None }.answer(device).unwrap();
    let due: BTreeMap<Uuid, (usize, Value)> = view
        .rows
        .iter()
        .filter(|row| !row.due.is_empty() && (office || row.mine))
        .map(|row| (row.id, (row.months.len(), shown(&row.due))))
        .collect();
    let to_write: BTreeMap<Uuid, (usize, Value)> = register
        .due
        .iter()
        .map(|due| (due.family, (due.months as usize, shown(&due.steps))))
        .collect();
    assert_eq!(due, to_write);
    for row in &view.rows {
        let form = LetterForm { family: row.id }.answer(device).unwrap();
        // One screen has the latest first, the other tells them in their order.
        let months: Vec<&String> = row.months.iter().rev().collect();
        assert_eq!(
            form.months.iter().collect::<Vec<_>>(),
            months,
            "{}",
            row.name
        );
        assert_eq!(shown(&form.due), shown(&row.due));
        for letter in &row.letters {
            let mut rows = form.letters.iter();
            let listed = rows.find(|one| one.id == letter.id).unwrap();
            assert_eq!(
                (listed.step, listed.state),
                (letter.step, letter.state),
                "{}",
                row.name
            );
        }
    }
    for row in &register.rows {
        let letter = Letter { id: row.id }.answer(device).unwrap();
        assert_eq!(shown(&letter.row), shown(row));
        let form = LetterForm { family: row.family };
        let form = form.answer(device).unwrap();
        let mut own = form.letters.iter();
        let own = own.find(|one| one.id == row.id).map(shown);
        assert_eq!(own, Some(shown(row)));
    }
    if office {
        assert_eq!(exported(device, "surat"), register.rows.len());
    }
}

/// How many rows a table of Data saya has.
pub(super) fn exported(device: &Device, name: &str) -> usize {
    let tables = DataTables {}.answer(device).unwrap();
    let mut tables = tables.iter();
    let table = tables.find(|table| table.name == name).unwrap();
    table.rows as usize
}

/// The month's list, its figures and persons, each meeting's page, and Periksa.
fn agree_on_siks(device: &Device, month: &str) {
    let view = SiksMonth {
        month: Some(month.to_owned()),
        kecamatan: None,
        mine: false,
    };
    let view = view.answer(device).unwrap();
    let count = |fits: &dyn Fn(SiksState) -> bool| {
        let rows = view.rows.iter().filter(|row| fits(row.state));
        u32::try_from(rows.count()).unwrap()
    };
    let is = |wanted: SiksState| count(&|state| state == wanted);
    let counted = SiksFigures {
        held: count(&|_| true),
        not_in: count(&|state| !matches!(state, SiksState::Entered | SiksState::Changed)),
        not_ready: is(SiksState::NotReady),
        ready: is(SiksState::Ready),
        rejected: is(SiksState::Rejected),
        changed: is(SiksState::Changed),
        entered: is(SiksState::Entered),
    };
    assert_eq!(shown(&view.total), shown(&counted));
    if let Some(all) = sum(view.people.iter().map(|person| &person.figures)) {
        assert_eq!(shown(&view.total), all);
    }
    for row in &view.rows {
        let page = Siks {
            meeting: row.row.id,
        };
        let page = page.answer(device).unwrap();
        assert_eq!(page.state, row.state);
        assert_eq!(shown(&page.missing), shown(&row.missing));
    }
    let list = CheckList {
        which: Checked::All,
        month: Some(month.to_owned()),
        kecamatan: None,
        pendamping: None,
    };
    let list = list.answer(device).unwrap();
    let held = list.rows.iter().filter(|row| !row.meeting.cancelled);
    assert_eq!(held.count(), view.rows.len());
}

/// What was sent, told as versions, as tables and as what changed since; beside the rekap as it is.
fn agree_on_sent(device: &Device, month: &str) {
    let month = || month.to_owned();
    let sent = SentRekap { month: month() }.answer(device).unwrap();
    let rekap = ReadRekap { month: month() }.answer(device).unwrap();
    assert_eq!(sent.places as usize, rekap.tables.kecamatan.len());
    let Some(last) = sent.versions.first() else {
        assert!(sent.changes.is_empty());
        return;
    };
    let tables = SentTables {
        month: month(),
        send: last.send,
    };
    let tables = tables.answer(device).unwrap();
    assert_eq!(tables.len(), last.places as usize);
    let now: BTreeMap<&str, Value> = rekap
        .rekap
        .kecamatan
        .iter()
        .zip(&rekap.tables.kecamatan)
        .map(|(place, table)| (place.code.as_str(), shown(table)))
        .collect();
    for place in &tables {
        let then = shown(&place.table);
        let now = now.get(place.kecamatan.as_str());
        let same = now.is_some_and(|now| {
            now["total"] == then["total"]
                && now["rows"].as_array().map(Vec::len) == then["rows"].as_array().map(Vec::len)
        });
        let mut changes = sent.changes.iter();
        let told = changes.any(|change| change.kecamatan == place.kecamatan);
        assert!(same || told, "{} is not as it was sent", place.place);
    }
}

/// Beranda of somebody who leads groups, beside Kepatuhan and the calendar.
fn agree_on_beranda(device: &Device) {
    let view = Beranda {}.answer(device).unwrap();
    let unmet = view.groups as usize - view.groups_met as usize;
    assert_eq!(view.not_met.len(), unmet);
    let compliance = Compliance {
        month: None,
        kecamatan: None,
    };
    let compliance = compliance.answer(device).unwrap();
    let own = compliance.rows.iter().filter(|row| row.mine);
    let again: BTreeMap<Uuid, usize> = own
        .filter(|row| row.months.len() > 1)
        .map(|row| (row.id, row.months.len()))
        .collect();
    let schedule = Schedule {
        month: None,
        kecamatan: None,
        mine: true,
    };
    let schedule = schedule.answer(device).unwrap();
    let open = schedule.entries.iter();
    let open = open.filter(|entry| entry.state == PlanState::Planned);
    let (mut told, mut planned) = (BTreeMap::new(), 0);
    for todo in &view.todo {
        match todo {
            Todo::AlfaAgain { families } => {
                let of = families.iter();
                told.extend(of.map(|one| (one.family, one.months as usize)));
            }
            Todo::Planned { entries } => planned = entries.len(),
            _ => {}
        }
    }
    assert_eq!(told, again);
    assert_eq!(planned, open.count());
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Three groups of one pendamping who did something of everything, at random.
fn made_up(seed: u64) -> (Toili, [u32; 5]) {
    let mut chance = Chance(seed * 91 + 7);
    let mut toili = Toili::new(1500 + seed);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let mut groups = vec![toili.group.clone()];
    for (name, size) in [("MAWAR", 3), ("DAHLIA", 2)] {
        groups.push(toili.stage.group(TOILI, name, ani, size));
    }
    toili.synced_office();
    toili.synced_phone();
    let mut done = [0; 5];
    for group in &groups {
        for month in 8..=11 {
            if chance.below(5) > 0 {
                meet(&mut chance, &mut toili.phone.device, group, month);
                done[0] += 1;
            }
        }
    }
    let phone = &mut toili.phone.device;
    for group in &groups[..2] {
        plan(&mut chance, phone, group.id);
        rate(&mut chance, phone, group.id);
    }
    for month in ["2026-09", "2026-10", "2026-11"] {
        done[1] += enter(&mut chance, phone, month);
    }
    let register = Letters { kecamatan: None }.answer(phone).unwrap();
    for due in register.due {
        done[2] += 1;
        let write = WriteLetter {
            family: due.family,
            step: due.steps[0],
            number: format!("{:03}/PKH/XI/2026", done[2]),
            day: day(11, 18),
            invited: None,
            place: String::new(),
        };
        write.run(phone).unwrap();
    }
    for _ in 0..2 {
        toili.synced_phone();
        toili.synced_office();
    }
    (toili, done)
}

/// Says of meetings that are ready for SIKS-NG what became of them there. Answers of how many.
fn enter(chance: &mut Chance, phone: &mut Device, month: &str) -> u32 {
    let siks = SiksMonth {
        month: Some(month.to_owned()),
        kecamatan: None,
        mine: true,
    };
    let mut done = 0;
    for row in siks.answer(phone).unwrap().rows {
        let meeting = row.row.id;
        let page = Siks { meeting }.answer(phone).unwrap();
        let said = [None, Some(SiksSaid::Masuk), Some(SiksSaid::Ditolak)][chance.below(3)];
        if page.state == SiksState::Ready && said.is_some() {
            let say = SaySiks {
                meeting,
                said,
                note: "Data ditolak".to_owned(),
                version: page.version,
                base: page.base,
            };
            say.run(phone).unwrap();
            done += 1;
        }
    }
    done
}

fn meet(chance: &mut Chance, device: &mut Device, group: &Kelompok, month: u32) {
    let session = SessionCode::new(["M1.1", "M1.2", "M1.3"][chance.below(3)]).unwrap();
    let date = day(month, 1 + u32::try_from(chance.below(16)).unwrap());
    let key = DocKey::meeting(group.id, date, session).unwrap();
    let marks = [Mark::Alfa, Mark::Alfa, Mark::Hadir, Mark::Sakit];
    let marks = group.families.iter().map(|family| {
        let mark = marks[chance.below(marks.len())];
        (FamilyKey::of(*family), Some(mark))
    });
    let mut patch = MeetingPatch {
        marks: marks.collect(),
        ..MeetingPatch::default()
    };
    if chance.below(6) > 0 {
        patch = MeetingPatch {
            title: Set::To("P2K2 - Pengasuhan".into()),
            starts: Set::To(540),
            ends: Set::To(660),
            place: Set::To("Balai Desa".into()),
            notes: [(Aspect::Proses, Some("Lancar.".into()))].into(),
            speakers: [(
                1,
                SpeakerPatch {
                    name: Set::To("Ani".into()),
                    agency: Set::To("Kemensos".into()),
                },
            )]
            .into(),
            ..patch
        };
    }
    device.edit(&key, &patch.into()).unwrap();
}

fn plan(chance: &mut Chance, device: &mut Device, group: Uuid) {
    let form = Plan {
        group,
        year: Some(2026),
    };
    let form = form.answer(device).unwrap();
    let months = (7..=12).map(|month| {
        let off = chance.below(5) == 0;
        let sessions = if off { vec![] } else { vec!["M1.1".to_owned()] };
        PlanWords {
            month,
            sessions,
            date: (!off && chance.below(2) == 0).then(|| day(month, 20)),
            reason: if off { "Banjir".into() } else { String::new() },
            ..PlanWords::default()
        }
    });
    let save = SavePlan {
        group,
        year: 2026,
        base: form.base,
        months: months.collect(),
    };
    save.run(device).unwrap();
}

fn rate(chance: &mut Chance, device: &mut Device, group: Uuid) {
    let form = Semester {
        group,
        semester: None,
    };
    let form = form.answer(device).unwrap();
    let ratings = [
        Rating::Kurang,
        Rating::Baik,
        Rating::SangatBaik,
        Rating::TidakDapatDinilai,
    ];
    let mut some = || {
        let lines = form.families.iter();
        let lines = lines.filter(|_| chance.below(4) > 0);
        let keys: Vec<String> = lines.map(|line| line.key.clone()).collect();
        let rated = keys.into_iter();
        rated
            .map(|key| (key, Some(ratings[chance.below(ratings.len())])))
            .collect()
    };
    let save = SaveSemester {
        group,
        behaviour: some(),
        potential: some(),
        semester: form.semester.clone(),
        base: form.base.clone(),
    };
    save.run(device).unwrap();
}

#[test]
fn in_offices_that_did_something_of_everything() {
    let mut all = [0; 5];
    for seed in 0..5 {
        let (mut toili, done) = made_up(seed);
        let month = || "2026-10".to_owned();
        let office = &mut toili.stage.office.device;
        let seen = SentRekap { month: month() }.answer(office).unwrap().now;
        let sending = SendRekap {
            month: month(),
            seen,
            day: day(11, 3),
            receiver: "Dinsos Provinsi".to_owned(),
            note: String::new(),
        };
        sending.run(office).unwrap();
        let sent = SentRekap { month: month() }.answer(office).unwrap();
        let rekap = ReadRekap { month: month() }.answer(office).unwrap();
        assert!(sent.changes.is_empty());
        assert_eq!(
            u64::from(sent.versions[0].meetings),
            rekap.rekap.as_of.meetings
        );
        let months = ["2026-08", "2026-09", "2026-10", "2026-11", "2026-12"];
        for month in months {
            super::agree(office, month);
        }
        agree(&toili.phone.device, "2026-10");
        agree(&toili.phone.device, "2026-11");
        // Then a mark is corrected: what was sent says so.
        let key = toili.group.meeting(28);
        let family = toili.group.families[0];
        toili.stage.office.mark(&key, family, Mark::Hadir);
        let office = &toili.stage.office.device;
        super::agree(office, "2026-10");
        let view = Beranda {}.answer(&toili.phone.device).unwrap();
        let planned = |todo: &Todo| matches!(todo, Todo::Planned { .. });
        all[3] += u32::from(view.todo.iter().any(planned));
        let again = |todo: &Todo| matches!(todo, Todo::AlfaAgain { .. });
        all[4] += u32::from(view.todo.iter().any(again));
        for (all, done) in all.iter_mut().zip(&done[..3]) {
            *all += done;
        }
    }
    assert!(all.iter().all(|done| *done > 1), "{all:?}");
}

//! One family, one number: what two screens of a device say of a family is the same, where it came from another kecamatan or is several
//! entries of a roster too.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde_json::json;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::merged::{self, ask, is_part};
use crate::calls::compliance::Compliance;
use crate::calls::families::{Family, FamilyTable, MoveFamily};
use crate::calls::letters::LetterForm;
use crate::calls::semester::{Semester, SemesterGroups};
use crate::calls::terms::Tally;
use crate::calls::{Command, Query, command};
use crate::device::Device;
use crate::kinds::{DocKey, FamilyKey, FamilyPatch, Mark, MeetingPatch, Rating};
use crate::queries::compliance::belongs;
use crate::queries::members::Members;
use crate::recaps::families::recap;
use crate::recaps::{Span, Wanted};
use crate::reference::naming;
use crate::reports::Cell;
use crate::testkit::{LUWUK, Stage, TOILI, made_up, marks};

/// What the rekap per KPM says of each family of 2026, by its name: Hadir, Sakit, Alfa, unmarked, and its sessions.
fn recapped(device: &Device) -> BTreeMap<String, ([i64; 4], String)> {
    let months = ["2026-01", "2026-12"].map(|month| month.parse().unwrap());
    let span = Span::new(months[0], months[1]).unwrap();
    let wanted = Wanted::default();
    let recap = recap(
        device.reader(),
        span,
        &wanted,
        None,
        str::to_owned,
        |_, _| Ok(()),
    );
    let table = recap.unwrap().sheets.remove(0).table;
    let cell = |row: &[Cell], key: &str| {
        let at = table.columns.iter().position(|head| head.key == key);
        row[at.unwrap()].clone()
    };
    let text = |row: &[Cell], key| match cell(row, key) {
        Cell::Text(text) => text,
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
    };
    let number = |row: &[Cell], key| match cell(row, key) {
        Cell::Number(number) => number,
        other => panic!("{other:?}"),
    };
    let lines = table.rows.iter().map(|row| {
        let marks = ["hadir", "sakit", "alfa", "unmarked"].map(|key| number(row, key));
        (text(row, "name"), (marks, text(row, "sessions")))
    });
    lines.collect()
}

/// A family's page, its line of the half year, its line of the rekap per KPM, Kepatuhan and what its letters stand on. Answers how many families
/// stood on two of them.
pub(super) fn agree(device: &Device) -> usize {
    let today = device.today().unwrap();
    let rows = FamilyTable {}.answer(device).unwrap().rows;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let members = Members::of_families(device.reader(), &ids).unwrap();
    let mut recapped = recapped(device);
    // Lines of the recap are told apart by their names: of two of one name neither is compared.
    let mut names = BTreeSet::new();
    for row in &rows {
        let name = naming::shown(&row.name);
        if !names.insert(name.clone()) {
            recapped.remove(&name);
        }
    }
    let semester = || Some("2026-2".to_owned());
    let table = SemesterGroups {
        semester: semester(),
        kecamatan: None,
    };
    let mut halves: BTreeMap<Uuid, Tally> = BTreeMap::new();
    for row in table.answer(device).unwrap().groups {
        let form = Semester {
            group: row.group.id,
            semester: semester(),
        };
        let lines = form.answer(device).unwrap().families.into_iter();
        halves.extend(lines.map(|line| (line.id, line.attendance)));
    }
    let month = Compliance {
        month: None,
        kecamatan: None,
    };
    let absent = month.answer(device).unwrap().rows;
    let mut compared = 0;
    for row in rows {
        let page = Family { id: row.id }.answer(device).unwrap();
        let (sessions_done, sessions_of) = (page.sessions_done, page.sessions_of);
        let counted = |fits: &dyn Fn(NaiveDate) -> bool| {
            let mut tally = Tally::default();
            for one in page.attendance.iter().filter(|one| fits(one.date)) {
                tally.add(one.mark);
            }
            tally
        };
        let begins: NaiveDate = "2026-07-01".parse().unwrap();
        if let Some(line) = halves.get(&row.id) {
            let of_page = counted(&|day| begins <= day && day <= today);
            assert_eq!(*line, of_page, "{}: half year and page", row.name);
            compared += 1;
        }
        let member = members.get(row.id);
        if let (Some(member), Some((marks, sessions))) =
            (member, recapped.get(&naming::shown(&row.name)))
        {
            let tally = counted(&|day| day.year() == 2026 && belongs(member, day));
            let of_page = [tally.hadir, tally.sakit, tally.alfa, tally.unmarked].map(i64::from);
            assert_eq!(*marks, of_page, "{}: rekap per KPM and page", row.name);
            let done = format!("{sessions_done}/{sessions_of}");
            assert_eq!(*sessions, done, "{}", row.name);
            compared += 1;
        }
        let mut absent = absent.iter();
        if let Some(absent) = absent.find(|absent| absent.id == row.id) {
            let alfa = |day: &NaiveDate| {
                let mut attendance = page.attendance.iter();
                attendance.any(|one| one.date == *day && one.mark == Some(Mark::Alfa))
            };
            assert!(absent.missed.iter().all(alfa), "{}", row.name);
            let letter = LetterForm { family: row.id }.answer(device).unwrap();
            assert_eq!(letter.missed.len(), absent.missed.len(), "{}", row.name);
            assert_eq!(letter.came, absent.came);
            compared += 1;
        }
    }
    compared
}

#[test]
fn of_a_family_that_moved_to_another_kecamatan_no_device_says_two_numbers() {
    let mut stage = Stage::new(1730);
    let (ani, citra) = (stage.hire("ANI", &[TOILI]), stage.hire("CITRA", &[LUWUK]));
    let before = stage.group(TOILI, "MELATI", ani, 3);
    let after = stage.group(LUWUK, "KENANGA", citra, 2);
    let mut phones = [stage.phone(ani, &[TOILI]), stage.phone(citra, &[LUWUK])];
    let moved = before.families[0];
    let device = &mut stage.office.device;
    for (day, mark) in [
        ("2026-08-04", Mark::Hadir),
        ("2026-09-08", Mark::Alfa),
        ("2026-10-06", Mark::Alfa),
    ] {
        let key = made_up::meeting(before.id, day, "M1.1");
        let all = before.families.iter().map(|family| (*family, mark));
        device.edit(&key, &marks(all)).unwrap();
    }
    let to = MoveFamily {
        id: moved,
        group: after.id,
        since: "2026-10-12".parse().unwrap(),
    };
    to.run(device).unwrap();
    for (day, session) in [("2026-10-20", "M1.1"), ("2026-11-03", "M1.2")] {
        let key = made_up::meeting(after.id, day, session);
        let all = after.families.iter().chain([&moved]);
        let all = all.map(|family| (*family, Mark::Alfa));
        device.edit(&key, &marks(all)).unwrap();
    }
    stage.office.synced(&mut stage.relay);
    assert!(agree(&stage.office.device) > 10);
    let streak = |device: &Device| {
        let all = Compliance {
            month: None,
            kecamatan: None,
        };
        let rows = all.answer(device).unwrap().rows;
        let row = rows.into_iter().find(|row| row.id == moved);
        row.map(|row| (row.months.len(), row.came))
    };
    // The office counts all months; the new pendamping those since it is here, and is told since when that is.
    assert_eq!(streak(&stage.office.device), Some((3, None)));
    for phone in &mut phones {
        phone.synced(&mut stage.relay);
        assert!(agree(&phone.device) > 3);
        merged::agree(&phone.device, "2026-10");
    }
    let since = "2026-10-12".parse().ok();
    assert_eq!(streak(&phones[1].device), Some((2, since)));
    // Whoever led it before has it on no list by now.
    assert_eq!(streak(&phones[0].device), None);
}

#[test]
fn of_a_family_with_a_rating_alone_the_mark_of_its_part_counts_on_its_page_too() {
    let mut stage = Stage::new(1731);
    let ani = stage.hire("ANI", &[TOILI]);
    let group = stage.group(TOILI, "MELATI", ani, 2);
    let (kept, part) = (group.families[0], group.families[1]);
    let device = &mut stage.office.device;
    let key = group.meeting(6);
    device.edit(&key, &marks([(part, Mark::Hadir)])).unwrap();
    let rated = MeetingPatch {
        ratings: [(FamilyKey::of(kept), Some(Rating::Baik))].into(),
        ..MeetingPatch::default()
    };
    device.edit(&key, &rated.into()).unwrap();
    let same = FamilyPatch {
        same_as: Set::To(kept),
        ..FamilyPatch::default()
    };
    device.edit(&DocKey::Family(part), &same.into()).unwrap();
    let page = Family { id: kept }.answer(device).unwrap();
    assert_eq!(page.attendance[0].mark, Some(Mark::Hadir));
    assert!(agree(device) > 0);
    merged::agree(device, "2026-10");
}

#[test]
fn what_a_part_was_given_outside_meetings_the_family_that_is_kept_was_given() {
    let mut stage = Stage::new(1743);
    let ani = stage.hire("ANI", &[TOILI]);
    let group = stage.group(TOILI, "MELATI", ani, 3);
    let (kept, part) = (group.families[0], group.families[1]);
    let mut phone = stage.phone(ani, &[TOILI]);
    let visit = json!({
        "family": part, "day": "2026-10-20", "way": "kunjungan", "sessions": ["M1.2"], "note": "Ibu sakit", "base": null,
    });
    command(&mut phone.device, "save_visit", visit).unwrap();
    phone.synced(&mut stage.relay);
    stage.office.synced(&mut stage.relay);
    let device = &mut stage.office.device;
    is_part(device, part, kept);
    let page = ask(device, "family", json!({"id": kept}));
    assert_eq!(
        (
            &page["sessions_done"],
            page["visits"].as_array().unwrap().len()
        ),
        (&json!(1), 1)
    );
    assert!(agree(device) > 0);
    let rhk3 = json!({"month": "2026-10", "pendamping": ani, "form": "rhk3"});
    let rhk3 = ask(device, "rhk_text", rhk3);
    let mut lines = rhk3.as_str().unwrap().lines();
    let visit = lines.find(|line| line.contains("Ibu sakit")).unwrap();
    assert!(
        visit.to_uppercase().contains("MELATI KELUARGA 0"),
        "{visit}"
    );
}

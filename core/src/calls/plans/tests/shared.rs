//! What is shared of plans: the calendar, text, a file for other calendars, and paper say the same.

use super::*;

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

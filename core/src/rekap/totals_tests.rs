//! The sums of many months are those of each month's rekap.

use std::collections::HashSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::super::figures::Rekap;
use super::super::fixture::Tables;
use super::*;

fn month(number: u32) -> YearMonth {
    YearMonth::new(2026, number).unwrap()
}

/// A month's sums from its rekap with everything behind it.
fn of_rekap(tables: &Tables, month: YearMonth) -> Totals {
    let rekap = Rekap::count(&tables.conn, month).unwrap();
    let rows = || rekap.kecamatan.iter().flat_map(|one| &one.rows);
    let met: HashSet<Uuid> = rows()
        .flat_map(|row| &row.meetings)
        .map(|meeting| meeting.group)
        .collect();
    let families = rows().flat_map(|row| &row.families);
    let absent = families.filter(|family| !family.hadir && met.contains(&family.group));
    Totals {
        groups: rekap.total.groups,
        groups_met: rekap.total.groups_met,
        families: rekap.total.families,
        hadir: rekap.total.hadir,
        absent: count(absent),
    }
}

/// Something that happened to an office of 4 groups and 8 families.
#[derive(Debug, Clone)]
enum Happening {
    /// A group is closed or opened from a day on.
    Stands(u32, u32, bool),
    Moved(u32, u32, u32),
    Became(u32, u32, bool),
    Merged(u32, u32),
    Met {
        group: u32,
        day: u32,
        cancelled: bool,
        marks: Vec<(u32, &'static str)>,
    },
}

/// A day of April, May or June.
fn date(day: u32) -> String {
    format!("2026-{:02}-{:02}", 4 + day / 30, 1 + day % 30)
}

fn happening() -> impl Strategy<Value = Happening> {
    let mark = (
        0u32..8,
        prop_oneof![Just("H"), Just("S"), Just("A"), Just("?")],
    );
    prop_oneof![
        (0u32..4, 0u32..90, any::<bool>())
            .prop_map(|(group, day, open)| Happening::Stands(group, day, open)),
        (0u32..8, 0u32..90, 0u32..4).prop_map(|(who, day, to)| Happening::Moved(who, day, to)),
        (0u32..8, 0u32..90, any::<bool>())
            .prop_map(|(who, day, is)| Happening::Became(who, day, is)),
        (0u32..8, 0u32..8).prop_map(|(part, into)| Happening::Merged(part, into)),
        (
            0u32..4,
            0u32..90,
            prop::bool::weighted(0.1),
            prop::collection::vec(mark, 0..8)
        )
            .prop_map(|(group, day, cancelled, marks)| Happening::Met {
                group,
                day,
                cancelled,
                marks
            }),
    ]
}

fn office(happenings: &[Happening]) -> Tables {
    let tables = Tables::new();
    tables.staff(1, "ANI", "pendamping", &["72.01.09"]);
    for group in 0..4 {
        tables.group(group, "72.01.09", (group > 0).then_some(1));
    }
    for family in 0..8 {
        tables.family(family, family % 4);
    }
    let mut days = HashSet::new();
    for (at, happened) in (0u32..).zip(happenings) {
        match happened {
            Happening::Stands(group, day, open) => tables.state(*group, &date(*day), *open),
            Happening::Moved(who, day, to) if days.insert((0, *who, *day)) => {
                tables.moved(*who, &date(*day), *to);
            }
            Happening::Became(who, day, active) if days.insert((1, *who, *day)) => {
                let status = if *active { "aktif" } else { "graduasi" };
                tables.became(*who, &date(*day), status);
            }
            Happening::Merged(part, into) if part != into => tables.merged(*part, *into),
            Happening::Met {
                group,
                day,
                cancelled,
                marks,
            } => {
                tables.meeting(at, *group, &date(*day), "M1.1");
                tables.set(at, "cancelled", cancelled);
                let mut marked = HashSet::new();
                for (who, mark) in marks {
                    if marked.insert(*who) {
                        tables.mark(at, *who, mark, None);
                    }
                }
            }
            _ => {}
        }
    }
    tables
}

proptest! {
    #[test]
    fn sums_of_many_months_are_those_of_each_rekap(
        happenings in prop::collection::vec(happening(), 0..40)
    ) {
        let tables = office(&happenings);
        let months = [month(3), month(4), month(5), month(6), month(7)];
        let totals = Totals::count(&tables.conn, &months).unwrap();
        for (month, total) in months.into_iter().zip(totals) {
            prop_assert_eq!(total, of_rekap(&tables, month), "{}", month);
        }
    }
}

#[test]
fn a_month_without_a_meeting_has_families_and_nobody_absent() {
    let tables = office(&[]);
    let totals = Totals::count(&tables.conn, &[month(5)]).unwrap();
    let quiet = Totals {
        groups: 4,
        families: 8,
        ..Totals::default()
    };
    assert_eq!(totals, [quiet]);
}

#[test]
fn damaged_rows_are_left_out_here_as_there() {
    let tables = office(&[Happening::Met {
        group: 1,
        day: 35,
        cancelled: false,
        marks: vec![(1, "H")],
    }]);
    let run = |sql: &str| tables.run(sql, &[]);
    run("INSERT INTO rm_group VALUES (x'00', 'X', '72.01.09', 'D', NULL, NULL)");
    run("INSERT INTO rm_family_status SELECT x'01', '', 'aktif'");
    run("UPDATE rm_meeting SET date = '2026-05-99'");
    tables.meeting(90, 2, "2026-05-07", "M1.1");
    tables.mark_key(90, "AAAAAAAA", Some("H"), None);
    let totals = Totals::count(&tables.conn, &[month(5)]).unwrap();
    assert_eq!(totals, [of_rekap(&tables, month(5))]);
    assert_eq!((totals[0].groups_met, totals[0].hadir), (1, 0));
}

#[test]
fn of_a_merged_familys_marks_the_kept_ones_own_comes_first() {
    let met = |marks| Happening::Met {
        group: 1,
        day: 35,
        cancelled: false,
        marks,
    };
    // 1 and 5 are of one group; 5 becomes part of 1.
    for (marks, hadir) in [
        (vec![(1, "S"), (5, "H")], 0),
        (vec![(5, "H")], 1),
        (vec![(1, "H"), (5, "A")], 1),
    ] {
        let tables = office(&[met(marks), Happening::Merged(5, 1)]);
        let totals = Totals::count(&tables.conn, &[month(5)]).unwrap();
        assert_eq!(totals, [of_rekap(&tables, month(5))]);
        assert_eq!((totals[0].families, totals[0].hadir), (7, hadir));
    }
}

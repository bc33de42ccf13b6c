//! Each counting rule on tables made by hand.

use rusqlite::params;

use super::super::figures::{Figures, Level, NamedFamily, Note, Rekap, Row, UnmatchedReason};
use super::super::fixture::{Tables, family, group, id, meeting, staff};
use super::super::keys::key;
use super::*;

const TOILI: &str = "72.01.09";
const LUWUK: &str = "72.01.04";

/// One pendamping, ANI, with group 1 in Toili.
fn one_group() -> Tables {
    let tables = Tables::new();
    tables.staff(1, "ANI", "pendamping", &[TOILI]);
    tables.group(1, TOILI, Some(1));
    tables
}

fn row<'r>(rekap: &'r Rekap, name: &str) -> &'r Row {
    let mut rows = rekap.kecamatan.iter().flat_map(|kecamatan| &kecamatan.rows);
    rows.find(|row| row.name.as_deref().unwrap_or("-") == name)
        .expect("has a row")
}

#[test]
fn a_pendamping_without_groups_or_meetings_has_a_row_in_each_kecamatan() {
    let tables = Tables::new();
    tables.staff(1, "ANI", "pendamping", &[TOILI, LUWUK]);
    tables.staff(2, "BUDI", "supervisor", &[TOILI]);
    tables.staff(3, "CICI", "korkab", &[]);
    tables.group(1, TOILI, Some(3));
    tables.month(1, 1, "2026-05", Some("Cuti melahirkan"), None);
    let rekap = tables.count();
    let names: Vec<_> = rekap
        .kecamatan
        .iter()
        .map(|k| {
            (
                k.name.as_str(),
                k.rows
                    .iter()
                    .filter_map(|r| r.name.as_deref())
                    .collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(
        names,
        [("Luwuk", vec!["ANI"]), ("Toili", vec!["ANI", "CICI"])],
        "CICI has a group, BUDI only a role"
    );
    assert_eq!(
        row(&rekap, "ANI").reason.as_deref(),
        Some("Cuti melahirkan")
    );
    assert_eq!(row(&rekap, "ANI").figures, Figures::default());
}

#[test]
fn a_group_is_its_pendampings_at_the_end_of_the_month() {
    let tables = one_group();
    tables.staff(2, "BUDI", "pendamping", &[TOILI]);
    tables.family(1, 1);
    tables.meeting(1, 1, "2026-05-02", "M1.1");
    tables.mark(1, 1, "H", None);
    tables.handed_over(1, "2026-05-31", 2);
    tables.handed_over(1, "2026-06-01", 1);
    let rekap = tables.count();
    assert_eq!(row(&rekap, "ANI").figures, Figures::default());
    let budi = row(&rekap, "BUDI").figures;
    assert_eq!(
        (budi.groups, budi.groups_met, budi.hadir),
        (1, 1, 1),
        "the meeting goes with the group"
    );
}

#[test]
fn groups_without_pendamping_stand_in_a_row_of_their_own_at_the_end() {
    let tables = one_group();
    tables.group(2, TOILI, None);
    tables.family(1, 2);
    tables.group(3, TOILI, Some(9));
    let rekap = tables.count();
    let rows = &rekap.kecamatan[0].rows;
    let shown: Vec<_> = rows
        .iter()
        .map(|r| (r.name.as_deref(), r.pendamping, r.figures.groups))
        .collect();
    assert_eq!(
        shown,
        [
            (Some("ANI"), Some(staff(1)), 1),
            (None, Some(staff(9)), 1),
            (None, None, 1)
        ]
    );
    let nobody = Note::UnknownPendamping {
        staff: staff(9),
        group: "MELATI 3".to_owned(),
    };
    assert_eq!(rekap.notes, [nobody]);
}

#[test]
fn a_group_counts_until_the_month_in_which_it_is_closed() {
    let tables = one_group();
    tables.family(1, 1);
    for (closed, groups) in [
        ("2026-04-30", 0),
        ("2026-05-01", 0),
        ("2026-05-02", 1),
        ("2027-01-01", 1),
    ] {
        tables.closed(1, closed);
        let rekap = tables.count();
        assert_eq!(
            (rekap.total.groups, rekap.total.families),
            (groups, groups),
            "{closed}"
        );
        assert_eq!(
            rekap.notes.is_empty(),
            groups == 1,
            "a family left in a closed group is noted"
        );
        let left = Note::FamilyWithoutGroup {
            family: family(1),
            name: "SITI".to_owned(),
            kecamatan: "Toili".to_owned(),
            group: Some("MELATI 1".to_owned()),
        };
        assert!(
            groups == 1 || rekap.notes == [left],
            "with its name and the group's"
        );
    }
}

#[test]
fn a_group_counts_only_in_the_months_in_which_it_exists() {
    let tables = one_group();
    tables.family(1, 1);
    for (states, groups) in [
        // Opened within the month, on its last day, after it.
        (vec![("", false), ("2026-05-15", true)], 1),
        (vec![("", false), ("2026-05-31", true)], 1),
        (vec![("", false), ("2026-06-01", true)], 0),
        // Closed before and opened again, within the month or before it.
        (vec![("2026-02-01", false), ("2026-05-02", true)], 1),
        (vec![("2026-02-01", false), ("2026-04-02", true)], 1),
        (vec![("2026-02-01", false), ("2026-06-02", true)], 0),
        // Opened and closed within the month.
        (
            vec![("", false), ("2026-05-02", true), ("2026-05-20", false)],
            1,
        ),
    ] {
        tables.run("DELETE FROM rm_group_state", &[]);
        for (since, open) in &states {
            tables.state(1, since, *open);
        }
        let rekap = tables.count();
        assert_eq!(rekap.total.groups, groups, "{states:?}");
        assert_eq!(rekap.total.families, groups, "{states:?}");
    }
}

#[test]
fn only_meetings_of_the_month_that_were_held_count() {
    let tables = one_group();
    for (number, date) in [(1, "2026-04-30"), (2, "2026-06-01"), (3, "2026-05-10")] {
        tables.meeting(number, 1, date, "M1.1");
    }
    tables.set(3, "cancelled", &1);
    assert_eq!(tables.count().total.groups_met, 0);
    tables.set(1, "date", &"2026-05-01");
    tables.set(2, "date", &"2026-05-31");
    let rekap = tables.count();
    assert_eq!((rekap.total.groups_met, rekap.as_of.meetings), (1, 1));
}

#[test]
fn a_group_that_met_twice_counts_once_by_its_latest_meeting() {
    let tables = one_group();
    tables.family(1, 1);
    tables.family(2, 1);
    tables.meeting(1, 1, "2026-05-03", "M1.1");
    tables.meeting(2, 1, "2026-05-20", "M1.2");
    tables.mark(1, 1, "H", Some("SB"));
    tables.mark(1, 2, "H", Some("SB"));
    tables.mark(2, 1, "H", Some("K"));
    tables.mark(2, 2, "A", None);
    let rekap = tables.count();
    let expected = Figures {
        groups: 1,
        groups_met: 1,
        families: 2,
        hadir: 1,
        tidak_hadir: 1,
        kurang: 1,
        tidak_dapat_dinilai: 1,
        ..Figures::default()
    };
    assert_eq!(rekap.total, expected);
    assert_eq!(
        row(&rekap, "ANI").materi,
        ["Memahami Perilaku Anak"],
        "of the counted meeting only"
    );
}

#[test]
fn on_one_day_start_then_session_then_document_decide() {
    let tables = one_group();
    let counted = |tables: &Tables| row(&tables.count(), "ANI").meetings[0].doc;
    tables.meeting(1, 1, "2026-05-03", "M1.1");
    tables.meeting(2, 1, "2026-05-03", "M1.1");
    assert_eq!(counted(&tables), meeting(2), "document");
    tables.set(1, "session", &"M1.2");
    assert_eq!(counted(&tables), meeting(1), "session");
    tables.set(2, "starts", &481);
    assert_eq!(counted(&tables), meeting(2), "start");
    tables.set(2, "starts", &rusqlite::types::Null);
    assert_eq!(
        counted(&tables),
        meeting(1),
        "a known start is later than an unknown one"
    );
    tables.set(2, "date", &"2026-05-04");
    assert_eq!(counted(&tables), meeting(2), "day");
}

#[test]
fn only_families_that_are_aktif_at_the_end_of_the_month_count() {
    let tables = one_group();
    for number in 1..=4 {
        tables.family(number, 1);
    }
    tables.became(1, "2026-05-31", "graduasi");
    tables.became(2, "2026-06-01", "tidak_aktif");
    tables.became(3, "2026-04-01", "tidak_aktif");
    tables.became(3, "2026-05-15", "aktif");
    tables.meeting(1, 1, "2026-05-03", "M1.1");
    for number in 1..=3 {
        tables.mark(1, number, "H", None);
    }
    let rekap = tables.count();
    assert_eq!((rekap.total.families, rekap.total.hadir), (3, 2));
    assert_eq!(
        rekap.unmatched.iter().map(|u| u.reason).collect::<Vec<_>>(),
        [UnmatchedReason::NotActive]
    );
}

#[test]
fn ratings_count_for_those_who_were_there() {
    let tables = one_group();
    tables.meeting(1, 1, "2026-05-03", "M1.1");
    let marks = [
        ("H", Some("K")),
        ("H", Some("B")),
        ("H", Some("SB")),
        ("H", Some("TDD")),
        ("H", None),
        ("S", Some("SB")),
        ("A", Some("B")),
    ];
    for (number, (mark, rating)) in (1..).zip(marks) {
        tables.family(number, 1);
        tables.mark(1, number, mark, rating);
    }
    tables.family(8, 1);
    tables.mark_key(1, &key(family(8))[..8], None, Some("B"));
    tables.family(9, 1);
    let total = tables.count().total;
    assert_eq!((total.groups, total.groups_met), (1, 1));
    assert_eq!((total.families, total.hadir, total.tidak_hadir), (9, 5, 4));
    assert_eq!((total.kurang, total.baik, total.sangat_baik), (1, 1, 1));
    assert_eq!(total.tidak_dapat_dinilai, 6);
}

#[test]
fn a_family_who_moved_within_the_month_is_counted_once_by_the_mark_that_she_has() {
    let tables = one_group();
    tables.staff(2, "BUDI", "pendamping", &[TOILI]);
    tables.group(2, TOILI, Some(2));
    tables.meeting(1, 1, "2026-05-03", "M1.1");
    tables.meeting(2, 2, "2026-05-20", "M1.1");
    for number in 1..=4 {
        tables.family(number, 1);
        tables.mark(1, number, "H", Some("B"));
    }
    tables.moved(1, "2026-05-10", 2);
    tables.moved(2, "2026-05-10", 2);
    tables.mark(2, 2, "A", None);
    // Left before the month began: the former group's meeting is none of the family's.
    tables.moved(3, "2026-05-01", 2);
    // Moves after the month.
    tables.moved(4, "2026-06-01", 2);
    let rekap = tables.count();
    let ani = row(&rekap, "ANI").figures;
    let budi = row(&rekap, "BUDI");
    assert_eq!(
        (ani.families, ani.hadir),
        (1, 1),
        "only the fourth is still with ANI"
    );
    assert_eq!(
        (budi.figures.families, budi.figures.hadir, budi.figures.baik),
        (3, 1, 1)
    );
    let by_family = |number| {
        budi.families
            .iter()
            .find(|f| f.doc == family(number))
            .map(|f| (f.hadir, f.level, f.meeting))
    };
    assert_eq!(
        by_family(1),
        Some((true, Level::Baik, Some(meeting(1)))),
        "no mark in the new group, so the former one's"
    );
    assert_eq!(
        by_family(2),
        Some((false, Level::TidakDapatDinilai, Some(meeting(2)))),
        "the new group's mark goes first"
    );
    assert_eq!(by_family(3), Some((false, Level::TidakDapatDinilai, None)));
    assert_eq!(
        rekap.notes,
        [Note::MarkedElsewhere {
            meeting: meeting(1),
            family: family(3),
            of: NamedFamily {
                name: "SITI".to_owned(),
                group: Some("MELATI 2".to_owned()),
                kecamatan: "Toili".to_owned()
            }
        }]
    );
}

#[test]
fn materi_and_pemateri_are_named_once_in_a_stable_order() {
    let tables = one_group();
    for number in 2..=4 {
        tables.group(number, TOILI, Some(1));
    }
    tables.meeting(1, 1, "2026-05-20", "M1.2");
    tables.meeting(2, 2, "2026-05-03", "M6.1");
    tables.meeting(3, 3, "2026-05-04", "M1.2");
    tables.meeting(4, 4, "2026-05-05", "MX");
    tables.set(2, "more_sessions", &"[\"M1.1\",\"M6.1\"]");
    tables.set(4, "topic", &"Bahaya judi online");
    for (number, no, name) in [
        (1, 1, "Budi"),
        (2, 1, "ani "),
        (2, 2, "Cici"),
        (3, 1, "BUDI"),
    ] {
        tables.speaker(number, no, name);
    }
    let rekap = tables.count();
    let row = row(&rekap, "ANI");
    assert_eq!(
        row.materi,
        [
            "Menjadi Orangtua yang Lebih Baik",
            "Memahami Perilaku Anak",
            "Memahami Permasalahan Stunting",
            "Bahaya judi online"
        ]
    );
    assert_eq!(row.pemateri, ["BUDI", "Cici", "ani"]);
}

#[test]
fn titles_come_from_the_offices_newest_edition() {
    let tables = one_group();
    tables.meeting(1, 1, "2026-05-03", "M1.1");
    let edition = |title: &str| {
        format!(
            r#"{{"edition":"x","siks_materi":{{"1":"A"}},"modules":[{{"id":"M1","title":"T","siks_materi":1,"sessions":[{{"no":1,"title":"{title}"}}]}}]}}"#
        )
    };
    let add = |edition: &str, json: &str| {
        tables.run(
            "INSERT INTO rm_curriculum VALUES (?1, ?2, ?3)",
            params![id(6, 1).into_bytes(), edition, json],
        );
    };
    add("2025-1", &edition("Lama"));
    add("2026-1", &edition("Baru"));
    add("2027-1", "{");
    let rekap = tables.count();
    assert_eq!(row(&rekap, "ANI").materi, ["Baru"]);
    assert_eq!(
        rekap.notes,
        [Note::DamagedCurriculum {
            edition: "2027-1".to_owned()
        }]
    );
}

#[test]
fn the_reason_shows_unless_every_group_met_and_the_dynamics_always() {
    let tables = one_group();
    tables.group(2, TOILI, Some(1));
    tables.meeting(1, 1, "2026-05-03", "M1.1");
    tables.month(1, 1, "2026-05", Some(" Banjir "), Some("Jalan putus"));
    tables.month(2, 1, "2026-04", Some("lain bulan"), Some("lain bulan"));
    tables.month(3, 7, "2026-05", Some("siapa"), None);
    let rekap = tables.count();
    assert_eq!(row(&rekap, "ANI").reason.as_deref(), Some("Banjir"));
    assert_eq!(
        rekap.kecamatan[0].dynamics,
        [("ANI".to_owned(), "Jalan putus".to_owned())]
    );
    let unknown = Note::RemarkWithoutRow {
        staff: staff(7),
        name: None,
    };
    assert_eq!(rekap.notes, [unknown]);
    tables.meeting(2, 2, "2026-05-04", "M1.1");
    let rekap = tables.count();
    assert_eq!(row(&rekap, "ANI").reason, None);
    assert_eq!(rekap.kecamatan[0].dynamics.len(), 1);
}

#[test]
fn where_eight_characters_are_not_enough_the_longer_key_decides() {
    let tables = one_group();
    let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
    tables.family_doc(a, 1);
    tables.family_doc(b, 1);
    tables.meeting(1, 1, "2026-05-03", "M1.1");
    tables.mark_key(1, &key(a), Some("H"), Some("B"));
    tables.mark_key(1, &key(b)[..8], Some("H"), None);
    tables.mark_key(1, "zzzzzzzz", Some("S"), None);
    let rekap = tables.count();
    assert_eq!(
        (rekap.total.families, rekap.total.hadir, rekap.total.baik),
        (2, 1, 1)
    );
    let reasons: Vec<_> = rekap
        .unmatched
        .iter()
        .map(|u| (u.mark.as_str(), u.reason))
        .collect();
    assert_eq!(
        reasons,
        [
            ("H", UnmatchedReason::Ambiguous),
            ("S", UnmatchedReason::Unknown)
        ]
    );
}

#[test]
fn what_is_damaged_is_noted_and_stops_nothing() {
    let tables = one_group();
    tables.family(1, 1);
    tables.family(2, 99);
    tables.meeting(1, 1, "2026-05-03", "M9.9");
    tables.meeting(2, 77, "2026-05-03", "M1.1");
    tables.meeting(3, 1, "2026-05-32", "M1.1");
    tables.group(5, TOILI, Some(1));
    tables.closed(5, "2026-01-01");
    tables.meeting(4, 5, "2026-05-04", "M1.1");
    tables.mark(1, 1, "X", Some("B"));
    tables.run(
        "INSERT INTO rm_staff (doc, name, role) VALUES (x'01', 'RUSAK', 'pendamping')",
        &[],
    );
    let rekap = tables.count();
    assert_eq!(
        (
            rekap.total.groups,
            rekap.total.groups_met,
            rekap.total.families,
            rekap.total.hadir
        ),
        (1, 1, 1, 0)
    );
    assert_eq!(
        rekap.notes,
        [
            Note::MeetingOfUnknownGroup {
                meeting: meeting(2)
            },
            Note::MeetingOfClosedGroup {
                meeting: meeting(4),
                group: group(5)
            },
            Note::MeetingWithoutDay {
                meeting: meeting(3),
                date: "2026-05-32".to_owned()
            },
            Note::UnknownSession {
                meeting: meeting(1),
                session: "M9.9".to_owned()
            },
            Note::UnknownMark {
                meeting: meeting(1),
                family_key: key(family(1))[..8].to_owned(),
                mark: "X".to_owned()
            },
            Note::FamilyWithoutGroup {
                family: family(2),
                name: "SITI".to_owned(),
                kecamatan: "Toili".to_owned(),
                group: None
            },
            Note::DamagedId {
                table: "rm_staff".to_owned()
            },
        ]
    );
    tables.run("UPDATE rm_mark SET mark = 'H', rating = '?'", &[]);
    let rekap = tables.count();
    assert_eq!((rekap.total.hadir, rekap.total.tidak_dapat_dinilai), (1, 1));
    assert!(
        rekap
            .notes
            .iter()
            .any(|note| matches!(note, Note::UnknownRating { .. }))
    );
}

#[test]
fn the_digest_changes_with_a_counted_version_and_only_then() {
    let tables = one_group();
    tables.family(1, 1);
    tables.meeting(1, 1, "2026-05-03", "M1.1");
    tables.meeting(2, 1, "2026-05-04", "M1.1");
    let before = tables.count().as_of;
    tables.set(1, "heads", &[9_u8; 32].as_slice());
    assert_eq!(tables.count().as_of, before, "not the counted meeting");
    tables.set(2, "heads", &[9_u8; 64].as_slice());
    assert_ne!(tables.count().as_of, before);
}

#[test]
fn a_whole_kabupaten_adds_up() {
    let tables = Tables::new();
    tables.conn.execute_batch("BEGIN").expect("begins");
    let kecamatan: Vec<String> = (1..=24).map(|n| format!("72.01.{n:02}")).collect();
    let of = |n: u32| kecamatan[n as usize % kecamatan.len()].as_str();
    for n in 0..63 {
        tables.staff(n, &format!("PENDAMPING {n}"), "pendamping", &[of(n)]);
    }
    for n in 0..650 {
        tables.group(n, of(n % 63), Some(n % 63));
        tables.meeting(n, n, "2026-05-12", "M1.1");
    }
    for n in 0..13_081 {
        tables.family(n, n % 650);
        if n % 10 != 0 {
            tables.mark(
                n % 650,
                n,
                if n % 3 == 0 { "A" } else { "H" },
                ["K", "B", "SB"].get(n as usize % 4).copied(),
            );
        }
    }
    tables.conn.execute_batch("COMMIT").expect("commits");
    let rekap = tables.count();
    let expected =
        u32::try_from((0..13_081).filter(|n| n % 10 != 0 && n % 3 != 0).count()).expect("few");
    assert_eq!(
        (
            rekap.total.groups,
            rekap.total.groups_met,
            rekap.total.families,
            rekap.total.hadir
        ),
        (650, 650, 13_081, expected)
    );
    assert_eq!(
        rekap.kecamatan.iter().map(|k| k.rows.len()).sum::<usize>(),
        63
    );
    assert!(rekap.notes.is_empty() && rekap.unmatched.is_empty());
}

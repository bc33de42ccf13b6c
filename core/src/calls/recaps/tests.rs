//! Recaps counted a second way: from what was entered, meeting by meeting, and from the rekap of each month; with families that move, graduate and are
//! merged, months with several meetings, meetings that were cancelled, and the turn of a year.

use std::collections::{BTreeMap, BTreeSet};

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use chrono::{Datelike, NaiveDate};
use sesi_engine::documents::Set;
use sesi_engine::job::{Cancelled, unwatched};
use uuid::Uuid;

use super::*;
use crate::calls::families::Family;
use crate::calls::rekap::ReadRekap;
use crate::calls::{Job, Query};
use crate::error::ApiError;
use crate::kinds::{
    DocKey, FamilyPatch, GroupPatch, Mark, MeetingPatch, MonthPatch, Patch, Since, Status,
    YearMonth,
};
use crate::recaps::{Recap, RecapSheet};
use crate::reports::Cell;
use crate::testkit::made_up::meeting;
use crate::testkit::{Kelompok, LUWUK, Stage, TOILI, marks};

/// A meeting as it was entered.
struct Entered {
    group: Uuid,
    day: NaiveDate,
    cancelled: bool,
    marks: Vec<(Uuid, Mark)>,
}

struct Scene {
    stage: Stage,
    ani: Uuid,
    budi: Uuid,
    melati: Kelompok,
    mawar: Kelompok,
    entered: Vec<Entered>,
}

fn whole(many: usize) -> i64 {
    i64::try_from(many).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn since(text: &str) -> Since {
    Since(Some(day(text)))
}

impl Scene {
    fn meet(&mut self, group: Uuid, on: &str, session: &str, said: &[(Uuid, Mark)], held: bool) {
        let key = meeting(group, on, session);
        let device = &mut self.stage.office.device;
        device.edit(&key, &marks(said.iter().copied())).unwrap();
        if !held {
            let patch = MeetingPatch {
                cancelled: Set::To(true),
                ..MeetingPatch::default()
            };
            device.edit(&key, &Patch::Meeting(patch)).unwrap();
        }
        self.entered.push(Entered {
            group,
            day: day(on),
            cancelled: !held,
            marks: said.to_vec(),
        });
    }

    fn family(&mut self, family: Uuid, patch: FamilyPatch) {
        let device = &mut self.stage.office.device;
        device
            .edit(&DocKey::Family(family), &Patch::Family(patch))
            .unwrap();
    }

    fn recap(&mut self, kind: RecapKind, from: &str, to: &str) -> Recap {
        self.of(kind, from, to, None, Whose::All)
    }

    fn of(
        &mut self,
        kind: RecapKind,
        from: &str,
        to: &str,
        kecamatan: Option<&str>,
        whose: Whose,
    ) -> Recap {
        let count = CountRecap {
            of: RecapOf {
                kind,
                from: from.to_owned(),
                to: to.to_owned(),
                kecamatan: kecamatan.map(str::to_owned),
                whose,
            },
        };
        count
            .run(&mut self.stage.office.device, &mut unwatched)
            .unwrap()
    }
}

/// Two pendamping, three groups, December to February.
#[allow(clippy::too_many_lines, reason = "one office, meeting by meeting")]
fn scene(seed: u64) -> Scene {
    use Mark::{Alfa as A, Hadir as H, Sakit as S};
    let mut stage = Stage::new(seed);
    let (ani, budi) = (
        stage.hire("ANI", &[TOILI]),
        stage.hire("BUDI", &[LUWUK, TOILI]),
    );
    let device = &mut stage.office.device;
    device.ensure_place(TOILI, &[2025, 2026]).unwrap();
    device.ensure_place(LUWUK, &[2025, 2026]).unwrap();
    let melati = stage.group(TOILI, "MELATI", ani, 3);
    let mawar = stage.group(TOILI, "MAWAR", ani, 2);
    let kenanga = stage.group(LUWUK, "KENANGA", budi, 2);
    let mut scene = Scene {
        stage,
        ani,
        budi,
        melati: melati.clone(),
        mawar: mawar.clone(),
        entered: Vec::new(),
    };
    let (m, w, k) = (&melati.families, &mawar.families, &kenanga.families);
    scene.meet(
        melati.id,
        "2025-12-10",
        "M1.1",
        &[(m[0], H), (m[1], A), (m[2], S)],
        true,
    );
    scene.meet(
        melati.id,
        "2026-01-05",
        "M1.2",
        &[(m[0], H), (m[1], H)],
        true,
    );
    // The later one counts for the month; both count for a year.
    scene.meet(
        melati.id,
        "2026-01-20",
        "M1.3",
        &[(m[0], A), (m[1], H)],
        true,
    );
    scene.meet(mawar.id, "2026-01-07", "M1.1", &[(w[0], H)], true);
    scene.meet(kenanga.id, "2026-01-09", "M1.1", &[(k[0], H)], false);
    scene.meet(melati.id, "2026-02-03", "M1.4", &[(m[0], H)], true);
    scene.meet(
        mawar.id,
        "2026-02-04",
        "M1.2",
        &[(m[2], H), (w[1], H)],
        true,
    );
    scene.meet(
        kenanga.id,
        "2026-02-10",
        "M1.1",
        &[(k[0], H), (k[1], H)],
        true,
    );
    // m2 moves to MAWAR, m1 graduates, w1 was w0 all along, MAWAR is handed over.
    scene.family(
        m[2],
        FamilyPatch {
            groups: [(since("2026-01-15"), Some(mawar.id))].into(),
            ..FamilyPatch::default()
        },
    );
    scene.family(
        m[1],
        FamilyPatch {
            statuses: [(since("2026-02-01"), Some(Status::Graduasi))].into(),
            ..FamilyPatch::default()
        },
    );
    scene.family(
        w[1],
        FamilyPatch {
            same_as: Set::To(w[0]),
            ..FamilyPatch::default()
        },
    );
    let device = &mut scene.stage.office.device;
    let handed = GroupPatch {
        pendamping: [(since("2026-02-15"), Some(budi))].into(),
        ..GroupPatch::default()
    };
    device
        .edit(&DocKey::Group(mawar.id), &Patch::Group(handed))
        .unwrap();
    let reason = DocKey::Month {
        staff: ani,
        month: YearMonth::new(2025, 12).unwrap(),
    };
    let patch = MonthPatch {
        reason: Set::To("banjir".into()),
        ..MonthPatch::default()
    };
    device.edit(&reason, &patch.into()).unwrap();
    scene
}

/// The cell of a row by its first text and the column's key.
fn cell(sheet: &RecapSheet, row: &str, key: &str) -> Cell {
    let at = |wanted: &str| {
        let mut heads = sheet.table.columns.iter();
        heads.position(|head| head.key == wanted).unwrap()
    };
    let name = ["label", "pendamping", "name", "month"];
    let name = sheet
        .table
        .columns
        .iter()
        .position(|head| name.contains(&head.key));
    let mut rows = sheet.table.rows.iter();
    let row = match row {
        "total" => sheet.table.total.as_ref(),
        _ => rows.find(|cells| cells[name.unwrap()] == Cell::text(row)),
    };
    row.unwrap_or_else(|| panic!("{row:?} of {:?}", sheet.table.rows))[at(key)].clone()
}

fn number(sheet: &RecapSheet, row: &str, key: &str) -> i64 {
    match cell(sheet, row, key) {
        Cell::Number(number) => number,
        other => panic!("{row} {key}: {other:?}"),
    }
}

#[test]
fn pelaksanaan_is_what_the_rekap_of_each_month_says_added_up_and_families_once() {
    let mut scene = scene(2101);
    let recap = scene.recap(RecapKind::Held, "2025-12", "2026-02");
    let names: Vec<&SheetOf> = recap.sheets.iter().map(|sheet| &sheet.of).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    let months = [
        ("2025-12", "Desember 2025"),
        ("2026-01", "Januari 2026"),
        ("2026-02", "Februari 2026"),
    ];
    let keys = [
        "groups",
        "groups_met",
        "families",
        "hadir",
        "tidak_hadir",
        "kurang",
        "baik",
        "sangat_baik",
        "tidak_dapat_dinilai",
    ];
    let mut added: BTreeMap<&str, i64> = BTreeMap::new();
    let (mut different, mut present) = (BTreeSet::new(), BTreeSet::new());
    for (month, label) in months {
        let view = ReadRekap {
            month: month.to_owned(),
        };
        let view = view.answer(&scene.stage.office.device).unwrap();
        let figures = serde_json::to_value(view.rekap.total).unwrap();
        for key in keys {
            let of_month = figures[key].as_i64().unwrap();
            assert_eq!(
                number(&recap.sheets[0], label, key),
                of_month,
                "{month} {key}"
            );
            *added.entry(key).or_default() += of_month;
        }
        let families = view.rekap.kecamatan.iter().flat_map(|place| &place.rows);
        for family in families.flat_map(|row| &row.families) {
            different.insert(family.doc);
            if family.hadir {
                present.insert(family.doc);
            }
        }
    }
    for sheet in &recap.sheets[..2] {
        for key in keys {
            assert_eq!(number(sheet, "total", key), added[key], "{key}");
        }
        assert_eq!(number(sheet, "total", "different"), whole(different.len()));
        assert_eq!(number(sheet, "total", "present"), whole(present.len()));
        // Seven were entered; one is part of another.
        assert_eq!(different.len(), 6);
    }
    // What took place, from what was entered: two of January are MELATI's, the cancelled one is nobody's.
    let held = scene.entered.iter().filter(|one| !one.cancelled).count();
    assert_eq!(number(&recap.sheets[0], "total", "held"), whole(held));
    assert_eq!(number(&recap.sheets[0], "Januari 2026", "held"), 3);
    assert_eq!(number(&recap.sheets[0], "Januari 2026", "groups_met"), 2);
    // The different ones of kecamatan add up here, as nobody moved between them; those of months never do.
    let sum: i64 = months
        .iter()
        .map(|(_, label)| number(&recap.sheets[0], label, "different"))
        .sum();
    assert!(sum > whole(different.len()));
    let toili = recap
        .sheets
        .iter()
        .find(|sheet| sheet.of == SheetOf::Place("Toili".into()));
    let toili = toili.unwrap();
    assert_eq!(
        cell(toili, "Ani", "reason"),
        Cell::text("Desember 2025: banjir")
    );
    // Each sheet has the basis of its own.
    assert_eq!(toili.meetings, 5);
    assert_eq!(recap.sheets[0].meetings, 6);
    assert_ne!(toili.counted, recap.sheets[0].counted);
    // One month of it is that month's rekap.
    let one = scene.recap(RecapKind::Held, "2026-01", "2026-01");
    assert_eq!(
        number(&one.sheets[0], "total", "hadir"),
        number(&recap.sheets[0], "Januari 2026", "hadir")
    );
}

use crate::recaps::SheetOf;

#[test]
fn who_did_not_meet_without_a_reason_is_told_from_who_gave_one() {
    let mut scene = scene(2102);
    let recap = scene.recap(RecapKind::People, "2025-12", "2026-02");
    let people = &recap.sheets[0];
    // ANI: two groups in December (one met, a reason), two in January (both met), one in February.
    for (key, value) in [
        ("groups", 2),
        ("expected", 5),
        ("met", 4),
        ("excused", 1),
        ("silent", 0),
        ("percent", 100),
        ("held", 5),
    ] {
        assert_eq!(number(people, "Ani", key), value, "{key}");
    }
    assert_eq!(cell(people, "Ani", "standing"), Cell::text("Aktif"));
    assert_eq!(cell(people, "Ani", "last"), Cell::text("3 Februari 2026"));
    // BUDI: KENANGA alone in December and January, where it did not meet; MAWAR from February on.
    let rows = &people.table.rows;
    let budi: Vec<_> = rows
        .iter()
        .filter(|row| row[1] == Cell::text("Budi"))
        .collect();
    assert_eq!(budi.len(), 2, "a row in each kecamatan");
    let at = |key: &str| {
        people
            .table
            .columns
            .iter()
            .position(|head| head.key == key)
            .unwrap()
    };
    let luwuk = budi
        .iter()
        .find(|row| row[2] == Cell::text("Luwuk"))
        .unwrap();
    assert_eq!(luwuk[at("expected")], Cell::Number(3));
    assert_eq!(luwuk[at("silent")], Cell::Number(2));
    assert_eq!(luwuk[at("percent")], Cell::Number(33));
    assert_eq!(luwuk[at("standing")], Cell::text("Perlu dipantau"));
    // What is expected is met, excused or silent, in every row and in the sums.
    for row in rows.iter().chain(&people.table.total) {
        let n = |key| match row[at(key)] {
            Cell::Number(number) => number,
            _ => 0,
        };
        assert_eq!(n("expected"), n("met") + n("excused") + n("silent"));
    }
    // The months of each year, with a star where nobody said why.
    let years: Vec<&SheetOf> = recap.sheets[1..].iter().map(|sheet| &sheet.of).collect();
    assert_eq!(
        years,
        [
            &SheetOf::PeopleMonths("2025".into()),
            &SheetOf::PeopleMonths("2026".into())
        ]
    );
    assert_eq!(cell(&recap.sheets[1], "Ani", "m12"), Cell::text("1/2"));
    assert_eq!(cell(&recap.sheets[1], "total", "m12"), Cell::text("1/3*"));
    assert_eq!(cell(&recap.sheets[2], "Ani", "m1"), Cell::text("2/2"));
    let mine = scene.ani;
    let one = scene.of(
        RecapKind::People,
        "2025-12",
        "2026-02",
        None,
        Whose::Pendamping(mine),
    );
    assert_eq!(one.sheets[0].table.rows.len(), 1);
    assert_eq!(number(&one.sheets[0], "total", "expected"), 5);
}

/// What a family's marks come to in a year by what was entered: those of its own days, and of whoever is part of it.
fn slowly(
    scene: &Scene,
    year: i32,
    ids: &[Uuid],
    here: impl Fn(NaiveDate, Uuid) -> bool,
    belongs: impl Fn(NaiveDate) -> bool,
) -> [i64; 4] {
    let mut marks = [0; 4];
    for one in &scene.entered {
        if one.cancelled || one.day.year() != year || !belongs(one.day) {
            continue;
        }
        let said = ids
            .iter()
            .find_map(|id| one.marks.iter().find(|(family, _)| family == id));
        match said {
            Some((_, Mark::Hadir)) => marks[0] += 1,
            Some((_, Mark::Sakit)) => marks[1] += 1,
            Some((_, Mark::Alfa)) => marks[2] += 1,
            None if here(one.day, one.group) => marks[3] += 1,
            None => {}
        }
    }
    marks
}

#[test]
#[allow(clippy::too_many_lines, reason = "one scene, family by family")]
fn a_family_stands_once_with_its_meetings_wherever_it_was() {
    let mut scene = scene(2103);
    let recap = scene.recap(RecapKind::Families, "2025-12", "2026-02");
    let [before, after] = recap.sheets.as_slice() else {
        panic!("{:?}", recap.sheets.len());
    };
    assert_eq!(before.table.rows.len(), 6);
    assert_eq!(after.table.rows.len(), 6);
    let (melati, mawar) = (scene.melati.clone(), scene.mawar.clone());
    let keys = ["hadir", "sakit", "alfa", "unmarked"];
    let from_then = day("2026-01-15");
    let check = |sheet: &RecapSheet, year, name: &str, slow: [i64; 4]| {
        let found = keys.map(|key| number(sheet, name, key));
        assert_eq!(found, slow, "{name} {year}");
        assert_eq!(number(sheet, name, "met"), slow.iter().sum::<i64>());
    };
    for (sheet, year) in [(before, 2025), (after, 2026)] {
        let [stays, graduated, moves] = [0, 1, 2].map(|no| melati.families[no]);
        let in_melati = |_: NaiveDate, group| group == melati.id;
        check(
            sheet,
            year,
            "Melati Keluarga 0",
            slowly(&scene, year, &[stays], in_melati, |_| true),
        );
        check(
            sheet,
            year,
            "Melati Keluarga 1",
            slowly(&scene, year, &[graduated], in_melati, |on| {
                on < day("2026-02-01")
            }),
        );
        let in_both = |on, group| group == if on < from_then { melati.id } else { mawar.id };
        check(
            sheet,
            year,
            "Melati Keluarga 2",
            slowly(&scene, year, &[moves], in_both, |_| true),
        );
        let both = [mawar.families[0], mawar.families[1]];
        let in_mawar = |_: NaiveDate, group| group == mawar.id;
        check(
            sheet,
            year,
            "Mawar Keluarga 0",
            slowly(&scene, year, &both, in_mawar, |_| true),
        );
        // Sums are of the rows, and the different families are said beside them.
        for key in keys {
            let at = sheet.table.columns.iter().position(|head| head.key == key);
            let rows = sheet.table.rows.iter().map(|row| match row[at.unwrap()] {
                Cell::Number(number) => number,
                _ => 0,
            });
            assert_eq!(number(sheet, "total", key), rows.sum::<i64>());
        }
    }
    assert_eq!(
        cell(after, "Melati Keluarga 2", "group"),
        Cell::text("MAWAR")
    );
    assert_eq!(
        cell(after, "Melati Keluarga 2", "note"),
        Cell::text("pindah dari MELATI sejak 15 Januari 2026")
    );
    assert_eq!(
        cell(after, "Melati Keluarga 1", "status"),
        Cell::text("Graduasi")
    );
    let states = [("m1", "H"), ("m2", "H")].map(|(key, _)| cell(after, "Melati Keluarga 0", key));
    assert_eq!(states, [Cell::text("H"), Cell::text("H")]);
    assert_eq!(cell(before, "Melati Keluarga 2", "m12"), Cell::text("S"));
    assert_eq!(
        cell(before, "Mawar Keluarga 0", "standing"),
        Cell::text("Belum ada laporan")
    );
    // As the page of each family says it.
    for (name, id) in [
        ("Melati Keluarga 0", melati.families[0]),
        ("Mawar Keluarga 0", mawar.families[0]),
        ("Melati Keluarga 1", melati.families[1]),
    ] {
        let page = Family { id }.answer(&scene.stage.office.device).unwrap();
        assert_eq!(
            cell(after, name, "sessions"),
            Cell::text(format!("{}/{}", page.sessions_done, page.sessions_of)),
            "{name}"
        );
    }
    // Kecamatan by kecamatan they are the same families.
    let [toili, luwuk] = [TOILI, LUWUK].map(|code| {
        let part = scene.of(
            RecapKind::Families,
            "2026-01",
            "2026-02",
            Some(code),
            Whose::All,
        );
        part.sheets[0].table.rows.len()
    });
    assert_eq!(toili + luwuk, 6);
    // MAWAR is BUDI's at the end, with everybody in it.
    let budi = scene.budi;
    let his = scene.of(
        RecapKind::Families,
        "2026-01",
        "2026-02",
        Some(TOILI),
        Whose::Pendamping(budi),
    );
    assert_eq!(his.sheets[0].table.rows.len(), 2);
}

#[test]
fn a_year_adds_attendances_up_and_counts_families_once() {
    let mut scene = scene(2104);
    let recap = scene.recap(RecapKind::Year, "2026-07", "2026-07");
    let names: Vec<String> = recap
        .sheets
        .iter()
        .map(|sheet| match &sheet.of {
            SheetOf::Person(name) => name.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["Ani", "Budi"]);
    let ani = &recap.sheets[0];
    assert_eq!(ani.table.rows.len(), 16, "twelve months and four quarters");
    // By what was entered: ANI led MELATI always and MAWAR until the middle of February.
    let merged = scene.mawar.families[0];
    let part = scene.mawar.families[1];
    let groups = [scene.melati.id, scene.mawar.id];
    let led = scene
        .entered
        .iter()
        .filter(|one| !one.cancelled && one.day.year() == 2026 && groups.contains(&one.group));
    let (mut meetings, mut attendances) = (0, 0);
    let mut different = BTreeSet::new();
    let mut of_month: BTreeMap<u32, (i64, BTreeSet<Uuid>)> = BTreeMap::new();
    for one in led {
        meetings += 1;
        let present = one.marks.iter().filter(|(_, mark)| *mark == Mark::Hadir);
        let present: BTreeSet<Uuid> = present
            .map(|(family, _)| if *family == part { merged } else { *family })
            .collect();
        attendances += whole(present.len());
        let month = of_month.entry(one.day.month()).or_default();
        month.0 += whole(present.len());
        month.1.extend(present.iter().copied());
        different.extend(present);
    }
    assert_eq!(
        ["meetings", "attendances", "different"].map(|key| number(ani, "total", key)),
        [meetings, attendances, whole(different.len())]
    );
    assert_eq!((meetings, attendances, different.len()), (5, 7, 4));
    for (month, name) in [(1, "Januari 2026"), (2, "Februari 2026"), (3, "Maret 2026")] {
        let (added, families) = of_month.get(&month).cloned().unwrap_or_default();
        assert_eq!(number(ani, name, "attendances"), added, "{name}");
        assert_eq!(
            number(ani, name, "different"),
            whole(families.len()),
            "{name}"
        );
    }
    let quarter = "Jumlah Triwulan I";
    assert_eq!(number(ani, quarter, "attendances"), attendances);
    assert_eq!(number(ani, quarter, "different"), whole(different.len()));
    assert_eq!(number(ani, "Jumlah Triwulan II", "meetings"), 0);
    let Cell::Text(said) = cell(ani, "Januari 2026", "sessions") else {
        panic!("no sessions");
    };
    assert_eq!(said.matches("(1\u{d7}, 1 KPM)").count(), 2, "{said}");
    assert_eq!(said.matches("(1\u{d7}, 2 KPM)").count(), 1, "{said}");
    // December is another year's.
    let last = scene.recap(RecapKind::Year, "2025-01", "2025-01");
    assert_eq!(number(&last.sheets[0], "total", "attendances"), 1);
}

#[test]
fn each_file_says_what_the_screen_says_and_the_same_bytes_again() {
    let mut scene = scene(2105);
    let dir = scene.stage.dir.path().to_owned();
    for kind in [
        RecapKind::Held,
        RecapKind::People,
        RecapKind::Families,
        RecapKind::Year,
    ] {
        let recap = scene.recap(kind, "2025-12", "2026-02");
        let of = || RecapOf {
            kind,
            from: "2025-12".into(),
            to: "2026-02".into(),
            kecamatan: None,
            whose: Whose::All,
        };
        for format in [RecapFormat::Xlsx, RecapFormat::Pdf, RecapFormat::Docx] {
            let path = dir.join(format!("{kind:?}.{format:?}").to_lowercase());
            let export = || ExportRecap {
                of: of(),
                format,
                paper: Size::F4,
                signed: None,
                path: path.clone(),
            };
            let device = &mut scene.stage.office.device;
            let done = export().run(device, &mut unwatched).unwrap();
            assert_eq!(done.lists as usize, recap.sheets.len());
            let bytes = std::fs::read(&path).unwrap();
            let again = export().run(device, &mut unwatched).unwrap();
            assert!(
                std::fs::read(&path).unwrap() == bytes,
                "{kind:?} {format:?}"
            );
            assert_eq!(done.digest, again.digest);
            if let Ok(out) = std::env::var("SESI_PDF_OUT") {
                std::fs::copy(
                    &path,
                    format!("{out}/{}", path.file_name().unwrap().display()),
                )
                .unwrap();
            }
            if format == RecapFormat::Xlsx {
                reads_back(&path, &recap);
            }
        }
        let text = RecapText { of: of(), sheet: 0 };
        let text = text
            .run(&mut scene.stage.office.device, &mut unwatched)
            .unwrap();
        let rows = recap.sheets[0].table.rows.len();
        assert_eq!(text.lines().count(), rows + 1, "{kind:?}");
    }
}

/// Every figure of the tables stands in the sheets, as a number.
fn reads_back(path: &std::path::Path, recap: &Recap) {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    assert_eq!(book.sheet_names().len(), recap.sheets.len());
    for (name, sheet) in book.sheet_names().into_iter().zip(&recap.sheets) {
        let range = book.worksheet_range(&name).unwrap();
        let numbers = range.cells().filter_map(|(_, _, cell)| match cell {
            #[allow(clippy::cast_possible_truncation, reason = "counts")]
            Data::Float(number) => Some(*number as i64),
            _ => None,
        });
        let mut numbers: Vec<i64> = numbers.collect();
        let cells = sheet.table.rows.iter().chain(&sheet.table.total).flatten();
        let figures = cells.filter_map(|cell| match cell {
            Cell::Number(number) => Some(*number),
            _ => None,
        });
        let mut figures: Vec<i64> = figures.collect();
        numbers.sort_unstable();
        figures.sort_unstable();
        assert_eq!(numbers, figures, "{name}");
        let texts = range.cells().map(|(_, _, cell)| cell.to_string());
        let texts: Vec<String> = texts.collect();
        let basis = format!("Dihitung dari {} pertemuan", sheet.meetings);
        assert!(
            texts.iter().any(|text| text.starts_with(&basis)),
            "{texts:?}"
        );
    }
}

#[test]
fn what_cannot_be_counted_is_said_and_a_count_can_be_stopped() {
    let mut scene = scene(2106);
    for (from, to, kind) in [
        ("2026-02", "2026-01", "months"),
        ("2020-01", "2026-01", "months"),
        ("2026-13", "2026-01", "month"),
        ("", "2026-01", "month"),
    ] {
        let count = CountRecap {
            of: RecapOf {
                kind: RecapKind::Held,
                from: from.into(),
                to: to.into(),
                kecamatan: None,
                whose: Whose::All,
            },
        };
        let refused = count.run(&mut scene.stage.office.device, &mut unwatched);
        assert_eq!(ApiError::from(&refused.unwrap_err()).kind, kind, "{from}");
    }
    let path = scene.stage.dir.path().join("stopped.pdf");
    let export = ExportRecap {
        of: RecapOf {
            kind: RecapKind::Held,
            from: "2026-01".into(),
            to: "2026-02".into(),
            kecamatan: None,
            whose: Whose::All,
        },
        format: RecapFormat::Pdf,
        paper: Size::A4,
        signed: None,
        path: path.clone(),
    };
    let mut left = 2;
    let stopped = export.run(&mut scene.stage.office.device, &mut |_| {
        left -= 1;
        if left == 0 { Err(Cancelled) } else { Ok(()) }
    });
    assert_eq!(ApiError::from(&stopped.unwrap_err()).kind, "cancelled");
    assert!(!path.exists());
}

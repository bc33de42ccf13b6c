//! A family and those that are part of it are one, wherever a meeting's families are listed or counted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sesi_engine::documents::Set;
use uuid::Uuid;

use crate::calls::checking::{CheckList, Checked};
use crate::calls::meeting::Meeting;
use crate::calls::printing::meetings::{MeetingForm, MeetingsOf, MeetingsText};
use crate::calls::printing::{ExportAttendance, ListOf, Reader};
use crate::calls::recaps::{CountRecap, RecapOf, Whose};
use crate::calls::siks::Siks;
use crate::calls::{Job, Query, command, query};
use crate::device::Device;
use crate::forms::attendance::Variant;
use crate::forms::facts::Counted;
use crate::kinds::{DocKey, FamilyKey, FamilyPatch, Mark};
use crate::pdf::Size;
use crate::queries::attended::attended;
use crate::queries::families::names;
use crate::queries::members::{Members, active_in_the_end, is_lived_in};
use crate::recaps::RecapKind;
use crate::reference::month::YearMonth;
use crate::rekap::{Rekap, Totals};
use crate::reports::Cell;
use crate::testkit::{Stage, TOILI, marks};

/// Every list of the meetings of a month: rows of lists, a meeting's page, the forms, SIKS-NG, and what Kepatuhan and the recaps count.
pub(super) fn agree(device: &Device, month: &str) {
    let conn = device.reader();
    let list = CheckList {
        which: Checked::All,
        month: Some(month.to_owned()),
        kecamatan: None,
        pendamping: None,
    };
    let list = list.answer(device).unwrap();
    let everybody: BTreeSet<Uuid> = names(conn).unwrap().into_keys().collect();
    let of: YearMonth = month.parse().unwrap();
    let all: Vec<Uuid> = everybody.iter().copied().collect();
    let members = Members::of_families(conn, &all).unwrap();
    let met = attended(conn, &members, &everybody, of.first_day(), of.last_day());
    let met = met.unwrap();
    let reader = Reader::new(device).unwrap();
    for row in list.rows.iter().map(|row| &row.meeting) {
        let page = Meeting { id: row.id }.answer(device).unwrap();
        let counted = counts(page.families.iter().map(|family| family.mark));
        assert_eq!(counts_of(&row.tally), counted, "{}", row.group.name);
        assert_eq!(counts_of(&page.row.tally), counted);
        let known: BTreeMap<Uuid, Option<Mark>> = page
            .families
            .iter()
            .filter_map(|family| Some((family.id?, family.mark)))
            .collect();
        if row.cancelled {
            continue;
        }
        let (_, facts) = reader.facts(row.id).unwrap();
        assert_eq!(
            counts(facts.families.iter().map(|family| family.mark)),
            counted
        );
        let siks = Siks { meeting: row.id }.answer(device).unwrap();
        let siks: BTreeMap<Uuid, Option<Mark>> = siks
            .participants
            .iter()
            .filter_map(|one| Some((one.id?, one.mark)))
            .collect();
        assert_eq!(siks, known);
        let attended: BTreeMap<Uuid, Option<Mark>> = met
            .iter()
            .flat_map(|(family, met)| met.iter().map(|one| (*family, *one)))
            .filter(|(_, one)| one.meeting == row.id)
            .map(|(family, one)| (family, one.mark))
            .collect();
        assert_eq!(attended, known, "{} {}", row.group.name, row.date);
    }
}

/// Hadir, Sakit, Alfa and unmarked.
fn counts(marks: impl Iterator<Item = Option<Mark>>) -> [u32; 4] {
    let mut counts = [0; 4];
    for mark in marks {
        counts[match mark {
            Some(Mark::Hadir) => 0,
            Some(Mark::Sakit) => 1,
            Some(Mark::Alfa) => 2,
            None => 3,
        }] += 1;
    }
    counts
}

fn counts_of(tally: &crate::calls::terms::Tally) -> [u32; 4] {
    [tally.hadir, tally.sakit, tally.alfa, tally.unmarked]
}

/// One group met once in October; then some of its families were found to be the same, whoever was marked.
fn scene(seed: u64, marked: &[(usize, Mark)], same: &[(usize, usize)]) -> Stage {
    let mut stage = Stage::new(seed);
    let ani = stage.hire("ANI", &[TOILI]);
    let group = stage.group(TOILI, "MELATI", ani, 4);
    let said = marked.iter().map(|(at, mark)| (group.families[*at], *mark));
    let device = &mut stage.office.device;
    device.edit(&group.meeting(12), &marks(said)).unwrap();
    for (part, kept) in same {
        let patch = FamilyPatch {
            same_as: Set::To(group.families[*kept]),
            ..FamilyPatch::default()
        };
        let part = DocKey::Family(group.families[*part]);
        device.edit(&part, &patch.into()).unwrap();
    }
    stage
}

/// Whole figures of the total of a recap of October.
fn recapped(device: &mut Device, kind: RecapKind, key: &str) -> i64 {
    let count = CountRecap {
        of: RecapOf {
            kind,
            from: "2026-10".to_owned(),
            to: "2026-10".to_owned(),
            kecamatan: None,
            whose: Whose::All,
        },
    };
    let recap = count.run(device, &mut |_| Ok(())).unwrap();
    let table = &recap.sheets[0].table;
    let at = table.columns.iter().position(|head| head.key == key);
    match table.total.as_ref().unwrap()[at.unwrap()] {
        Cell::Number(number) => number,
        ref other => panic!("{other:?}"),
    }
}

/// How many families are none of their own: of a ring one is.
fn parts(same: &[(usize, usize)]) -> u32 {
    let said: BTreeMap<usize, usize> = same.iter().copied().collect();
    let ring = said.keys().any(|start| {
        let mut at = said.get(start);
        (0..said.len()).any(|_| {
            let round = at == Some(start);
            at = at.and_then(|at| said.get(at));
            round
        })
    });
    u32::try_from(said.len()).unwrap() - u32::from(ring)
}

#[test]
fn a_family_and_its_parts_count_once_everywhere() {
    use Mark::{Alfa as A, Hadir as H, Sakit as S};
    // Who was marked, who is part of whom; Hadir, Sakit, Alfa, unmarked.
    type Case<'c> = (&'c [(usize, Mark)], &'c [(usize, usize)], [u32; 4]);
    let cases: [Case<'_>; 8] = [
        (&[(0, H), (1, H), (2, A)], &[], [2, 0, 1, 1]),
        // Both were marked: what was said of the kept one counts.
        (&[(0, H), (1, H), (2, A)], &[(1, 0)], [1, 0, 1, 1]),
        (&[(0, S), (1, H), (2, A)], &[(1, 0)], [0, 1, 1, 1]),
        // Only the part was.
        (&[(1, H), (2, A)], &[(1, 0)], [1, 0, 1, 1]),
        // Two parts of one that was not, and a part of a part.
        (&[(0, H), (1, H)], &[(0, 3), (1, 3)], [1, 0, 0, 1]),
        (
            &[(0, H), (1, H), (2, H), (3, S)],
            &[(0, 1), (1, 2)],
            [1, 1, 0, 0],
        ),
        // Two machines of the office merged two into each other: one is kept; and all of them in a ring.
        (&[(0, H), (1, H), (2, A)], &[(0, 1), (1, 0)], [1, 0, 1, 1]),
        (
            &[(0, H), (1, H), (2, H), (3, H)],
            &[(0, 1), (1, 2), (2, 3), (3, 0)],
            [1, 0, 0, 0],
        ),
    ];
    for ((marked, same, expected), seed) in cases.into_iter().zip(1700..) {
        let mut stage = scene(seed, marked, same);
        let group = {
            let conn = stage.office.device.reader();
            let all = active_in_the_end(conn).unwrap();
            let (group, active) = all.iter().next().unwrap();
            assert_eq!((all.len(), *active), (1, 4 - parts(same)));
            assert!(is_lived_in(conn, *group).unwrap());
            *group
        };
        let members = Members::of_groups(stage.office.device.reader(), &[group]).unwrap();
        let day = "2026-10-31".parse().unwrap();
        assert_eq!(members.count(group, day), 4 - parts(same));
        let ever = u32::try_from(members.ever_in(group).count()).unwrap();
        assert_eq!(ever, 4 - parts(same));
        let [hadir, sakit, alfa, unmarked] = expected;
        let families = hadir + sakit + alfa + unmarked;
        let device = &mut stage.office.device;
        agree(device, "2026-10");
        let list = CheckList {
            which: Checked::All,
            month: Some("2026-10".to_owned()),
            kecamatan: None,
            pendamping: None,
        };
        let row = list.answer(device).unwrap().rows.remove(0).meeting;
        assert_eq!(counts_of(&row.tally), expected);
        // Forms.
        let facts = Reader::new(device).unwrap().facts(row.id).unwrap().1;
        let counted = Counted::of(&facts.families);
        assert_eq!(
            [counted.hadir, counted.sakit, counted.alfa, counted.unmarked],
            expected
        );
        let folder = tempfile::tempdir().unwrap();
        let printed = ExportAttendance {
            of: ListOf::Meeting(row.id),
            variant: Variant::A,
            paper: Size::A4,
            path: folder.path().join("hadir.pdf"),
        };
        let printed = printed.run(device, &mut |_| Ok(())).unwrap();
        assert_eq!(printed.families, families);
        for form in [
            MeetingForm::Pemantauan,
            MeetingForm::Rhk2,
            MeetingForm::Kegiatan,
        ] {
            let of = MeetingsOf::Meeting(row.id);
            let text = MeetingsText { of, form }.answer(device).unwrap();
            let said = text.lines().filter(|line| line.contains("Hadir")).count();
            assert!(said > 0, "{text}");
        }
        // The rekap, its trend, and the recaps.
        let month: YearMonth = "2026-10".parse().unwrap();
        let rekap = Rekap::count(device.reader(), month).unwrap();
        assert_eq!((rekap.total.hadir, rekap.total.families), (hadir, families));
        let trend = Totals::count(device.reader(), &[month]).unwrap()[0];
        assert_eq!((trend.hadir, trend.families), (hadir, families));
        for (kind, key) in [
            (RecapKind::Held, "hadir"),
            (RecapKind::Families, "hadir"),
            (RecapKind::Year, "attendances"),
            (RecapKind::Year, "different"),
        ] {
            assert_eq!(recapped(device, kind, key), i64::from(hadir), "{key}");
        }
    }
}

/// Two machines of the office: one merges a family into another, the other takes the list back that had brought that one. Nobody is counted in
/// its place, and the rekap says so.
#[test]
fn a_family_that_is_part_of_none_that_is_here_is_told() {
    let mut stage = scene(1790, &[(0, Mark::Hadir)], &[]);
    let device = &mut stage.office.device;
    let first = names(device.reader()).unwrap();
    let part = *first.keys().min().unwrap();
    let patch = FamilyPatch {
        same_as: Set::To(Uuid::max()),
        ..FamilyPatch::default()
    };
    device.edit(&DocKey::Family(part), &patch.into()).unwrap();
    let month: YearMonth = "2026-10".parse().unwrap();
    let rekap = Rekap::count(device.reader(), month).unwrap();
    assert_eq!(rekap.total.families, 3);
    let told = crate::rekap::Note::FamilyPartOfNone {
        family: part,
        name: first[&part].clone(),
        kecamatan: "Toili".to_owned(),
    };
    assert!(rekap.notes.contains(&told), "{:?}", rekap.notes);
}

/// What is asked of a device by name, as the window asks it.
pub(super) fn ask(device: &Device, name: &str, question: Value) -> Value {
    query(device, name, question).unwrap_or_else(|fault| panic!("{name}: {fault:?}"))
}

pub(super) fn is_part(device: &mut Device, part: Uuid, kept: Uuid) {
    let patch = FamilyPatch {
        same_as: Set::To(kept),
        ..FamilyPatch::default()
    };
    device.edit(&DocKey::Family(part), &patch.into()).unwrap();
}

/// The line of a family in a list of lines.
fn line(lines: &Value, family: Uuid) -> Value {
    let mut lines = lines.as_array().unwrap().iter();
    let found = lines.find(|line| line["id"] == json!(family));
    found.unwrap().clone()
}

#[test]
fn a_half_year_of_a_part_is_that_of_the_family_that_is_kept_and_its_own_counts_before() {
    let mut stage = scene(1741, &[], &[]);
    let device = &mut stage.office.device;
    let families = names(device.reader()).unwrap();
    let of = |name: &str| {
        let mut found = families.iter();
        *found.find(|(_, known)| *known == name).unwrap().0
    };
    let (kept, part) = (of("MELATI KELUARGA 0"), of("MELATI KELUARGA 1"));
    let group = ask(device, "family", json!({"id": kept}))["group"]["id"].clone();
    let form = |device: &Device| {
        ask(
            device,
            "semester",
            json!({"group": group, "semester": "2026-2"}),
        )
    };
    let rate = |device: &mut Device, family: Uuid, rating: &str| {
        let shown = form(device);
        let key = line(&shown["families"], family)["key"].clone();
        let said = json!({key.as_str().unwrap(): rating});
        let save = json!({
            "group": group, "semester": "2026-2", "base": shown["base"], "behaviour": said, "potential": {},
        });
        command(device, "save_semester", save).unwrap();
    };
    rate(device, part, "baik");
    is_part(device, part, kept);
    let shown = form(device);
    let of_kept = line(&shown["families"], kept);
    assert_eq!(of_kept["behaviour"]["rating"], "baik");
    let figures = &shown["figures"]["behaviour"];
    assert_eq!(
        (&figures["baik"], &figures["unrated"]),
        (&json!(1), &json!(2))
    );
    // It is rated under a key of its own.
    assert_eq!(of_kept["key"], json!(FamilyKey::of(kept).as_str()));
    rate(device, kept, "kurang");
    let of_kept = line(&form(device)["families"], kept);
    assert_eq!(of_kept["behaviour"]["rating"], "kurang");
    // Whichever key comes first.
    let mut stage = scene(1742, &[], &[]);
    let device = &mut stage.office.device;
    rate(device, kept, "kurang");
    rate(device, part, "baik");
    is_part(device, kept, part);
    let of_part = line(&form(device)["families"], part);
    assert_eq!(of_part["behaviour"]["rating"], "baik");
}

#[test]
fn a_letter_to_a_part_is_one_to_the_family_that_is_kept() {
    let mut stage = Stage::new(1744);
    let ani = stage.hire("ANI", &[TOILI]);
    let group = stage.group(TOILI, "MELATI", ani, 3);
    let (kept, part) = (group.families[0], group.families[1]);
    let device = &mut stage.office.device;
    for day in ["2026-09-08", "2026-10-06", "2026-11-03"] {
        let key = crate::testkit::made_up::meeting(group.id, day, "M1.1");
        device.edit(&key, &marks([(part, Mark::Alfa)])).unwrap();
    }
    let write = |device: &mut Device, family: Uuid, step: &str| {
        let letter = json!({
            "family": family, "step": step, "number": step, "day": "2026-11-04", "invited": null, "place": "",
        });
        command(device, "write_letter", letter)
    };
    let first = write(device, part, "teguran_1").unwrap();
    is_part(device, part, kept);
    let list = ask(
        device,
        "compliance",
        json!({"month": null, "kecamatan": null}),
    );
    assert_eq!(list["rows"].as_array().unwrap().len(), 1);
    let row = line(&list["rows"], kept);
    assert_eq!(row["months"].as_array().unwrap().len(), 3);
    assert_eq!(row["letters"][0]["id"], first);
    let form = ask(device, "letter_form", json!({"family": part}));
    assert_eq!(
        (&form["family"], &form["letters"][0]["id"]),
        (&json!(kept), &first)
    );
    assert_eq!(form["due"], row["due"]);
    for family in [kept, part] {
        let again = write(device, family, "teguran_1").unwrap_err();
        assert_eq!(again.kind, "letter_there");
    }
    let second = write(device, part, "teguran_2").unwrap();
    let rows = ask(device, "letters", json!({"kecamatan": null}))["rows"].clone();
    let of = |id: &Value| {
        let mut rows = rows.as_array().unwrap().iter();
        rows.find(|row| row["id"] == *id).unwrap()["family"].clone()
    };
    assert_eq!((of(&first), of(&second)), (json!(kept), json!(kept)));
    super::owed::agree(device, "2026-11");
}

#[test]
fn the_form_of_a_new_meeting_has_the_last_mark_of_a_part_beside_the_family_that_is_kept() {
    let mut stage = Stage::new(1745);
    let ani = stage.hire("ANI", &[TOILI]);
    let group = stage.group(TOILI, "MELATI", ani, 3);
    let (kept, part) = (group.families[0], group.families[1]);
    let device = &mut stage.office.device;
    device
        .edit(&group.meeting(6), &marks([(part, Mark::Sakit)]))
        .unwrap();
    is_part(device, part, kept);
    let form = ask(
        device,
        "record_new",
        json!({"group": group.id, "date": null}),
    );
    assert_eq!(form["families"].as_array().unwrap().len(), 2);
    assert_eq!(line(&form["families"], kept)["last_mark"], "sakit");
}

#[test]
fn nobody_lives_in_a_group_of_which_only_parts_are_left() {
    let mut stage = Stage::new(1746);
    let ani = stage.hire("ANI", &[TOILI]);
    let [left, other] = ["MELATI", "MAWAR"].map(|name| stage.group(TOILI, name, ani, 1));
    let device = &mut stage.office.device;
    is_part(device, left.families[0], other.families[0]);
    let conn = device.reader();
    assert!(!is_lived_in(conn, left.id).unwrap());
    assert!(is_lived_in(conn, other.id).unwrap());
    let active = active_in_the_end(conn).unwrap();
    assert_eq!(active, [(other.id, 1)].into());
}

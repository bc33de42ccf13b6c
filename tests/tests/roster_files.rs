//! Every list that is kept beside the repository ends with the right values, as a table; and whatever lists say and people do between them,
//! in whatever order, nothing that people said is undone, no row is lost and an import that is taken back takes back just itself.

#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test cannot go on without what it unwraps; a table is read in one piece"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sesi_core::calls;
use sesi_core::kinds::{DocKey, FamilyPatch};
use sesi_engine::documents::Set;
use sesi_engine::job::unwatched;
use sesi_tests::roster::desk::{Desk, accounted, list, number, shared, updated};
use sesi_tests::seeded_rng::SeededRng;
use uuid::Uuid;

/// What a list ends with, written down by hand from the list itself.
struct Right {
    file: &'static str,
    rows: usize,
    imported: usize,
    asked: usize,
    /// Rows that are tasks, with the reason.
    tasks: &'static [(u64, &'static str)],
    /// Rows that are left out, with the reason.
    left: &'static [(u64, &'static str)],
    /// Group, desa, pendamping and families.
    groups: &'static [(&'static str, &'static str, &'static str, u64)],
    /// What is asked or said.
    questions: &'static [&'static str],
    /// Families by desa.
    desa: &'static [(&'static str, usize)],
}

const NURDIANA: &str = "NURDIANA LAODE";

const RIGHT: [Right; 14] = [
    Right {
        file: "01-bnba-siksng.csv",
        rows: 7,
        imported: 6,
        asked: 0,
        tasks: &[],
        left: &[(1, "header")],
        groups: &[],
        questions: &[],
        desa: &[("Samalore", 3), ("Ue Mea", 3)],
    },
    Right {
        file: "03-sel-digabung.xlsx",
        rows: 21,
        imported: 18,
        asked: 0,
        tasks: &[],
        left: &[(1, "title"), (2, "empty"), (3, "header")],
        groups: &[
            ("MAWAR 1", "Ue Mea", NURDIANA, 7),
            ("MELATI 1", "Samalore", NURDIANA, 6),
            ("MELATI 2", "Samalore", NURDIANA, 5),
        ],
        questions: &[],
        desa: &[("Samalore", 11), ("Ue Mea", 7)],
    },
    Right {
        file: "06-nik-berakhir-nol.csv",
        rows: 13,
        imported: 0,
        asked: 0,
        tasks: &[
            (2, "nik_numeric"),
            (3, "nik_numeric"),
            (4, "nik_numeric"),
            (5, "nik_numeric"),
            (6, "nik_numeric"),
            (7, "nik_numeric"),
            (8, "nik_numeric"),
            (9, "nik_numeric"),
            (10, "nik_numeric"),
            (11, "nik_numeric"),
            (12, "nik_numeric"),
            (13, "nik_numeric"),
        ],
        left: &[(1, "header")],
        groups: &[],
        questions: &["cut_column", "cut_column"],
        desa: &[],
    },
    Right {
        file: "07-tahap-3.csv",
        rows: 13,
        imported: 12,
        asked: 0,
        tasks: &[],
        left: &[(1, "header")],
        groups: &[
            ("MELATI 1", "Samalore", NURDIANA, 6),
            ("MELATI 2", "Samalore", NURDIANA, 6),
        ],
        questions: &[],
        desa: &[("Samalore", 12)],
    },
    Right {
        file: "07b-status-aktif.csv",
        rows: 3,
        imported: 2,
        asked: 0,
        tasks: &[],
        left: &[(1, "header")],
        groups: &[("MELATI 1", "Samalore", "", 2)],
        questions: &[],
        desa: &[("Samalore", 2)],
    },
    Right {
        file: "10-melati-di-dua-desa.csv",
        rows: 19,
        imported: 18,
        asked: 0,
        tasks: &[],
        left: &[(1, "header")],
        groups: &[
            ("MELATI 1", "Samalore", NURDIANA, 10),
            ("MELATI 1", "Tirta Sari", "I MADE SUDANA", 8),
        ],
        questions: &[],
        desa: &[("Samalore", 10), ("Tirta Sari", 8)],
    },
    Right {
        file: "12-tanpa-nik-tanpa-nomor.csv",
        rows: 10,
        imported: 5,
        asked: 0,
        tasks: &[(5, "nik_missing"), (7, "nik_missing"), (9, "nik_missing")],
        left: &[(1, "group_line"), (2, "header")],
        groups: &[("MELATI 1", "", "", 5)],
        questions: &[],
        desa: &[],
    },
    Right {
        file: "15-tanda-petik-tak-ditutup.csv",
        rows: 11,
        imported: 9,
        asked: 0,
        tasks: &[(7, "quote_unclosed")],
        left: &[(1, "header")],
        groups: &[("MELATI 1", "Samalore", "", 9)],
        questions: &[],
        desa: &[("Samalore", 9)],
    },
    Right {
        file: "20-jumlah-di-kolom-nik.xlsx",
        rows: 17,
        imported: 8,
        asked: 0,
        tasks: &[],
        left: &[
            (1, "header"),
            (6, "total"),
            (11, "total"),
            (12, "total"),
            (13, "empty"),
            (14, "signature"),
            (15, "signature"),
            (16, "signature"),
            (17, "signature"),
        ],
        groups: &[
            ("MAWAR 1", "Ue Mea", "", 4),
            ("MELATI 1", "Samalore", "", 4),
        ],
        questions: &[],
        desa: &[("Samalore", 4), ("Ue Mea", 4)],
    },
    Right {
        file: "22-satu-orang-dua-kelompok.csv",
        rows: 4,
        imported: 2,
        asked: 1,
        tasks: &[],
        left: &[(1, "header")],
        groups: &[
            ("MAWAR 1", "Ue Mea", "I MADE SUDANA", 0),
            ("MELATI 1", "Samalore", NURDIANA, 2),
        ],
        questions: &["two_groups"],
        desa: &[("Samalore", 2)],
    },
    Right {
        file: "25-romawi.csv",
        rows: 9,
        imported: 8,
        asked: 0,
        tasks: &[],
        left: &[(1, "header")],
        groups: &[("Mawar 2", "Samalore", NURDIANA, 8)],
        questions: &["spelling"],
        desa: &[("Samalore", 8)],
    },
    Right {
        file: "29a-nik-kosong.csv",
        rows: 3,
        imported: 1,
        asked: 0,
        tasks: &[(2, "nik_missing")],
        left: &[(1, "header")],
        groups: &[("MELATI 1", "Samalore", "", 1)],
        questions: &[],
        desa: &[("Samalore", 1)],
    },
    Right {
        file: "29b-nik-dilengkapi.csv",
        rows: 3,
        imported: 2,
        asked: 0,
        tasks: &[],
        left: &[(1, "header")],
        groups: &[("MELATI 1", "Samalore", "", 2)],
        questions: &[],
        desa: &[("Samalore", 2)],
    },
    Right {
        file: "29c-bnba-siksng-diperbaiki.csv",
        rows: 7,
        imported: 6,
        asked: 0,
        tasks: &[],
        left: &[(1, "header")],
        groups: &[],
        questions: &[],
        desa: &[("Samalore", 3), ("Ue Mea", 3)],
    },
];

fn places(answer: &Value, part: &str) -> Vec<(u64, String)> {
    let rows = list(answer, part).iter();
    let mut places: Vec<(u64, String)> = rows
        .map(|row| {
            let reason = row["reason"].as_str().unwrap().to_owned();
            (row["row"].as_u64().unwrap(), reason)
        })
        .collect();
    places.sort();
    places
}

fn owned(places: &[(u64, &str)]) -> Vec<(u64, String)> {
    let owned = places.iter();
    owned
        .map(|(row, reason)| (*row, (*reason).to_owned()))
        .collect()
}

#[test]
fn every_field_case_ends_with_the_right_values() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for right in &RIGHT {
        let Some(file) = shared(&format!("field-cases/{}", right.file)) else {
            continue;
        };
        tried += 1;
        let mut desk = Desk::new(850);
        let mut not =
            |what: &str, said: String| wrong.push(format!("{}: {what}: {said}", right.file));
        let [seen, done, again] = desk.thrice(&file);
        // What is shown before is what is written.
        for (moment, answer) in [("preview", &seen), ("import", &done)] {
            let numbers = ["rows", "imported", "asked"].map(|part| number(answer, part));
            if numbers != [right.rows, right.imported, right.asked] {
                not(moment, format!("rows, imported, asked {numbers:?}"));
            }
            for (part, expected) in [("tasks", right.tasks), ("left_out", right.left)] {
                let found = places(answer, part);
                if found != owned(expected) {
                    not(moment, format!("{part} {found:?}"));
                }
            }
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let found: BTreeSet<_> = list(answer, "groups")
                .iter()
                .map(|group| {
                    let of = [&group["name"], &group["desa"], &group["pendamping"]].map(text);
                    (of, group["families"].as_u64().unwrap())
                })
                .collect();
            let expected: BTreeSet<_> = right
                .groups
                .iter()
                .map(|(name, desa, pendamping, families)| {
                    ([*name, *desa, *pendamping].map(str::to_owned), *families)
                })
                .collect();
            if found != expected {
                not(moment, format!("groups {found:?}"));
            }
            let mut found: Vec<String> = list(answer, "questions")
                .iter()
                .map(|question| text(&question["kind"]))
                .collect();
            found.sort();
            if found != right.questions {
                not(moment, format!("questions {found:?}"));
            }
        }
        if (number(&again, "imported"), number(&again, "unchanged")) != (0, right.imported)
            || updated(&again) != 0
        {
            not("again", again.to_string());
        }
        // Counted a second way, from what is there.
        let state = desk.state();
        let families = list(&state, "families");
        if families.len() != right.imported {
            not("state", format!("{} families", families.len()));
        }
        let mut of_desa: BTreeMap<&str, usize> = BTreeMap::new();
        for family in families {
            if let Some(name) = family["desa"].as_str().filter(|name| !name.is_empty()) {
                *of_desa.entry(name).or_default() += 1;
            }
            if family["status"] != "aktif" {
                not("state", family.to_string());
            }
        }
        if of_desa != right.desa.iter().copied().collect() {
            not("state", format!("desa {of_desa:?}"));
        }
        let niks: BTreeSet<&str> = families
            .iter()
            .filter_map(|family| family["nik"].as_str())
            .collect();
        if niks.len() != right.imported {
            not("state", format!("{} NIK", niks.len()));
        }
    }
    println!("{tried} of {} lists", RIGHT.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_list_that_is_at_hand_has_its_right_values() {
    let Some(folder) = shared("field-cases") else {
        return;
    };
    let known: BTreeSet<&str> = RIGHT.iter().map(|right| right.file).collect();
    for file in std::fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(
            name == "README.md" || known.contains(&name.as_str()),
            "{name} has no right values"
        );
    }
}

#[test]
fn tasks_of_a_list_close_when_the_repaired_list_comes() {
    for (first, repaired, tasks) in [
        ("29a-nik-kosong.csv", "29b-nik-dilengkapi.csv", 1),
        ("01-bnba-siksng.csv", "29c-bnba-siksng-diperbaiki.csv", 0),
    ] {
        let both = [first, repaired].map(|name| shared(&format!("field-cases/{name}")));
        let [Some(first), Some(repaired)] = both else {
            continue;
        };
        let mut desk = Desk::new(851);
        let waiting = |desk: &Desk| {
            let todos = calls::query(&desk.device, "todos", json!({})).unwrap();
            todos.as_array().unwrap().len()
        };
        desk.work("import_roster", &first, None);
        assert_eq!(waiting(&desk), tasks);
        let done = desk.work("import_roster", &repaired, None);
        assert_eq!(waiting(&desk), 0, "they closed by themselves");
        assert_eq!(list(&done, "tasks").len(), 0);
        let closed = calls::query(&desk.device, "closed_todos", json!({})).unwrap();
        assert_eq!(closed.as_array().unwrap().len(), tasks);
    }
}

/// A value as lists said it last and as it is known.
#[derive(Clone, Debug, PartialEq)]
struct Word {
    listed: String,
    known: String,
}

impl Word {
    fn new(word: &str) -> Self {
        Self {
            listed: word.to_owned(),
            known: word.to_owned(),
        }
    }

    /// A list says `now`, and nobody answers anything. Both, if it is asked about.
    fn hears(&mut self, now: &str) -> bool {
        if self.known == now {
            now.clone_into(&mut self.listed);
            return false;
        }
        if self.known == self.listed {
            *self = Self::new(now);
            return false;
        }
        self.listed != now
    }
}

/// A family as it must be, by the promises alone.
#[derive(Clone, Debug)]
struct Model {
    name: Word,
    group: Word,
    graduated: bool,
}

const NAMES: [&str; 12] = [
    "SARTINI", "MERYANA", "KETUT", "YULIANTI", "HAPSA", "ROSMINI", "DARMIATI", "JUNIATI", "FEMI",
    "ASTUTI", "KARTINI", "NURLELA",
];
const GROUPS: [&str; 3] = ["MELATI 1", "MELATI 2", "MAWAR 1"];

fn nik(no: usize) -> String {
    format!("72010941{:02}80{:04}", no % 12 + 1, no + 1)
}

/// A list: by number the name and the group.
type List = BTreeMap<usize, (String, String)>;

fn text(rows: &List) -> String {
    let row = |(no, (name, group)): (&usize, &(String, String))| {
        format!(
            "{no};{name};{};72010901{:02}10{:04};Samalore;Toili;{group};NURDIANA\n",
            nik(*no),
            no % 12 + 1,
            no + 1
        )
    };
    format!(
        "NO;NAMA PENGURUS;NIK;NO KK;DESA;KECAMATAN;KELOMPOK;PENDAMPING\n{}",
        rows.iter().map(row).collect::<String>()
    )
}

fn family(desk: &Desk, no: usize) -> Uuid {
    let conn = desk.device.reader();
    let found = conn.query_row(
        "SELECT doc FROM rm_family WHERE nik = ?1",
        [nik(no)],
        |row| row.get(0),
    );
    found.map(Uuid::from_bytes).unwrap()
}

fn group(desk: &Desk, name: &str) -> Uuid {
    let conn = desk.device.reader();
    let found = conn.query_row("SELECT doc FROM rm_group WHERE name = ?1", [name], |row| {
        row.get(0)
    });
    found.map(Uuid::from_bytes).unwrap()
}

/// By NIK the name, the group and whether the family has graduated.
fn there(desk: &Desk) -> BTreeMap<String, (String, String, bool)> {
    let state = desk.state();
    let said = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list(&state, "families")
        .iter()
        .map(|family| {
            let graduated = family["status"] == "graduasi";
            (
                said(&family["nik"]),
                (said(&family["name"]), said(&family["group"]), graduated),
            )
        })
        .collect()
}

fn must(model: &BTreeMap<usize, Model>) -> BTreeMap<String, (String, String, bool)> {
    let of = |(no, one): (&usize, &Model)| {
        (
            nik(*no),
            (
                one.name.known.clone(),
                one.group.known.clone(),
                one.graduated,
            ),
        )
    };
    model.iter().map(of).collect()
}

#[test]
fn whatever_lists_and_people_say_in_turn_nothing_that_people_said_is_undone() {
    let mut undone = 0;
    let mut asked_about = 0;
    for seed in 0..25 {
        let rng = SeededRng::new(7_000 + seed);
        let mut desk = Desk::new(900 + seed);
        let mut rows: List = (0..12)
            .map(|no| (no, (NAMES[no].to_owned(), GROUPS[no % 3].to_owned())))
            .collect();
        let mut model: BTreeMap<usize, Model> = BTreeMap::new();
        let mut log: Vec<String> = Vec::new();
        let mut spoken = 0;
        for round in 0..6 {
            // The list changes.
            if round > 0 {
                for _ in 0..rng.below(4) {
                    let no = rng.below(12);
                    match rng.below(4) {
                        0 => drop(rows.remove(&no)),
                        1 => {
                            let row = rows
                                .entry(no)
                                .or_insert_with(|| (NAMES[no].to_owned(), GROUPS[0].to_owned()));
                            row.0 = format!("{} L{}", NAMES[no], rng.below(3));
                        }
                        _ => {
                            let row = rows
                                .entry(no)
                                .or_insert_with(|| (NAMES[no].to_owned(), GROUPS[0].to_owned()));
                            GROUPS[rng.below(3)].clone_into(&mut row.1);
                        }
                    }
                }
            }
            let path = desk.write("daftar.csv", text(&rows));
            let before = model.clone();
            let seen = desk.work("import_preview", &path, None);
            assert_eq!(
                there(&desk),
                must(&model),
                "a preview writes nothing: {log:?}"
            );
            let done = desk.work("import_roster", &path, None);
            log.push(format!("list {rows:?}"));
            let mut conflicts = 0;
            let mut new = 0;
            for (no, (name, group)) in &rows {
                match model.get_mut(no) {
                    None => {
                        new += 1;
                        let fresh = Model {
                            name: Word::new(name),
                            group: Word::new(group),
                            graduated: false,
                        };
                        model.insert(*no, fresh);
                    }
                    Some(one) => {
                        conflicts += usize::from(one.name.hears(name));
                        conflicts += usize::from(one.group.hears(group));
                    }
                }
            }
            assert_eq!(there(&desk), must(&model), "seed {seed}: {log:?}");
            let fields = |answer: &Value| -> usize {
                let conflicts = list(answer, "conflicts").iter();
                conflicts.filter(|one| one["family"].is_string()).count()
            };
            for answer in [&seen, &done] {
                accounted(answer, &path);
                assert_eq!(number(answer, "imported"), new, "seed {seed}: {log:?}");
                assert_eq!(
                    fields(answer),
                    conflicts,
                    "seed {seed}: each is asked, none is taken: {answer}"
                );
            }
            asked_about += conflicts;
            // An import that wrote nothing is none: then an earlier one would go.
            if new == 0 && updated(&done) > 0 && rng.chance(40) {
                let latest = json!({"import": null});
                calls::job(&mut desk.device, "undo_import", latest, &mut unwatched).unwrap();
                undone += 1;
                model = before;
                log.push("undone".into());
                assert_eq!(there(&desk), must(&model), "seed {seed}: {log:?}");
            }
            // People do something of their own.
            for _ in 0..rng.below(5) {
                let numbers: Vec<usize> = model.keys().copied().collect();
                let no = *rng.pick(&numbers);
                let id = family(&desk, no);
                spoken += 1;
                match rng.below(3) {
                    0 => {
                        let name = format!("{} ORANG {spoken}", NAMES[no]);
                        let renamed = FamilyPatch {
                            name: Set::To(name.clone()),
                            ..FamilyPatch::default()
                        };
                        desk.device
                            .edit(&DocKey::Family(id), &renamed.into())
                            .unwrap();
                        model.get_mut(&no).unwrap().name.known = name;
                    }
                    1 => {
                        let to = GROUPS[rng.below(3)];
                        let asked =
                            json!({"id": id, "group": group(&desk, to), "since": "2026-11-18"});
                        calls::command(&mut desk.device, "move_family", asked).unwrap();
                        to.clone_into(&mut model.get_mut(&no).unwrap().group.known);
                    }
                    _ => {
                        let asked = json!({"id": id, "status": "graduasi", "since": "2026-11-18"});
                        calls::command(&mut desk.device, "set_status", asked).unwrap();
                        model.get_mut(&no).unwrap().graduated = true;
                    }
                }
                log.push(format!("people {no}"));
            }
            assert_eq!(there(&desk), must(&model), "seed {seed}: {log:?}");
        }
    }
    assert!(
        undone > 3 && asked_about > 5,
        "the rng fell on all of it: {undone}, {asked_about}"
    );
}

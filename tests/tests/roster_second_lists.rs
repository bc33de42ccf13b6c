//! Lists that come a second time, repaired by hand, one a row of a table: what is right of each was written down before it was read.

#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test cannot go on without what it unwraps; a table is read in one piece"
)]

use std::collections::BTreeSet;

use sesi_tests::roster::desk::{Desk, list, number};
use sesi_tests::roster::invented::{NAMES, Sheet, VILLAGE as S, text, write};

/// A list that comes a second time, repaired by hand.
struct Again {
    what: &'static str,
    first: &'static [Sheet],
    second: &'static [Sheet],
    /// Of the second list: new families, unchanged ones, rows that wait for an answer, families that it no longer has.
    imported: usize,
    unchanged: usize,
    asked: usize,
    missing: usize,
    /// Rows of the second list that are tasks, and tasks that are open after it.
    tasks: &'static [u64],
    open: usize,
    /// Family and field of each change.
    updated: &'static [(usize, &'static str)],
    /// Group, desa, pendamping and families after it, of the groups that it names.
    groups: &'static [(&'static str, &'static str, &'static str, u64)],
}

const TWO_GROUPS: &[Sheet] = &[
    (
        "MELATI 1",
        &[
            "KECAMATAN TOILI",
            "NO|NAMA|NIK|DESA",
            "1|N0|I0|Samalore",
            "2|N1|I1|Samalore",
        ],
        &[],
    ),
    (
        "MELATI 2",
        &[
            "KECAMATAN TOILI",
            "NO|NAMA|NIK|DESA",
            "1|N2|I2|Samalore",
            "2|N3|I3|Samalore",
        ],
        &[],
    ),
];

const ONE_SHEET: &[Sheet] = &[(
    "TOILI",
    &[
        "NO|NAMA|NIK|NO KK|DESA|KELOMPOK",
        "1|N0|I0|K0|Samalore|MELATI 1",
        "2|N1|I1|K1|Samalore|MELATI 1",
        "3|N2|I2|K2|Samalore|MELATI 2",
        "4|N3|I3|K3|Samalore|MELATI 2",
    ],
    &[],
)];

const AGAIN: [Again; 11] = [
    Again {
        what: "a row that was moved to the sheet of another group",
        first: TWO_GROUPS,
        second: &[
            (
                "MELATI 1",
                &["KECAMATAN TOILI", "NO|NAMA|NIK|DESA", "1|N0|I0|Samalore"],
                &[],
            ),
            (
                "MELATI 2",
                &[
                    "KECAMATAN TOILI",
                    "NO|NAMA|NIK|DESA",
                    "1|N2|I2|Samalore",
                    "2|N3|I3|Samalore",
                    "3|N1|I1|Samalore",
                ],
                &[],
            ),
        ],
        imported: 0,
        unchanged: 3,
        asked: 0,
        missing: 0,
        tasks: &[],
        open: 0,
        updated: &[(1, "group")],
        groups: &[("MELATI 1", S, "", 1), ("MELATI 2", S, "", 3)],
    },
    Again {
        what: "columns that were added, the sheet renamed and its rows in another order",
        first: ONE_SHEET,
        second: &[(
            "KPM TOILI FIX",
            &[
                "KELOMPOK|NAMA KPM|NIK|DESA|ALAMAT|KECAMATAN",
                "MELATI 2|N3|I3|Samalore||Toili",
                "MELATI 1|N0|I0|Samalore|Dusun 1|Toili",
                "MELATI 2|N2|I2|Samalore||Toili",
                "MELATI 1|N1|I1|Samalore||Toili",
            ],
            &[],
        )],
        imported: 0,
        unchanged: 3,
        asked: 0,
        missing: 0,
        tasks: &[],
        open: 0,
        updated: &[(0, "address")],
        groups: &[("MELATI 1", S, "", 2), ("MELATI 2", S, "", 2)],
    },
    Again {
        what: "a group that has another name in the source",
        first: ONE_SHEET,
        second: &[(
            "TOILI",
            &[
                "NO|NAMA|NIK|NO KK|DESA|KELOMPOK",
                "1|N0|I0|K0|Samalore|TERATAI 1",
                "2|N1|I1|K1|Samalore|TERATAI 1",
                "3|N2|I2|K2|Samalore|MELATI 2",
                "4|N3|I3|K3|Samalore|MELATI 2",
            ],
            &[],
        )],
        imported: 0,
        unchanged: 2,
        asked: 0,
        missing: 0,
        tasks: &[],
        open: 0,
        updated: &[(0, "group"), (1, "group")],
        groups: &[("MELATI 2", S, "", 2), ("TERATAI 1", S, "", 2)],
    },
    Again {
        what: "another pengurus on the same No. KK",
        first: ONE_SHEET,
        second: &[(
            "TOILI",
            &[
                "NO|NAMA|NIK|NO KK|DESA|KELOMPOK",
                "1|N9|I9|K0|Samalore|MELATI 1",
                "2|N1|I1|K1|Samalore|MELATI 1",
                "3|N2|I2|K2|Samalore|MELATI 2",
                "4|N3|I3|K3|Samalore|MELATI 2",
            ],
            &[],
        )],
        imported: 0,
        unchanged: 3,
        asked: 1,
        missing: 0,
        tasks: &[],
        open: 0,
        updated: &[],
        groups: &[("MELATI 1", S, "", 2), ("MELATI 2", S, "", 2)],
    },
    Again {
        what: "families whose desa is another one since a pemekaran",
        first: ONE_SHEET,
        second: &[(
            "TOILI",
            &[
                "NO|NAMA|NIK|NO KK|DESA|KELOMPOK",
                "1|N0|I0|K0|Samalore|MELATI 1",
                "2|N1|I1|K1|Samalore|MELATI 1",
                "3|N2|I2|K2|Cendana|MELATI 2",
                "4|N3|I3|K3|Cendana|MELATI 2",
            ],
            &[],
        )],
        imported: 0,
        unchanged: 2,
        asked: 0,
        missing: 0,
        tasks: &[],
        open: 0,
        updated: &[(2, "desa"), (2, "group"), (3, "desa"), (3, "group")],
        groups: &[("MELATI 1", S, "", 2), ("MELATI 2", "Cendana", "", 2)],
    },
    Again {
        what: "a sheet of those who graduated, without a status",
        first: ONE_SHEET,
        second: &[
            (
                "TOILI",
                &[
                    "NO|NAMA|NIK|NO KK|DESA|KELOMPOK",
                    "1|N0|I0|K0|Samalore|MELATI 1",
                    "2|N1|I1|K1|Samalore|MELATI 1",
                    "3|N2|I2|K2|Samalore|MELATI 2",
                ],
                &[],
            ),
            (
                "GRADUASI 2026",
                &[
                    "NO|NAMA|NIK|NO KK|DESA|KECAMATAN",
                    "1|N3|I3|K3|Samalore|Toili",
                ],
                &[],
            ),
        ],
        imported: 0,
        unchanged: 3,
        asked: 1,
        missing: 1,
        tasks: &[],
        open: 0,
        updated: &[],
        groups: &[("MELATI 1", S, "", 2), ("MELATI 2", S, "", 2)],
    },
    Again {
        what: "a sheet of those who graduated, with their status",
        first: ONE_SHEET,
        second: &[
            (
                "TOILI",
                &[
                    "NO|NAMA|NIK|NO KK|DESA|KELOMPOK",
                    "1|N0|I0|K0|Samalore|MELATI 1",
                    "2|N1|I1|K1|Samalore|MELATI 1",
                    "3|N2|I2|K2|Samalore|MELATI 2",
                ],
                &[],
            ),
            (
                "GRADUASI 2026",
                &[
                    "NO|NAMA|NIK|NO KK|DESA|KECAMATAN|STATUS",
                    "1|N3|I3|K3|Samalore|Toili|GRADUASI MANDIRI",
                ],
                &[],
            ),
        ],
        imported: 0,
        unchanged: 3,
        asked: 0,
        missing: 0,
        tasks: &[],
        open: 0,
        updated: &[(3, "status")],
        groups: &[("MELATI 1", S, "", 2), ("MELATI 2", S, "", 1)],
    },
    Again {
        what: "a NIK that was too short, repaired, and a family that is no longer there",
        first: &[(
            "TOILI",
            &[
                "NO|NAMA|NIK|NO KK|DESA|KELOMPOK",
                "1|N0|720109|K0|Samalore|MELATI 1",
                "2|N1|I1|K1|Samalore|MELATI 1",
                "3|N2|I2|K2|Samalore|MELATI 1",
            ],
            &[],
        )],
        second: &[(
            "TOILI",
            &[
                "NO|NAMA|NIK|NO KK|DESA|KELOMPOK",
                "1|N0|I0|K0|Samalore|MELATI 1",
                "2|N1|I1|K1|Samalore|MELATI 1",
            ],
            &[],
        )],
        imported: 1,
        unchanged: 1,
        asked: 0,
        missing: 1,
        tasks: &[],
        open: 0,
        updated: &[],
        groups: &[("MELATI 1", S, "", 3)],
    },
    Again {
        what: "a NIK that was corrected: nobody is made twice",
        first: &[(
            "TOILI",
            &[
                "NO|NAMA|NIK|NO KK|DESA|KELOMPOK",
                "1|N0|I9|K0|Samalore|MELATI 1",
                "2|N1|I1|K1|Samalore|MELATI 1",
            ],
            &[],
        )],
        second: &[(
            "TOILI",
            &[
                "NO|NAMA|NIK|NO KK|DESA|KELOMPOK",
                "1|N0|I0|K0|Samalore|MELATI 1",
                "2|N1|I1|K1|Samalore|MELATI 1",
            ],
            &[],
        )],
        imported: 0,
        unchanged: 1,
        asked: 1,
        missing: 0,
        tasks: &[],
        open: 0,
        updated: &[],
        groups: &[("MELATI 1", S, "", 2)],
    },
    Again {
        what: "the number of the group in a column of its own",
        first: ONE_SHEET,
        second: &[(
            "TOILI",
            &[
                "NO|NAMA|NIK|DESA|KELOMPOK|KE",
                "1|N0|I0|Samalore|MELATI|I",
                "2|N1|I1|Samalore|MELATI|1",
                "3|N2|I2|Samalore|MELATI|02",
                "4|N3|I3|Samalore|MELATI|2",
            ],
            &[],
        )],
        imported: 0,
        unchanged: 4,
        asked: 0,
        missing: 0,
        tasks: &[],
        open: 0,
        updated: &[],
        groups: &[("MELATI 1", S, "", 2), ("MELATI 2", S, "", 2)],
    },
    Again {
        what: "both groups beside each other, one more family, and a sheet of sums",
        first: ONE_SHEET,
        second: &[
            (
                "REKAP",
                &[
                    "KECAMATAN TOILI",
                    "NO|KELOMPOK|DESA|KPM",
                    "1|MELATI 1|Samalore|2",
                ],
                &[],
            ),
            (
                "SAMALORE",
                &[
                    "KECAMATAN TOILI",
                    "KELOMPOK MELATI 1|||||KELOMPOK MELATI 2",
                    "NO|NAMA|NIK|NO KK||NO|NAMA|NIK|NO KK",
                    "1|N0|I0|K0||1|N2|I2|K2",
                    "2|N1|I1|K1||2|N3|I3|K3",
                    "|||||3|N4|I4|K4",
                ],
                &[],
            ),
        ],
        imported: 1,
        unchanged: 4,
        asked: 0,
        missing: 0,
        tasks: &[],
        open: 0,
        updated: &[],
        groups: &[("MELATI 1", S, "", 2), ("MELATI 2", S, "", 3)],
    },
];

#[test]
fn a_second_list_changes_what_was_repaired_and_no_more() {
    let mut wrong = Vec::new();
    for (case, seed) in AGAIN.iter().zip(1000..) {
        let what = case.what;
        let mut desk = Desk::new(seed);
        let first = write(&desk, "Kec. Toili tahap 1.xlsx", case.first);
        let second = write(&desk, "Kec. Toili tahap 2.xlsx", case.second);
        desk.work("import_roster", &first, None);
        let before = list(&desk.state(), "families").len();
        let done = desk.work("import_roster", &second, None);
        let updates: BTreeSet<(&str, &str)> = list(&done, "updated")
            .iter()
            .map(|update| (text(&update["family"]), text(&update["field"])))
            .collect();
        let meant = case.updated.iter().map(|(no, field)| (NAMES[*no], *field));
        let groups: BTreeSet<(&str, &str, &str, u64)> = list(&done, "groups")
            .iter()
            .map(|group| {
                let families = group["families"].as_u64().unwrap();
                let [name, village, pendamping] =
                    ["name", "desa", "pendamping"].map(|part| text(&group[part]));
                (name, village, pendamping, families)
            })
            .collect();
        let tasks = list(&done, "tasks").iter();
        let tasks: Vec<u64> = tasks.map(|task| task["row"].as_u64().unwrap()).collect();
        let todos = sesi_core::calls::query(&desk.device, "todos", serde_json::json!({})).unwrap();
        let after = list(&desk.state(), "families").len();
        let checks = [
            (number(&done, "imported") == case.imported, "imported"),
            (number(&done, "unchanged") == case.unchanged, "unchanged"),
            (number(&done, "asked") == case.asked, "asked"),
            (list(&done, "missing").len() == case.missing, "missing"),
            (list(&done, "conflicts").is_empty(), "conflicts"),
            (tasks == case.tasks, "tasks"),
            (todos.as_array().unwrap().len() == case.open, "open tasks"),
            (updates == meant.collect(), "updated"),
            (groups == case.groups.iter().copied().collect(), "groups"),
            // Counted a second way.
            (after == before + case.imported, "families"),
        ];
        let failed = checks.into_iter().filter(|(right, _)| !right);
        wrong.extend(failed.map(|(_, part)| format!("{what}: {part}: {done}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

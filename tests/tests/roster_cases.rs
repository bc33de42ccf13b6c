//! Lists as offices have them, through the calls that the window makes: every row of every sheet is accounted for, and each kind of trouble
//! ends as it should. The inputs are made here; where `../shared/field-cases` is at hand, those files must end the same.

#![allow(
    clippy::unwrap_used,
    clippy::similar_names,
    clippy::too_many_lines,
    reason = "a test cannot go on without what it unwraps; desa and desk are words of the field; a case is told in one piece"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sesi_core::calls;
use sesi_engine::job::unwatched;
use sesi_tests::roster::desk::{Desk, list, number, shared};
use sesi_tests::seeded_rng::SeededRng;

fn reasons(answer: &Value, part: &str) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    for row in list(answer, part) {
        *reasons
            .entry(row["reason"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    reasons
}

fn groups(answer: &Value) -> BTreeSet<(String, String, String, u64)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list(answer, "groups")
        .iter()
        .map(|group| {
            let families = group["families"].as_u64().unwrap();
            (
                text(&group["name"]),
                text(&group["desa"]),
                text(&group["pendamping"]),
                families,
            )
        })
        .collect()
}

fn set<const N: usize>(
    groups: [(&str, &str, &str, u64); N],
) -> BTreeSet<(String, String, String, u64)> {
    groups
        .into_iter()
        .map(|(name, desa, pendamping, families)| {
            (name.into(), desa.into(), pendamping.into(), families)
        })
        .collect()
}

fn counts<const N: usize>(counts: [(&str, usize); N]) -> BTreeMap<String, usize> {
    counts
        .into_iter()
        .map(|(reason, count)| (reason.to_owned(), count))
        .collect()
}

fn field_case(name: &str) -> Option<PathBuf> {
    shared(&format!("field-cases/{name}"))
}

/// A family's cells: NIK and No. KK that nobody has.
fn nik(no: usize) -> String {
    format!("72010941{:02}80{:04}", no % 12 + 1, no + 1)
}

fn kk(no: usize) -> String {
    format!("72010901{:02}10{:04}", no % 12 + 1, no + 1)
}

const NAMES: [&str; 8] = [
    "SARTINI LABOBO",
    "MERYANA TODO",
    "NI KETUT SUARTI",
    "YULIANTI DG. MACORA",
    "HAPSA",
    "ROSMINI ABD. GANI",
    "DARMIATI",
    "JUNIATI NU'MAN",
];

#[test]
fn a_bnba_of_siks_ng_is_known_by_its_column_names() {
    let mut desk = Desk::new(801);
    let rows: Vec<String> = (0..6)
        .map(|no| {
            let status = if no % 2 == 0 { "SI" } else { "SP2D" };
            format!(
                "72010900000000{no:02},{},{},{},7201092036,SULAWESI TENGAH,BANGGAI,TOILI,SAMALORE,DUSUN 1,001,002,4,PKH,{status},1",
                kk(no), nik(no), NAMES[no]
            )
        })
        .collect();
    let head = "IDDTKS,NOKK,NIK_KTP,NAMA_PENERIMA,KODE_WILAYAH,NAMA_PROP,NAMA_KAB,NAMA_KEC,NAMA_KEL,ALAMAT,NO_RT,NO_RW,TAHAP,BANSOS,STATUS,DISABIL";
    let file = desk.write("bnba.csv", format!("{head}\n{}\n", rows.join("\n")));
    let [_, done, again] = desk.thrice(&file);
    assert_eq!(
        (number(&done, "imported"), list(&done, "tasks").len()),
        (6, 0)
    );
    assert_eq!(number(&again, "unchanged"), 6);
    let state = desk.state();
    for family in list(&state, "families") {
        assert_eq!(
            (&family["desa"], &family["status"]),
            (&json!("Samalore"), &json!("aktif"))
        );
        assert_eq!(
            family["pkh_id"],
            Value::Null,
            "the DTKS has numbers of its own"
        );
    }
    if let Some(file) = field_case("01-bnba-siksng.csv") {
        let [_, done, _] = Desk::new(802).thrice(&file);
        assert_eq!(
            (number(&done, "imported"), list(&done, "tasks").len()),
            (6, 0)
        );
    }
}

#[test]
fn merged_cells_lines_above_and_sheets_name_the_groups() {
    let merged = |desk: &mut Desk, file: &Path| {
        let [_, done, again] = desk.thrice(file);
        assert_eq!(number(&done, "imported"), 18);
        assert_eq!(number(&again, "unchanged"), 18);
        assert_eq!(list(&again, "updated").len(), 0);
        let wanted = set([
            ("MELATI 1", "Samalore", "NURDIANA LAODE", 6),
            ("MELATI 2", "Samalore", "NURDIANA LAODE", 5),
            ("MAWAR 1", "Ue Mea", "NURDIANA LAODE", 7),
        ]);
        assert_eq!(groups(&done), wanted);
    };
    let mut desk = Desk::new(803);
    let blocks = [
        ("MELATI 1", "Samalore", 6_usize),
        ("MELATI 2", "Samalore", 5),
        ("MAWAR 1", "Ue Mea", 7),
    ];
    // Merged cells.
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Toili").unwrap();
    let plain = rust_xlsxwriter::Format::default();
    for (column, label) in (0..).zip([
        "NO",
        "PENDAMPING",
        "DESA",
        "KELOMPOK",
        "NAMA KPM",
        "NIK",
        "NO KK",
    ]) {
        sheet.write_string(0, column, label).unwrap();
    }
    sheet
        .merge_range(1, 1, 18, 1, "NURDIANA LAODE", &plain)
        .unwrap();
    let mut first = 1_u32;
    for (group, desa, families) in blocks {
        let last = first + u32::try_from(families).unwrap() - 1;
        sheet.merge_range(first, 2, last, 2, desa, &plain).unwrap();
        sheet.merge_range(first, 3, last, 3, group, &plain).unwrap();
        for row in first..=last {
            let no = usize::try_from(row).unwrap();
            sheet.write_string(row, 4, NAMES[no % 8]).unwrap();
            sheet.write_string(row, 5, nik(no)).unwrap();
            sheet.write_string(row, 6, kk(no)).unwrap();
        }
        first = last + 1;
    }
    let file = desk.write("gabung.xlsx", book.save_to_buffer().unwrap());
    merged(&mut desk, &file);
    if let Some(file) = field_case("03-sel-digabung.xlsx") {
        merged(&mut Desk::new(804), &file);
    }
    // A block per group, its name above, the header again; label and value in two cells.
    let mut lines = vec![
        "KECAMATAN;: TOILI;;".to_owned(),
        "PENDAMPING;: NURDIANA LAODE;;".to_owned(),
    ];
    let mut family = 0;
    for (group, desa, families) in blocks {
        lines.extend([
            String::new(),
            format!("KELOMPOK;: {group};DESA;{desa}"),
            "NO;NAMA KPM;NIK;NO KK".to_owned(),
        ]);
        for no in 1..=families {
            family += 1;
            lines.push(format!(
                "{no};{};{};{}",
                NAMES[family % 8],
                nik(family),
                kk(family)
            ));
        }
        lines.push(format!("JUMLAH;;{families};{families}"));
    }
    let mut desk = Desk::new(805);
    let file = desk.write("blok.csv", lines.join("\r\n"));
    merged(&mut desk, &file);
    // A sheet per group.
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut family = 0;
    for (group, desa, families) in blocks {
        let sheet = book.add_worksheet().set_name(group).unwrap();
        sheet
            .write_string(0, 0, "DAFTAR KPM PKH KECAMATAN TOILI")
            .unwrap();
        sheet.write_string(1, 0, format!("Desa : {desa}")).unwrap();
        sheet
            .write_string(2, 0, "Nama Pendamping : NURDIANA LAODE")
            .unwrap();
        for (column, label) in (0..).zip(["NO", "NAMA KPM", "NIK", "NO KK"]) {
            sheet.write_string(4, column, label).unwrap();
        }
        for row in 0..u32::try_from(families).unwrap() {
            family += 1;
            sheet.write_number(row + 5, 0, row + 1).unwrap();
            for (column, text) in (1..).zip([NAMES[family % 8].to_owned(), nik(family), kk(family)])
            {
                sheet.write_string(row + 5, column, text).unwrap();
            }
        }
    }
    let mut desk = Desk::new(806);
    let file = desk.write("per-kelompok.xlsx", book.save_to_buffer().unwrap());
    merged(&mut desk, &file);
}

#[test]
fn numbers_that_excel_cut_go_nowhere() {
    let mut desk = Desk::new(807);
    let cut = |number: String| format!("{}0", &number[..15]);
    let rows: Vec<String> = (0..8)
        .map(|no| {
            format!(
                "{no};{};{};{};Samalore;Toili;MELATI 1",
                NAMES[no],
                cut(nik(no * 11)),
                cut(kk(no * 11))
            )
        })
        .collect();
    let file = desk.write(
        "nol.csv",
        format!(
            "NO;NAMA;NIK;NO KK;DESA;KECAMATAN;KELOMPOK\n{}\n",
            rows.join("\n")
        ),
    );
    let [seen, done, _] = desk.thrice(&file);
    assert_eq!(number(&done, "imported"), 0);
    assert_eq!(reasons(&done, "tasks"), counts([("nik_numeric", 8)]));
    let asked: Vec<&Value> = list(&seen, "questions")
        .iter()
        .map(|question| &question["names"][0])
        .collect();
    assert_eq!(asked, [&json!("nik"), &json!("kk")]);
    assert_eq!(list(&desk.state(), "families").len(), 0);
    if let Some(file) = field_case("06-nik-berakhir-nol.csv") {
        let [_, done, _] = Desk::new(808).thrice(&file);
        assert_eq!(reasons(&done, "tasks"), counts([("nik_numeric", 12)]));
    }
}

#[test]
fn one_name_in_two_desa_is_two_groups_and_four_spellings_are_one() {
    for (seed, file) in [(809, None), (810, field_case("10-melati-di-dua-desa.csv"))] {
        let mut desk = Desk::new(seed);
        let file = file.unwrap_or_else(|| {
            let rows: Vec<String> = (0..18)
                .map(|no| {
                    let (desa, who) = if no < 10 {
                        ("Samalore", "NURDIANA LAODE")
                    } else {
                        ("Tirta Sari", "I MADE SUDANA")
                    };
                    format!(
                        "{no};{};{};{desa};Toili;MELATI 1;{who}",
                        NAMES[no % 8],
                        nik(no)
                    )
                })
                .collect();
            desk.write(
                "melati.csv",
                format!(
                    "NO;NAMA;NIK;DESA;KECAMATAN;KELOMPOK;PENDAMPING\n{}",
                    rows.join("\n")
                ),
            )
        });
        let wanted = set([
            ("MELATI 1", "Samalore", "NURDIANA LAODE", 10),
            ("MELATI 1", "Tirta Sari", "I MADE SUDANA", 8),
        ]);
        for answer in desk.thrice(&file) {
            assert_eq!(groups(&answer), wanted);
        }
        assert_eq!(list(&desk.state(), "groups").len(), 2);
    }
    for (seed, file) in [(811, None), (812, field_case("25-romawi.csv"))] {
        let mut desk = Desk::new(seed);
        let file = file.unwrap_or_else(|| {
            let rows: Vec<String> = ["MAWAR II", "Mawar 2", "KLP. MAWAR 02", "Mawar-II"]
                .iter()
                .enumerate()
                .map(|(no, group)| format!("{no};{};{};Samalore;Toili;{group}", NAMES[no], nik(no)))
                .collect();
            desk.write(
                "romawi.csv",
                format!("NO;NAMA;NIK;DESA;KECAMATAN;KELOMPOK\n{}", rows.join("\n")),
            )
        });
        let [seen, _, _] = desk.thrice(&file);
        assert!(
            list(&seen, "questions")
                .iter()
                .any(|question| question["kind"] == "spelling")
        );
        assert_eq!(list(&desk.state(), "groups").len(), 1);
    }
}

#[test]
fn nobody_vanishes_and_totals_are_nobody() {
    let mut desk = Desk::new(813);
    let file = desk.write(
        "tanpa.csv",
        format!(
            "KPM PKH KECAMATAN TOILI KELOMPOK MELATI 1;;\nNAMA KPM;NIK;NO HP\nSARTINI;{};1\nMERYANA;-;2\nHAPSA;;\nJUMLAH;3;\n\
             Toili, 3 November 2026;;\nPendamping PKH;;\nNURDIANA LAODE;;\nNIP. 199001012025212001;;\n",
            nik(1)
        ),
    );
    let [_, done, _] = desk.thrice(&file);
    assert_eq!(number(&done, "imported"), 1);
    assert_eq!(reasons(&done, "tasks"), counts([("nik_missing", 2)]));
    assert_eq!(
        reasons(&done, "left_out"),
        counts([
            ("group_line", 1),
            ("header", 1),
            ("total", 1),
            ("signature", 4)
        ])
    );
    for (name, imported, tasks, left) in [
        (
            "12-tanpa-nik-tanpa-nomor.csv",
            5,
            3,
            counts([("group_line", 1), ("header", 1)]),
        ),
        (
            "15-tanda-petik-tak-ditutup.csv",
            9,
            1,
            counts([("header", 1)]),
        ),
        (
            "20-jumlah-di-kolom-nik.xlsx",
            8,
            0,
            counts([("empty", 1), ("header", 1), ("signature", 4), ("total", 3)]),
        ),
        ("07-tahap-3.csv", 12, 0, counts([("header", 1)])),
        ("07b-status-aktif.csv", 2, 0, counts([("header", 1)])),
        ("29a-nik-kosong.csv", 1, 1, counts([("header", 1)])),
        ("29b-nik-dilengkapi.csv", 2, 0, counts([("header", 1)])),
        (
            "29c-bnba-siksng-diperbaiki.csv",
            6,
            0,
            counts([("header", 1)]),
        ),
    ] {
        let Some(file) = field_case(name) else {
            continue;
        };
        let mut desk = Desk::new(814);
        let [_, done, again] = desk.thrice(&file);
        assert_eq!(
            (number(&done, "imported"), list(&done, "tasks").len()),
            (imported, tasks),
            "{name}"
        );
        assert_eq!(reasons(&done, "left_out"), left, "{name}");
        assert_eq!(number(&again, "unchanged"), imported, "{name}");
    }
}

#[test]
fn an_unclosed_quotation_mark_costs_its_own_line() {
    let mut desk = Desk::new(815);
    let row = |no: usize, address: &str| {
        format!(
            "{no};{};{};{address};Samalore;MELATI 1;Toili",
            NAMES[no],
            nik(no)
        )
    };
    let rows = [
        row(1, "DUSUN 1"),
        row(2, "\"WARUNG IBU\" DUSUN 2"),
        row(3, "\"BLOK C"),
        row(4, "\"BLOK D\""),
        row(5, "X"),
    ];
    let file = desk.write(
        "petik.csv",
        format!(
            "NO;NAMA;NIK;ALAMAT;DESA;KELOMPOK;KECAMATAN\n{}\n",
            rows.join("\n")
        ),
    );
    let [_, done, _] = desk.thrice(&file);
    assert_eq!(number(&done, "imported"), 4);
    let broken = &list(&done, "tasks")[0];
    assert_eq!(
        (&broken["row"], &broken["reason"]),
        (&json!(4), &json!("quote_unclosed"))
    );
}

#[test]
fn a_woman_in_two_groups_is_asked_about_and_both_groups_are_there() {
    for (seed, file) in [
        (816, None),
        (817, field_case("22-satu-orang-dua-kelompok.csv")),
    ] {
        let mut desk = Desk::new(seed);
        let file = file.unwrap_or_else(|| {
            let (one, other) = (nik(1), nik(2));
            desk.write(
                "dua.csv",
                format!(
                    "NO;NAMA;NIK;DESA;KECAMATAN;KELOMPOK;PENDAMPING\n1;SARTINI;{one};Samalore;Toili;MELATI 1;NURDIANA\n\
                     2;MERYANA;{other};Samalore;Toili;MELATI 1;NURDIANA\n3;SARTINI;{one};Ue Mea;Toili;MAWAR 1;I MADE SUDANA\n"
                ),
            )
        });
        let [_, done, _] = desk.thrice(&file);
        assert_eq!(
            (number(&done, "imported"), number(&done, "asked")),
            (2, 1),
            "{done}"
        );
        let two = list(&done, "questions")
            .iter()
            .find(|question| question["kind"] == "two_groups")
            .unwrap();
        assert_eq!(list(two, "options").len(), 2);
        let state = desk.state();
        let mawar = list(&state, "groups")
            .iter()
            .find(|group| group["name"] == "MAWAR 1")
            .unwrap();
        assert_eq!(mawar["pendamping"], "I MADE SUDANA");
    }
}

#[test]
fn hidden_rows_and_sheets_of_others_wait_for_a_choice() {
    let mut desk = Desk::new(818);
    let mut book = rust_xlsxwriter::Workbook::new();
    for (at, name) in ["KPM", "GRADUASI 2025"].into_iter().enumerate() {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, label) in (0..).zip(["NO", "NAMA", "NIK", "KECAMATAN"]) {
            sheet.write_string(0, column, label).unwrap();
        }
        for row in 1..=4_u32 {
            let no = usize::try_from(row).unwrap() + at * 10;
            for (column, text) in (0..).zip([
                row.to_string(),
                NAMES[no % 8].to_owned(),
                nik(no),
                "Toili".to_owned(),
            ]) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
        if at == 0 {
            sheet.set_row_hidden(4).unwrap();
        }
    }
    let file = desk.write("saring.xlsx", book.save_to_buffer().unwrap());
    let seen = desk.work("import_preview", &file, None);
    assert_eq!((number(&seen, "imported"), number(&seen, "asked")), (3, 5));
    let left = json!({"sheets": {"GRADUASI 2025": {"rows": "leave_out"}, "KPM": {"hidden_rows": "leave_out"}}});
    let seen = desk.work("import_preview", &file, Some(&left));
    assert_eq!((number(&seen, "imported"), number(&seen, "asked")), (3, 0));
    assert_eq!(
        reasons(&seen, "left_out"),
        counts([("header", 1), ("hidden_row", 1), ("sheet_left_out", 5)])
    );
    let with = json!({"sheets": {"*": {"hidden_rows": "import"},
        "GRADUASI 2025": {"rows": {"with": {"status": "graduasi", "since": "2025-12-31"}}}}});
    let done = desk.work("import_roster", &file, Some(&with));
    assert_eq!((number(&done, "imported"), number(&done, "asked")), (8, 0));
    let state = desk.state();
    let graduated: Vec<&Value> = list(&state, "families")
        .iter()
        .filter(|family| family["status"] == "graduasi")
        .collect();
    assert_eq!(graduated.len(), 4);
    assert!(
        graduated
            .iter()
            .all(|family| family["status_since"] == "2025-12-31")
    );
}

#[test]
fn columns_and_places_can_be_said() {
    let mut desk = Desk::new(819);
    let rows: Vec<String> = (0..3)
        .map(|no| format!("{};{};x", NAMES[no], nik(no)))
        .collect();
    let file = desk.write(
        "aneh.csv",
        format!("SIAPA;NO IDENTITAS;CATATAN\n{}\n", rows.join("\n")),
    );
    let seen = desk.work("import_preview", &file, None);
    assert_eq!(reasons(&seen, "left_out"), counts([("no_list", 4)]));
    let profile = json!({"columns": {"siapa": "name", "No. Identitas": "nik"},
        "sheets": {"*": {"kecamatan": "72.01.09", "desa": "Samalore", "group": "MELATI 1", "pendamping": "NURDIANA"}}});
    let done = desk.work("import_roster", &file, Some(&profile));
    assert_eq!(number(&done, "imported"), 3);
    assert_eq!(
        groups(&done),
        set([("MELATI 1", "Samalore", "NURDIANA", 3)])
    );
}

#[test]
fn what_was_said_of_a_list_holds_for_the_next_of_its_shape_until_it_is_forgotten() {
    let mut desk = Desk::new(830);
    let rows = |from: usize| -> Vec<String> {
        (from..from + 3)
            .map(|no| format!("{};{};x;Aktif", NAMES[no % 8], nik(no)))
            .collect()
    };
    let first = desk.write(
        "tahap 3.csv",
        format!("SIAPA;NO IDENTITAS;TAHAP 3;KET\n{}\n", rows(0).join("\n")),
    );
    let profile = json!({"columns": {"siapa": "name", "No. Identitas": "nik", "KET": null, "tahap 3": null},
        "sheets": {"*": {"kecamatan": "72.01.09", "desa": "Samalore", "group": "MELATI 1", "pendamping": "NURDIANA"}}});
    desk.work("import_roster", &first, Some(&profile));
    // The next list: other order, other spelling, another number in a name.
    let next: Vec<String> = (3..6)
        .map(|no| format!("{};y;{};", nik(no), NAMES[no]))
        .collect();
    let next = desk.write(
        "tahap 4.csv",
        format!("no identitas;Tahap 4;Siapa;Ket.\n{}\n", next.join("\n")),
    );
    let asked = |profile: Value| json!({"path": next, "profile": profile});
    let look = |desk: &mut Desk, profile: Value| {
        calls::job(
            &mut desk.device,
            "import_preview",
            asked(profile),
            &mut unwatched,
        )
        .unwrap()
    };
    let seen = look(&mut desk, Value::Null);
    assert_eq!(seen["read_like"][0]["files"], json!(["tahap 3.csv"]));
    assert_eq!(
        seen["kept_places"][0]["kecamatan"], "72.01.09",
        "where the other list belonged is asked"
    );
    assert_eq!(seen["sheets"][0]["choice"]["kecamatan"], Value::Null);
    let columns = json!({"no identitas": "nik", "Siapa": "name", "Tahap 4": null, "Ket.": null});
    assert_eq!(seen["profile"]["columns"], columns);
    let mut said = seen["profile"].clone();
    let place = &seen["kept_places"][0];
    let sheet = place["sheet"].as_str().unwrap();
    for what in ["kecamatan", "desa", "group", "pendamping"] {
        said["sheets"][sheet][what] = place[what].clone();
    }
    let done = desk.work("import_roster", &next, Some(&said));
    assert_eq!(number(&done, "imported"), 3);
    assert_eq!(
        groups(&done),
        set([("MELATI 1", "Samalore", "NURDIANA", 6)])
    );
    // A list of another shape is none of its business, and an empty profile reads as if nothing were kept.
    let plain = look(&mut desk, json!({}));
    assert_eq!(plain["read_like"], json!([]));
    assert_eq!(plain["account"]["imported"], 0);
    let other = desk.write(
        "lain.csv",
        format!("SIAPA;NO IDENTITAS\n{};{}\n", NAMES[0], nik(9)),
    );
    let seen = calls::job(
        &mut desk.device,
        "import_preview",
        json!({"path": other, "profile": null}),
        &mut unwatched,
    );
    assert!(seen.is_err() || seen.unwrap()["read_like"] == json!([]));
    // Forgotten.
    let kept = calls::query(&desk.device, "list_profiles", json!({})).unwrap();
    assert_eq!(kept.as_array().unwrap().len(), 1);
    let shape = json!({"shape": kept[0]["shape"]});
    calls::command(&mut desk.device, "forget_list_profile", shape.clone()).unwrap();
    let kept = calls::query(&desk.device, "list_profiles", json!({})).unwrap();
    assert_eq!(kept, json!([]));
    let seen = look(&mut desk, Value::Null);
    assert_eq!(
        (&seen["read_like"], &seen["profile"]),
        (&json!([]), &json!({"columns": {}, "sheets": {}}))
    );
    assert!(calls::command(&mut desk.device, "forget_list_profile", shape).is_err());
}

#[test]
fn what_a_list_says_itself_goes_before_what_is_kept_of_another() {
    let mut desk = Desk::new(831);
    let told = |title: &str, from: usize| {
        let rows: Vec<String> = (from..from + 3)
            .map(|no| format!("{};{}", NAMES[no % 8], nik(no)))
            .collect();
        format!("{title};\nSIAPA NAMANYA;NIK\n{}\n", rows.join("\n"))
    };
    let first = desk.write("satu.csv", told("DAFTAR", 0));
    let profile =
        json!({"columns": {"Siapa namanya": "name"}, "sheets": {"*": {"kecamatan": "72.01.09"}}});
    desk.work("import_roster", &first, Some(&profile));
    let next = desk.write("dua.csv", told("DAFTAR KPM KECAMATAN LUWUK", 3));
    let done = desk.work("import_roster", &next, None);
    assert_eq!(number(&done, "imported"), 3, "{done}");
    let state = desk.state();
    let of = |name: &str| {
        families_of(&state)
            .iter()
            .filter(|family| family["kecamatan"] == name)
            .count()
    };
    assert_eq!((of("Toili"), of("Luwuk")), (3, 3));
}

fn families_of(state: &Value) -> &Vec<Value> {
    list(state, "families")
}

#[test]
fn rows_that_left_are_not_taken_for_gone_in_another_list() {
    let mut desk = Desk::new(832);
    let write = |year: &str, from: usize| {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (at, name) in ["KPM".to_owned(), format!("GRADUASI {year}")]
            .iter()
            .enumerate()
        {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (column, label) in (0..).zip(["NO", "NAMA", "NIK", "KECAMATAN"]) {
                sheet.write_string(0, column, label).unwrap();
            }
            for row in 1..=3_u32 {
                let no = usize::try_from(row).unwrap() + at * 10 + from;
                let cells = [
                    row.to_string(),
                    NAMES[no % 8].into(),
                    nik(no),
                    "Toili".into(),
                ];
                for (column, text) in (0..).zip(cells) {
                    sheet.write_string(row, column, text).unwrap();
                }
            }
        }
        desk.write(&format!("{from}.xlsx"), book.save_to_buffer().unwrap())
    };
    let (first, same, next) = (write("2025", 0), write("2025", 40), write("2026", 80));
    let with = json!({"sheets": {"GRADUASI 2025": {"rows": {"with": {"status": "graduasi", "since": "2025-12-31"}}}}});
    desk.work("import_roster", &first, Some(&with));
    let seen = desk.work("import_preview", &same, None);
    assert_eq!((number(&seen, "imported"), number(&seen, "asked")), (6, 0));
    // Another sheet is another year: it is asked about.
    let seen = desk.work("import_preview", &next, None);
    assert_eq!((number(&seen, "imported"), number(&seen, "asked")), (3, 3));
}

/// Rosters of all shapes, from a seed.
fn any_roster(rng: &SeededRng) -> String {
    const JUNK: [&str; 30] = [
        "",
        ";;;",
        "JUMLAH;;4;4",
        "TOTAL KPM",
        "KELOMPOK : MAWAR 2;;;",
        "MELATI 3;;;",
        "DESA;: SAMALORE;;",
        "Toili, 3 November 2026",
        ";;Mengetahui,;",
        "Pendamping PKH;;;",
        "NIP. 198001012005012001",
        "catatan: diperbaiki",
        "NO;NAMA KPM;NIK;NO KK",
        "1;2;3;4",
        "\"tak ditutup;x;y;z",
        "KECAMATAN TOILI TAHUN 2026",
        // Headers of lists with other columns, and of other tables.
        "NO;NAMA KPM;NO KK;NIK",
        "NIK;NO;NAMA;DESA;NO KK;KET",
        "NO;KELOMPOK;JUMLAH;KETUA",
        "DESA;JUMLAH KPM",
        ";ANGGREK",
        "C. MAWAR 3",
        "MELATI 1 (LANJUTAN)",
        "Ds. UE MEA (8 KPM)",
        "PENDAMPING : NURDIANA LAODE / HP. 0852",
        "1;MELATI 1;4;SITI",
        "KECAMATAN;:;72.01.09 TOILI",
        "BELUM ADA;;;",
        "1. SITI AMINAH (KETUA);;7201094107809999;",
        "NO;NAMA;NIK;NO KK;;KELOMPOK;JUMLAH",
    ];
    let mut lines: Vec<String> = Vec::new();
    for _ in 0..rng.below(4) {
        lines.push(JUNK[rng.below(JUNK.len())].to_owned());
    }
    lines.push(
        [
            "NO;NAMA KPM;NIK;NO KK",
            "NO;NAMA;NIK;KELOMPOK",
            "NO;NAMA PENGURUS;NIK;STATUS",
            "NO;NAMA;NIK;KETERANGAN",
            "DESA;NAMA;NIK;KELOMPOK",
            "NO;NAMA;NIK;;KELOMPOK;JUMLAH",
        ][rng.below(6)]
        .to_owned(),
    );
    for _ in 0..rng.below(30) {
        if rng.below(3) == 0 {
            lines.push(JUNK[rng.below(JUNK.len())].to_owned());
            continue;
        }
        let no = rng.below(12);
        let name = ["", NAMES[no % 8], "BANK BRI", "12"][rng.below(8).min(3) % 4];
        let name = if rng.below(4) > 0 {
            NAMES[no % 8]
        } else {
            name
        };
        let nik = match rng.below(6) {
            0 => "-".to_owned(),
            1 => "7,20109E+15".to_owned(),
            2 => format!("{}0", &nik(no)[..15]),
            _ => nik(no),
        };
        let last = [
            "",
            "MELATI 1",
            "Aktif",
            "SP2D",
            "GRADUASI",
            ";MAWAR 2;3",
            "BELUM ADA",
        ][rng.below(7)];
        lines.push(format!("{};{name};{nik};{last}", rng.below(3)));
    }
    lines.join("\n")
}

#[test]
fn whatever_shape_a_roster_has_every_row_is_accounted_for() {
    let mut desk = Desk::new(820);
    for seed in 0..150 {
        let text = any_roster(&SeededRng::new(seed));
        let file = desk.write(&format!("{seed}.csv"), &text);
        let asked = json!({"path": file, "profile": null});
        let device = &mut desk.device;
        // A list without any family may be refused; whatever is read is accounted for.
        if calls::job(device, "import_preview", asked, &mut unwatched).is_err() {
            continue;
        }
        let answer = desk.work("import_preview", &file, None);
        let last = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.chars().any(|c| !matches!(c, ';' | ' ')))
            .last();
        let read = last.map_or(0, |(at, _)| at + 1);
        assert_eq!(number(&answer, "rows"), read, "seed {seed}\n{text}");
        if seed % 10 == 0 {
            desk.work("import_roster", &file, None);
        }
    }
}

//! Previews of small invented rosters, and of the office's own where they are at hand.

use std::collections::BTreeSet;

use super::*;
use crate::reference::Regions;
use crate::roster::workbook::Workbook;

const COLUMNS: [&str; 9] = [
    "NO",
    "ID PKH",
    "NAMA PENGURUS",
    "NIK",
    "NO KK",
    "DESA/KELURAHAN",
    "KELOMPOK",
    "STATUS KEPESERTAAN",
    "PENDAMPING",
];

/// A cell as a test writes it; `#` makes a number of the digits behind it.
fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Data").expect("names");
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            let (row, column) = (
                u32::try_from(row).expect("few"),
                u16::try_from(column).expect("few"),
            );
            match text.strip_prefix('#') {
                Some(number) => {
                    sheet.write_number(row, column, number.parse::<f64>().expect("a number"))
                }
                None => sheet.write_string(row, column, *text),
            }
            .expect("writes");
        }
    }
    book.save_to_buffer().expect("saves")
}

fn context() -> Context<'static> {
    Context {
        regions: Regions::own(),
        kabupaten: "72.01",
        kecamatan: None,
    }
}

fn preview(bytes: &[u8], name: &str) -> Preview {
    let book = Workbook::open(bytes, name).expect("opens");
    let sheet = book.sheets.first().expect("a sheet");
    let header = Header::find(sheet).expect("a header");
    Preview::of(sheet, &header, &Mapping::guess(&header), &context())
}

/// A roster with one sound family and the given rows.
fn roster(rows: &[[&str; 9]]) -> Preview {
    let mut all: Vec<&[&str]> = vec![
        &["DAFTAR KPM PKH KECAMATAN TOILI"],
        &["KABUPATEN BANGGAI"],
        &[],
        &COLUMNS,
    ];
    all.push(&[
        "1",
        "721",
        "SITI AMINAH",
        "7201095410899880",
        "7201095308639807",
        "Samalore",
        "MELATI 1",
        "Aktif",
        "ANI",
    ]);
    all.extend(rows.iter().map(<[_; 9]>::as_slice));
    preview(&xlsx(&all), "roster.xlsx")
}

fn codes(preview: &Preview) -> Vec<Vec<&'static str>> {
    preview
        .rows
        .iter()
        .map(|row| row.faults.iter().map(|fault| fault.code.as_str()).collect())
        .collect()
}

#[test]
fn each_fault_of_the_nik_and_name_column_is_found() {
    let row = |name, nik| {
        [
            "2", "", name, nik, "", "Samalore", "MELATI 1", "Aktif", "ANI",
        ]
    };
    for (name, nik, code, sound) in [
        ("RINA", "sama", "nik_missing", false),
        ("RINA", "-", "nik_missing", false),
        ("RINA", "#0", "nik_missing", false),
        ("RINA", "", "nik_missing", false),
        ("RINA", "720109541089988", "nik_length", false),
        ("RINA", "#7201095912849830", "nik_numeric", false),
        ("RINA", "'7201095912849831", "nik_apostrophe", true),
        ("RINA", "7201095410899880", "nik_duplicate", false),
        ("RINA", "#7201095410899880", "nik_numeric", false),
        ("BRI", "7201095912849831", "name_is_bank", false),
    ] {
        let preview = roster(&[row(name, nik)]);
        assert_eq!(codes(&preview), [vec![], vec![code]], "{name} {nik}");
        assert_eq!(
            matches!(preview.rows[1].outcome, Outcome::Sound(_)),
            sound,
            "{name} {nik}"
        );
    }
}

#[test]
fn the_later_of_two_rows_is_asked_about_and_names_the_earlier() {
    let preview = roster(&[
        ["2", "722", "RINA", "7201095410899880", "", "", "", "", ""],
        ["3", "721", "WATI", "7201095912849831", "", "", "", "", ""],
    ]);
    let others: Vec<_> = preview
        .rows
        .iter()
        .flat_map(|row| &row.faults)
        .filter(|fault| fault.other.is_some())
        .collect();
    assert_eq!(
        others
            .iter()
            .map(|fault| (
                fault.code.as_str(),
                fault.other.as_ref().map(|other| other.row)
            ))
            .collect::<Vec<_>>(),
        [("nik_duplicate", Some(5)), ("pkh_duplicate", Some(5))]
    );
    assert_eq!((preview.counts.sound, preview.counts.todo), (1, 2));
}

#[test]
fn a_row_that_says_the_same_twice_is_neither_imported_nor_asked_about() {
    let preview = roster(&[[
        "2",
        "721",
        "Siti  Aminah",
        "7201095410899880",
        "",
        "",
        "MELATI 1",
        "",
        "",
    ]]);
    assert!(matches!(&preview.rows[1].outcome, Outcome::Repeats(first) if first.row == 5));
    assert_eq!(
        (
            preview.counts.rows,
            preview.counts.sound,
            preview.counts.repeated
        ),
        (2, 1, 1)
    );
}

#[test]
fn titles_blank_rows_totals_and_signatures_are_counted_not_flagged() {
    let mut header_again = COLUMNS;
    header_again[0] = "NO.";
    let preview = roster(&[
        [""; 9],
        header_again,
        ["2", "722", "RINA", "7201095912849831", "", "", "", "", ""],
        ["", "", "JUMLAH: 2 KPM", "", "", "", "", "", ""],
        [""; 9],
        ["", "", "Mengetahui,", "", "", "", "", "", "Pendamping"],
        ["3", "", "", "", "", "", "MELATI 1", "", ""],
    ]);
    assert_eq!(
        preview.counts.faults.values().sum::<usize>(),
        2,
        "two desa and group cells of row 2 are blank"
    );
    let counts = &preview.counts;
    assert_eq!(
        (counts.rows, counts.title, counts.total, counts.blank),
        (2, 2, 1, 3)
    );
    assert_eq!(
        preview
            .skipped
            .iter()
            .map(|row| row.kind)
            .collect::<Vec<_>>(),
        [
            SkippedKind::Title,
            SkippedKind::Title,
            SkippedKind::Header,
            SkippedKind::Total,
            SkippedKind::Remark,
            SkippedKind::Remark,
        ]
    );
}

#[test]
fn the_title_names_the_kecamatan_unless_the_person_does() {
    assert_eq!(roster(&[]).kecamatan.as_deref(), Some("72.01.09"));
    let csv = "NAMA;NIK;DESA\nSITI;7201095410899880;Samalore\n";
    let by_name = preview(csv.as_bytes(), "Toili.csv");
    assert_eq!(
        by_name.kecamatan.as_deref(),
        Some("72.01.09"),
        "the sheet's name"
    );
    let nowhere = preview(csv.as_bytes(), "daftar.csv");
    assert_eq!(codes(&nowhere), [vec!["kecamatan_missing"]]);
}

#[test]
fn a_corrected_mapping_reads_another_column() {
    let bytes = b"NAMA;NIK;DESA;PENGENAL\nSITI;7201095410899880;Samalore;721\n";
    let book = Workbook::open(bytes, "Toili.csv").expect("opens");
    let header = Header::find(&book.sheets[0]).expect("a header");
    let guess = Mapping::guess(&header);
    assert_eq!(
        Preview::of(&book.sheets[0], &header, &guess, &context()).unknown_columns,
        ["PENGENAL"]
    );
    let preview = Preview::of(
        &book.sheets[0],
        &header,
        &guess.with(Field::PkhId, Some(3)),
        &context(),
    );
    assert_eq!(
        preview.rows[0]
            .family()
            .and_then(|family| family.pkh_id.as_deref()),
        Some("721")
    );
    assert!(preview.unknown_columns.is_empty());
}

#[test]
fn groups_and_pendamping_are_gathered_over_spellings() {
    let preview = roster(&[
        [
            "2",
            "722",
            "RINA",
            "7201095912849831",
            "",
            "DESA SAMALORE",
            "Melati 01",
            "Aktif",
            "Ani ",
        ],
        [
            "3",
            "723",
            "WATI",
            "7201095912849832",
            "",
            "Cendana",
            "MELATI 2",
            "Aktif",
            "BUDI",
        ],
    ]);
    assert_eq!(
        preview
            .groups
            .iter()
            .map(|group| (group.name.as_str(), group.families))
            .collect::<Vec<_>>(),
        [("MELATI 1", 2), ("MELATI 2", 1)]
    );
    assert_eq!(preview.groups[0].desa.get("Samalore"), Some(&2));
    assert_eq!(
        preview.pendamping,
        [("ANI".to_owned(), 2), ("BUDI".to_owned(), 1)]
    );
}

#[test]
fn two_files_are_compared_too_and_comparing_again_changes_nothing() {
    let of = |name: &str, nik: &str, pkh: &str| {
        preview(
            format!("NAMA;NIK;ID PKH\n{name};{nik};{pkh}\n").as_bytes(),
            "Toili.csv",
        )
    };
    let mut previews = [
        of("SITI", "7201095410899880", "721"),
        of("RINA", "7201095410899880", "722"),
        of("Siti", "7201095410899880", "721"),
    ];
    compare(&mut previews);
    assert_eq!(codes(&previews[1]), [["nik_duplicate"]]);
    assert!(matches!(previews[2].rows[0].outcome, Outcome::Repeats(_)));
    assert_eq!(
        previews
            .each_ref()
            .map(|p| (p.counts.sound, p.counts.todo, p.counts.repeated)),
        [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    );
    let once = previews.clone();
    compare(&mut previews);
    assert_eq!(previews, once);
}

/// The office's three rosters have the faults that are listed for them, and no others.
#[test]
fn the_offices_rosters_have_exactly_the_faults_that_were_put_in() {
    #[derive(serde::Deserialize)]
    struct Expected {
        kecamatan: String,
        no: String,
        issue: String,
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/rosters");
    let Ok(mut list) = csv::Reader::from_path(format!("{folder}/expected.csv")) else {
        eprintln!("not compared: the office's rosters are not on this machine");
        return;
    };
    let all: Vec<Expected> = list.deserialize().collect::<Result<_, _>>().expect("reads");
    let expected: BTreeSet<(String, String, String)> = all
        .iter()
        .filter(|row| !row.issue.is_empty())
        .map(|row| (row.kecamatan.clone(), row.no.clone(), row.issue.clone()))
        .collect();
    // In the order of the list: some NIK are on two families of two kecamatan, and the later one is listed.
    let kecamatan = ["Toili", "Luwuk", "Nambo"];
    let mut previews = kecamatan.map(|kecamatan| {
        let name = format!("kpm-{}.xlsx", kecamatan.to_lowercase());
        preview(
            &std::fs::read(format!("{folder}/{name}")).expect("is there"),
            &name,
        )
    });
    compare(&mut previews);
    let mut found = BTreeSet::new();
    let mut rows = 0;
    for (kecamatan, preview) in kecamatan.into_iter().zip(&previews) {
        rows += preview.counts.rows;
        assert_eq!(
            (
                preview.counts.title,
                preview.counts.total,
                preview.counts.repeated
            ),
            (2, 1, 0)
        );
        assert!(preview.unknown_columns.is_empty());
        for row in &preview.rows {
            let no = row.no.clone().expect("numbered");
            found.extend(row.faults.iter().map(|fault| {
                (
                    kecamatan.to_owned(),
                    no.clone(),
                    fault.code.as_str().to_owned(),
                )
            }));
            assert!(
                row.family().is_some_and(|family| family
                    .desa
                    .as_ref()
                    .is_some_and(|desa| desa.code.is_some())),
                "{no}"
            );
        }
    }
    assert_eq!(rows, all.len(), "no row is lost");
    assert_eq!(found, expected);
}

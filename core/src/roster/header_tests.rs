//! The row of column names, as lists have it.

use super::super::column_names::{column_name, letters};
use super::*;
use crate::roster::{Workbook, lists};

fn sheet(rows: &[&[&str]]) -> Sheet {
    let rows = rows.iter().enumerate().map(|(at, cells)| SheetRow {
        number: u32::try_from(at + 1).expect("few rows"),
        cells: cells.iter().map(|text| Cell::text(*text)).collect(),
        ..SheetRow::default()
    });
    Sheet {
        name: "s".to_owned(),
        rows: rows.collect(),
        ..Sheet::default()
    }
}

#[test]
fn the_header_is_found_below_titles() {
    let sheet = sheet(&[
        &["DAFTAR KPM PKH"],
        &["", "Nama pendamping: ANI"],
        &["NO", "NAMA KPM", "NIK", "X"],
        &["1", "SITI", "7", "y"],
    ]);
    let header = Header::find(&sheet).expect("found");
    assert_eq!((header.first, header.height, header.body()), (2, 1, 3));
    assert_eq!(
        header.fields,
        [Some(Field::No), Some(Field::Name), Some(Field::Nik), None]
    );
    assert_eq!(titles(&sheet, &header).count(), 2);
    assert!(header.is_repeated_by(&sheet.rows[2]) && !header.is_repeated_by(&sheet.rows[3]));
}

#[test]
fn two_levels_are_one_header() {
    let sheet = sheet(&[
        &["NO", "NAMA", "NIK", "KOMPONEN", "", "STATUS", ""],
        &["", "", "", "SD", "SMP", "KELOMPOK", "KEPESERTAAN"],
        &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        &["1", "SITI", "7", "1", "", "Ketua", "Aktif"],
    ]);
    let header = Header::find(&sheet).expect("found");
    assert_eq!(header.height, 3);
    assert_eq!(
        header.fields.iter().flatten().copied().collect::<Vec<_>>(),
        [
            Field::No,
            Field::Name,
            Field::Nik,
            Field::Sd,
            Field::Smp,
            Field::GroupRole,
            Field::Status
        ]
    );
    assert_eq!(header.labels[3], "KOMPONEN SD");
}

#[test]
fn two_lists_beside_each_other_are_seen_unless_somebody_says_what_the_right_one_is() {
    let list = sheet(&[
        &["NO", "NAMA", "NIK", "", "NO", "NAMA", "NIK"],
        &["1", "a", "7", "", "2", "b", "8"],
    ]);
    let header = Header::find(&list).expect("found");
    assert!(header.has_a_list_beside(&list));
    let empty = sheet(&[
        &["NO", "NAMA", "NIK", "", "NO", "NAMA", "NIK"],
        &["1", "a", "7", "", "", "", ""],
    ]);
    assert!(!header.has_a_list_beside(&empty));
    let columns = BTreeMap::from([(fold::joined("Kolom F"), None)]);
    let meanings = Meanings {
        columns: Some(&columns),
        row: None,
    };
    let decided = Header::find_with(&list, &meanings).expect("found");
    assert!(!decided.has_a_list_beside(&list));
    let one = sheet(&[&["NAMA", "NIK", "NAMA AYAH"], &["a", "7", "c"]]);
    assert!(!Header::find(&one).expect("found").has_a_list_beside(&one));
}

#[test]
fn a_name_twice_counts_for_the_first_column() {
    let header = Header::find(&sheet(&[
        &["NAMA", "NIK", "DESA", "NAMA"],
        &["a", "b", "c", "d"],
    ]))
    .expect("found");
    assert_eq!(header.fields[3], None);
}

#[test]
fn what_a_person_said_of_a_column_goes_before_the_labels_of_others() {
    let list = sheet(&[
        &["NAMA", "NIK", "", "NAMA", "NO IDENTITAS"],
        &["a", "b", "c", "d", "e"],
    ]);
    let columns = BTreeMap::from([
        (fold::joined("No. Identitas"), Some(Field::Nik)),
        (fold::joined("kolom C"), Some(Field::Kk)),
        (fold::joined("Kolom D"), Some(Field::Name)),
    ]);
    let meanings = Meanings {
        columns: Some(&columns),
        row: None,
    };
    let header = Header::find_with(&list, &meanings).expect("found");
    assert_eq!(
        header.fields,
        [
            None,
            None,
            Some(Field::Kk),
            Some(Field::Name),
            Some(Field::Nik)
        ]
    );
    let names: Vec<String> = (0..5).map(|at| column_name(&header.labels, at)).collect();
    assert_eq!(names, ["NAMA", "NIK", "kolom C", "kolom D", "NO IDENTITAS"]);
    assert_eq!(letters(25) + &letters(26) + &letters(255), "ZAAIV");
}

#[test]
fn of_a_workbook_the_sheets_with_lists_are_taken() {
    let list = sheet(&[&["NAMA", "NIK", "DESA"], &["a", "b", "c"]]);
    let notes = sheet(&[&["catatan"]]);
    let book = |sheets| Workbook {
        file_name: "b.xlsx".to_owned(),
        sheets,
    };
    let both = book(vec![notes.clone(), list.clone()]);
    assert_eq!(lists(&both).map(|found| found.len()), Ok(1));
    assert_eq!(lists(&book(vec![notes])), Err(OpenError::NoHeader));
}

#[test]
fn a_sheet_without_names_has_no_header() {
    for rows in [
        &[&["a", "b"][..], &["NIK", "DESA", "NO"]][..],
        &[&["NAMA", "DESA"]],
        &[],
    ] {
        assert_eq!(Header::find(&sheet(rows)), Err(OpenError::NoHeader));
    }
}

#[test]
fn a_column_of_counts_is_no_column_of_names_unless_somebody_says_so() {
    let list = sheet(&[
        &["NO", "KPM", "NAMA", "NIK"],
        &["1", "3", "SITI", "7201094107800001"],
    ]);
    let header = Header::find(&list).expect("found");
    assert_eq!(header.fields[1..3], [None, Some(Field::Name)]);
    let columns = BTreeMap::from([(fold::joined("KPM"), Some(Field::Name))]);
    let meanings = Meanings {
        columns: Some(&columns),
        row: None,
    };
    let said = Header::find_with(&list, &meanings).expect("found");
    assert_eq!(said.fields[1..3], [Some(Field::Name), None]);
}

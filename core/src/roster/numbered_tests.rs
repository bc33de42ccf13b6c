//! Which numbers in a list name groups, and which do not.

use super::*;
use crate::reference::Regions;
use crate::roster::Context;
use crate::roster::existing::Nothing;
use crate::roster::sheet::SheetRow;

fn read(rows: &[&[&str]]) -> Preview {
    let rows = (1..).zip(rows).map(|(number, cells)| SheetRow {
        number,
        cells: cells.iter().map(|text| Cell::text(*text)).collect(),
        ..SheetRow::default()
    });
    let sheet = Sheet {
        rows: rows.collect(),
        ..Sheet::default()
    };
    let header = Header::find(&sheet).expect("found");
    let context = Context {
        regions: Regions::own(),
        kabupaten: "72.01",
        kecamatan: Some("72.01.09"),
    };
    let mut previews = [Preview::of(
        &sheet,
        &header,
        &Mapping::guess(&header),
        &context,
    )];
    name_groups(&mut previews, &Nothing);
    let once = previews.clone();
    name_groups(&mut previews, &Nothing);
    assert_eq!(once, previews, "again changes nothing");
    let [preview] = previews;
    preview
}

fn groups_of(preview: &Preview) -> Vec<&str> {
    let families = preview.rows.iter().filter_map(PreviewRow::family);
    families
        .map(|family| family.group.as_deref().unwrap_or_default())
        .collect()
}

/// Rows with a name, a NIK, a desa and two more cells.
fn list(heads: [&str; 2], cells: &[[&str; 3]]) -> Preview {
    let head = ["NAMA", "NIK", "DESA", heads[0], heads[1]];
    let niks: Vec<String> = (0..cells.len())
        .map(|no| format!("72010941078{no:05}"))
        .collect();
    let mut rows = vec![head.to_vec()];
    for ([desa, group, no], nik) in cells.iter().zip(&niks) {
        rows.push(vec!["SITI", nik, desa, group, no]);
    }
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    read(&rows)
}

#[test]
fn one_name_with_several_numbers_in_one_desa_is_several_groups() {
    for heads in [
        ["NAMA KELOMPOK", "NO KELOMPOK"],
        ["KELOMPOK", "NO. KLP"],
        ["KLP", "KE"],
        ["NAMA KPM GROUP", "NOMOR"],
        ["KELOMPOK P2K2", "Kelompok ke-"],
        ["KELOMPOK", "NO"],
    ] {
        let preview = list(
            heads,
            &[
                ["Samalore", "MELATI", "1"],
                ["Samalore", "Melati", "02"],
                ["Samalore", "MELATI", "Klp 2"],
                ["Samalore", "MELATI", ""],
                ["Cendana", "MELATI", "3"],
                ["Cendana", "MELATI", "3"],
                ["Samalore", "MAWAR 4", "4"],
                ["Samalore", "DAHLIA", "5"],
            ],
        );
        let meant = [
            "MELATI 1", "Melati 2", "MELATI 2", "", "MELATI", "MELATI", "MAWAR 4", "DAHLIA",
        ];
        assert_eq!(groups_of(&preview), meant, "{heads:?}");
        let first = preview.rows.first().expect("a row");
        assert_eq!(first.inferred.len(), 1, "{heads:?}: said");
        assert_eq!(first.inferred[0].from, Source::GroupNumber);
        let codes: Vec<FaultCode> = preview.rows[3].faults.iter().map(|f| f.code).collect();
        assert_eq!(codes, [FaultCode::GroupMissing], "{heads:?}");
        assert_eq!(preview.counts.faults[&FaultCode::GroupMissing], 1);
        assert_eq!(preview.groups.len(), 5, "{heads:?}: {:?}", preview.groups);
    }
}

#[test]
fn numerals_and_letters_number_groups_and_what_is_none_does_not() {
    let preview = list(
        ["KELOMPOK", "NO KELOMPOK"],
        &[
            ["Samalore", "MELATI", "II"],
            ["Samalore", "MELATI", "2"],
            ["Samalore", "MAWAR", "a"],
            ["Samalore", "MAWAR", "B"],
        ],
    );
    // The same number twice is one group; its spellings fall together elsewhere.
    assert_eq!(
        groups_of(&preview),
        ["MELATI", "MELATI", "MAWAR A", "MAWAR B"]
    );
    for said in ["0", "12/2026", "MELATI 1", "7201094107800001", "1234", "-"] {
        assert_eq!(number_of(said), None, "{said}");
    }
}

#[test]
fn running_numbers_of_members_are_no_numbers_of_groups() {
    let rows: Vec<[String; 3]> = ["MELATI", "MAWAR"]
        .iter()
        .flat_map(|group| {
            (1..=6).map(move |no| ["Samalore".to_owned(), (*group).to_owned(), no.to_string()])
        })
        .collect();
    let cells: Vec<[&str; 3]> = rows
        .iter()
        .map(|[desa, group, no]| [desa.as_str(), group.as_str(), no.as_str()])
        .collect();
    for heads in [["KELOMPOK", "NO"], ["KELOMPOK", "NO KELOMPOK"]] {
        let preview = list(heads, &cells);
        let named: BTreeSet<&str> = groups_of(&preview).into_iter().collect();
        assert_eq!(named, BTreeSet::from(["MELATI", "MAWAR"]), "{heads:?}");
        assert_eq!(preview.mapping.column(Field::GroupNo), None, "{heads:?}");
        assert!(preview.unknown_columns.contains(&heads[1].to_owned()));
    }
}

#[test]
fn a_number_alone_names_its_group_and_a_name_under_it_is_a_name() {
    let rows: &[[&str; 3]] = &[["Samalore", "1", "x"], ["Samalore", "2", "x"]];
    let numbers = list(["NO KELOMPOK", "KET"], rows);
    assert_eq!(groups_of(&numbers), ["KELOMPOK 1", "KELOMPOK 2"]);
    let rows: &[[&str; 3]] = &[["Samalore", "MELATI 1", "x"], ["Samalore", "MAWAR", "x"]];
    assert_eq!(
        groups_of(&list(["NO KELOMPOK", "KET"], rows)),
        ["MELATI 1", "MAWAR"]
    );
}

#[test]
fn a_name_with_its_number_and_a_row_without_a_name_stay_as_they_are() {
    let preview = list(
        ["KELOMPOK", "NO KELOMPOK"],
        &[
            ["Samalore", "MAWAR 4", "4"],
            ["Samalore", "MAWAR 4", "5"],
            ["Samalore", "", "3"],
        ],
    );
    assert_eq!(groups_of(&preview), ["MAWAR 4", "MAWAR 4", ""]);
    let rows: &[[&str; 3]] = &[
        ["Samalore", "MELATI", "1/2026"],
        ["Samalore", "MELATI", "2"],
    ];
    let letters = list(["KELOMPOK", "NO"], rows);
    assert_eq!(letters.mapping.column(Field::GroupNo), None);
}

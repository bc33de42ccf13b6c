//! A column added to the list is on the screen, in the workbook and in the text, at its place and with its words, and nowhere else is
//! anything said of it.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::Workbook;

use super::super::fixture::Tables as Filled;
use super::*;
use crate::reports::{Cell, Kind, Words, sheet, text};

fn filled() -> Filled {
    let tables = Filled::new();
    tables.staff(1, "ANI", "pendamping", &["72.01.09"]);
    tables.group(1, "72.01.09", Some(1));
    for number in 1..=4 {
        tables.family(number, 1);
    }
    tables.meeting(1, 1, "2026-05-12", "M1.1");
    tables.mark(1, 1, "H", Some("SB"));
    tables.mark(1, 2, "H", None);
    tables.mark(1, 3, "H", None);
    tables
}

/// The list with one more column: present and unrated, beside the attendance.
fn with_scratch<'r>(sheet: Sheet) -> Vec<Column<Line<'r>>> {
    let mut list = columns(sheet);
    let at = list
        .iter()
        .position(|column| column.key == "tidak_hadir")
        .expect("is there");
    let group = list[at].group;
    list.insert(
        at,
        Column {
            key: "scratch",
            label: Words {
                id: "Hadir belum dinilai",
                en: "Present, unrated",
            },
            group,
            width: 10.0,
            kind: Kind::Figure,
            summed: true,
            value: |line| {
                let families = line.people.iter().flat_map(|person| person.families);
                let unrated = super::super::figures::Level::TidakDapatDinilai;
                Cell::count(families.filter(|f| f.hadir && f.level == unrated).count())
            },
        },
    );
    list
}

#[test]
fn a_column_that_is_added_to_the_list_goes_everywhere() {
    let (rekap, wording) = (filled().count(), Wording::default());
    let tables = Tables::with(&rekap, &wording, with_scratch);
    let place = &tables.kecamatan[0];

    // Before and after: all other cells are as they were.
    let before = Tables::of(&rekap, &wording);
    let at = place
        .columns
        .iter()
        .position(|head| head.key == "scratch")
        .expect("is there");
    let mut without = place.rows[0].clone();
    assert_eq!(without.remove(at), Cell::Number(2));
    assert_eq!(without, before.kecamatan[0].rows[0]);
    assert_eq!(place.total.as_ref().expect("sums")[at], Cell::Number(2));
    assert_eq!(tables.kabupaten.rows[0][at], Cell::Number(2));

    // The answer.
    let answer = serde_json::to_value(&tables).expect("is JSON");
    assert_eq!(
        answer["kecamatan"][0]["columns"][at]["label"]["en"],
        "Present, unrated"
    );
    assert_eq!(answer["kecamatan"][0]["rows"][0][at], 2);
    assert_eq!(
        answer["kecamatan"][0]["rows"][0][5],
        serde_json::Value::Null,
        "no reason"
    );

    // The text: without the number of the row.
    let line = text::tabbed(place);
    let cells: Vec<&str> = line.lines().next().expect("a line").split('\t').collect();
    assert_eq!((cells[at - 1], cells.len()), ("2", place.columns.len() - 1));

    // The workbook.
    let mut book = Workbook::new();
    let end = sheet::draw(
        book.add_worksheet(),
        4,
        place,
        "Jumlah",
        &sheet::Formats::default(),
    );
    assert_eq!(end.expect("draws"), 8);
    let bytes = book.save_to_buffer().expect("writes");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("reads");
    let merged = book.merge_cells_by_sheet_name("Sheet1").expect("reads");
    let first = place.columns.iter().position(|head| head.key == "hadir");
    let first = u32::try_from(first.expect("is there")).expect("few");
    let many = place
        .columns
        .iter()
        .filter(|head| head.group == place.columns[at].group);
    let last = first + u32::try_from(many.count()).expect("few") - 1;
    let wide = |m: &calamine::Dimensions| (m.start, m.end) == ((4, first), (4, last));
    assert!(
        merged.iter().any(wide),
        "Kehadiran stands over one more: {merged:?}"
    );
    let range = book.worksheet_range("Sheet1").expect("has it");
    let at = u32::try_from(at).expect("few");
    assert_eq!(
        range.get_value((5, at)),
        Some(&Data::String("Hadir belum dinilai".into()))
    );
    assert_eq!(range.get_value((6, at)), Some(&Data::Float(2.0)));
    assert_eq!(range.get_value((7, at)), Some(&Data::Float(2.0)));
}

#[test]
fn keys_are_told_apart() {
    for sheet in [Sheet::Kabupaten, Sheet::Kecamatan] {
        let mut keys: Vec<&str> = columns(sheet).iter().map(|column| column.key).collect();
        let many = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), many);
    }
}

/// A figure that is counted and that no sheet shows is told to the province and compared with nothing.
#[test]
fn every_figure_has_its_column() {
    let figures = serde_json::to_value(Figures::default()).unwrap();
    for sheet in [Sheet::Kabupaten, Sheet::Kecamatan] {
        let shown = columns(sheet);
        for figure in figures.as_object().unwrap().keys() {
            let has = shown.iter().any(|column| column.key == figure);
            assert!(has, "no column of {sheet:?} shows `{figure}`");
        }
    }
}

/// Files of sources below a folder, tests and the generated schema left out.
fn sources(folder: &std::path::Path, found: &mut Vec<(std::path::PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("reads").flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let source = [".rs", ".ts", ".svelte"]
            .iter()
            .any(|end| name.ends_with(end));
        if path.is_dir() {
            sources(&path, found);
        } else if source && !name.ends_with("tests.rs") && name != "schema.ts" {
            let text = std::fs::read_to_string(&path).expect("reads");
            found.push((path, text));
        }
    }
}

#[test]
fn no_column_is_named_outside_its_list() {
    let core = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    sources(&core.join("src"), &mut found);
    sources(&core.join("../ui/src/screens"), &mut found);
    let labels = [Sheet::Kabupaten, Sheet::Kecamatan].map(columns);
    let labels = labels.iter().flatten().map(|column| column.label.id);
    // Words of one or two belong to other forms too.
    let labels: Vec<&str> = labels
        .filter(|label| label.split(' ').count() > 2)
        .collect();
    assert!(labels.len() > 6);
    let own = core.join("src/rekap/columns.rs");

    assert!(found.iter().any(|(path, _)| *path == own));
    for (path, text) in found.iter().filter(|(path, _)| *path != own) {
        for line in text.lines() {
            let comment = line.trim_start().starts_with("//");
            let named = labels.iter().find(|label| line.contains(**label));
            assert!(comment || named.is_none(), "{}: {line}", path.display());
        }
    }
}

//! Binary workbooks, as Excel writes them and as nobody does.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "few rows, and bits as they are"
)]

use super::super::old_books::{
    CellContent, Page, bin, bin_length, bin_row, page, xlsb, xlsb_frame,
};
use super::super::spreadsheet;
use super::super::workbook::Workbook;
use super::*;
use crate::roster::cell::Cell;
use calamine::{Data, Reader, Xlsb};
use proptest::prelude::*;

const SHARED: [&str; 3] = [
    "SITI AMINAH",
    "NI KETUT SUARTI \u{2013} é",
    "7201094101800001",
];

fn pages() -> Vec<Page> {
    let mut list = page(
        "Toili",
        &[&["NAMA KPM", "NIK", "ALAMAT"], &["", "7201094101800002"]],
    );
    list.cells.extend([
        (2, 0, CellContent::Shared(0)),
        (2, 1, CellContent::Shared(2)),
        (70, 0, CellContent::Shared(1)),
        (70, 1, CellContent::Number(7_201_094_101_800_003.0)),
        (70, 2, CellContent::Date(46_177.0)),
    ]);
    list.hidden_rows = vec![2];
    list.merges = vec![[1, 3, 2, 2]];
    let hidden = Page {
        hidden: true,
        ..page("Luwuk – 2", &[&["x"]])
    };
    vec![list, hidden]
}

fn opened(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    spreadsheet::read(bytes)
}

#[test]
fn a_binary_workbook_is_read_as_another_reader_reads_it() {
    let bytes = xlsb(&pages(), &SHARED);
    let sheets = opened(&bytes).expect("reads");
    let mut other: Xlsb<_> = Xlsb::new(std::io::Cursor::new(&bytes)).expect("opens");
    for (name, sheet) in other.sheet_names().into_iter().zip(&sheets) {
        assert_eq!(name, sheet.name);
        let range = other.worksheet_range(&name).expect("has it");
        let (top, left) = range.start().unwrap_or_default();
        let mut cells = 0;
        for (row, column, value) in range.used_cells() {
            let cell = match value {
                Data::Float(number) => Cell::Number(*number),
                Data::DateTime(_) => Cell::text("4/6"),
                Data::String(text) => Cell::text(text.as_str()),
                other => panic!("{other:?}"),
            };
            let row = sheet.row(row as u32 + top + 1).expect("is there");
            assert_eq!(row.cell(column + left as usize), &cell);
            cells += 1;
        }
        let filled = |row: &SheetRow| row.cells.iter().filter(|cell| !cell.is_empty()).count();
        assert_eq!(sheet.rows.iter().map(filled).sum::<usize>(), cells);
    }
    let list = &sheets[0];
    assert_eq!(
        list.rows
            .iter()
            .map(|row| (row.number, row.hidden))
            .collect::<Vec<_>>(),
        [(1, false), (2, false), (3, true), (71, false)]
    );
    assert_eq!((list.hidden, sheets[1].hidden), (false, true));
    assert_eq!(list.merges[0].rows, (2, 4));
}

#[test]
fn numbers_in_every_form_and_the_values_of_formulas_are_read() {
    let head = |column: u8| [column, 0, 0, 0, 0, 0, 0, 0];
    let cell = |kind: u16, column: u8, rest: &[u8]| bin(kind, &[&head(column)[..], rest].concat());
    let text = [1_u32.to_le_bytes().to_vec(), vec![b'k', 0]].concat();
    let sheet = [
        bin(129, &[]),
        bin_row(0, false),
        cell(2, 0, &(150_u32 << 2 | 3).to_le_bytes()),
        cell(4, 1, &[1]),
        cell(3, 2, &[0x2A]),
        cell(8, 3, &[&text[..], &[0; 9]].concat()),
        cell(9, 4, &[&2.5_f64.to_le_bytes()[..], &[0; 9]].concat()),
        cell(10, 5, &[0, 0, 0]),
        cell(11, 6, &[0x2A]),
        cell(62, 7, &[&[1][..], &text, &[0; 8]].concat()),
        bin(146, &[]),
    ];
    let book = xlsb_frame(&[("A", false)])
        .raw("xl/sharedStrings.bin", &[])
        .raw("xl/worksheets/sheet0.bin", &sheet.concat());
    let sheets = opened(&book.bytes()).expect("reads");
    let number = Cell::Number;
    assert_eq!(
        sheets[0].rows[0].cells,
        [
            number(1.5),
            number(1.0),
            Cell::Empty,
            Cell::text("k"),
            number(2.5),
            number(0.0),
            Cell::Empty,
            Cell::text("k")
        ]
    );
}

#[test]
fn records_that_claim_too_much_or_stop_are_refused() {
    let with = |sheet: &[u8]| {
        let book = xlsb_frame(&[("A", false)])
            .raw("xl/sharedStrings.bin", &[])
            .raw("xl/worksheets/sheet0.bin", sheet);
        Workbook::open(&book.bytes(), "a.xlsb").map_err(|fault| fault.kind())
    };
    let row = bin_row(0, false);
    let claims = [&[6][..], &bin_length(100 << 20), b"x"].concat();
    let beyond = bin_row(2_000_000, false);
    let short_text = bin(6, &[0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, b'x', 0]);
    for (what, sheet) in [
        ("a long claim", [row.clone(), claims].concat()),
        (
            "a text that claims more",
            [row.clone(), short_text].concat(),
        ),
        ("a row beyond the last", beyond),
        ("no end", row),
    ] {
        assert_eq!(with(&sheet).err(), Some("roster_unreadable"), "{what}");
    }
}

proptest! {
    #[test]
    fn no_bytes_of_a_sheet_make_it_fail_hard(sheet in proptest::collection::vec(any::<u8>(), 0..400)) {
        let book = xlsb_frame(&[("A", false)])
            .raw("xl/sharedStrings.bin", &sheet)
            .raw("xl/worksheets/sheet0.bin", &sheet);
        let _ = opened(&book.bytes());
    }
}

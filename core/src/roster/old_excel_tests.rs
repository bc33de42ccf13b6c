//! Old Excel, as Excel writes it and as nobody does.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "few rows, and bits as they are"
)]

use super::super::old_books::{
    CellContent, Page, compound, page, record, xls, xls_begin, xls_stream,
};
use super::super::workbook::Workbook;
use super::*;
use crate::roster::cell::Cell;
use crate::roster::sheet::Merge;
use calamine::{Data, Reader, Xls};
use proptest::prelude::*;

const SHARED: [&str; 5] = [
    "SITI AMINAH",
    "Jl. Melati No. 4 RT 1 RW 2, lingkungan yang namanya panjang sekali sehingga tidak muat di satu catatan dan berlanjut di catatan berikutnya, dusun dan seterusnya",
    "NI KETUT SUARTI \u{2013} é",
    "",
    "7201094101800001",
];

fn pages() -> Vec<Page> {
    let mut list = page(
        "Toili",
        &[&["NAMA KPM", "NIK", "ALAMAT"], &["", "7201094101800002"]],
    );
    list.cells.extend([
        (2, 0, CellContent::Shared(0)),
        (2, 1, CellContent::Shared(4)),
        (2, 2, CellContent::Shared(1)),
        (3, 0, CellContent::Shared(2)),
        (3, 1, CellContent::Number(7_201_094_101_800_003.0)),
        (3, 2, CellContent::Date(46_177.0)),
    ]);
    list.hidden_rows = vec![2];
    list.merges = vec![[1, 3, 2, 2]];
    let hidden = Page {
        hidden: true,
        ..page("Luwuk – 2", &[&["x"]])
    };
    vec![list, hidden]
}

/// Cells that hold anything, by sheet, row from 0 and column.
fn flat(sheets: &[Sheet]) -> Vec<(String, u32, usize, Cell)> {
    let rows = sheets
        .iter()
        .flat_map(|sheet| sheet.rows.iter().map(|row| (sheet.name.clone(), row)));
    rows.flat_map(|(name, row)| {
        let cells = row.cells.iter().enumerate();
        let filled = cells.filter(|(_, cell)| !cell.is_empty());
        filled.map(move |(column, cell)| (name.clone(), row.number - 1, column, cell.clone()))
    })
    .collect()
}

#[test]
fn an_old_workbook_is_read_as_another_reader_reads_it() {
    let bytes = xls(&pages(), &SHARED);
    let sheets = read(&bytes).expect("reads");
    let mut other: Xls<_> = Xls::new(std::io::Cursor::new(&bytes)).expect("opens");
    let mut theirs = Vec::new();
    for name in other.sheet_names() {
        let range = other.worksheet_range(&name).expect("has it");
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let cell = match value {
                Data::Float(number) => Cell::Number(*number),
                // Excel shows "4/6", and so do we.
                Data::DateTime(_) => Cell::text("4/6"),
                Data::String(text) => Cell::text(text.as_str()),
                other => panic!("{other:?}"),
            };
            let place = (row as u32 + top, column + left as usize);
            if !cell.is_empty() {
                theirs.push((name.clone(), place.0, place.1, cell));
            }
        }
    }
    assert_eq!(flat(&sheets), theirs);
    assert_eq!(theirs.len(), 11);
    // What that reader does not tell.
    assert_eq!(
        sheets[0]
            .rows
            .iter()
            .map(|row| row.hidden)
            .collect::<Vec<_>>(),
        [false, false, true, false]
    );
    assert_eq!((sheets[0].hidden, sheets[1].hidden), (false, true));
    let merge = Merge {
        rows: (2, 4),
        columns: (2, 2),
    };
    assert_eq!(sheets[0].merges, [merge]);
}

#[test]
fn numbers_in_every_form_and_the_values_of_formulas_are_read() {
    let head = |column: u8| [0, 0, column, 0, 0, 0];
    let mut stream = xls_stream(&[page("A", &[])], &[], &[]);
    stream.truncate(stream.len() - 4);
    let short = |bits: u32| bits.to_le_bytes();
    let many = [
        &head(2)[..4],
        &[0, 0],
        &short(5 << 2 | 2),
        &[0, 0],
        &short(150 << 2 | 3),
        &[3, 0],
    ];
    let text_value = [&head(4)[..], &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF], &[0; 6]];
    let broken = [&head(5)[..], &[2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF], &[0; 6]];
    let number = [&head(6)[..], &2.5_f64.to_le_bytes(), &[0; 6]];
    for part in [
        record(0x027E, &[&head(0)[..], &short(0x4059_0000)].concat()),
        record(
            0x027E,
            &[&head(1)[..], &short((-3_i32 << 2) as u32 | 2)].concat(),
        ),
        record(0x00BD, &many.concat()),
        record(0x0006, &text_value.concat()),
        record(0x0207, &[2, 0, 0, b'o', b'k']),
        record(0x0006, &broken.concat()),
        record(0x0006, &number.concat()),
        record(0x0205, &[&head(7)[..], &[1, 0]].concat()),
        record(0x0205, &[&head(8)[..], &[0x2A, 1]].concat()),
        // A chart within the sheet has cells of its own.
        xls_begin(0x20),
        record(0x0203, &[&head(9)[..], &1.0_f64.to_le_bytes()].concat()),
        record(0x000A, &[]),
        record(0x000A, &[]),
    ] {
        stream.extend(part);
    }
    let sheets = read(&compound(&[("Workbook", &stream)])).expect("reads");
    let cells: Vec<Cell> = sheets[0].rows[0].cells.clone();
    let number = Cell::Number;
    assert_eq!(
        cells,
        [
            number(100.0),
            number(-3.0),
            number(5.0),
            number(1.5),
            Cell::text("ok"),
            Cell::Empty,
            number(2.5),
            number(1.0)
        ]
    );
}

#[test]
fn what_is_locked_older_or_damaged_is_refused_in_its_own_words() {
    let kind = |bytes: &[u8]| Workbook::open(bytes, "a.xls").map_err(|fault| fault.kind());
    let stream = |before: &[u8]| xls_stream(&pages(), &SHARED, before);
    assert!(kind(&compound(&[("Workbook", &stream(&[]))])).is_ok());
    for (what, bytes, word) in [
        (
            "a password",
            compound(&[("Workbook", &stream(&record(0x002F, &[1, 0])))]),
            "roster_password",
        ),
        (
            "an XLSX with a password",
            compound(&[("EncryptedPackage", b"x"), ("EncryptionInfo", b"y")]),
            "roster_password",
        ),
        (
            "Excel 4",
            record(0x0409, &[0, 0, 16, 0, 0, 0]),
            "roster_old_excel",
        ),
        (
            "a Word document",
            compound(&[("WordDocument", b"x")]),
            "roster_other_type",
        ),
        (
            "nothing in it",
            compound(&[("Workbook", b"")]),
            "roster_unreadable",
        ),
    ] {
        assert_eq!(kind(&bytes).err(), Some(word), "{what}");
    }
    let whole = xls(&pages(), &SHARED);
    for cut in [8, 100, 511, 512, 1024, whole.len() / 2] {
        assert_eq!(
            kind(&whole[..cut]).err(),
            Some("roster_unreadable"),
            "{cut}"
        );
    }
}

/// Records of a sheet whose letters are bytes.
fn of_bytes() -> Vec<u8> {
    let label = |row: u8, column: u8, text: &[u8]| {
        let head = [row, 0, column, 0, 0, 0, text.len() as u8, 0];
        record(0x0204, &[&head[..], text].concat())
    };
    let number = [
        &[1, 0, 1, 0, 0, 0][..],
        &7_201_094_101_800_003.0_f64.to_le_bytes(),
    ]
    .concat();
    [
        label(0, 0, b"NAMA"),
        label(0, 1, b"NIK"),
        label(1, 0, b"REN\xC9E"),
        record(0x0203, &number),
        record(0x000A, &[]),
    ]
    .concat()
}

#[test]
fn excel_95_and_bare_sheets_of_web_systems_are_read() {
    let wanted = [("NAMA", "NIK"), ("REN\u{c9}E", "7201094101800003")];
    // As a well-known piece of PHP writes it: a beginning, labels, numbers, an end, and no container.
    let bare = [record(0x0809, &[0, 0, 16, 0, 0, 0, 0, 0]), of_bytes()].concat();
    let begin = record(0x0809, &[0, 5, 5, 0, 0, 0, 0, 0]);
    let at = begin.len() + 4 + 6 + 6 + 4;
    let listed = [&(at as u32).to_le_bytes()[..], &[0, 0, 5], b"Toili"].concat();
    let globals = [begin, record(0x0085, &listed), record(0x000A, &[])].concat();
    let sheet = [record(0x0809, &[0, 5, 16, 0, 0, 0, 0, 0]), of_bytes()].concat();
    let excel_95 = compound(&[("Book", &[globals, sheet].concat())]);
    for (bytes, name) in [(bare, "daftar"), (excel_95, "Toili")] {
        let book = Workbook::open(&bytes, "daftar.xls").expect("reads");
        let [sheet] = book.sheets.as_slice() else {
            panic!("one sheet");
        };
        assert_eq!(sheet.name, name);
        let shown = sheet
            .rows
            .iter()
            .map(|row| (row.cell(0).shown(), row.cell(1).shown()));
        let wanted = wanted.map(|(name, nik)| (name.to_owned(), nik.to_owned()));
        assert_eq!(shown.collect::<Vec<_>>(), wanted);
    }
}

#[test]
fn chains_that_go_round_are_refused() {
    let whole = xls(&pages(), &SHARED);
    // Each sector of the table leads back to the directory.
    for first in [0_u32, 1, 2] {
        let mut round = whole.clone();
        for at in (516..1024).step_by(4) {
            round[at..at + 4].copy_from_slice(&first.to_le_bytes());
        }
        assert!(read(&round).is_err());
    }
    // The list of tables goes on in itself.
    let mut round = whole;
    round[68..72].copy_from_slice(&2_u32.to_le_bytes());
    assert!(read(&round).is_err());
}

proptest! {
    #[test]
    fn no_change_of_its_bytes_makes_it_fail_hard(changes in proptest::collection::vec((0_usize..20_000, any::<u8>()), 1..20)) {
        let mut bytes = xls(&pages(), &SHARED);
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let _ = read(&bytes);
    }
}

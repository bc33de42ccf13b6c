//! Workbooks as offices make them, read like another reader reads them; and such as nobody makes by accident.

use super::super::cell::Cell;
use super::super::workbook::{Merge, SheetRow};
use super::super::workbook_parts::{DOC, Parts};
use super::*;

fn is_too_large(read: &Result<Vec<Sheet>, OpenError>) -> bool {
    matches!(read, Err(fault) if matches!(fault.kind(), "roster_too_large" | "roster_too_many_rows"))
}

#[test]
fn other_archives_are_named() {
    for (name, what) in [
        ("content.xml", "an OpenDocument file"),
        ("word/document.xml", "a Word document"),
        ("a.txt", "a ZIP archive"),
    ] {
        let archive = Parts::new().text(name, "<x/>").bytes();
        assert_eq!(read(&archive), Err(OpenError::OtherType(what)));
    }
    let archive = Parts::new().text("xl/workbook.xml", "<x/>").bytes();
    assert!(matches!(read(&archive), Err(OpenError::Unreadable(_))));
}

#[test]
fn a_lone_cell_in_the_last_corner_costs_nothing() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "NAMA").expect("writes");
    sheet.write_string(1_048_575, 16_383, "x").expect("writes");
    let hidden = book.add_worksheet();
    hidden
        .set_hidden(true)
        .write_string(0, 0, "hidden")
        .expect("writes");
    let sheets = read(&book.save_to_buffer().expect("saves")).expect("reads");
    assert_eq!(
        sheets.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(),
        [false, true],
        "a hidden sheet is read as one"
    );
    assert_eq!(
        sheets[0].rows,
        [SheetRow {
            number: 1,
            cells: vec![Cell::text("NAMA")],
            ..SheetRow::default()
        }]
    );
}

#[test]
fn every_kind_of_cell_says_what_it_says() {
    let cells = [
        ("<c r=\"A2\" t=\"s\"><v>1</v></c>", Cell::text("0812")),
        (
            "<c r=\"C2\" s=\"4\"><v>7201046308679220</v></c>",
            Cell::Number(7_201_046_308_679_220.0),
        ),
        ("<c t=\"b\"><v>1</v></c>", Cell::Number(1.0)),
        ("<c t=\"b\"><v> false </v></c>", Cell::Number(0.0)),
        (
            "<c t=\"str\"><f>A1&amp;B1</f><v>A&amp;_x0042_</v></c>",
            Cell::text("A&B"),
        ),
        ("<c t=\"d\"><v>2026-11-28</v></c>", Cell::text("2026-11-28")),
        ("<c><v>no number</v></c>", Cell::text("no number")),
        ("<c><v>inf</v></c>", Cell::text("inf")),
        ("<c t=\"n\"><v>4.4927E4</v></c>", Cell::Number(44_927.0)),
        (
            "<c t=\"inlineStr\"><v>9</v><is><r><t>SI</t></r><r><t>TI</t></r></is><extLst/></c>",
            Cell::text("SITI"),
        ),
        ("<c t=\"e\"><v>#SPILL!</v></c>", Cell::Empty),
        ("<c/>", Cell::Empty),
        ("<c r=\"z2\"><v>26</v></c>", Cell::Number(26.0)),
    ];
    let row: String = cells.iter().map(|(xml, _)| *xml).collect();
    let book = Parts::book(1)
        .rows(1, |_| {
            format!("<row r=\"2\">{row}</row><row><c t=\"s\"><v>0</v></c></row>")
        })
        .strings(1, "<si><t>first</t></si><si><t>0812</t></si>")
        .bytes();
    let mut wanted = vec![Cell::text("0812"), Cell::Empty];
    wanted.extend(cells.iter().skip(1).map(|(_, cell)| cell.clone()).take(11));
    wanted.resize(25, Cell::Empty);
    wanted.push(Cell::Number(26.0));
    let rows = &read(&book).expect("reads")[0].rows;
    assert_eq!(rows[0].number, 2);
    assert_eq!(rows[0].cells, wanted);
    assert_eq!(
        (rows[1].number, &rows[1].cells[..]),
        (3, &[Cell::text("first")][..])
    );
}

#[test]
fn what_contradicts_itself_is_damaged() {
    for row in [
        "<row><c t=\"s\"><v>1</v></c></row>",
        "<row><c t=\"s\"><v>18446744073709551616</v></c></row>",
        "<row><c t=\"x\"><v>1</v></c></row>",
        "<row><c t=\"b\"><v>2</v></c></row>",
        "<row><c r=\"A0\"><v>1</v></c></row>",
        "<row><c r=\"A1048577\"><v>1</v></c></row>",
        "<row><c r=\"XFE1\"><v>1</v></c></row>",
        "<row><c r=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAA1\"><v>1</v></c></row>",
        "<row><c r=\"1\"><v>1</v></c></row>",
        "<row><c r=\"A\"><v>1</v></c></row>",
        "<row><c r=\"A1A\"><v>1</v></c></row>",
        "<row r=\"0\"><c><v>1</v></c></row>",
        "<row r=\"1048577\"><c><v>1</v></c></row>",
        "<row r=\"x\"><c><v>1</v></c></row>",
        "<row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row>",
        "<row><c><v>&x;</v></c></row>",
        "<row><c><v>1",
    ] {
        let book = Parts::book(1)
            .rows(1, |_| row.to_owned())
            .strings(1, "<si/>")
            .bytes();
        assert!(
            matches!(read(&book), Err(OpenError::Unreadable(_))),
            "{row}: {:?}",
            read(&book)
        );
    }
    // A sheet that is named and not there; a part whose bytes are not those that were packed.
    assert!(matches!(
        read(&Parts::book(1).strings(1, "<si/>").bytes()),
        Err(OpenError::Unreadable(_))
    ));
    let stored = |text: &str| {
        Parts::book(1)
            .strings(1, "<si/>")
            .rows(1, |_| text.to_owned())
            .text("end", text)
            .bytes()
    };
    let mut spoilt = stored("<row><c><v>1</v></c></row>");
    let mark = b"xl/worksheets/sheet1.xml";
    let at = spoilt
        .windows(mark.len())
        .position(|window| window == mark)
        .expect("is there");
    // Its checksum, 16 bytes before the name, in the local header.
    spoilt[at - 16] ^= 1;
    let central = spoilt
        .windows(mark.len())
        .rposition(|window| window == mark)
        .expect("is there");
    spoilt[central - 30] ^= 1;
    assert!(matches!(read(&spoilt), Err(OpenError::Unreadable(_))));
}

#[test]
fn parts_are_found_however_they_are_named() {
    let book = Parts::new()
        .text("_rels/.rels", &format!("<Relationships><Relationship Id=\"w\" Type=\"{DOC}/officeDocument\" Target=\"./xl/Workbook.xml\"/></Relationships>"))
        .text("xl\\Workbook.xml", "<x:workbook><x:sheets><x:sheet name=\"A&amp;B\" state=\"visible\" q:id=\"s\"/><x:sheet name=\"chart\" q:id=\"c\"/></x:sheets></x:workbook>")
        .text("xl/_rels/workbook.xml.rels", &format!("<Relationships><Relationship Id=\"s\" Type=\"{DOC}/worksheet\" Target=\"sheets/../worksheets/Sheet1.xml\"/><Relationship Id=\"c\" Type=\"{DOC}/chartsheet\" Target=\"gone.xml\"/></Relationships>"))
        .rows(1, |_| "<row><c><v>1</v></c></row>".into())
        .bytes();
    let sheets = read(&book).expect("reads");
    assert_eq!((sheets.len(), sheets[0].name.as_str()), (1, "A&B"));
    assert_eq!(sheets[0].rows[0].cells, [Cell::Number(1.0)]);
}

/// A sheet's name and its filled cells, by row and column.
type FlatSheet = (String, Vec<(u32, usize, Cell)>);

/// Another reader's rows of a workbook, for comparison.
fn as_calamine_reads(bytes: &[u8]) -> Vec<FlatSheet> {
    use calamine::{DataRef, Reader, Xlsx};
    use std::io::Cursor;
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("opens");
    let names = book.sheet_names();
    let sheet = |name: String| {
        let mut cells = Vec::new();
        let mut reader = book.worksheet_cells_reader(&name).expect("has it");
        while let Some(found) = reader.next_cell().expect("reads") {
            let (row, column) = found.get_position();
            let cell = match found.get_value() {
                DataRef::Float(number) => Cell::Number(*number),
                DataRef::DateTime(date) => Cell::Number(date.as_f64()),
                DataRef::String(text) => Cell::text(text.as_str()),
                DataRef::SharedString(text) => Cell::text(*text),
                DataRef::Bool(flag) => Cell::Number(f64::from(u8::from(*flag))),
                _ => Cell::Empty,
            };
            if !cell.is_empty() {
                cells.push((row + 1, column as usize, cell));
            }
        }
        (name, cells)
    };
    names.into_iter().map(sheet).collect()
}

#[test]
fn another_reader_sees_the_same_cells() {
    use rust_xlsxwriter::Format;
    let mut book = rust_xlsxwriter::Workbook::new();
    let bold = Format::new().set_bold();
    for (name, shift) in [("TOILI", 0), ("Luwuk & Kintom", 7)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("names");
        for row in 0..200_u32 {
            sheet
                .write_string(row * 2, 0, format!(" SITI <{row}> & \"x\"\r\n_x0041_"))
                .expect("writes");
            sheet
                .write_number(row * 2, shift + 1, f64::from(row) * 1e14 + 0.1)
                .expect("writes");
            // Dates have a test of their own: calamine gives their number, Excel shows a text.
            sheet
                .write_number(row * 2, shift + 2, 40_000.25 + f64::from(row))
                .expect("writes");
            sheet
                .write_boolean(row * 2, shift + 3, row % 2 == 0)
                .expect("writes");
            let formula = rust_xlsxwriter::Formula::new("=A1&\"b\"").set_result("a & b");
            sheet
                .write_formula(row * 2, shift + 4, formula)
                .expect("writes");
            sheet
                .write_rich_string(
                    row * 2,
                    shift + 5,
                    &[(&bold, "No. "), (&Format::default(), " 3")],
                )
                .expect("writes");
            sheet
                .write_blank(row * 2, shift + 9, &bold)
                .expect("writes");
        }
    }
    let bytes = book.save_to_buffer().expect("saves");
    let ours = read(&bytes).expect("reads");
    let flat = |sheet: &Sheet| {
        let cells = sheet.rows.iter().flat_map(|row| {
            let cells = row
                .cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| !cell.is_empty());
            cells.map(|(column, cell)| (row.number, column, cell.clone()))
        });
        (sheet.name.clone(), cells.collect::<Vec<_>>())
    };
    assert_eq!(
        ours.iter().map(flat).collect::<Vec<_>>(),
        as_calamine_reads(&bytes)
    );
    assert_eq!(ours[0].rows.len(), 200);
}

#[test]
fn a_bomb_is_refused_whatever_its_directory_claims() {
    let mut bomb = Parts::book(1)
        .strings(1, "<si/>")
        .part("xl/worksheets/sheet1.xml", |out| {
            for _ in 0..130 * 1024 {
                out.write_all(&b"<a/>".repeat(256)).expect("writes");
            }
        })
        .bytes();
    assert!(is_too_large(&read(&bomb)));
    // The same bomb, its directory claiming one byte for every file.
    let central = b"PK\x01\x02";
    let starts: Vec<usize> = (0..bomb.len() - 4)
        .filter(|at| bomb[*at..].starts_with(central))
        .collect();
    for at in starts {
        bomb[at + 24..at + 28].copy_from_slice(&1_u32.to_le_bytes());
    }
    assert!(matches!(
        read(&bomb),
        Err(OpenError::TooLarge { .. } | OpenError::Unreadable(_))
    ));
}

#[test]
fn hidden_rows_merged_cells_and_dates_are_read_as_excel_shows_them() {
    use rust_xlsxwriter::Format;
    let mut book = rust_xlsxwriter::Workbook::new();
    let date = Format::new().set_num_format("d/m");
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "NAMA").expect("writes");
    sheet
        .merge_range(1, 0, 3, 0, "MELATI 1", &Format::default())
        .expect("merges");
    sheet
        .write_number_with_format(2, 1, 46_177.0, &date)
        .expect("writes");
    sheet.set_row_hidden(2).expect("hides");
    let sheets = read(&book.save_to_buffer().expect("saves")).expect("reads");
    let merge = Merge {
        rows: (2, 4),
        columns: (0, 0),
    };
    assert_eq!(sheets[0].merges, [merge]);
    let hidden: Vec<(u32, bool)> = sheets[0]
        .rows
        .iter()
        .map(|row| (row.number, row.hidden))
        .collect();
    assert_eq!(hidden, [(1, false), (2, false), (3, true)]);
    assert_eq!(sheets[0].rows[2].cell(1), &Cell::text("4/6"));
}

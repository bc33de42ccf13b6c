//! XLSX into sheets of cells. The archive is unpacked once into nothing before it is believed, because what it claims to unpack
//! to and what it does unpack to are two things. It knows the container and its limits, not rosters.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::cell::Cell;
use super::open_error::OpenError;
use super::workbook::{MAX_COLUMNS, MAX_ROWS, Sheet, SheetRow};

/// The most that an archive may unpack to, in bytes. A sheet of 200,000 rows and 21 columns has about 200 MiB.
const MAX_UNPACKED_BYTES: u64 = 256 * 1024 * 1024;
/// The most files in an archive; a workbook has a few dozen.
const MAX_FILES: usize = 2_000;

/// Reads the visible sheets of an XLSX.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    weigh(bytes)?;
    // calamine indexes into what it parses; a damaged file must end in a message, not take the app with it.
    catch_unwind(AssertUnwindSafe(|| read_sheets(bytes))).unwrap_or_else(|_| {
        Err(OpenError::Unreadable(
            "its structure contradicts itself".to_owned(),
        ))
    })
}

/// Refuses what is no workbook and what would unpack to too much, first by what it declares, then by unpacking it into nothing.
fn weigh(bytes: &[u8]) -> Result<(), OpenError> {
    let damaged = |fault: &dyn std::fmt::Display| OpenError::Unreadable(fault.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|fault| damaged(&fault))?;
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(OpenError::OtherType(
            if archive.index_for_name("content.xml").is_some() {
                "an OpenDocument file"
            } else if archive.index_for_name("word/document.xml").is_some() {
                "a Word document"
            } else if archive.index_for_name("xl/workbook.bin").is_some() {
                "a binary workbook (.xlsb)"
            } else {
                "a ZIP archive"
            },
        ));
    }
    let too_large = |bytes| OpenError::TooLarge {
        bytes,
        limit: MAX_UNPACKED_BYTES,
    };
    if archive.len() > MAX_FILES {
        return Err(OpenError::Unreadable(format!(
            "{} files in one workbook",
            archive.len()
        )));
    }
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let file = archive
            .by_index_raw(index)
            .map_err(|fault| damaged(&fault))?;
        declared = declared.saturating_add(file.size());
    }
    if declared > MAX_UNPACKED_BYTES {
        return Err(too_large(declared));
    }
    let mut left = MAX_UNPACKED_BYTES;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|fault| damaged(&fault))?;
        let read = std::io::copy(&mut file.take(left + 1), &mut std::io::sink())
            .map_err(|fault| damaged(&fault))?;
        left = left
            .checked_sub(read)
            .ok_or_else(|| too_large(MAX_UNPACKED_BYTES + 1))?;
    }
    Ok(())
}

fn read_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|fault| story(&fault))?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    names
        .into_iter()
        .map(|name| read_sheet(&mut book, name))
        .collect()
}

/// Cell by cell: a range of the sheet would hold every cell between the first and the last, and the last may be `XFD1048576`.
fn read_sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: String) -> Result<Sheet, OpenError> {
    let mut rows: Vec<SheetRow> = Vec::new();
    let mut cells = book
        .worksheet_cells_reader(&name)
        .map_err(|fault| story(&fault))?;
    while let Some(found) = cells.next_cell().map_err(|fault| story(&fault))? {
        let (row, column) = found.get_position();
        let column = column as usize;
        let cell = cell_of(found.get_value());
        if cell.is_empty() || column >= MAX_COLUMNS {
            continue;
        }
        let number = row + 1;
        let full = rows.len() == MAX_ROWS;
        match rows.last_mut() {
            Some(last) if last.number == number => put(&mut last.cells, column, cell),
            Some(last) if last.number > number => {
                return Err(OpenError::Unreadable(format!(
                    "row {number} comes after row {}",
                    last.number
                )));
            }
            _ if full => {
                return Err(OpenError::TooManyRows {
                    sheet: name,
                    limit: MAX_ROWS,
                });
            }
            _ => {
                let mut row = SheetRow {
                    number,
                    cells: Vec::new(),
                };
                put(&mut row.cells, column, cell);
                rows.push(row);
            }
        }
    }
    Ok(Sheet {
        file: String::new(),
        name,
        rows,
    })
}

fn put(cells: &mut Vec<Cell>, column: usize, cell: Cell) {
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    if let Some(place) = cells.get_mut(column) {
        *place = cell;
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "Excel itself keeps every number as a float"
)]
fn cell_of(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::DateTime(date) => Cell::Number(date.as_f64()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::text(text.as_str())
        }
        DataRef::SharedString(text) => Cell::text(*text),
        DataRef::Bool(flag) => Cell::Number(f64::from(u8::from(*flag))),
        // "#N/A" of a broken formula says nothing.
        DataRef::Error(_) | DataRef::Empty => Cell::Empty,
    }
}

fn story(fault: &XlsxError) -> OpenError {
    match fault {
        XlsxError::Password => OpenError::PasswordProtected,
        other => OpenError::Unreadable(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            writer
                .start_file(*name, zip::write::SimpleFileOptions::default())
                .expect("starts");
            writer.write_all(content).expect("writes");
        }
        writer.finish().expect("finishes").into_inner()
    }

    #[test]
    fn other_archives_are_named() {
        assert_eq!(
            read(&archive(&[("content.xml", b"<x/>")])),
            Err(OpenError::OtherType("an OpenDocument file"))
        );
        assert_eq!(
            read(&archive(&[("a.txt", b"x")])),
            Err(OpenError::OtherType("a ZIP archive"))
        );
        assert!(matches!(
            read(&archive(&[("xl/workbook.xml", b"<x/>")])),
            Err(OpenError::Unreadable(_))
        ));
    }

    #[test]
    fn a_bomb_is_refused_by_what_it_declares_and_by_what_it_does() {
        let zeros = vec![b' '; 9 * 1024 * 1024];
        let names: Vec<String> = (0..30).map(|i| format!("xl/{i}")).collect();
        let mut files: Vec<(&str, &[u8])> = names
            .iter()
            .map(|n| (n.as_str(), zeros.as_slice()))
            .collect();
        files.push(("xl/workbook.xml", b"<x/>"));
        let mut bomb = archive(&files);
        assert!(matches!(read(&bomb), Err(OpenError::TooLarge { .. })));

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
        assert_eq!(sheets.len(), 1, "hidden sheets are left out");
        assert_eq!(
            sheets[0].rows,
            [SheetRow {
                number: 1,
                cells: vec![Cell::text("NAMA")]
            }]
        );
    }

    #[test]
    fn numbers_and_texts_stay_apart() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(1, 0, "0812").expect("writes");
        sheet
            .write_number(1, 2, 7_201_046_308_679_220.0)
            .expect("writes");
        sheet.write_boolean(1, 3, true).expect("writes");
        let sheets = read(&book.save_to_buffer().expect("saves")).expect("reads");
        let cells = vec![
            Cell::text("0812"),
            Cell::Empty,
            Cell::Number(7_201_046_308_679_220.0),
            Cell::Number(1.0),
        ];
        assert_eq!(sheets[0].rows, [SheetRow { number: 2, cells }]);
    }
}

//! All tables as one workbook: first what the columns mean, then a sheet for each table. Text is text, never a formula; a table
//! longer than a sheet goes on in the next one.

use std::io::Write;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use sesi_engine::whole_file::Part;

use super::reading::{Cell, Read};
use crate::error::Error;
use crate::rekap::RekapError;
use crate::reports::sheet;

/// Rows of one sheet below its head; the format has 1,048,576.
const ROWS: usize = 1_000_000;
/// The longest text of a cell, in characters; the format has 32,767.
const MOST_TEXT: usize = 32_000;

/// Writes them.
pub(super) fn write(
    file: &mut Part,
    read: &[Read],
    at: &mut dyn FnMut(usize) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut book = sheet::book().map_err(RekapError::from)?;
    description(book.add_worksheet(), read).map_err(RekapError::from)?;
    for (done, read) in read.iter().enumerate() {
        at(done)?;
        let mut parts: Vec<&[Vec<Cell>]> = read.rows.chunks(ROWS).collect();
        if parts.is_empty() {
            parts.push(&[]);
        }
        for (no, rows) in parts.into_iter().enumerate() {
            let name = match no {
                0 => read.table.name.to_owned(),
                _ => format!("{} {}", read.table.name, no + 1),
            };
            sheet(book.add_worksheet(), &name, read, rows).map_err(RekapError::from)?;
        }
    }
    let bytes = book.save_to_buffer().map_err(RekapError::from)?;
    Ok(file.write_all(&bytes)?)
}

fn description(sheet: &mut Worksheet, read: &[Read]) -> Result<(), XlsxError> {
    sheet.set_name("KETERANGAN")?;
    head(
        sheet,
        ["tabel", "isi tabel", "baris", "kolom", "arti"].into_iter(),
    )?;
    let mut line = 1;
    for read in read {
        for column in read.table.columns {
            sheet.write_string(line, 0, read.table.name)?;
            sheet.write_string(line, 1, read.table.title)?;
            number(
                sheet,
                line,
                2,
                i64::try_from(read.rows.len()).unwrap_or(i64::MAX),
            )?;
            sheet.write_string(line, 3, column.name)?;
            sheet.write_string(line, 4, column.meaning)?;
            line += 1;
        }
    }
    Ok(())
}

fn sheet(
    sheet: &mut Worksheet,
    name: &str,
    read: &Read,
    rows: &[Vec<Cell>],
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    head(sheet, read.table.columns.iter().map(|column| column.name))?;
    for (line, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::None => {}
                Cell::Number(value) => number(sheet, line, column, *value)?,
                Cell::Text(text) => {
                    let text: String = text.chars().take(MOST_TEXT).collect();
                    sheet.write_string(line, column, text)?;
                }
            }
        }
    }
    Ok(())
}

fn head<'n>(sheet: &mut Worksheet, names: impl Iterator<Item = &'n str>) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, name) in (0..).zip(names) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// A workbook's numbers are floating: those that it would round are text.
fn number(sheet: &mut Worksheet, line: u32, column: u16, value: i64) -> Result<(), XlsxError> {
    match i32::try_from(value) {
        Ok(small) => sheet.write_number(line, column, small)?,
        Err(_) => sheet.write_string(line, column, value.to_string())?,
    };
    Ok(())
}

//! The lists as a workbook: first a sheet that describes every column, then a sheet for each list, and further ones where a list has
//! more rows than a sheet. Rows go to a file in the target's own folder as they come, so memory stays as it is.

use std::fs::File;
use std::io::Seek;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::described::{List, description};
use super::sink::Sink;
use crate::reports::{Cell, ReportError, sheet::cut};

/// Rows of a sheet below its heads; the format allows a few more.
#[cfg(not(test))]
const SHEET_ROWS: u32 = 1_000_000;
#[cfg(test)]
const SHEET_ROWS: u32 = 30;

/// Said where a text is longer than a cell of the format.
const CUT: &str = " … (dipotong; utuh dalam CSV dan JSON)";
const LONGEST: usize = 31_000;

/// The workbook as it grows.
pub(super) struct Sheets<'f> {
    file: &'f mut File,
    book: Workbook,
    /// Rows of the sheet that is being written.
    at: u32,
    /// Which sheet of the list it is.
    part: u32,
    bold: Format,
}

impl<'f> Sheets<'f> {
    pub(super) fn new(
        file: &'f mut File,
        folder: &Path,
        lists: &[List],
    ) -> Result<Self, ReportError> {
        let mut book = Workbook::new();
        book.set_tempdir(folder)?;
        // The same data gives the same bytes, whenever it is written.
        let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let mut sheets = Self {
            file,
            book,
            at: 0,
            part: 1,
            bold: Format::new().set_bold(),
        };
        sheets.sheet("keterangan")?;
        for (no, row) in description(lists).iter().enumerate() {
            sheets.write(row, no == 0)?;
        }
        Ok(sheets)
    }

    fn sheet(&mut self, name: &str) -> Result<(), ReportError> {
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        self.at = 0;
        Ok(())
    }

    fn head(&mut self, list: &List) -> Result<(), ReportError> {
        let heads = list.columns.iter().zip(0..);
        for (described, column) in heads.clone() {
            self.current()?
                .set_column_width(column, described.column.width)?;
        }
        let heads: Vec<Cell> = heads
            .map(|(described, _)| Cell::text(described.column.label.id))
            .collect();
        self.write(&heads, true)
    }

    fn current(&mut self) -> Result<&mut Worksheet, ReportError> {
        let last = self.book.worksheets().len().saturating_sub(1);
        Ok(self.book.worksheet_from_index(last)?)
    }

    fn write(&mut self, cells: &[Cell], head: bool) -> Result<(), ReportError> {
        let (at, bold) = (self.at, self.bold.clone());
        let plain = Format::new();
        let format = if head { &bold } else { &plain };
        let sheet = self.current()?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => {}
                // Exact up to 2^53: no count and no time in milliseconds reaches that.
                #[allow(clippy::cast_precision_loss)]
                Cell::Number(number) => {
                    sheet.write_number_with_format(at, column, *number as f64, format)?;
                }
                Cell::Text(text) if text.chars().nth(LONGEST).is_some() => {
                    let start: String = text.chars().take(LONGEST).collect();
                    sheet.write_string_with_format(at, column, start + CUT, format)?;
                }
                Cell::Text(text) => {
                    sheet.write_string_with_format(at, column, cut(text), format)?;
                }
            }
        }
        self.at += 1;
        Ok(())
    }
}

impl Sink for Sheets<'_> {
    fn begin(&mut self, list: &List) -> Result<(), ReportError> {
        self.part = 1;
        self.sheet(list.key)?;
        self.head(list)
    }

    fn row(&mut self, list: &List, cells: &[Cell]) -> Result<(), ReportError> {
        if self.at > SHEET_ROWS {
            self.part += 1;
            let name = format!("{} {}", list.key, self.part);
            self.sheet(&name)?;
            self.head(list)?;
        }
        self.write(cells, false)
    }

    fn end(&mut self, _: &List) -> Result<(), ReportError> {
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ReportError> {
        self.file.rewind()?;
        self.book.save_to_writer(&mut *self.file)?;
        Ok(())
    }
}

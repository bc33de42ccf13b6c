//! The lists as CSV files in one zip file, with a byte order mark so that every spreadsheet reads them as UTF-8, and the description
//! of their columns as one more. What a spreadsheet would take for a formula is written as text.

use std::fs::File;
use std::io::Write;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::described::List;
use super::sink::Sink;
use crate::reports::{Cell, ReportError, text};

/// The file that describes the others.
const ABOUT: &str = "keterangan.csv";

/// The zip file as it grows.
pub(super) struct Files<'f> {
    zip: ZipWriter<&'f mut File>,
    /// The lines that are not in the zip yet.
    lines: Vec<u8>,
}

/// Bytes of lines that are gathered before they are compressed.
const GATHERED: usize = 64 * 1024;

impl<'f> Files<'f> {
    pub(super) fn new(file: &'f mut File, lists: &[List]) -> Result<Self, ReportError> {
        let mut files = Self {
            zip: ZipWriter::new(file),
            lines: Vec::with_capacity(GATHERED * 2),
        };
        files.start(ABOUT)?;
        for row in super::described::description(lists) {
            files.line(&row)?;
        }
        files.flush()?;
        Ok(files)
    }

    fn start(&mut self, name: &str) -> Result<(), ReportError> {
        self.zip.start_file(name, SimpleFileOptions::default())?;
        self.zip.write_all("\u{feff}".as_bytes())?;
        Ok(())
    }

    fn line(&mut self, cells: &[Cell]) -> Result<(), ReportError> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(&mut self.lines);
        writer.write_record(cells.iter().map(text::guarded))?;
        writer.flush()?;
        drop(writer);
        if self.lines.len() >= GATHERED {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ReportError> {
        self.zip.write_all(&self.lines)?;
        self.lines.clear();
        Ok(())
    }
}

impl Sink for Files<'_> {
    fn begin(&mut self, list: &List) -> Result<(), ReportError> {
        self.start(&format!("{}.csv", list.key))?;
        let heads = list.columns.iter();
        let heads: Vec<Cell> = heads.map(|each| Cell::text(each.column.key)).collect();
        self.line(&heads)
    }

    fn row(&mut self, _: &List, cells: &[Cell]) -> Result<(), ReportError> {
        self.line(cells)
    }

    fn end(&mut self, _: &List) -> Result<(), ReportError> {
        self.flush()
    }

    fn finish(self: Box<Self>) -> Result<(), ReportError> {
        self.zip.finish()?;
        Ok(())
    }
}

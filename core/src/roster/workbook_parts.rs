//! Workbooks for tests, part by part, as no program writes them.

use std::io::{BufWriter, Cursor, Write};

pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub const DOC: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Writes parts into an archive, each by a function.
pub struct Parts(zip::ZipWriter<Cursor<Vec<u8>>>);

impl Parts {
    pub fn new() -> Self {
        Self(zip::ZipWriter::new(Cursor::new(Vec::new())))
    }

    pub fn part(mut self, name: &str, write: impl FnOnce(&mut dyn Write)) -> Self {
        let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
        self.0.start_file(name, options).expect("starts");
        let mut out = BufWriter::new(&mut self.0);
        write(&mut out);
        out.flush().expect("writes");
        drop(out);
        self
    }

    pub fn text(self, name: &str, text: &str) -> Self {
        self.part(name, |out| out.write_all(text.as_bytes()).expect("writes"))
    }

    pub fn raw(self, name: &str, bytes: &[u8]) -> Self {
        self.part(name, |out| out.write_all(bytes).expect("writes"))
    }

    pub fn bytes(self) -> Vec<u8> {
        self.0.finish().expect("finishes").into_inner()
    }

    /// A workbook of so many sheets that are all one part.
    pub fn book(sheets: usize) -> Self {
        let each = |no| format!("<sheet name=\"S{no}\" sheetId=\"{no}\" r:id=\"s\"/>");
        let sheets: String = (1..=sheets).map(each).collect();
        Self::new()
            .text("_rels/.rels", &format!("<Relationships><Relationship Id=\"w\" Type=\"{DOC}/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"))
            .text("xl/workbook.xml", &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOC}\"><sheets>{sheets}</sheets></workbook>"))
            .text("xl/_rels/workbook.xml.rels", &format!("<Relationships><Relationship Id=\"s\" Type=\"{DOC}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"t\" Type=\"{DOC}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"))
    }

    /// The sheet: `count` times `row`, which is told its number.
    pub fn rows(self, count: usize, row: impl Fn(usize) -> String) -> Self {
        self.part("xl/worksheets/sheet1.xml", |out| {
            write!(
                out,
                "<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:XFD1048576\"/><sheetData>"
            )
            .expect("writes");
            for no in 1..=count {
                out.write_all(row(no).as_bytes()).expect("writes");
            }
            write!(out, "</sheetData></worksheet>").expect("writes");
        })
    }

    /// The shared texts: `count` times `text`.
    pub fn strings(self, count: usize, text: &str) -> Self {
        self.part("xl/sharedStrings.xml", |out| {
            write!(out, "<sst xmlns=\"{MAIN}\" count=\"999999999999999999\" uniqueCount=\"999999999999999999\">").expect("writes");
            for _ in 0..count {
                out.write_all(text.as_bytes()).expect("writes");
            }
            write!(out, "</sst>").expect("writes");
        })
    }
}

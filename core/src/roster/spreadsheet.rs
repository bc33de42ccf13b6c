//! XLSX into sheets of cells, read forwards and within the limits of [`limits`](super::limits): no claim of the file (its sizes, counts,
//! dimensions) decides how much is held. It knows the container and the tags, not rosters.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::cell::Cell;
use super::limits::{Allowance, MAX_COLUMNS, MAX_TEXT, MAX_UNPACKED, Meter};
use super::open_error::OpenError;
use super::workbook::{Sheet, SheetRow};
use super::xml::{Xml, attribute, damaged, unescaped};

/// The most files in an archive; a workbook has a few dozen.
const MAX_FILES: usize = 2_000;
/// The most sheets; one for each kecamatan is some thirty.
const MAX_SHEETS: usize = 255;
/// The most bytes of the parts that list sheets and relationships.
const MAX_LIST: u64 = 2 * 1024 * 1024;
/// The most texts that sheets share.
const MAX_STRINGS: usize = 1_000_000;
/// The most rows of a sheet, as Excel has them.
const LAST_ROW: u32 = 1_048_576;
/// The most columns of a sheet, as Excel has them.
const LAST_COLUMN: usize = 16_384;

/// Reads the visible sheets of an XLSX.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    bounded_directory(bytes)?;
    // The archive and its XML are parsed by others' code; a fault of theirs must end in a message, not take the app with it.
    catch_unwind(AssertUnwindSafe(|| read_sheets(bytes)))
        .unwrap_or_else(|_| Err(damaged("its structure contradicts itself")))
}

/// Refuses an archive whose directory alone would fill memory: each of its files has a mark in the bytes, whatever the directory claims.
fn bounded_directory(bytes: &[u8]) -> Result<(), OpenError> {
    /// Marks that compressed bytes may hold by chance.
    const BY_CHANCE: usize = 16;
    let marks = |mark: &[u8; 4]| bytes.windows(4).filter(|four| four == mark).count();
    if marks(b"PK\x01\x02") > MAX_FILES + BY_CHANCE || marks(b"PK\x05\x06") > BY_CHANCE {
        return Err(damaged("too many files in one workbook"));
    }
    Ok(())
}

fn read_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    let mut book = Book::open(bytes)?;
    let meter = Meter::new(MAX_UNPACKED);
    let workbook = book.workbook(&meter)?;
    let related = book.relationships(&workbook, &meter)?;
    let sheets = book.sheets(&workbook, &meter)?;
    let strings = match related.values().find(|part| part.is("sharedStrings")) {
        Some(part) if book.has(&part.path) => book.strings(&part.path, &meter)?,
        _ => Strings::default(),
    };
    let mut allowance = Allowance::default();
    let mut read = Vec::new();
    for (name, relationship) in sheets {
        let part = related
            .get(&relationship)
            .ok_or_else(|| damaged(format!("sheet \"{name}\" is missing")))?;
        if part.is("worksheet") {
            read.push(book.sheet(name, &part.path, &strings, &meter, &mut allowance)?);
        }
    }
    Ok(read)
}

/// A part that another one names.
struct Part {
    kind: String,
    path: String,
}

impl Part {
    fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

/// The texts that cells share, one behind the other.
#[derive(Default)]
struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }

    fn push(&mut self, text: &str) -> Result<(), OpenError> {
        if self.ends.len() == MAX_STRINGS {
            return Err(OpenError::TooMuch("texts", MAX_STRINGS));
        }
        if self.text.len() + text.len() > MAX_TEXT {
            return Err(OpenError::TooMuch("bytes of text", MAX_TEXT));
        }
        self.text.push_str(text);
        self.ends.push(self.text.len());
        Ok(())
    }
}

/// The archive, and its files by name: some programs write them with other capitals, or with `\`.
struct Book<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    files: HashMap<String, usize>,
}

impl<'b> Book<'b> {
    fn open(bytes: &'b [u8]) -> Result<Self, OpenError> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|fault| damaged(fault.to_string()))?;
        if archive.len() > MAX_FILES {
            return Err(damaged("too many files in one workbook"));
        }
        let mut files = HashMap::new();
        for index in 0..archive.len() {
            if let Some(Ok(name)) = archive.name_for_index(index) {
                files.insert(plain(&name), index);
            }
        }
        Ok(Self { archive, files })
    }

    fn has(&self, path: &str) -> bool {
        self.files.contains_key(&plain(path))
    }

    fn part<'m>(
        &mut self,
        path: &str,
        meter: &'m Meter,
        limit: u64,
    ) -> Result<Xml<'m, impl Read>, OpenError> {
        let index = *self
            .files
            .get(&plain(path))
            .ok_or_else(|| damaged(format!("{path} is missing")))?;
        let file = self
            .archive
            .by_index(index)
            .map_err(|fault| damaged(fault.to_string()))?;
        Ok(Xml::new(file, meter, limit))
    }

    /// The path of the part that lists the sheets.
    fn workbook(&mut self, meter: &Meter) -> Result<String, OpenError> {
        const USUAL: &str = "xl/workbook.xml";
        if !self.has(USUAL) {
            return Err(OpenError::OtherType(if self.has("content.xml") {
                "an OpenDocument file"
            } else if self.has("word/document.xml") {
                "a Word document"
            } else if self.has("xl/workbook.bin") {
                "a binary workbook (.xlsb)"
            } else {
                "a ZIP archive"
            }));
        }
        let package = self.related("_rels/.rels", "", meter)?;
        let named = package.into_values().find(|part| part.is("officeDocument"));
        Ok(named.map_or_else(|| USUAL.to_owned(), |part| part.path))
    }

    fn relationships(
        &mut self,
        workbook: &str,
        meter: &Meter,
    ) -> Result<HashMap<String, Part>, OpenError> {
        let (folder, name) = workbook.rsplit_once('/').unwrap_or(("", workbook));
        self.related(
            &joined(folder, &format!("_rels/{name}.rels")),
            folder,
            meter,
        )
    }

    /// What a list of relationships names, by id; their targets count from `folder`.
    fn related(
        &mut self,
        path: &str,
        folder: &str,
        meter: &Meter,
    ) -> Result<HashMap<String, Part>, OpenError> {
        let mut xml = self.part(path, meter, MAX_LIST)?;
        let mut parts = HashMap::new();
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "Relationship" => {
                    let named = |name: &str| attribute(&tag, name);
                    if let (Some(id), Some(kind), Some(target)) =
                        (named("Id"), named("Type"), named("Target"))
                    {
                        let part = Part {
                            kind: kind.into_owned(),
                            path: joined(folder, &target),
                        };
                        parts.insert(id.into_owned(), part);
                    }
                }
                Event::Eof => return Ok(parts),
                _ => {}
            }
        }
    }

    /// Names and relationships of the visible sheets.
    fn sheets(
        &mut self,
        workbook: &str,
        meter: &Meter,
    ) -> Result<Vec<(String, String)>, OpenError> {
        let mut xml = self.part(workbook, meter, MAX_LIST)?;
        let mut sheets = Vec::new();
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "sheet" => {
                    let hidden = attribute(&tag, "state")
                        .is_some_and(|state| state == "hidden" || state == "veryHidden");
                    let (name, id) = (attribute(&tag, "name"), attribute(&tag, "id"));
                    if hidden {
                        continue;
                    }
                    if sheets.len() == MAX_SHEETS {
                        return Err(OpenError::TooMuch("sheets", MAX_SHEETS));
                    }
                    sheets.push((
                        name.unwrap_or_default().into_owned(),
                        id.unwrap_or_default().into_owned(),
                    ));
                }
                Event::Eof => return Ok(sheets),
                _ => {}
            }
        }
    }

    fn strings(&mut self, path: &str, meter: &Meter) -> Result<Strings, OpenError> {
        let mut strings = Strings::default();
        let mut text = String::new();
        let mut xml = self.part(path, meter, MAX_UNPACKED)?;
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "si" => {}
                Event::Eof => return Ok(strings),
                _ => continue,
            }
            text.clear();
            xml.rich_text("si", &mut text)?;
            strings.push(&text)?;
        }
    }

    fn sheet(
        &mut self,
        name: String,
        path: &str,
        strings: &Strings,
        meter: &Meter,
        allowance: &mut Allowance,
    ) -> Result<Sheet, OpenError> {
        let mut xml = self.part(path, meter, MAX_UNPACKED)?;
        let mut rows = Rows {
            sheet: &name,
            rows: Vec::new(),
            allowance,
        };
        let (mut row, mut column) = (1_u32, 0_usize);
        let mut value = String::new();
        loop {
            let start = match xml.next()? {
                Event::Start(tag) => tag,
                Event::End(tag) => match tag.local_name().as_ref() {
                    "row" => {
                        row = row.saturating_add(1);
                        column = 0;
                        continue;
                    }
                    "sheetData" => break,
                    _ => continue,
                },
                Event::Eof => return Err(damaged("a sheet ends before its data do")),
                _ => continue,
            };
            let place = attribute(&start, "r");
            match start.local_name().as_ref() {
                "row" => {
                    if let Some(number) = place {
                        row = number
                            .parse()
                            .ok()
                            .filter(|row| in_sheet(*row))
                            .ok_or_else(misplaced)?;
                    }
                }
                "c" => {
                    if let Some(place) = place {
                        (row, column) = place_of(&place).ok_or_else(misplaced)?;
                    }
                    let kind = Kind::of(attribute(&start, "t").as_deref())?;
                    drop(start);
                    value.clear();
                    cell(&mut xml, kind, &mut value)?;
                    if let Some(text) = kind.said(&value, strings)? {
                        rows.put(row, column, text)?;
                    }
                    column += 1;
                }
                _ => {}
            }
        }
        let rows = rows.rows;
        xml.finish()?;
        Ok(Sheet {
            file: String::new(),
            name,
            rows,
        })
    }
}

/// Reads a cell up to its end: what its value says, before it is known what that means.
fn cell<R: Read>(xml: &mut Xml<'_, R>, kind: Kind, value: &mut String) -> Result<(), OpenError> {
    loop {
        let tag = match xml.next()? {
            Event::Start(tag) => tag,
            Event::End(tag) if tag.local_name().as_ref() == "c" => return Ok(()),
            Event::Eof => return Err(damaged("it ends within a cell")),
            _ => continue,
        };
        match (tag.local_name().as_ref(), kind) {
            ("is", Kind::Inline) => xml.rich_text("is", value)?,
            ("v", Kind::Inline) => xml.skip("v")?,
            ("v", _) => xml.text("v", value)?,
            ("is", _) => xml.skip("is")?,
            ("f", _) => xml.skip("f")?,
            _ => {}
        }
    }
}

/// How a cell's value is written.
#[derive(Clone, Copy)]
enum Kind {
    Number,
    Shared,
    Inline,
    Formula,
    Date,
    Truth,
    Fault,
}

impl Kind {
    fn of(attribute: Option<&str>) -> Result<Self, OpenError> {
        Ok(match attribute {
            None | Some("n") => Self::Number,
            Some("s") => Self::Shared,
            Some("inlineStr" | "is") => Self::Inline,
            Some("str") => Self::Formula,
            Some("d") => Self::Date,
            Some("b") => Self::Truth,
            Some("e") => Self::Fault,
            Some(_) => return Err(damaged("a cell is of a kind that workbooks do not have")),
        })
    }

    fn said<'t>(self, value: &'t str, strings: &'t Strings) -> Result<Option<Said<'t>>, OpenError> {
        Ok(Some(match self {
            // "#N/A" of a broken formula says nothing.
            Self::Fault => return Ok(None),
            _ if value.is_empty() => return Ok(None),
            Self::Number => match value.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Said::Number(number),
                _ => Said::Text(value.into()),
            },
            Self::Shared => {
                let index = value.trim().parse().ok();
                let text = index.and_then(|index| strings.get(index));
                Said::Text(
                    text.ok_or_else(|| damaged("a cell refers to a text that is not there"))?
                        .into(),
                )
            }
            Self::Formula => Said::Text(unescaped(value)),
            Self::Inline | Self::Date => Said::Text(value.into()),
            Self::Truth => match value.trim() {
                "0" => Said::Number(0.0),
                "1" => Said::Number(1.0),
                word if word.eq_ignore_ascii_case("false") => Said::Number(0.0),
                word if word.eq_ignore_ascii_case("true") => Said::Number(1.0),
                _ => return Err(damaged("a cell is neither true nor false")),
            },
        }))
    }
}

/// What a cell says, not yet counted or kept.
enum Said<'t> {
    Number(f64),
    Text(std::borrow::Cow<'t, str>),
}

/// The rows of a sheet as they grow.
struct Rows<'s> {
    sheet: &'s str,
    rows: Vec<SheetRow>,
    allowance: &'s mut Allowance,
}

impl Rows<'_> {
    fn put(&mut self, number: u32, column: usize, said: Said<'_>) -> Result<(), OpenError> {
        if column >= MAX_COLUMNS {
            return Ok(());
        }
        let cell = match said {
            Said::Number(number) => Cell::Number(number),
            Said::Text(text) => {
                if text.trim().is_empty() {
                    return Ok(());
                }
                self.allowance.text(text.len())?;
                Cell::text(text)
            }
        };
        if cell.is_empty() {
            return Ok(());
        }
        match self.rows.last() {
            Some(last) if last.number == number => {}
            Some(last) if last.number > number => {
                return Err(damaged(format!(
                    "row {number} comes after row {}",
                    last.number
                )));
            }
            _ => {
                self.allowance.row(self.sheet)?;
                self.rows.push(SheetRow {
                    number,
                    cells: Vec::new(),
                });
            }
        }
        let Some(SheetRow { cells, .. }) = self.rows.last_mut() else {
            return Ok(());
        };
        if cells.len() <= column {
            self.allowance.cells(column + 1 - cells.len())?;
            cells.reserve_exact(column + 1 - cells.len());
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }
}

fn misplaced() -> OpenError {
    damaged("a cell stands where a sheet has none")
}

fn in_sheet(row: u32) -> bool {
    (1..=LAST_ROW).contains(&row)
}

/// Row, from 1, and column, from 0, of a reference such as `AB12`.
fn place_of(reference: &str) -> Option<(u32, usize)> {
    let digits = reference.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, digits) = reference.split_at(digits);
    let mut column = 0_usize;
    for letter in letters.bytes() {
        let value = letter
            .is_ascii_alphabetic()
            .then(|| usize::from(letter.to_ascii_uppercase() - b'A'))?;
        column = column.checked_mul(26)?.checked_add(value + 1)?;
    }
    let row = digits
        .bytes()
        .all(|digit| digit.is_ascii_digit())
        .then(|| digits.parse().ok())??;
    let sound = (1..=LAST_COLUMN).contains(&column) && in_sheet(row);
    sound.then(|| (row, column - 1))
}

/// `target` from `folder`, without `.` and `..`; one that begins with `/` counts from the top.
fn joined(folder: &str, target: &str) -> String {
    let folder = if target.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(target.split(['/', '\\'])) {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

fn plain(path: &str) -> String {
    path.replace('\\', "/").to_ascii_lowercase()
}

#[cfg(test)]
#[path = "spreadsheet_tests.rs"]
mod tests;

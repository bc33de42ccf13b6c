//! XLSX, also in its strict form, into sheets of cells, read forwards and within the limits of [`limits`](super::limits): no claim of the file (its sizes, counts,
//! dimensions) decides how much is held. It knows the container and which parts are sheets, not their cells.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::cells::{self, Parts};
use super::formats::Formats;
use super::limits::{Allowance, MAX_UNPACKED, Meter};
use super::markup;
use super::open_error::OpenError;
use super::sheet::Sheet;
use super::strings::Strings;
use super::xml::{Xml, attribute, damaged, is_true};

/// The most files in an archive; a workbook has a few dozen.
const MAX_FILES: usize = 2_000;
/// The most sheets; one for each kecamatan is some thirty.
const MAX_SHEETS: usize = 255;
/// The most bytes of the parts that list sheets and relationships.
const MAX_LIST: u64 = 2 * 1024 * 1024;
/// The part of an XLSX that lists the sheets.
const USUAL: &str = "xl/workbook.xml";
/// The part of an `OpenDocument` file that has all of them.
const OPEN_DOCUMENT: &str = "content.xml";

/// Reads the sheets of an XLSX or ODS.
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
    if book.has(OPEN_DOCUMENT) && !book.has(USUAL) {
        let mut xml = book.part(OPEN_DOCUMENT, &meter, MAX_UNPACKED)?;
        let sheets = markup::sheets(&mut xml)?;
        xml.finish()?;
        if sheets.is_empty() {
            return Err(OpenError::OtherType("an OpenDocument file"));
        }
        return Ok(sheets);
    }
    let workbook = book.workbook(&meter)?;
    let related = book.relationships(&workbook, &meter)?;
    let sheets = book.sheets(&workbook, &meter)?;
    let strings = match related.values().find(|part| part.is("sharedStrings")) {
        Some(part) if book.has(&part.path) => {
            Strings::read(&mut book.part(&part.path, &meter, MAX_UNPACKED)?)?
        }
        _ => Strings::default(),
    };
    let formats = match related.values().find(|part| part.is("styles")) {
        Some(part) if book.has(&part.path) => {
            Formats::read(&mut book.part(&part.path, &meter, MAX_UNPACKED)?)?
        }
        _ => Formats::default(),
    };
    let mut allowance = Allowance::default();
    let mut read = Vec::new();
    let parts = Parts {
        strings: &strings,
        formats: &formats,
        since_1904: sheets.since_1904,
    };
    for Listed {
        name,
        relationship,
        hidden,
    } in sheets.listed
    {
        let part = related
            .get(&relationship)
            .ok_or_else(|| damaged(format!("sheet \"{name}\" is missing")))?;
        if part.is("worksheet") {
            let mut xml = book.part(&part.path, &meter, MAX_UNPACKED)?;
            let (rows, merges) = cells::rows(&mut xml, &name, parts, &mut allowance)?;
            xml.finish()?;
            read.push(Sheet {
                name,
                rows,
                merges,
                hidden,
                ..Sheet::default()
            });
        }
    }
    Ok(read)
}

/// The sheets that a workbook lists, and what it says of all their dates.
#[derive(Default)]
struct SheetList {
    listed: Vec<Listed>,
    since_1904: bool,
}

struct Listed {
    name: String,
    relationship: String,
    hidden: bool,
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
        if !self.has(USUAL) {
            return Err(OpenError::OtherType(if self.has("word/document.xml") {
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
    ) -> Result<BTreeMap<String, Part>, OpenError> {
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
    ) -> Result<BTreeMap<String, Part>, OpenError> {
        let mut xml = self.part(path, meter, MAX_LIST)?;
        let mut parts = BTreeMap::new();
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

    fn sheets(&mut self, workbook: &str, meter: &Meter) -> Result<SheetList, OpenError> {
        let mut xml = self.part(workbook, meter, MAX_LIST)?;
        let mut list = SheetList::default();
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "workbookPr" => {
                    list.since_1904 = is_true(attribute(&tag, "date1904").as_deref());
                }
                Event::Start(tag) if tag.local_name().as_ref() == "sheet" => {
                    let hidden = attribute(&tag, "state")
                        .is_some_and(|state| state == "hidden" || state == "veryHidden");
                    let (name, id) = (attribute(&tag, "name"), attribute(&tag, "id"));
                    if list.listed.len() == MAX_SHEETS {
                        return Err(OpenError::TooMuch("sheets", MAX_SHEETS));
                    }
                    list.listed.push(Listed {
                        name: name.unwrap_or_default().into_owned(),
                        relationship: id.unwrap_or_default().into_owned(),
                        hidden,
                    });
                }
                Event::Eof => return Ok(list),
                _ => {}
            }
        }
    }
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

#[cfg(all(test, target_os = "linux"))]
#[path = "file_cost_tests.rs"]
mod cost;

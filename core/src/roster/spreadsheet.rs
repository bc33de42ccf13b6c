//! XLSX, also in its strict form, and ODS into sheets of cells, read forwards and within the limits of [`limits`](super::limits): no claim of the file (its sizes, counts,
//! dimensions) decides how much is held. It knows the container and which parts are sheets, not their cells.

use std::panic::{AssertUnwindSafe, catch_unwind};

use quick_xml::events::Event;

use super::binary_workbook;
use super::cells::{self, Parts};
use super::formats::Formats;
use super::limits::{Allowance, MAX_SHEETS, MAX_UNPACKED, Meter};
use super::markup;
use super::open_error::OpenError;
use super::package::{BINARY, MAX_LIST, Package, USUAL, bounded_directory};
use super::sheet::Sheet;
use super::strings::Strings;
use super::xml::{attribute, damaged, is_true};

/// The part of an `OpenDocument` file that has all of them.
const OPEN_DOCUMENT: &str = "content.xml";

/// Reads the sheets of an XLSX or ODS.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    bounded_directory(bytes)?;
    // The archive and its XML are parsed by others' code; a fault of theirs must end in a message, not take the app with it.
    catch_unwind(AssertUnwindSafe(|| read_sheets(bytes)))
        .unwrap_or_else(|_| Err(damaged("its structure contradicts itself")))
}

fn read_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    let mut book = Package::open(bytes)?;
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
    if !book.has(USUAL) && book.has(BINARY) {
        return binary_workbook::read(&mut book, &workbook, &meter);
    }
    let related = book.relationships(&workbook, &meter)?;
    let sheets = sheet_list(&mut book, &workbook, &meter)?;
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

fn sheet_list(
    package: &mut Package<'_>,
    workbook: &str,
    meter: &Meter,
) -> Result<SheetList, OpenError> {
    let mut xml = package.part(workbook, meter, MAX_LIST)?;
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

#[cfg(test)]
#[path = "spreadsheet_tests.rs"]
mod tests;

#[cfg(all(test, target_os = "linux"))]
#[path = "file_cost_tests.rs"]
mod cost;

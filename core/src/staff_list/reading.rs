//! Sheets of cells become rows about people: each row that holds anything is somebody, or is left out with a reason. A value that cannot be
//! read is said and not guessed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::columns::{ColumnUse, StaffField};
use crate::kinds::Employment;
use crate::reference::calendar::MONTHS;
use crate::reference::{Found, Regions, fold};
use crate::roster::cell::Cell;
use crate::roster::sheet::{Sheet, SheetRow};

/// Rows in which the heads are looked for.
const SEARCHED: usize = 40;
/// Known columns that make a row the heads, the name among them.
const FEWEST: usize = 3;

/// A column as the list has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffColumn {
    /// Its head, as written.
    pub label: String,
    /// What it says.
    pub field: Option<StaffField>,
    /// What becomes of it.
    pub used: ColumnUse,
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffPlace {
    /// Name of the sheet.
    pub sheet: String,
    /// Its number there, as Excel shows it.
    pub row: u32,
}

/// Why a value was not taken, or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum StaffFault {
    /// A NIP that Excel kept as a number, which has lost its last digits.
    NipLostDigits,
    /// A status pegawai that is none of the four.
    EmploymentUnknown,
    /// A kecamatan that the kabupaten does not have.
    KecamatanUnknown,
    /// A TMT that is no day.
    StartedUnreadable,
    /// A mail address without an @.
    EmailUnreadable,
    /// A value longer than the register holds.
    TooLong,
    /// The heads once more, or a row that numbers the columns.
    Heads,
    /// A row without a name.
    NoName,
    /// A sum, not a person.
    Total,
    /// Two people are known by that name, and no NIP tells which one it is.
    TwoPeople,
    /// Somebody of that name is known under another NIP.
    NipDiffers,
    /// The list has that person in an earlier row.
    Doubled,
}

/// A value that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffDoubt {
    /// Why.
    pub fault: StaffFault,
    /// As it stands there.
    pub text: String,
}

/// A row about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Where it stands.
    pub place: StaffPlace,
    /// What it says, in the words that are merged.
    pub says: BTreeMap<StaffField, String>,
    /// Values that were not taken.
    pub doubts: Vec<StaffDoubt>,
}

/// A row that is nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SkippedStaffRow {
    /// Where it stands.
    pub place: StaffPlace,
    /// Why.
    pub fault: StaffFault,
    /// As much of it as tells it.
    pub text: String,
}

/// All lists of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadList {
    /// The columns of all of them, each head once.
    pub columns: Vec<StaffColumn>,
    /// Rows about people, in order.
    pub people: Vec<PersonRow>,
    /// All other rows below the heads.
    pub skipped: Vec<SkippedStaffRow>,
    /// Names of sheets that are no list.
    pub other_sheets: Vec<String>,
}

/// What a list is read with.
#[derive(Debug, Clone, Copy)]
pub struct Office<'a> {
    /// Code of the kabupaten.
    pub kabupaten: &'a str,
    /// Labels that the office gave to roles, by the role's stable name.
    pub roles: &'a BTreeMap<String, String>,
}

/// Reads every sheet that is a list of staff; none if no sheet is one.
pub fn read(sheets: &[Sheet], office: Office<'_>) -> Option<ReadList> {
    let mut list = ReadList::default();
    let mut found = false;
    for sheet in sheets {
        match heads(sheet) {
            Some((at, columns)) => {
                found = true;
                list.sheet(sheet, at, &columns, office);
            }
            None => list.other_sheets.push(sheet.name.clone()),
        }
    }
    found.then_some(list)
}

/// The place of the heads and the field of each column: of the first rows the one with the most known columns.
fn heads(sheet: &Sheet) -> Option<(usize, Vec<Option<StaffField>>)> {
    let mut best: Option<(usize, usize, Vec<Option<StaffField>>)> = None;
    for (at, row) in sheet.rows.iter().enumerate().take(SEARCHED) {
        let mut seen = BTreeSet::new();
        let fields: Vec<Option<StaffField>> = row
            .cells
            .iter()
            // The first of two columns of one name.
            .map(|cell| StaffField::of_label(&cell.shown()).filter(|field| seen.insert(*field)))
            .collect();
        let known = seen.len();
        let is_one = seen.contains(&StaffField::Name) && known >= FEWEST;
        if is_one && best.as_ref().is_none_or(|(_, most, _)| known > *most) {
            best = Some((at, known, fields));
        }
    }
    best.map(|(at, _, fields)| (at, fields))
}

impl ReadList {
    fn sheet(
        &mut self,
        sheet: &Sheet,
        at: usize,
        fields: &[Option<StaffField>],
        office: Office<'_>,
    ) {
        let Some(head) = sheet.rows.get(at) else {
            return;
        };
        for (cell, field) in head.cells.iter().zip(fields) {
            let column = StaffColumn {
                label: fold::tidy(&cell.shown()),
                field: *field,
                used: StaffField::use_of(*field),
            };
            if !column.label.is_empty() && !self.columns.contains(&column) {
                self.columns.push(column);
            }
        }
        for row in sheet.rows.iter().skip(at + 1) {
            let place = StaffPlace {
                sheet: sheet.name.clone(),
                row: row.number,
            };
            match fault_of(row, fields) {
                Some(fault) => self.skipped.push(SkippedStaffRow {
                    place,
                    fault,
                    text: text_of(row, fields),
                }),
                None => self.people.push(person(place, row, fields, office)),
            }
        }
    }
}

fn cell_of<'r>(row: &'r SheetRow, fields: &[Option<StaffField>], field: StaffField) -> &'r Cell {
    let at = fields.iter().position(|each| *each == Some(field));
    at.map_or(&Cell::Empty, |at| row.cell(at))
}

/// Why a row is nobody.
fn fault_of(row: &SheetRow, fields: &[Option<StaffField>]) -> Option<StaffFault> {
    let heads = row
        .cells
        .iter()
        .zip(fields)
        .filter(|(cell, field)| field.is_some() && StaffField::of_label(&cell.shown()) == **field)
        .count();
    let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let mut numbers = row.cells.iter().filter_map(Cell::said);
    let counts = (1..)
        .zip(&mut numbers)
        .all(|(no, text)| text == no.to_string());
    if heads >= FEWEST || (filled >= FEWEST && counts) {
        return Some(StaffFault::Heads);
    }
    let Some(name) = cell_of(row, fields, StaffField::Name).said() else {
        return Some(StaffFault::NoName);
    };
    let words = fold::words(&name);
    let sum = ["jumlah", "total"]
        .iter()
        .any(|word| words == *word || words.starts_with(&format!("{word} ")));
    if sum {
        return Some(StaffFault::Total);
    }
    // A name has letters: "12" under it is a sum or a number that slipped.
    (!name.chars().any(char::is_alphabetic)).then_some(StaffFault::NoName)
}

/// What tells a row that is left out, without what is private.
fn text_of(row: &SheetRow, fields: &[Option<StaffField>]) -> String {
    let open = row.cells.iter().enumerate().filter(|(at, _)| {
        let field = fields.get(*at).copied().flatten();
        StaffField::use_of(field) != ColumnUse::LeftOut
    });
    let said: Vec<String> = open.filter_map(|(_, cell)| cell.said()).collect();
    said.join(" | ").chars().take(80).collect()
}

fn person(
    place: StaffPlace,
    row: &SheetRow,
    fields: &[Option<StaffField>],
    office: Office<'_>,
) -> PersonRow {
    let mut says = BTreeMap::new();
    let mut doubts = Vec::new();
    for field in StaffField::KEPT {
        let cell = cell_of(row, fields, field);
        let Some(text) = cell.said() else { continue };
        let most = match field {
            StaffField::Name | StaffField::Email => 120,
            StaffField::Kecamatan => 400,
            _ => 40,
        };
        let read = if text.chars().count() > most {
            Err(StaffFault::TooLong)
        } else {
            word(field, cell, &text, office)
        };
        match read {
            Ok(word) => {
                says.insert(field, word);
            }
            Err(fault) => doubts.push(StaffDoubt {
                fault,
                text: text.chars().take(80).collect(),
            }),
        }
    }
    PersonRow {
        place,
        says,
        doubts,
    }
}

/// The word of a cell, as it is merged and kept.
fn word(
    field: StaffField,
    cell: &Cell,
    text: &str,
    office: Office<'_>,
) -> Result<String, StaffFault> {
    match field {
        StaffField::Nip => {
            // Excel keeps fifteen digits of a number; a NIP has eighteen.
            let number = matches!(cell, Cell::Number(number) if number.abs() >= 1e15);
            if number || text.to_lowercase().contains("e+") {
                return Err(StaffFault::NipLostDigits);
            }
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let written = text.trim_start_matches(['\'', '`']);
            Ok(if digits.len() >= 15 {
                digits
            } else {
                written.to_owned()
            })
        }
        StaffField::Role => Ok(role(text, office.roles)),
        StaffField::Employment => employment(text)
            .map(|word| word.as_str().to_owned())
            .ok_or(StaffFault::EmploymentUnknown),
        StaffField::Kecamatan => kecamatan(text, office.kabupaten),
        StaffField::Started => day(text)
            .map(|day| day.to_string())
            .ok_or(StaffFault::StartedUnreadable),
        StaffField::Email if !text.contains('@') => Err(StaffFault::EmailUnreadable),
        StaffField::Phone => Ok(text.trim_start_matches(['\'', '`']).to_owned()),
        _ => Ok(text.to_owned()),
    }
}

/// The stable name of a role: the office's own label, what the field says, or the words themselves.
fn role(text: &str, own: &BTreeMap<String, String>) -> String {
    let words = fold::words(text);
    let named = own.iter().find(|(_, label)| fold::words(label) == words);
    if let Some((role, _)) = named {
        return role.clone();
    }
    let has = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if has(&["kabupaten", "kota", "korkab"]) && has(&["ketua", "koordinator", "katim", "korkab"]) {
        "korkab".to_owned()
    } else if has(&["kecamatan", "korcam"]) && has(&["ketua", "koordinator", "katim", "korcam"]) {
        "ketua_tim_kecamatan".to_owned()
    } else if has(&["korwil", "koordinator wilayah"]) {
        "korwil".to_owned()
    } else if has(&["supervisor"]) {
        "supervisor".to_owned()
    } else if has(&["pendamping"]) {
        "pendamping".to_owned()
    } else if has(&["admin", "operator"]) {
        "admin".to_owned()
    } else {
        let letters = words
            .chars()
            .map(|c| if c.is_ascii_lowercase() { c } else { '_' });
        let joined: String = letters.take(40).collect();
        let trimmed = joined.trim_matches('_');
        if trimmed.is_empty() {
            "pendamping".to_owned()
        } else {
            trimmed.to_owned()
        }
    }
}

fn employment(text: &str) -> Option<Employment> {
    let key = fold::joined(text);
    let has = |parts: &[&str]| parts.iter().any(|part| key.contains(part));
    // "Non-ASN" before "ASN".
    if has(&["honor"]) {
        Some(Employment::HonorDaerah)
    } else if has(&["nonasn", "kontrak", "nonpns", "phl", "thl"]) {
        Some(Employment::Kontrak)
    } else if has(&["pppk", "p3k"]) {
        Some(Employment::Pppk)
    } else if has(&["asn", "pns", "cpns"]) {
        Some(Employment::Asn)
    } else {
        None
    }
}

/// Codes of the kecamatan that a cell names, with commas between; all of them or none.
fn kecamatan(text: &str, kabupaten: &str) -> Result<String, StaffFault> {
    let regions = Regions::own();
    // A name with "dan" in it is tried whole first.
    if let Found::Same(region) = regions.find(kabupaten, text) {
        return Ok(region.code.clone());
    }
    let text = text.replace(" dan ", ",").replace(" DAN ", ",");
    let parts = text.split([',', ';', '/', '&', '\n']);
    let mut codes = BTreeSet::new();
    for part in parts.filter(|part| !part.trim().is_empty()) {
        let code = regions.find(kabupaten, part).code();
        codes.insert(code.ok_or(StaffFault::KecamatanUnknown)?.to_owned());
    }
    if codes.is_empty() {
        return Err(StaffFault::KecamatanUnknown);
    }
    let codes: Vec<String> = codes.into_iter().collect();
    Ok(codes.join(","))
}

/// A day as offices write it: `01/03/2019`, `1-3-2019`, `2019-03-01`, `1 Maret 2019`.
fn day(text: &str) -> Option<NaiveDate> {
    let parts: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    let [first, second, third, ..] = parts.as_slice() else {
        return None;
    };
    let month = |text: &str| -> Option<u32> {
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        let named = (1..).zip(MONTHS);
        let mut named = named.filter(|(_, name)| {
            let name = name.to_lowercase();
            text.len() >= 3 && (name.starts_with(text) || text.starts_with(&name))
        });
        named.next().map(|(number, _)| number)
    };
    let (year, month, day) = if first.len() == 4 {
        (first.parse().ok()?, month(second)?, third.parse().ok()?)
    } else {
        (third.parse().ok()?, month(second)?, first.parse().ok()?)
    };
    let day = NaiveDate::from_ymd_opt(year, month, day)?;
    // Two digits of a year are not guessed.
    (1950..2200).contains(&year).then_some(day)
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;

//! The rows of one sheet of a workbook, and the texts that sheets share, within an allowance. It knows the tags of cells, not the container
//! and not rosters.

use std::borrow::Cow;
use std::io::Read;

use quick_xml::events::Event;

use super::cell::Cell;
use super::limits::{Allowance, MAX_COLUMNS, MAX_TEXT};
use super::open_error::OpenError;
use super::workbook::SheetRow;
use super::xml::{Xml, attribute, damaged, unescaped};

/// The most texts that sheets share.
const MAX_STRINGS: usize = 1_000_000;
/// The most rows of a sheet, as Excel has them.
const LAST_ROW: u32 = 1_048_576;
/// The most columns of a sheet, as Excel has them.
const LAST_COLUMN: usize = 16_384;

/// The texts that cells share, one behind the other.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Reads all of them.
    pub fn read<R: Read>(xml: &mut Xml<'_, R>) -> Result<Self, OpenError> {
        let mut strings = Self::default();
        let mut text = String::new();
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

/// The rows of a sheet that hold anything.
pub(super) fn rows<R: Read>(
    xml: &mut Xml<'_, R>,
    sheet: &str,
    strings: &Strings,
    allowance: &mut Allowance,
) -> Result<Vec<SheetRow>, OpenError> {
    let mut rows = Rows {
        sheet,
        grown: Vec::new(),
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
                "sheetData" => return Ok(rows.grown),
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
                cell(xml, kind, &mut value)?;
                if let Some(text) = kind.said(&value, strings)? {
                    rows.put(row, column, text)?;
                }
                column += 1;
            }
            _ => {}
        }
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
    Text(Cow<'t, str>),
}

/// The rows of a sheet as they grow.
struct Rows<'s> {
    sheet: &'s str,
    grown: Vec<SheetRow>,
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
        match self.grown.last() {
            Some(last) if last.number == number => {}
            Some(last) if last.number > number => {
                return Err(damaged(format!(
                    "row {number} comes after row {}",
                    last.number
                )));
            }
            _ => {
                self.allowance.row(self.sheet)?;
                self.grown.push(SheetRow {
                    number,
                    cells: Vec::new(),
                });
            }
        }
        let Some(SheetRow { cells, .. }) = self.grown.last_mut() else {
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

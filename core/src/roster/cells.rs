//! The rows of one sheet of a workbook, within an allowance. It knows the tags of cells, not the container and not rosters.

use std::io::Read;

use quick_xml::events::Event;

use super::formats::Formats;
use super::grown::{Rows, Said};
use super::limits::{Allowance, LAST_ROW};
use super::open_error::OpenError;
use super::sheet::{Merge, SheetRow};
use super::strings::Strings;
use super::xml::{Xml, attribute, damaged, is_true, unescaped};

/// The most columns of a sheet, as Excel has them.
const LAST_COLUMN: usize = 16_384;

/// What a workbook has beside its sheets that their cells refer to.
#[derive(Clone, Copy)]
pub(super) struct Parts<'p> {
    /// The texts that cells share.
    pub strings: &'p Strings,
    /// How numbers are shown.
    pub formats: &'p Formats,
    /// Dates count from 1904, not 1900.
    pub since_1904: bool,
}

/// The rows of a sheet that hold anything, and its merged cells.
pub(super) fn rows<R: Read>(
    xml: &mut Xml<'_, R>,
    sheet: &str,
    parts: Parts<'_>,
    allowance: &mut Allowance,
) -> Result<(Vec<SheetRow>, Vec<Merge>), OpenError> {
    let mut rows = Rows::of(sheet, allowance);
    let mut merges = Vec::new();
    let (mut row, mut column) = (1_u32, 0_usize);
    let mut value = String::new();
    let mut whole = false;
    loop {
        let start = match xml.next()? {
            Event::Start(tag) => tag,
            Event::End(tag) => match tag.local_name().as_ref() {
                "row" => {
                    row = row.saturating_add(1);
                    column = 0;
                    continue;
                }
                "sheetData" => {
                    whole = true;
                    continue;
                }
                _ => continue,
            },
            Event::Eof if whole => return Ok((rows.grown, merges)),
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
                rows.hidden = is_true(attribute(&start, "hidden").as_deref());
            }
            "c" => {
                if let Some(place) = place {
                    (row, column) = place_of(&place).ok_or_else(misplaced)?;
                }
                let kind = Kind::of(attribute(&start, "t").as_deref())?;
                let style = attribute(&start, "s").and_then(|style| style.parse().ok());
                drop(start);
                value.clear();
                cell(xml, kind, &mut value)?;
                match kind.said(&value, parts.strings)? {
                    Some(Said::Number(number)) => {
                        let shown = style
                            .and_then(|style| parts.formats.shown(style, number, parts.since_1904));
                        let said =
                            shown.map_or(Said::Number(number), |text| Said::Text(text.into()));
                        rows.put(row, column, said)?;
                    }
                    Some(text) => rows.put(row, column, text)?,
                    None => {}
                }
                column += 1;
            }
            "mergeCell" => {
                rows.merge()?;
                merges.extend(attribute(&start, "ref").and_then(|range| merge_of(&range)));
            }
            _ => {}
        }
    }
}

/// The merged cells of a reference such as `B4:B21`; none if it is another.
fn merge_of(range: &str) -> Option<Merge> {
    let (from, to) = range.split_once(':')?;
    let ((top, left), (bottom, right)) = (place_of(from)?, place_of(to)?);
    (top <= bottom && left <= right).then_some(Merge {
        rows: (top, bottom),
        columns: (left, right),
    })
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

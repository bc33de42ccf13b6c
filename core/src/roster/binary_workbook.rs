//! XLSB ([MS-XLSB]): the archive of an XLSX whose parts are binary records, into sheets of cells, forwards and within the limits of
//! [`limits`](super::limits). It knows records, not the container and not rosters.

use std::io::{BufReader, Read};

use super::compound::{f64_at, short_number, u16_at, u32_at};
use super::formats::Formats;
use super::grown::{Rows, Said};
use super::limits::{Allowance, LAST_ROW, MAX_PIECE, MAX_SHEETS, MAX_UNPACKED, Meter, Metered};
use super::open_error::OpenError;
use super::package::{MAX_LIST, Package};
use super::sheet::{Merge, Sheet, SheetRow};
use super::strings::Strings;
use super::xml::damaged;

/// Numbers of records ([MS-XLSB] 2.3).
mod record {
    pub(super) const ROW: u16 = 0;
    pub(super) const RK: u16 = 2;
    pub(super) const BOOL: u16 = 4;
    pub(super) const REAL: u16 = 5;
    pub(super) const TEXT: u16 = 6;
    pub(super) const SHARED: u16 = 7;
    pub(super) const FORMULA_TEXT: u16 = 8;
    pub(super) const FORMULA_NUMBER: u16 = 9;
    pub(super) const FORMULA_BOOL: u16 = 10;
    pub(super) const SHARED_TEXT: u16 = 19;
    pub(super) const FORMAT: u16 = 44;
    pub(super) const XF: u16 = 47;
    pub(super) const RICH_TEXT: u16 = 62;
    pub(super) const END_SHEET_DATA: u16 = 146;
    pub(super) const WORKBOOK_PROPERTIES: u16 = 153;
    pub(super) const SHEET: u16 = 156;
    pub(super) const MERGE_CELL: u16 = 176;
    pub(super) const BEGIN_CELL_XFS: u16 = 617;
    pub(super) const END_CELL_XFS: u16 = 618;
}

/// Reads the sheets of a workbook that the part `workbook` lists.
pub(super) fn read(
    book: &mut Package<'_>,
    workbook: &str,
    meter: &Meter,
) -> Result<Vec<Sheet>, OpenError> {
    let related = book.relationships(workbook, meter)?;
    let list = SheetList::read(book, workbook, meter)?;
    let path = |kind: &str| {
        let part = related.values().find(|part| part.is(kind));
        part.map(|part| part.path.clone())
    };
    let strings = match path("sharedStrings") {
        Some(path) if book.has(&path) => strings(book, &path, meter)?,
        _ => Strings::default(),
    };
    let formats = match path("styles") {
        Some(path) if book.has(&path) => formats(book, &path, meter)?,
        _ => Formats::default(),
    };
    let mut allowance = Allowance::default();
    let mut sheets = Vec::new();
    for listed in list.listed {
        let part = related
            .get(&listed.relationship)
            .ok_or_else(|| damaged(format!("sheet \"{}\" is missing", listed.name)))?;
        if !part.is("worksheet") {
            continue;
        }
        let mut records = records(book, &part.path, meter, MAX_UNPACKED)?;
        let mut cells = Cells {
            rows: Rows::of(&listed.name, &mut allowance),
            row: 1,
            strings: &strings,
            formats: &formats,
            since_1904: list.since_1904,
        };
        let (rows, merges) = cells.read(&mut records)?;
        sheets.push(Sheet {
            name: listed.name,
            rows,
            merges,
            hidden: listed.hidden,
            ..Sheet::default()
        });
    }
    Ok(sheets)
}

/// The records of a part.
struct Records<'m, R: Read> {
    part: BufReader<Metered<'m, R>>,
    meter: &'m Meter,
    body: Vec<u8>,
}

/// Begins to read a part.
fn records<'m>(
    book: &'m mut Package<'_>,
    path: &str,
    meter: &'m Meter,
    limit: u64,
) -> Result<Records<'m, impl Read>, OpenError> {
    Ok(Records {
        part: BufReader::new(book.bytes(path, meter, limit)?),
        meter,
        body: Vec::new(),
    })
}

impl<R: Read> Records<'_, R> {
    /// The next record, or none at the end.
    fn next(&mut self) -> Result<Option<(u16, &[u8])>, OpenError> {
        self.meter.next_piece();
        let Some(first) = self.byte()? else {
            return Ok(None);
        };
        let cut = || damaged("it ends within a record");
        let mut kind = u16::from(first & 0x7F);
        if first & 0x80 != 0 {
            let second = self.byte()?.ok_or_else(cut)?;
            kind |= u16::from(second & 0x7F) << 7;
        }
        let mut length = 0_u64;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?.ok_or_else(cut)?;
            length |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > MAX_PIECE {
            return Err(damaged("one of its records is longer than any is"));
        }
        self.body.clear();
        let mut take = (&mut self.part).take(length);
        let read = take.read_to_end(&mut self.body);
        read.map_err(|fault| self.meter.fault(&fault))?;
        if self.body.len() as u64 != length {
            return Err(cut());
        }
        Ok(Some((kind, &self.body)))
    }

    fn byte(&mut self) -> Result<Option<u8>, OpenError> {
        let mut one = [0];
        match self.part.read(&mut one) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(one[0])),
            Err(fault) => Err(self.meter.fault(&fault)),
        }
    }
}

struct Listed {
    name: String,
    relationship: String,
    hidden: bool,
}

/// The sheets that a workbook lists, and what it says of all their dates.
#[derive(Default)]
struct SheetList {
    listed: Vec<Listed>,
    since_1904: bool,
}

impl SheetList {
    fn read(book: &mut Package<'_>, workbook: &str, meter: &Meter) -> Result<Self, OpenError> {
        let mut records = records(book, workbook, meter, MAX_LIST)?;
        let mut list = Self::default();
        while let Some((kind, body)) = records.next()? {
            match kind {
                record::WORKBOOK_PROPERTIES => {
                    list.since_1904 = body.first().is_some_and(|flags| flags & 1 == 1);
                }
                record::SHEET => {
                    let listed = Self::sheet(body).ok_or_else(|| damaged("a sheet has no name"))?;
                    if list.listed.len() == MAX_SHEETS {
                        return Err(OpenError::TooMuch("sheets", MAX_SHEETS));
                    }
                    list.listed.push(listed);
                }
                _ => {}
            }
        }
        Ok(list)
    }

    fn sheet(body: &[u8]) -> Option<Listed> {
        let hidden = u32_at(body, 0)? != 0;
        let (relationship, after) = wide(body.get(8..)?)?;
        let (name, _) = wide(body.get(8 + after..)?)?;
        Some(Listed {
            name,
            relationship,
            hidden,
        })
    }
}

fn strings(book: &mut Package<'_>, path: &str, meter: &Meter) -> Result<Strings, OpenError> {
    let mut records = records(book, path, meter, MAX_UNPACKED)?;
    let mut strings = Strings::default();
    while let Some((kind, body)) = records.next()? {
        if kind == record::SHARED_TEXT {
            let said = body.get(1..).and_then(wide).ok_or_else(cut_text)?;
            strings.push(&said.0)?;
        }
    }
    Ok(strings)
}

fn formats(book: &mut Package<'_>, path: &str, meter: &Meter) -> Result<Formats, OpenError> {
    let mut records = records(book, path, meter, MAX_UNPACKED)?;
    let mut formats = Formats::default();
    let mut in_styles = false;
    while let Some((kind, body)) = records.next()? {
        match kind {
            record::BEGIN_CELL_XFS => in_styles = true,
            record::END_CELL_XFS => in_styles = false,
            record::XF if in_styles => formats.style(u16_at(body, 2).unwrap_or(0))?,
            record::FORMAT => {
                if let Some((id, (code, _))) = u16_at(body, 0).zip(body.get(2..).and_then(wide)) {
                    formats.format(id, &code)?;
                }
            }
            _ => {}
        }
    }
    Ok(formats)
}

/// The cells of a sheet as they are met.
struct Cells<'b> {
    rows: Rows<'b>,
    row: u32,
    strings: &'b Strings,
    formats: &'b Formats,
    since_1904: bool,
}

impl Cells<'_> {
    fn read<R: Read>(
        &mut self,
        records: &mut Records<'_, R>,
    ) -> Result<(Vec<SheetRow>, Vec<Merge>), OpenError> {
        let mut merges = Vec::new();
        let mut whole = false;
        while let Some((kind, body)) = records.next()? {
            match kind {
                record::ROW => {
                    let row = u32_at(body, 0).filter(|row| *row < LAST_ROW);
                    self.row = row.ok_or_else(misplaced)? + 1;
                    self.rows.hidden = body.get(11).is_some_and(|flags| flags & 0x10 != 0);
                }
                record::END_SHEET_DATA => whole = true,
                record::MERGE_CELL => {
                    self.rows.merge()?;
                    merges.extend(merge(body));
                }
                _ => self
                    .cell(kind, body)?
                    .ok_or_else(|| damaged("it ends within a cell"))?,
            }
        }
        if !whole {
            return Err(damaged("a sheet ends before its data do"));
        }
        Ok((std::mem::take(&mut self.rows.grown), merges))
    }

    /// Takes a record that may be a cell; none if it is cut.
    fn cell(&mut self, kind: u16, body: &[u8]) -> Result<Option<()>, OpenError> {
        let is_cell = matches!(kind, record::RK | record::RICH_TEXT)
            || (record::BOOL..=record::FORMULA_BOOL).contains(&kind);
        if !is_cell {
            return Ok(Some(()));
        }
        let (Some(column), Some(style)) = (u32_at(body, 0), u32_at(body, 4)) else {
            return Ok(None);
        };
        let rest = body.get(8..).unwrap_or_default();
        let said = match kind {
            record::RK => u32_at(rest, 0).map(short_number).map(Said::Number),
            record::REAL | record::FORMULA_NUMBER => f64_at(rest, 0).map(Said::Number),
            record::BOOL | record::FORMULA_BOOL => {
                let value = rest.first().map(|value| f64::from(*value));
                return value.map_or(Ok(None), |value| {
                    self.put(column, Said::Number(value)).map(Some)
                });
            }
            record::SHARED => match u32_at(rest, 0).and_then(|at| usize::try_from(at).ok()) {
                Some(index) => {
                    let text = self.strings.get(index);
                    let gone = || damaged("a cell refers to a text that is not there");
                    Some(Said::Text(text.ok_or_else(gone)?.into()))
                }
                None => None,
            },
            record::TEXT | record::FORMULA_TEXT => {
                wide(rest).map(|(text, _)| Said::Text(text.into()))
            }
            record::RICH_TEXT => {
                let text = rest.get(1..).and_then(wide);
                text.map(|(text, _)| Said::Text(text.into()))
            }
            _ => return Ok(Some(())),
        };
        let said = match said {
            Some(Said::Number(number)) => {
                let style = usize::try_from(style & 0x00FF_FFFF).unwrap_or(usize::MAX);
                let shown = self.formats.shown(style, number, self.since_1904);
                shown.map_or(Said::Number(number), |text| Said::Text(text.into()))
            }
            Some(text) => text,
            None => return Ok(None),
        };
        self.put(column, said).map(Some)
    }

    fn put(&mut self, column: u32, said: Said<'_>) -> Result<(), OpenError> {
        if matches!(said, Said::Number(number) if !number.is_finite()) {
            return Ok(());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        self.rows.put(self.row, column, said)
    }
}

/// A text of two-byte letters that begins with its length, and how many bytes that is; none if it is cut.
fn wide(body: &[u8]) -> Option<(String, usize)> {
    let count = u32_at(body, 0)?;
    if count == u32::MAX {
        return Some((String::new(), 4));
    }
    let bytes = usize::try_from(count).ok()?.checked_mul(2)?;
    let letters = body.get(4..bytes.checked_add(4)?)?;
    let units = letters.chunks_exact(2).filter_map(|two| u16_at(two, 0));
    let text = char::decode_utf16(units);
    let text = text.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some((text.collect(), bytes + 4))
}

fn merge(body: &[u8]) -> Option<Merge> {
    let (top, bottom) = (u32_at(body, 0)?, u32_at(body, 4)?);
    let column = |at| usize::try_from(u32_at(body, at)?).ok();
    let merge = Merge {
        rows: (top.checked_add(1)?, bottom.checked_add(1)?),
        columns: (column(8)?, column(12)?),
    };
    (merge.rows.0 <= merge.rows.1 && merge.columns.0 <= merge.columns.1).then_some(merge)
}

fn misplaced() -> OpenError {
    damaged("a row stands where a sheet has none")
}

fn cut_text() -> OpenError {
    damaged("it ends within a text")
}

#[cfg(test)]
#[path = "binary_workbook_tests.rs"]
mod tests;

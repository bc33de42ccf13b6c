//! Excel 5 to 2003 (.xls, [MS-XLS]) into sheets of cells, record by record within the limits of [`limits`](super::limits): no count or
//! dimension that the file claims decides how much is held or read. It knows records, not the container and not rosters.

use std::collections::HashSet;

use encoding_rs::WINDOWS_1252;

use super::compound::{Compound, f64_at, short_number, u16_at, u32_at};
use super::formats::Formats;
use super::grown::{Rows, Said};
use super::limits::{Allowance, MAX_SHEETS, MAX_UNPACKED};
use super::open_error::OpenError;
use super::sheet::{Merge, Sheet};
use super::strings::Strings;
use super::xml::damaged;

/// The streams that have the workbook: of Excel 97 and later, and of Excel 5 and 95.
const STREAM: &str = "Workbook";
const OLDER: &str = "Book";
/// The version of records of Excel 97 and later.
const BIFF8: u16 = 0x0600;
/// The kinds of substreams.
const GLOBALS: u16 = 0x0005;
const WORKSHEET: u16 = 0x0010;

/// Numbers of records ([MS-XLS] 2.3).
mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const DATE_1904: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const CONTINUE: u16 = 0x003C;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00BD;
    pub(super) const R_STRING: u16 = 0x00D6;
    pub(super) const XF: u16 = 0x00E0;
    pub(super) const MERGE_CELLS: u16 = 0x00E5;
    pub(super) const SST: u16 = 0x00FC;
    pub(super) const LABEL_SST: u16 = 0x00FD;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_ERR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const RK: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BOF: u16 = 0x0809;
}

/// Whether bytes are the records of a sheet without any container, as many web systems write an ".xls".
pub(super) fn is_bare(bytes: &[u8]) -> bool {
    u16_at(bytes, 0) == Some(record::BOF) && u16_at(bytes, 2).is_some_and(|length| length <= 16)
}

/// Whether bytes are a workbook of Excel 2, 3 or 4.
pub(super) fn is_ancient(bytes: &[u8]) -> bool {
    let begins = matches!(u16_at(bytes, 0), Some(0x0009 | 0x0209 | 0x0409));
    begins && matches!(u16_at(bytes, 2), Some(4 | 6))
}

/// Reads the sheets of an old workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    if is_bare(bytes) {
        return sheets(bytes);
    }
    let file = Compound::open(bytes)?;
    if file.has("EncryptedPackage") {
        return Err(OpenError::PasswordProtected);
    }
    let stream = match file.stream(STREAM)? {
        Some(stream) => Some(stream),
        None => file.stream(OLDER)?,
    };
    let stream = stream.ok_or(OpenError::OtherType("an old Office document"))?;
    drop(file);
    sheets(&stream)
}

fn sheets(stream: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    let mut budget = Budget(MAX_UNPACKED);
    let book = Book::read(stream, &mut budget)?;
    let mut allowance = Allowance::default();
    let mut sheets = Vec::new();
    for listed in &book.listed {
        let read = book.sheet(listed, stream, &mut allowance, &mut budget)?;
        sheets.extend(read);
    }
    Ok(sheets)
}

/// How many bytes of records may still be read: sheets may all begin at one place.
struct Budget(u64);

/// The records of a stream from a place on.
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Records<'s> {
    fn next(&mut self, budget: &mut Budget) -> Result<Option<(u16, &'s [u8])>, OpenError> {
        let Some((kind, length)) =
            u16_at(self.stream, self.at).zip(u16_at(self.stream, self.at + 2))
        else {
            return Ok(None);
        };
        let start = self.at + 4;
        let end = start + usize::from(length);
        let body = self
            .stream
            .get(start..end)
            .ok_or_else(|| damaged("it ends within a record"))?;
        let bytes = 4 + u64::from(length);
        budget.0 = budget.0.checked_sub(bytes).ok_or(OpenError::TooLarge {
            bytes: MAX_UNPACKED + 1,
            limit: MAX_UNPACKED,
        })?;
        self.at = end;
        Ok(Some((kind, body)))
    }
}

/// What a workbook says before its sheets.
#[derive(Default)]
struct Book {
    listed: Vec<Listed>,
    strings: Strings,
    formats: Formats,
    since_1904: bool,
    /// Texts say how large their letters are; before Excel 97 letters are bytes.
    sized: bool,
}

struct Listed {
    name: String,
    begins: usize,
    hidden: bool,
}

impl Book {
    fn read(stream: &[u8], budget: &mut Budget) -> Result<Self, OpenError> {
        let mut book = Self::default();
        let mut records = Records { stream, at: 0 };
        let first = records.next(budget)?;
        let Some((record::BOF, body)) = first else {
            return Err(damaged("it does not begin as a workbook does"));
        };
        book.sized = u16_at(body, 0) == Some(BIFF8);
        match u16_at(body, 2) {
            Some(GLOBALS) => {}
            Some(WORKSHEET) => {
                // A sheet and nothing else.
                book.listed.push(Listed {
                    name: String::new(),
                    begins: 0,
                    hidden: false,
                });
                return Ok(book);
            }
            _ => return Err(damaged("it does not begin as a workbook does")),
        }
        while let Some((kind, body)) = records.next(budget)? {
            match kind {
                record::EOF => return Ok(book),
                record::FILE_PASS => return Err(OpenError::PasswordProtected),
                record::DATE_1904 => book.since_1904 = u16_at(body, 0) == Some(1),
                record::BOUND_SHEET => book.list(body)?,
                record::XF => book.formats.style(u16_at(body, 2).unwrap_or(0))?,
                record::FORMAT => {
                    let mut code = String::new();
                    let rest = body.get(2..).unwrap_or_default();
                    let told = if book.sized {
                        book.text(rest, &mut code)
                    } else {
                        bytes_after(rest, &mut code)
                    };
                    if let (Some(id), Some(())) = (u16_at(body, 0), told) {
                        book.formats.format(id, &code)?;
                    }
                }
                record::SST => {
                    let mut parts = vec![body];
                    loop {
                        let before = records.at;
                        let Some((record::CONTINUE, body)) = records.next(budget)? else {
                            records.at = before;
                            break;
                        };
                        parts.push(body);
                    }
                    shared(&parts, &mut book.strings)?;
                }
                _ => {}
            }
        }
        Err(damaged("it ends before its sheets do"))
    }

    fn list(&mut self, body: &[u8]) -> Result<(), OpenError> {
        let cut = || damaged("a sheet has no name");
        let begins = u32_at(body, 0).ok_or_else(cut)?;
        let (hidden, kind) = (body.get(4).ok_or_else(cut)?, body.get(5).ok_or_else(cut)?);
        let rest = body.get(6..).unwrap_or_default();
        let mut name = String::new();
        if self.sized {
            let (count, wide) = (rest.first().ok_or_else(cut)?, rest.get(1).ok_or_else(cut)?);
            let letters = rest.get(2..).unwrap_or_default();
            push(&mut name, letters, usize::from(*count), wide & 1 == 1);
        } else {
            bytes_after(rest, &mut name).ok_or_else(cut)?;
        }
        if *kind != 0 {
            return Ok(());
        }
        if self.listed.len() == MAX_SHEETS {
            return Err(OpenError::TooMuch("sheets", MAX_SHEETS));
        }
        self.listed.push(Listed {
            name,
            begins: usize::try_from(begins).map_err(|_| cut())?,
            hidden: *hidden & 3 != 0,
        });
        Ok(())
    }

    /// Appends the text of a cell, which begins with its length; none if it is cut.
    fn text(&self, body: &[u8], out: &mut String) -> Option<()> {
        if self.sized {
            return sized(body, out);
        }
        let count = usize::from(u16_at(body, 0)?);
        push_bytes(out, body.get(2..)?.get(..count)?);
        Some(())
    }

    /// The cells of a sheet; none if its place has another kind of sheet.
    fn sheet(
        &self,
        listed: &Listed,
        stream: &[u8],
        allowance: &mut Allowance,
        budget: &mut Budget,
    ) -> Result<Option<Sheet>, OpenError> {
        let mut records = Records {
            stream,
            at: listed.begins,
        };
        match records.next(budget)? {
            Some((record::BOF, body)) if u16_at(body, 2) == Some(WORKSHEET) => {}
            Some((record::BOF, _)) => return Ok(None),
            _ => return Err(damaged(format!("sheet \"{}\" is missing", listed.name))),
        }
        let mut reader = Cells {
            book: self,
            rows: Rows::of(&listed.name, allowance),
            merges: Vec::new(),
            hidden: HashSet::new(),
            formula: None,
        };
        // Charts within a sheet are substreams of their own.
        let mut within = 0_u32;
        while let Some((kind, body)) = records.next(budget)? {
            match kind {
                record::BOF => within += 1,
                record::EOF if within > 0 => within -= 1,
                record::EOF => return Ok(Some(reader.sheet(listed))),
                _ if within == 0 => {
                    reader
                        .take(kind, body)?
                        .ok_or_else(|| damaged("it ends within a cell"))?;
                }
                _ => {}
            }
        }
        Err(damaged("a sheet ends before its data do"))
    }
}

/// The cells of a sheet as they are met.
struct Cells<'b> {
    book: &'b Book,
    rows: Rows<'b>,
    merges: Vec<Merge>,
    hidden: HashSet<u16>,
    /// Where the text stands that the next record has.
    formula: Option<(u16, u16)>,
}

impl Cells<'_> {
    fn sheet(mut self, listed: &Listed) -> Sheet {
        for row in &mut self.rows.grown {
            let number = u16::try_from(row.number - 1).ok();
            row.hidden = number.is_some_and(|number| self.hidden.contains(&number));
        }
        Sheet {
            name: listed.name.clone(),
            rows: self.rows.grown,
            merges: self.merges,
            hidden: listed.hidden,
            ..Sheet::default()
        }
    }

    /// Takes a record; none if it is cut.
    fn take(&mut self, kind: u16, body: &[u8]) -> Result<Option<()>, OpenError> {
        match kind {
            record::ROW => {
                if let (Some(row), Some(flags)) = (u16_at(body, 0), body.get(12))
                    && flags & 0x20 != 0
                {
                    self.hidden.insert(row);
                }
                return Ok(Some(()));
            }
            record::MERGE_CELLS => return self.merge(body).map(Some),
            record::STRING => {
                if let Some((row, column)) = self.formula.take() {
                    let mut said = String::new();
                    if self.book.text(body, &mut said).is_none() {
                        return Ok(None);
                    }
                    self.put(row, column, Said::Text(said.into()))?;
                }
                return Ok(Some(()));
            }
            _ => {}
        }
        let is_cell = matches!(
            kind,
            record::NUMBER
                | record::RK
                | record::MUL_RK
                | record::LABEL_SST
                | record::LABEL
                | record::R_STRING
                | record::FORMULA
                | record::BOOL_ERR
        );
        if !is_cell {
            return Ok(Some(()));
        }
        let (Some(row), Some(column), Some(style)) =
            (u16_at(body, 0), u16_at(body, 2), u16_at(body, 4))
        else {
            return Ok(None);
        };
        self.cell(kind, body, (row, column), style)
    }

    fn cell(
        &mut self,
        kind: u16,
        body: &[u8],
        (row, column): (u16, u16),
        style: u16,
    ) -> Result<Option<()>, OpenError> {
        let rest = body.get(6..).unwrap_or_default();
        match kind {
            record::NUMBER => {
                let Some(number) = f64_at(rest, 0) else {
                    return Ok(None);
                };
                self.number(row, column, style, number)?;
            }
            record::RK => {
                let Some(bits) = u32_at(rest, 0) else {
                    return Ok(None);
                };
                self.number(row, column, style, short_number(bits))?;
            }
            record::MUL_RK => {
                // Style and number, again and again, then the last column.
                let cells = body
                    .get(4..body.len().saturating_sub(2))
                    .unwrap_or_default();
                for (column, cell) in (column..=u16::MAX).zip(cells.chunks_exact(6)) {
                    if let (Some(style), Some(bits)) = (u16_at(cell, 0), u32_at(cell, 2)) {
                        self.number(row, column, style, short_number(bits))?;
                    }
                }
            }
            record::LABEL_SST => {
                let Some(index) = u32_at(rest, 0).and_then(|index| usize::try_from(index).ok())
                else {
                    return Ok(None);
                };
                let book = self.book;
                let said = book
                    .strings
                    .get(index)
                    .ok_or_else(|| damaged("a cell refers to a text that is not there"))?;
                self.put(row, column, Said::Text(said.into()))?;
            }
            record::LABEL | record::R_STRING => {
                let mut said = String::new();
                if self.book.text(rest, &mut said).is_none() {
                    return Ok(None);
                }
                self.put(row, column, Said::Text(said.into()))?;
            }
            record::FORMULA => return self.formula(rest, (row, column), style),
            _ => {
                // "#N/A" of a broken formula says nothing.
                if let (Some(value), Some(0)) = (rest.first(), rest.get(1)) {
                    self.put(row, column, Said::Number(f64::from(*value)))?;
                }
            }
        }
        Ok(Some(()))
    }

    /// The value that a formula had when the file was written.
    fn formula(
        &mut self,
        rest: &[u8],
        (row, column): (u16, u16),
        style: u16,
    ) -> Result<Option<()>, OpenError> {
        self.formula = None;
        match (u16_at(rest, 6), rest.first()) {
            (Some(0xFFFF), Some(0)) => self.formula = Some((row, column)),
            (Some(0xFFFF), Some(1)) => {
                let value = rest.get(2).copied().unwrap_or_default();
                self.put(row, column, Said::Number(f64::from(value)))?;
            }
            (Some(0xFFFF), _) => {}
            _ => {
                let Some(number) = f64_at(rest, 0) else {
                    return Ok(None);
                };
                self.number(row, column, style, number)?;
            }
        }
        Ok(Some(()))
    }

    fn merge(&mut self, body: &[u8]) -> Result<(), OpenError> {
        for cells in body.get(2..).unwrap_or_default().chunks_exact(8) {
            let at = |place| u16_at(cells, place).unwrap_or_default();
            self.rows.merge()?;
            if at(0) > at(2) || at(4) > at(6) {
                continue;
            }
            self.merges.push(Merge {
                rows: (u32::from(at(0)) + 1, u32::from(at(2)) + 1),
                columns: (usize::from(at(4)), usize::from(at(6))),
            });
        }
        Ok(())
    }

    fn number(&mut self, row: u16, column: u16, style: u16, number: f64) -> Result<(), OpenError> {
        let book = self.book;
        let shown = book
            .formats
            .shown(usize::from(style), number, book.since_1904);
        self.put(
            row,
            column,
            shown.map_or(Said::Number(number), |text| Said::Text(text.into())),
        )
    }

    fn put(&mut self, row: u16, column: u16, said: Said<'_>) -> Result<(), OpenError> {
        if matches!(said, Said::Number(number) if !number.is_finite()) {
            return Ok(());
        }
        self.rows.put(u32::from(row) + 1, usize::from(column), said)
    }
}

/// Appends a text of bytes that begins with its length in one; none if it is cut.
fn bytes_after(body: &[u8], out: &mut String) -> Option<()> {
    let (count, letters) = body.split_first()?;
    push_bytes(out, letters.get(..usize::from(*count))?);
    Some(())
}

/// Appends letters that are bytes, as Excel wrote them here.
fn push_bytes(out: &mut String, bytes: &[u8]) {
    out.push_str(&WINDOWS_1252.decode_without_bom_handling(bytes).0);
}

/// Appends a text of letters of one size, which begins with its length; none if it is cut.
fn sized(body: &[u8], out: &mut String) -> Option<()> {
    let (count, wide) = (usize::from(u16_at(body, 0)?), body.get(2)? & 1 == 1);
    let letters = body.get(3..)?;
    if letters.len() < count * (1 + usize::from(wide)) {
        return None;
    }
    push(out, letters, count, wide);
    Some(())
}

/// Appends at most so many letters; how many there were.
fn push(out: &mut String, bytes: &[u8], count: usize, wide: bool) -> usize {
    if !wide {
        let letters = bytes.iter().take(count);
        out.extend(letters.clone().map(|byte| char::from(*byte)));
        return letters.len();
    }
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .take(count)
        .filter_map(|two| u16_at(two, 0))
        .collect();
    let letters = char::decode_utf16(units.iter().copied());
    out.extend(letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
    units.len()
}

/// The texts that cells share, in a record and those that continue it. They go on until the bytes end: what is claimed does not count.
fn shared(parts: &[&[u8]], strings: &mut Strings) -> Result<(), OpenError> {
    let mut input = Spread {
        parts,
        part: 0,
        at: 8,
    };
    let mut said = String::new();
    while !input.is_over() {
        said.clear();
        if input.shared(&mut said).is_none() {
            // Some programs claim more than they write, and some cut the last one.
            break;
        }
        strings.push(&said)?;
    }
    Ok(())
}

/// Bytes that go on from record to record.
struct Spread<'s> {
    parts: &'s [&'s [u8]],
    part: usize,
    at: usize,
}

impl<'s> Spread<'s> {
    fn here(&self) -> &'s [u8] {
        let part = self.parts.get(self.part).copied().unwrap_or_default();
        part.get(self.at..).unwrap_or_default()
    }

    /// Goes on to the record that has the next byte.
    fn arrive(&mut self) {
        while self.here().is_empty() && self.part < self.parts.len() {
            self.part += 1;
            self.at = 0;
        }
    }

    fn is_over(&mut self) -> bool {
        self.arrive();
        self.here().is_empty()
    }

    fn byte(&mut self) -> Option<u8> {
        self.arrive();
        let byte = *self.here().first()?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            self.arrive();
            let here = self.here().len().min(count);
            if here == 0 {
                return None;
            }
            self.at += here;
            count -= here;
        }
        Some(())
    }

    fn shared(&mut self, out: &mut String) -> Option<()> {
        let mut number = || Some(u16::from_le_bytes([self.byte()?, self.byte()?]));
        let mut left = usize::from(number()?);
        let flags = self.byte()?;
        let mut wide = flags & 1 == 1;
        let mut behind = 0_usize;
        if flags & 8 != 0 {
            let runs = u16::from_le_bytes([self.byte()?, self.byte()?]);
            behind += 4 * usize::from(runs);
        }
        if flags & 4 != 0 {
            let aids = [self.byte()?, self.byte()?, self.byte()?, self.byte()?];
            behind = behind.checked_add(usize::try_from(u32::from_le_bytes(aids)).ok()?)?;
        }
        while left > 0 {
            if self.here().is_empty() {
                // Where letters go on in the next record, it says anew how large they are.
                self.arrive();
                wide = self.byte()? & 1 == 1;
            }
            let taken = push(out, self.here(), left, wide);
            if taken == 0 {
                return None;
            }
            self.at += taken * (1 + usize::from(wide));
            left -= taken;
        }
        self.skip(behind)
    }
}

#[cfg(test)]
#[path = "old_excel_tests.rs"]
mod tests;

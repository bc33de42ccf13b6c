//! The cells of one sheet of an old workbook, record by record.

use std::collections::HashSet;

use super::book::{Book, Listed};
use super::records::{Budget, Records, WORKSHEET, record};
use crate::roster::compound::{f64_at, short_number, u16_at, u32_at};
use crate::roster::grown::{Rows, Said};
use crate::roster::limits::Allowance;
use crate::roster::open_error::OpenError;
use crate::roster::sheet::{Merge, Sheet};
use crate::roster::xml::damaged;

/// The cells of a sheet; none if its place has another kind of sheet.
pub(super) fn sheet(
    book: &Book,
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
        book,
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

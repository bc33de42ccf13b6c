//! The rows of a sheet as a reader meets their cells, each asked of the file's allowance before it is kept. It knows no file format.

use std::borrow::Cow;

use super::cell::Cell;
use super::limits::{Allowance, MAX_COLUMNS};
use super::open_error::OpenError;
use super::sheet::SheetRow;
use super::xml::damaged;

/// What a cell says, not yet counted or kept.
pub(super) enum Said<'t> {
    /// A number.
    Number(f64),
    /// A text.
    Text(Cow<'t, str>),
}

/// The rows of a sheet as they grow.
pub(super) struct Rows<'s> {
    sheet: &'s str,
    allowance: &'s mut Allowance,
    /// Those that hold anything.
    pub grown: Vec<SheetRow>,
    /// Whether the row that grows now is one that Excel does not show.
    pub hidden: bool,
}

impl<'s> Rows<'s> {
    /// The rows of a sheet, none yet.
    pub(super) fn of(sheet: &'s str, allowance: &'s mut Allowance) -> Self {
        Self {
            sheet,
            allowance,
            grown: Vec::new(),
            hidden: false,
        }
    }

    /// Counts a merged cell.
    ///
    /// # Errors
    /// The allowance has nothing left.
    pub(super) fn merge(&mut self) -> Result<(), OpenError> {
        self.allowance.merge()
    }

    /// Puts a cell into its place. Rows come in order; columns beyond [`MAX_COLUMNS`] are left unread.
    ///
    /// # Errors
    /// The allowance has nothing left, or a row comes after a later one.
    pub(super) fn put(
        &mut self,
        number: u32,
        column: usize,
        said: Said<'_>,
    ) -> Result<(), OpenError> {
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
                    hidden: self.hidden,
                    ..SheetRow::default()
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

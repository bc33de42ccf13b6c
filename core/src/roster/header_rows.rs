//! What a single row says as a part of a header: a level of labels, or the numbers of the columns.

use std::collections::BTreeMap;

use super::field::Field;
use super::sheet::{Sheet, SheetRow};
use crate::reference::fold;

/// A row that numbers the columns has at least so many numbers.
const FEWEST_NUMBERS: usize = 3;

/// What one row of a header says, for seeing it again further down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Level(BTreeMap<usize, String>);

impl Level {
    pub(super) fn of(row: &SheetRow) -> Self {
        let cells = row.cells.iter().enumerate();
        let said = cells.map(|(column, cell)| (column, fold::joined(&cell.shown())));
        Self(said.filter(|(_, text)| !text.is_empty()).collect())
    }

    /// Whether a row of so many filled cells says the same in nearly all of them.
    pub(super) fn is_repeated_by(&self, row: &SheetRow, filled: usize) -> bool {
        let same = self
            .0
            .iter()
            .filter(|(column, text)| {
                let cell = row.cell(**column);
                !cell.is_empty() && fold::joined(&cell.shown()) == **text
            })
            .count();
        same >= self.0.len().min(2) && same * 5 >= self.0.len() * 3 && same * 5 >= filled * 3
    }
}

/// What a row of a header says above a column: its cell, or the one that it is merged with to the left where more levels follow.
pub(super) fn label(
    sheet: &Sheet,
    row: &SheetRow,
    column: usize,
    more_below: bool,
) -> Option<String> {
    let own = row.cell(column).said();
    if own.is_some() || !more_below {
        return own;
    }
    let merge = sheet.merges.iter().find(|merge| {
        merge.rows.0 == row.number && merge.columns.0 < column && column <= merge.columns.1
    })?;
    row.cell(merge.columns.0).said()
}

/// How many cells of a row name a column that is known.
pub(super) fn recognised(row: &SheetRow) -> usize {
    row.cells
        .iter()
        .filter(|cell| Field::of_label(&cell.shown()).is_some())
        .count()
}

/// The row "1 | 2 | 3 | ..." or "(1) | (2) | ..." that forms have below their header.
pub(super) fn numbers_the_columns(row: &SheetRow) -> bool {
    let numbers: Vec<u32> = row
        .cells
        .iter()
        .filter(|cell| !cell.is_empty())
        .map_while(|cell| fold::words(&cell.shown()).parse().ok())
        .collect();
    let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
    filled >= FEWEST_NUMBERS
        && numbers.len() == filled
        && numbers
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a + 1 == *b))
}

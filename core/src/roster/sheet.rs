//! Sheets of cells, as any kind of file gives them.

use super::cell::Cell;

/// One sheet: its rows that hold anything, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The name of the file that it is in.
    pub file: String,
    /// Its name; for a CSV the file's name without ending; of one of several lists in it with its columns.
    pub name: String,
    /// Its name as it is in the file, where the name says more.
    pub own_name: Option<String>,
    /// Rows with at least one cell that is not empty.
    pub rows: Vec<SheetRow>,
    /// Cells that are merged into one.
    pub merges: Vec<Merge>,
    /// Excel does not show it.
    pub hidden: bool,
    /// It was a text file: its name is the file's, which nobody chose for a sheet.
    pub text: bool,
}

/// Cells that are merged into one, whose first holds what they say. Rows count from 1, columns from 0, both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (usize, usize),
}

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SheetRow {
    /// Its number as Excel shows it, from 1.
    pub number: u32,
    /// Excel does not show it: a filter or a person hid it.
    pub hidden: bool,
    /// A quotation mark opens in it and is never closed: its cells are cut at every separator.
    pub broken: bool,
    /// Its cells from column A on, without empty ones at the end.
    pub cells: Vec<Cell>,
}

impl SheetRow {
    /// The cell in a column, counted from 0.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

impl Sheet {
    /// The name that somebody gave it in the file.
    pub fn called(&self) -> &str {
        self.own_name.as_deref().unwrap_or(&self.name)
    }

    /// The row of a number, if it holds anything.
    pub fn row(&self, number: u32) -> Option<&SheetRow> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number);
        self.rows.get(at.ok()?)
    }
}

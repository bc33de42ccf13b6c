//! A row of a question as cells under the names that the question gives them. Ids become hex, everything else stays what it is.

use data_encoding::HEXLOWER;
use rusqlite::types::ValueRef;
use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::reports::Cell;

/// A row.
pub struct Record {
    cells: Vec<(String, Cell)>,
}

/// The names of a question's columns.
pub(super) fn names(statement: &Statement<'_>) -> Vec<String> {
    let names = statement.column_names();
    names.into_iter().map(str::to_owned).collect()
}

impl Record {
    pub(super) fn read(names: &[String], row: &Row<'_>) -> rusqlite::Result<Self> {
        let cell = |(at, name): (usize, &String)| {
            let cell = match row.get_ref(at)? {
                ValueRef::Null => Cell::Empty,
                ValueRef::Integer(number) => Cell::Number(number),
                // No column of the read model is one; said as it is if one ever is.
                ValueRef::Real(number) => Cell::text(number.to_string()),
                ValueRef::Text(text) => Cell::text(String::from_utf8_lossy(text)),
                ValueRef::Blob(id) => Cell::text(
                    Uuid::from_slice(id).map_or_else(|_| HEXLOWER.encode(id), |id| id.to_string()),
                ),
            };
            Ok((name.clone(), cell))
        };
        let cells = names.iter().enumerate().map(cell);
        Ok(Self {
            cells: cells.collect::<rusqlite::Result<_>>()?,
        })
    }

    /// The cell of that name.
    pub fn get(&self, name: &str) -> Cell {
        let found = self.cells.iter().find(|(known, _)| known == name);
        found.map_or(Cell::Empty, |(_, cell)| cell.clone())
    }
}

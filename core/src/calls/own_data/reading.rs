//! Reads a table of the export from the read model, each value as what it is written as.

use chrono::DateTime;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use uuid::Uuid;

use super::shapes::{DataColumn, DataTable};
use crate::error::Error;
use crate::kinds::FamilyKey;
use crate::queries::exported::{Column, Kind, Table};
use crate::queries::families::of_key as family_of_key;
use crate::reference::Regions;

/// A value of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    None,
    Number(i64),
    Text(String),
}

/// A table as it was read.
pub(super) struct Read {
    pub table: &'static Table,
    pub rows: Vec<Vec<Cell>>,
}

impl Read {
    /// Reads a whole table.
    pub(super) fn all(conn: &Connection, table: &'static Table) -> Result<Self, Error> {
        let mut rows = Vec::new();
        table.each(conn, |row| {
            let mut cells = Vec::with_capacity(table.columns.len());
            for (at, column) in table.columns.iter().enumerate() {
                cells.push(cell(conn, column, row.get_ref(at)?)?);
            }
            rows.push(cells);
            Ok::<_, Error>(())
        })?;
        Ok(Self { table, rows })
    }

    /// The table with how many rows were read.
    pub(super) fn described(&self) -> DataTable {
        let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.table.described(rows)
    }
}

impl Table {
    /// The table as windows show it.
    pub(crate) fn described(&self, rows: u32) -> DataTable {
        let columns = self.columns.iter().map(|column| DataColumn {
            name: column.name.to_owned(),
            meaning: column.meaning.to_owned(),
        });
        DataTable {
            name: self.name.to_owned(),
            title: self.title.to_owned(),
            rows,
            columns: columns.collect(),
        }
    }
}

fn cell(conn: &Connection, column: &Column, value: ValueRef<'_>) -> Result<Cell, Error> {
    Ok(match (column.kind, value) {
        (_, ValueRef::Null) => Cell::None,
        (Kind::Time, ValueRef::Integer(minutes)) => {
            Cell::Text(format!("{:02}:{:02}", minutes / 60, minutes % 60))
        }
        (Kind::Moment, ValueRef::Integer(seconds)) => DateTime::from_timestamp(seconds, 0)
            .map_or(Cell::Number(seconds), |at| Cell::Text(at.to_rfc3339())),
        (_, ValueRef::Integer(number)) => Cell::Number(number),
        (_, ValueRef::Real(number)) => Cell::Text(number.to_string()),
        (_, ValueRef::Blob(bytes)) => Cell::Text(Uuid::from_slice(bytes).map_or_else(
            |_| data_encoding::HEXLOWER.encode(bytes),
            |id| id.to_string(),
        )),
        (kind, ValueRef::Text(text)) => {
            let text = String::from_utf8_lossy(text);
            match kind {
                _ if text.is_empty() => Cell::None,
                Kind::Place => Cell::Text(Regions::own().name(&text).to_owned()),
                Kind::Family => {
                    let key = FamilyKey::parse(&text);
                    let family = key.map(|key| family_of_key(conn, &key)).transpose()?;
                    let family = family.flatten();
                    family.map_or(Cell::None, |id| Cell::Text(id.to_string()))
                }
                _ => Cell::Text(text.into_owned()),
            }
        }
    })
}

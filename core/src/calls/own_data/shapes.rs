//! The tables of the export as windows show them.

use serde::Serialize;

/// A table of the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DataTable {
    /// Its stable name, which files and sheets have.
    pub name: String,
    /// What its rows are, in Indonesian.
    pub title: String,
    /// How many there are.
    pub rows: u32,
    /// Its columns.
    pub columns: Vec<DataColumn>,
}

/// A column of the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DataColumn {
    /// Its stable name.
    pub name: String,
    /// What it says, in Indonesian.
    pub meaning: String,
}

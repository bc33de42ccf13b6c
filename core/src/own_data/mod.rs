//! "Data saya": everything that this device may read, written out with a description of every column, so that nobody is locked in.
//! One pass over the tables, row by row: memory does not grow with what there is. It knows lists and formats, no screen.
//!
//! What changed when, and who said it, is in the entries, which have a file of their own (`.sesi`).

mod csv_files;
mod described;
mod json;
mod lists;
mod marks;
mod record;
mod sink;
mod workbook;

use std::fs::File;
use std::path::Path;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

pub use described::{Described, List};
pub use record::Record;

use sink::Sink;

use crate::error::Error;
use crate::reports::ReportError;
use crate::work::{Phase, Watch};

/// In which form everything is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A workbook with a sheet for each list.
    Xlsx,
    /// A zip file with a CSV file for each list.
    Csv,
    /// One JSON file.
    Json,
}

/// How many rows a list had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Counted {
    /// The list.
    pub list: &'static str,
    /// Its rows.
    pub rows: u64,
}

/// All lists that there are.
pub fn lists() -> Vec<List> {
    let mut lists = lists::lists();
    lists.extend(marks::lists());
    lists
}

/// Rows between two words to whoever watches.
const STEP: u64 = 500;

/// Writes all lists into `file`, whose folder also takes what the format needs in between.
///
/// # Errors
/// If the tables cannot be read, the file cannot be written, or the work is stopped.
pub fn write(
    conn: &Connection,
    format: Format,
    file: &mut File,
    folder: &Path,
    watch: &mut Watch<'_>,
) -> Result<Vec<Counted>, Error> {
    let lists = lists();
    let expected = lists.iter().map(|list| rows_of(conn, list));
    let expected = expected.sum::<Result<u64, rusqlite::Error>>()?;
    let step = |done: u64| {
        let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        Phase::Writing.at(number(done), number(expected.max(done)))
    };
    let mut sink: Box<dyn Sink + '_> = match format {
        Format::Xlsx => Box::new(workbook::Sheets::new(file, folder, &lists)?),
        Format::Csv => Box::new(csv_files::Files::new(file, &lists)?),
        Format::Json => Box::new(json::Json::new(file, &lists)?),
    };
    let mut counted = Vec::with_capacity(lists.len());
    let mut done = 0;
    watch(step(done))?;
    for list in &lists {
        sink.begin(list)?;
        let before = done;
        let mut statement = conn.prepare(list.sql).map_err(ReportError::from)?;
        let names = record::names(&statement);
        let mut rows = statement.query([]).map_err(ReportError::from)?;
        let mut cells = Vec::with_capacity(list.columns.len());
        while let Some(row) = rows.next().map_err(ReportError::from)? {
            let record = Record::read(&names, row).map_err(ReportError::from)?;
            cells.clear();
            let columns = list.columns.iter();
            cells.extend(columns.map(|described| (described.column.value)(&record)));
            sink.row(list, &cells)?;
            done += 1;
            if done % STEP == 0 {
                watch(step(done))?;
            }
        }
        sink.end(list)?;
        counted.push(Counted {
            list: list.key,
            rows: done - before,
        });
    }
    watch(step(done))?;
    sink.finish()?;
    Ok(counted)
}

/// How many rows a list has.
///
/// # Errors
/// If its tables cannot be read.
pub fn rows_of(conn: &Connection, list: &List) -> Result<u64, rusqlite::Error> {
    conn.query_row(&format!("SELECT count(*) FROM ({})", list.sql), [], |row| {
        row.get(0)
    })
}

#[cfg(test)]
mod tests;

//! Data saya: everything that this device may read as tables that other programs read, with what each column means. Nothing is
//! counted or left out; what people wrote stays text.

mod csv;
mod json;
mod reading;
mod shapes;
mod sheets;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Job, Query};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::queries::exported::tables;
use reading::Read;
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
pub use shapes::{DataColumn, DataTable};

/// Asks which tables there are.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DataTables {}

/// Writes all tables to a file.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportData {
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
    /// As what.
    pub format: DataFormat,
}

/// As what tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DataFormat {
    /// A workbook with a sheet for each table.
    Xlsx,
    /// A ZIP with a CSV for each table.
    Csv,
    /// One JSON.
    Json,
}

/// What was written.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportedData {
    /// Where it is.
    pub path: PathBuf,
    /// The tables, as they were written.
    pub tables: Vec<DataTable>,
}

impl Query for DataTables {
    type Answer = Vec<DataTable>;

    fn answer(self, device: &Device) -> Result<Vec<DataTable>, Error> {
        let conn = device.reader();
        let tables = tables().map(|table| {
            let rows = table.count(conn)?;
            Ok(table.described(rows))
        });
        tables.collect()
    }
}

impl Job for ExportData {
    type Answer = ExportedData;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<ExportedData, Error> {
        watch(Phase::Reading.at(0, 1))?;
        // In one go, so that the tables are of one moment.
        let read: Vec<Read> = {
            let device = device.lend();
            let conn = device.reader();
            let read = tables().map(|table| Read::all(conn, table));
            read.collect::<Result<_, _>>()?
        };
        let mut at = |done: usize| -> Result<(), Error> {
            Ok(watch(Phase::Writing.at(done, tables().count()))?)
        };
        whole_file::write(&self.path, |file| match self.format {
            DataFormat::Xlsx => sheets::write(file, &read, &mut at),
            DataFormat::Csv => csv::write(file, &read, &mut at),
            DataFormat::Json => json::write(file, &read, &mut at),
        })?;
        let tables = read.iter().map(Read::described);
        Ok(ExportedData {
            path: self.path,
            tables: tables.collect(),
        })
    }
}

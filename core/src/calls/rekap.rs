//! The rekap on the screen and as a file.

#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;

use super::months::month;
use super::signing::signing;
use super::{Job, Query};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::importing::RosterTodoRow;
use crate::reference::naming;
use crate::rekap::{Rekap, Tables, Wording, xlsx};
use crate::reports::text;

/// Asks for the rekap of a month, with the meetings and families behind every figure.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadRekap {
    /// The month, `2026-11`.
    pub month: String,
}

/// The rekap of a month: what was counted, and the tables that show it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RekapView {
    /// What was counted.
    #[serde(flatten)]
    pub rekap: Rekap,
    /// Its figures in the columns of the form.
    pub tables: Tables,
}

/// Asks for the rekap of a month as text that a spreadsheet takes apart into cells.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RekapText {
    /// The month, `2026-11`.
    pub month: String,
    /// Code of the kecamatan whose pendamping are asked for; none for the kabupaten's kecamatan.
    pub kecamatan: Option<String>,
}

/// Writes the rekap of a month as a workbook.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportRekap {
    /// The month, `2026-11`.
    pub month: String,
    /// The day on which it is signed; none leaves a blank.
    #[serde(default)]
    pub signed: Option<NaiveDate>,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// A written workbook.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Exported {
    /// Where it is.
    pub path: PathBuf,
    /// Meetings that it counted.
    pub meetings: u32,
    /// The versions that it counted, as one digest in hex; the file says its first eight characters.
    pub digest: String,
}

/// The rekap of a month, with the rows of rosters that wait on this device, and names as they are shown.
pub(super) fn counted(device: &Device, of: &str) -> Result<Rekap, Error> {
    let conn = device.reader();
    let mut rekap = Rekap::count(conn, month(of)?)?;
    rekap.waiting_rows = RosterTodoRow::waiting(conn)?;
    rekap.name_people(naming::shown);
    Ok(rekap)
}

impl Query for ReadRekap {
    type Answer = RekapView;

    fn answer(self, device: &Device) -> Result<RekapView, Error> {
        let rekap = counted(device, &self.month)?;
        let tables = Tables::of(&rekap, &Wording::default());
        Ok(RekapView { rekap, tables })
    }
}

impl Query for RekapText {
    type Answer = String;

    fn answer(self, device: &Device) -> Result<String, Error> {
        let rekap = counted(device, &self.month)?;
        let tables = Tables::of(&rekap, &Wording::default());
        let Some(code) = self.kecamatan else {
            return Ok(text::tabbed(&tables.kabupaten));
        };
        let mut places = rekap.kecamatan.iter().zip(&tables.kecamatan);
        let found = places.find(|(place, _)| place.code == code);
        Ok(found
            .map(|(_, table)| text::tabbed(table))
            .unwrap_or_default())
    }
}

impl Job for ExportRekap {
    type Answer = Exported;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Exported, Error> {
        watch(Phase::Reading.at(0, 1))?;
        // In one go, so that the figures are of one moment.
        let (rekap, signing) = {
            let device = device.lend();
            let rekap = counted(&device, &self.month)?;
            (rekap, signing(&device, self.signed)?)
        };
        let workbook =
            xlsx::write_watched(&rekap, &Wording::default(), &signing, |done, total| {
                Ok::<_, Error>(watch(Phase::Writing.at(done, total))?)
            })?;
        whole_file::write(&self.path, |file| file.write_all(&workbook))?;
        Ok(Exported {
            path: self.path,
            meetings: u32::try_from(rekap.as_of.meetings).unwrap_or(u32::MAX),
            digest: HEXLOWER.encode(&rekap.as_of.digest),
        })
    }
}

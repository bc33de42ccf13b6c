//! The province's table as a workbook and on paper: the same tables as on the screen, and who did not tell the month.

use std::io::Write;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;

use super::listing::{Province, province};
use crate::calls::Job;
use crate::calls::office::OfficeSettings;
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::paper;
use crate::forms::province::{Sheets, document, workbook};
use crate::pdf::Size;
use crate::reference::month::YearMonth;

/// Writes the kabupaten of a province in a month as a file. The province's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportProvince {
    /// The month, `2026-10`.
    pub month: String,
    /// As what.
    pub format: ProvinceFormat,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// Formats of that file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ProvinceFormat {
    /// A workbook.
    Xlsx,
    /// Paper.
    Pdf,
}

/// A written file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProvincePrinted {
    /// Where it is.
    pub path: PathBuf,
    /// Kabupaten that told the month.
    pub told: u32,
    /// Bytes of the file.
    pub bytes: u32,
}

fn sheets(device: &Device, month: &str) -> Result<Sheets, Error> {
    let Province {
        view,
        kecamatan,
        silent,
    } = province(device, month)?;
    let month: YearMonth = view
        .month
        .parse()
        .map_err(|_| Error::Missing("that month"))?;
    Ok(Sheets {
        letterhead: OfficeSettings::letterhead(device.reader())?,
        province: view.province.name,
        month,
        told: view.told,
        table: view.table,
        trend: view.trend,
        kecamatan,
        silent,
        signers: OfficeSettings::signers(device.reader())?,
    })
}

impl Job for ExportProvince {
    type Answer = ProvincePrinted;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<ProvincePrinted, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let sheets = sheets(&device.lend(), &self.month)?;
        let bytes = match self.format {
            ProvinceFormat::Xlsx => {
                watch(Phase::Writing.at(0, 1))?;
                workbook(&sheets)?
            }
            ProvinceFormat::Pdf => {
                let document = document(&sheets)?;
                let title = document.title.clone();
                paper::pdf(&[document], self.paper, &title, |done, total| {
                    Ok(watch(Phase::Writing.at(done, total))?)
                })?
            }
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        Ok(ProvincePrinted {
            path: self.path,
            told: sheets.told,
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        })
    }
}

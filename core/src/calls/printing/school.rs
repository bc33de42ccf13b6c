//! Verifikasi komitmen pendidikan: the file that a school sends is read, shown with what is wrong in it, and printed. Nothing of it is kept.

#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;

use super::Printed;
use crate::calls::Job;
use crate::calls::office::OfficeSettings;
use crate::calls::signing::signing;
use crate::calls::templates::in_force;
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::school::{self, Jml, SchoolForm};
use crate::forms::{book, paper};
use crate::pdf::Size;
use crate::reports::Table;
use crate::roster::Workbook;
use crate::schools::{self, SchoolFault};

/// Reads a school's list and shows it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadSchool {
    /// The file.
    pub path: PathBuf,
}

/// A school's list as it would be printed.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SchoolView {
    /// NPSN.
    pub npsn: Option<String>,
    /// Nama Sekolah.
    pub school: Option<String>,
    /// The months as the list names them.
    pub months: Vec<String>,
    /// Its rows in the 25 columns of the form.
    pub table: Table,
    /// What is wrong with rows.
    pub faults: Vec<SchoolFault>,
    /// What JML says, by the office's setting.
    pub jml: Jml,
    /// From how many percent on the commitment is kept, by the office's setting.
    pub enough: u16,
    /// Pupils who can be counted, and those of them below that.
    pub counted: [u32; 2],
}

/// As what a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SchoolFormat {
    /// To print.
    Pdf,
    /// To go on filling in.
    Xlsx,
}

/// Writes the form of a school's list.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PrintSchool {
    /// The file that the school sent.
    pub from: PathBuf,
    /// As what.
    pub format: SchoolFormat,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

fn form(device: &Device, path: &Path) -> Result<SchoolForm, Error> {
    let book = Workbook::read(path)?;
    let list = schools::read(&book.sheets)?;
    let (jml, enough) = OfficeSettings::school(device.reader())?;
    Ok(SchoolForm {
        list,
        jml,
        enough,
        kabupaten: signing(device, None)?.kabupaten,
        day: device.today()?,
    })
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

impl Job for ReadSchool {
    type Answer = SchoolView;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<SchoolView, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let form = form(&device.lend(), &self.path)?;
        let (known, below) = school::below(&form);
        Ok(SchoolView {
            table: school::table(&form),
            jml: form.jml,
            enough: form.enough,
            counted: [count(known), count(below)],
            npsn: form.list.npsn,
            school: form.list.school,
            months: form
                .list
                .months
                .into_iter()
                .map(|month| month.name)
                .collect(),
            faults: form.list.faults,
        })
    }
}

impl Job for PrintSchool {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let (form, templates) = {
            let device = device.lend();
            (form(&device, &self.from)?, in_force(&device)?)
        };
        let document = school::document(&form, &templates)?;
        let (title, digest) = (document.title.clone(), document.digest.clone());
        let mut at = |done, total| Ok(watch(Phase::Writing.at(done, total))?);
        let bytes = match self.format {
            SchoolFormat::Pdf => paper::pdf(&[document], self.paper, &title, &mut at)?,
            SchoolFormat::Xlsx => {
                let name = form.list.school.clone();
                let name = name.unwrap_or_else(|| "Verkom".to_owned());
                book::workbook(&[(name, &document)], self.paper, &mut at)?
            }
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        Ok(Printed {
            path: self.path,
            lists: 1,
            families: count(form.list.pupils.len()),
            bytes: count(bytes.len()),
            digest,
        })
    }
}

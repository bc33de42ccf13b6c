//! Imports: which there were, and one taken back: just what it wrote. What people said since stays.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sesi_engine::job::{Phase, Watch};
use uuid::Uuid;

use super::counting::counted;
use crate::calls::who::must_be_office;
use crate::calls::{Job, Query};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::importing::{ImportRecord, Stayed, undo_import};
use crate::queries::names::shown_name_of;

/// Asks for the imports that can be taken back, and those that were; the latest first.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Imports {}

/// An import.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportRow {
    /// Under which it can be taken back.
    pub id: String,
    /// Name of the file.
    pub file: String,
    /// When, by the clock of the device that imported it.
    pub at: DateTime<Utc>,
    /// When it was taken back.
    pub undone: Option<DateTime<Utc>>,
}

/// Takes an import back: just what it wrote. What people changed since stays.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoImport {
    /// Which; none for the latest that was not taken back.
    pub import: Option<String>,
}

/// What was taken back.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoneImport {
    /// Which import.
    pub import: String,
    /// Name of its file.
    pub file: String,
    /// Families that are as they were, or gone again.
    pub families: u32,
    /// Groups likewise.
    pub groups: u32,
    /// Members of staff whom the import made and who are gone again.
    pub staff: u32,
    /// Tasks that are gone, or open again.
    pub tasks: u32,
    /// What stays, because people said something since.
    pub stays: Vec<StayedAs>,
    /// It was stopped: once more takes back the rest.
    pub stopped: bool,
}

/// Something that an import wrote and that stays.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StayedAs {
    /// The family or the group.
    pub doc: Uuid,
    /// Its name.
    pub name: String,
    /// The field; none for a family or a group that stays whole.
    pub field: Option<String>,
}

impl Query for Imports {
    type Answer = Vec<ImportRow>;

    fn answer(self, device: &Device) -> Result<Vec<ImportRow>, Error> {
        let all = ImportRecord::all(device.reader())?.into_iter();
        Ok(all
            .map(|record| ImportRow {
                id: record.id,
                file: record.file,
                at: record.at,
                undone: record.undone,
            })
            .collect())
    }
}

impl Job for UndoImport {
    type Answer = UndoneImport;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<UndoneImport, Error> {
        let record = {
            let lent = device.lend();
            must_be_office(&lent)?;
            let mut all = ImportRecord::all(lent.reader())?.into_iter();
            let wanted = |record: &ImportRecord| match &self.import {
                Some(id) => record.id == *id,
                None => record.undone.is_none() && !record.correction,
            };
            all.find(wanted).ok_or(Error::Missing("such import"))?
        };
        let done = undo_import(device, &record.id, &mut |done, total| {
            watch(Phase::Writing.at(done, total))
        })?;
        let lent = device.lend();
        let stays = done.stays.into_iter().map(|stayed| named(&lent, stayed));
        Ok(UndoneImport {
            import: record.id,
            file: record.file,
            families: counted(0..done.families),
            groups: counted(0..done.groups),
            staff: counted(0..done.staff),
            tasks: counted(0..done.tasks),
            stays: stays.collect::<Result<_, _>>()?,
            stopped: done.stopped,
        })
    }
}

fn named(device: &Device, stayed: Stayed) -> Result<StayedAs, Error> {
    Ok(StayedAs {
        doc: stayed.doc,
        name: shown_name_of(device.reader(), stayed.doc)?.unwrap_or_default(),
        field: stayed.path,
    })
}

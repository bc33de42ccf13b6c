//! Imports: which there were, and one taken back.

use sesi_engine::job::{Phase, Watch};

use super::{ImportRow, Imports, StayedAs, UndoImport, UndoneImport};
use crate::calls::importing::counting::counted;
use crate::calls::who::must_be_office;
use crate::calls::{Job, Query};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::importing::{ImportRecord, Stayed, undo_import};
use crate::queries::names::shown_name_of;

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

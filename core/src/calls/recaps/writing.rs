//! A recap as a file.

use std::io::Write;

use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;

use super::counting::{recap, span};
use super::{ExportRecap, RecapFormat, RecapOf, Whose};
use crate::calls::Job;
use crate::calls::printing::Printed;
use crate::calls::signing::signing;
use crate::calls::templates::in_force;
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::document::Document;
use crate::forms::template::Fields;
use crate::forms::{book, docx, paper, recap as forms};
use crate::recaps::RecapKind;

impl Job for ExportRecap {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        let span = span(&self.of)?;
        let (recap, signing, templates) = {
            let device = device.lend();
            let recap = recap(&device, &self.of, |done, total| {
                Ok(watch(Phase::Reading.at(done, total))?)
            })?;
            (recap, signing(&device, self.signed)?, in_force(&device)?)
        };
        let sheets = forms::documents(&recap, span, &signing, &templates)?;
        let (_, first) = sheets.first().ok_or(Error::Missing("such recap"))?;
        let mut at = |done, total| Ok(watch(Phase::Writing.at(done, total))?);
        let documents: Vec<Document> = sheets.iter().map(|(_, one)| one.clone()).collect();
        let bytes = match self.format {
            RecapFormat::Pdf => paper::pdf(&documents, self.paper, &first.title, &mut at)?,
            RecapFormat::Docx => {
                at(0, 1)?;
                docx::docx(&documents, self.paper)?
            }
            RecapFormat::Xlsx => {
                let named: Vec<(String, &Document)> = sheets
                    .iter()
                    .map(|(name, document)| (name.clone(), document))
                    .collect();
                book::workbook(&named, self.paper, &mut at)?
            }
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
        let families = match recap.kind {
            RecapKind::Families => recap
                .sheets
                .iter()
                .map(|sheet| sheet.table.rows.len())
                .sum(),
            _ => 0,
        };
        Ok(Printed {
            path: self.path,
            lists: count(recap.sheets.len()),
            families: count(families),
            bytes: count(bytes.len()),
            digest: first.digest.clone(),
        })
    }
}

/// What a template of a recap's form sees of a month.
pub(in crate::calls) fn fields_of(
    device: &Device,
    form: &str,
    month: &str,
) -> Result<Option<Fields>, Error> {
    let Some(kind) = forms::kind_of(form) else {
        return Ok(None);
    };
    let of = RecapOf {
        kind,
        from: month.to_owned(),
        to: month.to_owned(),
        kecamatan: None,
        whose: Whose::All,
    };
    let recap = recap(device, &of, |_, _| Ok(()))?;
    Ok(forms::fields_of(&recap, &signing(device, None)?, form))
}

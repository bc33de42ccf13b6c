//! A sending as a file: what was kept of it, and nothing that is counted or set today.

use std::io::Write;

use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
use uuid::Uuid;

use super::comparing::table;
use super::sent_paper::SentPaper;
use super::sheets::{DYNAMICS, Sending, TOTAL, sendings};
use super::{ExportSent, SentFormat};
use crate::calls::printing::Printed;
use crate::calls::refusal::Refusal;
use crate::calls::{Job, months};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::document::Document;
use crate::forms::sent::{self, SentFacts, SentFactsPlace};
use crate::forms::template::Fields;
use crate::forms::{book, paper};
use crate::reference::Regions;
use crate::reports::Cell;
use crate::reports::Signing;

impl Job for ExportSent {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let (facts, templates) = {
            let device = device.lend();
            let sending = sending(&device, &self.month, self.send)?;
            let paper = SentPaper::of(&sending)?;
            let templates = paper.templates(&device)?;
            (facts(&self.month, sending, paper.signing)?, templates)
        };
        let sheets = sent::documents(&facts, &templates)?;
        let first = sheets.first().map(|(_, first)| first.clone());
        let first = first.ok_or(Error::Missing("such sending"))?;
        let mut at = |done, total| Ok(watch(Phase::Writing.at(done, total))?);
        let bytes = match self.format {
            SentFormat::Pdf => {
                let documents: Vec<Document> = sheets.iter().map(|(_, one)| one.clone()).collect();
                paper::pdf(&documents, self.paper, &first.title, &mut at)?
            }
            SentFormat::Xlsx => {
                let named = sheets.iter().map(|(name, one)| (name.clone(), one));
                book::workbook(&named.collect::<Vec<_>>(), self.paper, &mut at)?
            }
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
        Ok(Printed {
            path: self.path,
            lists: count(sheets.len()),
            families: 0,
            bytes: count(bytes.len()),
            digest: facts.digest,
        })
    }
}

/// A sending of which everything is here.
fn sending(device: &Device, month: &str, send: Uuid) -> Result<Sending, Error> {
    let mut found = sendings(device, month)?.into_iter();
    let sending = found.find(|one| one.send == send);
    let sending = sending.ok_or(Error::Missing("such sending"))?;
    if !sending.whole {
        return Err(Refusal::SentNotWhole.into());
    }
    Ok(sending)
}

/// What a template of a sending's sheets sees of the latest.
pub(super) fn sheet_fields(
    device: &Device,
    month: &str,
    send: Uuid,
    form: &str,
) -> Result<Option<Fields>, Error> {
    let sending = sending(device, month, send)?;
    let signing = SentPaper::of(&sending)?.signing;
    Ok(sent::fields(&facts(month, sending, signing)?, form))
}

fn facts(month: &str, sending: Sending, signing: Signing) -> Result<SentFacts, Error> {
    let places: Vec<SentFactsPlace> = sending
        .sheets
        .iter()
        .map(|(code, sheet)| {
            let said = sheet.get(TOTAL).and_then(|total| total.get(DYNAMICS));
            SentFactsPlace {
                name: Regions::own().name(code).to_owned(),
                table: table(sheet),
                dynamics: match said {
                    Some(Cell::Text(text)) => text.lines().map(str::to_owned).collect(),
                    _ => Vec::new(),
                },
            }
        })
        .collect();
    Ok(SentFacts {
        month: months::month(month)?,
        version: sending.version,
        day: sending.first.day,
        receiver: sending.first.receiver,
        note: sending.first.note,
        digest: sending.digest,
        signing,
        kabupaten: sent::kabupaten(&places).ok_or(Error::Missing("such sending"))?,
        places,
    })
}

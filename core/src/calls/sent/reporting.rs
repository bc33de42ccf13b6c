//! What changed since a sending as a paper, a workbook and a text: what the screen shows, with the difference of each figure.

use std::collections::BTreeMap;
use std::io::Write;

use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
use uuid::Uuid;

use super::comparing::{Change, changes, shown};
use super::printing::sheet_fields;
use super::sheets::{Sheet, TOTAL, sendings, sheets, tables_of};
use super::{ExportSentChanges, SentChangesText, SentFormat};
use crate::calls::printing::Printed;
use crate::calls::refusal::Refusal;
use crate::calls::signing::signing;
use crate::calls::templates::in_force;
use crate::calls::{Job, Query};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::document::Document;
use crate::forms::sent_changes::{self, ChangesFacts, FigureChange, SendingFacts, TextChange};
use crate::forms::template::Fields;
use crate::forms::{book, paper, plain};
use crate::importing::RosterTodoRow;
use crate::queries::sent;
use crate::rekap::columns::{Sheet as Form, columns};
use crate::reports::{Cell, Kind, Table};

impl Job for ExportSentChanges {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let document = {
            let device = device.lend();
            let mut facts = facts(&device, &self.month, self.send)?;
            facts.signing.day = self.signed;
            document(&device, &facts)?
        };
        let mut at = |done, total| Ok(watch(Phase::Writing.at(done, total))?);
        let bytes = match self.format {
            SentFormat::Pdf => {
                let one = std::slice::from_ref(&document);
                paper::pdf(one, self.paper, &document.title, &mut at)?
            }
            SentFormat::Xlsx => {
                let sheet = [("Perubahan".to_owned(), &document)];
                book::workbook(&sheet, self.paper, &mut at)?
            }
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        Ok(Printed {
            path: self.path,
            lists: 1,
            families: 0,
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            digest: document.digest,
        })
    }
}

impl Query for SentChangesText {
    type Answer = String;

    fn answer(self, device: &Device) -> Result<String, Error> {
        let facts = facts(device, &self.month, self.send)?;
        Ok(plain::text(&document(device, &facts)?))
    }
}

fn document(device: &Device, facts: &ChangesFacts) -> Result<Document, Error> {
    sent_changes::document(facts, &in_force(device)?)
}

/// What a template of these forms sees of the latest month of which something was sent.
pub(in crate::calls) fn latest_fields(
    device: &Device,
    form: &str,
) -> Result<Option<Fields>, Error> {
    let Some(month) = sent::latest_month(device.reader())? else {
        return Ok(None);
    };
    let sent = sendings(device, &month)?;
    let Some(whole) = sent.iter().find(|one| one.whole) else {
        return Ok(None);
    };
    if form != sent_changes::FORM.name {
        return sheet_fields(device, &month, whole.send, form);
    }
    let facts = facts(device, &month, whole.send)?;
    Ok(Some(sent_changes::fields(&facts)))
}

fn facts(device: &Device, month: &str, send: Uuid) -> Result<ChangesFacts, Error> {
    let all = sendings(device, month)?;
    let found = all.iter().find(|one| one.send == send);
    let compared = found.ok_or(Error::Missing("such sending"))?;
    if !compared.whole {
        return Err(Refusal::SentNotWhole.into());
    }
    let (rekap, tables) = tables_of(device, month)?;
    let now = sheets(&rekap, &tables);
    let same = all.iter().filter(|one| one.version == compared.version);
    let (figures, texts) = told(changes(&compared.sheets, &now));
    let mut differing = sums(&compared.sheets, &now);
    differing.extend(figures);
    let versions = all.iter().map(|one| SendingFacts {
        version: one.version,
        compared: one.send == send,
        day: one.first.day,
        receiver: one.first.receiver.clone(),
        note: one.first.note.clone(),
        meetings: one.first.meetings,
        digest: one.digest.clone(),
    });
    Ok(ChangesFacts {
        month: rekap.month,
        versions: versions.collect(),
        doubled: same.count() > 1,
        day: device.today()?,
        meetings: rekap.as_of.meetings,
        counted: rekap.as_of.short(),
        waiting_rows: RosterTodoRow::waiting(device.reader())?,
        left_out: rekap.unmatched.len() + rekap.notes.len(),
        figures: differing,
        texts,
        signing: signing(device, None)?,
    })
}

/// Figures, and everything else as it is written.
fn told(changes: Vec<Change>) -> (Vec<FigureChange>, Vec<TextChange>) {
    let (mut figures, mut texts) = (Vec::new(), Vec::new());
    for change in changes {
        let place = change.place().to_owned();
        let column = change.heading.words.id.to_owned();
        match (
            change.heading.kind,
            number(&change.sent),
            number(&change.now),
        ) {
            (Kind::Figure, Ok(sent), Ok(now)) => figures.push(FigureChange {
                place: Some(place),
                who: change.who,
                column,
                sent,
                now,
            }),
            _ => texts.push(TextChange {
                place,
                who: change.who,
                column,
                sent: shown(Some(&change.sent)),
                now: shown(Some(&change.now)),
            }),
        }
    }
    (figures, texts)
}

/// The figure of a cell, none where there is no line; a text is no figure.
fn number(cell: &Cell) -> Result<Option<i64>, ()> {
    match cell {
        Cell::Number(number) => Ok(Some(*number)),
        Cell::Empty => Ok(None),
        Cell::Text(_) => Err(()),
    }
}

/// The sums of the kabupaten that differ: those of its sheets added up.
fn sums(sent: &BTreeMap<String, Sheet>, now: &BTreeMap<String, Sheet>) -> Vec<FigureChange> {
    let empty = Table::new(&columns(Form::Kecamatan), [], None);
    let heads = empty.columns.into_iter().filter(|head| head.summed);
    let all = heads.map(|head| {
        let sum = |sheets: &BTreeMap<String, Sheet>| -> i64 {
            let cells = sheets
                .values()
                .filter_map(|sheet| sheet.get(TOTAL)?.get(head.key));
            cells.filter_map(|cell| number(cell).ok().flatten()).sum()
        };
        FigureChange {
            place: None,
            who: None,
            column: head.label.id.to_owned(),
            sent: Some(sum(sent)),
            now: Some(sum(now)),
        }
    });
    all.filter(|sum| sum.sent != sum.now).collect()
}

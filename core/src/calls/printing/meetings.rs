//! Forms about meetings as files and as text: pemantauan, laporan kegiatan and laporan RHK 2, of one meeting or of a month. What they
//! say is read here in one go, so that a file is of one moment; how they look is said in `forms`.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Deserialize;
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
use uuid::Uuid;

use super::Printed;
use super::facts::Reader;
use crate::calls::months::month;
use crate::calls::office::OfficeSettings;
use crate::calls::templates::in_force;
use crate::calls::{Job, Query};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::document::Document;
use crate::forms::facts::MeetingFacts;
use crate::forms::rhk2::Report;
use crate::forms::template::{Fields, Templates};
use crate::forms::{activity, docx, monitoring, month_summary, paper, plain, rhk2};
use crate::pdf::Size;
use crate::queries::meetings;
use crate::reference::month::indonesian_day;

/// Which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MeetingForm {
    /// Pemantauan KPM PKH setiap P2K2.
    Pemantauan,
    /// The same with a page for the group's photo.
    PemantauanFoto,
    /// Laporan Kegiatan P2K2.
    Kegiatan,
    /// Laporan RHK 2, chapters A to E.
    Rhk2,
}

/// As what it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MeetingFormat {
    /// To print and to upload.
    Pdf,
    /// To go on writing.
    Docx,
    /// The tables of pemantauan.
    Xlsx,
}

/// Which meetings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MeetingsOf {
    /// One.
    Meeting(Uuid),
    /// Those of a month that this device's person led.
    Own(String),
    /// Those of a month, `2026-11`, that somebody led.
    Pendamping(String, Uuid),
    /// Those of a month in a kecamatan.
    Kecamatan(String, String),
}

/// Writes a form about meetings.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportMeetings {
    /// Of which.
    pub of: MeetingsOf,
    /// Which form.
    pub form: MeetingForm,
    /// As what.
    pub format: MeetingFormat,
    /// Which paper.
    pub paper: Size,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// Asks for a form about meetings as text, to copy or to send.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MeetingsText {
    /// Of which.
    pub of: MeetingsOf,
    /// Which form.
    pub form: MeetingForm,
}

impl Job for ExportMeetings {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        let asked = read(&device.lend(), &self.of, |done, total| {
            Ok(watch(Phase::Reading.at(done, total))?)
        })?;
        let mut at = |done, total| Ok(watch(Phase::Writing.at(done, total))?);
        let documents = documents(&asked, self.form, self.signed)?;
        let bytes = match (self.format, self.form) {
            (MeetingFormat::Pdf, _) => {
                let title = documents
                    .first()
                    .map_or("P2K2", |first| first.title.as_str());
                paper::pdf(&documents, self.paper, title, &mut at)?
            }
            (MeetingFormat::Docx, _) => {
                at(0, 1)?;
                docx::docx(&documents, self.paper)?
            }
            (MeetingFormat::Xlsx, MeetingForm::Pemantauan | MeetingForm::PemantauanFoto) => {
                at(0, 1)?;
                monitoring::workbook(&asked.meetings())?
            }
            (MeetingFormat::Xlsx, _) => return Err(Error::Missing("workbook of that form")),
        };
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
        let families = asked.found.iter().map(|(_, facts)| facts.families.len());
        Ok(Printed {
            path: self.path,
            lists: count(asked.found.len()),
            families: count(families.sum()),
            bytes: count(bytes.len()),
            digest: documents
                .last()
                .map_or_else(String::new, |last| last.digest.clone()),
        })
    }
}

impl Query for MeetingsText {
    type Answer = String;

    fn answer(self, device: &Device) -> Result<String, Error> {
        let asked = read(device, &self.of, |_, _| Ok(()))?;
        let documents = documents(&asked, self.form, None)?;
        let texts: Vec<String> = documents.iter().map(plain::text).collect();
        Ok(texts.join("\n\n"))
    }
}

/// The meetings that were asked for, each with who led it, by day; and what the office's paper has.
pub(super) struct Asked {
    pub(super) found: Vec<(Option<Uuid>, MeetingFacts)>,
    /// The month in words; none of a single meeting.
    month: Option<String>,
    letterhead: Vec<String>,
    templates: Templates,
}

impl Asked {
    fn meetings(&self) -> Vec<MeetingFacts> {
        self.found.iter().map(|(_, facts)| facts.clone()).collect()
    }
}

pub(super) fn read(
    device: &Device,
    of: &MeetingsOf,
    mut at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Asked, Error> {
    let reader = Reader::new(device)?;
    let (ids, in_month) = match of {
        MeetingsOf::Meeting(id) => (vec![*id], None),
        MeetingsOf::Own(text)
        | MeetingsOf::Pendamping(text, _)
        | MeetingsOf::Kecamatan(text, _) => {
            let month = month(text)?;
            let held =
                meetings::held_between(device.reader(), month.first_day(), month.last_day())?;
            let own = device.person()?;
            let wanted = held.into_iter().filter(|(_, group, day)| match of {
                MeetingsOf::Own(_) => own.is_some() && reader.led_by(*group, *day) == own,
                MeetingsOf::Pendamping(_, staff) => reader.led_by(*group, *day) == Some(*staff),
                MeetingsOf::Kecamatan(_, code) => reader.is_in(*group, code),
                MeetingsOf::Meeting(_) => false,
            });
            (
                wanted.map(|(id, _, _)| id).collect(),
                Some(month.indonesian()),
            )
        }
    };
    let mut found = Vec::with_capacity(ids.len());
    for (no, id) in ids.iter().enumerate() {
        at(no, ids.len())?;
        found.push(reader.facts(*id)?);
    }
    Ok(Asked {
        found,
        month: in_month,
        // A phone that has not read the office's document yet has no letterhead.
        letterhead: OfficeSettings::letterhead(device.reader())?,
        templates: in_force(device)?,
    })
}

fn documents(
    asked: &Asked,
    form: MeetingForm,
    signed: Option<NaiveDate>,
) -> Result<Vec<Document>, Error> {
    let each = |one: &dyn Fn(&MeetingFacts) -> Result<Document, Error>| {
        let mut all = asked
            .found
            .iter()
            .map(|(_, facts)| one(facts))
            .collect::<Result<Vec<_>, Error>>()?;
        if let Some(month) = &asked.month {
            all.push(month_summary::document(
                month,
                &asked.meetings(),
                &asked.templates,
            )?);
        }
        Ok(all)
    };
    let templates = &asked.templates;
    match form {
        MeetingForm::Pemantauan => each(&|facts| monitoring::document(facts, false, templates)),
        MeetingForm::PemantauanFoto => each(&|facts| monitoring::document(facts, true, templates)),
        MeetingForm::Kegiatan => each(&|facts| activity::document(facts, templates)),
        MeetingForm::Rhk2 => {
            let reports = reports(asked, signed);
            let report = |report| rhk2::document(report, templates);
            reports.iter().map(report).collect()
        }
    }
}

/// A report for each pendamping; for a month without meetings one that says so.
fn reports(asked: &Asked, signed: Option<NaiveDate>) -> Vec<Report> {
    let mut of: BTreeMap<Option<Uuid>, Vec<MeetingFacts>> = BTreeMap::new();
    for (staff, facts) in &asked.found {
        of.entry(*staff).or_default().push(facts.clone());
    }
    if of.is_empty() {
        of.insert(None, Vec::new());
    }
    let report = |meetings: Vec<MeetingFacts>| {
        let first = meetings.first();
        let single =
            first.map(|facts| format!("Kelompok {}, {}", facts.group, indonesian_day(facts.date)));
        Report {
            period: asked.month.clone().or(single).unwrap_or_default(),
            letterhead: asked.letterhead.clone(),
            pendamping: first
                .map(|facts| facts.pendamping.clone())
                .unwrap_or_default(),
            jabatan: first.and_then(|facts| facts.jabatan.clone()),
            signed,
            meetings,
        }
    };
    of.into_values().map(report).collect()
}

/// What a template of RHK 2 sees of some meetings.
pub(super) fn report_fields(device: &Device, of: &MeetingsOf) -> Result<Option<Fields>, Error> {
    let asked = read(device, of, |_, _| Ok(()))?;
    Ok(reports(&asked, None).first().map(rhk2::fields))
}

/// What a template of the summary sees of some meetings of a month.
pub(super) fn summary_fields(device: &Device, of: &MeetingsOf) -> Result<Option<Fields>, Error> {
    let asked = read(device, of, |_, _| Ok(()))?;
    let month = asked.month.as_deref();
    Ok(month.map(|month| month_summary::fields(month, &asked.meetings())))
}

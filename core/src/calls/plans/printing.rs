//! RTL and jadwal as files to print: what the screens show, read in one go.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
use uuid::Uuid;

use super::reading::{Plan, PlanCell};
use super::schedule::Schedule;
use super::sharing::{long_day, offset, session, state, times, zone};
use super::table::Plans;
use crate::calls::office::OfficeSettings;
use crate::calls::printing::{Printed, Reader, katim};
use crate::calls::signing::signing;
use crate::calls::templates::in_force;
use crate::calls::terms::SessionName;
use crate::calls::{Job, Query, months};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::document::Document;
use crate::forms::rtl::{self, GroupPlan, MonthPlan, YearPlan};
use crate::forms::schedule::{self, CalendarEntry, MonthCalendar};
use crate::forms::template::Fields;
use crate::forms::{Signer, paper};
use crate::pdf::Size;
use crate::queries::groups::Groups;
use crate::queries::plans::PlanState;
use crate::queries::sessions::Sessions;
use crate::reference::naming;

/// What is printed of plans.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PlanPaper {
    /// RTL of a year: a paper for each person who leads groups.
    Year(PlanYearOf),
    /// Jadwal of a month.
    Month(Schedule),
}

/// Whose plans of which year.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanYearOf {
    /// The year; none for this one.
    pub year: Option<i32>,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
    /// Only the groups of the asking person.
    pub mine: bool,
}

/// Writes plans as a PDF.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PrintPlans {
    /// Which.
    pub of: PlanPaper,
    /// Which paper.
    pub paper: Size,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

impl Job for PrintPlans {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        let (documents, lists) = documents(&device.lend(), &self, |done, total| {
            Ok(watch(Phase::Reading.at(done, total))?)
        })?;
        let first = documents.first().ok_or(Error::Missing("such plan"))?;
        let pdf = paper::pdf(&documents, self.paper, &first.title, |done, total| {
            Ok(watch(Phase::Writing.at(done, total))?)
        })?;
        whole_file::write(&self.path, |file| file.write_all(&pdf))?;
        Ok(Printed {
            path: self.path,
            lists: u32::try_from(lists).unwrap_or(u32::MAX),
            families: 0,
            bytes: u32::try_from(pdf.len()).unwrap_or(u32::MAX),
            digest: first.digest.clone(),
        })
    }
}

/// The papers, and how many groups or meetings they tell of.
pub(super) fn documents(
    device: &Device,
    asked: &PrintPlans,
    at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<(Vec<Document>, usize), Error> {
    let templates = in_force(device)?;
    match &asked.of {
        PlanPaper::Year(of) => {
            let plans = years(device, of, asked.signed, at)?;
            let groups = plans.iter().map(|plan| plan.groups.len()).sum();
            let papers = plans.iter().map(|plan| rtl::document(plan, &templates));
            let papers = papers.collect::<Result<_, _>>()?;
            Ok((papers, groups))
        }
        PlanPaper::Month(of) => {
            let calendar = month(device, of, asked.signed)?;
            let entries = calendar.entries.len();
            Ok((vec![schedule::document(&calendar, &templates)?], entries))
        }
    }
}

/// What a template of these forms sees of this year and this month, of everybody whose groups are known here.
pub(in crate::calls) fn latest_fields(
    device: &Device,
    form: &str,
) -> Result<Option<Fields>, Error> {
    if form == rtl::FORM.name {
        let everybody = PlanYearOf {
            year: None,
            kecamatan: None,
            mine: false,
        };
        let plans = years(device, &everybody, None, |_, _| Ok(()))?;
        return Ok(plans.first().map(rtl::fields));
    }
    let everybody = Schedule {
        month: None,
        kecamatan: None,
        mine: false,
    };
    Ok(Some(schedule::fields(&month(device, &everybody, None)?)))
}

/// `4+5`: numbers, or titles where there are none.
fn short(sessions: &[SessionName]) -> String {
    let each = sessions.iter().map(|one| match one.number {
        0 => one.title.clone(),
        number => number.to_string(),
    });
    each.collect::<Vec<_>>().join("+")
}

fn of_cell(cell: PlanCell) -> MonthPlan {
    let held = cell.held.iter().map(|held| {
        let named = short(std::slice::from_ref(&held.session));
        format!("{named} ({})", held.date.day())
    });
    MonthPlan {
        planned: short(&cell.sessions),
        held: held.collect::<Vec<_>>().join(", "),
        reason: cell.reason,
        state: match cell.state {
            PlanState::Other | PlanState::Missed | PlanState::Off | PlanState::Unplanned => {
                state(cell.state)
            }
            PlanState::Planned | PlanState::Empty | PlanState::Done => "",
        },
    }
}

/// A plan for each person who leads some of the groups, by name; of groups that nobody leads one at the end.
fn years(
    device: &Device,
    of: &PlanYearOf,
    signed: Option<NaiveDate>,
    mut at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Vec<YearPlan>, Error> {
    let conn = device.reader();
    let table = Plans {
        year: of.year,
        kecamatan: of.kecamatan.clone(),
    };
    let table = table.answer(device)?;
    let reader = Reader::new(device)?;
    let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
    let named: Vec<(u32, String)> = sessions
        .all()
        .into_iter()
        .filter(|session| session.number > 0)
        .map(|session| (session.number, session.title))
        .collect();
    let signing = signing(device, signed)?;
    let wanted: Vec<_> = table
        .groups
        .into_iter()
        .filter(|row| row.mine || !of.mine)
        .collect();
    let mut by_person: BTreeMap<(bool, String, Option<Uuid>), Vec<_>> = BTreeMap::new();
    for row in wanted {
        let who = row.pendamping.as_ref();
        let key = (
            who.is_none(),
            who.map(|who| who.name.clone()).unwrap_or_default(),
            who.map(|who| who.id),
        );
        by_person.entry(key).or_default().push(row);
    }
    let steps = by_person.len();
    let mut plans = Vec::with_capacity(steps);
    for (no, ((.., staff), rows)) in by_person.into_iter().enumerate() {
        at(no, steps)?;
        let (pendamping, jabatan) = reader.signer(staff);
        let mut of_person = Vec::with_capacity(rows.len());
        let (mut kecamatan, mut desa) = (Vec::new(), Vec::new());
        let mut code = None;
        for row in rows {
            let form = Plan {
                group: row.group.id,
                year: Some(table.year),
            };
            let form = form.answer(device)?;
            let known = groups.get(row.group.id);
            code = code.or_else(|| known.map(|group| group.kecamatan.clone()));
            kecamatan.push(row.group.kecamatan.clone());
            desa.push(row.group.desa.clone());
            of_person.push(GroupPlan {
                name: row.group.name,
                desa: row.group.desa,
                families: row.families,
                months: form.months.into_iter().map(of_cell).collect(),
            });
        }
        for names in [&mut kecamatan, &mut desa] {
            names.sort();
            names.dedup();
        }
        // A Ketua Tim knows of one kecamatan.
        let katim = match (kecamatan.len(), &code) {
            (1, Some(code)) => katim(device, code)?,
            _ => Signer::default(),
        };
        plans.push(YearPlan {
            year: table.year,
            letterhead: signing.letterhead.clone(),
            kabupaten: signing.kabupaten.clone(),
            kecamatan: kecamatan.join(", "),
            desa: desa.join(", "),
            pendamping,
            jabatan,
            katim,
            signed,
            groups: of_person,
            sessions: named.clone(),
        });
    }
    Ok(plans)
}

fn month(
    device: &Device,
    of: &Schedule,
    signed: Option<NaiveDate>,
) -> Result<MonthCalendar, Error> {
    let view = of.clone().answer(device)?;
    let zone = zone(offset(device)?);
    let own = if of.mine { device.person()? } else { None };
    let (pendamping, jabatan) = Reader::new(device)?.signer(own);
    let signing = signing(device, signed)?;
    let entries = (1..).zip(view.entries).map(|(no, entry)| {
        let mut modules: Vec<String> = Vec::new();
        for one in &entry.sessions {
            if !one.module.is_empty() && !modules.contains(&one.module) {
                modules.push(one.module.clone());
            }
        }
        let said = [
            state(entry.state).to_owned(),
            if entry.late {
                "Terlewat".to_owned()
            } else {
                String::new()
            },
            entry.reason.clone().unwrap_or_default(),
        ];
        let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
        let sessions: Vec<String> = entry.sessions.iter().map(session).collect();
        CalendarEntry {
            no,
            day: entry.date.map(long_day).unwrap_or_default(),
            time: times(entry.starts, entry.ends).unwrap_or_default(),
            pendamping: entry
                .pendamping
                .map(|who| naming::shown(&who.name))
                .unwrap_or_default(),
            place: format!("{}, {}", entry.group.desa, entry.group.kecamatan),
            group: entry.group.name,
            at: entry.place.unwrap_or_default(),
            module: modules.join("; "),
            session: sessions.join("; "),
            state: if said.is_empty() {
                "Terjadwal".to_owned()
            } else {
                said.join(", ")
            },
        }
    });
    Ok(MonthCalendar {
        month: months::month(&view.month)?,
        letterhead: OfficeSettings::letterhead(device.reader())?,
        kabupaten: signing.kabupaten,
        pendamping,
        jabatan,
        signed,
        zone,
        entries: entries.collect(),
        without: view.without.into_iter().map(|group| group.name).collect(),
    })
}

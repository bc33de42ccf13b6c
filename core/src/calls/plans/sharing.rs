//! A calendar or a plan to be sent: as a text for a message, and as a file for other calendars. Says what is planned and held, and nothing
//! of families.

use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;
use uuid::Uuid;

use super::reading::{Plan, PlanCell, PlanForm};
use super::schedule::{Schedule, ScheduleEntry, ScheduleView};
use crate::calls::refusal::Refusal;
use crate::calls::terms::SessionName;
use crate::calls::{Job, Query, ids, months};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::ics::{self, Event, When};
use crate::kinds::{DocKey, KeyYear};
use crate::queries::delivered::Delivered;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::office::Office;
use crate::queries::plans::{PlanState, Plans, given_in};
use crate::queries::sessions::Sessions;
use crate::reference::calendar::{MONTHS, WEEKDAYS};
use crate::reference::month::{YearMonth, indonesian_day};
use crate::reference::naming;

/// What is shared.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PlansOf {
    /// The calendar of a month.
    Month(Schedule),
    /// The plan of a group.
    Group(Plan),
}

/// Asks for a calendar or a plan as text, to be sent.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlansText {
    /// Which.
    pub of: PlansOf,
}

/// Writes what is planned as a file that other calendars read (`.ics`).
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportCalendar {
    /// Which.
    pub of: PlansOf,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// A written calendar.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CalendarFile {
    /// Where it is.
    pub path: PathBuf,
    /// Meetings in it.
    pub events: u32,
    /// Planned meetings that have no day yet and are not in it.
    pub undated: u32,
}

pub(super) fn session(name: &SessionName) -> String {
    match name.number {
        0 => name.title.clone(),
        number => format!("Sesi {number}: {}", name.title),
    }
}

fn sessions(names: &[SessionName]) -> String {
    names.iter().map(session).collect::<Vec<_>>().join("; ")
}

pub(super) fn long_day(day: NaiveDate) -> String {
    let at = day.weekday().num_days_from_monday() as usize;
    let weekday = WEEKDAYS.get(at).copied().unwrap_or_default();
    format!("{weekday}, {}", indonesian_day(day))
}

pub(super) fn times(starts: Option<u16>, ends: Option<u16>) -> Option<String> {
    let time = |minutes: u16| format!("{:02}.{:02}", minutes / 60, minutes % 60);
    Some(match (starts?, ends) {
        (starts, Some(ends)) => format!("{}-{}", time(starts), time(ends)),
        (starts, None) => time(starts),
    })
}

pub(super) fn state(state: PlanState) -> &'static str {
    match state {
        PlanState::Planned | PlanState::Empty => "",
        PlanState::Done => "Terlaksana",
        PlanState::Other => "Terlaksana, sesi lain",
        PlanState::Missed => "Tertunda",
        PlanState::Off => "Tidak ada pertemuan",
        PlanState::Unplanned => "Di luar rencana",
    }
}

/// The calendar of a month as a message.
fn month_text(view: &ScheduleView, zone: &str) -> Result<String, Error> {
    let month = months::month(&view.month)?;
    let mut lines = vec![format!(
        "*JADWAL P2K2 {}*",
        month.indonesian().to_uppercase()
    )];
    let mut under = String::new();
    for entry in &view.entries {
        let head = match entry.date {
            Some(day) => long_day(day),
            None if entry.state == PlanState::Off => state(PlanState::Off).to_owned(),
            None => "Tanggal belum ditentukan".to_owned(),
        };
        if head != under {
            lines.extend([String::new(), format!("*{head}*")]);
            under = head;
        }
        lines.push(entry_text(entry, zone));
    }
    if view.entries.is_empty() {
        lines.extend([
            String::new(),
            "Belum ada pertemuan yang dijadwalkan.".to_owned(),
        ]);
    }
    Ok(lines.join("\n"))
}

fn entry_text(entry: &ScheduleEntry, zone: &str) -> String {
    let time = times(entry.starts, entry.ends).map(|time| format!("{time} {zone}"));
    let group = format!("{} ({})", entry.group.name, entry.group.desa);
    let parts = [
        time.unwrap_or_default(),
        group,
        sessions(&entry.sessions),
        entry.place.clone().unwrap_or_default(),
        state(entry.state).to_owned(),
        entry.reason.clone().unwrap_or_default(),
    ];
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("- {}", said.join(" · "))
}

/// The plan of a group as a message.
fn plan_text(form: &PlanForm, zone: &str) -> String {
    let mut lines = vec![
        format!("*RTL P2K2 {}*", form.year),
        format!("Kelompok {} ({})", form.group.name, form.group.desa),
    ];
    if let Some(pendamping) = &form.pendamping {
        lines.push(format!("Pendamping: {}", naming::shown(&pendamping.name)));
    }
    lines.push(String::new());
    for (name, cell) in MONTHS.iter().zip(&form.months) {
        lines.push(format!("{name}: {}", cell_text(cell, zone)));
    }
    let figures = &form.figures;
    lines.extend([
        String::new(),
        format!(
            "Direncanakan {}, terlaksana {}, terlaksana sesi lain {}, tertunda {}.",
            figures.planned, figures.done, figures.other, figures.missed
        ),
    ]);
    lines.join("\n")
}

fn cell_text(cell: &PlanCell, zone: &str) -> String {
    let held: Vec<String> = cell
        .held
        .iter()
        .map(|held| format!("{} ({})", session(&held.session), indonesian_day(held.date)))
        .collect();
    let parts = match cell.state {
        PlanState::Empty => vec!["-".to_owned()],
        PlanState::Done | PlanState::Unplanned => vec![held.join("; ")],
        PlanState::Other => vec![
            format!("rencana {}", sessions(&cell.sessions)),
            format!("diberikan {}", held.join("; ")),
        ],
        PlanState::Planned | PlanState::Missed | PlanState::Off => {
            let time = times(cell.starts, cell.ends).map(|time| format!("{time} {zone}"));
            vec![
                sessions(&cell.sessions),
                cell.date.map(long_day).unwrap_or_default(),
                time.unwrap_or_default(),
                cell.place.clone().unwrap_or_default(),
            ]
        }
    };
    let more = [
        state(cell.state).to_owned(),
        cell.reason.clone().unwrap_or_default(),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .chain(more)
        .filter(|part| !part.is_empty())
        .collect();
    said.join(" · ")
}

/// The zone as people say it.
pub(super) fn zone(offset: i16) -> String {
    match offset {
        420 => "WIB".to_owned(),
        480 => "WITA".to_owned(),
        540 => "WIT".to_owned(),
        other => {
            let sign = if other < 0 { '-' } else { '+' };
            let minutes = other.unsigned_abs();
            format!("UTC{sign}{:02}.{:02}", minutes / 60, minutes % 60)
        }
    }
}

pub(super) fn offset(device: &Device) -> Result<i16, Error> {
    let office = Office::read(device.reader())?;
    Ok(office.map_or(0, |office| office.utc_offset_minutes))
}

impl Query for PlansText {
    type Answer = String;

    fn answer(self, device: &Device) -> Result<String, Error> {
        let zone = zone(offset(device)?);
        match self.of {
            PlansOf::Month(schedule) => month_text(&schedule.answer(device)?, &zone),
            PlansOf::Group(plan) => Ok(plan_text(&plan.answer(device)?, &zone)),
        }
    }
}

/// The events of a file, and how many planned meetings have no day.
struct Gathered {
    name: String,
    events: Vec<Event>,
    undated: u32,
}

/// Gathers months of plans as events, whatever has become of them: the calendar of somebody who has the earlier file is put right.
struct Gathering<'d> {
    device: &'d Device,
    groups: Groups,
    sessions: Sessions,
    delivered: Delivered,
    offset: i16,
    gathered: Gathered,
}

impl<'d> Gathering<'d> {
    fn new(device: &'d Device, name: String) -> Result<Self, Error> {
        let conn = device.reader();
        Ok(Self {
            device,
            groups: Groups::read(conn)?,
            sessions: Sessions::read(conn)?,
            delivered: Delivered::read(conn)?,
            offset: offset(device)?,
            gathered: Gathered {
                name,
                events: Vec::new(),
                undated: 0,
            },
        })
    }

    fn add(&mut self, plans: &Plans, group: &Kelompok, month: YearMonth) -> Result<(), Error> {
        let (planned, group) = (plans.cell(group, month), group.id);
        if !planned.is_meeting() {
            return Ok(());
        }
        let Some(day) = planned.date else {
            self.gathered.undated += u32::from(planned.reason.is_none());
            return Ok(());
        };
        let year = KeyYear::new(day.year()).ok_or(Refusal::PlanYear)?;
        let key = DocKey::Plan { group, year };
        let named: Vec<SessionName> = planned
            .sessions
            .iter()
            .map(|code| self.sessions.name(code))
            .collect();
        let at = |minutes: u16| {
            let local = day.and_time(chrono::NaiveTime::MIN) + Duration::minutes(minutes.into());
            (local - Duration::minutes(self.offset.into())).and_utc()
        };
        // Whoever wrote a reason and met all the same did meet.
        let given = given_in(&self.delivered, group, month);
        let is_off = planned.state(&given, month, self.device.today()?) == PlanState::Off
            && !given.iter().any(|given| given.date == day);
        let reason = planned.reason.clone().filter(|_| is_off);
        let held = given.iter().map(|given| given.meeting);
        let stamp = match planned.reason {
            Some(_) => held_last(self.device, held)?,
            None => None,
        };
        let group = self.groups.named(group);
        self.gathered.events.push(Event {
            uid: format!("{}-{}@sesi", key.id(&self.device.office()).0, month),
            stamp: last_said(self.device, &key)?.max(stamp.unwrap_or_default()),
            when: match planned.starts {
                Some(starts) => When::Time(at(starts), planned.ends.map(at)),
                None => When::Day(day),
            },
            summary: format!("P2K2 {}", group.name),
            location: planned.place.clone().unwrap_or_default(),
            description: [
                format!("{}, {}", group.desa, group.kecamatan),
                sessions(&named),
                reason.unwrap_or_default(),
            ]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
            cancelled: is_off,
        });
        Ok(())
    }
}

/// When something was said of a plan last: the same at every device that has the same.
fn last_said(device: &Device, key: &DocKey) -> Result<DateTime<Utc>, Error> {
    let document = device.document(key)?;
    let history = document.map(|document| document.history());
    let times = history.into_iter().flatten().map(|item| item.time);
    let last = times.max().unwrap_or_default();
    Ok(DateTime::from_timestamp(last, 0).unwrap_or_default())
}

/// When something was said last of meetings that were held: a plan with a reason is another event since.
fn held_last(
    device: &Device,
    meetings: impl Iterator<Item = Uuid>,
) -> Result<Option<DateTime<Utc>>, Error> {
    let mut last = None;
    for meeting in meetings {
        let document = ids::document(device, meeting)?;
        let history = document.map(|(_, document)| document.history());
        let times = history.into_iter().flatten().map(|item| item.time);
        last = last.max(times.max());
    }
    Ok(last.and_then(|time| DateTime::from_timestamp(time, 0)))
}

fn gather(device: &Device, of: PlansOf) -> Result<Gathered, Error> {
    let conn = device.reader();
    let mut gathering = match &of {
        PlansOf::Month(_) => Gathering::new(device, "Jadwal P2K2".to_owned())?,
        PlansOf::Group(plan) => {
            let group = Groups::one(conn, plan.group)?.ok_or(Refusal::NoSuchGroup)?;
            Gathering::new(device, format!("RTL P2K2 {}", group.name))?
        }
    };
    match of {
        PlansOf::Month(asked) => {
            let view = Schedule::answer(asked, device)?;
            let month = months::month(&view.month)?;
            let (plans, groups) = (Plans::of_month(conn, month)?, Groups::read(conn)?);
            let mut seen = std::collections::BTreeSet::new();
            for entry in view.entries {
                if let Some(group) = groups.get(entry.group.id)
                    && seen.insert(group.id)
                {
                    gathering.add(&plans, group, month)?;
                }
            }
        }
        PlansOf::Group(asked) => {
            let group = Groups::one(conn, asked.group)?.ok_or(Refusal::NoSuchGroup)?;
            let form = Plan::answer(asked, device)?;
            let plans = Plans::of_group(conn, group.id, form.year)?;
            for cell in form.months {
                gathering.add(&plans, &group, months::month(&cell.month)?)?;
            }
        }
    }
    Ok(gathering.gathered)
}

impl Job for ExportCalendar {
    type Answer = CalendarFile;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<CalendarFile, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let gathered = gather(&device.lend(), self.of)?;
        if gathered.events.is_empty() {
            // A calendar without events is none to other programs.
            return Err(Refusal::NoDates.into());
        }
        watch(Phase::Writing.at(0, 1))?;
        let file = ics::calendar(&gathered.name, &gathered.events);
        whole_file::write(&self.path, |out| out.write_all(file.as_bytes()))?;
        Ok(CalendarFile {
            path: self.path,
            events: u32::try_from(gathered.events.len()).unwrap_or(u32::MAX),
            undated: gathered.undated,
        })
    }
}

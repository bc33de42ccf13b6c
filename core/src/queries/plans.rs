//! What is planned for groups, and how a month stands: what was planned beside what was held. The one rule of it: lists, calendar, forms
//! and Beranda ask here.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, Row};
use serde::Serialize;
use uuid::Uuid;

use super::delivered::{Delivered, Given};
use super::groups::Kelompok;
use super::ids::{id, rows, text};
use crate::reference::month::YearMonth;
use crate::reference::session::SessionCode;

/// How a month of a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// Planned, and the month is not over: Rencana.
    Planned,
    /// Held as it was planned: Terlaksana.
    Done,
    /// Held, but about something else, or not about all that was planned: Terlaksana, sesi lain.
    Other,
    /// Planned, the month is over, and the group did not meet: Tertunda.
    Missed,
    /// Said that the group does not meet, with the reason: Tidak ada pertemuan.
    Off,
    /// Held without a plan: Di luar rencana.
    Unplanned,
    /// Neither planned nor held.
    Empty,
}

/// What is planned for a month of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Planned {
    pub sessions: Vec<String>,
    pub date: Option<NaiveDate>,
    pub starts: Option<u16>,
    pub ends: Option<u16>,
    pub place: Option<String>,
    pub reason: Option<String>,
}

impl Planned {
    /// Whether a meeting is planned: there is a session or a day.
    pub(crate) fn is_meeting(&self) -> bool {
        !self.sessions.is_empty() || self.date.is_some()
    }

    /// How the month stands by what the group was given in it. Open topics are extra: they neither fulfil a plan of a session nor
    /// stand in its way.
    pub(crate) fn state(&self, given: &[&Given], month: YearMonth, today: NaiveDate) -> PlanState {
        let had = |code: &str| given.iter().any(|given| given.session == code);
        if self.is_meeting() && !given.is_empty() {
            if self.sessions.iter().all(|code| had(code)) {
                return PlanState::Done;
            }
            if given.iter().any(|given| !is_open_topic(&given.session)) {
                return PlanState::Other;
            }
        }
        if !self.is_meeting() && !given.is_empty() {
            return PlanState::Unplanned;
        }
        if self.reason.is_some() {
            return PlanState::Off;
        }
        match self.is_meeting() {
            true if month.last_day() < today => PlanState::Missed,
            true => PlanState::Planned,
            false => PlanState::Empty,
        }
    }

    /// Its day has come and gone, and the group has not met.
    pub(crate) fn is_late(&self, state: PlanState, today: NaiveDate) -> bool {
        state == PlanState::Planned && self.date.is_some_and(|day| day < today)
    }
}

/// Whether a code names a module whose topic is typed by hand.
fn is_open_topic(code: &str) -> bool {
    code.parse::<SessionCode>()
        .is_ok_and(|code| code.no().is_none())
}

/// What a group was given in a month, the oldest first.
pub(crate) fn given_in(delivered: &Delivered, group: Uuid, month: YearMonth) -> Vec<&Given> {
    let given = delivered.of(group).iter();
    given.filter(|given| month.contains(given.date)).collect()
}

/// The plans of a year, read once for a whole answer.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    of: HashMap<Uuid, BTreeMap<u32, Planned>>,
}

const PLANNED: &str =
    "SELECT p.grp, c.month, c.sessions, c.date, c.starts, c.ends, c.place, c.reason
     FROM rm_plan p JOIN rm_planned c ON c.doc = p.doc";

impl Plans {
    /// Of all groups.
    pub(crate) fn read(conn: &Connection, year: i32) -> rusqlite::Result<Self> {
        let sql = format!("{PLANNED} WHERE p.year = ?1");
        Ok(Self::of_rows(rows(conn, &sql, [year], planned)?))
    }

    /// Of all groups, one month alone.
    pub(crate) fn of_month(conn: &Connection, month: YearMonth) -> rusqlite::Result<Self> {
        let sql = format!("{PLANNED} WHERE p.year = ?1 AND c.month = ?2");
        let first = month.first_day();
        let found = rows(conn, &sql, (first.year(), first.month()), planned)?;
        Ok(Self::of_rows(found))
    }

    /// Of one group.
    pub(crate) fn of_group(conn: &Connection, group: Uuid, year: i32) -> rusqlite::Result<Self> {
        let sql = format!("{PLANNED} WHERE p.year = ?1 AND p.grp = ?2");
        let found = rows(conn, &sql, (year, group.as_bytes()), planned)?;
        Ok(Self::of_rows(found))
    }

    fn of_rows(found: Vec<(Uuid, u32, Planned)>) -> Self {
        let mut plans = Self::default();
        for (group, month, planned) in found {
            plans.of.entry(group).or_default().insert(month, planned);
        }
        plans
    }

    /// What is planned for a month of a group. Of a month of which nobody said anything, and of one in which the group does not exist,
    /// nothing: whatever was planned before it was closed is nobody's to hold, and is there again once it is opened.
    pub(crate) fn cell(&self, group: &Kelompok, month: YearMonth) -> Planned {
        if !group.exists_in(month.first_day(), month.last_day()) {
            return Planned::default();
        }
        let cells = self.of.get(&group.id);
        let cell = cells.and_then(|cells| cells.get(&month.first_day().month()));
        cell.cloned().unwrap_or_default()
    }
}

/// The sessions that are planned for a group in the month of a day and that it has not met for.
pub(crate) fn open_on(
    conn: &Connection,
    delivered: &Delivered,
    group: &Kelompok,
    day: NaiveDate,
) -> rusqlite::Result<Vec<String>> {
    let Some(month) = YearMonth::of(day) else {
        return Ok(Vec::new());
    };
    let planned = Plans::of_group(conn, group.id, day.year())?.cell(group, month);
    let given = given_in(delivered, group.id, month);
    // As on that day: a month that is over may be recorded late.
    let is_open = planned.state(&given, month, day) == PlanState::Planned;
    Ok(if is_open {
        planned.sessions
    } else {
        Vec::new()
    })
}

/// What is planned for a group on a day; nothing where the plan names another day, or none.
pub(crate) fn on_day(
    conn: &Connection,
    group: &Kelompok,
    day: NaiveDate,
) -> rusqlite::Result<Planned> {
    let Some(month) = YearMonth::of(day) else {
        return Ok(Planned::default());
    };
    let planned = Plans::of_group(conn, group.id, day.year())?.cell(group, month);
    Ok(Some(planned)
        .filter(|planned| planned.date == Some(day))
        .unwrap_or_default())
}

/// The meeting that is planned next for a group, from a day on: of this month and the twelve after it the first that is still to be held. Its
/// day may be none. None where nothing is planned.
pub(crate) fn next(
    conn: &Connection,
    delivered: &Delivered,
    group: &Kelompok,
    today: NaiveDate,
) -> rusqlite::Result<Option<Planned>> {
    let years = [today.year(), today.year() + 1];
    for year in years {
        let plans = Plans::of_group(conn, group.id, year)?;
        let months = (1..=12).filter_map(|month| YearMonth::new(year, month).ok());
        for month in months.filter(|month| today <= month.last_day()) {
            let planned = plans.cell(group, month);
            let state = planned.state(&given_in(delivered, group.id, month), month, today);
            if state == PlanState::Planned && !planned.is_late(state, today) {
                return Ok(Some(planned));
            }
        }
    }
    Ok(None)
}

fn planned(row: &Row<'_>) -> rusqlite::Result<(Uuid, u32, Planned)> {
    let sessions = text(row, 2)?.split(' ').filter(|code| !code.is_empty());
    let planned = Planned {
        sessions: sessions.map(str::to_owned).collect(),
        date: text(row, 3)?.parse().ok(),
        starts: row.get(4)?,
        ends: row.get(5)?,
        place: row.get(6)?,
        reason: row.get(7)?,
    };
    Ok((id(row, 0)?, row.get(1)?, planned))
}

//! The calendar of a month: meetings that were held on their day, and what is planned where the group has not met.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::calls::refusal::Refusal;
use crate::calls::terms::{GroupName, Person, SessionName};
use crate::calls::{Query, months};
use crate::device::Device;
use crate::error::Error;
use crate::queries::delivered::{Delivered, Given};
use crate::queries::groups::{Groups, Kelompok, by_name};
use crate::queries::meetings::held_details;
use crate::queries::plans::{self, PlanState, Plans};
use crate::queries::sessions::Sessions;
use crate::queries::staff::Who;
use crate::reference::month::YearMonth;

/// Asks for the calendar of a month.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Schedule {
    /// The month, `2026-11`; none for this one.
    pub month: Option<String>,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
    /// Only the groups of the asking person. Somebody of the office who leads none has them all.
    pub mine: bool,
}

/// The calendar of a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScheduleView {
    /// The month.
    pub month: String,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// What is planned and what was held: by day and time, what has no day at the end.
    pub entries: Vec<ScheduleEntry>,
    /// Groups of which nothing is planned or held in the month.
    pub without: Vec<GroupName>,
}

/// A meeting that is planned, or that was held.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScheduleEntry {
    /// The group.
    pub group: GroupName,
    /// Who leads it.
    pub pendamping: Option<Person>,
    /// How the month of the group stands; of an open topic beside the plan, `unplanned`.
    pub state: PlanState,
    /// Its day has come and gone, and the group has not met.
    pub late: bool,
    /// The day: of a meeting that was held its own.
    pub date: Option<NaiveDate>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where.
    pub place: Option<String>,
    /// The sessions.
    pub sessions: Vec<SessionName>,
    /// Why the group does not meet.
    pub reason: Option<String>,
    /// The meeting that was held.
    pub meeting: Option<Uuid>,
}

/// What the entries of a month are made of.
struct Making<'a> {
    month: YearMonth,
    today: NaiveDate,
    plans: &'a Plans,
    delivered: &'a Delivered,
    sessions: &'a Sessions,
    who: &'a Who,
}

impl Making<'_> {
    /// A group's entry that is not filled in yet.
    fn blank(&self, group: &Kelompok, state: PlanState) -> ScheduleEntry {
        let pendamping = group.pendamping_on(self.today);
        ScheduleEntry {
            group: group.named(),
            pendamping: pendamping.and_then(|staff| self.who.person(staff)),
            state,
            late: false,
            date: None,
            starts: None,
            ends: None,
            place: None,
            sessions: Vec::new(),
            reason: None,
            meeting: None,
        }
    }

    /// What was held, each meeting once, and what is planned beside it.
    fn entries(&self, group: &Kelompok) -> Vec<ScheduleEntry> {
        let planned = self.plans.cell(group, self.month);
        let given = plans::given_in(self.delivered, group.id, self.month);
        let state = planned.state(&given, self.month, self.today);
        let held = match state {
            PlanState::Done | PlanState::Other => state,
            _ => PlanState::Unplanned,
        };
        let mut entries = self.held(group, &given, held);
        if matches!(
            state,
            PlanState::Planned | PlanState::Missed | PlanState::Off
        ) {
            let late = planned.is_late(state, self.today);
            let named = |code: &String| self.sessions.name(code);
            entries.push(ScheduleEntry {
                late,
                date: planned.date,
                starts: planned.starts,
                ends: planned.ends,
                sessions: planned.sessions.iter().map(named).collect(),
                place: planned.place,
                reason: planned.reason,
                ..self.blank(group, state)
            });
        }
        entries
    }

    fn held(&self, group: &Kelompok, given: &[&Given], state: PlanState) -> Vec<ScheduleEntry> {
        let mut entries: Vec<ScheduleEntry> = Vec::new();
        for given in given {
            let session: SessionName = self.sessions.name(&given.session);
            match entries.last_mut() {
                Some(last) if last.meeting == Some(given.meeting) => last.sessions.push(session),
                _ => entries.push(ScheduleEntry {
                    date: Some(given.date),
                    sessions: vec![session],
                    meeting: Some(given.meeting),
                    ..self.blank(group, state)
                }),
            }
        }
        entries
    }
}

/// The groups of a calendar, by name.
fn listed<'g>(
    device: &Device,
    groups: &'g Groups,
    asked: &Schedule,
    today: NaiveDate,
) -> Result<Vec<&'g Kelompok>, Error> {
    let mut listed: Vec<&Kelompok> = if asked.mine {
        groups.own(device, today)?
    } else {
        groups.all().collect()
    };
    listed.retain(|group| {
        let here = |code: &String| *code == group.kecamatan;
        asked.kecamatan.as_ref().is_none_or(here)
    });
    listed.sort_by_cached_key(|group| (by_name(&group.name), group.id));
    Ok(listed)
}

impl Query for Schedule {
    type Answer = ScheduleView;

    fn answer(self, device: &Device) -> Result<ScheduleView, Error> {
        let conn = device.reader();
        let today = device.today()?;
        let month = match &self.month {
            Some(text) => months::month(text)?,
            None => YearMonth::of(today).ok_or(Refusal::Month)?,
        };
        let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
        let (delivered, who) = (Delivered::read(conn)?, Who::read(conn)?);
        let plans = Plans::of_month(conn, month)?;
        let making = Making {
            month,
            today,
            plans: &plans,
            delivered: &delivered,
            sessions: &sessions,
            who: &who,
        };
        let (mut entries, mut without) = (Vec::new(), Vec::new());
        for group in listed(device, &groups, &self, today)? {
            let of = making.entries(group);
            let exists = group.exists_in(month.first_day(), month.last_day());
            // A group that is closed by now and did nothing is nobody's to plan.
            if of.is_empty() && exists && group.open_on(today) {
                without.push(group.named());
            }
            entries.extend(of);
        }
        let meetings: Vec<Uuid> = entries.iter().filter_map(|entry| entry.meeting).collect();
        let details = held_details(conn, &meetings)?;
        for entry in &mut entries {
            if let Some(held) = entry.meeting.and_then(|id| details.get(&id)) {
                (entry.starts, entry.ends) = (held.starts, held.ends);
                entry.place.clone_from(&held.place);
            }
        }
        // Stable: what is at one time stays in order of the groups.
        entries.sort_by_key(|entry| {
            let off = entry.date.is_none() && entry.state == PlanState::Off;
            (off, entry.date.is_none(), entry.date, entry.starts)
        });
        Ok(ScheduleView {
            month: month.to_string(),
            today,
            entries,
            without,
        })
    }
}

/// What is planned for this month and still to be held, of the groups of the device's person: what is late first, then by day, what has no
/// day at the end.
pub(in crate::calls) fn open_this_month(device: &Device) -> Result<Vec<ScheduleEntry>, Error> {
    let asked = Schedule {
        month: None,
        kecamatan: None,
        mine: true,
    };
    let today = device.today()?;
    let groups = Groups::read(device.reader())?;
    let own: Vec<Uuid> = groups
        .own(device, today)?
        .into_iter()
        .filter(|group| group.open_on(today))
        .map(|group| group.id)
        .collect();
    let mut entries = asked.answer(device)?.entries;
    entries.retain(|entry| entry.state == PlanState::Planned && own.contains(&entry.group.id));
    Ok(entries)
}

//! Plans beside what was held: all groups of a year in short, and one group with its months, what could be filled in, and what differs.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use sesi_engine::documents::DocId;
use uuid::Uuid;

use super::proposing::{self, Month, Proposed};
use super::saving::{beginning, key_of, plan_year};
use super::{
    Plan, PlanCell, PlanFigures, PlanForm, PlanHeld, PlanMark, PlanProposal, PlanRow, PlanTable,
    Plans,
};
use crate::calls::Query;
use crate::calls::differences::Phrasing;
use crate::calls::recording::written_version;
use crate::calls::refusal::Refusal;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{KeyYear, meetings_feed};
use crate::queries::delivered::Delivered;
use crate::queries::groups::{Groups, Kelompok, by_name};
use crate::queries::members::Members;
use crate::queries::plans::{self, PlanState, Planned};
use crate::queries::sessions::Sessions;
use crate::queries::staff::Who;
use crate::reference::month::YearMonth;

impl PlanFigures {
    /// Counts one more month.
    pub(super) fn add(&mut self, state: PlanState) {
        let count = match state {
            PlanState::Planned => &mut self.upcoming,
            PlanState::Done => &mut self.done,
            PlanState::Other => &mut self.other,
            PlanState::Missed => &mut self.missed,
            PlanState::Off => &mut self.off,
            PlanState::Unplanned => &mut self.unplanned,
            PlanState::Empty => return,
        };
        *count += 1;
        let is_planned = !matches!(state, PlanState::Off | PlanState::Unplanned);
        self.planned += u32::from(is_planned);
    }

    fn join(&mut self, other: Self) {
        self.planned += other.planned;
        self.done += other.done;
        self.other += other.other;
        self.missed += other.missed;
        self.upcoming += other.upcoming;
        self.off += other.off;
        self.unplanned += other.unplanned;
    }
}

/// A year and what can be chosen besides.
struct Chosen {
    year: KeyYear,
    years: Vec<i32>,
    today: NaiveDate,
    this_month: YearMonth,
}

impl Chosen {
    fn of(device: &Device, wanted: Option<i32>) -> Result<Self, Error> {
        let today = device.today()?;
        let year = plan_year(wanted.unwrap_or(today.year()))?;
        let near = [today.year() - 1, today.year(), today.year() + 1];
        let years: BTreeSet<i32> = near.into_iter().chain([year.year()]).collect();
        Ok(Self {
            year,
            years: years.into_iter().rev().collect(),
            today,
            this_month: YearMonth::of(today).ok_or(Refusal::Month)?,
        })
    }

    fn months(&self) -> Result<Vec<YearMonth>, Error> {
        months_of(self.year)
    }

    /// The first month of the year that can still be planned; 13 if the year is over.
    fn first_ahead(&self) -> u32 {
        match self.year.year().cmp(&self.today.year()) {
            std::cmp::Ordering::Less => 13,
            std::cmp::Ordering::Equal => self.today.month(),
            std::cmp::Ordering::Greater => 1,
        }
    }
}

fn months_of(year: KeyYear) -> Result<Vec<YearMonth>, Error> {
    let months = (1..=12).map(|month| YearMonth::new(year.year(), month));
    Ok(months
        .collect::<Result<_, _>>()
        .map_err(|_| Refusal::PlanYear)?)
}

/// `4+5`: numbers, or codes where there are none.
fn short<'a>(codes: impl Iterator<Item = &'a str>, sessions: &Sessions) -> String {
    let mut seen = BTreeSet::new();
    let names = codes.filter(|code| seen.insert((*code).to_owned()));
    let short = names.map(|code| match sessions.name(code).number {
        0 => code.to_owned(),
        number => number.to_string(),
    });
    short.collect::<Vec<_>>().join("+")
}

impl Query for Plans {
    type Answer = PlanTable;

    fn answer(self, device: &Device) -> Result<PlanTable, Error> {
        let conn = device.reader();
        let chosen = Chosen::of(device, self.year)?;
        let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
        let (delivered, who) = (Delivered::read(conn)?, Who::read(conn)?);
        let months = chosen.months()?;
        let (asking, today) = (device.person()?, chosen.today);
        let here = |group: &&Kelompok| {
            let of = |code: &String| *code == group.kecamatan;
            self.kecamatan.as_ref().is_none_or(of)
        };
        let mut listed: Vec<&Kelompok> = groups.all().filter(here).collect();
        if let (Some(first), Some(last)) = (months.first(), months.last()) {
            listed.retain(|group| group.exists_in(first.first_day(), last.last_day()));
        }
        listed.sort_by_cached_key(|group| (by_name(&group.name), group.id));
        let ids: Vec<Uuid> = listed.iter().map(|group| group.id).collect();
        let members = Members::of_groups(conn, &ids)?;
        let plans = plans::Plans::read(conn, chosen.year.year())?;
        let mut total = PlanFigures::default();
        let mut rows = Vec::with_capacity(listed.len());
        for group in listed {
            let mut figures = PlanFigures::default();
            let mut marks = Vec::with_capacity(months.len());
            for month in &months {
                let planned = plans.cell(group, *month);
                let given = plans::given_in(&delivered, group.id, *month);
                let state = planned.state(&given, *month, today);
                figures.add(state);
                marks.push(PlanMark {
                    state,
                    planned: short(planned.sessions.iter().map(String::as_str), &sessions),
                    held: short(given.iter().map(|given| given.session.as_str()), &sessions),
                });
            }
            total.join(figures);
            let pendamping = group.pendamping_on(today);
            rows.push(PlanRow {
                group: group.named(),
                pendamping: pendamping.and_then(|staff| who.person(staff)),
                mine: pendamping.is_some() && pendamping == asking,
                families: members.count(group.id, today),
                months: marks,
                figures,
            });
        }
        Ok(PlanTable {
            year: chosen.year.year(),
            years: chosen.years,
            this_month: chosen.this_month.to_string(),
            groups: rows,
            total,
        })
    }
}

/// A month of one group, with all that is said of it.
fn cell(
    group: &Kelompok,
    month: YearMonth,
    planned: Planned,
    delivered: &Delivered,
    sessions: &Sessions,
    today: NaiveDate,
) -> PlanCell {
    let given = plans::given_in(delivered, group.id, month);
    let state = planned.state(&given, month, today);
    let before = |code: &&String| {
        let all = delivered.of(group.id).iter();
        all.take_while(|given| given.date < month.first_day())
            .any(|given| given.session == **code)
    };
    let named = |code: &String| sessions.name(code);
    PlanCell {
        month: month.to_string(),
        state,
        closed: !group.exists_in(month.first_day(), month.last_day()),
        late: planned.is_late(state, today),
        repeated: planned.sessions.iter().filter(before).map(named).collect(),
        sessions: planned.sessions.iter().map(named).collect(),
        held: given
            .iter()
            .map(|given| PlanHeld {
                session: sessions.name(&given.session),
                date: given.date,
                meeting: given.meeting,
            })
            .collect(),
        date: planned.date,
        starts: planned.starts,
        ends: planned.ends,
        place: planned.place,
        reason: planned.reason,
    }
}

fn shown(proposed: Proposed, cells: &[PlanCell], sessions: &Sessions) -> Vec<PlanProposal> {
    let of = |(month, codes): (u32, Vec<String>)| {
        let at = usize::try_from(month).ok()?.checked_sub(1)?;
        let cell = cells.get(at)?;
        Some(PlanProposal {
            month: cell.month.clone(),
            before: cell.sessions.clone(),
            after: codes.iter().map(|code| sessions.name(code)).collect(),
        })
    };
    proposed.into_iter().filter_map(of).collect()
}

impl Query for Plan {
    type Answer = PlanForm;

    fn answer(self, device: &Device) -> Result<PlanForm, Error> {
        let conn = device.reader();
        let chosen = Chosen::of(device, self.year)?;
        let group = Groups::one(conn, self.group)?.ok_or(Refusal::NoSuchGroup)?;
        let sessions = Sessions::read(conn)?;
        let delivered = Delivered::of_group(conn, group.id, None)?;
        let plans = plans::Plans::of_group(conn, group.id, chosen.year.year())?;
        let cells: Vec<PlanCell> = chosen
            .months()?
            .into_iter()
            .map(|month| {
                let planned = plans.cell(&group, month);
                cell(&group, month, planned, &delivered, &sessions, chosen.today)
            })
            .collect();
        let mut figures = PlanFigures::default();
        for cell in &cells {
            figures.add(cell.state);
        }
        let months: Vec<Month> = (1..)
            .zip(&cells)
            .filter(|(_, cell)| !cell.closed)
            .map(|(number, cell)| Month {
                number,
                state: cell.state,
                sessions: cell.sessions.iter().map(|one| one.code.clone()).collect(),
            })
            .collect();
        let (from, had) = (
            chosen.first_ahead(),
            delivered.codes(group.id).collect::<Vec<_>>(),
        );
        let fill = proposing::fill(&months, from, &had, sessions.in_force());
        let (shift, overflow) = proposing::shift(&months, from, &had);
        let key = key_of(group.id, chosen.year);
        let document = device.document(&key)?;
        let doc = key.id(&device.office());
        let editable = match &document {
            Some(_) => device.may_edit(DocId(doc.0))?,
            None => device.may_write(&meetings_feed(&group.kecamatan, feed_year(chosen.year)))?,
        };
        let disagreements = match &document {
            Some(document) => Phrasing::new(device)?.differences(doc.0, &key, document)?,
            None => Vec::new(),
        };
        let heads = document.map_or_else(beginning, |document| document.heads());
        let who = Who::read(conn)?;
        let pendamping = group.pendamping_on(chosen.today);
        Ok(PlanForm {
            pendamping: pendamping.and_then(|staff| who.person(staff)),
            year: chosen.year.year(),
            years: chosen.years,
            this_month: chosen.this_month.to_string(),
            base: written_version(&heads),
            editable,
            fill: shown(fill, &cells, &sessions),
            shift: shown(shift, &cells, &sessions),
            overflow: overflow.iter().map(|code| sessions.name(code)).collect(),
            months: cells,
            figures,
            sessions: sessions.all(),
            disagreements,
            group: group.named(),
        })
    }
}

fn feed_year(year: KeyYear) -> u16 {
    // Years of plans end in 9999.
    u16::try_from(year.year()).unwrap_or_default()
}

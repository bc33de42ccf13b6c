//! The plan of one group beside what was held: its months, what could be filled in, and what differs.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sesi_engine::documents::DocId;
use uuid::Uuid;

use super::proposing::{self, Month, Proposed};
#[cfg(doc)]
use super::saving::SavePlan;
use super::saving::{beginning, key_of};
use super::year::{Chosen, PlanFigures};
use crate::calls::Query;
use crate::calls::differences::{Difference, Phrasing};
use crate::calls::recording::written_version;
use crate::calls::refusal::Refusal;
use crate::calls::terms::{GroupName, Person, SessionName};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{KeyYear, meetings_feed};
use crate::queries::delivered::Delivered;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::plans::{self, PlanState, Planned};
use crate::queries::sessions::Sessions;
use crate::queries::staff::Who;
use crate::reference::month::YearMonth;

/// Asks for the plan of a group.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Plan {
    /// The group.
    pub group: Uuid,
    /// The year; none for this one.
    pub year: Option<i32>,
}

/// The plan of a group.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanForm {
    /// The group.
    pub group: GroupName,
    /// Who leads it.
    pub pendamping: Option<Person>,
    /// The year.
    pub year: i32,
    /// Years to choose from, the latest first.
    pub years: Vec<i32>,
    /// The month that it is, `2026-11`.
    pub this_month: String,
    /// The version that is shown, to be given back to [`SavePlan`].
    pub base: String,
    /// This device may change it.
    pub editable: bool,
    /// January to December.
    pub months: Vec<PlanCell>,
    /// Its months, counted.
    pub figures: PlanFigures,
    /// Every session of the curriculum, in order.
    pub sessions: Vec<SessionName>,
    /// How the free months from now on would be filled in the curriculum's order.
    pub fill: Vec<PlanProposal>,
    /// How what was missed would move into the months from now on, and all that follows with it.
    pub shift: Vec<PlanProposal>,
    /// What would no longer fit into the year if it moved.
    pub overflow: Vec<SessionName>,
    /// On what people disagree.
    pub disagreements: Vec<Difference>,
}

/// A month of a plan.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanCell {
    /// The month, `2026-11`.
    pub month: String,
    /// How it stands.
    pub state: PlanState,
    /// The group does not exist in it: nothing is planned, and nothing can be.
    pub closed: bool,
    /// Its day has come and gone, and the group has not met.
    pub late: bool,
    /// The planned sessions.
    pub sessions: Vec<SessionName>,
    /// The planned day.
    pub date: Option<NaiveDate>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where.
    pub place: Option<String>,
    /// Why the group does not meet.
    pub reason: Option<String>,
    /// What was held in the month, the oldest first.
    pub held: Vec<PlanHeld>,
    /// Those of the planned sessions that the group had before this month.
    pub repeated: Vec<SessionName>,
}

/// A session that was held.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanHeld {
    /// The session.
    pub session: SessionName,
    /// When.
    pub date: NaiveDate,
    /// At which meeting.
    pub meeting: Uuid,
}

/// The sessions that a month would have.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanProposal {
    /// The month, `2026-11`.
    pub month: String,
    /// What is planned now.
    pub before: Vec<SessionName>,
    /// What would be planned.
    pub after: Vec<SessionName>,
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

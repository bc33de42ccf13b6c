//! RTL and jadwal: what is planned for a group in a year beside what it was given, the month as a calendar, and both as text or as a file
//! for other calendars. Nothing moves by itself: what is proposed becomes a plan only when somebody saves it.

mod printing;
mod proposing;
mod reading;
mod saving;
mod schedule;
mod sharing;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::differences::Difference;
use super::terms::{GroupName, Person, SessionName};
use crate::pdf::Size;
pub use crate::queries::plans::PlanState;
pub(in crate::calls) use printing::latest_fields;
pub(super) use schedule::open_this_month;

/// Asks how the groups stand against their plans of a year.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Plans {
    /// The year; none for this one.
    pub year: Option<i32>,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
}

/// Groups and months.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanTable {
    /// The year.
    pub year: i32,
    /// Years to choose from, the latest first.
    pub years: Vec<i32>,
    /// The month that it is, `2026-11`.
    pub this_month: String,
    /// The groups that exist in the year, by name.
    pub groups: Vec<PlanRow>,
    /// All of them together.
    pub total: PlanFigures,
}

/// A group of the table.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanRow {
    /// Its names.
    pub group: GroupName,
    /// Who leads it.
    pub pendamping: Option<Person>,
    /// It is the asking person's own.
    pub mine: bool,
    /// Active families today.
    pub families: u32,
    /// January to December.
    pub months: Vec<PlanMark>,
    /// Its months, counted.
    pub figures: PlanFigures,
}

/// A month of a group, short.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanMark {
    /// How it stands.
    pub state: PlanState,
    /// The planned sessions by number, or by code where they have none: `4`, `4+5`.
    pub planned: String,
    /// Those that were held, likewise.
    pub held: String,
}

/// Months of a year, counted. `planned` is `done`, `other`, `missed` and `upcoming` together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanFigures {
    /// Months with a meeting planned.
    pub planned: u32,
    /// Held as planned.
    pub done: u32,
    /// Held, about something else.
    pub other: u32,
    /// Tertunda.
    pub missed: u32,
    /// Still to come.
    pub upcoming: u32,
    /// Without a meeting, with a reason.
    pub off: u32,
    /// Held without a plan.
    pub unplanned: u32,
}

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

/// Saves months of a plan. Only what differs from the version that was shown is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavePlan {
    /// The group.
    pub group: Uuid,
    /// The year.
    pub year: i32,
    /// The version that the form showed. What others wrote since stands beside what is written now.
    pub base: String,
    /// The months that were changed, each whole.
    pub months: Vec<PlanWords>,
}

/// What is said of a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanWords {
    /// 1 to 12.
    pub month: u32,
    /// Codes of the sessions, at most 4.
    pub sessions: Vec<String>,
    /// The day, in that month.
    pub date: Option<NaiveDate>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where; empty for nothing.
    pub place: String,
    /// Why the group does not meet; empty for nothing.
    pub reason: String,
}

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

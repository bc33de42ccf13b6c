//! Groups and families arranged by hand from a day on: moved, split, merged, handed over, closed, opened. Every arrangement can be taken
//! back as a whole, and stands in the history of each document that it changed.

mod acting;
mod effects;
#[cfg(test)]
mod effects_tests;
mod handing;
mod leaving;
mod listing;
mod record;
#[cfg(test)]
mod statuses_tests;
#[cfg(test)]
mod tests;
mod undoing;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(super) use acting::arrange;
pub(super) use undoing::undo;

use super::terms::{Choice, GroupName, MeetingRow, Person, SessionName};
use crate::kinds::{Arranging, Status};

/// Moves families to a group from a day on. Their history stays where it was.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MoveFamilies {
    /// Documents of the families.
    pub ids: Vec<Uuid>,
    /// The group.
    pub group: Uuid,
    /// From that day.
    pub since: NaiveDate,
}

/// Gives families a status from a day on.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetStatuses {
    /// Documents of the families.
    pub ids: Vec<Uuid>,
    /// The status.
    pub status: Status,
    /// From that day.
    pub since: NaiveDate,
}

/// Makes a group of its own of a part of a group, from a day on.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SplitGroup {
    /// The group that is split.
    pub group: Uuid,
    /// The families that go.
    pub families: Vec<Uuid>,
    /// Name of the new group.
    pub name: String,
    /// Where it meets; empty for nothing.
    pub place: String,
    /// Who leads it; none: whoever leads the old one.
    pub pendamping: Option<Uuid>,
    /// From that day.
    pub since: NaiveDate,
}

/// Moves all families of a group to another one and closes it, from a day on.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MergeGroups {
    /// The group that ends.
    pub group: Uuid,
    /// The group that it goes into.
    pub into: Uuid,
    /// From that day.
    pub since: NaiveDate,
}

/// Hands groups over to another person, from a day on (serah terima).
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandOver {
    /// The groups.
    pub groups: Vec<Uuid>,
    /// Who leads them from then on.
    pub to: Uuid,
    /// From that day.
    pub since: NaiveDate,
}

/// Closes a group in which there are no active families any more.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CloseGroup {
    /// The group.
    pub group: Uuid,
    /// From that day it no longer exists.
    pub since: NaiveDate,
}

/// Opens a closed group again.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReopenGroup {
    /// The group.
    pub group: Uuid,
    /// From that day it exists again.
    pub since: NaiveDate,
}

/// What was arranged.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DoneArranging {
    /// Under which it can be taken back.
    pub id: String,
    /// Families that it moved.
    pub families: u32,
    /// The group where they are, or that it was about.
    pub group: Option<Uuid>,
    /// What it did beyond that.
    pub effects: Effects,
}

/// What an arrangement does beyond what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Effects {
    /// Meetings whose marks of some families no report counts any more, by day.
    pub voided: Vec<VoidedMeeting>,
    /// Moves that were planned for later and end.
    pub ended: Vec<EndedMove>,
    /// Statuses that were planned for later and end.
    pub ended_statuses: Vec<EndedStatus>,
}

/// A meeting whose marks of some families no report counts any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VoidedMeeting {
    /// Its document.
    pub meeting: Uuid,
    /// Its day.
    pub date: NaiveDate,
    /// Its group.
    pub group: GroupName,
    /// The families that are marked there.
    pub families: Vec<Person>,
}

/// A move that was planned for a later day and ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndedMove {
    /// The family.
    pub family: Person,
    /// Where it was to go.
    pub group: GroupName,
    /// On which day.
    pub since: NaiveDate,
}

/// A status that was planned for a later day and ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndedStatus {
    /// The family.
    pub family: Person,
    /// Which it was to have.
    pub status: Status,
    /// From which day on.
    pub since: NaiveDate,
}

/// Asks what an arrangement would do beyond what it says, before it is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ArrangingEffects {
    /// What it would be.
    pub what: Arranging,
    /// The group that would end; none where only families go.
    #[serde(default)]
    pub group: Option<Uuid>,
    /// The families that would go; those of a group that ends need not be named.
    #[serde(default)]
    pub families: Vec<Uuid>,
    /// Where they would go; none for a group that is to be made.
    #[serde(default)]
    pub to: Option<Uuid>,
    /// The status that the families would have.
    #[serde(default)]
    pub status: Option<Status>,
    /// From which day.
    pub since: NaiveDate,
}

/// Takes an arrangement back: just what it did. What people changed since stays, and is named.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoArrangement {
    /// Which.
    pub id: String,
}

/// What was taken back.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoneArrangement {
    /// Families that are as they were.
    pub families: u32,
    /// Groups likewise.
    pub groups: u32,
    /// What stays.
    pub stays: Vec<StaysArranged>,
}

/// A family or a group that stays as an arrangement made it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaysArranged {
    /// Its document.
    pub doc: Uuid,
    /// Its name.
    pub name: String,
    /// Why.
    pub why: WhyStays,
}

/// Why something stays as an arrangement made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WhyStays {
    /// People changed it since.
    Changed,
    /// The family was marked at a meeting of the group since: its attendance would count nowhere.
    Met,
    /// The group has meetings or families of its own by now.
    Used,
    /// The group where the family was is closed by now.
    Closed,
    /// Another open group has the name by now: that one is to be renamed or closed first.
    NameTaken,
    /// Name or NIK were corrected since: whose they are, nobody can tell but a person.
    Corrected,
}

/// Asks what was arranged, the latest first; at most 100.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Arrangements {
    /// Only what has to do with that group.
    pub group: Option<Uuid>,
}

/// What was arranged, and what of it does not go together.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ArrangementList {
    /// The arrangements.
    pub rows: Vec<ArrangementRow>,
    /// Groups that do not exist today and have active families, which no report counts.
    pub stranded: Vec<StrandedGroup>,
    /// Families that two people moved, neither knowing of the other.
    pub crossed: Vec<CrossedFamily>,
}

/// An arrangement.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ArrangementRow {
    /// Under which it can be taken back.
    pub id: String,
    /// What it is.
    pub what: Arranging,
    /// From which day it holds.
    pub since: Option<NaiveDate>,
    /// Who arranged it.
    pub by: Option<Person>,
    /// When, by the clock of that device.
    pub at: Option<DateTime<Utc>>,
    /// Names of the groups or people before.
    pub from: Vec<String>,
    /// Name of the group or person after.
    pub to: String,
    /// The status that the families have by it.
    pub status: Option<Status>,
    /// The groups that it changed, by name.
    pub groups: Vec<GroupName>,
    /// The families that it moved, by name.
    pub families: Vec<Person>,
    /// How many of those documents are as before again.
    pub undone: u32,
    /// It was taken back, as far as nobody had changed anything since.
    pub is_undone: bool,
}

/// A group that does not exist today and has active families.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StrandedGroup {
    /// Its names.
    pub group: GroupName,
    /// The families.
    pub families: Vec<Person>,
}

/// A family that two arrangements moved, neither made in knowledge of the other.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CrossedFamily {
    /// The family.
    pub family: Person,
    /// Its group today.
    pub group: Option<GroupName>,
    /// The arrangements.
    pub arrangements: Vec<String>,
}

/// Asks what a handing over is about, before it is done.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Handover {
    /// The groups.
    pub groups: Vec<Uuid>,
    /// Who is to lead them; none while nobody is chosen.
    pub to: Option<Uuid>,
}

/// What a handing over is about.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandoverView {
    /// Who leads them today.
    pub from: Vec<Person>,
    /// Who is to lead them.
    pub to: Option<Person>,
    /// Who can lead them: works in all of their kecamatan.
    pub able: Vec<Person>,
    /// Kecamatan of the groups in which that person does not work.
    pub away: Vec<Choice>,
    /// The groups.
    pub groups: Vec<HandoverGroup>,
}

/// A group that is handed over, and what goes with it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandoverGroup {
    /// Its names.
    pub group: GroupName,
    /// Who leads it today.
    pub pendamping: Option<Person>,
    /// Active families today.
    pub families: u32,
    /// Sessions that it has had.
    pub sessions_done: u32,
    /// Sessions of the curriculum.
    pub sessions: u32,
    /// The next session.
    pub next: Option<SessionName>,
    /// Its last meeting that was held.
    pub last: Option<MeetingRow>,
    /// The notes of that meeting, in the order of the form.
    pub notes: Vec<String>,
    /// Meetings that the office wants put right and that nobody has changed since: they go with the group.
    pub corrections: Vec<MeetingRow>,
    /// Drafts of its meetings on this device: they stay here until they are saved.
    pub drafts: u32,
}

//! Supervisi: a meeting of a member of staff is observed, both sign what was seen, and what follows is kept until it is done.
//!
//! Devices of the office ask about everybody, a phone about its own person alone. People are planned for, and never ranked by their scores.

mod following;
mod instruments;
mod planning;
mod reading;
mod saving;
mod signing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::{Choice, GroupName, MatterState, MeetingRow, Person, Safe};

pub(in crate::calls) use following::follow_ups;
pub(in crate::calls) use reading::waiting_for;

/// Asks whose meetings are to be observed next.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisionPlan {}

/// Whoever leads a group, and when they were observed last.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisionPlanView {
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// The first day of the time in which attendance is counted.
    pub since: NaiveDate,
    /// Never observed first, those whose meetings are least attended before others; then whose last time is longest ago. No score is in it.
    pub people: Vec<SupervisionPlanRow>,
    /// Those of them who were never observed.
    pub never: u32,
    /// Supervisions of this month that count.
    pub this_month: u32,
    /// People who are posted and lead no group, so that there is no meeting to observe.
    pub without_groups: u32,
}

/// Somebody whose meetings can be observed.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisionPlanRow {
    /// Who.
    pub person: Person,
    /// Role, as a stable name.
    pub role: String,
    /// Where they are posted.
    pub kecamatan: Vec<Choice>,
    /// Groups that they lead.
    pub groups: u32,
    /// Active families in them.
    pub families: u32,
    /// The last supervision that counts.
    pub last: Option<NaiveDate>,
    /// How many count.
    pub times: u32,
    /// One that the observer has not signed yet.
    pub unsigned: Option<Uuid>,
    /// What was agreed and is not done.
    pub open_tasks: u32,
    /// Attendances at the meetings of groups that they led at the time.
    pub hadir: u32,
    /// Attendances that could have been.
    pub expected: u32,
}

/// Asks for the supervisions of one person: of this device's own without an id, of anybody at the office.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Supervised {
    /// The member of staff.
    pub staff: Option<Uuid>,
}

/// One person's supervisions.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisedView {
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Who.
    pub person: Person,
    /// It is the person of this device.
    pub own: bool,
    /// This device can observe.
    pub observes: bool,
    /// All of them, the latest first.
    pub rows: Vec<SupervisionRow>,
    /// Those that count and were made by the version of the latest of them, the oldest first: what can be compared.
    pub compared: Vec<Compared>,
    /// Each item of that version with its answers at those, in the same order; nothing where there was none.
    pub items: Vec<ItemTrend>,
    /// What the answers of that version are called, from 1 on.
    pub scale: Vec<String>,
}

/// A supervision in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisionRow {
    /// Document.
    pub id: Uuid,
    /// Day of the meeting.
    pub day: NaiveDate,
    /// The group that met.
    pub group: GroupName,
    /// Who observed.
    pub observer: Option<Person>,
    /// How far it is signed.
    pub state: SupervisionState,
    /// It changed after the observer had signed.
    pub changed: bool,
    /// The office took it back.
    pub withdrawn: bool,
    /// Its score.
    pub points: PointsView,
    /// What was agreed and is not done.
    pub open_tasks: u32,
    /// Where it is safe.
    pub safe: Safe,
}

/// How far a supervision is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SupervisionState {
    /// The observer has not signed: it does not count yet.
    Draft,
    /// The observer has signed.
    Signed,
    /// Both have signed the same.
    Agreed,
}

/// Answers counted by the version of the instrument with which they were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PointsView {
    /// Of 100, rounded down; none where too little was observed, or where that version is not here.
    pub score: Option<u32>,
    /// Name of the band.
    pub band: Option<String>,
    /// Which band it is, from 0 for the lowest.
    pub level: u32,
    /// How many bands there are.
    pub levels: u32,
    /// Items that were observed.
    pub observed: u32,
    /// Items that have an answer, "not observed" included.
    pub answered: u32,
    /// Items that there are; 0 where that version is not here.
    pub items: u32,
}

/// A supervision beside others.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Compared {
    /// Document.
    pub id: Uuid,
    /// Day of the meeting.
    pub day: NaiveDate,
    /// Its score.
    pub score: Option<u32>,
}

/// An item over several supervisions.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ItemTrend {
    /// What is observed.
    pub item: ItemText,
    /// Its answers, the oldest first.
    pub answers: Vec<Option<u8>>,
}

/// An item of an instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ItemText {
    /// Its stable id; empty for a new one.
    pub id: String,
    /// The part in which it stands.
    pub part: String,
    /// What is observed.
    pub text: String,
}

/// Asks for one supervision, or for what a new one begins with.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadSupervision {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
    /// Of a new one: whose meeting.
    pub staff: Option<Uuid>,
}

/// A supervision.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing that its screen shows or hides"
)]
pub struct SupervisionDetail {
    /// Document; none of a new one.
    pub id: Option<Uuid>,
    /// The version shown; what is saved is saved upon it.
    pub base: String,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Whose meeting.
    pub person: Person,
    /// It is the person of this device, who agrees and replies.
    pub own: bool,
    /// The person of this device observed it, and may change and sign it.
    pub observed_here: bool,
    /// This device is the office's.
    pub office: bool,
    /// Who observed.
    pub observer: Option<Person>,
    /// What it says.
    pub facts: SupervisionFacts,
    /// The group that met.
    pub group: Option<GroupName>,
    /// Of a new one: groups that the person leads today, by name.
    pub groups: Vec<GroupName>,
    /// The version with which it was made; none where that one is not here.
    pub instrument: Option<InstrumentText>,
    /// Its score.
    pub points: PointsView,
    /// Meetings of the group on the day as they were recorded; beside their attendance stands what the observer counted.
    pub recorded: Vec<MeetingRow>,
    /// How far it is signed.
    pub state: SupervisionState,
    /// It changed after the observer had signed.
    pub changed: bool,
    /// What the person agreed with was another version.
    pub agreed_before: bool,
    /// The office took it back.
    pub withdrawn: bool,
    /// The digest of what there is to sign.
    pub content: String,
    /// When the observer signed.
    pub signed_on: Option<NaiveDate>,
    /// When the person agreed.
    pub agreed_on: Option<NaiveDate>,
    /// What the person replied.
    pub reply: String,
    /// What was agreed, and what became of it.
    pub follow_ups: Vec<FollowUp>,
    /// Fields on which people disagree.
    pub disagreements: u32,
    /// Where it is safe.
    pub safe: Safe,
}

/// What a supervision says. Empty text is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisionFacts {
    /// Day of the meeting; once saved it stays.
    pub day: Option<NaiveDate>,
    /// The group that met; once saved it stays.
    pub group: Option<Uuid>,
    /// Heads that the observer counted.
    pub counted: Option<u16>,
    /// By item: 1 and up, 0 for not observed; without an answer it is not there.
    pub answers: BTreeMap<String, u8>,
    /// Notes by item.
    pub notes: BTreeMap<String, String>,
    /// What was seen, up to 1,000 characters.
    pub note: String,
    /// What coaching was given, up to 1,000 characters.
    pub coaching: String,
    /// What was agreed. A task has what, who and until when.
    pub tasks: Vec<TaskFacts>,
}

/// A task as it was agreed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TaskFacts {
    /// Which; empty for a new one.
    pub key: String,
    /// What, up to 300 characters.
    pub what: String,
    /// By whom.
    pub who: Option<Uuid>,
    /// Until when.
    pub due: Option<NaiveDate>,
}

/// What was agreed at a supervision, and what became of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FollowUp {
    /// Document of the supervision.
    pub supervision: Uuid,
    /// Which of its tasks.
    pub key: String,
    /// Whose meeting was observed.
    pub person: Person,
    /// What is to be done.
    pub what: String,
    /// By whom.
    pub who: Option<Person>,
    /// It is for the person of this device.
    pub own: bool,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// Where it stands.
    pub state: MatterState,
    /// The day is past, nobody said that it is done, and the office is not done with it.
    pub overdue: bool,
    /// What shows that it is done.
    pub proof: Option<String>,
    /// When that was said.
    pub proved: Option<NaiveDate>,
}

/// Writes down what was seen, for the person of this device as the observer. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveSupervision {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
    /// Whose meeting.
    pub staff: Uuid,
    /// The version that was shown; empty for a new one.
    pub base: String,
    /// As it is to be.
    pub facts: SupervisionFacts,
}

/// The observer signs, or opens it again.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SignSupervision {
    /// Document.
    pub id: Uuid,
    /// The digest of what was on the screen; none opens it again.
    pub content: Option<String>,
}

/// The person agrees and replies: on their own phone alone.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReplySupervision {
    /// Document.
    pub id: Uuid,
    /// The digest of what was on the screen; none: does not agree.
    pub agrees: Option<String>,
    /// The reply, up to 1,000 characters; empty for none.
    pub reply: String,
}

/// The office takes a supervision back, or lets it count again.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WithdrawSupervision {
    /// Document.
    pub id: Uuid,
    /// Taken back.
    pub withdrawn: bool,
}

/// Says what shows that a task is done: whose task it is, or the office.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProveFollowUp {
    /// Document of the supervision.
    pub id: Uuid,
    /// Which task.
    pub key: String,
    /// What shows it, up to 500 characters; empty takes it back.
    pub proof: String,
}

/// The office is done with a task, or not yet.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CloseFollowUp {
    /// Document of the supervision.
    pub id: Uuid,
    /// Which task.
    pub key: String,
    /// Done with it.
    pub closed: bool,
}

/// Asks for the versions of the instrument.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadInstrument {}

/// The versions of the instrument.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InstrumentView {
    /// The one for new supervisions.
    pub now: InstrumentText,
    /// All of them, the one in force first, then by name.
    pub versions: Vec<InstrumentVersion>,
}

/// A version in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InstrumentVersion {
    /// Its digest.
    pub version: String,
    /// Its name.
    pub name: String,
    /// How many supervisions were made with it.
    pub used: u32,
}

/// A version of the instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InstrumentText {
    /// Its name, up to 60 characters.
    pub name: String,
    /// What the answers are called, from 1 on; 2 to 5 of them.
    pub scale: Vec<String>,
    /// So many items must be observed for a score.
    pub least: u32,
    /// Bands, ascending, the first from 0.
    pub bands: Vec<BandText>,
    /// Items, up to 30.
    pub items: Vec<ItemText>,
}

/// A band of scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BandText {
    /// The least score in it.
    pub from: u32,
    /// Its name.
    pub name: String,
}

/// Publishes a version of the instrument; new supervisions are made with it, and old ones keep theirs. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveInstrument {
    /// The version. Items keep their ids; a new one has none.
    pub instrument: InstrumentText,
}

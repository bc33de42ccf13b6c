//! Suara: what staff ask, report, wish and propose, what the office answers, and the tasks that follow.

mod deciding;
mod evaluating;
mod listing;
#[cfg(test)]
mod tests;
mod writing;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use super::terms::MatterState;
use super::terms::{Person, Safe};
use crate::kinds::VoiceKind;

/// Asks for the voices that this device knows.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Voices {}

/// Voices, each told once: those of one matter under the one that they are answered with.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VoicesView {
    /// Whether this device answers and decides.
    pub decides: bool,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Topics to choose from: the usual ones, and those in use.
    pub topics: Vec<String>,
    /// Who can be given a task; nobody where this device decides nothing.
    pub staff: Vec<Person>,
    /// Overdue first, then what is open from the oldest on, then what waits for the office to close it, then the closed ones from the newest back.
    pub matters: Vec<Matter>,
    /// What was agreed at supervisions: of everybody at the office, of one's own elsewhere. Overdue first, what the office is done with last.
    pub coaching: Vec<super::supervision::FollowUp>,
}

/// What one or several people said of one thing, and what became of it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Matter {
    /// Document of the voice that it is answered with.
    pub id: Uuid,
    /// Which of the four that one is.
    pub kind: VoiceKind,
    /// What it is about.
    pub topic: String,
    /// Who said it: the first is the one that it is answered with, the others by day.
    pub voices: Vec<VoiceLine>,
    /// How many people said it.
    pub people: u32,
    /// One of them is the person of this device.
    pub own: bool,
    /// Where it stands.
    pub state: MatterState,
    /// What the office answers or decides.
    pub answer: Option<String>,
    /// When it answered first.
    pub answered: Option<NaiveDate>,
    /// What is to be done.
    pub task: Option<String>,
    /// By whom.
    pub who: Option<Person>,
    /// The task is for the person of this device.
    pub own_task: bool,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// The day is past, nobody said that it is done, and the office is not done with it.
    pub overdue: bool,
    /// What shows that it is done.
    pub proof: Option<String>,
    /// When that was said.
    pub proved: Option<NaiveDate>,
}

/// One voice of a matter.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VoiceLine {
    /// Document of the voice.
    pub id: Uuid,
    /// When it was said.
    pub day: NaiveDate,
    /// The sentence.
    pub text: String,
    /// Whose device said it; nobody whom this device knows where it is empty.
    pub from: Option<Person>,
    /// Names of the kecamatan in which that person was posted on that day.
    pub kecamatan: Vec<String>,
    /// It is of the person of this device.
    pub own: bool,
    /// The meeting at which it came up.
    pub meeting: Option<Uuid>,
    /// The meeting of the staff from which it followed.
    pub rakor: Option<Uuid>,
    /// Where it is safe.
    pub safe: Safe,
}

/// Asks how voices were dealt with. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VoicesEvaluation {
    /// The first month, `2026-06`; five months before the last without.
    pub first: Option<String>,
    /// The last month; this one without.
    pub last: Option<String>,
}

/// How the voices of some months were dealt with.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VoicesEvaluationView {
    /// The months, in order; at most two years.
    pub months: Vec<String>,
    /// All voices of them.
    pub total: Evaluated,
    /// By topic of the matter that they are part of, the most voices first. They add up to all.
    pub topics: Vec<EvaluatedTopic>,
    /// By kecamatan in which whoever said it was posted on the day, the most voices first. Somebody posted in two counts in both.
    pub places: Vec<EvaluatedPlace>,
}

/// Voices counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Evaluated {
    /// How many there are.
    pub voices: u32,
    /// Those whose matter the office has answered.
    pub answered: u32,
    /// Those whose matter is closed.
    pub closed: u32,
    /// Those whose matter is overdue.
    pub overdue: u32,
    /// Twice the median of the days from the voice to the first answer, of those that are answered.
    pub median_half_days: Option<u32>,
}

/// A topic.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EvaluatedTopic {
    /// Its name; empty for none.
    pub topic: String,
    /// Voices of each month.
    pub by_month: Vec<u32>,
    /// All of them.
    pub sum: Evaluated,
}

/// A kecamatan.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EvaluatedPlace {
    /// Its name; none for people who were posted in none.
    pub kecamatan: Option<String>,
    /// Its voices.
    pub sum: Evaluated,
}

/// Says something. The same sentence of the same person about the same meeting is one voice, however often it is sent.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SayVoice {
    /// Which of the four it is.
    pub voice: VoiceKind,
    /// What it is about, up to 40 characters.
    pub topic: String,
    /// The sentence, up to 500 characters.
    pub text: String,
    /// The meeting at which it came up.
    pub meeting: Option<Uuid>,
}

/// Answers a matter and says what follows. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DecideVoice {
    /// Document of the voice that the matter is answered with.
    pub id: Uuid,
    /// What stood there when the person began: where it says something else by now, nothing is done.
    pub seen: Decision,
    /// As it is to be.
    pub decision: Decision,
}

/// What the office says of a matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Decision {
    /// The answer or decision; empty for none.
    pub answer: String,
    /// What is to be done; empty for nothing.
    pub task: String,
    /// By whom. A task has both, or there is none.
    pub who: Option<Uuid>,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// The office is done with it.
    pub closed: bool,
}

/// Says what shows that a task is done: whose task it is, or the office.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProveTask {
    /// Document of the voice that the matter is answered with.
    pub id: Uuid,
    /// What shows it; empty takes it back.
    pub proof: String,
}

/// Voices are about one thing, or about things of their own again. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct JoinVoices {
    /// Documents of the voices.
    pub ids: Vec<Uuid>,
    /// Document of the voice that they are answered with from now on; none for each by itself.
    pub with: Option<Uuid>,
}

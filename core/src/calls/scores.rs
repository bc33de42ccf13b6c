//! Nilai dan sertifikat: what a training gave each participant, entered by the office, and one person's history of trainings.
//!
//! A participant sees their own, and no colleague's: they stand in each person's own feed.

mod history;
mod results;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::Person;
use crate::kinds::{Outcome, Taking, TrainingKind};

/// Asks for what a training gave its participants. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingResults {
    /// Document of the training.
    pub id: Uuid,
}

/// What a training gave its participants.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingResultsView {
    /// Its name.
    pub name: String,
    /// Its last day.
    pub ends: NaiveDate,
    /// Jam pelajaran of it.
    pub jp: Option<u16>,
    /// Members of staff who take part, or of whom something is said, by name.
    pub people: Vec<ResultRow>,
    /// Those who have both scores: only they are in the sums.
    pub both: u32,
    /// The sum of their scores before, in tenths of a point.
    pub pre_sum: u32,
    /// The sum of their scores after, in tenths of a point.
    pub post_sum: u32,
}

/// What a training gave somebody.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ResultRow {
    /// Who.
    pub person: Person,
    /// They took part by the rule.
    pub took_part: bool,
    /// The version shown; none where nothing was said yet.
    pub base: Option<String>,
    /// What is said.
    pub facts: ResultFacts,
    /// Fields on which people disagree.
    pub disagreements: u32,
}

/// Scores and certificate. Empty text is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ResultFacts {
    /// The test before, in tenths of a point, 0 to 1000.
    pub pre: Option<u16>,
    /// The test after, in tenths of a point, 0 to 1000.
    pub post: Option<u16>,
    /// How they ended it.
    pub outcome: Option<Outcome>,
    /// The number of the certificate, up to 120 characters.
    pub certificate: String,
    /// Its day.
    pub certified: Option<NaiveDate>,
    /// The jam pelajaran that it says.
    pub jp: Option<u16>,
}

/// Says what a training gave some of its participants. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveTrainingResults {
    /// Document of the training.
    pub id: Uuid,
    /// Of whom something changes.
    pub results: Vec<ResultEdit>,
}

/// What changes of one participant.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ResultEdit {
    /// The member of staff.
    pub staff: Uuid,
    /// The version that was shown.
    pub base: Option<String>,
    /// As it is to be.
    pub facts: ResultFacts,
}

/// Asks for the trainings of one person: of this device's own without an id, of anybody at the office.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingHistory {
    /// The member of staff.
    pub staff: Option<Uuid>,
}

/// One person's trainings.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingHistoryView {
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Who.
    pub person: Person,
    /// It is the person of this device.
    pub own: bool,
    /// When they had FDS training last, by the rule of "Belum pernah diklat".
    pub trained: Option<NaiveDate>,
    /// All of them, the latest first.
    pub rows: Vec<HistoryRow>,
}

/// A training of somebody.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HistoryRow {
    /// Document of the training.
    pub training: Uuid,
    /// Its name; none where this device does not have it.
    pub name: Option<String>,
    /// What kind of event it is.
    pub kind: Option<TrainingKind>,
    /// Its first day.
    pub starts: Option<NaiveDate>,
    /// Its last day.
    pub ends: Option<NaiveDate>,
    /// It counts as FDS training.
    pub counts: bool,
    /// It did not take place after all.
    pub cancelled: bool,
    /// What they are to it.
    pub taking: Option<Taking>,
    /// As what they facilitate.
    pub as_what: Option<String>,
    /// They took part by the rule.
    pub took_part: bool,
    /// On how many of its half days they were there.
    pub there: u32,
    /// How many it has.
    pub halves: u32,
    /// Scores and certificate.
    pub facts: ResultFacts,
}

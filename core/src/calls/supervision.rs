//! Supervisi: a meeting of a member of staff is observed, both sign what was seen, and what follows is kept until it is done.
//!
//! Devices of the office ask about everybody, a phone about its own person alone. People are planned for, and never ranked by their scores.

mod detail;
mod following;
mod instruments;
mod planning;
mod reading;
mod saving;
mod signing;
#[cfg(test)]
mod tests;

pub use detail::{ReadSupervision, SupervisionDetail};
pub use following::FollowUp;
pub(in crate::calls) use following::follow_ups;
pub use instruments::{
    BandText, InstrumentText, InstrumentVersion, InstrumentView, ItemText, ReadInstrument,
    SaveInstrument,
};
pub use planning::{SupervisionPlan, SupervisionPlanRow, SupervisionPlanView};
pub(in crate::calls) use reading::waiting_for;
pub use reading::{
    Compared, ItemTrend, PointsView, Supervised, SupervisedView, SupervisionRow, SupervisionState,
};
pub use saving::SaveSupervision;
pub use signing::{
    CloseFollowUp, ProveFollowUp, ReplySupervision, SignSupervision, WithdrawSupervision,
};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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

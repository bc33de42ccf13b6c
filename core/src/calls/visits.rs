//! Materi susulan and kunjungan rumah: what a family was given outside its meetings. It moves the family's sessions on, and never its
//! attendance.

mod reading;
mod saving;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use super::families::VisitLine;
use super::terms::SessionName;
use crate::kinds::VisitWay;

/// Asks for the form of something that a family was given.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Visit {
    /// The family.
    pub family: Uuid,
    /// The document to be corrected; none for a new one.
    pub id: Option<Uuid>,
}

/// The form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitForm {
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Every session in order, those that the family missed and its group had first.
    pub sessions: Vec<VisitSession>,
    /// What is corrected.
    pub line: Option<VisitLine>,
    /// This device may write it.
    pub editable: bool,
}

/// A session to choose.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitSession {
    /// The session.
    pub session: SessionName,
    /// When its group had it while the family was not there.
    pub missed: Option<NaiveDate>,
    /// The family has had it, at a meeting or outside.
    pub had: bool,
}

/// Saves what a family was given on a day. Another record of the same day is the same document: what differs stands beside it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveVisit {
    /// The family.
    pub family: Uuid,
    /// The day; not after today.
    pub day: NaiveDate,
    /// How.
    pub way: VisitWay,
    /// Codes of the sessions.
    pub sessions: Vec<String>,
    /// What was found, and what follows, up to 1,000 characters.
    pub note: String,
    /// The version that is corrected; none for a new one.
    pub base: Option<String>,
}

/// Says that it did not happen, or that it did after all.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WithdrawVisit {
    /// Its document.
    pub id: Uuid,
    /// It did not happen.
    pub withdrawn: bool,
    /// The version that was shown: what somebody changed meanwhile is looked at first.
    pub base: String,
}

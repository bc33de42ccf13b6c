//! Keamanan: what this device noticed that a person should know of or decide about. Evidence, never a verdict: nothing follows from it by
//! itself.

mod deciding;
mod finding;
pub(super) mod seen;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::Person;

/// Asks what the office should look at.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Security {}

/// What the office should look at.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SecurityView {
    /// Each thing once: what nobody has seen first, then by what it is.
    pub findings: Vec<Finding>,
    /// How many of them nobody has seen yet, or wait for a decision.
    pub open: u32,
}

/// What was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum FindingKind {
    /// A device enrolled after the end of its invite.
    Late,
    /// A device enrolled with an invite that another one had used.
    UsedTwice,
    /// This device was restored from a backup or copied.
    Copied,
    /// Somebody sent entries in this device's name that it did not sign.
    Impersonated,
    /// A device signed two entries under one number.
    TwoUnderOne,
    /// A device said two things in one place of a document; one of them is not counted.
    Contradicted,
    /// Work that was built upon such a thing, and whose device did not say it again.
    BuiltUpon,
    /// A device said something that only others may say.
    NotEntitled,
    /// A device reads a feed and its newest key could not be handed to it.
    Unreachable,
    /// A revoked device made something beyond what was known when it was revoked.
    BeyondEnd,
}

/// Something that was noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// Names it, as far as it has come: more of the same has another mark.
    pub mark: String,
    /// A person has marked it as seen. Never one that waits for an answer.
    pub seen: bool,
    /// Of which device.
    pub device: FoundDevice,
    /// When it was noticed first, by the relay's clock; of `contradicted`, `built_upon` and `not_entitled` when it was said last, by the clock of
    /// the device. None where that is not known.
    pub at: Option<DateTime<Utc>>,
    /// How many entries, numbers or changes.
    pub count: u32,
    /// Names of the kecamatan concerned, as far as they are known.
    pub places: Vec<String>,
    /// Meetings concerned, the latest first, as far as they are known.
    pub meetings: Vec<MeetingMention>,
    /// How many meetings and other documents are concerned beside those.
    pub others: u32,
    /// Of `beyond_end`: which entries these are, for [`AcceptBeyondEnd`].
    pub upto: Option<i64>,
}

/// A device, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundDevice {
    /// Its id in hex.
    pub id: String,
    /// Whose it is, or who was invited with it.
    pub person: Option<Person>,
    /// It is the one that asks.
    pub this: bool,
    /// It may do what the office does.
    pub office: bool,
    /// The office revoked it.
    pub revoked: bool,
}

/// A meeting in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MeetingMention {
    /// Its document.
    pub id: Uuid,
    /// Name of the group; empty where it is not known here.
    pub group: String,
    /// Day.
    pub date: NaiveDate,
}

/// Marks findings as seen: they are not counted any more, and stay to be read. More of the same is counted again.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SeenFindings {
    /// Their marks.
    pub marks: Vec<String>,
}

/// Believes what a revoked device made beyond its end, as far as the person saw it. It stays revoked.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AcceptBeyondEnd {
    /// Its id in hex.
    pub device: String,
    /// `upto` of the finding.
    pub upto: i64,
}

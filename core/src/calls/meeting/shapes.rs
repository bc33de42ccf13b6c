//! A meeting as its page shows it, as data.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::calls::differences::Difference;
use crate::calls::recording::SpeakerLine;
use crate::calls::terms::{MeetingRow, Person, SessionName};
use crate::kinds::{Aspect, Mark, Rating, Verdict};

/// A meeting.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MeetingView {
    /// Its row in lists.
    pub row: MeetingRow,
    /// Further sessions.
    pub more_sessions: Vec<SessionName>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where.
    pub place: Option<String>,
    /// Nama kegiatan.
    pub title: Option<String>,
    /// Materi, in the official form's words.
    pub topic: Option<String>,
    /// Speakers.
    pub speakers: Vec<SpeakerLine>,
    /// The five aspects.
    pub notes: BTreeMap<Aspect, String>,
    /// Who leads the group's meetings on that day.
    pub pendamping: Option<Person>,
    /// Families of the group on that day, and whoever has a mark.
    pub families: Vec<MarkedFamily>,
    /// Who changed what when, the latest first.
    pub history: Vec<HistoryLine>,
    /// On what people disagree.
    pub disagreements: Vec<Difference>,
    /// The office's verdict.
    pub check: Option<CheckLine>,
    /// The version shown: its heads in hex, to be given with a verdict.
    pub heads: String,
    /// This device may change it.
    pub editable: bool,
}

/// A family of the meeting.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MarkedFamily {
    /// Document of the family; none if this device does not know it.
    pub id: Option<Uuid>,
    /// Its key.
    pub key: String,
    /// Nama pengurus; empty if this device does not know it.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Its mark; none is belum ditandai.
    pub mark: Option<Mark>,
    /// Its rating.
    pub rating: Option<Rating>,
}

/// A change.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HistoryLine {
    /// Who; none if this device does not know the author.
    pub who: Option<Person>,
    /// When, by the author's clock.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Vec<ChangeLine>,
}

/// A field before and after.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChangeLine {
    /// The field, such as `place` or `marks/AbCd1234`; the window has a word for the part before `/`.
    pub field: String,
    /// Name of the family, if the field is one's.
    #[serde(serialize_with = "crate::reference::naming::serialize_some")]
    pub family: Option<String>,
    /// Before, in a form for people; marks and ratings as their codes (`H`, `SB`). None: nothing.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

/// What the office said of a meeting.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckLine {
    /// The verdict.
    pub verdict: Verdict,
    /// Its note.
    pub note: Option<String>,
    /// Who.
    pub by: Option<Person>,
    /// What changed since; none if nothing did.
    pub changed: Vec<ChangeLine>,
}

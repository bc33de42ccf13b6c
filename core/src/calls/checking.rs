//! Periksa: the office looks at meetings and says whether they are in order, of the version that it saw.

mod listing;
#[cfg(test)]
mod tests;
mod verdict;
mod warnings;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::meeting::MeetingView;
use super::terms::{MeetingRow, Person};
use crate::documents::Verdict;

/// Asks for meetings to check.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckList {
    /// Which ones.
    pub which: Checked,
    /// Only of that month, `2026-11`.
    pub month: Option<String>,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
    /// Only of that pendamping.
    pub pendamping: Option<Uuid>,
}

/// How far a meeting is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// No verdict yet.
    Waiting,
    /// Changed after its verdict.
    Changed,
    /// Verdict "perbaiki", unchanged since.
    ToMend,
    /// Verdict "sesuai", unchanged since.
    Fine,
    /// All.
    All,
}

/// The list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckPage {
    /// How many of each kind fit the other filters.
    pub waiting: u32,
    /// Changed after the verdict.
    pub changed: u32,
    /// To be mended.
    pub to_mend: u32,
    /// Fine.
    pub fine: u32,
    /// The meetings asked for, the latest first, at most 500.
    pub rows: Vec<CheckRow>,
}

/// A meeting of the list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckRow {
    /// The meeting.
    pub meeting: MeetingRow,
    /// Who led it.
    pub pendamping: Option<Person>,
    /// What a checker should look at; the window has words for each.
    pub warnings: Vec<Warning>,
}

/// What is odd about a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// Families without a mark.
    Unmarked,
    /// Nobody present.
    NobodyPresent,
    /// Present families without a rating.
    Unrated,
    /// No uraian.
    NoNotes,
    /// No speaker.
    NoSpeaker,
    /// No start or end.
    NoTimes,
    /// Dated later than today.
    InFuture,
    /// The group met twice that month.
    TwiceInMonth,
    /// Fields on which people disagree.
    Disagreement,
}

/// Asks for one meeting to check, and the next one of the waiting.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Check {
    /// Document of the meeting.
    pub id: Uuid,
}

/// A meeting to check.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckView {
    /// The meeting.
    pub meeting: MeetingView,
    /// What is odd about it.
    pub warnings: Vec<Warning>,
    /// The next meeting that waits.
    pub next: Option<Uuid>,
}

/// Says whether a meeting is in order. A verdict on a version that is no longer the latest is kept, and shows at once as
/// changed since.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GiveVerdict {
    /// Document of the meeting.
    pub id: Uuid,
    /// The verdict; none takes it back.
    pub verdict: Option<Verdict>,
    /// Note; empty for none. At most 500 characters.
    pub note: String,
    /// The version that was seen, as [`MeetingView::heads`] said it.
    pub heads: String,
}

//! Periksa: the office looks at meetings and says whether they are in order, of the version that it saw.

mod counting;
mod listing;
mod many;
#[cfg(test)]
mod tests;
mod verdict;
mod warnings;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(super) use counting::CheckCounts;

pub use super::warnings::Warning;

use super::meeting::MeetingView;
use super::terms::{MeetingRow, Person};
use crate::kinds::Verdict;

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
    /// To be looked at: no verdict yet, or changed after it. What the number beside "Periksa" counts.
    Due,
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
    /// How many of each kind fit the other filters. To be looked at: waiting and changed ones.
    pub due: u32,
    /// No verdict yet.
    pub waiting: u32,
    /// Changed after the verdict.
    pub changed: u32,
    /// To be mended.
    pub to_mend: u32,
    /// Fine.
    pub fine: u32,
    /// The meetings asked for, the latest first, at most 2,000.
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
    /// The version of this row, for [`GiveVerdicts`].
    pub heads: String,
}

/// Asks for one meeting to check, and the next one that is to be looked at.
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
    /// The next meeting that is to be looked at.
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

/// Says "sesuai" of many meetings that have nothing to look at, or takes that back. Whatever is no longer as it was seen is left as it is.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GiveVerdicts {
    /// The meetings, each with the version that was seen.
    pub meetings: Vec<SeenMeeting>,
    /// Takes the verdict of these versions back, where nothing came since.
    pub take_back: bool,
}

/// A meeting and the version of it that was seen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SeenMeeting {
    /// Document of the meeting.
    pub id: Uuid,
    /// The version, as [`CheckRow::heads`] said it.
    pub heads: String,
}

/// What became of many verdicts.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GivenVerdicts {
    /// The meetings that were given one, or whose one was taken back.
    pub given: Vec<SeenMeeting>,
    /// Those that were left: they changed, have a verdict, were cancelled, or have something to look at.
    pub left: Vec<Uuid>,
    /// It was stopped: what was given before that stays.
    pub stopped: bool,
}

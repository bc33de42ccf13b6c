//! What the window asks and is told about recording, as data.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::calls::terms::{GroupName, Safe, SessionName};
use crate::kinds::{Aspect, Component, Mark, Rating};

/// Asks for a new meeting's form. Without a group: the group that is due.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordNew {
    /// The group.
    pub group: Option<Uuid>,
    /// The day; today if not said.
    pub date: Option<NaiveDate>,
}

/// Asks for the form of a draft, as it was left.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordOpen {
    /// The draft.
    pub name: String,
}

/// Asks for the form of a saved meeting, to correct it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordEdit {
    /// Document of the meeting.
    pub meeting: Uuid,
}

/// Asks what the office will have to look at, were the form saved as it is. Nothing of it keeps anybody from saving.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordWarnings {
    /// The form as it is.
    pub draft: MeetingDraft,
}

/// Keeps what the form says. Called at every tap; durable when it answers. Changes no document.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeepDraft {
    /// The form as it is.
    pub draft: MeetingDraft,
}

/// Throws a draft away. For 30 days it can be brought back.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DropDraft {
    /// The draft.
    pub name: String,
}

/// A draft was thrown away.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Dropped {
    /// For [`RestoreDraft`]; none if there was no such draft.
    pub dropped: Option<String>,
}

/// Brings a draft back that was thrown away.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RestoreDraft {
    /// As [`Dropped`] or [`DroppedDraft`] named it.
    pub dropped: String,
}

/// A draft is there again.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Restored {
    /// Its name.
    pub name: String,
}

/// Which drafts were thrown away in the last 30 days.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DroppedDrafts {}

/// A draft that was thrown away.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DroppedDraft {
    /// For [`RestoreDraft`].
    pub dropped: String,
    /// Name of the group.
    pub group: String,
    /// Day of the meeting.
    pub date: NaiveDate,
    /// How many families were marked.
    pub marked: u32,
    /// When it was thrown away.
    pub at: DateTime<Utc>,
}

/// Saves the form as a meeting, in one change: only what was changed since it was opened.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveMeeting {
    /// The form as it is.
    pub draft: MeetingDraft,
}

/// A saved meeting.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavedMeeting {
    /// Its document.
    pub id: Uuid,
    /// Where it is safe.
    pub safe: Safe,
}

/// The step of the form on which families are marked.
pub(super) const ATTENDANCE: u8 = 1;

/// What the form holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MeetingDraft {
    /// Name of the draft.
    pub name: String,
    /// The saved meeting that it corrects; none for a new one.
    pub meeting: Option<Uuid>,
    /// The version of that meeting that is corrected, as the form came with it; to be given back untouched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub base: Option<String>,
    /// The group.
    pub group: Uuid,
    /// The day.
    pub date: NaiveDate,
    /// Code of the session.
    pub session: String,
    /// Codes of further sessions of the same meeting.
    pub more_sessions: Vec<String>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where.
    pub place: String,
    /// Up to three.
    pub speakers: Vec<SpeakerLine>,
    /// By family key; a family that is not in it is belum ditandai.
    pub marks: BTreeMap<String, Mark>,
    /// By family key, of those present.
    pub ratings: BTreeMap<String, Rating>,
    /// The five aspects of the uraian; together at most 1,000 characters.
    pub notes: BTreeMap<Aspect, String>,
    /// Nama kegiatan, at most 100 characters. Empty: the proposed one.
    pub title: String,
    /// Which step of the form is shown, from 0.
    pub step: u8,
}

/// A speaker (pemateri).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SpeakerLine {
    /// Name.
    pub name: String,
    /// Instansi.
    pub agency: String,
}

/// The form: what it holds, and what can be chosen.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RecordForm {
    /// What it holds.
    pub draft: MeetingDraft,
    /// The person's groups; the draft's is among them.
    pub groups: Vec<GroupName>,
    /// Active families of the group on that day, and whoever has a mark; ordered as on the group's page.
    pub families: Vec<FamilyLine>,
    /// All sessions, in order, with when this group had them.
    pub sessions: Vec<SessionChoice>,
    /// Nama kegiatan, made of group and session; always within the limit.
    pub proposed_title: String,
    /// Materi: the official form's own words for the session.
    pub topic: Option<String>,
    /// This group's meeting of that day and session is recorded already, perhaps by a colleague: saving adds to it.
    pub existing: Option<Uuid>,
    /// Speakers of earlier meetings, the most frequent first.
    pub known_speakers: Vec<SpeakerLine>,
    /// Whether members of staff have had an FDS training, by name in lower case.
    pub trained: BTreeMap<String, bool>,
    /// Most characters of the title.
    pub title_limit: u32,
    /// Most characters of the five aspects together.
    pub notes_limit: u32,
}

/// A family on the form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyLine {
    /// Its key in marks and ratings.
    pub key: String,
    /// Document of the family.
    pub id: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Address, e.g. `Dusun 2`.
    pub address: Option<String>,
    /// Its pengurus leads the group.
    pub ketua: bool,
    /// Components that the family has.
    pub components: Vec<Component>,
    /// Its mark at the group's meeting before this.
    pub last_mark: Option<Mark>,
}

/// A session on the form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SessionChoice {
    /// The session.
    pub session: SessionName,
    /// When this group had it.
    pub delivered: Option<NaiveDate>,
    /// It is the one that is proposed.
    pub next: bool,
}

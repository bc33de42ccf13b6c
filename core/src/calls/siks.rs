//! The helper for SIKS-NG: a meeting's fields in the order of its form, each within its limit, to be copied and ticked; and which meetings are
//! not in SIKS-NG yet. Sesi types nothing there and keeps no password: people copy, and say what became of it.

mod form;
mod marking;
mod month;
mod people;
mod reading;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::{MeetingRow, Person};
use crate::kinds::{Aspect, Mark, SiksField, SiksSaid};
pub use crate::queries::siks::SiksMissing;

/// Asks for a meeting in the order of the form.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Siks {
    /// Document of the meeting.
    pub meeting: Uuid,
}

/// How a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SiksState {
    /// Something is missing: Belum.
    NotReady,
    /// Siap disalin.
    Ready,
    /// Sudah masuk.
    Entered,
    /// Ditolak.
    Rejected,
    /// Berubah setelah disalin.
    Changed,
}

/// What is odd about a field. It stops nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SiksWarning {
    /// A speaker is named by a role: the form wants a person.
    RoleAsName,
    /// The text is longer than the form takes.
    TooLong,
}

/// A meeting in the order of the form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiksMeeting {
    /// Its row in lists.
    pub row: MeetingRow,
    /// Who led the group's meetings on that day.
    pub pendamping: Option<Person>,
    /// How it stands.
    pub state: SiksState,
    /// What it lacks.
    pub missing: Vec<SiksMissing>,
    /// The form's fields, in order; those that the meeting has nothing for are left out.
    pub lines: Vec<SiksLine>,
    /// The families: those without a NIK of 16 digits first, then by name as SIKS-NG lists them.
    pub participants: Vec<SiksParticipant>,
    /// When it was said to be in SIKS-NG, or refused.
    pub day: Option<NaiveDate>,
    /// Who said so.
    pub by: Option<Person>,
    /// Why it was refused, or what else was said.
    pub note: Option<String>,
    /// What changed since it was typed into SIKS-NG.
    pub changed: Vec<SiksChange>,
    /// Families that stand there as several and turned out to be one.
    pub merged: Vec<SiksMerged>,
    /// What is shown, to be given with a tick and with what is said: the meeting's version, and by which names and numbers its families are
    /// known.
    pub version: String,
    /// The version of what was said of it that is shown, to be given with what is said; none if nothing was said yet.
    pub base: Option<String>,
    /// This device may say something of it.
    pub editable: bool,
}

/// A field of the form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiksLine {
    /// Which.
    pub field: SiksField,
    /// What to copy.
    pub text: String,
    /// Its characters.
    pub length: u32,
    /// Most characters that the form takes, where it has a limit.
    pub limit: Option<u32>,
    /// It was copied.
    pub copied: bool,
    /// It says something else since it was copied.
    pub changed: bool,
    /// What is odd about it.
    pub warning: Option<SiksWarning>,
    /// Of the uraian: what of it did not fit, wholly or in part.
    pub left_out: Vec<Aspect>,
}

/// A family of the meeting.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiksParticipant {
    /// Document of the family; none if this device does not know it.
    pub id: Option<Uuid>,
    /// Nama pengurus.
    pub name: String,
    /// It has a NIK of 16 digits, by which SIKS-NG finds it.
    pub nik: bool,
    /// Its mark; none is belum ditandai, which is not Alfa.
    pub mark: Option<Mark>,
}

/// A field before and after.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiksChange {
    /// Which.
    pub field: SiksField,
    /// What is in SIKS-NG; none where this device does not have that version. Of the families only those that differ, with their NIK where
    /// name or NIK was corrected.
    pub before: Option<String>,
    /// What the meeting says now; empty for nothing.
    pub after: String,
}

/// A family that was copied under several names, or under another one than its own, before it turned out to be one.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiksMerged {
    /// The names by which it was copied.
    pub copied: Vec<String>,
    /// The name of the family that counts.
    pub name: String,
}

/// Ticks a field as copied, or takes the tick away.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TickSiks {
    /// Document of the meeting.
    pub meeting: Uuid,
    /// Which field.
    pub field: SiksField,
    /// It was copied.
    pub copied: bool,
    /// The version that was shown.
    pub version: String,
}

/// Says what became of a meeting in SIKS-NG.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaySiks {
    /// Document of the meeting.
    pub meeting: Uuid,
    /// Whether the form took it; none takes back what was said.
    pub said: Option<SiksSaid>,
    /// Why it was refused; empty for nothing.
    pub note: String,
    /// The version of the meeting that was shown.
    pub version: String,
    /// The version of what was said before that was shown; none if nothing was.
    pub base: Option<String>,
}

/// Asks which meetings of a month are in SIKS-NG.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiksMonth {
    /// The month, `2026-11`; none for this one.
    pub month: Option<String>,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
    /// Only meetings of groups that the asking person led. Somebody of the office who leads none has them all.
    pub mine: bool,
}

/// A month and SIKS-NG.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiksMonthView {
    /// The month.
    pub month: String,
    /// Its meetings that took place: what is not in SIKS-NG, or changed, first; then by day.
    pub rows: Vec<SiksRow>,
    /// Each pendamping, those with the most that is not in SIKS-NG first.
    pub people: Vec<SiksPerson>,
    /// All of them together.
    pub total: SiksFigures,
}

/// A meeting of the list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiksRow {
    /// Its row in lists.
    pub row: MeetingRow,
    /// Who led the group on that day.
    pub pendamping: Option<Person>,
    /// How it stands.
    pub state: SiksState,
    /// What it lacks.
    pub missing: Vec<SiksMissing>,
}

/// A pendamping of the list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiksPerson {
    /// Who; none for groups that nobody led.
    pub pendamping: Option<Person>,
    /// Their meetings.
    pub figures: SiksFigures,
}

/// Meetings, counted. `held` is the other five together, `not_in` is `not_ready`, `ready` and `rejected`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SiksFigures {
    /// Meetings that took place.
    pub held: u32,
    /// Belum masuk SIKS.
    pub not_in: u32,
    /// Belum.
    pub not_ready: u32,
    /// Siap disalin.
    pub ready: u32,
    /// Ditolak.
    pub rejected: u32,
    /// Berubah setelah disalin.
    pub changed: u32,
    /// Sudah masuk.
    pub entered: u32,
}

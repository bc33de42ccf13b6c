//! Surat teguran and surat pernyataan komitmen: written from the months in a row that Kepatuhan counts, kept in a register with number,
//! delivery, receipt and what followed. A letter whose ground is no longer there is flagged and stays.

mod ground;
mod listing;
mod reading;
#[cfg(test)]
mod tests;
mod writing;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::differences::Difference;
use super::terms::{GroupName, Person, Safe};
use crate::kinds::{DeliveryWay, LetterStep, Mark};
pub use crate::queries::letters::LetterState;
pub(super) use listing::seen_here;

/// Asks for the register: on a phone of one's own groups, at the office of all.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Letters {
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
}

/// The register.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LettersView {
    /// Letters that are asked for and not written: those with the most months in a row first.
    pub due: Vec<DueLetter>,
    /// The letters: open ones before closed and cancelled ones, the latest first.
    pub rows: Vec<LetterRow>,
}

/// A family to which a letter is to be written.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DueLetter {
    /// Its document.
    pub family: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Its group.
    pub group: GroupName,
    /// Who leads the group.
    pub pendamping: Option<Person>,
    /// Months in a row.
    pub months: u32,
    /// The letters that are missing, in order.
    pub steps: Vec<LetterStep>,
}

/// A letter in the register.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LetterRow {
    /// Its document.
    pub id: Uuid,
    /// The family.
    pub family: Uuid,
    /// Nama pengurus: as it was written, else as the family has it; empty where neither is here.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Its group when the letter was written.
    pub group: GroupName,
    /// Who leads that group.
    pub pendamping: Option<Person>,
    /// It is of the asking person: written by, or of a family of a group that the person leads.
    pub mine: bool,
    /// Which letter.
    pub step: LetterStep,
    /// The months that are its ground, the earliest first.
    pub months: Vec<String>,
    /// Nomor surat.
    pub number: Option<String>,
    /// Its date.
    pub day: Option<NaiveDate>,
    /// When it was delivered.
    pub delivered: Option<NaiveDate>,
    /// How.
    pub way: Option<DeliveryWay>,
    /// When somebody signed for it.
    pub received: Option<NaiveDate>,
    /// What followed.
    pub response: Option<String>,
    /// What became of it.
    pub state: LetterState,
    /// Whether its ground is still there.
    pub standing: GroundStanding,
    /// Other letters have its number.
    pub doubled: bool,
    /// Fields on which people disagree.
    pub disagreements: u32,
    /// Where it is safe.
    pub safe: Safe,
}

/// Whether the ground of a letter is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GroundStanding {
    /// The family is Alfa at every meeting that it names.
    Stands,
    /// The months in a row are still Alfa, one of the meetings is not.
    Changed,
    /// The months are no longer Alfa in a row.
    Vanished,
    /// This device does not have the family or one of the meetings, and cannot say.
    Unknown,
}

/// Asks for one letter.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Letter {
    /// Its document.
    pub id: Uuid,
}

/// One letter.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LetterView {
    /// As the register has it.
    pub row: LetterRow,
    /// The version that is shown, to be given back to [`SaveLetter`].
    pub base: String,
    /// The meetings that are its ground, the earliest first.
    pub ground: Vec<GroundLine>,
    /// The day of the meeting to which it invites.
    pub invited: Option<NaiveDate>,
    /// Where that is.
    pub place: Option<String>,
    /// Who wrote it.
    pub by: Option<Person>,
    /// Who delivered it.
    pub carrier: Option<Person>,
    /// Who took it.
    pub receiver: Option<String>,
    /// When something followed.
    pub responded: Option<NaiveDate>,
    /// Why it was cancelled.
    pub why: Option<String>,
    /// Letters with the same number.
    pub same_number: Vec<SameNumber>,
    /// The next number that is free.
    pub next_number: String,
    /// What people say differently of it.
    pub differences: Vec<Difference>,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// This device may change it.
    pub editable: bool,
}

/// A letter with the same number.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SameNumber {
    /// Its document.
    pub id: Uuid,
    /// Nama pengurus; empty where it is not here.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Which letter.
    pub step: LetterStep,
    /// It was delivered.
    pub delivered: bool,
}

/// A meeting that is the ground of a letter.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroundLine {
    /// Document of the meeting.
    pub meeting: Uuid,
    /// Its day when the letter was written.
    pub day: NaiveDate,
    /// What it is now.
    pub now: GroundNow,
}

/// What a meeting of the ground is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GroundNow {
    /// The family is marked so; Alfa as it was.
    Marked(Mark),
    /// The mark was taken away.
    Unmarked,
    /// The meeting did not take place, or the family was not expected there.
    Gone,
    /// This device does not have it.
    Unknown,
}

/// Asks what is needed to write to a family.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LetterForm {
    /// The family.
    pub family: Uuid,
}

/// What is needed to write to a family.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LetterFormView {
    /// The family.
    pub family: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Its group; none where it is in none today.
    pub group: Option<GroupName>,
    /// The months in a row, the earliest first.
    pub months: Vec<String>,
    /// The meetings of these months at which it was Alfa, the earliest first.
    pub missed: Vec<NaiveDate>,
    /// The letters that can be written, in order.
    pub due: Vec<LetterStep>,
    /// All letters to the family, whatever they are about.
    pub letters: Vec<LetterRow>,
    /// The next number that is free.
    pub next_number: String,
    /// The day of the meeting that is planned next; none where the plan has none.
    pub invited: Option<NaiveDate>,
    /// Where that is, or where the group meets.
    pub place: String,
    /// Since when it is here, where it came from a kecamatan that this device does not have: months and letters of before are seen by the office
    /// alone.
    pub came: Option<NaiveDate>,
    /// Today in the office's zone.
    pub today: NaiveDate,
}

/// Writes a letter. Its ground is counted here and kept with it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WriteLetter {
    /// To that family.
    pub family: Uuid,
    /// Which letter.
    pub step: LetterStep,
    /// Nomor surat; empty leaves a blank on paper.
    pub number: String,
    /// Its date.
    pub day: NaiveDate,
    /// The day of the meeting to which it invites; none leaves a blank.
    pub invited: Option<NaiveDate>,
    /// Where that is; empty leaves a blank.
    pub place: String,
}

/// Changes a part of a letter.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveLetter {
    /// Its document.
    pub id: Uuid,
    /// The version that was shown. What others wrote since stands beside what is written now.
    pub base: String,
    /// What it is to be.
    pub part: LetterPart,
}

/// A part of a letter, whole.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LetterPart {
    /// What stands on it.
    Paper {
        /// Nomor surat.
        number: String,
        /// Its date.
        day: Option<NaiveDate>,
        /// The day of the meeting to which it invites.
        invited: Option<NaiveDate>,
        /// Where that is.
        place: String,
    },
    /// How it was delivered.
    Delivery {
        /// When; none if it was not.
        day: Option<NaiveDate>,
        /// How.
        way: Option<DeliveryWay>,
        /// Who took it.
        receiver: String,
        /// When that person signed for it.
        received: Option<NaiveDate>,
    },
    /// What followed.
    Response {
        /// What.
        text: String,
        /// Nothing more is to follow.
        closed: bool,
    },
    /// Whether it counts.
    Cancel {
        /// It counts for nothing.
        cancelled: bool,
        /// Why.
        why: String,
    },
}

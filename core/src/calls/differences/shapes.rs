//! A disagreement as the window shows it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sesi_engine::documents::Scalar;
use uuid::Uuid;

use crate::calls::terms::Person;

/// A field with more than one value.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Difference {
    /// Document.
    pub doc: Uuid,
    /// What the document is.
    pub kind: Subject,
    /// Its name: of the group of a meeting, of a family, a group, a person.
    pub subject: String,
    /// Day, of a meeting.
    pub date: Option<NaiveDate>,
    /// The field, such as `place` or `marks/AbCd1234`; the window has a word for the part before `/`.
    pub field: String,
    /// Name of the family, if the field is one's.
    #[serde(serialize_with = "crate::reference::naming::serialize_some")]
    pub family: Option<String>,
    /// The values; the one shown elsewhere first.
    pub sides: Vec<Side>,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A meeting.
    Meeting,
    /// A family.
    Family,
    /// A group.
    Group,
    /// What was said of a group's families in a half year.
    Semester,
    /// The plan of a group for a year.
    Plan,
    /// How far a meeting is typed into SIKS-NG.
    Siks,
    /// What a family was given outside its meetings.
    Visit,
    /// A letter to a family.
    Letter,
    /// A member of staff.
    Staff,
    /// The office, its curriculum, or what somebody said about a month.
    Office,
}

/// One value.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Side {
    /// The value, to be given back to [`Settle`](super::Settle).
    pub value: Scalar,
    /// The value in a form for people: text, a name, or the code of a mark or rating (`H`, `SB`). None: cleared.
    pub shown: Option<String>,
    /// Who.
    pub who: Option<Person>,
    /// When, by the author's clock.
    pub at: DateTime<Utc>,
}

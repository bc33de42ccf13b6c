//! Small answers that many calls share.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Nothing more to say.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Done {}

/// A person of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Person {
    /// Document of the member of staff.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// A group by its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupName {
    /// Document of the group.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Name of its desa.
    pub desa: String,
    /// Name of its kecamatan.
    pub kecamatan: String,
}

/// A session of the curriculum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SessionName {
    /// Its code, e.g. `p1s2`.
    pub code: String,
    /// Number as people say it, e.g. `6`: its place in the whole curriculum. 0 for an open topic, and for a session that the
    /// edition in force does not have.
    pub number: u32,
    /// Title.
    pub title: String,
    /// Title of its module.
    pub module: String,
}

/// How a meeting's families were marked. The four add up to its families.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tally {
    /// Present.
    pub hadir: u32,
    /// Ill.
    pub sakit: u32,
    /// Absent without a reason.
    pub alfa: u32,
    /// Belum ditandai.
    pub unmarked: u32,
}

/// Where something is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Safe {
    /// Durable on this device: "Tersimpan di HP ini".
    Here,
    /// Acknowledged by the relay: "Sudah di kantor".
    Office,
}

/// A meeting in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MeetingRow {
    /// Document of the meeting.
    pub id: Uuid,
    /// Its group.
    pub group: GroupName,
    /// Day.
    pub date: NaiveDate,
    /// Its session.
    pub session: SessionName,
    /// Marks.
    pub tally: Tally,
    /// Where it is safe.
    pub safe: Safe,
    /// It did not take place.
    pub cancelled: bool,
    /// What the office said of it.
    pub verdict: Option<crate::documents::Verdict>,
    /// It changed after the office had said so.
    pub changed_since_check: bool,
    /// Fields on which people disagree.
    pub disagreements: u32,
}

/// Something with a code and a name, to be chosen from: a kabupaten, a kecamatan, a desa.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Choice {
    /// Kemendagri code.
    pub code: String,
    /// Name.
    pub name: String,
}

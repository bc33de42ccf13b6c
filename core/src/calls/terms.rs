//! Small answers that many calls share.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::kinds::Mark;

pub use crate::queries::names::{GroupName, Person, SessionName};

/// Nothing more to say.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Done {}

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

impl Tally {
    /// Counts one more family.
    pub(super) fn add(&mut self, mark: Option<Mark>) {
        let count = match mark {
            Some(Mark::Hadir) => &mut self.hadir,
            Some(Mark::Sakit) => &mut self.sakit,
            Some(Mark::Alfa) => &mut self.alfa,
            None => &mut self.unmarked,
        };
        *count += 1;
    }
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

/// Where a matter stands, or what was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MatterState {
    /// Nobody has answered: *Terbuka*.
    Open,
    /// Answered, or somebody is to do something: *Dalam proses*.
    Going,
    /// Somebody said that the task is done: *Ditindaklanjuti*.
    Done,
    /// The office is done with it: *Selesai*.
    Closed,
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
    pub verdict: Option<crate::kinds::Verdict>,
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

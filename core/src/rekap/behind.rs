//! What stands behind the figures of a rekap: the families and the meetings that were counted. It counts nothing.

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use serde::{Serialize, Serializer};
use uuid::Uuid;

/// Pengetahuan & Pemahaman.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Kurang.
    Kurang,
    /// Baik.
    Baik,
    /// Sangat Baik.
    SangatBaik,
    /// Tidak Dapat Dinilai: absent, or present but unrated.
    TidakDapatDinilai,
}

/// A family that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CountedFamily {
    /// Its document.
    pub doc: Uuid,
    /// Its name.
    pub name: String,
    /// Its group at the end of the month.
    pub group: Uuid,
    /// Whether it was there.
    pub hadir: bool,
    /// What it took with it.
    pub level: Level,
    /// The meeting whose mark was counted; none if it has no mark.
    pub meeting: Option<Uuid>,
}

/// A meeting that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CountedMeeting {
    /// Its document.
    pub doc: Uuid,
    /// The version that was counted: its heads, 32 bytes each.
    #[serde(serialize_with = "hex")]
    #[cfg_attr(test, ts(type = "string"))]
    pub heads: Vec<u8>,
    /// Its group.
    pub group: Uuid,
    /// The group's name.
    pub group_name: String,
    /// Its day.
    pub date: NaiveDate,
    /// Its start, in minutes after midnight.
    pub starts: Option<i64>,
    /// Code of its session.
    pub session: String,
    /// Titles of its sessions.
    pub materi: Vec<String>,
    /// Names of its speakers.
    pub pemateri: Vec<String>,
}

pub(super) fn hex<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&HEXLOWER.encode(bytes))
}

//! What people enter beside meetings, as lines of the record: everything that a form of the month is made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a family was rated in a half year; a scale that nobody rated is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rated {
    /// The group in which it was rated.
    pub group: Uuid,
    /// `2026-1`.
    pub semester: String,
    /// The family.
    pub family: Uuid,
    /// Perubahan perilaku: `kurang`, `baik`, `sangat_baik` or `tidak_dapat_dinilai`.
    pub behaviour: Option<String>,
    /// Kemampuan mengenali potensi, likewise.
    pub potential: Option<String>,
}

/// What is planned for a month of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedMonth {
    /// The group.
    pub group: Uuid,
    /// `YYYY-MM`.
    pub month: String,
    /// Codes of sessions.
    pub sessions: Vec<String>,
    /// ISO date.
    pub date: Option<String>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Where.
    pub place: String,
    /// Why the group does not meet.
    pub reason: String,
}

/// What a family was given outside its meetings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The family.
    pub family: Uuid,
    /// ISO date.
    pub day: String,
    /// `pertemuan`, `kunjungan` or `jarak_jauh`.
    pub way: String,
    /// Codes of sessions.
    pub sessions: Vec<String>,
    /// What was found.
    pub note: String,
    /// It did not happen after all.
    pub withdrawn: bool,
}

/// A letter as it stands at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// To that family.
    pub family: Uuid,
    /// `teguran_1`, `teguran_2`, `teguran_3` or `pernyataan`.
    pub step: String,
    /// Nomor surat.
    pub number: String,
    /// ISO date.
    pub day: String,
    /// The last month that counts, `YYYY-MM`.
    pub month: String,
    /// When it was delivered.
    pub delivered: Option<String>,
    /// What followed.
    pub response: Option<String>,
    /// Nothing more is to follow.
    pub closed: bool,
    /// It counts for nothing.
    pub cancelled: bool,
}

/// What was said of a meeting and SIKS-NG.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiksWords {
    /// The meeting.
    pub meeting: Uuid,
    /// `masuk` or `ditolak`; none if fields were copied and nothing was said.
    pub said: Option<String>,
    /// Why it was refused.
    pub note: String,
    /// The fields that were copied.
    pub copied: Vec<String>,
}

/// A rekap was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// `YYYY-MM`.
    pub month: String,
    /// ISO date.
    pub day: String,
    /// To whom.
    pub receiver: String,
}

/// A mark that was corrected after the rekap of its month was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Later {
    /// The meeting.
    pub meeting: Uuid,
    /// The family.
    pub family: Uuid,
    /// Mark and rating that were sent; none if nobody had marked it.
    pub before: Option<(String, Option<String>)>,
    /// Mark and rating that there are now.
    pub after: (String, Option<String>),
}

/// A training of the staff.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// Document id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// `diklat`, `bimtek` and so on.
    pub kind: String,
    /// ISO date.
    pub starts: String,
    /// ISO date.
    pub ends: String,
    /// It is about facilitating P2K2.
    pub fds: bool,
    /// Half days, `2026-01-20.p`.
    pub halves: Vec<String>,
    /// What members of staff are to it.
    pub taking: BTreeMap<Uuid, String>,
    /// By half day, who was there: `hadir`, `izin` or `tanpa_keterangan`.
    pub marks: BTreeMap<String, BTreeMap<Uuid, String>>,
}

/// A meeting of the staff.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rakor {
    /// Document id.
    pub id: Uuid,
    /// Its name.
    pub title: String,
    /// ISO date.
    pub day: String,
    /// Who was there: `hadir`, `izin` or `tanpa_keterangan`.
    pub marks: BTreeMap<Uuid, String>,
    /// Names of guests.
    pub guests: Vec<String>,
    /// The minutes.
    pub points: Vec<Point>,
    /// The task that followed, and who has it.
    pub task: Option<(String, Uuid)>,
}

/// A point of the minutes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Who spoke.
    pub speaker: String,
    /// What was said.
    pub said: String,
    /// What was decided.
    pub decided: String,
}

//! Record of what people entered, written down as they enter it and never read from a device: every count is compared with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One line of `recorded.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// A member of staff.
    Staff {
        /// Document id.
        id: Uuid,
        /// Name.
        name: String,
        /// Kemendagri code.
        kecamatan: String,
    },
    /// A group.
    Group {
        /// Document id.
        id: Uuid,
        /// Name.
        name: String,
        /// Kemendagri code.
        kecamatan: String,
        /// Who accompanies it.
        pendamping: Option<Uuid>,
    },
    /// A family as the roster said it.
    Family {
        /// Document id.
        id: Uuid,
        /// Nama pengurus.
        name: String,
        /// NIK.
        nik: Option<String>,
        /// Kemendagri code.
        kecamatan: String,
        /// Its group.
        group: Option<Uuid>,
        /// `aktif`, `tidak_aktif` or `graduasi`.
        status: String,
    },
    /// A family goes to another group.
    Move {
        /// The family.
        family: Uuid,
        /// Its new group.
        to: Uuid,
        /// ISO date from which it holds.
        since: String,
    },
    /// A meeting in its final state.
    Meeting(Meeting),
    /// Why a pendamping did not meet all groups.
    Reason {
        /// Who.
        staff: Uuid,
        /// `YYYY-MM`.
        month: String,
        /// Why.
        reason: String,
    },
    /// Catatan dinamika of a pendamping's month.
    Dynamics {
        /// Who.
        staff: Uuid,
        /// `YYYY-MM`.
        month: String,
        /// What.
        text: String,
    },
}

/// A meeting as it was entered, corrections included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// Document id.
    pub id: Uuid,
    /// The group.
    pub group: Uuid,
    /// ISO date.
    pub date: String,
    /// Session code, e.g. `M1.1`.
    pub session: String,
    /// Title of the session.
    pub title: String,
    /// Minutes after midnight.
    pub starts: u16,
    /// Minutes after midnight.
    pub ends: u16,
    /// Where.
    pub place: String,
    /// Names of speakers.
    pub speakers: Vec<String>,
    /// What was written about the proceedings.
    pub note: String,
    /// It did not take place after all.
    pub cancelled: bool,
    /// Who recorded it first.
    pub recorded_by: Uuid,
    /// Marks and ratings by family: `H`, `S` or `A`, and `K`, `B`, `SB`, `TDD` or none.
    pub marks: BTreeMap<Uuid, (String, Option<String>)>,
}

//! Record of what people entered, written down as they enter it and never read from a device: every count is compared with it.

mod beside;
pub mod people;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use beside::{
    Later, Letter, PlannedMonth, Point, Rakor, Rated, Sent, SiksWords, Training, Visit,
};

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
    /// The office's settings, and the day that it is at the end.
    Setting {
        /// ISO date.
        today: String,
        /// From so many months of Alfa in a row a letter is written.
        teguran_months: u32,
    },
    /// What a family was rated in a half year.
    Rated(Rated),
    /// What is planned for a month of a group.
    Planned(PlannedMonth),
    /// What a family was given outside its meetings.
    Visit(Visit),
    /// A letter, as it stands at the end.
    Letter(Letter),
    /// What was said of a meeting and SIKS-NG.
    Siks(SiksWords),
    /// A rekap was sent.
    Sent(Sent),
    /// A mark that was corrected after the rekap of its month was sent; its meeting has it too.
    Later(Later),
    /// The number of a family that was corrected after everything else; its family has the earlier one.
    Renumbered {
        /// The family.
        family: Uuid,
        /// NIK.
        nik: String,
    },
    /// A training of the staff.
    Training(Training),
    /// A meeting of the staff.
    Rakor(Rakor),
    /// What the office of the people's play entered.
    People(people::Line),
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

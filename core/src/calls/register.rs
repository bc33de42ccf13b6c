//! Daftar staf: the register of the staff on a day, who was posted where since when, and what each kecamatan has to carry.

mod listing;
mod posting;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::{Choice, Person};
use crate::kinds::{Employment, Since};

pub(super) use listing::{choices, register};

/// Asks for the register as it is on a day. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffRegister {
    /// Which day; today without.
    pub day: Option<NaiveDate>,
}

/// The register of a day.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RegisterView {
    /// The day.
    pub day: NaiveDate,
    /// Everybody, by name; whoever is posted nowhere on the day as well.
    pub staff: Vec<RegisterRow>,
    /// The kecamatan in which somebody is posted or which have groups, by load: those with families and nobody first, then the most families a
    /// person.
    pub places: Vec<PlaceLoad>,
    /// All of them, everybody counted once.
    pub total: Load,
}

/// A member of staff on a day.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RegisterRow {
    /// Who.
    pub person: Person,
    /// Role, as a stable name.
    pub role: String,
    /// NIP.
    pub nip: Option<String>,
    /// Status pegawai.
    pub employment: Option<Employment>,
    /// Whether the person is posted on the day: has come, and has not left.
    pub posted: bool,
    /// Where; nowhere in particular for the whole kabupaten.
    pub kecamatan: Vec<Choice>,
    /// Names of the desa of the groups that they lead on the day.
    pub desa: Vec<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// TMT.
    pub started: Option<NaiveDate>,
    /// Groups that they lead on the day.
    pub groups: u32,
    /// Active families in them.
    pub families: u32,
}

/// What there is to carry, and by how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Load {
    /// People posted there.
    pub staff: u32,
    /// Groups that exist.
    pub groups: u32,
    /// Active families in them.
    pub families: u32,
}

/// The load of a kecamatan.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlaceLoad {
    /// Which.
    pub kecamatan: Choice,
    /// Its load.
    pub load: Load,
}

/// Asks for what the register has of one member of staff. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffFacts {
    /// Who.
    pub id: Uuid,
}

/// What the register has of somebody.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffFactsView {
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Status pegawai.
    pub employment: Option<Employment>,
    /// Mail address; empty for none.
    pub email: String,
    /// TMT.
    pub started: Option<NaiveDate>,
    /// Postings, the latest first.
    pub postings: Vec<PostingRow>,
    /// Kecamatan of the kabupaten, to choose from.
    pub kecamatan: Vec<Choice>,
    /// Groups that they lead today.
    pub groups: u32,
}

/// A posting.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PostingRow {
    /// Since when; empty for "from the beginning".
    #[cfg_attr(test, ts(type = "string"))]
    pub since: Since,
    /// Where; nowhere for somebody who left.
    pub kecamatan: Vec<Choice>,
}

/// Changes what the register has of somebody, beside name, role, NIP and phone. Only what differs from what was seen is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveStaffFacts {
    /// Who.
    pub id: Uuid,
    /// Status pegawai.
    pub employment: Option<Employment>,
    /// Mail address; empty for none.
    pub email: String,
    /// TMT.
    pub started: Option<NaiveDate>,
}

/// Posts somebody from a day on. Their phones get what they need for the kecamatan on that day, at the exchange of a device of the office. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavePosting {
    /// Who.
    pub id: Uuid,
    /// Since when.
    pub since: NaiveDate,
    /// Codes of the kecamatan; none: nowhere, the person leaves.
    pub kecamatan: BTreeSet<String>,
}

/// Takes a posting back. The office's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DropPosting {
    /// Who.
    pub id: Uuid,
    /// Since when it was; empty for "from the beginning".
    #[cfg_attr(test, ts(type = "string"))]
    pub since: Since,
    /// Codes of the kecamatan that were shown: another posting of that day is looked at first.
    pub kecamatan: BTreeSet<String>,
}

//! Groups: list, detail, edit.

mod listing;
pub(super) mod saving;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::families::FamilyRow;
use super::modul::SessionDone;
use super::terms::{Choice, GroupName, MeetingRow, Person, SessionName};

/// Asks for the groups that this device knows, by name.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Groups {
    /// Part of a name of group, desa or pendamping; empty for all.
    pub search: String,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
    /// Closed ones too.
    pub closed: bool,
}

/// A group in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupRow {
    /// Its names.
    pub group: GroupName,
    /// Who leads it today.
    pub pendamping: Option<Person>,
    /// It is the asking person's own.
    pub mine: bool,
    /// Active families today.
    pub families: u32,
    /// Its last meeting.
    pub last: Option<NaiveDate>,
    /// Sessions that it has had.
    pub sessions_done: u32,
    /// Sessions of the curriculum.
    pub sessions: u32,
    /// From when it no longer exists, or will no longer exist.
    pub closed: Option<NaiveDate>,
    /// It does not exist yet: from when it will.
    pub opens: Option<NaiveDate>,
}

/// Asks for one group.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Group {
    /// Its document.
    pub id: Uuid,
}

/// A group.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupView {
    /// Its row in lists.
    pub row: GroupRow,
    /// Code of its desa.
    pub desa: String,
    /// Code of its kecamatan.
    pub kecamatan: String,
    /// Usual place.
    pub place: Option<String>,
    /// Who leads the families.
    pub ketua: Option<Person>,
    /// Its families today, whatever their status.
    pub families: Vec<FamilyRow>,
    /// Its meetings, the latest first.
    pub meetings: Vec<MeetingRow>,
    /// Every session, and when it had it.
    pub sessions: Vec<SessionDone>,
    /// The next session that it has not had.
    pub next: Option<SessionName>,
    /// This device may change it.
    pub editable: bool,
}

/// Makes or changes a group.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveGroup {
    /// Its document; none for a new one.
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Code of its desa.
    pub desa: String,
    /// Usual place; empty for none.
    pub place: String,
    /// Document of the family whose pengurus leads the families.
    pub ketua: Option<Uuid>,
    /// Who leads it from today; none leaves that as it is (a new one: the asking person).
    pub pendamping: Option<Uuid>,
}

/// Asks where groups and families can be: the kecamatan and desa that this device works with.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Places {}

/// A kecamatan and its desa.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KecamatanPlaces {
    /// The kecamatan.
    pub kecamatan: Choice,
    /// Its desa and kelurahan, by name.
    pub desa: Vec<Choice>,
}

//! KPM: list, detail, edit, move. Numbers that identify a person are masked until asked for.

pub(super) mod detail;
pub(super) mod finding;
pub(super) mod listing;
mod outside;
mod saving;
mod table;
#[cfg(test)]
mod tests;

pub use outside::VisitLine;
pub(super) use saving::{from, known};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::{GroupName, SessionName};
use crate::kinds::{Component, Mark, Rating, Status};

/// Asks for a piece of the list of families, by name.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Families {
    /// Parts of name, desa, group, or digits of NIK, KK, id PKH; empty for all.
    pub search: String,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
    /// Only of that group.
    pub group: Option<Uuid>,
    /// Only of that status today.
    pub status: Option<Status>,
    /// The first row, from 0.
    pub offset: u32,
    /// How many rows, at most 500.
    pub limit: u32,
}

/// A piece of the list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyPage {
    /// Families that fit.
    pub total: u32,
    /// The rows asked for.
    pub rows: Vec<FamilyRow>,
}

/// A family in a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyRow {
    /// Its document.
    pub id: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Name of its group today.
    pub group: Option<String>,
    /// Name of its desa.
    pub desa: String,
    /// Address, e.g. `Dusun 2`.
    pub address: Option<String>,
    /// Status today.
    pub status: Status,
    /// Components that it has.
    pub components: Vec<Component>,
    /// NIK with its middle hidden, e.g. `7201••••••••0003`.
    pub nik: Option<String>,
}

/// Asks for all families as a desk's table has them: it puts them in order and finds among them itself.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyTable {}

/// All families, those that are part of others left out.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyTableView {
    /// The groups that the rows name.
    pub groups: Vec<TableGroup>,
    /// The families, by name.
    pub rows: Vec<TableFamily>,
}

/// A group of the table, said once for all its families.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TableGroup {
    /// Its document.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Who leads it today.
    #[serde(serialize_with = "crate::reference::naming::serialize_some")]
    pub pendamping: Option<String>,
}

/// A family of the table. What it has not is left out of its JSON: there are thousands.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TableFamily {
    /// Its document.
    pub id: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// The place of its group today in the groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub group: Option<u32>,
    /// Name of its desa.
    pub desa: String,
    /// Name of its kecamatan.
    pub kecamatan: String,
    /// Status today.
    pub status: Status,
    /// NIK with its middle hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub nik: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub address: Option<String>,
    /// Components that it has.
    pub components: Vec<Component>,
}

/// Asks for one family.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Family {
    /// Its document.
    pub id: Uuid,
}

/// A family.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyView {
    /// Its row in lists.
    pub row: FamilyRow,
    /// Nama pengurus as it was typed: what a form that changes it begins with.
    pub typed: String,
    /// Its group today.
    pub group: Option<GroupName>,
    /// Groups before and after, each from its day (none: from the beginning).
    pub groups: Vec<GroupSince>,
    /// No. KK with its middle hidden.
    pub kk: Option<String>,
    /// Id PKH.
    pub pkh_id: Option<String>,
    /// Code of its desa.
    pub desa: String,
    /// Code of its kecamatan.
    pub kecamatan: String,
    /// Phone.
    pub phone: Option<String>,
    /// Tahap.
    pub tahap: Option<String>,
    /// How many of each component.
    pub components: BTreeMap<Component, u16>,
    /// Its meetings, the latest first.
    pub attendance: Vec<Attendance>,
    /// Sessions that it was given, at meetings and outside, in order.
    pub sessions: Vec<SessionName>,
    /// How many of them the curriculum in force has; open topics are none.
    pub sessions_done: u32,
    /// How many the curriculum in force has.
    pub sessions_of: u32,
    /// What it was given outside its meetings, the latest first. It counts for its sessions alone.
    pub visits: Vec<VisitLine>,
    /// Merged into that family, as the same one.
    pub same_as: Option<Uuid>,
    /// This device may change it.
    pub editable: bool,
}

/// A family's group from a day.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupSince {
    /// From when; none: from the beginning.
    pub since: Option<NaiveDate>,
    /// Name of the group.
    pub group: String,
}

/// A meeting of a family.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Attendance {
    /// Document of the meeting.
    pub meeting: Uuid,
    /// Day.
    pub date: NaiveDate,
    /// Session.
    pub session: SessionName,
    /// Mark; none is belum ditandai.
    pub mark: Option<Mark>,
    /// Rating.
    pub rating: Option<Rating>,
}

/// Asks for a family's numbers unmasked.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyNumbers {
    /// Its document.
    pub id: Uuid,
}

/// The numbers.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Numbers {
    /// NIK.
    pub nik: Option<String>,
    /// No. KK.
    pub kk: Option<String>,
}

/// Makes or changes a family. Empty text is none.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveFamily {
    /// Its document; none for a new one.
    pub id: Option<Uuid>,
    /// Nama pengurus.
    pub name: String,
    /// 16 digits; none leaves it as it is.
    pub nik: Option<String>,
    /// 16 digits; none leaves it as it is.
    pub kk: Option<String>,
    /// Id PKH.
    pub pkh_id: String,
    /// Address.
    pub address: String,
    /// Code of its desa.
    pub desa: String,
    /// Phone.
    pub phone: String,
    /// Tahap.
    pub tahap: String,
    /// How many of each component; what is not in it is 0.
    pub components: BTreeMap<Component, u16>,
    /// The group of a new family; moving is `move_family`.
    pub group: Option<Uuid>,
}

/// Moves a family to another group from a day on. Its history stays where it was.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MoveFamily {
    /// Its document.
    pub id: Uuid,
    /// The group.
    pub group: Uuid,
    /// From that day.
    pub since: NaiveDate,
}

/// Gives a family a status from a day on.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetStatus {
    /// Its document.
    pub id: Uuid,
    /// The status.
    pub status: Status,
    /// From that day.
    pub since: NaiveDate,
}

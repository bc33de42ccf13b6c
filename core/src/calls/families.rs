//! KPM: list, detail, edit, move. Numbers that identify a person are masked until asked for.

pub(super) mod detail;
pub(super) mod finding;
pub(super) mod listing;
mod moving;
mod outside;
mod saving;
mod table;
#[cfg(test)]
mod tests;

pub use detail::{Attendance, Family, FamilyNumbers, FamilyView, GroupSince, Numbers};
pub use listing::{FamilyPage, FamilyRow};
pub use moving::MoveFamily;
pub use outside::VisitLine;
pub use saving::{SaveFamily, SetStatus};
pub(super) use saving::{from, known};
pub use table::{FamilyTable, FamilyTableView, TableFamily, TableGroup};

use serde::Deserialize;
use uuid::Uuid;

use crate::kinds::Status;

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

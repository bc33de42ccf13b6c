//! Families that may be one and the same, side by side; merged and unmerged without losing either.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::families::FamilyView;
use super::terms::Done;

/// Asks for families that may be the same.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Duplicates {}

/// Two families.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DuplicatePair {
    /// One.
    pub a: FamilyView,
    /// The other.
    pub b: FamilyView,
    /// Why they may be the same.
    pub why: Vec<Likeness>,
    /// They are merged.
    pub merged: bool,
}

/// What two families have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// NIK.
    Nik,
    /// Id PKH.
    PkhId,
    /// No. KK and a similar name.
    Kk,
    /// A similar name in the same desa.
    NameAndDesa,
}

/// Says that a family is the same as another. Both documents stay; lists and reports count the kept one, with the marks of both.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MergeFamilies {
    /// The one that is counted.
    pub keep: Uuid,
    /// The one that becomes part of it.
    pub merge: Uuid,
}

/// Takes a merge back.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UnmergeFamily {
    /// The one that had become part of another.
    pub id: Uuid,
}

not_yet!(look Duplicates => Vec<DuplicatePair>);
not_yet!(act MergeFamilies => Done);
not_yet!(act UnmergeFamily => Done);

//! Penilaian semester: perubahan perilaku and kemampuan mengenali potensi, one rating a family, half year and scale, entered in one list
//! per group with the half year's attendance beside it. Nothing is ever proposed: who is not rated is *Tidak Dapat Dinilai*.

mod reading;
mod saving;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::{GroupName, Person, Tally};
use crate::kinds::Rating;

/// Asks how far the groups are rated.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SemesterGroups {
    /// The half year, `2026-2`; none for the one that is to be rated now.
    pub semester: Option<String>,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
}

/// How far the groups are rated.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SemesterTable {
    /// The half year.
    pub semester: String,
    /// Half years to choose from, the latest first.
    pub semesters: Vec<String>,
    /// The day whose families are counted: the last of the half year, or today.
    pub until: NaiveDate,
    /// The groups that exist then, by name.
    pub groups: Vec<SemesterGroup>,
    /// All of them together.
    pub total: SemesterFigures,
}

/// A group of the table.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SemesterGroup {
    /// Its names.
    pub group: GroupName,
    /// Who leads it on the day.
    pub pendamping: Option<Person>,
    /// It is the asking person's own.
    pub mine: bool,
    /// Its figures.
    pub figures: SemesterFigures,
}

/// How many families have which rating.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SemesterFigures {
    /// Active families.
    pub families: u32,
    /// Perubahan perilaku.
    pub behaviour: Levels,
    /// Kemampuan mengenali potensi.
    pub potential: Levels,
}

/// One scale. The first four add up to the families.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Levels {
    /// Kurang.
    pub kurang: u32,
    /// Baik.
    pub baik: u32,
    /// Sangat baik.
    pub sangat_baik: u32,
    /// Tidak dapat dinilai, and whoever nobody rated.
    pub tidak_dapat_dinilai: u32,
    /// Of these, whoever nobody rated.
    pub unrated: u32,
}

/// Asks for the list of one group.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Semester {
    /// The group.
    pub group: Uuid,
    /// The half year, `2026-2`; none for the one that is to be rated now.
    pub semester: Option<String>,
}

/// The list of one group.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SemesterForm {
    /// The group.
    pub group: GroupName,
    /// The half year.
    pub semester: String,
    /// Half years to choose from, the latest first.
    pub semesters: Vec<String>,
    /// The day whose families are listed: the last of the half year, or today.
    pub until: NaiveDate,
    /// The version that is shown, to be given back to [`SaveSemester`].
    pub base: String,
    /// The group's active families on that day, by name.
    pub families: Vec<SemesterLine>,
    /// What they are rated, counted.
    pub figures: SemesterFigures,
}

/// A family of the list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SemesterLine {
    /// Its key in the group's ratings.
    pub key: String,
    /// Its document.
    pub id: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// How it attended in the half year, in whichever group.
    pub attendance: Tally,
    /// Perubahan perilaku.
    pub behaviour: Option<SemesterRating>,
    /// Kemampuan mengenali potensi.
    pub potential: Option<SemesterRating>,
}

/// A rating that was given.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SemesterRating {
    /// Which.
    pub rating: Rating,
    /// The group in which it was given, where that is another: the family moved.
    pub elsewhere: Option<String>,
}

/// Saves what somebody rated.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveSemester {
    /// The group.
    pub group: Uuid,
    /// The half year.
    pub semester: String,
    /// The version that the list showed. What others wrote since stands beside what is written now.
    pub base: String,
    /// Perubahan perilaku by key, what was changed alone; none takes a rating back.
    pub behaviour: BTreeMap<String, Option<Rating>>,
    /// Kemampuan mengenali potensi, likewise.
    pub potential: BTreeMap<String, Option<Rating>>,
}

//! Pelatihan: trainings of the staff with their attendance by half day, and who has never had an FDS training.
//!
//! Everything here is the office's: its devices ask, and its devices write. What a phone is told of it stands beside a speaker's name.

mod listing;
mod printing;
mod saving;
#[cfg(test)]
mod tests;
mod untrained;

pub use listing::{
    ReadTraining, StaffChoice, TrainingDetail, TrainingPerson, TrainingRow, Trainings,
};
pub(in crate::calls) use printing::latest_fields;
pub use printing::{ExportTraining, TrainingForm, TrainingFormat, TrainingPrinted};
pub use saving::{MarkTraining, NewGuest, SaveTraining, SaveTrainingPeople, SaveTrainingRule};
pub(super) use untrained::on as trained_on;
pub use untrained::{TrainedCount, TrainedPlace, Untrained, UntrainedRow, UntrainedView};
pub(in crate::calls) use untrained::{attendance, attendance_since};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::kinds::{TrainingKind, TrainingMode};

/// What a training is. Empty text is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingFacts {
    /// Its name, up to 120 characters.
    pub name: String,
    /// What kind of event it is.
    pub kind: Option<TrainingKind>,
    /// Tema.
    pub theme: String,
    /// Penyelenggara.
    pub organizer: String,
    /// Angkatan or gelombang.
    pub batch: String,
    /// How it is held.
    pub mode: Option<TrainingMode>,
    /// Where.
    pub place: String,
    /// Its first day.
    pub starts: Option<NaiveDate>,
    /// Its last day.
    pub ends: Option<NaiveDate>,
    /// Jam pelajaran.
    pub jp: Option<u16>,
    /// It is about facilitating P2K2 (FDS).
    pub fds: bool,
    /// It did not take place after all.
    pub cancelled: bool,
    /// Half days for which a list of attendance is kept, `2026-09-03.p` for pagi and `.s` for siang, with what they are about; empty text
    /// for nothing in particular.
    pub halves: BTreeMap<String, String>,
}

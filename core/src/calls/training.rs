//! Pelatihan: trainings of the staff with their attendance by half day, and who has never had an FDS training.
//!
//! Everything here is the office's: its devices ask, and its devices write. What a phone is told of it stands beside a speaker's name.

mod listing;
mod printing;
mod saving;
#[cfg(test)]
mod tests;
mod untrained;

pub(in crate::calls) use printing::latest_fields;
pub(super) use untrained::on as trained_on;
pub(in crate::calls) use untrained::{attendance, attendance_since};

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::register::Load;
use super::terms::{Choice, Person};
use crate::kinds::{Presence, Taking, TrainingKind, TrainingMode};
use crate::pdf::Size;

/// Asks for the trainings.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Trainings {}

/// A training in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingRow {
    /// Document.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What kind of event it is.
    pub kind: TrainingKind,
    /// Its first day.
    pub starts: NaiveDate,
    /// Its last day.
    pub ends: NaiveDate,
    /// Where.
    pub place: Option<String>,
    /// Whether it counts as FDS training.
    pub counts: bool,
    /// It did not take place after all.
    pub cancelled: bool,
    /// Members of staff and guests who take part: registered, or there.
    pub people: u32,
    /// Those of them who took part by the rule.
    pub took_part: u32,
}

/// Asks for one training, or for what a new one begins with.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadTraining {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
}

/// A training.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingDetail {
    /// Document.
    pub id: Option<Uuid>,
    /// The version shown; what is saved is saved upon it, and what others wrote since stands beside it.
    pub base: String,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// What it is.
    pub facts: TrainingFacts,
    /// Whether it counts as FDS training.
    pub counts: bool,
    /// Participants and facilitators: the staff by name, then guests by name.
    pub people: Vec<TrainingPerson>,
    /// Members of staff to choose from: those posted on its first day, by name.
    pub staff: Vec<StaffChoice>,
    /// Fields on which people disagree.
    pub disagreements: u32,
}

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

/// Somebody at a training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingPerson {
    /// Who, as marks name them.
    pub who: String,
    /// The member of staff; none of a guest.
    pub staff: Option<Uuid>,
    /// Name.
    pub name: String,
    /// NIP.
    pub nip: Option<String>,
    /// Role of a member of staff, as a stable name.
    pub role: Option<String>,
    /// Instansi of a guest.
    pub agency: Option<String>,
    /// Names of the kecamatan in which they were posted on its first day.
    pub kecamatan: Vec<String>,
    /// What they are to it.
    pub taking: Option<Taking>,
    /// As what they facilitate.
    pub as_what: Option<String>,
    /// Whether they were there, by half day.
    pub marks: BTreeMap<String, Presence>,
    /// On how many of its half days they were there.
    pub there: u32,
    /// They took part by the rule.
    pub took_part: bool,
}

/// A member of staff to choose.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffChoice {
    /// Who.
    pub person: Person,
    /// Names of the kecamatan in which they are posted.
    pub kecamatan: Vec<String>,
    /// Whether they have had an FDS training by today.
    pub trained: bool,
}

/// Makes or changes a training.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveTraining {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
    /// The version that was shown; empty for a new one.
    pub base: String,
    /// As it is to be.
    pub facts: TrainingFacts,
}

/// Says who takes part and who facilitates.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveTrainingPeople {
    /// Document.
    pub id: Uuid,
    /// The version that was shown.
    pub base: String,
    /// What somebody is to it, by who they are; null: nothing any more.
    pub taking: BTreeMap<String, Option<Taking>>,
    /// As what somebody facilitates; null: no more.
    pub facilitators: BTreeMap<String, Option<String>>,
    /// Guests that are new.
    pub guests: Vec<NewGuest>,
}

/// A guest.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewGuest {
    /// Name. Two guests of one name are one.
    pub name: String,
    /// Instansi; empty for none.
    pub agency: String,
    /// As what they facilitate; empty for one who takes part.
    pub as_what: String,
}

/// Marks attendance. Only marks that are named change.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MarkTraining {
    /// Document.
    pub id: Uuid,
    /// The version that was shown.
    pub base: String,
    /// Half day.
    pub half: String,
    /// By who they are; null: not marked.
    pub marks: BTreeMap<String, Option<Presence>>,
}

/// Asks who has never had an FDS training.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Untrained {}

/// Who has never had an FDS training, and how many that are where.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UntrainedView {
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// The first day of the time in which attendance is counted.
    pub since: NaiveDate,
    /// Kinds of events that count.
    pub counting: BTreeSet<TrainingKind>,
    /// The kecamatan in which somebody is posted: the most untrained first. Somebody posted in two counts in both.
    pub places: Vec<TrainedPlace>,
    /// Those who are posted in no kecamatan in particular; none where there are none.
    pub elsewhere: Option<TrainedCount>,
    /// The kabupaten: everybody counted once.
    pub total: TrainedCount,
    /// Whoever is untrained: the most families first, then the lowest attendance.
    pub people: Vec<UntrainedRow>,
}

/// People counted. Trained and untrained add up to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainedCount {
    /// People posted there.
    pub staff: u32,
    /// Those who have had an FDS training.
    pub trained: u32,
    /// Those who have not.
    pub untrained: u32,
    /// Those of all who were coached in the twelve months before.
    pub coached: u32,
}

/// A kecamatan.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainedPlace {
    /// Which.
    pub kecamatan: Choice,
    /// Its people.
    pub count: TrainedCount,
    /// What it carries.
    pub load: Load,
}

/// Somebody who has never had an FDS training.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UntrainedRow {
    /// Who.
    pub person: Person,
    /// Role, as a stable name.
    pub role: String,
    /// Where they are posted.
    pub kecamatan: Vec<Choice>,
    /// Groups that they lead.
    pub groups: u32,
    /// Active families in them.
    pub families: u32,
    /// Attendances at the meetings of groups that they led at the time.
    pub hadir: u32,
    /// Attendances that could have been.
    pub expected: u32,
    /// When they were coached last.
    pub coached: Option<NaiveDate>,
    /// Names of trainings to come, or going on, for which they are proposed or registered.
    pub waits_for: Vec<String>,
}

/// Says which kinds of events count as FDS training.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveTrainingRule {
    /// Kinds; one at least.
    pub counting: BTreeSet<TrainingKind>,
}

/// Which form about trainings.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TrainingForm {
    /// Daftar hadir of one.
    Attendance(Uuid),
    /// Rekap diklat of the kabupaten, with whoever has had none.
    Rekap,
}

/// As what it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TrainingFormat {
    /// To print.
    Pdf,
    /// To go on writing.
    Docx,
}

/// Writes a form about trainings.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportTraining {
    /// Which.
    pub form: TrainingForm,
    /// As what.
    pub format: TrainingFormat,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// A written form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingPrinted {
    /// Where it is.
    pub path: PathBuf,
    /// People in it.
    pub people: u32,
    /// Bytes of the file.
    pub bytes: u32,
    /// Digest of what it says, in hex.
    pub digest: String,
}

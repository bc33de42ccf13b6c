//! Rakor: meetings of the staff, from the invitation to minutes that are closed, and what each who was there reports of it.
//!
//! Everybody reads them; only the office's devices write. What was decided to be done is a voice with a task, so that there is one list.

mod listing;
mod printing;
mod saving;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub(in crate::calls) use printing::latest_fields;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::Person;
use super::voices::{Matter, MatterState};
use crate::kinds::{Nature, Presence};
use crate::pdf::Size;

/// Asks for the meetings of the staff.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rakors {}

/// A meeting of the staff in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorRow {
    /// Document.
    pub id: Uuid,
    /// Its name.
    pub title: String,
    /// Its day.
    pub day: NaiveDate,
    /// Where.
    pub place: Option<String>,
    /// It did not take place after all.
    pub cancelled: bool,
    /// Its minutes are closed.
    pub closed: bool,
    /// Members of staff and guests counted.
    pub count: RakorCount,
    /// Whether the person of this device was there.
    pub own: Option<Presence>,
}

/// People counted. The four add up to the members of staff who were posted on the day or have a mark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorCount {
    /// Hadir.
    pub hadir: u32,
    /// Izin.
    pub izin: u32,
    /// Tanpa keterangan.
    pub absent: u32,
    /// Not marked.
    pub unmarked: u32,
    /// Guests who were there.
    pub guests: u32,
}

/// Asks for one meeting of the staff, or for what a new one begins with.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadRakor {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
}

/// A meeting of the staff.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorDetail {
    /// Document.
    pub id: Option<Uuid>,
    /// The version shown; what is saved is saved upon it.
    pub base: String,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Whether this device writes.
    pub writes: bool,
    /// What it is.
    pub facts: RakorFacts,
    /// Whoever was posted on its day or has a mark, by name; then guests.
    pub people: Vec<RakorPerson>,
    /// They counted.
    pub count: RakorCount,
    /// The minutes.
    pub points: Vec<RakorPoint>,
    /// Its minutes are closed.
    pub closed: bool,
    /// What was changed after they were closed, as names of fields.
    pub changed: Vec<String>,
    /// What staff said by its day and is not closed: overdue first. It opens the agenda.
    pub open: Vec<Matter>,
    /// Tasks that followed from it.
    pub tasks: Vec<Matter>,
    /// Members of staff, to give a task.
    pub staff: Vec<Person>,
    /// Fields on which people disagree.
    pub disagreements: u32,
}

/// What a meeting of the staff is. Empty text is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorFacts {
    /// Its name, up to 120 characters.
    pub title: String,
    /// Its day.
    pub day: Option<NaiveDate>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where.
    pub place: String,
    /// Nomor of the invitation.
    pub number: String,
    /// Dari.
    pub sender: String,
    /// Yth.
    pub addressee: String,
    /// Sifat.
    pub nature: Option<Nature>,
    /// Pimpinan rapat.
    pub leader: String,
    /// Notulis.
    pub secretary: String,
    /// Agenda, a line for each item.
    pub agenda: String,
    /// Kesimpulan.
    pub conclusion: String,
    /// It did not take place after all.
    pub cancelled: bool,
}

/// Somebody at a meeting of the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorPerson {
    /// Who, as marks name them.
    pub who: String,
    /// The member of staff; none of a guest.
    pub staff: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Role of a member of staff, as a stable name.
    pub role: Option<String>,
    /// Instansi of a guest.
    pub agency: Option<String>,
    /// Names of the kecamatan in which they were posted on its day.
    pub kecamatan: Vec<String>,
    /// Whether they were there.
    pub presence: Option<Presence>,
    /// Why not.
    pub reason: Option<String>,
}

/// A point of the minutes. Empty text is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorPoint {
    /// Its key; empty for a new one.
    pub key: String,
    /// Who spoke.
    pub speaker: String,
    /// What was said.
    pub said: String,
    /// What was decided.
    pub decided: String,
}

/// Makes or changes a meeting of the staff.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveRakor {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
    /// The version that was shown; empty for a new one.
    pub base: String,
    /// As it is to be.
    pub facts: RakorFacts,
}

/// Marks who was there. Only who is named changes.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MarkRakor {
    /// Document.
    pub id: Uuid,
    /// The version that was shown.
    pub base: String,
    /// By who they are; null: not marked.
    pub marks: BTreeMap<String, Option<Presence>>,
    /// Why somebody was not there; empty for no reason.
    pub reasons: BTreeMap<String, String>,
    /// A guest who is there: name and instansi.
    pub guests: Vec<RakorGuest>,
}

/// A guest.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorGuest {
    /// Name.
    pub name: String,
    /// Instansi; empty for none.
    pub agency: String,
}

/// Writes a point of the minutes. One without any text is taken out.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveRakorPoint {
    /// Document.
    pub id: Uuid,
    /// The version that was shown.
    pub base: String,
    /// As it is to be.
    pub point: RakorPoint,
}

/// Closes the minutes as they were shown, or opens them again.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CloseRakor {
    /// Document.
    pub id: Uuid,
    /// The version that was shown.
    pub base: String,
    /// Closed.
    pub closed: bool,
}

/// Gives a task that follows from a meeting of the staff: it becomes a voice with a task.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TaskOfRakor {
    /// Document.
    pub id: Uuid,
    /// What is to be done.
    pub task: String,
    /// By whom.
    pub who: Uuid,
    /// Until when.
    pub due: NaiveDate,
}

/// Which form about a meeting of the staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RakorForm {
    /// Undangan (nota dinas).
    Invitation,
    /// Daftar hadir to sign.
    Attendance,
    /// Notulen.
    Minutes,
    /// Laporan Rakor for RHK 8 of the person of this device, with the minutes.
    Rhk8,
}

/// As what it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RakorFormat {
    /// To print.
    Pdf,
    /// To go on writing.
    Docx,
}

/// Writes a form about a meeting of the staff.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportRakor {
    /// Document.
    pub id: Uuid,
    /// Which.
    pub form: RakorForm,
    /// As what.
    pub format: RakorFormat,
    /// Which paper.
    pub paper: Size,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// A written form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorPrinted {
    /// Where it is.
    pub path: PathBuf,
    /// Bytes of the file.
    pub bytes: u32,
    /// Digest of what it says, in hex.
    pub digest: String,
}

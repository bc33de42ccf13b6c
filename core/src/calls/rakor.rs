//! Rakor: meetings of the staff, from the invitation to minutes that are closed, and what each who was there reports of it.
//!
//! Everybody reads them; only the office's devices write. What was decided to be done is a voice with a task, so that there is one list.

mod listing;
mod printing;
mod saving;
#[cfg(test)]
mod tests;

pub use listing::{RakorCount, RakorDetail, RakorPerson, RakorRow, Rakors, ReadRakor};
pub(in crate::calls) use printing::latest_fields;
pub use printing::{ExportRakor, RakorForm, RakorFormat, RakorPrinted};
pub use saving::{CloseRakor, MarkRakor, RakorGuest, SaveRakor, SaveRakorPoint, TaskOfRakor};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::kinds::Nature;

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

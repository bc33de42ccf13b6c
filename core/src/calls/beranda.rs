//! Beranda: which of her groups have met this month, and what to do next.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::{MeetingRow, SessionName};

/// Asks for the first screen of a pendamping.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Beranda {}

/// The first screen.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BerandaView {
    /// Her name.
    pub name: String,
    /// Names of her kecamatan.
    pub kecamatan: Vec<String>,
    /// The office's name.
    pub office: String,
    /// The month, `2026-11`.
    pub month: String,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Groups of hers that have not met this month, those longest without a meeting first.
    pub not_met: Vec<GroupToMeet>,
    /// Meetings of this month, the latest first.
    pub met: Vec<MeetingRow>,
    /// How many of her groups have met this month.
    pub groups_met: u32,
    /// Her groups.
    pub groups: u32,
    /// Meetings that she began to record and did not save, the last touched first.
    pub drafts: Vec<DraftCard>,
}

/// A group that has not met this month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupToMeet {
    /// Document of the group.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Name of its desa.
    pub desa: String,
    /// Active families.
    pub families: u32,
    /// The next session that it has not had; none if it had all.
    pub next: Option<SessionName>,
    /// Its last meeting.
    pub last: Option<NaiveDate>,
}

/// A meeting begun and not saved.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DraftCard {
    /// Name of the draft, for `record_open`.
    pub name: String,
    /// Name of the group.
    pub group: String,
    /// Day of the meeting.
    pub date: NaiveDate,
    /// Families marked so far.
    pub marked: u32,
    /// Families of the group.
    pub families: u32,
    /// When it was last touched.
    pub at: DateTime<Utc>,
}
not_yet!(look Beranda => BerandaView);

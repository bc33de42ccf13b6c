//! One search over groups, families, meetings and people.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Asks for what fits a few words.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Search {
    /// The words.
    pub text: String,
}

/// Something that fits.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Its document.
    pub id: Uuid,
    /// Its name.
    pub title: String,
    /// More, e.g. desa and group.
    pub detail: String,
}

/// What was found.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A group.
    Group,
    /// A family.
    Family,
    /// A meeting.
    Meeting,
    /// A member of staff.
    Staff,
}

not_yet!(look Search => Vec<Hit>);

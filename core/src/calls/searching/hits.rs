//! What a search answers with: things of every kind in one form.

use serde::Serialize;

/// Something that fits.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Its document; of a desa its code.
    pub id: String,
    /// Its name.
    pub title: String,
    /// More, e.g. desa and group.
    pub detail: String,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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
    /// A desa in which there are groups; of an office's devices alone.
    Desa,
    /// A letter to a family.
    Letter,
    /// What staff said, or several who said the same.
    Voice,
    /// A rakor.
    Rakor,
    /// A training; of an office's devices alone.
    Training,
}

/// Most hits of each kind.
pub(super) const MOST: usize = 12;

/// The parts that are there, as one text.
pub(super) fn joined(parts: &[&str]) -> String {
    let parts = parts.iter().copied().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

//! What people arranged by hand of groups and families, by the arrangement's id: the same words in every document that one arrangement
//! changed, put there by the change that made it, so that any device can name it and take it back. Knows no device and no rights.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rows::{Rows, Table};
use super::vocabulary::Status;
use sesi_engine::documents::{Keys, Map, Rule, map};

/// The rows of every kind that has the map.
pub(super) const TABLES: &[Table] = &[Table::new(
    "rm_arranged",
    "CREATE TABLE rm_arranged (doc BLOB NOT NULL, arrangement TEXT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (doc, arrangement)) WITHOUT ROWID;",
)];

/// The map of a kind that is arranged.
pub(super) const ARRANGED_MAP: Map = map("arranged", "arranged", Keys::Named(40, Rule::Text(400)));

/// What kind of arrangement it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Arranging {
    /// Families went to another group.
    Move,
    /// A part of a group became a group of its own.
    Split,
    /// A group went into another one and was closed.
    Merge,
    /// Groups have another pendamping.
    HandOver,
    /// A group was closed.
    Close,
    /// A group was opened again.
    Reopen,
    /// A family has a new pengurus, who had been taken for another family.
    NewPengurus,
    /// Families have another status.
    Status,
}

/// What one document says of an arrangement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arranged {
    /// What it is.
    pub what: Arranging,
    /// From which day it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// The group that a family left, or that was split, merged, closed or opened; who led the groups before; the family that became part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Uuid>,
    /// The group where families went, who leads the groups now, or the family that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Uuid>,
    /// The status that families have now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// It was taken back in this document.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undone: bool,
}

impl Arranged {
    /// As a document keeps it; none that a map of texts could not hold.
    pub fn to_text(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// What a document keeps; none if this version does not understand it.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// Writes them.
pub(super) fn arranged_rows(
    arranged: &BTreeMap<String, String>,
    rows: &Rows<'_>,
) -> rusqlite::Result<()> {
    rows.delete("DELETE FROM rm_arranged WHERE doc = ?")?;
    rows.pairs("INSERT INTO rm_arranged VALUES (?, ?, ?)", arranged)
}

//! What a group's document says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::super::fields::Fields;
use super::super::shape::group::{LISTS, PENDAMPING};
use super::super::vocabulary::Since;
use super::{id, on};

/// A group (kelompok).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// The group's id.
    pub id: Uuid,
    /// Its name; empty if nobody has given one yet.
    pub name: String,
    /// Kemendagri code, or empty.
    pub kecamatan: String,
    /// Kemendagri code, or empty.
    pub desa: String,
    /// Where it usually meets.
    pub place: Option<String>,
    /// The family whose pengurus leads it.
    pub ketua: Option<Uuid>,
    /// The day from which it no longer exists.
    pub closed: Option<NaiveDate>,
    /// Who accompanies it, from which day.
    pub pendamping: BTreeMap<Since, Uuid>,
    /// What lists said of the group, by import.
    pub lists: BTreeMap<String, String>,
}

impl GroupView {
    pub(super) fn read(group: Uuid, fields: &Fields) -> Self {
        Self {
            id: group,
            name: fields.text("name").unwrap_or_default(),
            kecamatan: fields.text("kecamatan").unwrap_or_default(),
            desa: fields.text("desa").unwrap_or_default(),
            place: fields.text("place"),
            ketua: fields.root("ketua").and_then(id),
            closed: fields.date("closed"),
            pendamping: fields.since(PENDAMPING, id),
            lists: fields.texts(LISTS),
        }
    }

    /// Whether nobody says anything of the group any more: the import that made it was taken back.
    pub fn is_blank(&self) -> bool {
        self.name.is_empty() && self.pendamping.is_empty() && self.ketua.is_none()
    }

    /// Who accompanies the group on `day`.
    pub fn pendamping_on(&self, day: NaiveDate) -> Option<Uuid> {
        on(&self.pendamping, day).copied()
    }
}

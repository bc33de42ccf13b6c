//! Edits of a group.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::shape::group::{LISTS, PENDAMPING};
use super::super::vocabulary::Since;
use super::{Edits, Entries, Set};

/// Edits of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GroupPatch {
    /// Up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub name: Set<String>,
    /// Kemendagri code.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub kecamatan: Set<String>,
    /// Kemendagri code.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub desa: Set<String>,
    /// Where the group usually meets.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub place: Set<String>,
    /// The family whose pengurus leads the group.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub ketua: Set<Uuid>,
    /// The day from which the group no longer exists.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub closed: Set<NaiveDate>,
    /// Who accompanies the group, from which day.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub pendamping: Entries<Since, Uuid>,
    /// What lists said of the group, by import.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub lists: Entries<String, String>,
}

impl GroupPatch {
    pub(super) fn write(&self, edits: &mut Edits) {
        edits.text("name", &self.name);
        edits.text("kecamatan", &self.kecamatan);
        edits.text("desa", &self.desa);
        edits.text("place", &self.place);
        edits.root("ketua", &self.ketua, |id| (*id).into());
        edits.root("closed", &self.closed, |date| (*date).into());
        edits.entries(PENDAMPING, &self.pendamping, |id| (*id).into());
        edits.entries(LISTS, &self.lists, |said| said.into());
    }
}

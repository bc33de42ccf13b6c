//! Edits of the office and of its curriculum.

use serde::{Deserialize, Serialize};

use super::super::shape::ONLY;
use super::{Edits, Entries, Set};

/// Edits of the office.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfficePatch {
    /// Up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub name: Set<String>,
    /// Kemendagri code of the kabupaten or kota.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub kabupaten: Set<String>,
    /// The office's time zone in minutes east of UTC: 420 WIB, 480 WITA, 540 WIT.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub utc_offset_minutes: Set<i16>,
    /// Settings by name (up to 60 characters), each a text of up to 2,000 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub settings: Entries<String, String>,
}

impl OfficePatch {
    pub(super) fn write(&self, edits: &mut Edits) {
        edits.text("name", &self.name);
        edits.text("kabupaten", &self.kabupaten);
        edits.root("utc_offset_minutes", &self.utc_offset_minutes, |minutes| {
            (*minutes).into()
        });
        edits.entries(ONLY, &self.settings, |value| value.into());
    }
}

/// Edits of the curriculum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CurriculumPatch {
    /// Editions by name, each a JSON text of up to 30,000 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub editions: Entries<String, String>,
}

impl CurriculumPatch {
    pub(super) fn write(&self, edits: &mut Edits) {
        edits.entries(ONLY, &self.editions, |json| json.into());
    }
}

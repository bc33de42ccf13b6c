//! Edits of a member of staff and of what they say about a month.

use serde::{Deserialize, Serialize};

use super::super::scalar::Scalar;
use super::super::shape::{ONLY, staff};
use super::{Edits, Entries, Set};

/// Edits of a member of staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StaffPatch {
    /// Up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub name: Set<String>,
    /// The id of a role; offices name their roles themselves.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub role: Set<String>,
    /// Employee number, as the office writes it.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub nip: Set<String>,
    /// As dialled.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub phone: Set<String>,
    /// Kemendagri codes: true where the person works, null where no longer.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub kecamatan: Entries<String, bool>,
    /// Ids of the person's devices in lower-case hex: true for each that the office let in.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub devices: Entries<String, bool>,
}

impl StaffPatch {
    pub(super) fn write(&self, edits: &mut Edits) {
        edits.text("name", &self.name);
        edits.text("role", &self.role);
        edits.text("nip", &self.nip);
        edits.text("phone", &self.phone);
        edits.entries(staff::KECAMATAN, &self.kecamatan, |works| yes(*works));
        edits.entries(staff::DEVICES, &self.devices, |belongs| yes(*belongs));
    }
}

/// A flag is stored as true or cleared, so that "no" and "never said" are the same.
pub(super) fn yes(flag: bool) -> Scalar {
    if flag {
        Scalar::Flag(true)
    } else {
        Scalar::Empty
    }
}

/// Edits of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MonthPatch {
    /// Why meetings are missing, up to 1,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub reason: Set<String>,
    /// What moved in the groups (dinamika), up to 1,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub dynamics: Set<String>,
}

impl MonthPatch {
    pub(super) fn write(&self, edits: &mut Edits) {
        edits.field(ONLY, "reason", &self.reason, |text| text.into());
        edits.field(ONLY, "dynamics", &self.dynamics, |text| text.into());
    }
}

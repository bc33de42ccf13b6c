//! Edits of a family.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::family_key::FamilyKey;
use super::super::shape::family::{COMPONENTS, GROUPS, LISTS, OTHERS, STATUSES};
use super::super::vocabulary::{Component, Since, Status};
use super::{Edits, Entries, Set};

/// Edits of a family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FamilyPatch {
    /// Nama pengurus, up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub name: Set<String>,
    /// NIK of the pengurus, 16 digits.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub nik: Set<String>,
    /// Number of the kartu keluarga, 16 digits.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub kk: Set<String>,
    /// Id of the family in the programme.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub pkh_id: Set<String>,
    /// Street and hamlet.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub address: Set<String>,
    /// Kemendagri code.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub desa: Set<String>,
    /// Kemendagri code.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub kecamatan: Set<String>,
    /// As dialled.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub phone: Set<String>,
    /// The disbursement stage under which the family appeared.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub tahap: Set<String>,
    /// The family that this one is the same as: it is part of that one, which alone is counted.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub same_as: Set<Uuid>,
    /// How many members of each kind, 0 to 30.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub components: Entries<Component, u16>,
    /// The group that the family belongs to, from which day.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub groups: Entries<Since, Uuid>,
    /// The status of the family, from which day.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub statuses: Entries<Since, Status>,
    /// What lists said of the family, by import.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub lists: Entries<String, String>,
    /// Families that are not the same as this one, however alike they look.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub others: Entries<Uuid, bool>,
}

impl FamilyPatch {
    pub(super) fn write(&self, edits: &mut Edits) {
        edits.text("name", &self.name);
        edits.text("nik", &self.nik);
        edits.text("kk", &self.kk);
        edits.text("pkh_id", &self.pkh_id);
        edits.text("address", &self.address);
        edits.text("desa", &self.desa);
        edits.text("kecamatan", &self.kecamatan);
        edits.text("phone", &self.phone);
        edits.text("tahap", &self.tahap);
        edits.root("same_as", &self.same_as, |id| (*id).into());
        for (component, count) in &self.components {
            let set = Set::from(*count);
            edits.field(COMPONENTS, component.as_str(), &set, |count| {
                (*count).into()
            });
        }
        edits.entries(GROUPS, &self.groups, |group| (*group).into());
        edits.entries(STATUSES, &self.statuses, |status| status.as_str().into());
        edits.entries(LISTS, &self.lists, |said| said.into());
        for (other, is) in &self.others {
            let key = FamilyKey::with_len(*other, FamilyKey::MAX);
            edits.field(OTHERS, key.as_str(), &Set::from(is.filter(|is| *is)), |is| {
                (*is).into()
            });
        }
    }
}

//! What an import asks about the families, groups and staff that are already there. It knows the questions, not the database.

use uuid::Uuid;

use super::family::RosterFamily;

/// A family that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFamily {
    /// Her document.
    pub id: Uuid,
    /// Her present group.
    pub group: Option<Uuid>,
    /// What is known of her; `group`, `is_ketua` and `pendamping` are not looked at.
    pub record: RosterFamily,
}

/// A group that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownGroup {
    /// Its document.
    pub id: Uuid,
    /// Its present pendamping.
    pub pendamping: Option<Uuid>,
    /// Its ketua.
    pub ketua: Option<Uuid>,
}

/// Looks up what is there. Names come in the form in which they are compared; closed groups are not there.
pub trait Existing {
    /// The family with a NIK, 16 digits.
    fn family_by_nik(&self, nik: &str) -> Option<KnownFamily>;
    /// The family with an ID PKH.
    fn family_by_pkh(&self, pkh_id: &str) -> Option<KnownFamily>;
    /// The group of a kecamatan whose name has this [`spelling`](super::spelling::group), in the desa of this
    /// [`desa_key`](super::identity::desa_key) or in none; without a desa the only one of the name.
    fn group_by_name(&self, kecamatan: &str, desa: Option<&str>, key: &str) -> Option<KnownGroup>;
    /// The pendamping of a kecamatan whose name has this [`staff_key`](super::identity::staff_key).
    fn staff_by_name(&self, kecamatan: &str, staff_key: &str) -> Option<Uuid>;
}

/// An office in which nothing is there yet.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Existing for Nothing {
    fn family_by_nik(&self, _: &str) -> Option<KnownFamily> {
        None
    }

    fn family_by_pkh(&self, _: &str) -> Option<KnownFamily> {
        None
    }

    fn group_by_name(&self, _: &str, _: Option<&str>, _: &str) -> Option<KnownGroup> {
        None
    }

    fn staff_by_name(&self, _: &str, _: &str) -> Option<Uuid> {
        None
    }
}

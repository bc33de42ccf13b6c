//! What an import asks about the families, groups and staff that are already there. It knows the questions, not the database.

use std::sync::Arc;

use uuid::Uuid;

use super::family::RosterFamily;
use super::listed::Listed;

/// A family that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFamily {
    /// Its document.
    pub id: Uuid,
    /// Its present group.
    pub group: Option<Uuid>,
    /// What is known of it; `group`, `is_ketua` and `pendamping` are not looked at.
    pub record: RosterFamily,
    /// What lists said of it.
    pub listed: Listed,
}

/// A group that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownGroup {
    /// Its document.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Code of its desa, or its name where the list of regions does not know it; empty if nobody said it.
    pub desa: String,
    /// Whether it still exists.
    pub open: bool,
    /// The group into which people merged it.
    pub merged_into: Option<Uuid>,
    /// Its present pendamping.
    pub pendamping: Option<Uuid>,
    /// Its ketua.
    pub ketua: Option<Uuid>,
    /// What lists said of it.
    pub listed: Listed,
}

/// Looks up what is there. Names come in the form in which they are compared. Of families that are part of others, the kept one is
/// there.
pub trait Existing {
    /// The family with a NIK, 16 digits.
    fn family_by_nik(&self, nik: &str) -> Option<Arc<KnownFamily>>;
    /// The family with an ID PKH.
    fn family_by_pkh(&self, pkh_id: &str) -> Option<Arc<KnownFamily>>;
    /// The family of which a list said that NIK, and which has another one now.
    fn family_by_former_nik(&self, nik: &str) -> Option<Arc<KnownFamily>>;
    /// The families of a No. KK, also those of which only a list said it, by id.
    fn families_by_kk(&self, kk: &str) -> Vec<Arc<KnownFamily>>;
    /// The family of a document.
    fn family(&self, id: Uuid) -> Option<Arc<KnownFamily>>;
    /// Every family of which a list ever said anything, by id.
    fn listed_families(&self) -> Vec<Arc<KnownFamily>>;
    /// The groups of a kecamatan, closed ones too, by id.
    fn groups_of(&self, kecamatan: &str) -> Vec<KnownGroup>;
    /// The kecamatan of a group that is there.
    fn kecamatan_of(&self, group: Uuid) -> Option<String>;
    /// The pendamping of a kecamatan whose name has this [`staff_key`](super::identity::staff_key).
    fn staff_by_name(&self, kecamatan: &str, staff_key: &str) -> Option<Uuid>;
}

/// An office in which nothing is there yet.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Existing for Nothing {
    fn family_by_nik(&self, _: &str) -> Option<Arc<KnownFamily>> {
        None
    }

    fn family_by_pkh(&self, _: &str) -> Option<Arc<KnownFamily>> {
        None
    }

    fn family_by_former_nik(&self, _: &str) -> Option<Arc<KnownFamily>> {
        None
    }

    fn families_by_kk(&self, _: &str) -> Vec<Arc<KnownFamily>> {
        Vec::new()
    }

    fn family(&self, _: Uuid) -> Option<Arc<KnownFamily>> {
        None
    }

    fn listed_families(&self) -> Vec<Arc<KnownFamily>> {
        Vec::new()
    }

    fn groups_of(&self, _: &str) -> Vec<KnownGroup> {
        Vec::new()
    }

    fn kecamatan_of(&self, _: Uuid) -> Option<String> {
        None
    }

    fn staff_by_name(&self, _: &str, _: &str) -> Option<Uuid> {
        None
    }
}

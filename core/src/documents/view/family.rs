//! What a family's document says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::super::family_key::FamilyKey;
use super::super::fields::Fields;
use super::super::scalar::Scalar;
use super::super::shape::family::{COMPONENTS, GROUPS, LISTS, OTHERS, STATUSES};
use super::super::vocabulary::{Component, Since, Status};
use super::{id, on};

/// A beneficiary family (KPM).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FamilyView {
    /// The family's id.
    pub id: Uuid,
    /// Nama pengurus; empty if nobody has given one yet.
    pub name: String,
    /// NIK of the pengurus.
    pub nik: Option<String>,
    /// Number of the kartu keluarga.
    pub kk: Option<String>,
    /// Id of the family in the programme.
    pub pkh_id: Option<String>,
    /// Street and hamlet.
    pub address: Option<String>,
    /// Kemendagri code, or empty.
    pub desa: String,
    /// Kemendagri code, or empty.
    pub kecamatan: String,
    /// As dialled.
    pub phone: Option<String>,
    /// The disbursement stage under which the family appeared.
    pub tahap: Option<String>,
    /// The family that this one is said to be the same as.
    pub same_as: Option<Uuid>,
    /// How many members of each kind; absent is none.
    pub components: BTreeMap<Component, u16>,
    /// The group that the family belongs to, from which day.
    pub groups: BTreeMap<Since, Uuid>,
    /// The status of the family, from which day.
    pub statuses: BTreeMap<Since, Status>,
    /// What lists said of the family, by import.
    pub lists: BTreeMap<String, String>,
    /// Keys of families that somebody said are not the same as this one.
    pub others: Vec<FamilyKey>,
}

impl FamilyView {
    pub(super) fn read(family: Uuid, fields: &Fields) -> Self {
        let count = |value: &Scalar| u16::try_from(value.number()?).ok();
        Self {
            id: family,
            name: fields.text("name").unwrap_or_default(),
            nik: fields.text("nik"),
            kk: fields.text("kk"),
            pkh_id: fields.text("pkh_id"),
            address: fields.text("address"),
            desa: fields.text("desa").unwrap_or_default(),
            kecamatan: fields.text("kecamatan").unwrap_or_default(),
            phone: fields.text("phone"),
            tahap: fields.text("tahap"),
            same_as: fields
                .root("same_as")
                .and_then(id)
                .filter(|same| *same != family),
            components: fields
                .map(COMPONENTS)
                .filter_map(|(key, value)| Some((Component::parse(key)?, count(value)?)))
                .collect(),
            groups: fields.since(GROUPS, id),
            statuses: fields.since(STATUSES, |value| Status::parse(value.text()?)),
            lists: fields.texts(LISTS),
            others: fields
                .map(OTHERS)
                .filter_map(|(key, _)| FamilyKey::parse(key))
                .collect(),
        }
    }

    /// Whether nobody says anything of the family any more: the import that made it was taken back.
    pub fn is_blank(&self) -> bool {
        let unnumbered = self.nik.is_none() && self.kk.is_none() && self.pkh_id.is_none();
        self.name.is_empty() && unnumbered && self.groups.is_empty() && self.statuses.is_empty()
    }

    /// The group that the family belongs to on `day`.
    pub fn group_on(&self, day: NaiveDate) -> Option<Uuid> {
        on(&self.groups, day).copied()
    }

    /// The family's status on `day`; a family of which nobody has said anything is active.
    pub fn status_on(&self, day: NaiveDate) -> Status {
        on(&self.statuses, day).copied().unwrap_or(Status::Aktif)
    }
}

//! A group of families (kelompok).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::feeds::KECAMATAN;
use super::limits::{CODE, NAME};
use super::lists::LISTS_MAP;
use super::since::{self, Since};
use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Kind, Right, Rule, Scalar, Set, Shape, map,
    same,
};

/// The kind.
pub static KIND: Kind = Kind::new(Shape {
    number: 4,
    name: "group",
    root: &[
        same("name", NAME),
        same(KECAMATAN, CODE),
        same("desa", CODE),
        same("place", NAME),
        same("ketua", Rule::Id),
        same("closed", Rule::Date),
    ],
    steps: &[&[
        map("pendamping", "pendamping", since::since(Rule::Id)),
        LISTS_MAP,
    ]],
    rights: &[
        Entitled::one(KECAMATAN, Right::OfficeAfterFirst),
        // Only the office imports lists, and what a list said last decides what the next one may change.
        Entitled::all(Some("lists"), Right::Office),
    ],
});

const PENDAMPING: usize = 0;
const LISTS: usize = 1;

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
    /// Whether nobody says anything of the group any more: the import that made it was taken back.
    pub fn is_blank(&self) -> bool {
        self.name.is_empty() && self.pendamping.is_empty() && self.ketua.is_none()
    }

    /// Who accompanies the group on `day`.
    pub fn pendamping_on(&self, day: NaiveDate) -> Option<Uuid> {
        since::on(&self.pendamping, day).copied()
    }
}

pub(super) fn home(_id: &Uuid) -> Home {
    super::feeds::in_roster()
}

pub(super) fn view(group: &Uuid, fields: &Fields) -> GroupView {
    GroupView {
        id: *group,
        name: fields.text("name").unwrap_or_default(),
        kecamatan: fields.text("kecamatan").unwrap_or_default(),
        desa: fields.text("desa").unwrap_or_default(),
        place: fields.text("place"),
        ketua: fields.root("ketua").and_then(Scalar::id),
        closed: fields.date("closed"),
        pendamping: since::read(fields, PENDAMPING, Scalar::id),
        lists: fields.texts(LISTS),
    }
}

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

impl DocumentPatch for GroupPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
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

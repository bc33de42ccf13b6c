//! A beneficiary family (KPM).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::arranged::{ARRANGED_MAP, Arranged, Arranging, arranged_rows};
use super::family_key::FamilyKey;
use super::feeds::KECAMATAN;
use super::limits::{CODE, NAME, SHORT};
use super::lists::{LISTS_MAP, lists_rows};
use super::rows::{Rows, Table};
use super::since::{self, Since};
use super::vocabulary::{Component, Status};
use crate::reference::fold;
use rusqlite::params;
use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Keys, Kind, Right, Rule, Scalar, Set, Shape,
    map, same,
};

/// How many members of one kind a family may have.
const COUNT: Rule = Rule::Number(0, 30);

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_family",
        "CREATE TABLE rm_family (
             doc BLOB PRIMARY KEY, key8 TEXT NOT NULL, name TEXT NOT NULL, nik TEXT, kk TEXT, pkh_id TEXT, address TEXT,
             desa TEXT NOT NULL, kecamatan TEXT NOT NULL, phone TEXT, tahap TEXT,
             hamil INTEGER NOT NULL, aud INTEGER NOT NULL, sd INTEGER NOT NULL, smp INTEGER NOT NULL, sma INTEGER NOT NULL,
             disabilitas INTEGER NOT NULL, lansia INTEGER NOT NULL,
             folded TEXT NOT NULL, -- the name as searches compare it
             same_as BLOB          -- what the document says; merged.rs says which families are part of which
         ) WITHOUT ROWID;
         CREATE INDEX rm_family_by_key ON rm_family (key8);
         CREATE INDEX rm_family_by_nik ON rm_family (nik);
         CREATE INDEX rm_family_by_pkh ON rm_family (pkh_id);
         CREATE INDEX rm_family_by_kk ON rm_family (kk);
         CREATE INDEX rm_family_by_folded ON rm_family (folded, desa, kecamatan);
         CREATE INDEX rm_family_merged ON rm_family (same_as) WHERE same_as IS NOT NULL;",
    ),
    Table::new(
        "rm_family_group",
        "CREATE TABLE rm_family_group (doc BLOB NOT NULL, since TEXT NOT NULL, grp BLOB NOT NULL, PRIMARY KEY (doc, since)) WITHOUT ROWID;
         CREATE INDEX rm_family_by_group ON rm_family_group (grp);",
    ),
    Table::new(
        "rm_family_status",
        "CREATE TABLE rm_family_status (doc BLOB NOT NULL, since TEXT NOT NULL, status TEXT NOT NULL, PRIMARY KEY (doc, since)) WITHOUT ROWID;",
    ),
    // Families that somebody said are not the same: the key of the other one.
    Table::new(
        "rm_family_other",
        "CREATE TABLE rm_family_other (doc BLOB NOT NULL, other TEXT NOT NULL, PRIMARY KEY (doc, other)) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 5,
    name: "family",
    root: &[
        same("name", NAME),
        same("nik", Rule::Digits(16)),
        same("kk", Rule::Digits(16)),
        same("pkh_id", SHORT),
        same("address", Rule::Text(200)),
        same("desa", CODE),
        same(KECAMATAN, CODE),
        same("phone", SHORT),
        same("tahap", SHORT),
        same("same_as", Rule::Id),
    ],
    steps: &[&[
        map(
            "components",
            "components",
            Keys::Fields(&[
                same("hamil", COUNT),
                same("aud", COUNT),
                same("sd", COUNT),
                same("smp", COUNT),
                same("sma", COUNT),
                same("disabilitas", COUNT),
                same("lansia", COUNT),
            ]),
        ),
        map("groups", "groups", since::since(Rule::Id)),
        map(
            "statuses",
            "statuses",
            since::since(Rule::Word(|word| Status::parse(word).is_some())),
        ),
        LISTS_MAP,
        map(
            "others",
            "others",
            Keys::Formed(FamilyKey::is_key, Rule::Yes),
        ),
        ARRANGED_MAP,
    ]],
    rights: &[
        // Only the office imports lists, and what a list said last decides what the next one may change.
        Entitled::all(Some("lists"), Right::Office),
        // A family that is part of another is counted and listed no more.
        Entitled::one("same_as", Right::Office),
        Entitled::one(KECAMATAN, Right::OfficeAfterFirst),
    ],
});

const COMPONENTS: usize = 0;
const GROUPS: usize = 1;
const STATUSES: usize = 2;
const LISTS: usize = 3;
const OTHERS: usize = 4;
const ARRANGED: usize = 5;

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
    /// What was arranged by hand, by the arrangement's id.
    pub arranged: BTreeMap<String, String>,
}

impl FamilyView {
    /// Whether nobody says anything of the family any more: the import that made it was taken back. Its place stays, and so do marks of lists and of
    /// what was arranged.
    pub fn is_blank(&self) -> bool {
        let blank = Self {
            id: self.id,
            name: String::new(),
            nik: None,
            kk: None,
            pkh_id: None,
            address: None,
            desa: String::new(),
            kecamatan: self.kecamatan.clone(),
            phone: None,
            tahap: None,
            same_as: None,
            components: BTreeMap::new(),
            groups: BTreeMap::new(),
            statuses: BTreeMap::new(),
            lists: self.lists.clone(),
            others: Vec::new(),
            arranged: self.arranged.clone(),
        };
        *self == blank
    }

    /// The group that the family belongs to on `day`.
    pub fn group_on(&self, day: NaiveDate) -> Option<Uuid> {
        since::on(&self.groups, day).copied()
    }

    /// The family's status on `day`; a family of which nobody has said anything is active.
    pub fn status_on(&self, day: NaiveDate) -> Status {
        since::on(&self.statuses, day)
            .copied()
            .unwrap_or(Status::Aktif)
    }
}

impl FamilyView {
    /// The arrangements that moved the family and that stand, with their ids.
    pub fn moves(&self) -> Vec<(&str, Arranged)> {
        let read = self.arranged.iter();
        let read = read.filter_map(|(id, text)| Some((id.as_str(), Arranged::parse(text)?)));
        let moves = |said: &Arranged| {
            let moves = matches!(
                said.what,
                Arranging::Move | Arranging::Split | Arranging::Merge
            );
            moves && !said.undone
        };
        read.filter(|(_, said)| moves(said)).collect()
    }
}

pub(super) fn home(_id: &Uuid) -> Home {
    super::feeds::in_roster()
}

pub(super) fn view(family: &Uuid, fields: &Fields) -> FamilyView {
    let count = |value: &Scalar| u16::try_from(value.number()?).ok();
    FamilyView {
        id: *family,
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
            .and_then(Scalar::id)
            .filter(|same| same != family),
        components: fields
            .map(COMPONENTS)
            .filter_map(|(key, value)| Some((Component::parse(key)?, count(value)?)))
            .collect(),
        groups: since::read(fields, GROUPS, Scalar::id),
        statuses: since::read(fields, STATUSES, |value| Status::parse(value.text()?)),
        lists: fields.texts(LISTS),
        others: fields
            .map(OTHERS)
            .filter_map(|(key, _)| FamilyKey::parse(key))
            .collect(),
        arranged: fields.texts(ARRANGED),
    }
}

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
    /// What was arranged by hand, by the arrangement's id.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub arranged: Entries<String, String>,
}

impl DocumentPatch for FamilyPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
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
        edits.entries(ARRANGED, &self.arranged, |said| said.into());
        for (other, is) in &self.others {
            let key = FamilyKey::with_len(*other, FamilyKey::MAX);
            edits.field(
                OTHERS,
                key.as_str(),
                &Set::from(is.filter(|is| *is)),
                |is| (*is).into(),
            );
        }
    }
}

/// Writes them.
pub(super) fn rows(view: &FamilyView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    if view.is_blank() {
        for table in [
            "rm_family",
            "rm_family_group",
            "rm_family_status",
            "rm_family_other",
        ] {
            rows.delete(&format!("DELETE FROM {table} WHERE doc = ?"))?;
        }
        arranged_rows(&view.arranged, rows)?;
        return lists_rows(&view.lists, rows);
    }
    let count = |component| view.components.get(&component).copied().unwrap_or_default();
    rows.run(
        "INSERT OR REPLACE INTO rm_family VALUES \
         (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            FamilyKey::of(view.id).as_str(),
            view.name,
            view.nik,
            view.kk,
            view.pkh_id,
            view.address,
            view.desa,
            view.kecamatan,
            view.phone,
            view.tahap,
            count(Component::Hamil),
            count(Component::Aud),
            count(Component::Sd),
            count(Component::Smp),
            count(Component::Sma),
            count(Component::Disabilitas),
            count(Component::Lansia),
            fold::words(&view.name),
            view.same_as.as_ref().map(Uuid::as_bytes),
        ],
    )?;
    rows.delete("DELETE FROM rm_family_group WHERE doc = ?")?;
    let groups = view
        .groups
        .iter()
        .map(|(since, id)| (since.to_string(), id.as_bytes()));
    rows.pairs("INSERT INTO rm_family_group VALUES (?, ?, ?)", groups)?;
    rows.delete("DELETE FROM rm_family_status WHERE doc = ?")?;
    let statuses = view
        .statuses
        .iter()
        .map(|(since, status)| (since.to_string(), status.as_str()));
    rows.pairs("INSERT INTO rm_family_status VALUES (?, ?, ?)", statuses)?;
    lists_rows(&view.lists, rows)?;
    arranged_rows(&view.arranged, rows)?;
    rows.delete("DELETE FROM rm_family_other WHERE doc = ?")?;
    for other in &view.others {
        let values = params![rows.doc(), other.as_str()];
        rows.run("INSERT INTO rm_family_other VALUES (?, ?)", values)?;
    }
    Ok(())
}

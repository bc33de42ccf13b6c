//! A group of families (kelompok).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::arranged::{ARRANGED_MAP, arranged_rows};
use super::feeds::KECAMATAN;
use super::limits::{CODE, NAME};
use super::lists::{LISTS_MAP, lists_rows};
use super::rows::{Rows, Table};
use super::since::{self, Since};
use super::vocabulary::GroupState;
use rusqlite::params;
use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Kind, Right, Rule, Scalar, Set, Shape, map,
    same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_group",
        "CREATE TABLE rm_group (
             doc BLOB PRIMARY KEY, name TEXT NOT NULL, kecamatan TEXT NOT NULL, desa TEXT NOT NULL, place TEXT,
             ketua BLOB
         ) WITHOUT ROWID;
         CREATE INDEX rm_group_by_kecamatan ON rm_group (kecamatan, name);",
    ),
    // Whether a group exists, from which day: of one that nobody opened or closed there is none, and it exists from the beginning. One that was
    // opened at first has a row that it did not exist before.
    Table::new(
        "rm_group_state",
        "CREATE TABLE rm_group_state (doc BLOB NOT NULL, since TEXT NOT NULL, open INTEGER NOT NULL, PRIMARY KEY (doc, since)) WITHOUT ROWID;",
    ),
    Table::new(
        "rm_group_pendamping",
        "CREATE TABLE rm_group_pendamping (doc BLOB NOT NULL, since TEXT NOT NULL, staff BLOB NOT NULL, PRIMARY KEY (doc, since)) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 4,
    name: "group",
    root: &[
        same("name", NAME),
        same(KECAMATAN, CODE),
        same("desa", CODE),
        same("place", NAME),
        same("ketua", Rule::Id),
    ],
    steps: &[&[
        map("pendamping", "pendamping", since::since(Rule::Id)),
        LISTS_MAP,
        map(
            "states",
            "states",
            since::since(Rule::Word(|word| GroupState::parse(word).is_some())),
        ),
        ARRANGED_MAP,
    ]],
    rights: &[
        Entitled::one(KECAMATAN, Right::OfficeAfterFirst),
        // Only the office imports lists, and what a list said last decides what the next one may change.
        Entitled::all(Some("lists"), Right::Office),
    ],
});

const PENDAMPING: usize = 0;
const LISTS: usize = 1;
const STATES: usize = 2;
const ARRANGED: usize = 3;

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
    /// Whether it exists, from which day. A group that nobody closed or opened exists from the beginning.
    pub states: BTreeMap<Since, GroupState>,
    /// Who accompanies it, from which day.
    pub pendamping: BTreeMap<Since, Uuid>,
    /// What lists said of the group, by import.
    pub lists: BTreeMap<String, String>,
    /// What was arranged by hand, by the arrangement's id.
    pub arranged: BTreeMap<String, String>,
}

impl GroupView {
    /// Whether nobody says anything of the group any more: the import that made it was taken back. Its place stays, and so do marks of lists and of
    /// what was arranged.
    pub fn is_blank(&self) -> bool {
        let blank = Self {
            id: self.id,
            name: String::new(),
            kecamatan: self.kecamatan.clone(),
            desa: String::new(),
            place: None,
            ketua: None,
            states: BTreeMap::new(),
            pendamping: BTreeMap::new(),
            lists: self.lists.clone(),
            arranged: self.arranged.clone(),
        };
        *self == blank
    }

    /// Who accompanies the group on `day`.
    pub fn pendamping_on(&self, day: NaiveDate) -> Option<Uuid> {
        since::on(&self.pendamping, day).copied()
    }

    /// Whether the group exists on `day`. One whose first word is that it opens did not exist before that.
    pub fn open_on(&self, day: NaiveDate) -> bool {
        let opens_first = || self.states.values().next() == Some(&GroupState::Open);
        match since::on(&self.states, day) {
            Some(state) => *state == GroupState::Open,
            None => !opens_first(),
        }
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
        states: since::read(fields, STATES, |value| GroupState::parse(value.text()?)),
        pendamping: since::read(fields, PENDAMPING, Scalar::id),
        lists: fields.texts(LISTS),
        arranged: fields.texts(ARRANGED),
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
    /// Whether the group exists, from which day.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub states: Entries<Since, GroupState>,
    /// Who accompanies the group, from which day.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub pendamping: Entries<Since, Uuid>,
    /// What lists said of the group, by import.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub lists: Entries<String, String>,
    /// What was arranged by hand, by the arrangement's id.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub arranged: Entries<String, String>,
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
        edits.entries(PENDAMPING, &self.pendamping, |id| (*id).into());
        edits.entries(LISTS, &self.lists, |said| said.into());
        edits.entries(STATES, &self.states, |state| state.as_str().into());
        edits.entries(ARRANGED, &self.arranged, |said| said.into());
    }
}

/// Writes them.
pub(super) fn rows(view: &GroupView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    if view.is_blank() {
        rows.delete("DELETE FROM rm_group WHERE doc = ?")?;
        rows.delete("DELETE FROM rm_group_pendamping WHERE doc = ?")?;
        rows.delete("DELETE FROM rm_group_state WHERE doc = ?")?;
        arranged_rows(&view.arranged, rows)?;
        return lists_rows(&view.lists, rows);
    }
    rows.run(
        "INSERT OR REPLACE INTO rm_group VALUES (?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.name,
            view.kecamatan,
            view.desa,
            view.place,
            view.ketua.as_ref().map(Uuid::as_bytes),
        ],
    )?;
    rows.delete("DELETE FROM rm_group_state WHERE doc = ?")?;
    let opens =
        |(since, state): (&Since, &GroupState)| (since.to_string(), *state == GroupState::Open);
    // Of one that was opened at first, it is said that it did not exist before.
    let not_before = view.states.iter().next().map(opens);
    let not_before = not_before.filter(|(since, open)| *open && !since.is_empty());
    let not_before = not_before.map(|_| (String::new(), false));
    let states = not_before.into_iter().chain(view.states.iter().map(opens));
    rows.pairs("INSERT INTO rm_group_state VALUES (?, ?, ?)", states)?;
    rows.delete("DELETE FROM rm_group_pendamping WHERE doc = ?")?;
    let pendamping = view.pendamping.iter();
    rows.pairs(
        "INSERT INTO rm_group_pendamping VALUES (?, ?, ?)",
        pendamping.map(|(since, staff)| (since.to_string(), staff.as_bytes())),
    )?;
    arranged_rows(&view.arranged, rows)?;
    lists_rows(&view.lists, rows)
}

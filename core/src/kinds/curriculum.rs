//! The editions of modules and sessions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::rows::{Rows, Table};
use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Keys, Kind, Right, Rule, Shape, map,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[Table::new(
    "rm_curriculum",
    "CREATE TABLE rm_curriculum (doc BLOB NOT NULL, edition TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (doc, edition)) WITHOUT ROWID;",
)];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 2,
    name: "curriculum",
    root: &[],
    steps: &[&[map(
        "editions",
        "editions",
        Keys::Named(40, Rule::Text(30_000)),
    )]],
    rights: &[
        Entitled::all(None, Right::Office),
        Entitled::all(Some("editions"), Right::Office),
    ],
});

const EDITIONS: usize = 0;

/// The curriculum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CurriculumView {
    /// JSON texts by the name of the edition.
    pub editions: BTreeMap<String, String>,
}

pub(super) fn home() -> Home {
    super::feeds::in_office()
}

pub(super) fn view(fields: &Fields) -> CurriculumView {
    CurriculumView {
        editions: fields.texts(EDITIONS),
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

impl DocumentPatch for CurriculumPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.entries(EDITIONS, &self.editions, |json| json.into());
    }
}

/// Writes them.
pub(super) fn rows(view: &CurriculumView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.delete("DELETE FROM rm_curriculum WHERE doc = ?")?;
    rows.pairs("INSERT INTO rm_curriculum VALUES (?, ?, ?)", &view.editions)
}

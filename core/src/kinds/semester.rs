//! How a group's families changed in a half year: perubahan perilaku and kemampuan mengenali potensi, each family once on each scale.
//! Two people who rate apart mean the same document, and the ratings of both stay.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::family_key::FamilyKey;
use super::half_year::HalfYear;
use super::rows::{Rows, Table};
use super::vocabulary::Rating;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entries, Fields, Home, Keys, Kind, Rule, Scalar, Shape, map,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_semester",
        "CREATE TABLE rm_semester (doc BLOB PRIMARY KEY, grp BLOB NOT NULL, semester TEXT NOT NULL) WITHOUT ROWID;
         CREATE INDEX rm_semester_by_semester ON rm_semester (semester, grp);",
    ),
    // behaviour, potential: 'K', 'B', 'SB', 'TDD' or null.
    Table::new(
        "rm_semester_rating",
        "CREATE TABLE rm_semester_rating (
             doc BLOB NOT NULL, family_key TEXT NOT NULL, behaviour TEXT, potential TEXT, PRIMARY KEY (doc, family_key)
         ) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(crate) static KIND: Kind = Kind::new(Shape {
    number: 8,
    name: "semester",
    root: &[],
    steps: &[&[
        map(
            "b",
            "behaviour",
            Keys::Formed(FamilyKey::is_key, Rule::Code(is_rating)),
        ),
        map(
            "p",
            "potential",
            Keys::Formed(FamilyKey::is_key, Rule::Code(is_rating)),
        ),
    ]],
    rights: &[],
});

const BEHAVIOUR: usize = 0;
const POTENTIAL: usize = 1;

fn is_rating(number: i64) -> bool {
    Rating::from_number(number).is_some()
}

/// The ratings of a group's families in a half year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SemesterView {
    /// The group in which they were rated.
    pub group: Uuid,
    /// The half year.
    pub semester: HalfYear,
    /// Perubahan perilaku; absent is not rated.
    pub behaviour: BTreeMap<FamilyKey, Rating>,
    /// Kemampuan mengenali potensi; absent is not rated.
    pub potential: BTreeMap<FamilyKey, Rating>,
}

pub(super) fn home(_group: &Uuid, semester: &HalfYear) -> Home {
    super::feeds::in_meetings(semester.year())
}

pub(super) fn view(group: &Uuid, semester: &HalfYear, fields: &Fields) -> SemesterView {
    let ratings = |map| {
        let said = fields.map(map);
        said.filter_map(|(key, value)| {
            Some((
                FamilyKey::parse(key)?,
                Rating::from_number(value.number()?)?,
            ))
        })
        .collect()
    };
    SemesterView {
        group: *group,
        semester: *semester,
        behaviour: ratings(BEHAVIOUR),
        potential: ratings(POTENTIAL),
    }
}

/// Edits of the ratings of a half year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SemesterPatch {
    /// Perubahan perilaku.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub behaviour: Entries<FamilyKey, Rating>,
    /// Kemampuan mengenali potensi.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub potential: Entries<FamilyKey, Rating>,
}

impl DocumentPatch for SemesterPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.entries(BEHAVIOUR, &self.behaviour, |rating| {
            Scalar::Number(rating.number())
        });
        edits.entries(POTENTIAL, &self.potential, |rating| {
            Scalar::Number(rating.number())
        });
    }
}

/// Writes them.
pub(super) fn rows(view: &SemesterView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.run(
        "INSERT OR REPLACE INTO rm_semester VALUES (?, ?, ?)",
        params![rows.doc(), view.group.as_bytes(), view.semester.to_string()],
    )?;
    rows.delete("DELETE FROM rm_semester_rating WHERE doc = ?")?;
    let mut insert = rows.prepare("INSERT INTO rm_semester_rating VALUES (?, ?, ?, ?)")?;
    let (behaviour, potential) = (&view.behaviour, &view.potential);
    let other = potential.keys().filter(|key| !behaviour.contains_key(*key));
    for key in behaviour.keys().chain(other) {
        let code = |of: &BTreeMap<FamilyKey, Rating>| of.get(key).map(|rating| rating.code());
        let (behaviour, potential) = (code(behaviour), code(potential));
        insert.execute(params![rows.doc(), key.as_str(), behaviour, potential])?;
    }
    Ok(())
}

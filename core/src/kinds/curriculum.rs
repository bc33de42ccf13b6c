//! The editions of modules and sessions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Keys, Kind, Right, Rule, Shape, map,
};

/// The kind.
pub static KIND: Kind = Kind::new(Shape {
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

//! The versions of the instrument by which meetings are observed, and which of them is in force.
//!
//! A version stands under the digest of its text, so that none can be changed: another text is another version. What does not match its digest
//! is not read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::rows::{Rows, Table};
use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Keys, Kind, Right, Rule, Set, Shape, map, same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_instrument",
        "CREATE TABLE rm_instrument (doc BLOB NOT NULL, version TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (doc, version)) WITHOUT ROWID;",
    ),
    Table::new(
        "rm_instrument_current",
        "CREATE TABLE rm_instrument_current (doc BLOB PRIMARY KEY, version TEXT NOT NULL) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 18,
    name: "instrument",
    root: &[same("current", Rule::Word(is_version))],
    steps: &[&[map(
        "versions",
        "versions",
        Keys::Formed(is_version, Rule::Text(8000)),
    )]],
    rights: &[
        Entitled::all(None, Right::Office),
        Entitled::all(Some("versions"), Right::Office),
    ],
});

const VERSIONS: usize = 0;

/// The digest under which a text stands.
pub fn version_of(json: &str) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("sesi instrument 1");
    hasher.update(json.as_bytes());
    let mut digest = [0; 16];
    hasher.finalize_xof().fill(&mut digest);
    data_encoding::HEXLOWER.encode(&digest)
}

/// Whether a text is the digest of a version.
pub(super) fn is_version(text: &str) -> bool {
    super::digest::is_hex(text, 32)
}

/// The instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstrumentView {
    /// The version for new supervisions; none: the product's own.
    pub current: Option<String>,
    /// JSON texts by their digest.
    pub versions: BTreeMap<String, String>,
}

pub(super) fn home() -> Home {
    super::feeds::in_office()
}

pub(super) fn view(fields: &Fields) -> InstrumentView {
    let mut versions = fields.texts(VERSIONS);
    versions.retain(|version, json| *version == version_of(json));
    InstrumentView {
        current: fields.text("current"),
        versions,
    }
}

/// Edits of the instrument.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InstrumentPatch {
    /// The digest of the version for new supervisions.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub current: Set<String>,
    /// Versions by their digest, each a JSON text of up to 8,000 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub versions: Entries<String, String>,
}

impl DocumentPatch for InstrumentPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.text("current", &self.current);
        edits.entries(VERSIONS, &self.versions, |json| json.into());
    }
}

/// Writes them.
pub(super) fn rows(view: &InstrumentView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.delete("DELETE FROM rm_instrument WHERE doc = ?")?;
    rows.pairs("INSERT INTO rm_instrument VALUES (?, ?, ?)", &view.versions)?;
    rows.delete("DELETE FROM rm_instrument_current WHERE doc = ?")?;
    match &view.current {
        Some(version) => rows.run(
            "INSERT INTO rm_instrument_current VALUES (?, ?)",
            rusqlite::params![rows.doc(), version],
        ),
        None => Ok(()),
    }
}

//! The office itself: name, kabupaten, settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::limits::{CODE, NAME};
use super::rows::{Rows, Table};
use rusqlite::params;
use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Keys, Kind, Right, Rule, Scalar, Set, Shape,
    map, same,
};

/// The time zones farthest from UTC, in minutes east of it.
const WEST: i64 = -12 * 60;
const EAST: i64 = 14 * 60;

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_office",
        "CREATE TABLE rm_office (
             doc BLOB PRIMARY KEY, name TEXT NOT NULL, kabupaten TEXT NOT NULL, utc_offset_minutes INTEGER NOT NULL
         ) WITHOUT ROWID;",
    ),
    Table::new(
        "rm_setting",
        "CREATE TABLE rm_setting (doc BLOB NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (doc, key)) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 1,
    name: "office",
    root: &[
        same("name", NAME),
        same("kabupaten", CODE),
        same("utc_offset_minutes", Rule::Number(WEST, EAST)),
    ],
    steps: &[&[map(
        "settings",
        "settings",
        Keys::Named(60, Rule::Text(2000)),
    )]],
    rights: &[
        Entitled::all(None, Right::Office),
        Entitled::all(Some("settings"), Right::Office),
    ],
});

const SETTINGS: usize = 0;

/// The office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfficeView {
    /// Its name; empty if nobody has given one yet.
    pub name: String,
    /// Kemendagri code of the kabupaten or kota, or empty.
    pub kabupaten: String,
    /// Minutes east of UTC; `None` until somebody has said, and never to be guessed.
    pub utc_offset_minutes: Option<i16>,
    /// Settings by name.
    pub settings: BTreeMap<String, String>,
}

pub(super) fn home() -> Home {
    super::feeds::in_office()
}

pub(super) fn view(fields: &Fields) -> OfficeView {
    let minutes = fields.root("utc_offset_minutes").and_then(Scalar::number);
    OfficeView {
        name: fields.text("name").unwrap_or_default(),
        kabupaten: fields.text("kabupaten").unwrap_or_default(),
        utc_offset_minutes: minutes
            .filter(|minutes| (WEST..=EAST).contains(minutes))
            .and_then(|minutes| i16::try_from(minutes).ok()),
        settings: fields.texts(SETTINGS),
    }
}

/// Edits of the office.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfficePatch {
    /// Up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub name: Set<String>,
    /// Kemendagri code of the kabupaten or kota.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub kabupaten: Set<String>,
    /// The office's time zone in minutes east of UTC: 420 WIB, 480 WITA, 540 WIT.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub utc_offset_minutes: Set<i16>,
    /// Settings by name (up to 60 characters), each a text of up to 2,000 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub settings: Entries<String, String>,
}

impl DocumentPatch for OfficePatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.text("name", &self.name);
        edits.text("kabupaten", &self.kabupaten);
        edits.root("utc_offset_minutes", &self.utc_offset_minutes, |minutes| {
            (*minutes).into()
        });
        edits.entries(SETTINGS, &self.settings, |value| value.into());
    }
}

/// Writes them.
pub(super) fn rows(view: &OfficeView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.run(
        "INSERT OR REPLACE INTO rm_office VALUES (?, ?, ?, ?)",
        params![
            rows.doc(),
            view.name,
            view.kabupaten,
            view.utc_offset_minutes.unwrap_or_default()
        ],
    )?;
    rows.delete("DELETE FROM rm_setting WHERE doc = ?")?;
    rows.pairs("INSERT INTO rm_setting VALUES (?, ?, ?)", &view.settings)
}

//! The templates that an office wrote for a form, and which of them is in force.
//!
//! A template stands under the digest of its text, so that none can be changed: another text is another one, and two that two devices publish apart
//! are both there. What does not match its digest is not read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::params;
use serde::{Deserialize, Serialize, Serializer};
use sesi_wire::varint;
use uuid::Uuid;

use super::rows::{Rows, Table};
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Home, KeyError, KeyPiece, Keys, Kind, Right,
    Rule, Set, Shape, map, same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_template",
        "CREATE TABLE rm_template (
             doc BLOB NOT NULL, form TEXT NOT NULL, version TEXT NOT NULL, source TEXT NOT NULL, day TEXT, by BLOB, PRIMARY KEY (doc, version)
         ) WITHOUT ROWID;",
    ),
    // version: that of a text, or the word for the product's own; with the day and the person of that choice.
    Table::new(
        "rm_template_current",
        "CREATE TABLE rm_template_current (doc BLOB PRIMARY KEY, form TEXT NOT NULL, version TEXT NOT NULL, day TEXT, by BLOB) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 21,
    name: "template",
    root: &[same("current", Rule::Word(is_choice))],
    steps: &[&[
        map(
            "versions",
            "versions",
            Keys::Formed(is_version, Rule::Text(24_000)),
        ),
        map("days", "days", Keys::Formed(is_choice, Rule::Date)),
        map("people", "people", Keys::Formed(is_choice, Rule::Id)),
    ]],
    rights: &[
        Entitled::all(None, Right::Office),
        Entitled::all(Some("versions"), Right::Office),
        Entitled::all(Some("days"), Right::Office),
        Entitled::all(Some("people"), Right::Office),
    ],
});

const VERSIONS: usize = 0;
const DAYS: usize = 1;
const PEOPLE: usize = 2;

/// What stands in place of a version where the product's own template was chosen.
pub const BUILT_IN: &str = "bawaan";

/// The digest under which a template stands.
pub fn template_version(source: &str) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("sesi template 1");
    hasher.update(source.as_bytes());
    let mut digest = [0; 16];
    hasher.finalize_xof().fill(&mut digest);
    data_encoding::HEXLOWER.encode(&digest)
}

fn is_version(text: &str) -> bool {
    super::digest::is_hex(text, 32)
}

fn is_choice(text: &str) -> bool {
    text == BUILT_IN || is_version(text)
}

/// The name of a form as a key carries it: 1 to 24 lower-case letters, digits and underscores. A device keeps the templates of forms that it
/// does not know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormName(String);

impl FormName {
    const MAX: usize = 24;

    /// The name, if it is one.
    pub fn new(text: &str) -> Option<Self> {
        let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let fits = (1..=Self::MAX).contains(&text.len()) && text.bytes().all(legal);
        fits.then(|| Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for FormName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl KeyPiece for FormName {
    fn put(&self, out: &mut Vec<u8>) {
        varint::put(out, self.0.len() as u64);
        out.extend(self.0.as_bytes());
    }

    fn take(input: &mut &[u8]) -> Result<Self, KeyError> {
        let len = varint::take_len(input, Self::MAX, "form")?;
        std::str::from_utf8(varint::take_bytes(input, len, "form")?)
            .ok()
            .and_then(Self::new)
            .ok_or(KeyError::Malformed("form"))
    }
}

/// The templates of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TemplateView {
    /// Which form.
    pub form: FormName,
    /// The one in force; none, [`BUILT_IN`] or one that is not there: the product's own.
    pub current: Option<String>,
    /// Texts by their digest.
    pub versions: BTreeMap<String, String>,
    /// When each was last put in force.
    pub days: BTreeMap<String, NaiveDate>,
    /// By whom.
    pub people: BTreeMap<String, Uuid>,
}

pub(super) fn home(_form: &FormName) -> Home {
    super::feeds::in_office()
}

pub(super) fn view(form: &FormName, fields: &Fields) -> TemplateView {
    let mut versions = fields.texts(VERSIONS);
    versions.retain(|version, source| *version == template_version(source));
    TemplateView {
        form: form.clone(),
        current: fields.text("current"),
        versions,
        days: fields
            .texts(DAYS)
            .into_iter()
            .filter_map(|(version, day)| Some((version, day.parse().ok()?)))
            .collect(),
        people: fields
            .map(PEOPLE)
            .filter_map(|(version, person)| Some((version.to_owned(), person.id()?)))
            .collect(),
    }
}

/// Edits of the templates of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TemplatePatch {
    /// The digest of the one in force, or [`BUILT_IN`].
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub current: Set<String>,
    /// Texts by their digest, each of up to 24,000 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub versions: Entries<String, String>,
    /// When each was put in force.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub days: Entries<String, NaiveDate>,
    /// By whom.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub people: Entries<String, Uuid>,
}

impl DocumentPatch for TemplatePatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.text("current", &self.current);
        edits.entries(VERSIONS, &self.versions, |source| source.into());
        edits.entries(DAYS, &self.days, |day| (*day).into());
        edits.entries(PEOPLE, &self.people, |id| (*id).into());
    }
}

/// Writes them.
pub(super) fn rows(view: &TemplateView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.delete("DELETE FROM rm_template WHERE doc = ?")?;
    rows.delete("DELETE FROM rm_template_current WHERE doc = ?")?;
    let form = view.form.as_str();
    let said = |version: &str| {
        let day = view.days.get(version).map(NaiveDate::to_string);
        (day, view.people.get(version).map(Uuid::as_bytes))
    };
    for (version, source) in &view.versions {
        let (day, by) = said(version);
        rows.run(
            "INSERT INTO rm_template VALUES (?, ?, ?, ?, ?, ?)",
            params![rows.doc(), form, version, source, day, by],
        )?;
    }
    let Some(version) = &view.current else {
        return Ok(());
    };
    let (day, by) = said(version);
    rows.run(
        "INSERT INTO rm_template_current VALUES (?, ?, ?, ?, ?)",
        params![rows.doc(), form, version, day, by],
    )
}

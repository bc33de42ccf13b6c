//! How far one meeting is typed into SIKS-NG: which of the form's fields were copied, each with the version of the meeting that was copied, and
//! whether the form took it, and by which names and numbers its families were typed. The meeting itself is said elsewhere; no word of SIKS-NG's
//! accounts is kept.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::family_key::FamilyKey;
use super::key_year::KeyYear;
use super::rows::{Rows, Table};
use super::vocabulary::{SiksField, SiksSaid};
use sesi_engine::documents::{
    DocumentPatch, Edits, Entries, Fields, Heads, Home, Keys, Kind, Rule, Scalar, Set, Shape, map,
    same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    // heads: the version of the meeting that was said to be in SIKS-NG. families: keys with prints of names and numbers, as they were copied.
    Table::new(
        "rm_siks",
        "CREATE TABLE rm_siks (
             doc BLOB PRIMARY KEY, meeting BLOB NOT NULL, state TEXT, day TEXT, note TEXT, heads BLOB, by BLOB, year INTEGER NOT NULL,
             families TEXT
         ) WITHOUT ROWID;
         CREATE INDEX rm_siks_by_meeting ON rm_siks (meeting);",
    ),
    // heads: the version of the meeting whose field was copied.
    Table::new(
        "rm_siks_copied",
        "CREATE TABLE rm_siks_copied (doc BLOB NOT NULL, field TEXT NOT NULL, heads BLOB NOT NULL, PRIMARY KEY (doc, field)) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 11,
    name: "siks",
    root: &[],
    steps: &[&[
        map("t", "copied", Keys::Formed(is_field, Rule::Heads)),
        map(
            "s",
            "said",
            Keys::Fields(&[
                same("state", Rule::Word(is_state)),
                same("day", Rule::Date),
                same("note", Rule::Text(500)),
                same("heads", Rule::Heads),
                same("by", Rule::Id),
                same("families", Rule::Word(are_prints)),
            ]),
        ),
    ]],
    rights: &[],
});

/// Characters of a print.
pub(crate) const PRINT: usize = 6;
/// Most families of one meeting that are told apart.
const MOST: usize = 400;

const COPIED: usize = 0;
const SAID: usize = 1;

fn is_field(word: &str) -> bool {
    SiksField::parse(word).is_some()
}

fn is_state(word: &str) -> bool {
    SiksSaid::parse(word).is_some()
}

/// Prints of names and numbers by family, as a document has them: `key:print` with spaces between.
pub type Prints = BTreeMap<FamilyKey, String>;

fn are_prints(text: &str) -> bool {
    let prints = text.split(' ').map(read_print);
    let read: Option<Prints> = prints.collect();
    read.is_some_and(|read| read.len() <= MOST && written_prints(&read) == text)
}

fn read_print(one: &str) -> Option<(FamilyKey, String)> {
    let (key, print) = one.split_once(':')?;
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let fits = print.len() == PRINT && print.bytes().all(alphabet);
    Some((FamilyKey::parse(key)?, print.to_owned())).filter(|_| fits)
}

/// Reads prints; whatever is not one is left out.
pub fn read_prints(text: &str) -> Prints {
    text.split(' ').filter_map(read_print).collect()
}

/// Prints as they are stored, as many as are told apart.
pub fn written_prints(prints: &Prints) -> String {
    let each = prints.iter().take(MOST);
    let each = each.map(|(key, print)| format!("{key}:{print}"));
    each.collect::<Vec<_>>().join(" ")
}

/// How far a meeting is typed into SIKS-NG.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiksView {
    /// The document of the meeting.
    pub meeting: Uuid,
    /// The year of the meeting's key.
    pub year: KeyYear,
    /// The fields that were copied, each with the version of the meeting.
    pub copied: BTreeMap<SiksField, Heads>,
    /// Whether the form took it.
    pub state: Option<SiksSaid>,
    /// When that was said.
    pub day: Option<NaiveDate>,
    /// Why it was refused, or what else there is to say.
    pub note: Option<String>,
    /// The version of the meeting that the form has.
    pub heads: Option<Heads>,
    /// The member of staff who says so.
    pub by: Option<Uuid>,
    /// Prints of the names and numbers by which its families were copied.
    pub families: Prints,
}

pub(super) fn home(_meeting: &Uuid, year: &KeyYear) -> Home {
    super::feeds::in_meetings(year.year())
}

pub(super) fn view(meeting: &Uuid, year: &KeyYear, fields: &Fields) -> SiksView {
    let said = |key| fields.entry(SAID, key);
    let text = |key| said(key).and_then(Scalar::text);
    let heads = |value: &Scalar| value.bytes().and_then(Heads::from_bytes);
    SiksView {
        meeting: *meeting,
        year: *year,
        copied: fields
            .map(COPIED)
            .filter_map(|(key, value)| Some((SiksField::parse(key)?, heads(value)?)))
            .collect(),
        state: text("state").and_then(SiksSaid::parse),
        day: text("day").and_then(|day| day.parse().ok()),
        note: text("note").map(str::to_owned),
        heads: said("heads").and_then(heads),
        by: said("by").and_then(Scalar::id),
        families: text("families").map(read_prints).unwrap_or_default(),
    }
}

/// Edits of how far a meeting is typed into SIKS-NG.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SiksPatch {
    /// The fields that were copied, each with the version of the meeting; none takes the tick away.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub copied: Entries<SiksField, Heads>,
    /// Whether the form took it.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub state: Set<SiksSaid>,
    /// When that was said.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub day: Set<NaiveDate>,
    /// Why it was refused, up to 500 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub note: Set<String>,
    /// The version of the meeting that the form has.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub heads: Set<Heads>,
    /// The member of staff who says so.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub by: Set<Uuid>,
    /// Prints of the names and numbers of its families.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub families: Set<Prints>,
}

impl DocumentPatch for SiksPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        let bytes = |heads: &Heads| Scalar::Bytes(heads.to_bytes());
        for (field, heads) in &self.copied {
            let set = Set::from(heads.as_ref());
            edits.field(COPIED, field.as_str(), &set, |heads| bytes(heads));
        }
        edits.field(SAID, "state", &self.state, |state| state.as_str().into());
        edits.field(SAID, "day", &self.day, |day| Scalar::from(*day));
        edits.field(SAID, "note", &self.note, |text| text.into());
        edits.field(SAID, "heads", &self.heads, bytes);
        edits.field(SAID, "by", &self.by, |id| Scalar::from(*id));
        edits.field(
            SAID,
            "families",
            &self.families,
            |prints| match written_prints(prints) {
                none if none.is_empty() => Scalar::Empty,
                prints => prints.as_str().into(),
            },
        );
    }
}

/// Writes them.
pub(super) fn rows(view: &SiksView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.run(
        "INSERT OR REPLACE INTO rm_siks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.meeting.as_bytes(),
            view.state.map(SiksSaid::as_str),
            view.day.map(|day| day.to_string()),
            view.note,
            view.heads.as_ref().map(Heads::to_bytes),
            view.by.as_ref().map(Uuid::as_bytes),
            view.year.year(),
            Some(written_prints(&view.families)).filter(|prints| !prints.is_empty()),
        ],
    )?;
    rows.delete("DELETE FROM rm_siks_copied WHERE doc = ?")?;
    let copied = view.copied.iter();
    rows.pairs(
        "INSERT INTO rm_siks_copied VALUES (?, ?, ?)",
        copied.map(|(field, heads)| (field.as_str(), heads.to_bytes())),
    )
}

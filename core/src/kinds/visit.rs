//! What a family was given outside its meetings: materi susulan and kunjungan rumah, one document a family and day. It counts for the family's
//! sessions and for nothing else: no mark, no rekap and no streak reads it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rows::{Rows, Table};
use super::session::SessionCode;
use super::vocabulary::VisitWay;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entries, Fields, Home, Keys, Kind, Rule, Scalar, Set, Shape, map, same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    // withdrawn: 0 or 1.
    Table::new(
        "rm_visit",
        "CREATE TABLE rm_visit (
             doc BLOB PRIMARY KEY, family BLOB NOT NULL, day TEXT NOT NULL, way TEXT NOT NULL, note TEXT, by BLOB, withdrawn INTEGER NOT NULL
         ) WITHOUT ROWID;
         CREATE INDEX rm_visit_by_family ON rm_visit (family, day);",
    ),
    Table::new(
        "rm_visit_session",
        "CREATE TABLE rm_visit_session (doc BLOB NOT NULL, session TEXT NOT NULL, PRIMARY KEY (doc, session)) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(crate) static KIND: Kind = Kind::new(Shape {
    number: 10,
    name: "visit",
    root: &[
        same("way", Rule::Word(is_way)),
        same("note", Rule::Text(1000)),
        same("by", Rule::Id),
        same("withdrawn", Rule::Yes),
    ],
    steps: &[&[map("s", "sessions", Keys::Formed(is_session, Rule::Yes))]],
    rights: &[],
});

const SESSIONS: usize = 0;

fn is_way(word: &str) -> bool {
    VisitWay::parse(word).is_some()
}

fn is_session(code: &str) -> bool {
    SessionCode::new(code).is_ok()
}

/// What a family was given on a day outside its meetings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VisitView {
    /// The family.
    pub family: Uuid,
    /// The day.
    pub day: NaiveDate,
    /// How; a visit at home until somebody has said.
    pub way: VisitWay,
    /// The sessions that it was given, in order of their codes.
    pub sessions: Vec<SessionCode>,
    /// What was found, and what follows.
    pub note: Option<String>,
    /// The member of staff who was there, as it is written.
    pub by: Option<Uuid>,
    /// It did not happen after all.
    pub withdrawn: bool,
}

pub(super) fn home(_family: &Uuid, day: &NaiveDate) -> Home {
    super::feeds::in_meetings(day.year())
}

pub(super) fn view(family: &Uuid, day: &NaiveDate, fields: &Fields) -> VisitView {
    let way = fields.text("way");
    let sessions = fields.map(SESSIONS);
    VisitView {
        family: *family,
        day: *day,
        way: way
            .and_then(|way| VisitWay::parse(&way))
            .unwrap_or(VisitWay::Kunjungan),
        sessions: sessions
            .filter(|(_, value)| **value == Scalar::Flag(true))
            .filter_map(|(code, _)| SessionCode::new(code).ok())
            .collect(),
        note: fields.text("note"),
        by: fields.root("by").and_then(Scalar::id),
        withdrawn: fields.root("withdrawn") == Some(&Scalar::Flag(true)),
    }
}

/// Edits of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VisitPatch {
    /// How.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub way: Set<VisitWay>,
    /// What was found, and what follows, up to 1,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub note: Set<String>,
    /// The member of staff who was there.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub by: Set<Uuid>,
    /// True if it did not happen after all.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub withdrawn: Set<bool>,
    /// The sessions that it was given, by code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sessions: Entries<String, bool>,
}

impl DocumentPatch for VisitPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.root("way", &self.way, |way| way.as_str().into());
        edits.text("note", &self.note);
        edits.root("by", &self.by, |id| Scalar::from(*id));
        edits.root("withdrawn", &self.withdrawn, |yes| Scalar::yes(*yes));
        edits.entries(SESSIONS, &self.sessions, |yes| Scalar::yes(*yes));
    }
}

/// Writes them.
pub(super) fn rows(view: &VisitView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.run(
        "INSERT OR REPLACE INTO rm_visit VALUES (?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.family.as_bytes(),
            view.day.to_string(),
            view.way.as_str(),
            view.note,
            view.by.as_ref().map(Uuid::as_bytes),
            view.withdrawn,
        ],
    )?;
    rows.delete("DELETE FROM rm_visit_session WHERE doc = ?")?;
    let mut insert = rows.prepare("INSERT INTO rm_visit_session VALUES (?, ?)")?;
    for session in &view.sessions {
        insert.execute(params![rows.doc(), session.as_str()])?;
    }
    Ok(())
}

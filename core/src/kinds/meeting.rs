//! A group meeting (pertemuan P2K2). Stored keys are short: there are many meetings, and a meeting is mostly keys.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::check::{self, CheckPatch, CheckView};
use super::family_key::FamilyKey;
use super::limits::NAME;
use super::rows::{Rows, Table};
use super::session::SessionCode;
use super::vocabulary::{Aspect, Mark, Rating};
use rusqlite::params;
use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edit, Edits, Entitled, Entries, FieldPath, Fields, Heads, Keys, Kind, Map,
    Misfit, Right, Rule, Scalar, Set, Shape, Unfit, field, map, same,
};

/// Longest note in characters; all five together may have no more either.
const NOTES_LEN: usize = 1000;
const NOTE: Rule = Rule::Text(NOTES_LEN);
/// Minutes after midnight.
const MINUTES: Rule = Rule::Number(0, 1440);
pub(super) const ENDS_BEFORE_START: Unfit = Unfit::Together {
    rule: "ends_before_start",
    says: "a meeting ends after it starts",
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_meeting",
        "CREATE TABLE rm_meeting (
             doc BLOB PRIMARY KEY, grp BLOB NOT NULL, date TEXT NOT NULL, session TEXT NOT NULL, more_sessions TEXT,
             starts INTEGER, ends INTEGER, place TEXT, title TEXT, topic TEXT, cancelled INTEGER NOT NULL,
             verdict TEXT, verdict_note TEXT, verdict_by BLOB, verdict_heads BLOB,
             verdict_device BLOB, -- the device that said the verdict; verdict_by is what it says of itself
             heads BLOB NOT NULL, -- sorted 32-byte change hashes: the version that a report counted and a verdict is bound to
             changed_since_check INTEGER NOT NULL  -- 1 where it says something else than what the verdict was given on
         ) WITHOUT ROWID;
         CREATE INDEX rm_meeting_by_group ON rm_meeting (grp, date);
         CREATE INDEX rm_meeting_by_date ON rm_meeting (date);",
    ),
    Table::new(
        "rm_speaker",
        "CREATE TABLE rm_speaker (doc BLOB NOT NULL, no INTEGER NOT NULL, name TEXT, agency TEXT, PRIMARY KEY (doc, no)) WITHOUT ROWID;",
    ),
    Table::new(
        "rm_note",
        "CREATE TABLE rm_note (doc BLOB NOT NULL, aspect TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (doc, aspect)) WITHOUT ROWID;",
    ),
    // mark: 'H', 'S', 'A' or null (belum ditandai). rating: 'K', 'B', 'SB', 'TDD' or null.
    // key8: the first 8 characters of family_key, which may be longer where 8 would be ambiguous; not stored, for marks are most of
    // what there is. There is no index by family: 25 entries a meeting, each on another page, took a third of the time of storing one. A
    // family's marks are found by its groups.
    Table::new(
        "rm_mark",
        "CREATE TABLE rm_mark (
             doc BLOB NOT NULL, family_key TEXT NOT NULL, key8 TEXT AS (substr(family_key, 1, 8)), mark TEXT, rating TEXT,
             PRIMARY KEY (doc, family_key)
         ) WITHOUT ROWID;",
    ),
];

/// The kind.
pub static KIND: Kind = Kind::new(SHAPE);

const SHAPE: Shape = Shape {
    number: 6,
    name: "meeting",
    root: &[
        field(DATE, "date", Rule::Date),
        field(SESSION, "session", Rule::Word(is_session)),
        field(MORE_SESSIONS, "more_sessions", Rule::Word(are_sessions)),
        field(STARTS, "starts", MINUTES),
        field(ENDS, "ends", MINUTES),
        field(PLACE, "place", NAME),
        field(TITLE, "title", Rule::Text(100)),
        field(TOPIC, "topic", Rule::Text(200)),
        field(CANCELLED, "cancelled", Rule::Yes),
    ],
    steps: &[FIRST],
    rights: &[Entitled::all(Some(CHECK_MAP), Right::Office)],
};

/// The maps of the first step.
const FIRST: &[Map] = &[
    map(
        "m",
        "marks",
        Keys::Formed(FamilyKey::is_key, Rule::Code(is_mark)),
    ),
    map(
        "r",
        "ratings",
        Keys::Formed(FamilyKey::is_key, Rule::Code(is_rating)),
    ),
    map(
        "n",
        "notes",
        Keys::Fields(&[
            same("proses", NOTE),
            same("materi", NOTE),
            same("partisipasi", NOTE),
            same("hasil", NOTE),
            same("kendala", NOTE),
        ]),
    ),
    map(
        "k",
        "speakers",
        Keys::Fields(&[
            field("1n", "1/name", NAME),
            field("1i", "1/agency", NAME),
            field("2n", "2/name", NAME),
            field("2i", "2/agency", NAME),
            field("3n", "3/name", NAME),
            field("3i", "3/agency", NAME),
        ]),
    ),
    map(CHECK_MAP, "check", check::KEYS),
];

/// A meeting that has grown a map of visits, for tests of devices with an older and a newer app.
#[cfg(test)]
pub(crate) static GROWN: Kind = Kind::new(Shape {
    steps: &[
        FIRST,
        &[map("v", "visits", Keys::Named(20, Rule::Text(100)))],
    ],
    ..SHAPE
});

const MARKS: usize = 0;
const RATINGS: usize = 1;
const NOTES: usize = 2;
const SPEAKERS: usize = 3;
const CHECK: usize = 4;
const CHECK_MAP: &str = "c";

const DATE: &str = "d";
const SESSION: &str = "s";
const MORE_SESSIONS: &str = "x";
const STARTS: &str = "b";
const ENDS: &str = "e";
const PLACE: &str = "p";
const TITLE: &str = "t";
const TOPIC: &str = "o";
const CANCELLED: &str = "z";

fn is_mark(number: i64) -> bool {
    Mark::from_number(number).is_some()
}

fn is_rating(number: i64) -> bool {
    Rating::from_number(number).is_some()
}

fn is_session(text: &str) -> bool {
    SessionCode::new(text).is_ok()
}

/// One to eight further sessions.
fn are_sessions(text: &str) -> bool {
    SessionCode::list(text).is_some_and(|list| (1..=8).contains(&list.len()))
}

/// A group meeting (pertemuan P2K2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeetingView {
    /// The group that met.
    pub group: Uuid,
    /// The day: as corrected, or the one that the document was made for.
    pub date: NaiveDate,
    /// The first session: as corrected, or the one that the document was made for.
    pub session: SessionCode,
    /// Further sessions held at the same meeting.
    pub more_sessions: Vec<SessionCode>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where the group met.
    pub place: Option<String>,
    /// Judul kegiatan.
    pub title: Option<String>,
    /// Topic.
    pub topic: Option<String>,
    /// Whether the meeting did not take place after all.
    pub cancelled: bool,
    /// Attendance; absent is *belum ditandai*, never `Alfa`.
    pub marks: BTreeMap<FamilyKey, Mark>,
    /// Knowledge and understanding.
    pub ratings: BTreeMap<FamilyKey, Rating>,
    /// Notes by aspect.
    pub notes: BTreeMap<Aspect, String>,
    /// Speakers by their number, 1 to 3.
    pub speakers: BTreeMap<u8, Speaker>,
    /// A supervisor's verdict.
    pub check: Option<CheckView>,
}

/// A speaker (pemateri).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Speaker {
    /// Who spoke.
    pub name: Option<String>,
    /// From which agency (instansi).
    pub agency: Option<String>,
}

pub(super) fn home(_group: &Uuid, date: &NaiveDate, _session: &SessionCode) -> Home {
    super::feeds::in_meetings(date.year())
}

pub(super) fn view(
    group: &Uuid,
    date: &NaiveDate,
    session: &SessionCode,
    fields: &Fields,
) -> Box<MeetingView> {
    let root_text = |key| fields.root(key).and_then(Scalar::text);
    let minutes = |key| {
        let minutes = u16::try_from(fields.root(key)?.number()?).ok()?;
        (minutes <= 1440).then_some(minutes)
    };
    let corrected = root_text(SESSION).and_then(|text| SessionCode::new(text).ok());
    Box::new(MeetingView {
        group: *group,
        date: fields.date(DATE).unwrap_or(*date),
        session: corrected.unwrap_or_else(|| session.clone()),
        more_sessions: root_text(MORE_SESSIONS)
            .and_then(SessionCode::list)
            .unwrap_or_default(),
        starts: minutes(STARTS),
        ends: minutes(ENDS),
        place: fields.text(PLACE),
        title: fields.text(TITLE),
        topic: fields.text(TOPIC),
        cancelled: fields.root(CANCELLED) == Some(&Scalar::Flag(true)),
        marks: families(fields, MARKS, Mark::from_number),
        ratings: families(fields, RATINGS, Rating::from_number),
        notes: fields
            .map(NOTES)
            .filter_map(|(key, value)| Some((Aspect::parse(key)?, value.text()?.to_owned())))
            .collect(),
        speakers: (1..=3)
            .filter_map(|number| speaker(fields, number))
            .collect(),
        check: check::view(fields, CHECK),
    })
}

fn families<V>(
    fields: &Fields,
    map: usize,
    read: impl Fn(i64) -> Option<V>,
) -> BTreeMap<FamilyKey, V> {
    fields
        .map(map)
        .filter_map(|(key, value)| Some((FamilyKey::parse(key)?, read(value.number()?)?)))
        .collect()
}

fn speaker(fields: &Fields, number: u8) -> Option<(u8, Speaker)> {
    let text = |what: &str| {
        let value = fields.entry(SPEAKERS, &format!("{number}{what}"))?;
        value.text().map(str::to_owned)
    };
    let speaker = Speaker {
        name: text("n"),
        agency: text("i"),
    };
    (speaker != Speaker::default()).then_some((number, speaker))
}

/// Edits of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MeetingPatch {
    /// Attendance; null is *belum ditandai*.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub marks: Entries<FamilyKey, Mark>,
    /// Knowledge and understanding.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub ratings: Entries<FamilyKey, Rating>,
    /// The day, where it differs from the one that the document was made for.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub date: Set<NaiveDate>,
    /// The session, where it differs from the one that the document was made for.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub session: Set<SessionCode>,
    /// Up to 8 further sessions held at the same meeting.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub more_sessions: Set<Vec<SessionCode>>,
    /// Minutes after midnight, 0 to 1440.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub starts: Set<u16>,
    /// Minutes after midnight, 0 to 1440, after the start.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub ends: Set<u16>,
    /// Where the group met.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub place: Set<String>,
    /// Judul kegiatan, up to 100 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub title: Set<String>,
    /// Topic, up to 200 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub topic: Set<String>,
    /// Whether the meeting did not take place after all.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub cancelled: Set<bool>,
    /// Notes; all five together at most 1,000 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub notes: Entries<Aspect, String>,
    /// Speakers by their number, 1 to 3.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub speakers: BTreeMap<u8, SpeakerPatch>,
    /// A supervisor's verdict.
    #[serde(skip_serializing_if = "CheckPatch::is_empty")]
    pub check: CheckPatch,
}

/// Edits of one speaker (pemateri).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpeakerPatch {
    /// Who spoke.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub name: Set<String>,
    /// From which agency (instansi).
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub agency: Set<String>,
}

impl DocumentPatch for MeetingPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    /// Marks first, then ratings, each in the order of the keys: equal rows become neighbours and compress.
    fn write(&self, edits: &mut Edits) {
        edits.entries(MARKS, &self.marks, |mark| Scalar::Number(mark.number()));
        edits.entries(RATINGS, &self.ratings, |rating| {
            Scalar::Number(rating.number())
        });
        edits.root(DATE, &self.date, |date| (*date).into());
        edits.root(SESSION, &self.session, |code| code.as_str().into());
        edits.root(
            MORE_SESSIONS,
            &self.more_sessions,
            |codes| match &codes[..] {
                [] => Scalar::Empty,
                codes => Scalar::Text(SessionCode::join(codes)),
            },
        );
        edits.root(STARTS, &self.starts, |minutes| (*minutes).into());
        edits.root(ENDS, &self.ends, |minutes| (*minutes).into());
        edits.text(PLACE, &self.place);
        edits.text(TITLE, &self.title);
        edits.text(TOPIC, &self.topic);
        edits.root(CANCELLED, &self.cancelled, |flag| Scalar::yes(*flag));
        for (aspect, text) in &self.notes {
            let set = Set::from(text.as_ref());
            edits.field(NOTES, aspect.as_str(), &set, |text| (*text).into());
        }
        for (number, speaker) in &self.speakers {
            let (name, agency) = (format!("{number}n"), format!("{number}i"));
            edits.field(SPEAKERS, name, &speaker.name, |text| text.into());
            edits.field(SPEAKERS, agency, &speaker.agency, |text| text.into());
        }
        self.check.write(edits, CHECK);
    }

    fn check(&self, fields: &Fields, edits: &[Edit]) -> Result<(), Misfit> {
        check_whole(fields, edits)
    }
}

/// The notes together are short enough, and the meeting ends after it starts. Looks only at what is being edited: notes of
/// two people that merged into too much text must not stop anybody from marking attendance.
fn check_whole(fields: &Fields, edits: &[Edit]) -> Result<(), Misfit> {
    let after = |spot: &FieldPath| {
        let edit = edits.iter().find(|edit| edit.spot == *spot);
        edit.map_or_else(|| fields.get(spot), |edit| Some(&edit.value))
    };
    if edits.iter().any(|edit| edit.spot.map == Some(NOTES)) {
        let texts = Aspect::ALL
            .iter()
            .filter_map(|aspect| after(&FieldPath::entry(NOTES, aspect.as_str()))?.text());
        let len = texts.map(|text| text.chars().count()).sum();
        if len > NOTES_LEN {
            return Err((
                "notes",
                Unfit::TooLong {
                    len,
                    max: NOTES_LEN,
                },
            ));
        }
    }
    let (starts, ends) = (FieldPath::root(STARTS), FieldPath::root(ENDS));
    if edits
        .iter()
        .any(|edit| edit.spot == starts || edit.spot == ends)
    {
        let minutes = |spot| after(spot).and_then(Scalar::number);
        if let (Some(from), Some(to)) = (minutes(&starts), minutes(&ends))
            && from >= to
        {
            return Err(("ends", ENDS_BEFORE_START));
        }
    }
    Ok(())
}

/// Writes them.
pub(super) fn rows(view: &MeetingView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    let check = view.check.as_ref();
    let more = SessionCode::join(&view.more_sessions);
    rows.run(
        "INSERT OR REPLACE INTO rm_meeting VALUES \
         (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.group.as_bytes(),
            view.date.to_string(),
            view.session.as_str(),
            Some(more).filter(|codes| !codes.is_empty()),
            view.starts,
            view.ends,
            view.place,
            view.title,
            view.topic,
            view.cancelled,
            check.map(|check| check.verdict.as_str()),
            check.and_then(|check| check.note.as_deref()),
            check
                .and_then(|check| check.by)
                .as_ref()
                .map(Uuid::as_bytes),
            check
                .and_then(|check| check.heads.as_ref())
                .map(Heads::to_bytes),
            check
                .and_then(|check| check.device.as_ref())
                .map(DeviceId::as_bytes),
            rows.version().heads.to_bytes(),
            rows.version().changed_since_check,
        ],
    )?;
    rows.delete("DELETE FROM rm_speaker WHERE doc = ?")?;
    for (number, speaker) in &view.speakers {
        rows.run(
            "INSERT INTO rm_speaker VALUES (?, ?, ?, ?)",
            params![rows.doc(), number, speaker.name, speaker.agency],
        )?;
    }
    rows.delete("DELETE FROM rm_note WHERE doc = ?")?;
    let notes = view
        .notes
        .iter()
        .map(|(aspect, text)| (aspect.as_str(), text));
    rows.pairs("INSERT INTO rm_note VALUES (?, ?, ?)", notes)?;
    mark_rows(view, rows)
}

fn mark_rows(view: &MeetingView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.delete("DELETE FROM rm_mark WHERE doc = ?")?;
    let sql = "INSERT INTO rm_mark VALUES (?, ?, ?, ?)";
    let mut insert = rows.prepare(sql)?;
    let rated_only = view
        .ratings
        .keys()
        .filter(|key| !view.marks.contains_key(*key));
    for key in view.marks.keys().chain(rated_only) {
        let mark = view.marks.get(key).map(|mark| mark.code());
        let rating = view.ratings.get(key).map(|rating| rating.code());
        let doc = rows.doc();
        insert.execute(params![doc, key.as_str(), mark, rating])?;
    }
    Ok(())
}

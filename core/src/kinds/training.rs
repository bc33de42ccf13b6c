//! A training of the staff: what it is, its half days, who takes part, and who was there on which half of which day.
//!
//! All staff read it and only the office says it, so it holds no score and no certificate: those are between the office and one person.
//! Two devices that write down an event of one name and day mean the same document, and merge mark by mark.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attendee::{Attendee, Presence};
use super::half_day::HalfDay;
use super::limits::{NAME, SHORT};
use super::rows::{Rows, Table};
use super::vocabulary::words;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Home, Keys, Kind, Right, Rule, Scalar, Set,
    Shape, field, map, same,
};

words! {
    /// What kind of event it is.
    TrainingKind {
        /// A course.
        Diklat = "diklat",
        /// Technical guidance.
        Bimtek = "bimtek",
        /// Coaching.
        Coaching = "coaching",
        /// A course that is taken alone, at a screen.
        Elearning = "elearning",
        /// A test for a certificate.
        Uji = "uji",
        /// Something else.
        Lainnya = "lainnya",
    }
}

words! {
    /// How it is held.
    TrainingMode {
        /// All in one place.
        TatapMuka = "tatap_muka",
        /// From afar.
        Daring = "daring",
        /// Both.
        Campuran = "campuran",
    }
}

words! {
    /// What somebody is to an event.
    Taking {
        /// Proposed: nobody has said yet that they come.
        Diusulkan = "diusulkan",
        /// Takes part.
        Terdaftar = "terdaftar",
        /// Took part to the end: the office says so, whatever half days say.
        Hadir = "hadir",
        /// Does not take part after all.
        Batal = "batal",
    }
}

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_training",
        // fds: 1 where it is about facilitating P2K2 (FDS). cancelled: 0 or 1.
        "CREATE TABLE rm_training (
             doc BLOB PRIMARY KEY, filed TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, theme TEXT, organizer TEXT, batch TEXT,
             mode TEXT, place TEXT, starts TEXT NOT NULL, ends TEXT NOT NULL, jp INTEGER, fds INTEGER NOT NULL, cancelled INTEGER NOT NULL
         ) WITHOUT ROWID;",
    ),
    Table::new(
        "rm_training_half",
        "CREATE TABLE rm_training_half (doc BLOB NOT NULL, half TEXT NOT NULL, topic TEXT, PRIMARY KEY (doc, half)) WITHOUT ROWID;",
    ),
    // who: 's' and the id of a member of staff, or 'g' and the number of a guest, who has a name here. taking and as_what: one of them at least.
    Table::new(
        "rm_training_person",
        "CREATE TABLE rm_training_person (
             doc BLOB NOT NULL, who TEXT NOT NULL, staff BLOB, name TEXT, agency TEXT, taking TEXT, as_what TEXT, PRIMARY KEY (doc, who)
         ) WITHOUT ROWID;
         CREATE INDEX rm_training_person_by_staff ON rm_training_person (staff);",
    ),
    Table::new(
        "rm_training_mark",
        "CREATE TABLE rm_training_mark (
             doc BLOB NOT NULL, half TEXT NOT NULL, who TEXT NOT NULL, presence TEXT NOT NULL, PRIMARY KEY (doc, half, who)
         ) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 16,
    name: "training",
    root: &[
        same("name", NAME),
        same("type", Rule::Word(is_kind)),
        same("theme", Rule::Text(200)),
        same("organizer", NAME),
        same("batch", SHORT),
        same("mode", Rule::Word(is_mode)),
        same("place", NAME),
        field("starts", "first_day", Rule::Date),
        field("ends", "last_day", Rule::Date),
        same("jp", Rule::Number(1, 1000)),
        same("fds", Rule::Yes),
        same("cancelled", Rule::Yes),
    ],
    steps: &[&[
        map("halves", "halves", Keys::Formed(HalfDay::is_one, Rule::Yes)),
        map(
            "topics",
            "topics",
            Keys::Formed(HalfDay::is_one, Rule::Text(200)),
        ),
        map(
            "taking",
            "taking",
            Keys::Formed(Attendee::is_one, Rule::Word(is_taking)),
        ),
        map(
            "facilitators",
            "facilitators",
            Keys::Formed(Attendee::is_one, NAME),
        ),
        map("guests", "guests", Keys::Formed(Attendee::is_guest, NAME)),
        map(
            "agencies",
            "agencies",
            Keys::Formed(Attendee::is_guest, NAME),
        ),
        map(
            "presence",
            "presence",
            Keys::Formed(HalfDay::is_mark, Rule::Word(is_presence)),
        ),
    ]],
    rights: &[
        Entitled::all(None, Right::Office),
        Entitled::all(Some("halves"), Right::Office),
        Entitled::all(Some("topics"), Right::Office),
        Entitled::all(Some("taking"), Right::Office),
        Entitled::all(Some("facilitators"), Right::Office),
        Entitled::all(Some("guests"), Right::Office),
        Entitled::all(Some("agencies"), Right::Office),
        Entitled::all(Some("presence"), Right::Office),
    ],
});

const HALVES: usize = 0;
const TOPICS: usize = 1;
const TAKING: usize = 2;
const FACILITATORS: usize = 3;
const GUESTS: usize = 4;
const AGENCIES: usize = 5;
const PRESENCE: usize = 6;

fn is_kind(word: &str) -> bool {
    TrainingKind::parse(word).is_some()
}

fn is_mode(word: &str) -> bool {
    TrainingMode::parse(word).is_some()
}

fn is_taking(word: &str) -> bool {
    Taking::parse(word).is_some()
}

fn is_presence(word: &str) -> bool {
    Presence::parse(word).is_some()
}

/// A training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrainingView {
    /// Where it is filed: its first day, or the nearest day of the year in which it was written down.
    pub filed: NaiveDate,
    /// What tells it from others of the day.
    pub id: Uuid,
    /// Its name; empty if nobody has given one.
    pub name: String,
    /// What kind of event it is; something else until somebody has said.
    #[serde(rename = "type")]
    pub kind: TrainingKind,
    /// Tema.
    pub theme: Option<String>,
    /// Penyelenggara.
    pub organizer: Option<String>,
    /// Angkatan or gelombang.
    pub batch: Option<String>,
    /// How it is held.
    pub mode: Option<TrainingMode>,
    /// Where.
    pub place: Option<String>,
    /// Its first day.
    pub starts: NaiveDate,
    /// Its last day.
    pub ends: NaiveDate,
    /// Jam pelajaran.
    pub jp: Option<u16>,
    /// It is about facilitating P2K2 (FDS).
    pub fds: bool,
    /// It did not take place after all.
    pub cancelled: bool,
    /// Its half days, with what they are about.
    pub halves: BTreeMap<HalfDay, Option<String>>,
    /// Who takes part.
    pub taking: BTreeMap<Attendee, Taking>,
    /// Who facilitates, and as what.
    pub facilitators: BTreeMap<Attendee, String>,
    /// Names of the guests.
    pub guests: BTreeMap<Attendee, String>,
    /// Where guests are from.
    pub agencies: BTreeMap<Attendee, String>,
    /// Who was there.
    #[serde(skip)]
    pub presence: BTreeMap<(HalfDay, Attendee), Presence>,
}

pub(super) fn home(filed: &NaiveDate, _id: &Uuid) -> Home {
    super::feeds::in_forum(filed.year())
}

pub(super) fn view(filed: &NaiveDate, id: &Uuid, fields: &Fields) -> Box<TrainingView> {
    let texts = |map| {
        let entries = fields.map(map);
        let read = entries
            .filter_map(|(key, value)| Some((Attendee::parse(key)?, value.text()?.to_owned())));
        read.collect::<BTreeMap<Attendee, String>>()
    };
    let starts = fields.date("starts").unwrap_or(*filed);
    let halves = fields.map(HALVES).filter_map(|(key, value)| {
        let topic = fields.entry(TOPICS, key).and_then(Scalar::text);
        let is_one = *value == Scalar::Flag(true);
        Some((
            HalfDay::parse(key).filter(|_| is_one)?,
            topic.map(str::to_owned),
        ))
    });
    let taking = fields
        .map(TAKING)
        .filter_map(|(key, value)| Some((Attendee::parse(key)?, Taking::parse(value.text()?)?)));
    let presence = fields
        .map(PRESENCE)
        .filter_map(|(key, value)| Some((HalfDay::of_mark(key)?, Presence::parse(value.text()?)?)));
    let flag = |key| fields.root(key) == Some(&Scalar::Flag(true));
    let word = |key: &str| fields.text(key);
    Box::new(TrainingView {
        filed: *filed,
        id: *id,
        name: fields.text("name").unwrap_or_default(),
        kind: word("type")
            .and_then(|kind| TrainingKind::parse(&kind))
            .unwrap_or(TrainingKind::Lainnya),
        theme: fields.text("theme"),
        organizer: fields.text("organizer"),
        batch: fields.text("batch"),
        mode: word("mode").and_then(|mode| TrainingMode::parse(&mode)),
        place: fields.text("place"),
        starts,
        // Two devices that moved one end each do not make it end before it starts.
        ends: fields.date("ends").unwrap_or(starts).max(starts),
        jp: fields
            .root("jp")
            .and_then(Scalar::number)
            .and_then(|jp| u16::try_from(jp).ok()),
        fds: flag("fds"),
        cancelled: flag("cancelled"),
        halves: halves.collect(),
        taking: taking.collect(),
        facilitators: texts(FACILITATORS),
        guests: texts(GUESTS),
        agencies: texts(AGENCIES),
        presence: presence.collect(),
    })
}

/// Edits of a training.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainingPatch {
    /// Up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub name: Set<String>,
    /// What kind of event it is.
    #[serde(rename = "type", skip_serializing_if = "Set::is_keep")]
    pub kind: Set<TrainingKind>,
    /// Up to 200 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub theme: Set<String>,
    /// Up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub organizer: Set<String>,
    /// Up to 40 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub batch: Set<String>,
    /// How it is held.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub mode: Set<TrainingMode>,
    /// Up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub place: Set<String>,
    /// Its first day.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub starts: Set<NaiveDate>,
    /// Its last day.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub ends: Set<NaiveDate>,
    /// Jam pelajaran, 1 to 1000.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub jp: Set<u16>,
    /// It is about facilitating P2K2 (FDS).
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub fds: Set<bool>,
    /// It did not take place after all.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub cancelled: Set<bool>,
    /// Its half days.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub halves: Entries<HalfDay, bool>,
    /// What they are about, up to 200 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub topics: Entries<HalfDay, String>,
    /// Who takes part.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub taking: Entries<Attendee, Taking>,
    /// Who facilitates, and as what.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub facilitators: Entries<Attendee, String>,
    /// Names of guests.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub guests: Entries<Attendee, String>,
    /// Where guests are from.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub agencies: Entries<Attendee, String>,
    /// Who was there: by half day and a full stop and who.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub presence: Entries<String, Presence>,
}

impl TrainingPatch {
    /// The key of a mark.
    pub fn mark(half: HalfDay, who: Attendee) -> String {
        format!("{half}.{who}")
    }
}

impl DocumentPatch for TrainingPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.text("name", &self.name);
        edits.root("type", &self.kind, |kind| kind.as_str().into());
        edits.text("theme", &self.theme);
        edits.text("organizer", &self.organizer);
        edits.text("batch", &self.batch);
        edits.root("mode", &self.mode, |mode| mode.as_str().into());
        edits.text("place", &self.place);
        edits.root("starts", &self.starts, |day| Scalar::from(*day));
        edits.root("ends", &self.ends, |day| Scalar::from(*day));
        edits.root("jp", &self.jp, |jp| (*jp).into());
        edits.root("fds", &self.fds, |yes| Scalar::yes(*yes));
        edits.root("cancelled", &self.cancelled, |yes| Scalar::yes(*yes));
        edits.entries(HALVES, &self.halves, |yes| Scalar::yes(*yes));
        edits.entries(TOPICS, &self.topics, |text| text.into());
        edits.entries(TAKING, &self.taking, |word| word.as_str().into());
        edits.entries(FACILITATORS, &self.facilitators, |text| text.into());
        edits.entries(GUESTS, &self.guests, |text| text.into());
        edits.entries(AGENCIES, &self.agencies, |text| text.into());
        edits.entries(PRESENCE, &self.presence, |word| word.as_str().into());
    }
}

/// Writes them.
pub(super) fn rows(view: &TrainingView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    // One that nobody entitled has named is none.
    if view.name.is_empty() {
        for table in [
            "rm_training",
            "rm_training_half",
            "rm_training_person",
            "rm_training_mark",
        ] {
            rows.delete(&format!("DELETE FROM {table} WHERE doc = ?"))?;
        }
        return Ok(());
    }
    rows.run(
        "INSERT OR REPLACE INTO rm_training VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.filed.to_string(),
            view.name,
            view.kind.as_str(),
            view.theme,
            view.organizer,
            view.batch,
            view.mode.map(TrainingMode::as_str),
            view.place,
            view.starts.to_string(),
            view.ends.to_string(),
            view.jp,
            view.fds,
            view.cancelled,
        ],
    )?;
    rows.delete("DELETE FROM rm_training_half WHERE doc = ?")?;
    let halves = view.halves.iter();
    rows.pairs(
        "INSERT INTO rm_training_half VALUES (?, ?, ?)",
        halves.map(|(half, topic)| (half.to_string(), topic)),
    )?;
    rows.delete("DELETE FROM rm_training_person WHERE doc = ?")?;
    let marked = view.presence.keys().map(|(_, who)| who);
    let people: std::collections::BTreeSet<&Attendee> = view
        .taking
        .keys()
        .chain(view.facilitators.keys())
        .chain(marked)
        .collect();
    for who in people {
        rows.run(
            "INSERT INTO rm_training_person VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![
                rows.doc(),
                who.to_string(),
                who.staff().as_ref().map(Uuid::as_bytes),
                view.guests.get(who),
                view.agencies.get(who),
                view.taking.get(who).map(|taking| taking.as_str()),
                view.facilitators.get(who),
            ],
        )?;
    }
    rows.delete("DELETE FROM rm_training_mark WHERE doc = ?")?;
    for ((half, who), presence) in &view.presence {
        rows.run(
            "INSERT INTO rm_training_mark VALUES (?, ?, ?, ?)",
            params![
                rows.doc(),
                half.to_string(),
                who.to_string(),
                presence.as_str()
            ],
        )?;
    }
    Ok(())
}

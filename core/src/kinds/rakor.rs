//! A meeting of the staff (rakor): its invitation, who was there, its minutes by point, and the version that was closed.
//!
//! All staff read it and only the office says it. Tasks that follow are voices (`kinds/voice.rs`): there is one list of who does what.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attendee::{Attendee, Presence};
use super::limits::NAME;
use super::rows::{Rows, Table};
use super::vocabulary::words;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, Fields, Heads, Home, Keys, Kind, Right, Rule, Scalar,
    Set, Shape, field, map, same,
};

words! {
    /// How an invitation is to be read (sifat).
    Nature {
        /// Ordinary.
        Biasa = "biasa",
        /// Important.
        Penting = "penting",
        /// At once.
        Segera = "segera",
        /// For those alone to whom it is addressed.
        Rahasia = "rahasia",
    }
}

const LONG: Rule = Rule::Text(2000);
const MINUTES: Rule = Rule::Number(0, 1440);

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_rakor",
        // locked: the version that was closed, sorted 32-byte change hashes.
        "CREATE TABLE rm_rakor (
             doc BLOB PRIMARY KEY, filed TEXT NOT NULL, title TEXT NOT NULL, day TEXT NOT NULL, starts INTEGER, ends INTEGER, place TEXT,
             number TEXT, sender TEXT, addressee TEXT, nature TEXT, leader TEXT, secretary TEXT, agenda TEXT, conclusion TEXT,
             cancelled INTEGER NOT NULL, locked BLOB
         ) WITHOUT ROWID;",
    ),
    Table::new(
        "rm_rakor_person",
        "CREATE TABLE rm_rakor_person (
             doc BLOB NOT NULL, who TEXT NOT NULL, staff BLOB, name TEXT, agency TEXT, presence TEXT, reason TEXT, PRIMARY KEY (doc, who)
         ) WITHOUT ROWID;",
    ),
    Table::new(
        "rm_rakor_point",
        "CREATE TABLE rm_rakor_point (
             doc BLOB NOT NULL, point TEXT NOT NULL, speaker TEXT, said TEXT, decided TEXT, PRIMARY KEY (doc, point)
         ) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 17,
    name: "rakor",
    root: &[
        same("title", NAME),
        same("day", Rule::Date),
        same("starts", MINUTES),
        same("ends", MINUTES),
        same("place", NAME),
        same("number", Rule::Text(60)),
        same("sender", NAME),
        same("addressee", Rule::Text(300)),
        same("nature", Rule::Word(is_nature)),
        same("leader", NAME),
        same("secretary", NAME),
        same("agenda", LONG),
        same("conclusion", LONG),
        same("cancelled", Rule::Yes),
        field("locked", "minutes_closed", Rule::Heads),
    ],
    steps: &[&[
        map(
            "presence",
            "presence",
            Keys::Formed(Attendee::is_one, Rule::Word(is_presence)),
        ),
        map(
            "reasons",
            "reasons",
            Keys::Formed(Attendee::is_one, Rule::Text(200)),
        ),
        map("guests", "guests", Keys::Formed(Attendee::is_guest, NAME)),
        map(
            "agencies",
            "agencies",
            Keys::Formed(Attendee::is_guest, NAME),
        ),
        map("speakers", "spoken_by", Keys::Formed(is_point, NAME)),
        map("said", "said", Keys::Formed(is_point, LONG)),
        map("decided", "decisions", Keys::Formed(is_point, LONG)),
    ]],
    rights: &[
        Entitled::all(None, Right::Office),
        Entitled::all(Some("presence"), Right::Office),
        Entitled::all(Some("reasons"), Right::Office),
        Entitled::all(Some("guests"), Right::Office),
        Entitled::all(Some("agencies"), Right::Office),
        Entitled::all(Some("speakers"), Right::Office),
        Entitled::all(Some("said"), Right::Office),
        Entitled::all(Some("decided"), Right::Office),
    ],
});

const PRESENCE: usize = 0;
const REASONS: usize = 1;
const GUESTS: usize = 2;
const AGENCIES: usize = 3;
const SPEAKERS: usize = 4;
const SAID: usize = 5;
const DECIDED: usize = 6;

fn is_nature(word: &str) -> bool {
    Nature::parse(word).is_some()
}

fn is_presence(word: &str) -> bool {
    Presence::parse(word).is_some()
}

/// The key of a point: when it was begun, then what tells it from others of the second, so that points stand in the order in which they came up.
fn is_point(text: &str) -> bool {
    text.len() == 16
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// A meeting of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RakorView {
    /// Where it is filed: its day, or the nearest day of the year in which it was written down.
    pub filed: NaiveDate,
    /// What tells it from others of the day.
    pub id: Uuid,
    /// Its name; empty if nobody has given one.
    pub title: String,
    /// Its day.
    pub day: NaiveDate,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where.
    pub place: Option<String>,
    /// Nomor of the invitation.
    pub number: Option<String>,
    /// Dari.
    pub sender: Option<String>,
    /// Yth.
    pub addressee: Option<String>,
    /// Sifat.
    pub nature: Option<Nature>,
    /// Pimpinan rapat.
    pub leader: Option<String>,
    /// Notulis.
    pub secretary: Option<String>,
    /// Agenda.
    pub agenda: Option<String>,
    /// Kesimpulan.
    pub conclusion: Option<String>,
    /// It did not take place after all.
    pub cancelled: bool,
    /// The version in which the minutes were closed.
    pub locked: Option<Heads>,
    /// Who was there.
    pub presence: BTreeMap<Attendee, Presence>,
    /// Why somebody was not.
    pub reasons: BTreeMap<Attendee, String>,
    /// Names of the guests.
    pub guests: BTreeMap<Attendee, String>,
    /// Where guests are from.
    pub agencies: BTreeMap<Attendee, String>,
    /// The minutes, in the order in which points came up.
    pub points: BTreeMap<String, Point>,
}

/// A point of the minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Point {
    /// Who spoke.
    pub speaker: Option<String>,
    /// What was said.
    pub said: Option<String>,
    /// What was decided.
    pub decided: Option<String>,
}

pub(super) fn home(filed: &NaiveDate, _id: &Uuid) -> Home {
    super::feeds::in_forum(filed.year())
}

pub(super) fn view(filed: &NaiveDate, id: &Uuid, fields: &Fields) -> Box<RakorView> {
    let people = |map| {
        let entries = fields.map(map);
        let read = entries
            .filter_map(|(key, value)| Some((Attendee::parse(key)?, value.text()?.to_owned())));
        read.collect::<BTreeMap<Attendee, String>>()
    };
    let minutes = |key| {
        let minutes = u16::try_from(fields.root(key)?.number()?).ok()?;
        (minutes <= 1440).then_some(minutes)
    };
    let presence = people(PRESENCE).into_iter();
    let mut points: BTreeMap<String, Point> = BTreeMap::new();
    for map in [SPEAKERS, SAID, DECIDED] {
        for (key, value) in fields.map(map) {
            let Some(text) = value.text().filter(|_| is_point(key)) else {
                continue;
            };
            let point = points.entry(key.to_owned()).or_default();
            let place = match map {
                SPEAKERS => &mut point.speaker,
                SAID => &mut point.said,
                _ => &mut point.decided,
            };
            *place = Some(text.to_owned());
        }
    }
    Box::new(RakorView {
        filed: *filed,
        id: *id,
        title: fields.text("title").unwrap_or_default(),
        day: fields.date("day").unwrap_or(*filed),
        starts: minutes("starts"),
        ends: minutes("ends"),
        place: fields.text("place"),
        number: fields.text("number"),
        sender: fields.text("sender"),
        addressee: fields.text("addressee"),
        nature: fields.text("nature").and_then(|word| Nature::parse(&word)),
        leader: fields.text("leader"),
        secretary: fields.text("secretary"),
        agenda: fields.text("agenda"),
        conclusion: fields.text("conclusion"),
        cancelled: fields.root("cancelled") == Some(&Scalar::Flag(true)),
        locked: fields
            .root("locked")
            .and_then(Scalar::bytes)
            .and_then(Heads::from_bytes),
        presence: presence
            .filter_map(|(who, word)| Some((who, Presence::parse(&word)?)))
            .collect(),
        reasons: people(REASONS),
        guests: people(GUESTS),
        agencies: people(AGENCIES),
        points,
    })
}

/// Edits of a meeting of the staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RakorPatch {
    /// Up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub title: Set<String>,
    /// Its day.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub day: Set<NaiveDate>,
    /// Minutes after midnight.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub starts: Set<u16>,
    /// Minutes after midnight.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub ends: Set<u16>,
    /// Up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub place: Set<String>,
    /// Nomor, up to 60 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub number: Set<String>,
    /// Dari, up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub sender: Set<String>,
    /// Yth., up to 300 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub addressee: Set<String>,
    /// Sifat.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub nature: Set<Nature>,
    /// Pimpinan rapat.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub leader: Set<String>,
    /// Notulis.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub secretary: Set<String>,
    /// Agenda, up to 2,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub agenda: Set<String>,
    /// Kesimpulan, up to 2,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub conclusion: Set<String>,
    /// It did not take place after all.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub cancelled: Set<bool>,
    /// The version in which the minutes are closed.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub locked: Set<Heads>,
    /// Who was there.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub presence: Entries<Attendee, Presence>,
    /// Why somebody was not.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub reasons: Entries<Attendee, String>,
    /// Names of guests.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub guests: Entries<Attendee, String>,
    /// Where guests are from.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub agencies: Entries<Attendee, String>,
    /// Who spoke, by point.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub speakers: Entries<String, String>,
    /// What was said, by point.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub said: Entries<String, String>,
    /// What was decided, by point.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub decided: Entries<String, String>,
}

impl DocumentPatch for RakorPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.text("title", &self.title);
        edits.root("day", &self.day, |day| Scalar::from(*day));
        edits.root("starts", &self.starts, |minutes| (*minutes).into());
        edits.root("ends", &self.ends, |minutes| (*minutes).into());
        edits.text("place", &self.place);
        edits.text("number", &self.number);
        edits.text("sender", &self.sender);
        edits.text("addressee", &self.addressee);
        edits.root("nature", &self.nature, |word| word.as_str().into());
        edits.text("leader", &self.leader);
        edits.text("secretary", &self.secretary);
        edits.text("agenda", &self.agenda);
        edits.text("conclusion", &self.conclusion);
        edits.root("cancelled", &self.cancelled, |yes| Scalar::yes(*yes));
        edits.root("locked", &self.locked, |heads| {
            Scalar::Bytes(heads.to_bytes())
        });
        edits.entries(PRESENCE, &self.presence, |word| word.as_str().into());
        edits.entries(REASONS, &self.reasons, |text| text.into());
        edits.entries(GUESTS, &self.guests, |text| text.into());
        edits.entries(AGENCIES, &self.agencies, |text| text.into());
        edits.entries(SPEAKERS, &self.speakers, |text| text.into());
        edits.entries(SAID, &self.said, |text| text.into());
        edits.entries(DECIDED, &self.decided, |text| text.into());
    }
}

/// Writes them.
pub(super) fn rows(view: &RakorView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    for table in ["rm_rakor_person", "rm_rakor_point"] {
        rows.delete(&format!("DELETE FROM {table} WHERE doc = ?"))?;
    }
    // One that nobody entitled has named is none.
    if view.title.is_empty() {
        return rows.delete("DELETE FROM rm_rakor WHERE doc = ?");
    }
    rows.run(
        "INSERT OR REPLACE INTO rm_rakor VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.filed.to_string(),
            view.title,
            view.day.to_string(),
            view.starts,
            view.ends,
            view.place,
            view.number,
            view.sender,
            view.addressee,
            view.nature.map(Nature::as_str),
            view.leader,
            view.secretary,
            view.agenda,
            view.conclusion,
            view.cancelled,
            view.locked.as_ref().map(Heads::to_bytes),
        ],
    )?;
    let people: BTreeSet<&Attendee> = view.presence.keys().chain(view.guests.keys()).collect();
    for who in people {
        rows.run(
            "INSERT INTO rm_rakor_person VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![
                rows.doc(),
                who.to_string(),
                who.staff().as_ref().map(Uuid::as_bytes),
                view.guests.get(who),
                view.agencies.get(who),
                view.presence.get(who).map(|presence| presence.as_str()),
                view.reasons.get(who),
            ],
        )?;
    }
    for (key, point) in &view.points {
        rows.run(
            "INSERT INTO rm_rakor_point VALUES (?, ?, ?, ?, ?)",
            params![rows.doc(), key, point.speaker, point.said, point.decided],
        )?;
    }
    Ok(())
}

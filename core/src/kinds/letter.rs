//! A letter to a family that stayed away: surat teguran I to III, or the statement of commitment. It keeps its ground, the meetings at
//! which the family was Alfa by id and day, whatever becomes of their marks; two people who write the same letter apart mean one document.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::limits::NAME;
use super::rows::{Rows, Table};
use super::vocabulary::{DeliveryWay, LetterStep};
use super::year_month::YearMonth;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, FieldPath, Fields, Home, KeyError, KeyPiece, Keys, Kind, Right,
    Rule, Scalar, Set, Shape, map, same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_letter",
        // device: whose wrote it. name: whom it is addressed to, as it was written. closed, cancelled: 0 or 1.
        "CREATE TABLE rm_letter (
             doc BLOB PRIMARY KEY, family BLOB NOT NULL, since TEXT NOT NULL, step TEXT NOT NULL, name TEXT, grp BLOB, device BLOB,
             number TEXT, day TEXT, invited TEXT, place TEXT, delivered TEXT, way TEXT, carrier BLOB, receiver TEXT, received TEXT,
             response TEXT, responded TEXT, closed INTEGER NOT NULL, cancelled INTEGER NOT NULL, why TEXT
         ) WITHOUT ROWID;
         CREATE INDEX rm_letter_by_family ON rm_letter (family);",
    ),
    Table::new(
        "rm_letter_ground",
        "CREATE TABLE rm_letter_ground (
             doc BLOB NOT NULL, meeting BLOB NOT NULL, day TEXT NOT NULL, PRIMARY KEY (doc, meeting)
         ) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 12,
    name: "letter",
    root: &[
        same("name", NAME),
        same("group", Rule::Id),
        same("number", Rule::Text(60)),
        same("day", Rule::Date),
        same("invited", Rule::Date),
        same("place", NAME),
        same("cancelled", Rule::Yes),
        same("why", Rule::Text(500)),
        // One text, so that nobody adds to what another said: `Ground`.
        same("ground", Rule::Text(Ground::MAX_LEN)),
    ],
    steps: &[&[
        map(
            "delivery",
            "delivery",
            Keys::Fields(&[
                same("day", Rule::Date),
                same("way", Rule::Word(is_way)),
                same("carrier", Rule::Id),
                same("receiver", NAME),
                same("received", Rule::Date),
            ]),
        ),
        map(
            "response",
            "response",
            Keys::Fields(&[
                same("text", Rule::Text(1000)),
                same("day", Rule::Date),
                same("closed", Rule::Yes),
            ]),
        ),
    ]],
    // Whom it is addressed to and its ground are said by whoever writes it.
    rights: &[
        Entitled::one("name", Right::OfficeAfterFirst),
        Entitled::one("ground", Right::OfficeAfterFirst),
    ],
});

const DELIVERY: usize = 0;
const RESPONSE: usize = 1;

/// The meetings at which the family was Alfa, with their days. Stored as one text: a line a meeting, its id in 32 hex digits, a space and
/// its day, in order of day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ground(BTreeMap<Uuid, NaiveDate>);

impl Ground {
    /// Of more, the latest are kept.
    const MAX: usize = 90;
    /// A line is an id, a space, a day and its end.
    const MAX_LEN: usize = Self::MAX * (32 + 1 + 10 + 1);

    /// Of these meetings with their days.
    pub fn of(meetings: impl IntoIterator<Item = (Uuid, NaiveDate)>) -> Self {
        let mut meetings: Vec<_> = meetings.into_iter().collect();
        meetings.sort_by_key(|(id, day)| (std::cmp::Reverse(*day), *id));
        meetings.truncate(Self::MAX);
        Self(meetings.into_iter().collect())
    }

    /// The meetings with their days, by id.
    pub fn meetings(&self) -> &BTreeMap<Uuid, NaiveDate> {
        &self.0
    }

    /// What a stored text says; lines that say nothing are left out.
    pub fn read(text: &str) -> Self {
        let line = |line: &str| {
            let (id, day) = line.split_once(' ')?;
            Some((Uuid::try_parse(id).ok()?, day.parse().ok()?))
        };
        Self::of(text.lines().filter_map(line))
    }

    fn to_text(&self) -> String {
        let mut lines: Vec<_> = self.0.iter().map(|(id, day)| (day, id)).collect();
        lines.sort();
        let lines = lines
            .iter()
            .map(|(day, id)| format!("{} {day}", id.simple()));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn is_way(word: &str) -> bool {
    DeliveryWay::parse(word).is_some()
}

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LetterView {
    /// The family.
    pub family: Uuid,
    /// The first of the months in a row that are its ground.
    pub since: YearMonth,
    /// Which letter.
    pub step: LetterStep,
    /// Nama pengurus as it was written.
    pub name: Option<String>,
    /// The family's group then.
    pub group: Option<Uuid>,
    /// The device that wrote it.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub device: Option<DeviceId>,
    /// Nomor surat.
    pub number: Option<String>,
    /// Its date.
    pub day: Option<NaiveDate>,
    /// The day of the meeting to which it invites.
    pub invited: Option<NaiveDate>,
    /// Where that is.
    pub place: Option<String>,
    /// The meetings at which the family was Alfa when it was written, by id, with their days.
    pub ground: Ground,
    /// When it was delivered.
    pub delivered: Option<NaiveDate>,
    /// How.
    pub way: Option<DeliveryWay>,
    /// By which member of staff.
    pub carrier: Option<Uuid>,
    /// Who took it.
    pub receiver: Option<String>,
    /// When that person signed for it.
    pub received: Option<NaiveDate>,
    /// What followed.
    pub response: Option<String>,
    /// When.
    pub responded: Option<NaiveDate>,
    /// Whether nothing more is to follow.
    pub closed: bool,
    /// Whether it counts for nothing.
    pub cancelled: bool,
    /// Why.
    pub why: Option<String>,
}

impl KeyPiece for LetterStep {
    fn put(&self, out: &mut Vec<u8>) {
        let at = Self::ALL.iter().position(|step| step == self);
        out.push(
            at.and_then(|at| u8::try_from(at + 1).ok())
                .unwrap_or_default(),
        );
    }

    fn take(input: &mut &[u8]) -> Result<Self, KeyError> {
        let fault = KeyError::Malformed("letter");
        let (number, rest) = input.split_first().ok_or(KeyError::Malformed("letter"))?;
        let at = usize::from(*number).checked_sub(1);
        let step = at.and_then(|at| Self::ALL.get(at)).ok_or(fault)?;
        *input = rest;
        Ok(*step)
    }
}

pub(super) fn home(_family: &Uuid, since: &YearMonth, _step: &LetterStep) -> Home {
    super::feeds::in_meetings(since.year())
}

pub(super) fn view(
    family: &Uuid,
    since: &YearMonth,
    step: &LetterStep,
    fields: &Fields,
) -> Box<LetterView> {
    let text = |map, key| {
        let value = fields.entry(map, key).and_then(Scalar::text);
        value.map(str::to_owned)
    };
    let date = |map, key| text(map, key).and_then(|day| day.parse().ok());
    Box::new(LetterView {
        family: *family,
        since: *since,
        step: *step,
        name: fields.text("name"),
        group: fields.root("group").and_then(Scalar::id),
        device: fields.said_by(&FieldPath::root("name")),
        number: fields.text("number"),
        day: fields.date("day"),
        invited: fields.date("invited"),
        place: fields.text("place"),
        ground: fields
            .text("ground")
            .map(|text| Ground::read(&text))
            .unwrap_or_default(),
        delivered: date(DELIVERY, "day"),
        way: text(DELIVERY, "way").and_then(|way| DeliveryWay::parse(&way)),
        carrier: fields.entry(DELIVERY, "carrier").and_then(Scalar::id),
        receiver: text(DELIVERY, "receiver"),
        received: date(DELIVERY, "received"),
        response: text(RESPONSE, "text"),
        responded: date(RESPONSE, "day"),
        closed: fields.entry(RESPONSE, "closed") == Some(&Scalar::Flag(true)),
        cancelled: fields.root("cancelled") == Some(&Scalar::Flag(true)),
        why: fields.text("why"),
    })
}

/// Edits of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LetterPatch {
    /// Nama pengurus, up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub name: Set<String>,
    /// The family's group.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub group: Set<Uuid>,
    /// Nomor surat, up to 60 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub number: Set<String>,
    /// Its date.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub day: Set<NaiveDate>,
    /// The day of the meeting to which it invites.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub invited: Set<NaiveDate>,
    /// Where that is, up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub place: Set<String>,
    /// True if it counts for nothing.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub cancelled: Set<bool>,
    /// Why, up to 500 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub why: Set<String>,
    /// The meetings that are its ground.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub ground: Set<Ground>,
    /// When it was delivered.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub delivered: Set<NaiveDate>,
    /// How.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub way: Set<DeliveryWay>,
    /// By whom.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub carrier: Set<Uuid>,
    /// Who took it, up to 120 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub receiver: Set<String>,
    /// When that person signed for it.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub received: Set<NaiveDate>,
    /// What followed, up to 1,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub response: Set<String>,
    /// When.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub responded: Set<NaiveDate>,
    /// True once nothing more is to follow.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub closed: Set<bool>,
}

impl DocumentPatch for LetterPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        let day = |day: &NaiveDate| Scalar::from(*day);
        let id = |id: &Uuid| Scalar::from(*id);
        edits.text("name", &self.name);
        edits.root("group", &self.group, id);
        edits.text("number", &self.number);
        edits.root("day", &self.day, day);
        edits.root("invited", &self.invited, day);
        edits.text("place", &self.place);
        edits.root("cancelled", &self.cancelled, |yes| Scalar::yes(*yes));
        edits.text("why", &self.why);
        edits.root("ground", &self.ground, |ground| {
            ground.to_text().as_str().into()
        });
        edits.field(DELIVERY, "day", &self.delivered, day);
        edits.field(DELIVERY, "way", &self.way, |way| way.as_str().into());
        edits.field(DELIVERY, "carrier", &self.carrier, id);
        edits.field(DELIVERY, "receiver", &self.receiver, |text| text.into());
        edits.field(DELIVERY, "received", &self.received, day);
        edits.field(RESPONSE, "text", &self.response, |text| text.into());
        edits.field(RESPONSE, "day", &self.responded, day);
        edits.field(RESPONSE, "closed", &self.closed, |yes| Scalar::yes(*yes));
    }
}

/// Writes them.
pub(super) fn rows(view: &LetterView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    let day = |day: &Option<NaiveDate>| day.map(|day| day.to_string());
    let id = |id: &Option<Uuid>| id.map(Uuid::into_bytes);
    rows.run(
        "INSERT OR REPLACE INTO rm_letter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.family.as_bytes(),
            view.since.to_string(),
            view.step.as_str(),
            view.name,
            id(&view.group),
            view.device.as_ref().map(DeviceId::as_bytes),
            view.number,
            day(&view.day),
            day(&view.invited),
            view.place,
            day(&view.delivered),
            view.way.map(DeliveryWay::as_str),
            id(&view.carrier),
            view.receiver,
            day(&view.received),
            view.response,
            day(&view.responded),
            view.closed,
            view.cancelled,
            view.why,
        ],
    )?;
    rows.delete("DELETE FROM rm_letter_ground WHERE doc = ?")?;
    let mut insert = rows.prepare("INSERT INTO rm_letter_ground VALUES (?, ?, ?)")?;
    for (meeting, day) in view.ground.meetings() {
        insert.execute(params![rows.doc(), meeting.as_bytes(), day.to_string()])?;
    }
    Ok(())
}

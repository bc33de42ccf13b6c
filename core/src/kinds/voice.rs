//! A voice: what a member of staff asks, reports, wishes or proposes in a sentence, what the office answers, and the task that follows.
//!
//! Who said it is whose device the key names: nobody else's word counts in what was said, and only the office's in what is decided.
//! Every member of staff reads it, so there is no voice without a name.

use chrono::{Datelike, NaiveDate};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::limits::SHORT;
use super::rows::{Rows, Table};
use super::vocabulary::VoiceKind;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, FieldPath, Fields, Home, Keys, Kind, Right, Rule, Scalar, Set,
    Shape, map, same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[Table::new(
    "rm_voice",
    // by: whom it names as its author; device: whose device says it, which is what to believe. closed: 0 or 1.
    // proof_by: whose device said that the task is done, which is what to believe.
    "CREATE TABLE rm_voice (
         doc BLOB PRIMARY KEY, day TEXT NOT NULL, id BLOB NOT NULL, kind TEXT NOT NULL, topic TEXT NOT NULL, text TEXT NOT NULL,
         by BLOB, device BLOB NOT NULL, meeting BLOB, answer TEXT, answered TEXT, task TEXT, who BLOB, due TEXT, closed INTEGER NOT NULL,
         joined BLOB, proof TEXT, proved TEXT, proof_by BLOB
     ) WITHOUT ROWID;
     CREATE INDEX rm_voice_by_meeting ON rm_voice (meeting);",
)];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 15,
    name: "voice",
    root: &[
        same("kind", Rule::Word(is_kind)),
        same("topic", SHORT),
        same("text", Rule::Text(500)),
        same("by", Rule::Id),
        same("meeting", Rule::Id),
    ],
    steps: &[&[
        map(
            "decided",
            "decided",
            Keys::Fields(&[
                same("answer", Rule::Text(1000)),
                same("answered", Rule::Date),
                same("task", Rule::Text(500)),
                same("who", Rule::Id),
                same("due", Rule::Date),
                same("closed", Rule::Yes),
                same("joined", Rule::Id),
            ]),
        ),
        map(
            "proof",
            "proof",
            Keys::Fields(&[same("text", Rule::Text(500)), same("day", Rule::Date)]),
        ),
    ]],
    rights: &[
        Entitled::all(None, Right::Maker),
        Entitled::all(Some("decided"), Right::Office),
        Entitled::all(Some("proof"), Right::AnyoneByName),
    ],
});

const DECIDED: usize = 0;
const PROOF: usize = 1;

fn is_kind(word: &str) -> bool {
    VoiceKind::parse(word).is_some()
}

/// A voice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoiceView {
    /// The day on which it was said.
    pub day: NaiveDate,
    /// What tells it from others of the day.
    pub id: Uuid,
    /// Which of the four it is; a kendala until somebody has said.
    pub kind: VoiceKind,
    /// What it is about, as the office groups voices.
    pub topic: String,
    /// The sentence.
    pub text: String,
    /// The member of staff whom it names as its author. Whose device says it is what to believe.
    pub by: Option<Uuid>,
    /// The device that says it.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub device: Option<DeviceId>,
    /// The document of the meeting at which it came up.
    pub meeting: Option<Uuid>,
    /// What the office answers or decides.
    pub answer: Option<String>,
    /// When it answered first.
    pub answered: Option<NaiveDate>,
    /// What is to be done.
    pub task: Option<String>,
    /// By whom.
    pub who: Option<Uuid>,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// Whether the office is done with it.
    pub closed: bool,
    /// The document of the voice with which it is answered, as the office grouped them.
    pub joined: Option<Uuid>,
    /// What shows that the task is done.
    pub proof: Option<String>,
    /// When that was said.
    pub proved: Option<NaiveDate>,
    /// Whose device said so: all staff can write it, and it counts from whose task it is and from the office alone.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub proof_by: Option<DeviceId>,
}

pub(super) fn home(day: &NaiveDate, _device: &DeviceId, _id: &Uuid) -> Home {
    super::feeds::in_forum(day.year())
}

pub(super) fn view(
    day: &NaiveDate,
    device: &DeviceId,
    id: &Uuid,
    fields: &Fields,
) -> Box<VoiceView> {
    let text = |map, key| {
        let value = fields.entry(map, key).and_then(Scalar::text);
        value.map(str::to_owned)
    };
    let date = |map, key| text(map, key).and_then(|day| day.parse().ok());
    let id_of = |key| fields.entry(DECIDED, key).and_then(Scalar::id);
    let kind = fields.text("kind");
    Box::new(VoiceView {
        day: *day,
        id: *id,
        kind: kind
            .and_then(|kind| VoiceKind::parse(&kind))
            .unwrap_or(VoiceKind::Kendala),
        topic: fields.text("topic").unwrap_or_default(),
        text: fields.text("text").unwrap_or_default(),
        by: fields.root("by").and_then(Scalar::id),
        device: Some(*device),
        meeting: fields.root("meeting").and_then(Scalar::id),
        answer: text(DECIDED, "answer"),
        answered: date(DECIDED, "answered"),
        task: text(DECIDED, "task"),
        who: id_of("who"),
        due: date(DECIDED, "due"),
        closed: fields.entry(DECIDED, "closed") == Some(&Scalar::Flag(true)),
        joined: id_of("joined"),
        proof: text(PROOF, "text"),
        proved: date(PROOF, "day"),
        proof_by: fields.said_by(&FieldPath::entry(PROOF, "text")),
    })
}

/// Edits of a voice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VoicePatch {
    /// Which of the four it is.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub kind: Set<VoiceKind>,
    /// What it is about, up to 40 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub topic: Set<String>,
    /// The sentence, up to 500 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub text: Set<String>,
    /// The member of staff who says it.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub by: Set<Uuid>,
    /// The document of the meeting at which it came up.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub meeting: Set<Uuid>,
    /// What the office answers or decides, up to 1,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub answer: Set<String>,
    /// When it answered first.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub answered: Set<NaiveDate>,
    /// What is to be done, up to 500 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub task: Set<String>,
    /// By whom.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub who: Set<Uuid>,
    /// Until when.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub due: Set<NaiveDate>,
    /// True once the office is done with it.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub closed: Set<bool>,
    /// The document of the voice with which it is answered.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub joined: Set<Uuid>,
    /// What shows that the task is done, up to 500 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub proof: Set<String>,
    /// When that was said.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub proved: Set<NaiveDate>,
}

impl DocumentPatch for VoicePatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.root("kind", &self.kind, |kind| kind.as_str().into());
        edits.text("topic", &self.topic);
        edits.text("text", &self.text);
        edits.root("by", &self.by, |id| Scalar::from(*id));
        edits.root("meeting", &self.meeting, |id| Scalar::from(*id));
        edits.field(DECIDED, "answer", &self.answer, |text| text.into());
        edits.field(DECIDED, "answered", &self.answered, |day| {
            Scalar::from(*day)
        });
        edits.field(DECIDED, "task", &self.task, |text| text.into());
        edits.field(DECIDED, "who", &self.who, |id| Scalar::from(*id));
        edits.field(DECIDED, "due", &self.due, |day| Scalar::from(*day));
        edits.field(DECIDED, "closed", &self.closed, |yes| Scalar::yes(*yes));
        edits.field(DECIDED, "joined", &self.joined, |id| Scalar::from(*id));
        edits.field(PROOF, "text", &self.proof, |text| text.into());
        edits.field(PROOF, "day", &self.proved, |day| Scalar::from(*day));
    }
}

/// Writes them.
pub(super) fn rows(view: &VoiceView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    let day = |day: &Option<NaiveDate>| day.map(|day| day.to_string());
    rows.run(
        "INSERT OR REPLACE INTO rm_voice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.day.to_string(),
            view.id.as_bytes(),
            view.kind.as_str(),
            view.topic,
            view.text,
            view.by.as_ref().map(Uuid::as_bytes),
            view.device.as_ref().map(DeviceId::as_bytes),
            view.meeting.as_ref().map(Uuid::as_bytes),
            view.answer,
            day(&view.answered),
            view.task,
            view.who.as_ref().map(Uuid::as_bytes),
            day(&view.due),
            view.closed,
            view.joined.as_ref().map(Uuid::as_bytes),
            view.proof,
            day(&view.proved),
            view.proof_by.as_ref().map(DeviceId::as_bytes),
        ],
    )
}

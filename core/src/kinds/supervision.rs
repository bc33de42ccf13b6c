//! A supervision: how somebody of the office saw a meeting of a member of staff, what both of them signed, and what follows.
//!
//! It stands in the person's own feed. What was seen is the office's to say; agreeing and replying only that person's own devices'. Whoever signs
//! stores a digest of all that was seen and agreed upon, so that a later change shows as one.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::digest::{Digest, is_hex};
use super::rows::{Rows, Table};
use crate::reference::instrument::is_item;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, Entries, FieldPath, Fields, Home, Keys, Kind, Right, Rule,
    Scalar, Set, Shape, map, same,
};

/// More people than any meeting has.
pub const MOST_COUNTED: u16 = 500;
/// The highest answer of any scale; 0 is "not observed".
pub const MOST_ANSWER: u8 = 5;

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_supervision",
        // content: the digest of what there is to sign; signed, agreed: that of what each of the two saw, and whose device said so.
        // withdrawn: 0 or 1.
        "CREATE TABLE rm_supervision (
             doc BLOB PRIMARY KEY, staff BLOB NOT NULL, day TEXT NOT NULL, id BLOB NOT NULL, grp BLOB NOT NULL, observer BLOB,
             instrument TEXT NOT NULL, counted INTEGER, note TEXT, coaching TEXT, withdrawn INTEGER NOT NULL, content TEXT NOT NULL,
             signed TEXT, signed_on TEXT, signed_by BLOB, agreed TEXT, agreed_on TEXT, agreed_by BLOB, reply TEXT, reply_by BLOB
         ) WITHOUT ROWID;",
    ),
    // answer: 1 and up, 0 for not observed, null where only a note was made.
    Table::new(
        "rm_supervision_item",
        "CREATE TABLE rm_supervision_item (doc BLOB NOT NULL, item TEXT NOT NULL, answer INTEGER, note TEXT, PRIMARY KEY (doc, item)) WITHOUT ROWID;",
    ),
    // closed: 0 or 1.
    Table::new(
        "rm_supervision_task",
        "CREATE TABLE rm_supervision_task (
             doc BLOB NOT NULL, task TEXT NOT NULL, what TEXT NOT NULL, who BLOB, due TEXT, closed INTEGER NOT NULL, proof TEXT, proved TEXT,
             PRIMARY KEY (doc, task)
         ) WITHOUT ROWID;",
    ),
];

const DIGEST: Rule = Rule::Word(is_digest);
const LONG: Rule = Rule::Text(1000);

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 14,
    name: "supervision",
    root: &[
        same("group", Rule::Id),
        same("observer", Rule::Id),
        same("instrument", Rule::Word(super::instrument::is_version)),
        same("counted", Rule::Number(0, MOST_COUNTED as i64)),
        same("note", LONG),
        same("coaching", LONG),
        same("withdrawn", Rule::Yes),
        same("signed", DIGEST),
        same("signed_on", Rule::Date),
        same("agreed", DIGEST),
        same("agreed_on", Rule::Date),
        same("reply", LONG),
    ],
    steps: &[&[
        map(
            "answers",
            "answers",
            Keys::Formed(is_item, Rule::Number(0, MOST_ANSWER as i64)),
        ),
        map("notes", "notes", Keys::Formed(is_item, Rule::Text(300))),
        map("tasks", "tasks", Keys::Formed(is_task, Rule::Text(300))),
        map("who", "who", Keys::Formed(is_task, Rule::Id)),
        map("due", "due", Keys::Formed(is_task, Rule::Date)),
        map("closed", "closed", Keys::Formed(is_task, Rule::Yes)),
        map("proof", "proof", Keys::Formed(is_task, Rule::Text(500))),
        map("proved", "proved", Keys::Formed(is_task, Rule::Date)),
    ]],
    rights: &[
        Entitled::one("agreed", Right::Member),
        Entitled::one("agreed_on", Right::Member),
        Entitled::one("reply", Right::Member),
        Entitled::all(None, Right::Office),
        Entitled::all(Some("answers"), Right::Office),
        Entitled::all(Some("notes"), Right::Office),
        Entitled::all(Some("tasks"), Right::Office),
        Entitled::all(Some("who"), Right::Office),
        Entitled::all(Some("due"), Right::Office),
        Entitled::all(Some("closed"), Right::Office),
    ],
});

const ANSWERS: usize = 0;
const NOTES: usize = 1;
const TASKS: usize = 2;
const WHO: usize = 3;
const DUE: usize = 4;
const CLOSED: usize = 5;
const PROOF: usize = 6;
const PROVED: usize = 7;

fn is_digest(text: &str) -> bool {
    is_hex(text, 64)
}

/// The key of a task: when it was begun, then what tells it from others, so that tasks stand in the order in which they were agreed.
fn is_task(text: &str) -> bool {
    is_hex(text, 16)
}

/// What was agreed to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgreedTask {
    /// What.
    pub what: String,
    /// By whom.
    pub who: Option<Uuid>,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// The office is done with it.
    pub closed: bool,
    /// What shows that it is done.
    pub proof: Option<String>,
    /// When that was said.
    pub proved: Option<NaiveDate>,
}

/// What one of the two signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// The digest of what they saw.
    pub content: String,
    /// The day that they say.
    pub day: Option<NaiveDate>,
    /// Whose device said so, which is what to believe.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub device: Option<DeviceId>,
}

/// A supervision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SupervisionView {
    /// Whose meeting was observed.
    pub staff: Uuid,
    /// The day of the meeting.
    pub day: NaiveDate,
    /// What tells it from others of the day.
    pub id: Uuid,
    /// The group that met; none where nobody of the office has said anything of it.
    pub group: Option<Uuid>,
    /// Who observed.
    pub observer: Option<Uuid>,
    /// The digest of the version of the instrument.
    pub instrument: Option<String>,
    /// Heads that the observer counted.
    pub counted: Option<u16>,
    /// What was seen, in words.
    pub note: Option<String>,
    /// What coaching was given.
    pub coaching: Option<String>,
    /// The office took it back.
    pub withdrawn: bool,
    /// The digest of what there is to sign.
    pub content: String,
    /// What the observer signed.
    pub signed: Option<Signed>,
    /// What the person agreed with.
    pub agreed: Option<Signed>,
    /// What the person replies.
    pub reply: Option<String>,
    /// Whose device replied.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub reply_by: Option<DeviceId>,
    /// By item: 1 and up, 0 for not observed.
    pub answers: BTreeMap<String, u8>,
    /// Notes by item.
    pub notes: BTreeMap<String, String>,
    /// Tasks in the order in which they were agreed.
    pub tasks: BTreeMap<String, AgreedTask>,
}

pub(super) fn home(staff: &Uuid, _day: &NaiveDate, _id: &Uuid) -> Home {
    super::feeds::in_own(*staff)
}

pub(super) fn view(
    staff: &Uuid,
    day: &NaiveDate,
    id: &Uuid,
    fields: &Fields,
) -> Box<SupervisionView> {
    let root_id = |key| fields.root(key).and_then(Scalar::id);
    let signed = |digest: &str, on: &str| {
        Some(Signed {
            content: fields.text(digest)?,
            day: fields.date(on),
            device: fields.said_by(&FieldPath::root(digest)),
        })
    };
    let answers = fields.map(ANSWERS).filter_map(|(item, answer)| {
        let answer = u8::try_from(answer.number()?).ok()?;
        (is_item(item) && answer <= MOST_ANSWER).then(|| (item.to_owned(), answer))
    });
    let counted = fields.root("counted").and_then(Scalar::number);
    let mut view = SupervisionView {
        staff: *staff,
        day: *day,
        id: *id,
        group: root_id("group"),
        observer: root_id("observer"),
        instrument: fields.text("instrument"),
        counted: counted
            .and_then(|number| u16::try_from(number).ok())
            .filter(|number| *number <= MOST_COUNTED),
        note: fields.text("note"),
        coaching: fields.text("coaching"),
        withdrawn: fields.root("withdrawn") == Some(&Scalar::Flag(true)),
        content: String::new(),
        signed: signed("signed", "signed_on"),
        agreed: signed("agreed", "agreed_on"),
        reply: fields.text("reply"),
        reply_by: fields.said_by(&FieldPath::root("reply")),
        answers: answers.collect(),
        notes: fields.texts(NOTES),
        tasks: tasks(fields),
    };
    view.content = content(&view);
    Box::new(view)
}

fn tasks(fields: &Fields) -> BTreeMap<String, AgreedTask> {
    let day = |map, key: &str| {
        let day = fields.entry(map, key).and_then(Scalar::text);
        day.and_then(|day| day.parse().ok())
    };
    let tasks = fields.map(TASKS).filter_map(|(key, what)| {
        let task = AgreedTask {
            what: what.text()?.to_owned(),
            who: fields.entry(WHO, key).and_then(Scalar::id),
            due: day(DUE, key),
            closed: fields.entry(CLOSED, key) == Some(&Scalar::Flag(true)),
            proof: fields
                .entry(PROOF, key)
                .and_then(Scalar::text)
                .map(str::to_owned),
            proved: day(PROVED, key),
        };
        is_task(key).then(|| (key.to_owned(), task))
    });
    tasks.collect()
}

/// The digest of all that is signed: what was seen and what was agreed. What becomes of a task, and what the person says, is none of it.
fn content(view: &SupervisionView) -> String {
    let mut digest = Digest::new("sesi supervision 1");
    let id = |id: Option<Uuid>| id.map(|id| id.to_string());
    let counted = view.counted.map(|number| number.to_string());
    for (name, value) in [
        ("group", id(view.group)),
        ("observer", id(view.observer)),
        ("instrument", view.instrument.clone()),
        ("counted", counted),
        ("note", view.note.clone()),
        ("coaching", view.coaching.clone()),
        ("withdrawn", view.withdrawn.then(|| "yes".to_owned())),
    ] {
        digest.add(name, value.as_deref());
    }
    for (item, answer) in &view.answers {
        digest.add(&format!("answers/{item}"), Some(&answer.to_string()));
    }
    for (item, note) in &view.notes {
        digest.add(&format!("notes/{item}"), Some(note));
    }
    for (key, task) in &view.tasks {
        let due = task.due.map(|day| day.to_string());
        digest.add(&format!("tasks/{key}"), Some(&task.what));
        digest.add(&format!("who/{key}"), id(task.who).as_deref());
        digest.add(&format!("due/{key}"), due.as_deref());
    }
    digest.hex()
}

/// Edits of a supervision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SupervisionPatch {
    /// The group that met.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub group: Set<Uuid>,
    /// Who observed.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub observer: Set<Uuid>,
    /// The digest of the version of the instrument.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub instrument: Set<String>,
    /// Heads that the observer counted, up to 500.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub counted: Set<u16>,
    /// What was seen, up to 1,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub note: Set<String>,
    /// What coaching was given, up to 1,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub coaching: Set<String>,
    /// True where the office takes it back.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub withdrawn: Set<bool>,
    /// The digest of what the observer saw.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub signed: Set<String>,
    /// When the observer signed.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub signed_on: Set<NaiveDate>,
    /// The digest of what the person saw.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub agreed: Set<String>,
    /// When the person agreed.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub agreed_on: Set<NaiveDate>,
    /// What the person replies, up to 1,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub reply: Set<String>,
    /// By item: 1 and up, 0 for not observed.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub answers: Entries<String, u8>,
    /// Notes by item, up to 300 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub notes: Entries<String, String>,
    /// What is to be done, by task, up to 300 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub tasks: Entries<String, String>,
    /// By whom, by task.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub who: Entries<String, Uuid>,
    /// Until when, by task.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub due: Entries<String, NaiveDate>,
    /// True where the office is done with a task.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub closed: Entries<String, bool>,
    /// What shows that a task is done, up to 500 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub proof: Entries<String, String>,
    /// When that was said.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub proved: Entries<String, NaiveDate>,
}

impl DocumentPatch for SupervisionPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.root("group", &self.group, |id| Scalar::from(*id));
        edits.root("observer", &self.observer, |id| Scalar::from(*id));
        edits.text("instrument", &self.instrument);
        edits.root("counted", &self.counted, |number| (*number).into());
        edits.text("note", &self.note);
        edits.text("coaching", &self.coaching);
        edits.root("withdrawn", &self.withdrawn, |yes| Scalar::yes(*yes));
        edits.text("signed", &self.signed);
        edits.root("signed_on", &self.signed_on, |day| Scalar::from(*day));
        edits.text("agreed", &self.agreed);
        edits.root("agreed_on", &self.agreed_on, |day| Scalar::from(*day));
        edits.text("reply", &self.reply);
        edits.entries(ANSWERS, &self.answers, |answer| {
            Scalar::Number(i64::from(*answer))
        });
        edits.entries(NOTES, &self.notes, |text| text.into());
        edits.entries(TASKS, &self.tasks, |text| text.into());
        edits.entries(WHO, &self.who, |id| Scalar::from(*id));
        edits.entries(DUE, &self.due, |day| Scalar::from(*day));
        edits.entries(CLOSED, &self.closed, |yes| Scalar::yes(*yes));
        edits.entries(PROOF, &self.proof, |text| text.into());
        edits.entries(PROVED, &self.proved, |day| Scalar::from(*day));
    }
}

/// Writes them.
pub(super) fn rows(view: &SupervisionView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    for table in ["rm_supervision_item", "rm_supervision_task"] {
        rows.delete(&format!("DELETE FROM {table} WHERE doc = ?"))?;
    }
    // One of which nobody of the office says what was observed and by what is none.
    let (Some(group), Some(instrument)) = (&view.group, &view.instrument) else {
        return rows.delete("DELETE FROM rm_supervision WHERE doc = ?");
    };
    let day = |day: &Option<NaiveDate>| day.map(|day| day.to_string());
    let (signed, agreed) = (view.signed.as_ref(), view.agreed.as_ref());
    let device = |signed: Option<&Signed>| signed.and_then(|signed| signed.device);
    rows.run(
        "INSERT OR REPLACE INTO rm_supervision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.staff.as_bytes(),
            view.day.to_string(),
            view.id.as_bytes(),
            group.as_bytes(),
            view.observer.as_ref().map(Uuid::as_bytes),
            instrument,
            view.counted,
            view.note,
            view.coaching,
            view.withdrawn,
            view.content,
            signed.map(|signed| &signed.content),
            signed.and_then(|signed| day(&signed.day)),
            device(signed).as_ref().map(DeviceId::as_bytes),
            agreed.map(|agreed| &agreed.content),
            agreed.and_then(|agreed| day(&agreed.day)),
            device(agreed).as_ref().map(DeviceId::as_bytes),
            view.reply,
            view.reply_by.as_ref().map(DeviceId::as_bytes),
        ],
    )?;
    let items: std::collections::BTreeSet<&String> =
        view.answers.keys().chain(view.notes.keys()).collect();
    for item in items {
        rows.run(
            "INSERT INTO rm_supervision_item VALUES (?, ?, ?, ?)",
            params![
                rows.doc(),
                item,
                view.answers.get(item),
                view.notes.get(item)
            ],
        )?;
    }
    for (key, task) in &view.tasks {
        rows.run(
            "INSERT INTO rm_supervision_task VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                rows.doc(),
                key,
                task.what,
                task.who.as_ref().map(Uuid::as_bytes),
                day(&task.due),
                task.closed,
                task.proof,
                day(&task.proved),
            ],
        )?;
    }
    Ok(())
}

//! What is about the staff: voices and answers, marks of trainings and rakor, minutes, scores, supervisions and replies, each as a value under a key.
//!
//! What is said is told in the form of the marks of a meeting, so that one record of what was confirmed holds for all of them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use clap::ValueEnum;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};
use sesi_core::device::Device;
use sesi_core::kinds::{
    Attendee, DocKey, Patch, Presence, RakorPatch, ScorePatch, SupervisionPatch, TrainingPatch,
    VoiceKind, VoicePatch,
};
use sesi_core::reference::instrument::OWN;
use sesi_engine::documents::Set;
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::answer::Trouble;

/// What stands where there is nothing to say.
const NONE: &str = "-";

/// What can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// A voice: `text=WORD`.
    Voice,
    /// What the office answers: `answer=WORD`.
    Answer,
    /// Marks of half a day of the training that is filed on a day: `sSTAFF=hadir`; the part is the half day.
    Training,
    /// Marks of the rakor of a day: `sSTAFF=hadir`.
    Rakor,
    /// Points of its minutes: `POINT=WORD`.
    Minutes,
    /// Scores of a member of staff: `pre=TENTHS`, `post=TENTHS`; the part is the training's id.
    Score,
    /// Answers of a supervision, by item: `a1=3`. The id is `STAFF/ID`, the part is the group's id.
    Supervision,
    /// What the person replies: `reply=WORD`. The id is `STAFF/ID`.
    Reply,
}

/// Something said, as the command line has it.
#[derive(Debug, Clone)]
pub struct Note {
    /// What it is.
    pub what: What,
    /// The id, with the member of staff before it where one is meant; `-` where the day says it.
    pub id: String,
    /// ISO date; `-` for scores, which have none.
    pub day: String,
    /// The half day, training or group; `-` where there is none.
    pub part: String,
    /// Keys with their values.
    pub said: Vec<String>,
}

/// Says it. The JSON of the `saved` line; none where this device does not have what it is about.
pub fn say(device: &mut Device, note: &Note) -> Result<Option<Value>, Trouble> {
    let said = pairs(&note.said)?;
    let day = || read::<NaiveDate>("a day", &note.day);
    // The events of a day are one document each, whoever makes it.
    let of_day = || Uuid::new_v5(&Uuid::NAMESPACE_OID, note.day.as_bytes());
    let (staff, id) = note.id.split_once('/').unwrap_or(("", &note.id));
    let (key, patch) = match note.what {
        What::Voice => (
            voice(day()?, device.id(), id)?,
            Patch::from(VoicePatch {
                kind: Set::To(VoiceKind::Kendala),
                topic: Set::To("Jarak/lokasi".into()),
                text: text(&said, "text"),
                by: device.person()?.map_or(Set::Keep, Set::To),
                ..VoicePatch::default()
            }),
        ),
        What::Answer => {
            let Some(author) = author_of(device, id)? else {
                return Ok(None);
            };
            let key = voice(day()?, author, id)?;
            let patch = Patch::from(VoicePatch {
                answer: text(&said, "answer"),
                answered: Set::To(day()?),
                ..VoicePatch::default()
            });
            (key, patch)
        }
        What::Training => (
            DocKey::Training {
                filed: day()?,
                id: of_day(),
            },
            Patch::from(training(note, day()?, &said)?),
        ),
        What::Rakor | What::Minutes => (
            DocKey::Rakor {
                filed: day()?,
                id: of_day(),
            },
            Patch::from(rakor(note, day()?, &said)?),
        ),
        What::Score => (
            DocKey::Score {
                staff: read("a member of staff", id)?,
                training: read("a training", &note.part)?,
            },
            Patch::from(ScorePatch {
                pre: number(&said, "pre")?,
                post: number(&said, "post")?,
                ..ScorePatch::default()
            }),
        ),
        What::Supervision | What::Reply => (
            DocKey::Supervision {
                staff: read("a member of staff", staff)?,
                day: day()?,
                id: read("an id", id)?,
            },
            Patch::from(supervision(device, note, &said)?),
        ),
    };
    // Nobody answers a voice that they have not read, nor a supervision.
    let must_be_here = matches!(note.what, What::Answer | What::Reply);
    if must_be_here && device.document(&key)?.is_none() {
        return Ok(None);
    }
    device.edit(&key, &patch)?;
    Ok(Some(json!({
        "group": format!("{} {}", word(note.what), note.id), "date": note.day, "session": note.part, "marks": said,
    })))
}

fn word(what: What) -> &'static str {
    match what {
        What::Voice => "voice",
        What::Answer => "answer",
        What::Training => "training",
        What::Rakor => "rakor",
        What::Minutes => "minutes",
        What::Score => "score",
        What::Supervision => "supervision",
        What::Reply => "reply",
    }
}

fn pairs(said: &[String]) -> Result<BTreeMap<String, String>, Trouble> {
    let pair = |one: &String| {
        let (key, value) = one.split_once('=')?;
        Some((key.to_owned(), value.to_owned()))
    };
    let pairs: Option<BTreeMap<_, _>> = said.iter().map(pair).collect();
    pairs.ok_or_else(|| Trouble::Usage("what is said is KEY=VALUE".into()))
}

fn read<T: std::str::FromStr>(what: &str, said: &str) -> Result<T, Trouble> {
    said.parse()
        .map_err(|_| Trouble::Usage(format!("{said} is not {what}")))
}

fn text(said: &BTreeMap<String, String>, key: &str) -> Set<String> {
    said.get(key)
        .map_or(Set::Keep, |text| Set::To(text.clone()))
}

fn number(said: &BTreeMap<String, String>, key: &str) -> Result<Set<u16>, Trouble> {
    said.get(key).map_or(Ok(Set::Keep), |number| {
        Ok(Set::To(read("a number", number)?))
    })
}

fn voice(day: NaiveDate, device: DeviceId, id: &str) -> Result<DocKey, Trouble> {
    let id = read("an id", id)?;
    Ok(DocKey::Voice { day, device, id })
}

/// Whose device said a voice, where it is here.
fn author_of(device: &Device, id: &str) -> Result<Option<DeviceId>, Trouble> {
    let id: Uuid = read("an id", id)?;
    let author = device.reader().query_row(
        "SELECT device FROM rm_voice WHERE id = ?1",
        [id.as_bytes()],
        |row| row.get(0).map(DeviceId),
    );
    Ok(author.optional().map_err(sesi_core::error::Error::from)?)
}

fn presence(word: &str) -> Result<Presence, Trouble> {
    Presence::parse(word).ok_or_else(|| Trouble::Usage(format!("{word} is no presence")))
}

fn training(
    note: &Note,
    day: NaiveDate,
    said: &BTreeMap<String, String>,
) -> Result<TrainingPatch, Trouble> {
    let half = &note.part;
    let marks = said.iter();
    let marks = marks.map(|(who, word)| Ok((format!("{half}.{who}"), Some(presence(word)?))));
    Ok(TrainingPatch {
        name: Set::To(format!("Coaching {day}")),
        starts: Set::To(day),
        presence: marks.collect::<Result<_, Trouble>>()?,
        ..TrainingPatch::default()
    })
}

fn rakor(
    note: &Note,
    day: NaiveDate,
    said: &BTreeMap<String, String>,
) -> Result<RakorPatch, Trouble> {
    let mut patch = RakorPatch {
        title: Set::To(format!("Rakor {day}")),
        day: Set::To(day),
        ..RakorPatch::default()
    };
    for (key, value) in said {
        if note.what == What::Minutes {
            patch.said.insert(key.clone(), Some(value.clone()));
        } else {
            let who = Attendee::parse(key);
            let who = who.ok_or_else(|| Trouble::Usage(format!("{key} is nobody")))?;
            patch.presence.insert(who, Some(presence(value)?));
        }
    }
    Ok(patch)
}

fn supervision(
    device: &Device,
    note: &Note,
    said: &BTreeMap<String, String>,
) -> Result<SupervisionPatch, Trouble> {
    if note.what == What::Reply {
        return Ok(SupervisionPatch {
            reply: text(said, "reply"),
            ..SupervisionPatch::default()
        });
    }
    let answers = said
        .iter()
        .map(|(item, answer)| Ok((item.clone(), Some(read("an answer", answer)?))));
    Ok(SupervisionPatch {
        group: Set::To(read("a group", &note.part)?),
        // Whoever goes on with a supervision leaves it to whom it was.
        observer: if is_here(device.reader(), note)? {
            Set::Keep
        } else {
            device.person()?.map_or(Set::Keep, Set::To)
        },
        instrument: Set::To(sesi_core::kinds::version_of(OWN)),
        answers: answers.collect::<Result<_, Trouble>>()?,
        ..SupervisionPatch::default()
    })
}

fn is_here(conn: &Connection, note: &Note) -> Result<bool, Trouble> {
    let (_, id) = note.id.split_once('/').unwrap_or_default();
    let id: Uuid = read("an id", id)?;
    let sql = "SELECT count(*) FROM rm_supervision WHERE id = ?1";
    let rows: i64 = conn.query_row(sql, [id.as_bytes()], |row| row.get(0))?;
    Ok(rows > 0)
}

/// Everything of these that is here: the word, up to two ids, the day, the part as an id or as a text, key and value.
const HERE: [&str; 8] = [
    "SELECT 'voice', id, NULL, day, NULL, NULL, 'text', text FROM rm_voice WHERE text <> ''",
    "SELECT 'answer', id, NULL, day, NULL, NULL, 'answer', answer FROM rm_voice WHERE answer IS NOT NULL",
    "SELECT 'training', NULL, NULL, filed, NULL, half, who, presence FROM rm_training_mark JOIN rm_training USING (doc)",
    "SELECT 'rakor', NULL, NULL, filed, NULL, NULL, who, presence FROM rm_rakor_person JOIN rm_rakor USING (doc) WHERE presence IS NOT NULL",
    "SELECT 'minutes', NULL, NULL, filed, NULL, NULL, point, said FROM rm_rakor_point JOIN rm_rakor USING (doc) WHERE said IS NOT NULL",
    "SELECT 'score', staff, NULL, NULL, training, NULL, key, value FROM (
         SELECT staff, training, 'pre' AS key, CAST(pre AS TEXT) AS value FROM rm_score
         UNION ALL SELECT staff, training, 'post', CAST(post AS TEXT) FROM rm_score
     ) WHERE value IS NOT NULL",
    "SELECT 'supervision', staff, id, day, grp, NULL, item, CAST(answer AS TEXT)
     FROM rm_supervision_item JOIN rm_supervision USING (doc) WHERE answer IS NOT NULL",
    "SELECT 'reply', staff, id, day, NULL, NULL, 'reply', reply FROM rm_supervision WHERE reply IS NOT NULL",
];

/// Everything of these that is here, in the form in which it is said: `[WHAT ID, DAY, PART, KEY, VALUE]`.
pub fn here(conn: &Connection) -> rusqlite::Result<Vec<Value>> {
    let mut found = Vec::new();
    for sql in HERE {
        let mut statement = conn.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            let id = |at| -> rusqlite::Result<Option<String>> {
                let id: Option<[u8; 16]> = row.get(at)?;
                Ok(id.map(|id| Uuid::from_bytes(id).to_string()))
            };
            let text = |at| row.get::<_, Option<String>>(at);
            let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.to_owned());
            let ids: Vec<String> = [id(1)?, id(2)?].into_iter().flatten().collect();
            let ids = or_none((!ids.is_empty()).then(|| ids.join("/")));
            let what: String = row.get(0)?;
            Ok(json!([
                format!("{what} {ids}"),
                or_none(text(3)?),
                or_none(id(4)?.or(text(5)?)),
                text(6)?,
                text(7)?,
            ]))
        })?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(found)
}

/// Fields of these about which people disagree: `[DOCUMENT, PATH]`.
pub fn disagreeing(conn: &Connection) -> rusqlite::Result<Vec<Value>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT hex(doc), path FROM rm_disagreement WHERE doc IN (
             SELECT doc FROM rm_voice UNION SELECT doc FROM rm_training UNION SELECT doc FROM rm_rakor
             UNION SELECT doc FROM rm_score UNION SELECT doc FROM rm_supervision
         )",
    )?;
    let rows = statement.query_map([], |row| {
        let text = |at| row.get::<_, String>(at);
        Ok(json!([text(0)?, text(1)?]))
    })?;
    rows.collect()
}

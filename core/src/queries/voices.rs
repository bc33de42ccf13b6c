//! Voices: each with the one that it is answered with, however the office joined them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::{Connection, Result};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::ids::{day, id, id_or_none, rows, text};
use crate::kinds::VoiceKind;

/// A voice as its rows have it.
#[derive(Debug, Clone)]
pub(crate) struct Voice {
    pub doc: Uuid,
    pub day: NaiveDate,
    pub kind: VoiceKind,
    pub topic: String,
    pub text: String,
    /// Whose device said it. What the voice says of its author is not believed.
    pub device: Option<DeviceId>,
    pub meeting: Option<Uuid>,
    pub answer: Option<String>,
    pub answered: Option<NaiveDate>,
    pub task: Option<String>,
    pub who: Option<Uuid>,
    pub due: Option<NaiveDate>,
    pub closed: bool,
    pub joined: Option<Uuid>,
    pub proof: Option<String>,
    pub proved: Option<NaiveDate>,
    /// Whose device said that the task is done. Whether that counts, a call says.
    pub proof_by: Option<DeviceId>,
    /// It has changes that no relay has acknowledged.
    pub pending: bool,
}

impl Voice {
    /// All that this device knows, the oldest first.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        let sql = "SELECT doc, day, kind, topic, text, device, meeting, answer, answered, task, who, due, closed, joined, proof, proved, proof_by,
                EXISTS (SELECT 1 FROM pending WHERE document = doc)
             FROM rm_voice WHERE text <> '' ORDER BY day, doc";
        rows(conn, sql, [], |row| {
            let date = |column| -> Result<Option<NaiveDate>> {
                Ok(row.get::<_, Option<String>>(column)?.as_deref().map(day))
            };
            Ok(Self {
                doc: id(row, 0)?,
                day: day(text(row, 1)?),
                kind: VoiceKind::parse(text(row, 2)?).unwrap_or(VoiceKind::Kendala),
                topic: row.get(3)?,
                text: row.get(4)?,
                device: row.get::<_, Option<[u8; 8]>>(5)?.map(DeviceId),
                meeting: id_or_none(row, 6)?,
                answer: row.get(7)?,
                answered: date(8)?,
                task: row.get(9)?,
                who: id_or_none(row, 10)?,
                due: date(11)?,
                closed: row.get(12)?,
                joined: id_or_none(row, 13)?,
                proof: row.get(14)?,
                proved: date(15)?,
                proof_by: row.get::<_, Option<[u8; 8]>>(16)?.map(DeviceId),
                pending: row.get(17)?,
            })
        })
    }
}

/// With which voice each is answered: itself where it is joined with none that is here. Where two offices joined voices in a circle, the
/// smallest id of the circle.
pub(crate) fn heads(voices: &[Voice]) -> BTreeMap<Uuid, Uuid> {
    let joined: BTreeMap<Uuid, Option<Uuid>> = voices
        .iter()
        .map(|voice| (voice.doc, voice.joined))
        .collect();
    let next = |doc: Uuid| {
        let with = joined.get(&doc).copied().flatten();
        with.filter(|with| joined.contains_key(with))
    };
    let head = |doc: Uuid| {
        let mut passed = BTreeSet::from([doc]);
        let mut at = doc;
        while let Some(with) = next(at) {
            if !passed.insert(with) {
                // Around the circle once more, now without the way that led to it.
                let mut smallest = with;
                let mut around = next(with);
                while let Some(one) = around.filter(|one| *one != with) {
                    smallest = smallest.min(one);
                    around = next(one);
                }
                return smallest;
            }
            at = with;
        }
        at
    };
    joined.keys().map(|doc| (*doc, head(*doc))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(no: u128, joined: Option<u128>) -> Voice {
        Voice {
            doc: Uuid::from_u128(no),
            day: NaiveDate::default(),
            kind: VoiceKind::Usul,
            topic: String::new(),
            text: "x".to_owned(),
            device: None,
            meeting: None,
            answer: None,
            answered: None,
            task: None,
            who: None,
            due: None,
            closed: false,
            joined: joined.map(Uuid::from_u128),
            proof: None,
            proved: None,
            proof_by: None,
            pending: false,
        }
    }

    fn of(voices: &[Voice]) -> Vec<(u128, u128)> {
        let heads = heads(voices).into_iter();
        heads
            .map(|(doc, head)| (doc.as_u128(), head.as_u128()))
            .collect()
    }

    #[test]
    fn every_voice_has_one_head_however_they_were_joined() {
        let chain = [voice(1, Some(2)), voice(2, Some(3)), voice(3, None)];
        assert_eq!(of(&chain), [(1, 3), (2, 3), (3, 3)]);
        let circle = [
            voice(4, Some(6)),
            voice(5, Some(4)),
            voice(6, Some(5)),
            voice(1, Some(6)),
        ];
        assert_eq!(of(&circle), [(1, 4), (4, 4), (5, 4), (6, 4)]);
        // With itself, and with one that is not here.
        assert_eq!(
            of(&[voice(7, Some(7)), voice(8, Some(99))]),
            [(7, 7), (8, 8)]
        );
    }
}

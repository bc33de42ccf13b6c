//! Supervisions as their rows have them, and the one place that says which of them count.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Result};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::ids::{day, id, id_or_none, rows, text};
use super::staff::Who;
use crate::kinds::AgreedTask;

/// What one of the two signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    /// The digest of what they saw.
    pub content: String,
    pub day: Option<NaiveDate>,
    pub device: Option<DeviceId>,
}

/// A supervision.
#[derive(Debug, Clone)]
pub(crate) struct Supervision {
    pub doc: Uuid,
    pub staff: Uuid,
    pub day: NaiveDate,
    pub group: Uuid,
    pub observer: Option<Uuid>,
    /// The digest of the version of the instrument.
    pub instrument: String,
    pub counted: Option<u16>,
    pub note: Option<String>,
    pub coaching: Option<String>,
    pub withdrawn: bool,
    /// The digest of what there is to sign.
    pub content: String,
    pub signed: Option<Signature>,
    pub agreed: Option<Signature>,
    pub reply: Option<String>,
    pub reply_by: Option<DeviceId>,
    /// By item: 1 and up, 0 for not observed.
    pub answers: BTreeMap<String, u8>,
    pub notes: BTreeMap<String, String>,
    /// In the order in which they were agreed.
    pub tasks: BTreeMap<String, AgreedTask>,
    /// It has changes that no relay has acknowledged.
    pub pending: bool,
}

impl Supervision {
    /// All that this device knows, the latest first: an office device those of everybody, a phone those of its person.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        let sql = "SELECT doc, staff, day, grp, observer, instrument, counted, note, coaching, withdrawn, content,
                signed, signed_on, signed_by, agreed, agreed_on, agreed_by, reply, reply_by,
                EXISTS (SELECT 1 FROM pending WHERE document = doc)
             FROM rm_supervision ORDER BY doc";
        let found = rows(conn, sql, [], |row| {
            let signature = |at: usize| -> Result<Option<Signature>> {
                let Some(content) = row.get(at)? else {
                    return Ok(None);
                };
                let on: Option<String> = row.get(at + 1)?;
                Ok(Some(Signature {
                    content,
                    day: on.as_deref().map(day),
                    device: row.get::<_, Option<[u8; 8]>>(at + 2)?.map(DeviceId),
                }))
            };
            Ok(Self {
                doc: id(row, 0)?,
                staff: id(row, 1)?,
                day: day(text(row, 2)?),
                group: id(row, 3)?,
                observer: id_or_none(row, 4)?,
                instrument: row.get(5)?,
                counted: row.get(6)?,
                note: row.get(7)?,
                coaching: row.get(8)?,
                withdrawn: row.get(9)?,
                content: row.get(10)?,
                signed: signature(11)?,
                agreed: signature(14)?,
                reply: row.get(17)?,
                reply_by: row.get::<_, Option<[u8; 8]>>(18)?.map(DeviceId),
                answers: BTreeMap::new(),
                notes: BTreeMap::new(),
                tasks: BTreeMap::new(),
                pending: row.get(19)?,
            })
        })?;
        let mut all: BTreeMap<Uuid, Self> = found.into_iter().map(|one| (one.doc, one)).collect();
        let sql = "SELECT doc, item, answer, note FROM rm_supervision_item";
        for (doc, item, answer, note) in rows(conn, sql, [], |row| {
            Ok((
                id(row, 0)?,
                row.get::<_, String>(1)?,
                row.get(2)?,
                row.get(3)?,
            ))
        })? {
            if let Some(one) = all.get_mut(&doc) {
                let answer: Option<u8> = answer;
                one.answers
                    .extend(answer.map(|answer| (item.clone(), answer)));
                let note: Option<String> = note;
                one.notes.extend(note.map(|note| (item, note)));
            }
        }
        let sql =
            "SELECT doc, task, what, who, due, closed, proof, proved FROM rm_supervision_task";
        for (doc, key, task) in rows(conn, sql, [], |row| {
            let date = |at: usize| -> Result<Option<NaiveDate>> {
                Ok(row.get::<_, Option<String>>(at)?.as_deref().map(day))
            };
            let task = AgreedTask {
                what: row.get(2)?,
                who: id_or_none(row, 3)?,
                due: date(4)?,
                closed: row.get(5)?,
                proof: row.get(6)?,
                proved: date(7)?,
            };
            Ok((id(row, 0)?, row.get::<_, String>(1)?, task))
        })? {
            if let Some(one) = all.get_mut(&doc) {
                one.tasks.insert(key, task);
            }
        }
        let mut all: Vec<Self> = all.into_values().collect();
        all.sort_by_key(|one| std::cmp::Reverse((one.day, one.doc)));
        Ok(all)
    }

    /// Those of one member of staff, the latest first.
    pub(crate) fn of(conn: &Connection, staff: Uuid) -> Result<Vec<Self>> {
        let mut all = Self::all(conn)?;
        all.retain(|one| one.staff == staff);
        Ok(all)
    }

    /// One.
    pub(crate) fn one(conn: &Connection, doc: Uuid) -> Result<Option<Self>> {
        Ok(Self::all(conn)?.into_iter().find(|one| one.doc == doc))
    }

    /// What the observer signed: by a device of whoever observed, and by no other of the office.
    pub(crate) fn signature(&self, who: &Who) -> Option<&Signature> {
        let signed = self.signed.as_ref()?;
        let by = who.staff_of(signed.device?)?;
        (Some(by) == self.observer).then_some(signed)
    }

    /// What the person agreed with, by a device of that person.
    pub(crate) fn agreement(&self, who: &Who) -> Option<&Signature> {
        let agreed = self.agreed.as_ref()?;
        (who.staff_of(agreed.device?) == Some(self.staff)).then_some(agreed)
    }

    /// What the person replied, by a device of that person.
    pub(crate) fn reply(&self, who: &Who) -> Option<&str> {
        let by = self.reply_by.and_then(|device| who.staff_of(device));
        self.reply.as_deref().filter(|_| by == Some(self.staff))
    }

    /// Whether it counts as a supervision: signed by who observed, and not taken back.
    pub(crate) fn counts(&self, who: &Who) -> bool {
        !self.withdrawn && self.signature(who).is_some()
    }

    /// It says something else by now than what was signed.
    pub(crate) fn changed(&self, who: &Who) -> bool {
        let signed = self.signature(who);
        signed.is_some_and(|signed| signed.content != self.content)
    }
}

//! Which imports there were: a setting of the office for each, so that every device of the office can name it and take it back.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sesi_engine::store::StoreError;

use crate::device::Me;
use crate::error::Error;
use crate::kinds::{DocKey, OfficePatch};
use crate::queries::lists::last_import;
use crate::queries::office::settings;

/// Before the id of an import in the name of its setting.
const SETTING: &str = "import.";

/// Before the id of an import and of the device that took it back, in the name of the setting that says when: each device has its own, so that
/// two that do so at once do not disagree.
const UNDONE: &str = "undone.";

/// An import of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// Its id: a number that grows with every import that the importing device knows, then that device. Nothing is ordered by a clock.
    #[serde(skip)]
    pub id: String,
    /// Name of the file.
    pub file: String,
    /// When, by the clock of the device that imported it.
    pub at: DateTime<Utc>,
    /// It was one row that waited and that a person corrected, no list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub correction: bool,
    /// When it was taken back, for the first time.
    #[serde(skip)]
    pub undone: Option<DateTime<Utc>>,
}

impl ImportRecord {
    /// Every import that the office knows of, the latest first. What does not read is left out.
    pub fn all(conn: &Connection) -> Result<Vec<Self>, Error> {
        let undone = undone(conn)?;
        let mut all = Vec::new();
        for (key, value) in settings(conn, SETTING)?.into_iter().rev() {
            if let (Some(id), Ok(record)) = (
                key.strip_prefix(SETTING),
                serde_json::from_str::<Self>(&value),
            ) {
                let (id, undone) = (id.to_owned(), undone.get(id).copied());
                all.push(Self {
                    id,
                    undone,
                    ..record
                });
            }
        }
        Ok(all)
    }

    pub(super) fn write(&self, conn: &Connection, me: &Me) -> Result<(), Error> {
        let text =
            serde_json::to_string(self).map_err(|_| StoreError::Damaged("record of an import"))?;
        set(conn, me, format!("{SETTING}{}", self.id), text)
    }

    /// Notes that it was taken back, unless somebody has.
    pub(super) fn note_undone(&self, conn: &Connection, me: &Me) -> Result<(), Error> {
        if self.undone.is_some() {
            return Ok(());
        }
        let key = format!("{UNDONE}{}.{}", self.id, me.device());
        set(conn, me, key, me.now().to_rfc3339())
    }
}

fn set(conn: &Connection, me: &Me, key: String, value: String) -> Result<(), Error> {
    let patch = OfficePatch {
        settings: [(key, Some(value))].into(),
        ..OfficePatch::default()
    };
    me.edit_if_any(conn, &DocKey::Office, &patch.into())?;
    Ok(())
}

/// When each import was taken back first. What does not read is left out.
fn undone(conn: &Connection) -> Result<BTreeMap<String, DateTime<Utc>>, Error> {
    let mut first = BTreeMap::new();
    for (key, value) in settings(conn, UNDONE)? {
        let id = key.strip_prefix(UNDONE).and_then(|of| of.rsplit_once('.'));
        if let (Some((id, _)), Ok(at)) = (id, value.parse::<DateTime<Utc>>()) {
            let known = first.entry(id.to_owned()).or_insert(at);
            *known = at.min(*known);
        }
    }
    Ok(first)
}

/// The id of an import that begins now.
pub(crate) fn next(conn: &Connection, me: &Me) -> Result<String, Error> {
    let last = last_import(conn)?;
    let recorded = ImportRecord::all(conn)?.into_iter().map(|record| record.id);
    let number = |id: &String| id.split('.').next().and_then(|no| no.parse::<u32>().ok());
    let last = recorded.chain(last).filter_map(|id| number(&id)).max();
    let next = last.unwrap_or_default().saturating_add(1);
    Ok(format!("{next:06}.{}", me.device()))
}

/// Notes that there was an import.
pub(crate) fn note(conn: &Connection, me: &Me, id: &str, file: &str) -> Result<(), Error> {
    let record = ImportRecord {
        id: id.to_owned(),
        file: file.chars().take(200).collect(),
        at: me.now(),
        correction: false,
        undone: None,
    };
    record.write(conn, me)
}

/// Notes that an import was no list but a row that a person corrected: "the last import" does not mean it.
pub(super) fn mark_correction(conn: &Connection, me: &Me, id: &str) -> Result<(), Error> {
    let all = ImportRecord::all(conn)?.into_iter();
    for record in all.filter(|record| record.id == id) {
        let corrected = ImportRecord {
            correction: true,
            ..record
        };
        corrected.write(conn, me)?;
    }
    Ok(())
}

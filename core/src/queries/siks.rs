//! What was said of meetings and SIKS-NG, and what a meeting lacks before it can be typed there.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rusqlite::{Connection, Result, Row};
use serde::Serialize;
use sesi_engine::documents::Heads;
use uuid::Uuid;

use super::ids::{id, id_list, id_or_none, rows, text};
use crate::kinds::{FamilyKey, Prints, SiksField, SiksSaid, read_prints};
use crate::readmodel::Merged;

/// What a meeting lacks before it can be typed into SIKS-NG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SiksMissing {
    /// Families that nobody marked: they are not Alfa.
    Marks,
    /// Start or end.
    Times,
    /// The place.
    Place,
    /// A speaker.
    Speaker,
    /// The uraian.
    Notes,
}

/// What was said of a meeting.
#[derive(Debug, Clone, Default)]
pub(crate) struct SiksRecord {
    pub copied: BTreeMap<SiksField, Heads>,
    pub state: Option<SiksSaid>,
    pub day: Option<NaiveDate>,
    pub note: Option<String>,
    /// The version of the meeting that the form has.
    pub heads: Option<Heads>,
    pub by: Option<Uuid>,
    /// Prints of the names and numbers by which its families were copied.
    pub families: Prints,
}

/// What a meeting lacks as far as its rows say it, and its version.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub lacks: Vec<SiksMissing>,
    pub heads: Option<Heads>,
}

fn heads(row: &Row<'_>, column: usize) -> Result<Option<Heads>> {
    let bytes: Option<Vec<u8>> = row.get(column)?;
    Ok(bytes.as_deref().and_then(Heads::from_bytes))
}

/// What was said of some meetings; of those of which nothing was said, nothing.
pub(crate) fn said_of(conn: &Connection, meetings: &[Uuid]) -> Result<HashMap<Uuid, SiksRecord>> {
    // Where there are two documents of one meeting, every reader takes the same, that of the meeting's year before all: the last of these.
    let sql = "SELECT meeting, coalesce(state, ''), coalesce(s.day, ''), note, s.heads, by, s.doc, coalesce(s.families, '')
         FROM rm_siks s LEFT JOIN rm_meeting m ON m.doc = s.meeting
         WHERE meeting IN (SELECT unhex(value) FROM json_each(?1))
         ORDER BY coalesce(s.year = CAST(substr(m.date, 1, 4) AS INTEGER), 0), s.doc DESC";
    let found = rows(conn, sql, [id_list(meetings)], |row| {
        let record = SiksRecord {
            copied: BTreeMap::new(),
            state: SiksSaid::parse(text(row, 1)?),
            day: text(row, 2)?.parse().ok(),
            note: row.get(3)?,
            heads: heads(row, 4)?,
            by: id_or_none(row, 5)?,
            families: read_prints(text(row, 7)?),
        };
        Ok((id(row, 0)?, (id(row, 6)?, record)))
    })?;
    let taken: HashMap<Uuid, (Uuid, SiksRecord)> = found.into_iter().collect();
    let documents: Vec<Uuid> = taken.values().map(|(doc, _)| *doc).collect();
    let mut said: HashMap<Uuid, SiksRecord> = taken
        .into_iter()
        .map(|(meeting, (_, record))| (meeting, record))
        .collect();
    let sql =
        "SELECT s.meeting, c.field, c.heads FROM rm_siks s JOIN rm_siks_copied c ON c.doc = s.doc
         WHERE s.doc IN (SELECT unhex(value) FROM json_each(?1))";
    let copied = rows(conn, sql, [id_list(&documents)], |row| {
        Ok((id(row, 0)?, SiksField::parse(text(row, 1)?), heads(row, 2)?))
    })?;
    for (meeting, field, heads) in copied {
        if let (Some(record), Some(field), Some(heads)) = (said.get_mut(&meeting), field, heads) {
            record.copied.insert(field, heads);
        }
    }
    Ok(said)
}

/// What some meetings lack.
pub(crate) fn contents_of(conn: &Connection, meetings: &[Uuid]) -> Result<HashMap<Uuid, Content>> {
    let sql = "SELECT doc, starts IS NOT NULL AND ends IS NOT NULL, place IS NOT NULL,
            EXISTS (SELECT 1 FROM rm_speaker s WHERE s.doc = m.doc AND s.name IS NOT NULL),
            EXISTS (SELECT 1 FROM rm_note n WHERE n.doc = m.doc), heads
         FROM rm_meeting m WHERE doc IN (SELECT unhex(value) FROM json_each(?1))";
    let found = rows(conn, sql, [id_list(meetings)], |row| {
        let all = [
            SiksMissing::Times,
            SiksMissing::Place,
            SiksMissing::Speaker,
            SiksMissing::Notes,
        ];
        let mut lacks = Vec::new();
        for (column, what) in (1..).zip(all) {
            if !row.get::<_, bool>(column)? {
                lacks.push(what);
            }
        }
        let content = Content {
            lacks,
            heads: heads(row, 5)?,
        };
        Ok((id(row, 0)?, content))
    })?;
    Ok(found.into_iter().collect())
}

/// Names and numbers by which SIKS-NG knows families.
#[derive(Debug, Default)]
pub(crate) struct Names {
    of: HashMap<Uuid, (String, Option<String>)>,
    keys: HashMap<String, Vec<Uuid>>,
    merged: Merged,
}

impl Names {
    /// Of all families that this device has.
    pub(crate) fn read(conn: &Connection) -> Result<Self> {
        let found = rows(
            conn,
            "SELECT key8, doc, name, nik FROM rm_family",
            [],
            |row| {
                let named = (row.get(2)?, row.get(3)?);
                Ok((text(row, 0)?.to_owned(), id(row, 1)?, named))
            },
        )?;
        let mut names = Self {
            merged: Merged::read(conn)?,
            ..Self::default()
        };
        for (key, family, named) in found {
            names.keys.entry(key).or_default().push(family);
            names.of.insert(family, named);
        }
        Ok(names)
    }

    /// Those of the family that a key names; none where it names none or several.
    pub(crate) fn of(&self, key: &FamilyKey) -> Option<(&str, Option<&str>)> {
        let (name, nik) = self.of.get(&self.family(key)?)?;
        Some((name, nik.as_deref()))
    }

    /// Whether a key names a family that is part of another.
    pub(crate) fn is_part(&self, key: &FamilyKey) -> bool {
        let family = self.family(key);
        family.is_some_and(|family| self.merged.is_part(family))
    }

    fn family(&self, key: &FamilyKey) -> Option<Uuid> {
        let all = self.keys.get(key.key8()).into_iter().flatten();
        let mut named = all.filter(|family| key.names(**family));
        match (named.next(), named.next()) {
            (Some(family), None) => Some(*family),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{DocKey, FamilyPatch};
    use crate::testkit::{Stage, TOILI};
    use sesi_engine::documents::Set;

    #[test]
    fn a_key_that_names_two_families_names_none() {
        let mut stage = Stage::new(913);
        let device = &mut stage.office.device;
        // Alike in the bits that a usual key has.
        let [one, other] = [1_u128, 2].map(|end| Uuid::from_u128((7 << 100) + end));
        for family in [one, other] {
            let patch = FamilyPatch {
                name: Set::To(format!("KELUARGA {family}")),
                kecamatan: Set::To(TOILI.into()),
                ..FamilyPatch::default()
            };
            device.edit(&DocKey::Family(family), &patch.into()).unwrap();
        }
        let names = Names::read(device.reader()).unwrap();
        assert_eq!(FamilyKey::of(one), FamilyKey::of(other));
        assert_eq!(names.of(&FamilyKey::of(one)), None);
        let whole = FamilyKey::with_len(one, FamilyKey::MAX);
        assert_eq!(
            names.of(&whole),
            Some((format!("KELUARGA {one}").as_str(), None))
        );
    }
}

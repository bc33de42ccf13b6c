//! Marks and ratings: of meetings, and of a family.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::ids::{day, id, id_list, id_or_none, rows, text};
use super::members::Members;
use super::once::once;
use crate::kinds::{FamilyKey, Mark, Rating};
use crate::readmodel::Merged;
use chrono::NaiveDate;

/// What a meeting says of a family.
pub(crate) type Said = (Option<Mark>, Option<Rating>);

/// The marks of some meetings, of each family once.
pub(crate) struct Marks {
    of: HashMap<Uuid, Marked>,
}

/// The marks of one meeting.
#[derive(Default)]
struct Marked {
    /// By the family that is counted.
    families: BTreeMap<Uuid, Mark>,
    /// Under keys that name no family that this device knows, or several.
    others: Vec<Mark>,
}

impl Marks {
    /// Reads them.
    pub(crate) fn of(conn: &Connection, meetings: &[Uuid]) -> Result<Self> {
        let merged = Merged::read(conn)?;
        let mut statement = conn.prepare_cached(
            "SELECT k.doc, k.family_key, k.mark, f.doc FROM rm_mark k
                LEFT JOIN rm_family f ON f.key8 = k.key8
             WHERE k.doc IN (SELECT unhex(value) FROM json_each(?1)) AND k.mark IS NOT NULL
             ORDER BY k.doc, k.family_key, f.doc",
        )?;
        let mut found = statement.query([id_list(meetings)])?;
        let mut of: HashMap<Uuid, Vec<(String, Mark, Vec<Uuid>)>> = HashMap::new();
        while let Some(row) = found.next()? {
            let Some(mark) = mark_of_code(text(row, 2)?) else {
                continue;
            };
            let (key, said) = (text(row, 1)?, of.entry(id(row, 0)?).or_default());
            if said.last().is_none_or(|(last, _, _)| last != key) {
                said.push((key.to_owned(), mark, Vec::new()));
            }
            let named = id_or_none(row, 3)?.zip(FamilyKey::parse(key));
            if let (Some((family, key)), Some((_, _, families))) = (named, said.last_mut()) {
                families.extend(Some(family).filter(|family| key.names(*family)));
            }
        }
        let of = of.into_iter().map(|(meeting, said)| {
            let (mut known, mut others) = (Vec::new(), Vec::new());
            for (_, mark, families) in said {
                match families[..] {
                    [family] => known.push((family, mark)),
                    _ => others.push(mark),
                }
            }
            let families = once(known, |family| merged.kept(family)).into_iter();
            let families = families.map(|(kept, (_, mark))| (kept, mark)).collect();
            (meeting, Marked { families, others })
        });
        Ok(Self { of: of.collect() })
    }

    /// Everybody who has a mark at a meeting of `group`, and the active families of the group on that day who have none.
    pub(crate) fn counted(
        &self,
        meeting: Uuid,
        group: Uuid,
        date: NaiveDate,
        members: &Members,
    ) -> Vec<Option<Mark>> {
        let none = Marked::default();
        let marked = self.of.get(&meeting).unwrap_or(&none);
        let marks = marked.families.values().chain(&marked.others);
        let unmarked = members.active(group, date);
        let unmarked = unmarked.filter(|member| !marked.families.contains_key(&member.id));
        marks
            .map(|mark| Some(*mark))
            .chain(unmarked.map(|_| None))
            .collect()
    }
}

/// The marks of a meeting, by key: a key that is the start of another comes before it.
pub(crate) fn of_meeting(conn: &Connection, meeting: Uuid) -> Result<Vec<(FamilyKey, Mark)>> {
    let sql = "SELECT family_key, mark FROM rm_mark WHERE doc = ?1 AND mark IS NOT NULL ORDER BY family_key";
    let found = rows(conn, sql, [meeting.as_bytes()], |row| {
        let key = FamilyKey::parse(text(row, 0)?);
        Ok(key.zip(mark_of_code(text(row, 1)?)))
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// The marks and ratings of a family, by meeting.
pub(crate) fn of_family(conn: &Connection, family: Uuid) -> Result<BTreeMap<Uuid, Said>> {
    let mut statement = conn.prepare_cached(
        "SELECT doc, family_key, mark, rating FROM rm_mark WHERE key8 = ?1 ORDER BY doc, family_key",
    )?;
    let mut found = statement.query([FamilyKey::of(family).as_str()])?;
    let mut marks = BTreeMap::new();
    while let Some(row) = found.next()? {
        let key = FamilyKey::parse(text(row, 1)?);
        if key.is_some_and(|key| key.names(family)) {
            let (mark, rating) = (mark_of_code(text(row, 2)?), rating_of_code(text(row, 3)?));
            if mark.is_some() || rating.is_some() {
                marks.insert(id(row, 0)?, (mark, rating));
            }
        }
    }
    Ok(marks)
}

/// Whether a family was marked at a meeting of `group` from a day on that took place.
pub(crate) fn is_marked_since(
    conn: &Connection,
    family: Uuid,
    group: Uuid,
    since: NaiveDate,
) -> Result<bool> {
    let sql = "SELECT family_key FROM rm_meeting m JOIN rm_mark k ON k.doc = m.doc
         WHERE m.grp = ?1 AND m.date >= ?2 AND m.cancelled = 0 AND k.key8 = ?3 AND k.mark IS NOT NULL";
    let key8 = FamilyKey::of(family);
    let bound = (group.as_bytes(), since.to_string(), key8.as_str());
    let marked = rows(conn, sql, bound, |row| Ok(FamilyKey::parse(text(row, 0)?)))?;
    Ok(marked.iter().flatten().any(|key| key.names(family)))
}

/// Where a family is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MarkedAt {
    pub(crate) meeting: Uuid,
    pub(crate) group: Uuid,
    pub(crate) date: NaiveDate,
}

/// The meetings that took place at which a family is marked, by day.
pub(crate) fn of_family_at(conn: &Connection, family: Uuid) -> Result<Vec<MarkedAt>> {
    let sql = "SELECT m.doc, m.grp, m.date, k.family_key FROM rm_mark k JOIN rm_meeting m ON m.doc = k.doc
         WHERE k.key8 = ?1 AND k.mark IS NOT NULL AND m.cancelled = 0 ORDER BY m.date, m.doc";
    let key8 = FamilyKey::of(family);
    let found = rows(conn, sql, [key8.as_str()], |row| {
        Ok((marked_at(row)?, FamilyKey::parse(text(row, 3)?)))
    })?;
    let named = found
        .into_iter()
        .filter(|(_, key)| key.as_ref().is_some_and(|key| key.names(family)));
    Ok(named.map(|(marked, _)| marked).collect())
}

/// Who is marked at meetings of a group from a day on that took place: families that are or were in the group, by day.
pub(crate) fn of_group_since(
    conn: &Connection,
    group: Uuid,
    since: NaiveDate,
) -> Result<Vec<(MarkedAt, Uuid)>> {
    let sql = "SELECT DISTINCT doc FROM rm_family_group WHERE grp = ?1 ORDER BY doc";
    let families = rows(conn, sql, [group.as_bytes()], |row| id(row, 0))?;
    let sql = "SELECT m.doc, m.grp, m.date, k.family_key FROM rm_meeting m JOIN rm_mark k ON k.doc = m.doc
         WHERE m.grp = ?1 AND m.date >= ?2 AND m.cancelled = 0 AND k.mark IS NOT NULL ORDER BY m.date, m.doc";
    let bound = (group.as_bytes(), since.to_string());
    let found = rows(conn, sql, bound, |row| {
        Ok((marked_at(row)?, FamilyKey::parse(text(row, 3)?)))
    })?;
    let mut marked = Vec::new();
    for (at, key) in found {
        let named = families.iter();
        let named = named.filter(|family| key.as_ref().is_some_and(|key| key.names(**family)));
        marked.extend(named.map(|family| (at, *family)));
    }
    Ok(marked)
}

fn marked_at(row: &rusqlite::Row<'_>) -> Result<MarkedAt> {
    Ok(MarkedAt {
        meeting: id(row, 0)?,
        group: id(row, 1)?,
        date: day(text(row, 2)?),
    })
}

pub(crate) fn mark_of_code(code: &str) -> Option<Mark> {
    Mark::ALL.iter().copied().find(|mark| mark.code() == code)
}

pub(crate) fn rating_of_code(code: &str) -> Option<Rating> {
    Rating::ALL
        .iter()
        .copied()
        .find(|rating| rating.code() == code)
}

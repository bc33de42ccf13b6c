//! What many months share, with its history: which groups existed, which families were active and where, from which day. One pass over
//! each table; a damaged id is left out.

use std::collections::HashMap;

use rusqlite::{Connection, Result, Row};
use uuid::Uuid;

use super::dated::Dated;
use crate::kinds::Mark;

/// A family with its history.
#[derive(Debug)]
pub(crate) struct FamilyHistory {
    pub id: Uuid,
    /// Whether it was active.
    pub statuses: Dated<bool>,
    /// Its group.
    pub groups: Dated<Uuid>,
}

impl FamilyHistory {
    /// Every family, in order of id.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        let mut families: Vec<Self> = Vec::new();
        let mut places = HashMap::new();
        each(conn, "SELECT doc FROM rm_family ORDER BY doc", |row| {
            if let Some(id) = sound_id(row, 0)? {
                places.insert(id, families.len());
                families.push(Self {
                    id,
                    statuses: Dated::default(),
                    groups: Dated::default(),
                });
            }
            Ok(())
        })?;
        let place = |id: Uuid| places.get(&id).copied();
        let sql = "SELECT doc, since, status FROM rm_family_status ORDER BY doc, since";
        each(conn, sql, |row| {
            let active = row.get_ref(2)?.as_str()? == "aktif";
            let place = sound_id(row, 0)?.and_then(place);
            if let Some(family) = place.and_then(|at| families.get_mut(at)) {
                family.statuses.push(row.get(1)?, active);
            }
            Ok(())
        })?;
        let sql = "SELECT doc, since, grp FROM rm_family_group ORDER BY doc, since";
        each(conn, sql, |row| {
            let place = sound_id(row, 0)?.and_then(place);
            let family = place.and_then(|at| families.get_mut(at));
            if let (Some(family), Some(group)) = (family, sound_id(row, 2)?) {
                family.groups.push(row.get(1)?, group);
            }
            Ok(())
        })?;
        Ok(families)
    }
}

/// Of every group whether it existed.
pub(crate) fn group_states(conn: &Connection) -> Result<HashMap<Uuid, Dated<bool>>> {
    let mut groups: HashMap<Uuid, Dated<bool>> = HashMap::new();
    let sql = "SELECT g.doc, since, open FROM rm_group g LEFT JOIN rm_group_state s ON s.doc = g.doc ORDER BY g.doc, since";
    each(conn, sql, |row| {
        if let Some(id) = sound_id(row, 0)? {
            let states = groups.entry(id).or_default();
            if let Some(since) = row.get(1)? {
                states.push(since, row.get(2)?);
            }
        }
        Ok(())
    })?;
    Ok(groups)
}

/// Shows each mark of a meeting to `take`: the key and whether the family was there. A key that is the start of another comes before it, so
/// the longer, surer one has the last word.
pub(crate) fn each_mark(
    conn: &Connection,
    meeting: Uuid,
    mut take: impl FnMut(&str, bool),
) -> Result<()> {
    let sql = "SELECT family_key, mark FROM rm_mark WHERE doc = ?1 AND mark IS NOT NULL ORDER BY family_key";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([meeting.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let code = row.get_ref(1)?.as_str()?;
        let mark = Mark::ALL.iter().find(|mark| mark.code() == code);
        if let Some(mark) = mark {
            take(row.get_ref(0)?.as_str()?, *mark == Mark::Hadir);
        }
    }
    Ok(())
}

fn each(conn: &Connection, sql: &str, mut take: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

fn sound_id(row: &Row<'_>, column: usize) -> Result<Option<Uuid>> {
    Ok(Uuid::from_slice(row.get_ref(column)?.as_blob()?).ok())
}

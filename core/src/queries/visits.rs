//! What families were given outside their meetings. Only the history of a family and its sessions ask here: no count of attendance does.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::ids::{day, id, id_list, id_or_none, rows, text};
use crate::kinds::VisitWay;
use crate::readmodel::Merged;

/// Something that a family was given.
#[derive(Debug, Clone)]
pub(crate) struct VisitRecord {
    pub id: Uuid,
    pub day: NaiveDate,
    pub way: VisitWay,
    /// Codes, in order.
    pub sessions: Vec<String>,
    pub note: Option<String>,
    pub by: Option<Uuid>,
    pub withdrawn: bool,
}

/// What families were given from `first` to `last`, by day, with the family that counts: of one that is part of another, that one.
pub(crate) fn between(
    conn: &Connection,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<(Uuid, VisitRecord)>> {
    let merged = Merged::read(conn)?;
    let sql = "SELECT DISTINCT family FROM rm_visit WHERE day BETWEEN ?1 AND ?2 ORDER BY family";
    let days = [first.to_string(), last.to_string()];
    let families = rows(conn, sql, days, |row| id(row, 0))?;
    let mut found = Vec::new();
    for family in families {
        let of = of_families(conn, &[family])?;
        let within = of
            .into_iter()
            .filter(|visit| first <= visit.day && visit.day <= last);
        found.extend(within.map(|visit| (merged.kept(family), visit)));
    }
    found.sort_by_key(|(family, visit)| (visit.day, *family, visit.id));
    Ok(found)
}

/// What some families were given, the latest first.
pub(crate) fn of_families(conn: &Connection, families: &[Uuid]) -> Result<Vec<VisitRecord>> {
    let sql = "SELECT doc, day, way, note, by, withdrawn,
            coalesce((SELECT group_concat(session, ' ' ORDER BY session) FROM rm_visit_session s WHERE s.doc = v.doc), '')
         FROM rm_visit v WHERE family IN (SELECT unhex(value) FROM json_each(?1)) ORDER BY day DESC, doc";
    rows(conn, sql, [id_list(families)], |row| {
        let sessions = text(row, 6)?.split(' ').filter(|code| !code.is_empty());
        Ok(VisitRecord {
            id: id(row, 0)?,
            day: day(text(row, 1)?),
            way: VisitWay::parse(text(row, 2)?).unwrap_or(VisitWay::Kunjungan),
            sessions: sessions.map(str::to_owned).collect(),
            note: row.get(3)?,
            by: id_or_none(row, 4)?,
            withdrawn: row.get(5)?,
        })
    })
}

/// What families were given outside, with the day: codes of sessions; nothing that was withdrawn. What is said of a family that is part of
/// another is the other's.
pub(crate) fn given_outside(conn: &Connection) -> Result<HashMap<Uuid, Vec<(NaiveDate, String)>>> {
    let merged = Merged::read(conn)?;
    let sql =
        "SELECT v.family, v.day, s.session FROM rm_visit v JOIN rm_visit_session s ON s.doc = v.doc
         WHERE v.withdrawn = 0 ORDER BY v.day, v.doc, s.session";
    let mut given: HashMap<Uuid, Vec<(NaiveDate, String)>> = HashMap::new();
    for (family, day, code) in rows(conn, sql, [], |row| {
        Ok((id(row, 0)?, day(text(row, 1)?), row.get(2)?))
    })? {
        given
            .entry(merged.kept(family))
            .or_default()
            .push((day, code));
    }
    Ok(given)
}

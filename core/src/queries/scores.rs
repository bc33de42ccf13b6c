//! What trainings gave people: scores and certificates. An office device has those of everybody, a phone those of its person.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Result, Row};
use uuid::Uuid;

use super::ids::{day, id, rows, text};
use crate::kinds::Outcome;

/// What a training gave somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Score {
    /// Tenths of a point.
    pub pre: Option<u16>,
    /// Tenths of a point.
    pub post: Option<u16>,
    pub outcome: Option<Outcome>,
    pub certificate: Option<String>,
    pub certified: Option<NaiveDate>,
    pub jp: Option<u16>,
}

const COLUMNS: &str = "pre, post, outcome, certificate, certified, jp";

fn score(row: &Row<'_>) -> Result<Score> {
    Ok(Score {
        pre: row.get(1)?,
        post: row.get(2)?,
        outcome: Outcome::parse(text(row, 3)?),
        certificate: row.get(4)?,
        certified: row.get::<_, Option<String>>(5)?.as_deref().map(day),
        jp: row.get(6)?,
    })
}

/// Of a training, by member of staff.
pub(crate) fn of_training(conn: &Connection, training: Uuid) -> Result<BTreeMap<Uuid, Score>> {
    let sql = format!("SELECT staff, {COLUMNS} FROM rm_score WHERE training = ?1");
    let found = rows(conn, &sql, [training.as_bytes()], |row| {
        Ok((id(row, 0)?, score(row)?))
    })?;
    Ok(found.into_iter().collect())
}

/// Of a member of staff, by training.
pub(crate) fn of_staff(conn: &Connection, staff: Uuid) -> Result<BTreeMap<Uuid, Score>> {
    let sql = format!("SELECT training, {COLUMNS} FROM rm_score WHERE staff = ?1");
    let found = rows(conn, &sql, [staff.as_bytes()], |row| {
        Ok((id(row, 0)?, score(row)?))
    })?;
    Ok(found.into_iter().collect())
}

//! What people call things: persons, groups and sessions by name, as queries answer and windows show them.

use rusqlite::{Connection, OptionalExtension, Result};
use serde::Serialize;
use uuid::Uuid;

use crate::reference::naming;

/// A person: of the office, or of a family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Person {
    /// Document of the member of staff, or of the family.
    pub id: Uuid,
    /// Name; a window gets it as it is shown.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
}

/// A group by its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupName {
    /// Document of the group.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Name of its desa.
    pub desa: String,
    /// Name of its kecamatan.
    pub kecamatan: String,
}

/// A session of the curriculum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SessionName {
    /// Its code, e.g. `p1s2`.
    pub code: String,
    /// Number as people say it, e.g. `6`: its place in the whole curriculum. 0 for an open topic, and for a session that the
    /// edition in force does not have.
    pub number: u32,
    /// Title.
    pub title: String,
    /// Title of its module.
    pub module: String,
}

/// The name of a member of staff, a family or a group.
pub(crate) fn name_of(conn: &Connection, doc: Uuid) -> Result<Option<String>> {
    conn.prepare_cached(
        "SELECT name FROM rm_staff WHERE doc = ?1 UNION ALL SELECT name FROM rm_family WHERE doc = ?1
         UNION ALL SELECT name FROM rm_group WHERE doc = ?1",
    )?
    .query_row([doc.as_bytes()], |row| row.get(0))
    .optional()
}

/// The same as it is shown: names of people by [`naming::shown`], those of groups as they are.
pub(crate) fn shown_name_of(conn: &Connection, doc: Uuid) -> Result<Option<String>> {
    conn.prepare_cached(
        "SELECT name, 1 FROM rm_staff WHERE doc = ?1 UNION ALL SELECT name, 1 FROM rm_family WHERE doc = ?1
         UNION ALL SELECT name, 0 FROM rm_group WHERE doc = ?1",
    )?
    .query_row([doc.as_bytes()], |row| {
        let (name, person): (String, bool) = (row.get(0)?, row.get(1)?);
        Ok(if person { naming::shown(&name) } else { name })
    })
    .optional()
}

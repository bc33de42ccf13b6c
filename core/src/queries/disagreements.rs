//! Fields on which people disagree, and what devices said that does not count.

use chrono::NaiveDate;
use rusqlite::{Connection, Result};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::ids::{day, id, rows, text};

/// Fields of one document on which people disagree.
pub(crate) fn count_of(conn: &Connection, doc: Uuid) -> Result<u32> {
    let sql = "SELECT count(DISTINCT path) FROM rm_disagreement WHERE doc = ?1";
    conn.prepare_cached(sql)?
        .query_row([doc.as_bytes()], |row| row.get(0))
}

/// At most so many fields on which people disagree, those of which somebody spoke last first.
pub(crate) fn latest(conn: &Connection, limit: usize) -> Result<Vec<(Uuid, String)>> {
    let sql = "SELECT doc, path, max(time) AS latest FROM rm_disagreement GROUP BY doc, path
         ORDER BY latest DESC, doc, path LIMIT ?1";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    rows(conn, sql, [limit], |row| Ok((id(row, 0)?, row.get(1)?)))
}

/// How many fields people disagree on.
pub(crate) fn count(conn: &Connection) -> Result<u32> {
    let sql = "SELECT count(*) FROM (SELECT DISTINCT doc, path FROM rm_disagreement)";
    conn.prepare_cached(sql)?.query_row([], |row| row.get(0))
}

/// The paths below `prefix` on which people disagree in some document, without the prefix.
pub(crate) fn paths_under(conn: &Connection, prefix: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT substr(path, length(?1) + 1) FROM rm_disagreement
         WHERE substr(path, 1, length(?1)) = ?1";
    rows(conn, sql, [prefix], |row| row.get(0))
}

/// What a device said that does not count, for one reason.
pub(crate) struct NotCounted {
    pub device: DeviceId,
    /// `contradicted`, `built_upon` or `not_entitled`.
    pub reason: String,
    pub changes: u32,
    pub documents: u32,
    /// When the last of it was said, in seconds since 1970.
    pub last: i64,
}

impl NotCounted {
    /// By device and reason.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        let sql = "SELECT device, reason, count(*), count(DISTINCT doc), max(time)
             FROM (SELECT DISTINCT device, reason, doc, change, time FROM rm_not_heard)
             GROUP BY device, reason";
        rows(conn, sql, [], |row| {
            Ok(Self {
                device: DeviceId(row.get(0)?),
                reason: row.get(1)?,
                changes: row.get(2)?,
                documents: row.get(3)?,
                last: row.get(4)?,
            })
        })
    }

    /// The meetings among it, the latest first, at most `limit`: document, group and day.
    pub(crate) fn meetings(
        &self,
        conn: &Connection,
        limit: usize,
    ) -> Result<Vec<(Uuid, Uuid, NaiveDate)>> {
        let sql =
            "SELECT DISTINCT m.doc, grp, date FROM rm_not_heard n JOIN rm_meeting m ON m.doc = n.doc
             WHERE device = ?1 AND reason = ?2 ORDER BY date DESC, m.doc LIMIT ?3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        rows(conn, sql, (self.device.0, &self.reason, limit), |row| {
            Ok((id(row, 0)?, id(row, 1)?, day(text(row, 2)?)))
        })
    }
}

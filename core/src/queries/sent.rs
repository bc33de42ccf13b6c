//! Rekap that were sent: the sheets of each sending, with their cells as they were. Counts nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Result};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::ids::{day, id, rows};

/// A sheet that was sent.
#[derive(Debug, Clone)]
pub(crate) struct SentSheet {
    pub send: Uuid,
    /// Code of the kecamatan.
    pub kecamatan: String,
    pub version: u16,
    pub day: Option<NaiveDate>,
    pub receiver: Option<String>,
    pub note: Option<String>,
    pub digest: String,
    pub meetings: u32,
    pub device: Option<DeviceId>,
    /// Cells as JSON, by line.
    pub lines: BTreeMap<String, String>,
    /// It has changes that no relay has acknowledged.
    pub pending: bool,
}

impl SentSheet {
    /// Those of a month, `2026-11`, by sending and kecamatan.
    pub(crate) fn of_month(conn: &Connection, month: &str) -> Result<Vec<Self>> {
        let sql =
            "SELECT doc, send, kecamatan, version, day, receiver, note, digest, meetings, device,
                EXISTS (SELECT 1 FROM pending WHERE document = doc)
             FROM rm_sent WHERE month = ?1 ORDER BY send, kecamatan";
        let found = rows(conn, sql, [month], |row| {
            let sheet = Self {
                send: id(row, 1)?,
                kecamatan: row.get(2)?,
                version: row.get(3)?,
                day: row.get::<_, Option<String>>(4)?.as_deref().map(day),
                receiver: row.get(5)?,
                note: row.get(6)?,
                digest: row.get(7)?,
                meetings: row.get(8)?,
                device: row.get::<_, Option<[u8; 8]>>(9)?.map(DeviceId),
                lines: BTreeMap::new(),
                pending: row.get(10)?,
            };
            Ok((id(row, 0)?, sheet))
        })?;
        let sql = "SELECT line, cells FROM rm_sent_row WHERE doc = ?1";
        let mut sheets = Vec::with_capacity(found.len());
        for (doc, mut sheet) in found {
            let lines = rows(conn, sql, [doc.as_bytes()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            sheet.lines = lines.into_iter().collect();
            sheets.push(sheet);
        }
        Ok(sheets)
    }
}

/// The latest month of which something was sent.
pub(crate) fn latest_month(conn: &Connection) -> Result<Option<String>> {
    conn.query_row("SELECT max(month) FROM rm_sent", [], |row| row.get(0))
}

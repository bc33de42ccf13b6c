//! Months that kabupaten told their province. Whose word it is was judged where the documents were read: they stand in the kabupaten's own
//! feed, and hold only what the device of their key said, which is none of the province's. Counts nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Result};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::ids::{day, id, rows};
use crate::kinds::Sums;

/// A telling.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    /// The kabupaten's office as a member.
    pub staff: Uuid,
    /// `2026-10`.
    pub month: String,
    pub send: Uuid,
    pub version: u16,
    pub counted: Option<NaiveDate>,
    pub sent: Option<NaiveDate>,
    pub digest: String,
    pub device: Option<DeviceId>,
    /// Sums by code.
    pub places: BTreeMap<String, Sums>,
    /// It has changes that no relay has acknowledged.
    pub pending: bool,
}

impl Published {
    /// All that this device has, the latest month first, of a month the latest version first, of one version the latest day, then whatever
    /// every device takes.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        let sql = "SELECT doc, staff, month, send, version, counted, sent, digest, device, EXISTS (SELECT 1 FROM pending WHERE document = doc)
             FROM rm_published
             ORDER BY staff, month DESC, version DESC, sent DESC, counted DESC, send DESC";
        let date = |text: Option<String>| text.as_deref().map(day);
        let found = rows(conn, sql, [], |row| {
            let one = Self {
                staff: id(row, 1)?,
                month: row.get(2)?,
                send: id(row, 3)?,
                version: row.get(4)?,
                counted: date(row.get(5)?),
                sent: date(row.get(6)?),
                digest: row.get(7)?,
                device: row.get::<_, Option<[u8; 8]>>(8)?.map(DeviceId),
                places: BTreeMap::new(),
                pending: row.get(9)?,
            };
            Ok((id(row, 0)?, one))
        })?;
        let sql = format!(
            "SELECT place, {} FROM rm_published_place WHERE doc = ?1",
            Sums::KEYS.join(", ")
        );
        let mut all = Vec::with_capacity(found.len());
        for (doc, mut one) in found {
            let places = rows(conn, &sql, [doc.as_bytes()], |row| {
                let figures = (1..=Sums::KEYS.len()).map(|at| row.get(at));
                let figures = figures.collect::<Result<Vec<Option<u32>>>>()?;
                Ok((row.get(0)?, Sums::of(figures)))
            })?;
            one.places = places.into_iter().collect();
            all.push(one);
        }
        Ok(all)
    }
}

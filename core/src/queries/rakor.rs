//! Meetings of the staff as their rows have them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::{Connection, Result};
use sesi_engine::documents::Heads;
use uuid::Uuid;

use super::ids::{day, id, rows, text};
use crate::kinds::{Attendee, Nature, Point, Presence};

/// A meeting of the staff.
#[derive(Debug, Clone)]
pub(crate) struct Rakor {
    pub doc: Uuid,
    pub title: String,
    pub day: NaiveDate,
    pub starts: Option<u16>,
    pub ends: Option<u16>,
    pub place: Option<String>,
    pub number: Option<String>,
    pub sender: Option<String>,
    pub addressee: Option<String>,
    pub nature: Option<Nature>,
    pub leader: Option<String>,
    pub secretary: Option<String>,
    pub agenda: Option<String>,
    pub conclusion: Option<String>,
    pub cancelled: bool,
    /// The version that was closed.
    pub locked: Option<Heads>,
    /// Whoever has a mark, and guests.
    pub people: BTreeMap<Attendee, There>,
    /// In the order in which they came up.
    pub points: Vec<(String, Point)>,
}

/// Somebody at a meeting of the staff.
#[derive(Debug, Clone, Default)]
pub(crate) struct There {
    /// Of a guest.
    pub name: Option<String>,
    pub agency: Option<String>,
    pub presence: Option<Presence>,
    pub reason: Option<String>,
}

impl Rakor {
    /// All that this device knows, the latest first.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        let sql = "SELECT doc, title, day, starts, ends, place, number, sender, addressee, nature, leader, secretary, agenda, conclusion, cancelled, locked
             FROM rm_rakor ORDER BY doc";
        let mut all: BTreeMap<Uuid, Self> = rows(conn, sql, [], |row| {
            let nature = row.get::<_, Option<String>>(9)?;
            let locked = row.get::<_, Option<Vec<u8>>>(15)?;
            Ok(Self {
                doc: id(row, 0)?,
                title: row.get(1)?,
                day: day(text(row, 2)?),
                starts: row.get(3)?,
                ends: row.get(4)?,
                place: row.get(5)?,
                number: row.get(6)?,
                sender: row.get(7)?,
                addressee: row.get(8)?,
                nature: nature.and_then(|word| Nature::parse(&word)),
                leader: row.get(10)?,
                secretary: row.get(11)?,
                agenda: row.get(12)?,
                conclusion: row.get(13)?,
                cancelled: row.get(14)?,
                locked: locked.and_then(|bytes| Heads::from_bytes(&bytes)),
                people: BTreeMap::new(),
                points: Vec::new(),
            })
        })?
        .into_iter()
        .map(|rakor| (rakor.doc, rakor))
        .collect();
        let sql = "SELECT doc, who, name, agency, presence, reason FROM rm_rakor_person";
        for (doc, who, there) in rows(conn, sql, [], |row| {
            let presence = row.get::<_, Option<String>>(4)?;
            let there = There {
                name: row.get(2)?,
                agency: row.get(3)?,
                presence: presence.and_then(|word| Presence::parse(&word)),
                reason: row.get(5)?,
            };
            Ok((id(row, 0)?, Attendee::parse(text(row, 1)?), there))
        })? {
            if let (Some(rakor), Some(who)) = (all.get_mut(&doc), who) {
                rakor.people.insert(who, there);
            }
        }
        let sql =
            "SELECT doc, point, speaker, said, decided FROM rm_rakor_point ORDER BY doc, point";
        for (doc, key, point) in rows(conn, sql, [], |row| {
            let point = Point {
                speaker: row.get(2)?,
                said: row.get(3)?,
                decided: row.get(4)?,
            };
            Ok((id(row, 0)?, row.get::<_, String>(1)?, point))
        })? {
            if let Some(rakor) = all.get_mut(&doc) {
                rakor.points.push((key, point));
            }
        }
        let mut all: Vec<Self> = all.into_values().collect();
        all.sort_by(|a, b| (b.day, &a.title, a.doc).cmp(&(a.day, &b.title, b.doc)));
        Ok(all)
    }

    /// One.
    pub(crate) fn one(conn: &Connection, doc: Uuid) -> Result<Option<Self>> {
        Ok(Self::all(conn)?.into_iter().find(|rakor| rakor.doc == doc))
    }
}

/// The documents of all of them.
pub(crate) fn documents(conn: &Connection) -> Result<BTreeSet<Uuid>> {
    let found = rows(conn, "SELECT doc FROM rm_rakor", [], |row| id(row, 0))?;
    Ok(found.into_iter().collect())
}

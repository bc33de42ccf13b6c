//! Letters to families that stayed away, each with the meetings that were its ground. Knows no ladder.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Result, Row};
use serde::Serialize;
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::ids::{day, id, id_or_none, rows, text};
use crate::kinds::{DeliveryWay, LetterStep};
use crate::readmodel::Merged;
use crate::reference::month::YearMonth;

/// What became of a letter: the last that is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// *Draf*: written, not delivered.
    Draft,
    /// *Diserahkan*.
    Delivered,
    /// *Ditindaklanjuti*: something followed.
    Answered,
    /// *Selesai*.
    Closed,
    /// *Dibatalkan*.
    Cancelled,
}

impl LetterState {
    /// Of a letter as its rows have it.
    pub(crate) fn of(letter: &Letter) -> Self {
        if letter.cancelled {
            Self::Cancelled
        } else if letter.closed {
            Self::Closed
        } else if letter.response.is_some() {
            Self::Answered
        } else if letter.delivered.is_some() {
            Self::Delivered
        } else {
            Self::Draft
        }
    }

    /// Whether nothing more is to be done about it.
    pub(crate) fn is_over(self) -> bool {
        self >= Self::Closed
    }
}

/// A letter as its rows have it.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub id: Uuid,
    /// The family that counts: where the one of the letter is part of another, that one.
    pub family: Uuid,
    pub step: LetterStep,
    /// Nama pengurus as it was written.
    pub name: Option<String>,
    /// The family's group when it was written.
    pub group: Option<Uuid>,
    /// Whose device wrote it.
    pub device: Option<DeviceId>,
    pub number: Option<String>,
    pub day: Option<NaiveDate>,
    pub invited: Option<NaiveDate>,
    pub place: Option<String>,
    pub delivered: Option<NaiveDate>,
    pub way: Option<DeliveryWay>,
    pub carrier: Option<Uuid>,
    pub receiver: Option<String>,
    pub received: Option<NaiveDate>,
    pub response: Option<String>,
    pub responded: Option<NaiveDate>,
    pub closed: bool,
    pub cancelled: bool,
    pub why: Option<String>,
    /// Its ground: meetings with their days, in order of day.
    pub ground: Vec<(NaiveDate, Uuid)>,
    /// It has changes that no relay has acknowledged.
    pub pending: bool,
    /// Fields on which people disagree.
    pub disagreements: u32,
}

impl Letter {
    /// All that this device knows, by family, then by the first day of their ground, then by step.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        let merged = Merged::read(conn)?;
        let sql = "SELECT doc, family, step, name, grp, device, number, day, invited, place, delivered, way, carrier, receiver, received,
                response, responded, closed, cancelled, why, EXISTS (SELECT 1 FROM pending WHERE document = doc),
                (SELECT count(DISTINCT path) FROM rm_disagreement d WHERE d.doc = l.doc)
             FROM rm_letter l";
        let mut found = rows(conn, sql, [], |row| Self::of_row(row, &merged))?;
        let sql = "SELECT doc, meeting, day FROM rm_letter_ground ORDER BY doc, day, meeting";
        let mut ground: BTreeMap<Uuid, Vec<(NaiveDate, Uuid)>> = BTreeMap::new();
        for (letter, of) in rows(conn, sql, [], |row| {
            Ok((id(row, 0)?, (day(text(row, 2)?), id(row, 1)?)))
        })? {
            ground.entry(letter).or_default().push(of);
        }
        for letter in &mut found {
            letter.ground = ground.remove(&letter.id).unwrap_or_default();
        }
        found.sort_by_cached_key(|letter| {
            let first = letter.ground.first().map(|(day, _)| *day);
            (letter.family, first, letter.step, letter.id)
        });
        Ok(found)
    }

    /// The months of its ground.
    pub(crate) fn months(&self) -> Vec<YearMonth> {
        let months = self
            .ground
            .iter()
            .filter_map(|(day, _)| YearMonth::of(*day));
        let mut months: Vec<YearMonth> = months.collect();
        months.dedup();
        months
    }

    fn of_row(row: &Row<'_>, merged: &Merged) -> Result<Self> {
        let date = |column| -> Result<Option<NaiveDate>> {
            Ok(row.get::<_, Option<String>>(column)?.as_deref().map(day))
        };
        let way: Option<String> = row.get(11)?;
        Ok(Self {
            id: id(row, 0)?,
            family: merged.kept(id(row, 1)?),
            step: LetterStep::parse(text(row, 2)?).unwrap_or(LetterStep::First),
            name: row.get(3)?,
            group: id_or_none(row, 4)?,
            device: row.get::<_, Option<[u8; 8]>>(5)?.map(DeviceId),
            number: row.get(6)?,
            day: date(7)?,
            invited: date(8)?,
            place: row.get(9)?,
            delivered: date(10)?,
            way: way.as_deref().and_then(DeliveryWay::parse),
            carrier: id_or_none(row, 12)?,
            receiver: row.get(13)?,
            received: date(14)?,
            response: row.get(15)?,
            responded: date(16)?,
            closed: row.get(17)?,
            cancelled: row.get(18)?,
            why: row.get(19)?,
            ground: Vec::new(),
            pending: row.get(20)?,
            disagreements: row.get(21)?,
        })
    }
}

//! What arrived at the office, counted against the record of what was entered.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_core::kinds::FamilyKey;
use uuid::Uuid;

use crate::record::Record;

/// The counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ArrivalCheck {
    /// Meetings in the record.
    pub meetings_recorded: usize,
    /// Meetings at the office.
    pub meetings_at_office: usize,
    /// Marks in the record.
    pub marks_recorded: usize,
    /// Marks at the office.
    pub marks_at_office: usize,
    /// Meetings, marks and ratings of the record that the office lacks or has otherwise.
    pub lost: usize,
    /// Meetings, marks and ratings at the office that nobody entered.
    pub duplicated: usize,
}

type Marks = BTreeMap<(Uuid, String), (Option<String>, Option<String>)>;

/// Counts the office's database against the record.
pub fn count(office: &Connection, records: &[Record]) -> rusqlite::Result<ArrivalCheck> {
    let (mut meetings, mut marks) = (BTreeSet::new(), Marks::new());
    for record in records {
        let Record::Meeting(meeting) = record else {
            continue;
        };
        meetings.insert(meeting.id);
        for (family, (mark, rating)) in &meeting.marks {
            let key = FamilyKey::of(*family).as_str().to_owned();
            marks.insert((meeting.id, key), (Some(mark.clone()), rating.clone()));
        }
    }
    let (meetings_there, marks_there) = at_office(office)?;
    let missing = |there: bool| usize::from(!there);
    let lost = meetings
        .iter()
        .map(|id| missing(meetings_there.contains(id)))
        .sum::<usize>()
        + marks
            .iter()
            .map(|(at, mark)| missing(marks_there.get(at) == Some(mark)))
            .sum::<usize>();
    let duplicated = meetings_there
        .iter()
        .map(|id| missing(meetings.contains(id)))
        .sum::<usize>()
        + marks_there
            .keys()
            .map(|at| missing(marks.contains_key(at)))
            .sum::<usize>();
    Ok(ArrivalCheck {
        meetings_recorded: meetings.len(),
        meetings_at_office: meetings_there.len(),
        marks_recorded: marks.len(),
        marks_at_office: marks_there.len(),
        lost,
        duplicated,
    })
}

fn at_office(conn: &Connection) -> rusqlite::Result<(BTreeSet<Uuid>, Marks)> {
    let mut statement = conn.prepare("SELECT doc FROM rm_meeting")?;
    let meetings = statement.query_map([], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
    let meetings = meetings.collect::<Result<_, _>>()?;
    let mut statement = conn.prepare("SELECT doc, family_key, mark, rating FROM rm_mark")?;
    let marks = statement.query_map([], |row| {
        Ok((
            (Uuid::from_bytes(row.get(0)?), row.get(1)?),
            (row.get(2)?, row.get(3)?),
        ))
    })?;
    Ok((meetings, marks.collect::<Result<_, _>>()?))
}

/// Whether every document of `other` is at the office in the same version.
pub fn same_versions(office: &Connection, other: &Connection) -> rusqlite::Result<bool> {
    let versions = |conn: &Connection| -> rusqlite::Result<BTreeMap<[u8; 16], Vec<u8>>> {
        let mut statement = conn.prepare("SELECT id, heads FROM document")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    };
    let there = versions(office)?;
    Ok(versions(other)?
        .iter()
        .all(|(id, heads)| there.get(id) == Some(heads)))
}

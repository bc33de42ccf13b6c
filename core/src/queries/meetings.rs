//! Meetings: by id, by group, by month; their speakers and notes; what was usual at the last one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Result};
use uuid::Uuid;

use super::ids::{day, id, id_list, rows, text};
use crate::kinds::{Aspect, Verdict};

/// A meeting, as lists show it.
pub(crate) struct MeetingSummary {
    pub id: Uuid,
    pub group: Uuid,
    pub date: NaiveDate,
    pub session: String,
    pub cancelled: bool,
    pub verdict: Option<Verdict>,
    pub changed_since_check: bool,
    /// It has changes that no relay has acknowledged.
    pub pending: bool,
    /// Fields on which people disagree.
    pub disagreements: u32,
}

impl MeetingSummary {
    /// Those of these meetings that this device knows, the latest first.
    pub(crate) fn of(conn: &Connection, meetings: &[Uuid]) -> Result<Vec<Self>> {
        let sql = "SELECT doc, grp, date, session, cancelled, verdict, changed_since_check,
                EXISTS (SELECT 1 FROM pending WHERE document = doc),
                (SELECT count(DISTINCT path) FROM rm_disagreement d WHERE d.doc = m.doc)
             FROM rm_meeting m WHERE doc IN (SELECT unhex(value) FROM json_each(?1))
             ORDER BY date DESC, starts DESC, doc";
        rows(conn, sql, [id_list(meetings)], |row| {
            Ok(Self {
                id: id(row, 0)?,
                group: id(row, 1)?,
                date: day(text(row, 2)?),
                session: row.get(3)?,
                cancelled: row.get(4)?,
                verdict: Verdict::parse(text(row, 5)?),
                changed_since_check: row.get(6)?,
                pending: row.get(7)?,
                disagreements: row.get(8)?,
            })
        })
    }
}

/// A meeting that took place, with its sessions.
pub(crate) struct HeldMeeting {
    pub id: Uuid,
    pub group: Uuid,
    pub date: NaiveDate,
    pub session: String,
    /// Further sessions, with spaces between.
    pub more_sessions: Option<String>,
}

impl HeldMeeting {
    /// Those of some groups, and some others, the latest first.
    pub(crate) fn of(conn: &Connection, groups: &[Uuid], others: &[Uuid]) -> Result<Vec<Self>> {
        let sql = "SELECT doc, grp, date, session, more_sessions FROM rm_meeting
             WHERE cancelled = 0 AND (grp IN (SELECT unhex(value) FROM json_each(?1))
                OR doc IN (SELECT unhex(value) FROM json_each(?2)))
             ORDER BY date DESC, starts DESC, doc";
        rows(conn, sql, [id_list(groups), id_list(others)], |row| {
            Ok(Self {
                id: id(row, 0)?,
                group: id(row, 1)?,
                date: day(text(row, 2)?),
                session: row.get(3)?,
                more_sessions: row.get(4)?,
            })
        })
    }
}

/// Which of these meetings this device has, those that did not take place too.
pub(crate) fn known(conn: &Connection, meetings: &[Uuid]) -> Result<BTreeSet<Uuid>> {
    let sql = "SELECT doc FROM rm_meeting WHERE doc IN (SELECT unhex(value) FROM json_each(?1))";
    let found = rows(conn, sql, [id_list(meetings)], |row| id(row, 0))?;
    Ok(found.into_iter().collect())
}

/// All meetings of a group, those that did not take place too.
pub(crate) fn of_group(conn: &Connection, group: Uuid) -> Result<Vec<Uuid>> {
    let sql = "SELECT doc FROM rm_meeting WHERE grp = ?1";
    rows(conn, sql, [group.as_bytes()], |row| id(row, 0))
}

/// The group's meeting of a day and session; of several `preferred`, or else the one with the smallest id.
pub(crate) fn find(
    conn: &Connection,
    group: Uuid,
    date: NaiveDate,
    session: &str,
    preferred: Uuid,
) -> Result<Option<Uuid>> {
    conn.prepare_cached(
        "SELECT doc FROM rm_meeting WHERE grp = ?1 AND date = ?2 AND session = ?3
         ORDER BY doc <> ?4, doc LIMIT 1",
    )?
    .query_row(
        (
            group.as_bytes(),
            date.to_string(),
            session,
            preferred.as_bytes(),
        ),
        |row| id(row, 0),
    )
    .optional()
}

/// The meetings that took place from `first` to `last`, with group and day, by day.
pub(crate) fn held_between(
    conn: &Connection,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<(Uuid, Uuid, NaiveDate)>> {
    let sql = "SELECT doc, grp, date FROM rm_meeting
        WHERE date BETWEEN ?1 AND ?2 AND cancelled = 0 ORDER BY date, starts, doc";
    let days = [first.to_string(), last.to_string()];
    rows(conn, sql, days, |row| {
        Ok((id(row, 0)?, id(row, 1)?, day(text(row, 2)?)))
    })
}

/// The versions of the meetings that took place from `first` to `last`: their heads, 32 bytes each.
pub(crate) fn versions_between(
    conn: &Connection,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<BTreeMap<Uuid, Vec<u8>>> {
    let sql = "SELECT doc, heads FROM rm_meeting WHERE date BETWEEN ?1 AND ?2 AND cancelled = 0";
    let days = [first.to_string(), last.to_string()];
    let found = rows(conn, sql, days, |row| Ok((id(row, 0)?, row.get(1)?)))?;
    Ok(found.into_iter().collect())
}

/// The groups that met from `first` to `last`.
pub(crate) fn groups_met(
    conn: &Connection,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<HashSet<Uuid>> {
    let sql = "SELECT DISTINCT grp FROM rm_meeting WHERE date BETWEEN ?1 AND ?2 AND cancelled = 0";
    let days = [first.to_string(), last.to_string()];
    Ok(rows(conn, sql, days, |row| id(row, 0))?
        .into_iter()
        .collect())
}

/// Of each group the latest meeting from `first` to `last` that did not take place.
pub(crate) fn cancelled(
    conn: &Connection,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<HashMap<Uuid, NaiveDate>> {
    let sql = "SELECT grp, max(date) FROM rm_meeting WHERE cancelled = 1 AND date BETWEEN ?1 AND ?2 GROUP BY grp";
    let days = [first.to_string(), last.to_string()];
    let found = rows(conn, sql, days, |row| Ok((id(row, 0)?, day(text(row, 1)?))))?;
    Ok(found.into_iter().collect())
}

/// How one of some groups met last.
pub(crate) struct LastMeeting {
    pub id: Uuid,
    pub place: Option<String>,
    pub starts: Option<u16>,
    pub ends: Option<u16>,
}

impl LastMeeting {
    /// The latest meeting up to `date` that took place, one left aside.
    pub(crate) fn of(
        conn: &Connection,
        groups: &[Uuid],
        date: NaiveDate,
        except: Option<Uuid>,
    ) -> Result<Option<Self>> {
        conn.prepare_cached(
            "SELECT doc, place, starts, ends FROM rm_meeting
             WHERE grp IN (SELECT unhex(value) FROM json_each(?1)) AND date <= ?2 AND cancelled = 0 AND doc IS NOT ?3
             ORDER BY date DESC, starts DESC, doc DESC LIMIT 1",
        )?
        .query_row(
            (
                id_list(groups),
                date.to_string(),
                except.map(Uuid::into_bytes),
            ),
            |row| {
                Ok(Self {
                    id: id(row, 0)?,
                    place: row.get(1)?,
                    starts: row.get(2)?,
                    ends: row.get(3)?,
                })
            },
        )
        .optional()
    }
}

/// When and where a meeting was.
#[derive(Debug, Clone)]
pub(crate) struct HeldDetails {
    pub starts: Option<u16>,
    pub ends: Option<u16>,
    pub place: Option<String>,
}

/// When and where some meetings were.
pub(crate) fn held_details(
    conn: &Connection,
    meetings: &[Uuid],
) -> Result<HashMap<Uuid, HeldDetails>> {
    let sql = "SELECT doc, starts, ends, place FROM rm_meeting
         WHERE doc IN (SELECT unhex(value) FROM json_each(?1))";
    let found = rows(conn, sql, [id_list(meetings)], |row| {
        let details = HeldDetails {
            starts: row.get(1)?,
            ends: row.get(2)?,
            place: row.get(3)?,
        };
        Ok((id(row, 0)?, details))
    })?;
    Ok(found.into_iter().collect())
}

/// Meetings of some groups of which the office said that something is to be mended, and nothing was since.
pub(crate) fn to_mend(conn: &Connection, groups: &[Uuid]) -> Result<Vec<Uuid>> {
    let sql = "SELECT doc FROM rm_meeting WHERE grp IN (SELECT unhex(value) FROM json_each(?1))
         AND verdict = ?2 AND changed_since_check = 0";
    let bound = (id_list(groups), Verdict::Perbaiki.as_str());
    rows(conn, sql, bound, |row| id(row, 0))
}

/// Meetings of some groups on a field of which people disagree.
pub(crate) fn disagreed(conn: &Connection, groups: &[Uuid]) -> Result<Vec<Uuid>> {
    let sql = "SELECT doc FROM rm_meeting m WHERE grp IN (SELECT unhex(value) FROM json_each(?1))
         AND EXISTS (SELECT 1 FROM rm_disagreement d WHERE d.doc = m.doc)";
    rows(conn, sql, [id_list(groups)], |row| id(row, 0))
}

/// Who spoke at a meeting, in order: name and agency.
pub(crate) fn speakers(conn: &Connection, meeting: Uuid) -> Result<Vec<(String, String)>> {
    let sql = "SELECT coalesce(name, ''), coalesce(agency, '') FROM rm_speaker WHERE doc = ?1 ORDER BY no";
    rows(conn, sql, [meeting.as_bytes()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Who spoke to groups of a kecamatan since a day, the most frequent first: name and agency.
pub(crate) fn known_speakers(
    conn: &Connection,
    kecamatan: Option<&str>,
    since: NaiveDate,
    limit: u32,
) -> Result<Vec<(String, String)>> {
    let sql = "SELECT s.name, coalesce(s.agency, '') FROM rm_speaker s
         JOIN rm_meeting m ON m.doc = s.doc JOIN rm_group g ON g.doc = m.grp
         WHERE m.date >= ?1 AND g.kecamatan = ?2 AND s.name IS NOT NULL
         GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT ?3";
    rows(conn, sql, (since.to_string(), kecamatan, limit), |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// The notes of a meeting, in the order of the form.
pub(crate) fn notes(conn: &Connection, meeting: Uuid) -> Result<Vec<String>> {
    let sql = "SELECT aspect, text FROM rm_note WHERE doc = ?1";
    let found = rows(conn, sql, [meeting.as_bytes()], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?))
    })?;
    let mut by_aspect: HashMap<String, String> = found.into_iter().collect();
    let ordered = Aspect::ALL.iter();
    Ok(ordered
        .filter_map(|aspect| by_aspect.remove(aspect.as_str()))
        .collect())
}

/// What a search looks at, read in place.
pub(crate) struct Searched<'r> {
    pub id: Uuid,
    pub group: Uuid,
    pub date: &'r str,
    pub session: &'r str,
    pub title: &'r str,
    pub place: &'r str,
}

/// Shows every meeting to `look`, the latest first, until it says that this is enough.
pub(crate) fn search(conn: &Connection, mut look: impl FnMut(&Searched<'_>) -> bool) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT doc, grp, date, session, coalesce(title, ''), coalesce(place, '') FROM rm_meeting
         ORDER BY date DESC, doc",
    )?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let enough = look(&Searched {
            id: id(row, 0)?,
            group: id(row, 1)?,
            date: text(row, 2)?,
            session: text(row, 3)?,
            title: text(row, 4)?,
            place: text(row, 5)?,
        });
        if enough {
            break;
        }
    }
    Ok(())
}

/// Meetings, and other documents, with a change that no relay has acknowledged.
pub(crate) fn waiting(conn: &Connection) -> Result<(u32, u32)> {
    conn.prepare_cached(
        "SELECT count(m.doc), count(*) - count(m.doc)
         FROM (SELECT DISTINCT document FROM pending) LEFT JOIN rm_meeting m ON m.doc = document",
    )?
    .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
}

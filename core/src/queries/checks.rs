//! Meetings as a checker meets them: which wait for a verdict, on which version, and what is odd about them.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::ids::{day, id, id_list, rows, text};
use crate::kinds::Verdict;

/// The order of every list of meetings, and of going from one to the next.
const ORDER: &str = "ORDER BY date DESC, starts DESC, doc";
/// A meeting that a checker meets: a cancelled one waits for no verdict, one that had a verdict stays.
const CHECKABLE: &str = "(verdict IS NOT NULL OR cancelled = 0)";

/// From the first day to the last; of all time where there is none.
pub(crate) type Days = Option<(NaiveDate, NaiveDate)>;

fn bounds(days: Days) -> [String; 2] {
    days.map_or_else(
        || [String::new(), "~".to_owned()],
        |(first, last)| [first.to_string(), last.to_string()],
    )
}

/// A meeting that is checked, or is to be.
pub(crate) struct Checkable {
    pub id: Uuid,
    pub group: Uuid,
    pub date: NaiveDate,
    pub verdict: Option<Verdict>,
    /// It says something else than what the verdict was given on.
    pub changed: bool,
}

impl Checkable {
    /// Those of some days, the latest first.
    pub(crate) fn all(conn: &Connection, days: Days) -> Result<Vec<Self>> {
        let sql = format!(
            "SELECT doc, grp, date, verdict, changed_since_check FROM rm_meeting
             WHERE date BETWEEN ?1 AND ?2 AND {CHECKABLE} {ORDER}"
        );
        rows(conn, &sql, bounds(days), |row| {
            Ok(Self {
                id: id(row, 0)?,
                group: id(row, 1)?,
                date: day(text(row, 2)?),
                verdict: Verdict::parse(text(row, 3)?),
                changed: row.get(4)?,
            })
        })
    }
}

/// How many of them there are, by verdict and whether they changed since.
pub(crate) fn counts(conn: &Connection, days: Days) -> Result<Vec<(Option<Verdict>, bool, u32)>> {
    let sql = format!(
        "SELECT verdict, changed_since_check, count(*) FROM rm_meeting
         WHERE date BETWEEN ?1 AND ?2 AND {CHECKABLE} GROUP BY 1, 2"
    );
    rows(conn, &sql, bounds(days), |row| {
        Ok((Verdict::parse(text(row, 0)?), row.get(1)?, row.get(2)?))
    })
}

/// Every meeting that is to be looked at, and `one`, in the order of the lists.
pub(crate) fn due_and(conn: &Connection, one: Uuid) -> Result<Vec<Uuid>> {
    let sql = format!(
        "SELECT doc FROM rm_meeting WHERE (verdict IS NULL AND cancelled = 0)
            OR (verdict IS NOT NULL AND changed_since_check = 1) OR doc = ?1 {ORDER}"
    );
    rows(conn, &sql, [one.as_bytes()], |row| id(row, 0))
}

/// The version of each of these meetings as windows know it.
pub(crate) fn versions(conn: &Connection, meetings: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let sql =
        "SELECT doc, heads FROM rm_meeting WHERE doc IN (SELECT unhex(value) FROM json_each(?1))";
    let found = rows(conn, sql, [id_list(meetings)], |row| {
        let heads = row.get_ref(1)?.as_blob().unwrap_or_default();
        Ok((id(row, 0)?, data_encoding::HEXLOWER.encode(heads)))
    })?;
    Ok(found.into_iter().collect())
}

/// Something that a checker should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// Somebody was there and has no rating.
    Unrated,
    /// None of the five aspects is noted.
    NoNotes,
    /// No speaker has a name.
    NoSpeaker,
    /// It does not say from when to when.
    NoTimes,
    /// It does not say where.
    NoPlace,
    /// The group met another time in that month.
    TwiceInMonth,
}

/// Those of the meetings that have an oddity.
pub(crate) fn odd(conn: &Connection, meetings: &[Uuid], which: Oddity) -> Result<HashSet<Uuid>> {
    let condition = match which {
        Oddity::Unrated => {
            "EXISTS (SELECT 1 FROM rm_mark k WHERE k.doc = m.doc AND mark = 'H' AND rating IS NULL)"
        }
        Oddity::NoNotes => "NOT EXISTS (SELECT 1 FROM rm_note n WHERE n.doc = m.doc)",
        Oddity::NoSpeaker => {
            "NOT EXISTS (SELECT 1 FROM rm_speaker s WHERE s.doc = m.doc AND name IS NOT NULL)"
        }
        Oddity::NoTimes => "(starts IS NULL OR ends IS NULL)",
        Oddity::NoPlace => "(place IS NULL OR place = '')",
        Oddity::TwiceInMonth => {
            "EXISTS (SELECT 1 FROM rm_meeting o WHERE o.grp = m.grp AND o.doc <> m.doc AND o.cancelled = 0
                     AND o.date >= substr(m.date, 1, 7) AND o.date < substr(m.date, 1, 7) || '~')"
        }
    };
    let sql = format!(
        "SELECT doc FROM rm_meeting m WHERE doc IN (SELECT unhex(value) FROM json_each(?1)) AND {condition}"
    );
    let found = rows(conn, &sql, [id_list(meetings)], |row| id(row, 0))?;
    Ok(found.into_iter().collect())
}

/// Whether a group met in the month of a day, one meeting left aside.
pub(crate) fn met_in_month(
    conn: &Connection,
    group: Uuid,
    date: NaiveDate,
    except: Option<Uuid>,
) -> Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM rm_meeting WHERE grp = ?1 AND doc IS NOT ?2 AND cancelled = 0
            AND date >= substr(?3, 1, 7) AND date < substr(?3, 1, 7) || '~')",
    )?
    .query_row(
        (
            group.as_bytes(),
            except.map(Uuid::into_bytes),
            date.to_string(),
        ),
        |row| row.get(0),
    )
}

/// Whether people disagree on a field of a meeting.
pub(crate) fn is_disagreed(conn: &Connection, meeting: Uuid) -> Result<bool> {
    let sql = "SELECT 1 FROM rm_disagreement WHERE doc = ?1";
    super::ids::exists(conn, sql, meeting.as_bytes())
}

//! What groups have had: their meetings that took place, with the sessions held.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::ids::{id, text};
use super::names::SessionName;
use super::sessions::Sessions;
use crate::error::Error;

/// A session that a group had.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub meeting: Uuid,
    pub date: NaiveDate,
    pub session: String,
}

/// The sessions of all groups, or of one.
#[derive(Debug, Default)]
pub(crate) struct Delivered {
    /// Of each group, the oldest first.
    of: HashMap<Uuid, Vec<Given>>,
}

impl Delivered {
    /// Reads what every group had.
    pub(crate) fn read(conn: &Connection) -> Result<Self, Error> {
        Self::read_where(conn, None, None)
    }

    /// Reads what one group had, leaving out one meeting.
    pub(crate) fn of_group(
        conn: &Connection,
        group: Uuid,
        except: Option<Uuid>,
    ) -> Result<Self, Error> {
        Self::read_where(conn, Some(group), except)
    }

    fn read_where(
        conn: &Connection,
        group: Option<Uuid>,
        except: Option<Uuid>,
    ) -> Result<Self, Error> {
        let one = if group.is_some() {
            "AND grp = ?1"
        } else {
            "AND ?1 IS NULL"
        };
        let mut statement = conn.prepare_cached(&format!(
            "SELECT doc, grp, date, session, more_sessions FROM rm_meeting \
             WHERE cancelled = 0 {one} AND doc IS NOT ?2 ORDER BY date, starts, doc"
        ))?;
        let bytes = |id: Option<Uuid>| id.map(Uuid::into_bytes);
        let mut rows = statement.query((bytes(group), bytes(except)))?;
        let mut delivered = Self::default();
        while let Some(row) = rows.next()? {
            let Ok(date) = row.get::<_, String>(2)?.parse() else {
                continue;
            };
            let meeting = Uuid::from_bytes(row.get(0)?);
            let group = delivered
                .of
                .entry(Uuid::from_bytes(row.get(1)?))
                .or_default();
            let more: Option<String> = row.get(4)?;
            let first: String = row.get(3)?;
            let all = std::iter::once(first.as_str())
                .chain(more.as_deref().unwrap_or_default().split(' '))
                .filter(|code| !code.is_empty());
            group.extend(all.map(|code| Given {
                meeting,
                date,
                session: code.to_owned(),
            }));
        }
        Ok(delivered)
    }

    /// What a group had, the oldest first.
    pub(crate) fn of(&self, group: Uuid) -> &[Given] {
        self.of.get(&group).map(Vec::as_slice).unwrap_or_default()
    }

    /// The codes of what it had, the oldest first.
    pub(crate) fn codes(&self, group: Uuid) -> impl Iterator<Item = &str> {
        self.of(group).iter().map(|given| given.session.as_str())
    }

    /// The day of its last meeting.
    pub(crate) fn last(&self, group: Uuid) -> Option<NaiveDate> {
        self.of(group).last().map(|given| given.date)
    }

    /// When it had a session; the last time, if more than once.
    pub(crate) fn when(&self, group: Uuid, code: &str) -> Option<&Given> {
        let mut given = self.of(group).iter().rev();
        given.find(|given| given.session == code)
    }

    /// The session that comes next for it.
    pub(crate) fn next(&self, group: Uuid, sessions: &Sessions) -> Option<SessionName> {
        sessions.next(self.codes(group))
    }

    /// The meetings of some groups from `first` to `last`.
    pub(crate) fn meetings_of(
        &self,
        groups: &[Uuid],
        first: NaiveDate,
        last: NaiveDate,
    ) -> Vec<Uuid> {
        let given = groups.iter().flat_map(|group| self.of(*group));
        let mut meetings: Vec<Uuid> = given
            .filter(|given| first <= given.date && given.date <= last)
            .map(|given| given.meeting)
            .collect();
        meetings.dedup();
        meetings
    }

    /// Whether it met from `first` to `last`.
    pub(crate) fn met(&self, group: Uuid, first: NaiveDate, last: NaiveDate) -> bool {
        let mut given = self.of(group).iter().rev();
        given.any(|given| first <= given.date && given.date <= last)
    }
}

/// Which groups had had which sessions by a day, each once.
pub(crate) fn had_until(
    conn: &Connection,
    day: NaiveDate,
) -> Result<HashSet<(Uuid, String)>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT grp, session, more_sessions FROM rm_meeting WHERE date <= ?1 AND cancelled = 0",
    )?;
    let mut found = statement.query([day.to_string()])?;
    let mut had = HashSet::new();
    while let Some(row) = found.next()? {
        let group = id(row, 0)?;
        let codes = std::iter::once(text(row, 1)?).chain(text(row, 2)?.split(' '));
        had.extend(codes.map(|code| (group, code.to_owned())));
    }
    Ok(had)
}

/// The codes that meetings have, also those that did not take place.
pub(crate) fn used_codes(conn: &Connection) -> Result<BTreeSet<String>, Error> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT session, more_sessions FROM rm_meeting")?;
    let mut found = statement.query([])?;
    let mut used = BTreeSet::new();
    while let Some(row) = found.next()? {
        let codes = std::iter::once(text(row, 0)?).chain(text(row, 1)?.split(' '));
        used.extend(codes.map(str::to_owned));
    }
    Ok(used)
}

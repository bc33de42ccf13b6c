//! Meetings as lists show them, any number of them in a handful of statements.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::ids::id_list;
use super::kelompok::Groups;
use super::members::Members;
use super::sessions::Sessions;
use super::terms::{MeetingRow, Safe, Tally};
use crate::documents::{FamilyKey, Mark, Rating, Verdict};
use crate::error::Error;

/// The rows of these meetings, the latest first. What this device does not know has no row.
pub(super) fn meeting_rows(
    conn: &Connection,
    meetings: &[Uuid],
    groups: &Groups,
    sessions: &Sessions,
) -> Result<Vec<MeetingRow>, Error> {
    let chosen = id_list(meetings);
    let mut statement = conn.prepare_cached(
        "SELECT doc, grp, date, session, cancelled, verdict, changed_since_check,
            EXISTS (SELECT 1 FROM pending WHERE document = doc),
            (SELECT count(DISTINCT path) FROM rm_disagreement d WHERE d.doc = m.doc)
         FROM rm_meeting m WHERE doc IN (SELECT unhex(value) FROM json_each(?1))
         ORDER BY date DESC, starts DESC, doc",
    )?;
    let mut found = statement.query([&chosen])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let verdict: Option<String> = row.get(5)?;
        rows.push(MeetingRow {
            id: Uuid::from_bytes(row.get(0)?),
            group: groups.named(Uuid::from_bytes(row.get(1)?)),
            date: day(&row.get::<_, String>(2)?),
            session: sessions.name(row.get_ref(3)?.as_str().unwrap_or_default()),
            tally: Tally::default(),
            safe: if row.get(7)? {
                Safe::Here
            } else {
                Safe::Office
            },
            cancelled: row.get(4)?,
            verdict: verdict.as_deref().and_then(Verdict::parse),
            changed_since_check: row.get(6)?,
            disagreements: row.get(8)?,
        });
    }
    let mut of: Vec<Uuid> = rows.iter().map(|row| row.group.id).collect();
    of.sort_unstable();
    of.dedup();
    let members = Members::of_groups(conn, &of)?;
    let marks = Marks::of(conn, &chosen)?;
    for row in &mut rows {
        row.tally = marks.tally(row.id, row.group.id, row.date, &members);
    }
    Ok(rows)
}

/// A day of the read model, which holds none but sound ones.
pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

/// The marks of some meetings.
struct Marks {
    of: HashMap<Uuid, Vec<(String, Mark)>>,
}

impl Marks {
    fn of(conn: &Connection, chosen: &str) -> Result<Self, Error> {
        let mut statement = conn.prepare_cached(
            "SELECT doc, family_key, mark FROM rm_mark
             WHERE doc IN (SELECT unhex(value) FROM json_each(?1)) AND mark IS NOT NULL",
        )?;
        let mut rows = statement.query([chosen])?;
        let mut of: HashMap<Uuid, Vec<(String, Mark)>> = HashMap::new();
        while let Some(row) = rows.next()? {
            if let Some(mark) = mark_of_code(row.get_ref(2)?.as_str().unwrap_or_default()) {
                let marks = of.entry(Uuid::from_bytes(row.get(0)?)).or_default();
                marks.push((row.get(1)?, mark));
            }
        }
        Ok(Self { of })
    }

    /// Everybody who has a mark, and the active families of the group on that day who have none.
    fn tally(&self, meeting: Uuid, group: Uuid, date: NaiveDate, members: &Members) -> Tally {
        let marks = self.of.get(&meeting).map(Vec::as_slice).unwrap_or_default();
        let mut tally = Tally::default();
        for (_, mark) in marks {
            tally.add(Some(*mark));
        }
        for member in members.active(group, date) {
            let key8 = FamilyKey::of(member.id);
            let names = |key: &str| {
                key.starts_with(key8.as_str())
                    && FamilyKey::parse(key).is_some_and(|key| key.names(member.id))
            };
            if !marks.iter().any(|(key, _)| names(key)) {
                tally.add(None);
            }
        }
        tally
    }
}

impl Tally {
    /// Counts one more family.
    pub(super) fn add(&mut self, mark: Option<Mark>) {
        let count = match mark {
            Some(Mark::Hadir) => &mut self.hadir,
            Some(Mark::Sakit) => &mut self.sakit,
            Some(Mark::Alfa) => &mut self.alfa,
            None => &mut self.unmarked,
        };
        *count += 1;
    }
}

/// Reads a mark's code in the read model.
pub(super) fn mark_of_code(code: &str) -> Option<Mark> {
    Mark::ALL.iter().copied().find(|mark| mark.code() == code)
}

/// Reads a rating's code in the read model.
pub(super) fn rating_of_code(code: &str) -> Option<Rating> {
    Rating::ALL
        .iter()
        .copied()
        .find(|rating| rating.code() == code)
}

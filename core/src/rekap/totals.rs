//! The sums of many months at once, for a trend: by the rules of [the module's page](super), without the meetings and families behind
//! them. What months share is read once: counting each month in full would read all families as many times.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::RekapError;
use super::keys::{FamilyKeys, Meant};
use super::marks::groups_in_month;
use super::month::YearMonth;
use super::tables::{order, stays_until};
use crate::readmodel::Merged;

/// The kabupaten's sums of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Total Jumlah Kelompok.
    pub groups: u32,
    /// Jumlah Kelompok Terealisasi.
    pub groups_met: u32,
    /// Total KPM Dampingan.
    pub families: u32,
    /// Hadir.
    pub hadir: u32,
    /// Tidak Hadir, of the families whose group met.
    pub absent: u32,
}

impl Totals {
    /// Counts each of `months`, in their order.
    ///
    /// # Errors
    /// Only if the tables cannot be read.
    pub fn count(conn: &Connection, months: &[YearMonth]) -> Result<Vec<Self>, RekapError> {
        let all = Everything::read(conn)?;
        let totals = months.iter().map(|month| all.total(conn, *month));
        Ok(totals.collect::<Result<_, _>>()?)
    }
}

/// What all months share, with its history.
struct Everything {
    /// The families that are part of each one.
    parts: HashMap<usize, Vec<usize>>,
    /// From when each group no longer exists.
    /// Whether each exists, from which day.
    groups: HashMap<Uuid, Vec<(String, bool)>>,
    families: Vec<Family>,
    keys: FamilyKeys,
}

struct Family {
    /// The place of the family of which she is part; her own if of none.
    counts_as: usize,
    /// She is part of another, here or elsewhere.
    part: bool,
    /// Since when: active or not.
    statuses: Vec<(String, bool)>,
    /// Since when: which group.
    groups: Vec<(String, Uuid)>,
}

impl Everything {
    fn read(conn: &Connection) -> rusqlite::Result<Self> {
        let mut groups: HashMap<Uuid, Vec<(String, bool)>> = HashMap::new();
        let mut statement = conn.prepare_cached(
            "SELECT g.doc, since, open FROM rm_group g LEFT JOIN rm_group_state s ON s.doc = g.doc ORDER BY g.doc, since",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Ok(doc) = Uuid::from_slice(row.get_ref(0)?.as_blob()?) {
                let states = groups.entry(doc).or_default();
                if let Some(since) = row.get(1)? {
                    states.push((since, row.get(2)?));
                }
            }
        }
        let mut places = HashMap::new();
        let mut ids = Vec::new();
        let mut statement = conn.prepare_cached("SELECT doc FROM rm_family ORDER BY doc")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Ok(doc) = Uuid::from_slice(row.get_ref(0)?.as_blob()?) {
                places.insert(doc, ids.len());
                ids.push(doc);
            }
        }
        let merged = Merged::read(conn)?;
        let mut families: Vec<Family> = Vec::with_capacity(ids.len());
        let mut parts: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, id) in ids.iter().enumerate() {
            let part = merged.is_part(*id);
            let counts_as = places.get(&merged.kept(*id)).copied().unwrap_or(at);
            if counts_as != at {
                parts.entry(counts_as).or_default().push(at);
            }
            families.push(Family {
                counts_as,
                part,
                statuses: Vec::new(),
                groups: Vec::new(),
            });
        }
        let place = |blob: &[u8]| places.get(&Uuid::from_slice(blob).ok()?).copied();
        let mut statement = conn.prepare_cached(
            "SELECT doc, since, status FROM rm_family_status ORDER BY doc, since",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let active = row.get_ref(2)?.as_str()? == "aktif";
            let place = place(row.get_ref(0)?.as_blob()?);
            if let Some(family) = place.and_then(|at| families.get_mut(at)) {
                family.statuses.push((row.get(1)?, active));
            }
        }
        let mut statement =
            conn.prepare_cached("SELECT doc, since, grp FROM rm_family_group ORDER BY doc, since")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let group = Uuid::from_slice(row.get_ref(2)?.as_blob()?);
            let place = place(row.get_ref(0)?.as_blob()?);
            if let (Some(family), Ok(group)) = (place.and_then(|at| families.get_mut(at)), group) {
                family.groups.push((row.get(1)?, group));
            }
        }
        Ok(Self {
            parts,
            groups,
            families,
            keys: FamilyKeys::new(ids.into_iter()),
        })
    }

    fn total(&self, conn: &Connection, month: YearMonth) -> rusqlite::Result<Totals> {
        let first = month.first_day().to_string();
        let last = month.last_day().to_string();
        let open = |group: &Uuid| {
            let states = self.groups.get(group);
            states.is_some_and(|states| {
                let first_day = states.iter().rev().find(|(since, _)| *since <= first);
                let opened =
                    |(since, open): &(String, bool)| *open && *since > first && *since <= last;
                first_day.is_none_or(|(_, open)| *open) || states.iter().any(opened)
            })
        };
        let counted = counted_meetings(conn, month, open)?;
        let marks = self.marks(conn, &counted)?;
        let mut total = Totals {
            groups: count(self.groups.keys().filter(|group| open(group))),
            groups_met: count(counted.keys()),
            ..Totals::default()
        };
        for (at, family) in self.families.iter().enumerate() {
            let said = stays_until(&family.statuses, &last);
            if family.part || !said.last().is_none_or(|(_, active)| *active) {
                continue;
            }
            let groups = stays_until(&family.groups, &last);
            let Some((_, present)) = groups.last().filter(|(_, group)| open(group)) else {
                continue;
            };
            let own_meeting = counted.get(present);
            let found = match (groups, self.parts.get(&at)) {
                // Almost every family has been in one group, and is no other's.
                ([_], None) => own_meeting.and_then(|meeting| marks.get(*meeting, at)),
                (_, parts) => {
                    let parts = parts.into_iter().flatten();
                    let parts = parts.filter_map(|part| self.families.get(*part));
                    let ways = std::iter::once(groups)
                        .chain(parts.map(|part| stays_until(&part.groups, &last)));
                    let mut ways = ways.flat_map(|groups| groups_in_month(groups, &first));
                    ways.find_map(|group| marks.get(*counted.get(&group)?, at))
                }
            };
            total.families += 1;
            if found == Some(true) {
                total.hadir += 1;
            } else if own_meeting.is_some() {
                total.absent += 1;
            }
        }
        Ok(total)
    }

    /// Who was there at the counted meetings.
    fn marks(&self, conn: &Connection, counted: &HashMap<Uuid, Uuid>) -> rusqlite::Result<Marks> {
        let mut marks = Marks::of(self.families.len());
        let mut of_parts = Vec::new();
        // A key that is the start of another comes before it, so the longer, surer one has the last word.
        let mut statement = conn.prepare_cached(
            "SELECT family_key, mark FROM rm_mark WHERE doc = ?1 AND mark IS NOT NULL ORDER BY family_key",
        )?;
        for meeting in counted.values() {
            let mut rows = statement.query([meeting.as_bytes()])?;
            while let Some(row) = rows.next()? {
                let hadir = match row.get_ref(1)?.as_str()? {
                    "H" => true,
                    "S" | "A" => false,
                    _ => continue,
                };
                let Meant::Family(at) = self.keys.find(row.get_ref(0)?.as_str()?) else {
                    continue;
                };
                match self.families.get(at).map(|family| family.counts_as) {
                    Some(counts_as) if counts_as != at => {
                        of_parts.push((*meeting, counts_as, hadir));
                    }
                    _ => marks.set(*meeting, at, hadir),
                }
            }
        }
        for (meeting, at, hadir) in of_parts {
            if marks.get(meeting, at).is_none() {
                marks.set(meeting, at, hadir);
            }
        }
        Ok(marks)
    }
}

/// Rules 3 and 4: of each group the latest meeting.
fn counted_meetings(
    conn: &Connection,
    month: YearMonth,
    open: impl Fn(&Uuid) -> bool,
) -> rusqlite::Result<HashMap<Uuid, Uuid>> {
    let mut latest = HashMap::new();
    let mut statement = conn.prepare_cached(
        "SELECT doc, grp, date, starts, session FROM rm_meeting
         WHERE date >= ?1 AND date < ?1 || '~' AND cancelled = 0",
    )?;
    let mut rows = statement.query(params![month.to_string()])?;
    while let Some(row) = rows.next()? {
        let doc = Uuid::from_slice(row.get_ref(0)?.as_blob()?);
        let group = Uuid::from_slice(row.get_ref(1)?.as_blob()?);
        let day: Option<NaiveDate> = row.get_ref(2)?.as_str()?.parse().ok();
        let day = day.filter(|day| month.contains(*day));
        let (Ok(doc), Ok(group), Some(day)) = (doc, group, day) else {
            continue;
        };
        if !open(&group) {
            continue;
        }
        let place = order(day, row.get(3)?, row.get(4)?, doc);
        let best = latest.entry(group).or_insert_with(|| place.clone());
        if place > *best {
            *best = place;
        }
    }
    let latest = latest.into_iter();
    Ok(latest.map(|(group, (.., doc))| (group, doc)).collect())
}

/// Marks of a month by meeting and place of the family. Few families have more than one, so that one each lies in a row.
struct Marks {
    first: Vec<Option<(Uuid, bool)>>,
    more: HashMap<(Uuid, usize), bool>,
}

impl Marks {
    fn of(families: usize) -> Self {
        Self {
            first: vec![None; families],
            more: HashMap::new(),
        }
    }

    fn get(&self, meeting: Uuid, at: usize) -> Option<bool> {
        match self.first.get(at)? {
            Some((first, hadir)) if *first == meeting => Some(*hadir),
            _ => self.more.get(&(meeting, at)).copied(),
        }
    }

    fn set(&mut self, meeting: Uuid, at: usize, hadir: bool) {
        match self.first.get_mut(at) {
            Some(first) if first.is_none_or(|(known, _)| known == meeting) => {
                *first = Some((meeting, hadir));
            }
            _ => {
                self.more.insert((meeting, at), hadir);
            }
        }
    }
}

fn count(things: impl Iterator) -> u32 {
    u32::try_from(things.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "totals_tests.rs"]
mod tests;

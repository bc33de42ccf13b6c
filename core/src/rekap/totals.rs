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
    /// From when each group no longer exists.
    groups: HashMap<Uuid, Option<String>>,
    families: Vec<Family>,
    keys: FamilyKeys,
}

#[derive(Default)]
struct Family {
    /// Since when: active or not.
    statuses: Vec<(String, bool)>,
    /// Since when: which group.
    groups: Vec<(String, Uuid)>,
}

impl Everything {
    fn read(conn: &Connection) -> rusqlite::Result<Self> {
        let mut groups = HashMap::new();
        let mut statement = conn.prepare_cached("SELECT doc, closed FROM rm_group")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Ok(doc) = Uuid::from_slice(row.get_ref(0)?.as_blob()?) {
                groups.insert(doc, row.get(1)?);
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
        let mut families: Vec<Family> = ids.iter().map(|_| Family::default()).collect();
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
            groups,
            families,
            keys: FamilyKeys::new(ids.into_iter()),
        })
    }

    fn total(&self, conn: &Connection, month: YearMonth) -> rusqlite::Result<Totals> {
        let first = month.first_day().to_string();
        let last = month.last_day().to_string();
        let open = |group: &Uuid| {
            let closed = self.groups.get(group);
            closed.is_some_and(|closed| closed.as_deref().is_none_or(|closed| closed > &*first))
        };
        let counted = self.counted_meetings(conn, month, open)?;
        let marks = self.marks(conn, &counted)?;
        let mut total = Totals {
            groups: count(self.groups.keys().filter(|group| open(group))),
            groups_met: count(counted.keys()),
            ..Totals::default()
        };
        for (at, family) in self.families.iter().enumerate() {
            let said = stays_until(&family.statuses, &last);
            if !said.last().is_none_or(|(_, active)| *active) {
                continue;
            }
            let groups = stays_until(&family.groups, &last);
            let Some((_, present)) = groups.last().filter(|(_, group)| open(group)) else {
                continue;
            };
            let found = groups_in_month(groups, &first).find_map(|group| {
                let meeting = counted.get(&group)?;
                marks.get(&(*meeting, at)).copied()
            });
            total.families += 1;
            if found == Some(true) {
                total.hadir += 1;
            } else if counted.contains_key(present) {
                total.absent += 1;
            }
        }
        Ok(total)
    }

    /// Rules 3 and 4: of each group the latest meeting.
    fn counted_meetings(
        &self,
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

    /// Who was there, by meeting and place of the family.
    fn marks(
        &self,
        conn: &Connection,
        counted: &HashMap<Uuid, Uuid>,
    ) -> rusqlite::Result<HashMap<(Uuid, usize), bool>> {
        let mut marks = HashMap::new();
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
                if let Meant::Family(at) = self.keys.find(row.get_ref(0)?.as_str()?) {
                    marks.insert((*meeting, at), hadir);
                }
            }
        }
        Ok(marks)
    }
}

fn count(things: impl Iterator) -> u32 {
    u32::try_from(things.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "totals_tests.rs"]
mod tests;

//! The sums of many months at once, for a trend: by the rules of [the module's page](super), without the meetings and families behind
//! them. What months share is read once: counting each month in full would read all families as many times.

use std::collections::HashMap;

use rusqlite::Connection;
use uuid::Uuid;

use super::RekapError;
use super::keys::{FamilyKeys, Meant};
use super::marks::groups_in_month;
use crate::queries::dated::Dated;
use crate::queries::histories::{FamilyHistory, each_mark, group_states};
use crate::queries::month_tables::{Stay, held_in};
use crate::queries::once::once;
use crate::readmodel::Merged;
use crate::reference::month::YearMonth;

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
    /// Whether each group exists, from which day.
    groups: HashMap<Uuid, Dated<bool>>,
    families: Vec<Family>,
    keys: FamilyKeys,
}

struct Family {
    /// The place of the family of which it is part; its own if of none.
    counts_as: usize,
    /// It is part of another, here or elsewhere.
    part: bool,
    history: FamilyHistory,
}

impl Everything {
    fn read(conn: &Connection) -> rusqlite::Result<Self> {
        let histories = FamilyHistory::all(conn)?;
        let ids: Vec<Uuid> = histories.iter().map(|family| family.id).collect();
        let places: HashMap<Uuid, usize> =
            ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let merged = Merged::read(conn)?;
        let mut families: Vec<Family> = Vec::with_capacity(ids.len());
        let mut parts: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, history) in histories.into_iter().enumerate() {
            let counts_as = places.get(&merged.kept(history.id)).copied().unwrap_or(at);
            if counts_as != at {
                parts.entry(counts_as).or_default().push(at);
            }
            families.push(Family {
                counts_as,
                part: merged.is_part(history.id),
                history,
            });
        }
        Ok(Self {
            parts,
            groups: group_states(conn)?,
            families,
            keys: FamilyKeys::new(ids.into_iter()),
        })
    }

    fn total(&self, conn: &Connection, month: YearMonth) -> rusqlite::Result<Totals> {
        let (first_day, last_day) = (month.first_day(), month.last_day());
        let (first, last) = (first_day.to_string(), last_day.to_string());
        let open = |group: &Uuid| {
            let states = self.groups.get(group);
            states.is_some_and(|states| {
                let mut later = states.after(first_day).iter();
                states.on(first_day).is_none_or(|open| *open)
                    || later.any(|(since, open)| *open && *since <= last)
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
            let said = family.history.statuses.until(&last);
            if family.part || !said.last().is_none_or(|(_, active)| *active) {
                continue;
            }
            let groups = family.history.groups.until(&last);
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
                        .chain(parts.map(|part| part.history.groups.until(&last)));
                    let stay = |(since, group): &(String, Uuid)| Stay {
                        group: *group,
                        after_the_first: *since > first,
                    };
                    let mut ways = ways.flat_map(|groups| groups_in_month(groups.iter().map(stay)));
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
        let kept = |at: usize| {
            let family = self.families.get(at);
            family.map_or(at, |family| family.counts_as)
        };
        for meeting in counted.values() {
            let mut said = Vec::new();
            each_mark(conn, *meeting, |key, hadir| {
                if let Meant::Family(at) = self.keys.find(key) {
                    said.push((at, hadir));
                }
            })?;
            for (at, (_, hadir)) in once(said, kept) {
                marks.set(*meeting, at, hadir);
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
    for (group, place) in held_in(conn, month)? {
        if !open(&group) {
            continue;
        }
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

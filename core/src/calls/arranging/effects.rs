//! What an arrangement does beyond what it says: meetings since its day whose marks no report counts any more, and moves and
//! statuses that were planned for later and end by it. Told before it is written and after; it writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::leaving::{families_from, way_of_merge};
use crate::calls::Query;
use crate::calls::families::{from, known};
use crate::calls::terms::{GroupName, Person};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Arranging, FamilyPatch, FamilyView, Since, Status};
use crate::queries::groups::Groups;
use crate::queries::marks::{self, MarkedAt};
use crate::queries::names::name_of;
use crate::rekap::YearMonth;

/// What an arrangement does beyond what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Effects {
    /// Meetings whose marks of some families no report counts any more, by day.
    pub voided: Vec<VoidedMeeting>,
    /// Moves that were planned for later and end.
    pub ended: Vec<EndedMove>,
    /// Statuses that were planned for later and end.
    pub ended_statuses: Vec<EndedStatus>,
}

/// A meeting whose marks of some families no report counts any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VoidedMeeting {
    /// Its document.
    pub meeting: Uuid,
    /// Its day.
    pub date: NaiveDate,
    /// Its group.
    pub group: GroupName,
    /// The families that are marked there.
    pub families: Vec<Person>,
}

/// A move that was planned for a later day and ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndedMove {
    /// The family.
    pub family: Person,
    /// Where it was to go.
    pub group: GroupName,
    /// On which day.
    pub since: NaiveDate,
}

/// A status that was planned for a later day and ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndedStatus {
    /// The family.
    pub family: Person,
    /// Which it was to have.
    pub status: Status,
    /// From which day on.
    pub since: NaiveDate,
}

/// Asks what an arrangement would do beyond what it says, before it is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ArrangingEffects {
    /// What it would be.
    pub what: Arranging,
    /// The group that would end; none where only families go.
    #[serde(default)]
    pub group: Option<Uuid>,
    /// The families that would go; those of a group that ends need not be named.
    #[serde(default)]
    pub families: Vec<Uuid>,
    /// Where they would go; none for a group that is to be made.
    #[serde(default)]
    pub to: Option<Uuid>,
    /// The status that the families would have.
    #[serde(default)]
    pub status: Option<Status>,
    /// From which day.
    pub since: NaiveDate,
}

/// The groups of a family by the day since which it is in each.
type Stays = BTreeMap<Since, Uuid>;

/// The statuses of a family by the day since which it has each.
type Statuses = BTreeMap<Since, Status>;

/// What changes, as far as meetings and planned moves go.
#[derive(Debug, Default)]
pub(super) struct Changing {
    /// Families with their groups before and after.
    families: Vec<(Uuid, Stays, Stays)>,
    /// Families with their statuses before and after.
    statuses: Vec<(Uuid, Statuses, Statuses)>,
    /// Groups that no longer exist from a day on.
    closed: Vec<(Uuid, NaiveDate)>,
}

impl Changing {
    /// A family goes its way.
    pub(super) fn family(&mut self, id: Uuid, before: Stays, way: &BTreeMap<Since, Option<Uuid>>) {
        let mut after = before.clone();
        for (since, group) in way {
            match group {
                Some(group) => after.insert(*since, *group),
                None => after.remove(since),
            };
        }
        self.families.push((id, before, after));
    }

    /// A family has a status from a day on.
    pub(super) fn status(&mut self, family: &FamilyView, status: Status, since: NaiveDate) {
        let before = family.statuses.clone();
        let mut after = before.clone();
        after.retain(|from, _| *from < Since(Some(since)));
        after.insert(Since(Some(since)), status);
        self.statuses.push((family.id, before, after));
    }

    /// A group is closed.
    pub(super) fn closes(&mut self, group: Uuid, since: NaiveDate) {
        self.closed.push((group, since));
    }

    /// What it does, for people: `since` is the day from which it is asked for.
    pub(super) fn effects(&self, device: &Device, since: NaiveDate) -> Result<Effects, Error> {
        let conn = device.reader();
        let groups = Groups::read(conn)?;
        let mut voided: BTreeMap<(NaiveDate, Uuid), (Uuid, BTreeSet<Uuid>)> = BTreeMap::new();
        let mut void = |marked: &MarkedAt, family: Uuid| {
            let of = voided.entry((marked.date, marked.meeting));
            let (_, families) = of.or_insert_with(|| (marked.group, BTreeSet::new()));
            families.insert(family);
        };
        let mut ended = Vec::new();
        for (family, before, after) in &self.families {
            for marked in marks::of_family_at(conn, *family)? {
                let month = YearMonth::of(marked.date);
                let was = month.is_some_and(|month| is_in(before, marked.group, month));
                let is = month.is_some_and(|month| is_in(after, marked.group, month));
                if was && !is {
                    void(&marked, *family);
                }
            }
            // Only the way of the day itself was asked for.
            for (day, group) in before.range(Since(Some(since))..) {
                if *day > Since(Some(since)) && after.get(day) != Some(group) {
                    ended.push(EndedMove {
                        family: person(device, *family)?,
                        group: groups.named(*group),
                        since: day.0.unwrap_or(since),
                    });
                }
            }
        }
        let mut ended_statuses = Vec::new();
        for (family, before, after) in &self.statuses {
            for marked in marks::of_family_at(conn, *family)? {
                let month = YearMonth::of(marked.date);
                if month.is_some_and(|month| is_active(before, month) && !is_active(after, month)) {
                    void(&marked, *family);
                }
            }
            let given = after.get(&Since(Some(since)));
            let planned = before.iter().filter(|(day, status)| {
                **day > Since(Some(since)) && !after.contains_key(day) && given != Some(status)
            });
            for (day, status) in planned {
                ended_statuses.push(EndedStatus {
                    family: person(device, *family)?,
                    status: *status,
                    since: day.0.unwrap_or(since),
                });
            }
        }
        for (group, since) in &self.closed {
            let exists = groups.get(*group).map(|group| &group.states);
            for (marked, family) in marks::of_group_since(conn, *group, *since)? {
                let in_month =
                    YearMonth::of(marked.date).is_some_and(|month| month.first_day() < *since);
                let existed =
                    exists.is_none_or(|states| states.on(marked.date).is_none_or(|open| *open));
                if !in_month && existed {
                    void(&marked, family);
                }
            }
        }
        let voided = voided
            .into_iter()
            .map(|((date, meeting), (group, families))| {
                let families = families.into_iter().map(|family| person(device, family));
                Ok(VoidedMeeting {
                    meeting,
                    date,
                    group: groups.named(group),
                    families: families.collect::<Result<_, Error>>()?,
                })
            });
        Ok(Effects {
            voided: voided.collect::<Result<_, Error>>()?,
            ended,
            ended_statuses,
        })
    }
}

/// Whether a family with these stays is in a group on a day of a month: such marks the rekap counts.
fn is_in(stays: &Stays, group: Uuid, month: YearMonth) -> bool {
    let first = Since(Some(month.first_day()));
    let begun = stays.range(..=first).next_back().map(|(_, group)| *group);
    let later = stays.range(first..=Since(Some(month.last_day())));
    begun
        .into_iter()
        .chain(later.map(|(_, group)| *group))
        .any(|of| of == group)
}

/// Whether a family with these statuses is active at the end of a month: marks of others the rekap does not count.
fn is_active(statuses: &Statuses, month: YearMonth) -> bool {
    let said = statuses.range(..=Since(Some(month.last_day())));
    said.last()
        .is_none_or(|(_, status)| *status == Status::Aktif)
}

fn person(device: &Device, id: Uuid) -> Result<Person, Error> {
    let name = name_of(device.reader(), id)?.unwrap_or_default();
    Ok(Person { id, name })
}

impl Query for ArrangingEffects {
    type Answer = Effects;

    fn answer(self, device: &Device) -> Result<Effects, Error> {
        let mut changing = Changing::default();
        // A group that is to be made is none of those where anybody was.
        let to = self.to.unwrap_or_default();
        match self.what {
            Arranging::Move | Arranging::Split => {
                for id in self.families.iter().collect::<BTreeSet<_>>() {
                    let family = known(device, *id)?;
                    let way = from(&family.groups, self.since, to);
                    changing.family(family.id, family.groups, &way);
                }
            }
            Arranging::Status => {
                for id in self.families.iter().collect::<BTreeSet<_>>() {
                    if let Some(status) = self.status {
                        changing.status(&known(device, *id)?, status, self.since);
                    }
                }
            }
            Arranging::Merge => {
                if let Some(group) = self.group {
                    for family in families_from(device, group, self.since)? {
                        let way: FamilyPatch = way_of_merge(&family, group, to, self.since);
                        changing.family(family.id, family.groups, &way.groups);
                    }
                    changing.closes(group, self.since);
                }
            }
            Arranging::Close => {
                if let Some(group) = self.group {
                    changing.closes(group, self.since);
                }
            }
            Arranging::HandOver | Arranging::Reopen | Arranging::NewPengurus => {}
        }
        changing.effects(device, self.since)
    }
}

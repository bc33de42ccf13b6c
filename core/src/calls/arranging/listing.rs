//! What was arranged, by whom and when; and what of it does not go together, which no single document can show.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sesi_engine::documents::Scalar;
use uuid::Uuid;

use crate::calls::terms::{GroupName, Person};
use crate::calls::{Query, ids};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Arranged, Arranging, Status};
use crate::queries::arrangements::{self, Mention};
use crate::queries::families;
use crate::queries::groups::{Groups, by_name};
use crate::queries::members::Members;
use crate::queries::staff::Who;
use crate::reference::{fold, naming};

/// Most arrangements of one answer.
const MOST: usize = 100;

/// Asks what was arranged, the latest first; at most 100.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Arrangements {
    /// Only what has to do with that group.
    pub group: Option<Uuid>,
}

/// What was arranged, and what of it does not go together.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ArrangementList {
    /// The arrangements.
    pub rows: Vec<ArrangementRow>,
    /// Groups that do not exist today and have active families, which no report counts.
    pub stranded: Vec<StrandedGroup>,
    /// Families that two people moved, neither knowing of the other.
    pub crossed: Vec<CrossedFamily>,
}

/// An arrangement.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ArrangementRow {
    /// Under which it can be taken back.
    pub id: String,
    /// What it is.
    pub what: Arranging,
    /// From which day it holds.
    pub since: Option<NaiveDate>,
    /// Who arranged it.
    pub by: Option<Person>,
    /// When, by the clock of that device.
    pub at: Option<DateTime<Utc>>,
    /// Names of the groups or people before.
    pub from: Vec<String>,
    /// Name of the group or person after.
    pub to: String,
    /// The status that the families have by it.
    pub status: Option<Status>,
    /// The groups that it changed, by name.
    pub groups: Vec<GroupName>,
    /// The families that it moved, by name.
    pub families: Vec<Person>,
    /// How many of those documents are as before again.
    pub undone: u32,
    /// It was taken back, as far as nobody had changed anything since.
    pub is_undone: bool,
}

/// A group that does not exist today and has active families.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StrandedGroup {
    /// Its names.
    pub group: GroupName,
    /// The families.
    pub families: Vec<Person>,
}

/// A family that two arrangements moved, neither made in knowledge of the other.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CrossedFamily {
    /// The family.
    pub family: Person,
    /// Its group today.
    pub group: Option<GroupName>,
    /// The arrangements.
    pub arrangements: Vec<String>,
}

impl Query for Arrangements {
    type Answer = ArrangementList;

    fn answer(self, device: &Device) -> Result<ArrangementList, Error> {
        let conn = device.reader();
        let all = arrangements::all(conn)?;
        let names = Names {
            groups: Groups::read(conn)?,
            who: Who::read(conn)?,
            families: families::names(conn)?,
        };
        let mut by_id: Vec<(&str, Vec<&Mention>)> = Vec::new();
        for said in &all {
            match by_id.last_mut() {
                Some((id, of)) if *id == said.id => of.push(said),
                _ => by_id.push((&said.id, vec![said])),
            }
        }
        let about = |of: &[&Mention]| {
            self.group.is_none_or(|group| {
                of.iter().any(|one| {
                    let ends = [Some(one.doc), one.said.from, one.said.to];
                    ends.contains(&Some(group))
                })
            })
        };
        let mut rows = Vec::new();
        for (id, of) in by_id.iter().filter(|(_, of)| about(of)).take(MOST) {
            rows.push(row(device, &names, id, of)?);
        }
        let today = device.today()?;
        Ok(ArrangementList {
            rows,
            stranded: stranded(conn, &names, today, self.group)?,
            crossed: crossed(conn, &names, &all, today, self.group)?,
        })
    }
}

struct Names {
    groups: Groups,
    who: Who,
    families: HashMap<Uuid, String>,
}

impl Names {
    fn of(&self, what: Arranging, id: Uuid) -> String {
        match what {
            Arranging::HandOver => self
                .who
                .person(id)
                .map(|person| naming::shown(&person.name)),
            Arranging::NewPengurus => self
                .families
                .get(&id)
                .map(|name| naming::shown(name.as_str())),
            _ => Some(self.groups.named(id).name),
        }
        .unwrap_or_default()
    }

    fn family(&self, id: Uuid) -> Person {
        let name = self.families.get(&id).cloned().unwrap_or_default();
        Person { id, name }
    }
}

fn row(device: &Device, names: &Names, id: &str, of: &[&Mention]) -> Result<ArrangementRow, Error> {
    let Some(first) = of.first() else {
        return Err(Error::Missing("such arrangement"));
    };
    let Arranged {
        what,
        since,
        status,
        ..
    } = first.said;
    let (by, at) = told(device, first.doc, id)?;
    let mut from: Vec<String> = of
        .iter()
        .filter_map(|one| one.said.from)
        .map(|id| names.of(what, id))
        .filter(|name| !name.is_empty())
        .collect();
    from.sort_by_cached_key(|name| by_name(name));
    from.dedup();
    let to = of.iter().find_map(|one| one.said.to);
    let is_family = |doc: &Uuid| names.families.contains_key(doc);
    let docs = of.iter().map(|one| one.doc);
    let mut families: Vec<Person> = docs
        .clone()
        .filter(is_family)
        .map(|doc| names.family(doc))
        .collect();
    families.sort_by_cached_key(|family| (fold::words(&family.name), family.id));
    let groups = docs.filter(|doc| names.groups.get(*doc).is_some());
    let mut groups: Vec<GroupName> = groups.map(|id| names.groups.named(id)).collect();
    groups.sort_by_cached_key(|group| (by_name(&group.name), group.id));
    let undone = of.iter().filter(|one| one.said.undone).count();
    Ok(ArrangementRow {
        id: id.to_owned(),
        what,
        since,
        by: by.and_then(|device| names.who.author(device)),
        at,
        from,
        to: to.map(|to| names.of(what, to)).unwrap_or_default(),
        status,
        groups,
        families,
        undone: u32::try_from(undone).unwrap_or(u32::MAX),
        is_undone: undone > 0,
    })
}

/// Who and when.
type Told = (Option<sesi_wire::ids::DeviceId>, Option<DateTime<Utc>>);

/// Who made an arrangement and when, as the change of one of its documents says it.
fn told(device: &Device, doc: Uuid, id: &str) -> Result<Told, Error> {
    let path = format!("arranged/{id}");
    let Some((_, document)) = ids::document(device, doc)? else {
        return Ok((None, None));
    };
    let made = document.history().into_iter().find(|item| {
        let mut what = item.what.iter();
        what.any(|change| change.path == path && change.before == Scalar::Empty)
    });
    Ok(made.map_or((None, None), |made| {
        (made.author, DateTime::from_timestamp(made.time, 0))
    }))
}

/// Groups that do not exist today and have active families.
fn stranded(
    conn: &Connection,
    names: &Names,
    today: NaiveDate,
    only: Option<Uuid>,
) -> Result<Vec<StrandedGroup>, Error> {
    let closed = names.groups.all().filter(|group| {
        let wanted = only.is_none_or(|only| only == group.id);
        wanted && !group.open_on(today)
    });
    let closed: Vec<Uuid> = closed.map(|group| group.id).collect();
    let members = Members::of_groups(conn, &closed)?;
    let mut stranded = Vec::new();
    for group in closed {
        let families: Vec<Person> = members
            .active(group, today)
            .map(|member| names.family(member.id))
            .collect();
        if !families.is_empty() {
            stranded.push(StrandedGroup {
                group: names.groups.named(group),
                families,
            });
        }
    }
    Ok(stranded)
}

/// Families of whom two arrangements that stand say where they went, and the later does not start from where the earlier led.
fn crossed(
    conn: &Connection,
    names: &Names,
    all: &[Mention],
    today: NaiveDate,
    only: Option<Uuid>,
) -> Result<Vec<CrossedFamily>, Error> {
    let mut moves: BTreeMap<Uuid, Vec<&Mention>> = BTreeMap::new();
    for said in all {
        let moving = matches!(
            said.said.what,
            Arranging::Move | Arranging::Split | Arranging::Merge
        );
        if moving && !said.said.undone && names.families.contains_key(&said.doc) {
            moves.entry(said.doc).or_default().push(said);
        }
    }
    moves.retain(|_, moves| moves.len() > 1);
    let ids: Vec<Uuid> = moves.keys().copied().collect();
    let members = Members::of_families(conn, &ids)?;
    let mut crossed = Vec::new();
    for (id, moves) in moves {
        let Some(member) = members.get(id) else {
            continue;
        };
        let stays = member.stays();
        let said_by = |(since, group): &(String, Uuid)| {
            moves.iter().find(|one| {
                one.said.to == Some(*group)
                    && one.said.since.is_some_and(|day| day.to_string() == *since)
            })
        };
        let pairs = stays.iter().zip(stays.iter().skip(1));
        let found = pairs.filter_map(|(earlier, later)| {
            let (earlier_said, later_said) = (said_by(earlier)?, said_by(later)?);
            let knew = later_said.said.from == Some(earlier.1);
            (!knew).then(|| vec![earlier_said.id.clone(), later_said.id.clone()])
        });
        let arrangements: Vec<String> = found.flatten().collect();
        let touches = only.is_none_or(|only| stays.iter().any(|(_, group)| *group == only));
        if !arrangements.is_empty() && touches {
            let group = member.group_on(today);
            crossed.push(CrossedFamily {
                family: names.family(id),
                group: group.map(|group| names.groups.named(group)),
                arrangements,
            });
        }
    }
    Ok(crossed)
}

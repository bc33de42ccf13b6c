//! "Belum pernah diklat": everybody counted once, as they are posted today, by the rule of [`crate::queries::training`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Months, NaiveDate};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::calls::Query;
use crate::calls::register::{Load, choices, register};
use crate::calls::terms::{Choice, Person};
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Attendee, Mark, Taking, TrainingKind};
use crate::queries::attended::attended;
use crate::queries::groups::Groups;
use crate::queries::members::Members;
use crate::queries::training::{Trained, Training, counting};
use crate::reference::fold;

/// In so many months before, attendance is counted.
const ATTENDANCE_MONTHS: u32 = 6;
/// In so many months before, coaching is counted.
const COACHING_MONTHS: u32 = 12;

/// Asks who has never had an FDS training.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Untrained {}

/// Who has never had an FDS training, and how many that are where.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UntrainedView {
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// The first day of the time in which attendance is counted.
    pub since: NaiveDate,
    /// Kinds of events that count.
    pub counting: BTreeSet<TrainingKind>,
    /// The kecamatan in which somebody is posted: the most untrained first. Somebody posted in two counts in both.
    pub places: Vec<TrainedPlace>,
    /// Those who are posted in no kecamatan in particular; none where there are none.
    pub elsewhere: Option<TrainedCount>,
    /// The kabupaten: everybody counted once.
    pub total: TrainedCount,
    /// Whoever is untrained: the most families first, then the lowest attendance.
    pub people: Vec<UntrainedRow>,
}

/// People counted. Trained and untrained add up to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainedCount {
    /// People posted there.
    pub staff: u32,
    /// Those who have had an FDS training.
    pub trained: u32,
    /// Those who have not.
    pub untrained: u32,
    /// Those of all who were coached in the twelve months before.
    pub coached: u32,
}

/// A kecamatan.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainedPlace {
    /// Which.
    pub kecamatan: Choice,
    /// Its people.
    pub count: TrainedCount,
    /// What it carries.
    pub load: Load,
}

/// Somebody who has never had an FDS training.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UntrainedRow {
    /// Who.
    pub person: Person,
    /// Role, as a stable name.
    pub role: String,
    /// Where they are posted.
    pub kecamatan: Vec<Choice>,
    /// Groups that they lead.
    pub groups: u32,
    /// Active families in them.
    pub families: u32,
    /// Attendances at the meetings of groups that they led at the time.
    pub hadir: u32,
    /// Attendances that could have been.
    pub expected: u32,
    /// When they were coached last.
    pub coached: Option<NaiveDate>,
    /// Names of trainings to come, or going on, for which they are proposed or registered.
    pub waits_for: Vec<String>,
}

impl Query for Untrained {
    type Answer = UntrainedView;

    fn answer(self, device: &Device) -> Result<UntrainedView, Error> {
        must_be_office(device)?;
        read(device)
    }
}

fn before(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(day)
}

pub(super) fn read(device: &Device) -> Result<UntrainedView, Error> {
    on(device, device.today()?)
}

/// The same as it was on a day.
pub(in crate::calls) fn on(device: &Device, today: NaiveDate) -> Result<UntrainedView, Error> {
    let conn = device.reader();
    let since = attendance_since(today);
    let trained = Trained::by(conn, today)?;
    let coached_since = before(today, COACHING_MONTHS);
    let waits_for = waits_for(conn, today)?;
    let attendance = attendance(conn, since, today)?;
    let (staff, loads) = register(conn, today)?;
    let mut places: BTreeMap<String, TrainedCount> = BTreeMap::new();
    let (mut elsewhere, mut total) = (TrainedCount::default(), TrainedCount::default());
    let mut people = Vec::new();
    for row in staff.into_iter().filter(|row| row.posted) {
        let id = row.person.id;
        let has = trained.fds(id).is_some();
        let coached = trained.coached(id);
        let one = TrainedCount {
            staff: 1,
            trained: u32::from(has),
            untrained: u32::from(!has),
            coached: u32::from(coached.is_some_and(|day| day > coached_since)),
        };
        total.add(one);
        if row.kecamatan.is_empty() {
            elsewhere.add(one);
        }
        for place in &row.kecamatan {
            places.entry(place.code.clone()).or_default().add(one);
        }
        if !has {
            let (hadir, expected) = attendance.get(&id).copied().unwrap_or_default();
            people.push(UntrainedRow {
                person: row.person,
                role: row.role,
                kecamatan: row.kecamatan,
                groups: row.groups,
                families: row.families,
                hadir,
                expected,
                coached,
                waits_for: waits_for.get(&id).cloned().unwrap_or_default(),
            });
        }
    }
    people.sort_by(by_need);
    Ok(UntrainedView {
        today,
        since,
        counting: counting(conn)?,
        places: by_place(places, &loads),
        elsewhere: Some(elsewhere).filter(|count| count.staff > 0),
        total,
        people,
    })
}

impl TrainedCount {
    fn add(&mut self, one: Self) {
        self.staff += one.staff;
        self.trained += one.trained;
        self.untrained += one.untrained;
        self.coached += one.coached;
    }
}

/// The most families first; then the lowest attendance, compared without dividing; whoever had no meetings comes after those who had.
fn by_need(a: &UntrainedRow, b: &UntrainedRow) -> std::cmp::Ordering {
    let of =
        |one: &UntrainedRow, other: &UntrainedRow| u64::from(one.hadir) * u64::from(other.expected);
    let none = |row: &UntrainedRow| row.expected == 0;
    b.families
        .cmp(&a.families)
        .then(none(a).cmp(&none(b)))
        .then(of(a, b).cmp(&of(b, a)))
        .then_with(|| fold::words(&a.person.name).cmp(&fold::words(&b.person.name)))
        .then(a.person.id.cmp(&b.person.id))
}

fn by_place(
    counts: BTreeMap<String, TrainedCount>,
    loads: &BTreeMap<String, Load>,
) -> Vec<TrainedPlace> {
    let mut places = Vec::with_capacity(counts.len());
    for (code, count) in counts {
        let load = loads.get(&code).copied().unwrap_or_default();
        let names = choices(&BTreeSet::from([code]));
        places.extend(names.into_iter().map(|kecamatan| TrainedPlace {
            kecamatan,
            count,
            load,
        }));
    }
    places.sort_by(|a, b| {
        b.count
            .untrained
            .cmp(&a.count.untrained)
            .then(b.load.families.cmp(&a.load.families))
            .then_with(|| a.kecamatan.name.cmp(&b.kecamatan.name))
    });
    places
}

/// Of everybody the trainings that have not ended and for which they are proposed or registered.
fn waits_for(conn: &Connection, today: NaiveDate) -> Result<HashMap<Uuid, Vec<String>>, Error> {
    let mut waits: HashMap<Uuid, Vec<String>> = HashMap::new();
    let trainings = Training::all(conn)?;
    for training in trainings.iter().rev() {
        if training.cancelled || training.ends < today {
            continue;
        }
        for (who, person) in &training.people {
            let comes = matches!(person.taking, Some(Taking::Diusulkan | Taking::Terdaftar));
            if let (Attendee::Staff(staff), true) = (who, comes) {
                waits.entry(*staff).or_default().push(training.name.clone());
            }
        }
    }
    Ok(waits)
}

/// The first day of the time in which attendance is counted.
pub(in crate::calls) fn attendance_since(today: NaiveDate) -> NaiveDate {
    before(today, ATTENDANCE_MONTHS)
}

/// Of everybody how many attendances there were at meetings of the groups that they led on the day, and how many there could have been.
pub(in crate::calls) fn attendance(
    conn: &Connection,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<HashMap<Uuid, (u32, u32)>, Error> {
    let groups = Groups::read(conn)?;
    let ids: Vec<Uuid> = groups.all().map(|group| group.id).collect();
    let members = Members::of_groups(conn, &ids)?;
    let families: BTreeSet<Uuid> = ids
        .iter()
        .flat_map(|group| members.ever_in(*group))
        .collect();
    let mut of: HashMap<Uuid, (u32, u32)> = HashMap::new();
    for met in attended(conn, &members, &families, first, last)?
        .into_values()
        .flatten()
    {
        let group = groups.get(met.group);
        if let Some(staff) = group.and_then(|group| group.pendamping_on(met.date)) {
            let (hadir, expected) = of.entry(staff).or_default();
            *expected += 1;
            *hadir += u32::from(met.mark == Some(Mark::Hadir));
        }
    }
    Ok(of)
}

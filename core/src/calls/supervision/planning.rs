//! Whose meetings are to be observed next. The order knows when somebody was observed and how meetings are attended, and no score.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::following;
use crate::calls::Query;
use crate::calls::register::register;
use crate::calls::terms::{Choice, Person};
use crate::calls::training::{attendance, attendance_since};
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::queries::staff::Who;
use crate::queries::supervisions::Supervision;
use crate::reference::fold;

/// Asks whose meetings are to be observed next.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisionPlan {}

/// Whoever leads a group, and when they were observed last.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisionPlanView {
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// The first day of the time in which attendance is counted.
    pub since: NaiveDate,
    /// Never observed first, those whose meetings are least attended before others; then whose last time is longest ago. No score is in it.
    pub people: Vec<SupervisionPlanRow>,
    /// Those of them who were never observed.
    pub never: u32,
    /// Supervisions of this month that count.
    pub this_month: u32,
    /// People who are posted and lead no group, so that there is no meeting to observe.
    pub without_groups: u32,
}

/// Somebody whose meetings can be observed.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisionPlanRow {
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
    /// The last supervision that counts.
    pub last: Option<NaiveDate>,
    /// How many count.
    pub times: u32,
    /// One that the observer has not signed yet.
    pub unsigned: Option<Uuid>,
    /// What was agreed and is not done.
    pub open_tasks: u32,
    /// Attendances at the meetings of groups that they led at the time.
    pub hadir: u32,
    /// Attendances that could have been.
    pub expected: u32,
}

/// What there was of somebody.
#[derive(Default)]
struct Past {
    last: Option<NaiveDate>,
    times: u32,
    unsigned: Option<Uuid>,
    open_tasks: u32,
}

impl Query for SupervisionPlan {
    type Answer = SupervisionPlanView;

    fn answer(self, device: &Device) -> Result<SupervisionPlanView, Error> {
        must_be_office(device)?;
        let conn = device.reader();
        let today = device.today()?;
        let since = attendance_since(today);
        let who = Who::read(conn)?;
        let mut past: HashMap<Uuid, Past> = HashMap::new();
        let mut this_month = 0;
        for one in Supervision::all(conn)? {
            let of = past.entry(one.staff).or_default();
            if one.counts(&who) {
                of.last = of.last.max(Some(one.day));
                of.times += 1;
                of.open_tasks += following::open(&one);
                let month = |day: NaiveDate| (day.year(), day.month());
                this_month += u32::from(month(one.day) == month(today));
            } else if !one.withdrawn {
                of.unsigned = Some(one.doc);
            }
        }
        let attendance = attendance(conn, since, today)?;
        let (staff, _) = register(conn, today)?;
        let mut without_groups = 0;
        let mut people = Vec::new();
        for row in staff.into_iter().filter(|row| row.posted) {
            if row.groups == 0 {
                without_groups += 1;
                continue;
            }
            let past = past.remove(&row.person.id).unwrap_or_default();
            let (hadir, expected) = attendance.get(&row.person.id).copied().unwrap_or_default();
            people.push(SupervisionPlanRow {
                person: row.person,
                role: row.role,
                kecamatan: row.kecamatan,
                groups: row.groups,
                families: row.families,
                last: past.last,
                times: past.times,
                unsigned: past.unsigned,
                open_tasks: past.open_tasks,
                hadir,
                expected,
            });
        }
        people.sort_by(by_need);
        let never = people.iter().filter(|row| row.last.is_none()).count();
        Ok(SupervisionPlanView {
            today,
            since,
            never: u32::try_from(never).unwrap_or(u32::MAX),
            people,
            this_month,
            without_groups,
        })
    }
}

/// Never observed first, then longest ago; then the lowest attendance, compared without dividing, and whoever had no meetings after those who
/// had; then by name.
fn by_need(a: &SupervisionPlanRow, b: &SupervisionPlanRow) -> std::cmp::Ordering {
    let of = |one: &SupervisionPlanRow, other: &SupervisionPlanRow| {
        u64::from(one.hadir) * u64::from(other.expected)
    };
    let none = |row: &SupervisionPlanRow| row.expected == 0;
    a.last
        .cmp(&b.last)
        .then(none(a).cmp(&none(b)))
        .then(of(a, b).cmp(&of(b, a)))
        .then_with(|| fold::words(&a.person.name).cmp(&fold::words(&b.person.name)))
        .then(a.person.id.cmp(&b.person.id))
}

//! Whose meetings are to be observed next. The order knows when somebody was observed and how meetings are attended, and no score.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::{PlanRow, SupervisionPlan, SupervisionPlanView, following};
use crate::calls::Query;
use crate::calls::register::register;
use crate::calls::training::{attendance, attendance_since};
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::queries::staff::Who;
use crate::queries::supervisions::Supervision;
use crate::reference::fold;

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
            people.push(PlanRow {
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
fn by_need(a: &PlanRow, b: &PlanRow) -> std::cmp::Ordering {
    let of = |one: &PlanRow, other: &PlanRow| u64::from(one.hadir) * u64::from(other.expected);
    let none = |row: &PlanRow| row.expected == 0;
    a.last
        .cmp(&b.last)
        .then(none(a).cmp(&none(b)))
        .then(of(a, b).cmp(&of(b, a)))
        .then_with(|| fold::words(&a.person.name).cmp(&fold::words(&b.person.name)))
        .then(a.person.id.cmp(&b.person.id))
}

//! Plans of a year beside what was held: all groups, each month in short.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::year::{Chosen, PlanFigures};
use crate::calls::Query;
use crate::calls::terms::{GroupName, Person};
use crate::device::Device;
use crate::error::Error;
use crate::queries::delivered::Delivered;
use crate::queries::groups::{Groups, Kelompok, by_name};
use crate::queries::members::Members;
use crate::queries::plans::{self, PlanState};
use crate::queries::sessions::Sessions;
use crate::queries::staff::Who;

/// Asks how the groups stand against their plans of a year.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Plans {
    /// The year; none for this one.
    pub year: Option<i32>,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
}

/// Groups and months.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanTable {
    /// The year.
    pub year: i32,
    /// Years to choose from, the latest first.
    pub years: Vec<i32>,
    /// The month that it is, `2026-11`.
    pub this_month: String,
    /// The groups that exist in the year, by name.
    pub groups: Vec<PlanRow>,
    /// All of them together.
    pub total: PlanFigures,
}

/// A group of the table.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanRow {
    /// Its names.
    pub group: GroupName,
    /// Who leads it.
    pub pendamping: Option<Person>,
    /// It is the asking person's own.
    pub mine: bool,
    /// Active families today.
    pub families: u32,
    /// January to December.
    pub months: Vec<PlanMark>,
    /// Its months, counted.
    pub figures: PlanFigures,
}

/// A month of a group, short.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanMark {
    /// How it stands.
    pub state: PlanState,
    /// The planned sessions by number, or by code where they have none: `4`, `4+5`.
    pub planned: String,
    /// Those that were held, likewise.
    pub held: String,
}

/// `4+5`: numbers, or codes where there are none.
fn short<'a>(codes: impl Iterator<Item = &'a str>, sessions: &Sessions) -> String {
    let mut seen = BTreeSet::new();
    let names = codes.filter(|code| seen.insert((*code).to_owned()));
    let short = names.map(|code| match sessions.name(code).number {
        0 => code.to_owned(),
        number => number.to_string(),
    });
    short.collect::<Vec<_>>().join("+")
}

impl Query for Plans {
    type Answer = PlanTable;

    fn answer(self, device: &Device) -> Result<PlanTable, Error> {
        let conn = device.reader();
        let chosen = Chosen::of(device, self.year)?;
        let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
        let (delivered, who) = (Delivered::read(conn)?, Who::read(conn)?);
        let months = chosen.months()?;
        let (asking, today) = (device.person()?, chosen.today);
        let here = |group: &&Kelompok| {
            let of = |code: &String| *code == group.kecamatan;
            self.kecamatan.as_ref().is_none_or(of)
        };
        let mut listed: Vec<&Kelompok> = groups.all().filter(here).collect();
        if let (Some(first), Some(last)) = (months.first(), months.last()) {
            listed.retain(|group| group.exists_in(first.first_day(), last.last_day()));
        }
        listed.sort_by_cached_key(|group| (by_name(&group.name), group.id));
        let ids: Vec<Uuid> = listed.iter().map(|group| group.id).collect();
        let members = Members::of_groups(conn, &ids)?;
        let plans = plans::Plans::read(conn, chosen.year.year())?;
        let mut total = PlanFigures::default();
        let mut rows = Vec::with_capacity(listed.len());
        for group in listed {
            let mut figures = PlanFigures::default();
            let mut marks = Vec::with_capacity(months.len());
            for month in &months {
                let planned = plans.cell(group, *month);
                let given = plans::given_in(&delivered, group.id, *month);
                let state = planned.state(&given, *month, today);
                figures.add(state);
                marks.push(PlanMark {
                    state,
                    planned: short(planned.sessions.iter().map(String::as_str), &sessions),
                    held: short(given.iter().map(|given| given.session.as_str()), &sessions),
                });
            }
            total.join(figures);
            let pendamping = group.pendamping_on(today);
            rows.push(PlanRow {
                group: group.named(),
                pendamping: pendamping.and_then(|staff| who.person(staff)),
                mine: pendamping.is_some() && pendamping == asking,
                families: members.count(group.id, today),
                months: marks,
                figures,
            });
        }
        Ok(PlanTable {
            year: chosen.year.year(),
            years: chosen.years,
            this_month: chosen.this_month.to_string(),
            groups: rows,
            total,
        })
    }
}

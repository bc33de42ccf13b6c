//! A year of plans: its months, which of them are still to come, and how they are counted.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::saving::plan_year;
use crate::calls::refusal::Refusal;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::KeyYear;
use crate::queries::plans::PlanState;
use crate::reference::month::YearMonth;

/// Months of a year, counted. `planned` is `done`, `other`, `missed` and `upcoming` together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanFigures {
    /// Months with a meeting planned.
    pub planned: u32,
    /// Held as planned.
    pub done: u32,
    /// Held, about something else.
    pub other: u32,
    /// Tertunda.
    pub missed: u32,
    /// Still to come.
    pub upcoming: u32,
    /// Without a meeting, with a reason.
    pub off: u32,
    /// Held without a plan.
    pub unplanned: u32,
}

impl PlanFigures {
    /// Counts one more month.
    pub(super) fn add(&mut self, state: PlanState) {
        let count = match state {
            PlanState::Planned => &mut self.upcoming,
            PlanState::Done => &mut self.done,
            PlanState::Other => &mut self.other,
            PlanState::Missed => &mut self.missed,
            PlanState::Off => &mut self.off,
            PlanState::Unplanned => &mut self.unplanned,
            PlanState::Empty => return,
        };
        *count += 1;
        let is_planned = !matches!(state, PlanState::Off | PlanState::Unplanned);
        self.planned += u32::from(is_planned);
    }

    pub(super) fn join(&mut self, other: Self) {
        self.planned += other.planned;
        self.done += other.done;
        self.other += other.other;
        self.missed += other.missed;
        self.upcoming += other.upcoming;
        self.off += other.off;
        self.unplanned += other.unplanned;
    }
}

/// A year and what can be chosen besides.
pub(super) struct Chosen {
    pub year: KeyYear,
    pub years: Vec<i32>,
    pub today: NaiveDate,
    pub this_month: YearMonth,
}

impl Chosen {
    pub(super) fn of(device: &Device, wanted: Option<i32>) -> Result<Self, Error> {
        let today = device.today()?;
        let year = plan_year(wanted.unwrap_or(today.year()))?;
        let near = [today.year() - 1, today.year(), today.year() + 1];
        let years: BTreeSet<i32> = near.into_iter().chain([year.year()]).collect();
        Ok(Self {
            year,
            years: years.into_iter().rev().collect(),
            today,
            this_month: YearMonth::of(today).ok_or(Refusal::Month)?,
        })
    }

    pub(super) fn months(&self) -> Result<Vec<YearMonth>, Error> {
        months_of(self.year)
    }

    /// The first month of the year that can still be planned; 13 if the year is over.
    pub(super) fn first_ahead(&self) -> u32 {
        match self.year.year().cmp(&self.today.year()) {
            std::cmp::Ordering::Less => 13,
            std::cmp::Ordering::Equal => self.today.month(),
            std::cmp::Ordering::Greater => 1,
        }
    }
}

fn months_of(year: KeyYear) -> Result<Vec<YearMonth>, Error> {
    let months = (1..=12).map(|month| YearMonth::new(year.year(), month));
    Ok(months
        .collect::<Result<_, _>>()
        .map_err(|_| Refusal::PlanYear)?)
}

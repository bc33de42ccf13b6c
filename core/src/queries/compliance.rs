//! Kepatuhan: what each month of a family was at P2K2, and for how many months in a row it was Alfa. Knows no threshold and no letter.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::attended::Met;
use super::members::Member;
use crate::kinds::{Mark, Status};
use crate::reference::month::YearMonth;

/// What a month was for a family that was in a group and active on a day of a meeting; the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MonthState {
    /// Hadir at a meeting.
    Hadir,
    /// Sakit at a meeting, and Hadir at none.
    Sakit,
    /// Alfa at every meeting at which it was marked.
    Alfa,
    /// Expected, and marked at none.
    Unmarked,
    /// No meeting at which it was expected or marked.
    NoMeeting,
}

/// Whether a family was in a group and active on a day: what was marked before it joined or after it left is nothing.
pub(crate) fn belongs(member: &Member, day: NaiveDate) -> bool {
    member.group_on(day).is_some() && member.status_on(day) == Status::Aktif
}

/// The months of a family that had a meeting, by what they were.
pub(crate) fn month_states(member: &Member, met: &[Met]) -> BTreeMap<YearMonth, MonthState> {
    let mut states = BTreeMap::new();
    for met in met {
        let here = belongs(member, met.date);
        let Some(month) = YearMonth::of(met.date).filter(|_| here) else {
            continue;
        };
        let state = match met.mark {
            Some(Mark::Hadir) => MonthState::Hadir,
            Some(Mark::Sakit) => MonthState::Sakit,
            Some(Mark::Alfa) => MonthState::Alfa,
            None => MonthState::Unmarked,
        };
        states
            .entry(month)
            .and_modify(|known: &mut MonthState| *known = state.min(*known))
            .or_insert(state);
    }
    states
}

/// The months in a row up to `last` that were Alfa, the latest first. A month that was Hadir or Sakit ends them; one without a mark or
/// without a meeting neither lengthens nor ends them.
pub(crate) fn streak(states: &BTreeMap<YearMonth, MonthState>, last: YearMonth) -> Vec<YearMonth> {
    let past = states.range(..=last).rev();
    let missed = past
        .filter(|(_, state)| !matches!(state, MonthState::Unmarked | MonthState::NoMeeting))
        .take_while(|(_, state)| **state == MonthState::Alfa);
    missed.map(|(month, _)| *month).collect()
}

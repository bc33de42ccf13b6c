//! What somebody planned becomes one change of the group's plan, upon the version that was shown: what was changed since, and nothing else.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;
use sesi_engine::documents::{Entries, Heads, first_change};
use uuid::Uuid;

use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::{Command, seen};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{
    DocKey, KeyYear, MOST_SESSIONS, PLAN, PlanMonth, PlanPatch, PlannedMonth, SessionCode, View,
    is_in_plan,
};
use crate::queries::groups::Groups;
use crate::reference::fold;
use crate::reference::month::YearMonth;

/// Saves months of a plan. Only what differs from the version that was shown is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavePlan {
    /// The group.
    pub group: Uuid,
    /// The year.
    pub year: i32,
    /// The version that the form showed. What others wrote since stands beside what is written now.
    pub base: String,
    /// The months that were changed, each whole.
    pub months: Vec<PlanWords>,
}

/// What is said of a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanWords {
    /// 1 to 12.
    pub month: u32,
    /// Codes of the sessions, at most 4.
    pub sessions: Vec<String>,
    /// The day, in that month.
    pub date: Option<NaiveDate>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where; empty for nothing.
    pub place: String,
    /// Why the group does not meet; empty for nothing.
    pub reason: String,
}

/// The version of a plan that nobody made: the beginning that all devices share.
pub(super) fn beginning() -> Heads {
    Heads::new([first_change(&PLAN).1])
}

pub(super) fn key_of(group: Uuid, year: KeyYear) -> DocKey {
    DocKey::Plan { group, year }
}

pub(super) fn plan_year(year: i32) -> Result<KeyYear, Refusal> {
    KeyYear::new(year).ok_or(Refusal::PlanYear)
}

impl Command for SavePlan {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let year = plan_year(self.year)?;
        let group = Groups::one(device.reader(), self.group)?.ok_or(Refusal::NoSuchGroup)?;
        let key = key_of(self.group, year);
        let there = device.document(&key)?;
        // A document that is not there has no version upon which something could be written.
        let seen = match &there {
            Some(_) => Some(seen::version(&self.base)?),
            None => None,
        };
        let shown = match (&there, &seen) {
            (Some(document), Some(seen)) => match document.view_at(seen) {
                Some(View::Plan(plan)) => plan.months,
                _ => return Err(Error::Missing("such version of the plan")),
            },
            _ => [].into(),
        };
        let mut patch = PlanPatch::default();
        for words in &self.months {
            let of = YearMonth::new(year.year(), words.month).map_err(|_| Refusal::Month)?;
            if !group.exists_in(of.first_day(), of.last_day()) {
                return Err(Refusal::PlanClosed.into());
            }
            let month = PlanMonth::new(words.month).ok_or(Refusal::Month)?;
            let before = shown.get(&month).cloned().unwrap_or_default();
            differ(&mut patch, month, &before, tidied(words, year, month)?);
        }
        if patch == PlanPatch::default() {
            return Ok(Done {});
        }
        let name = format!("plan:{}", key.id(&device.office()).0);
        device.save_draft(&name, &key, &patch.into(), seen.as_ref())?;
        Ok(Done {})
    }
}

fn tidied(words: &PlanWords, year: KeyYear, month: PlanMonth) -> Result<PlannedMonth, Refusal> {
    let codes = words.sessions.iter().map(|code| SessionCode::new(code));
    let codes: Result<Vec<SessionCode>, _> = codes.collect();
    let mut sessions = codes.map_err(|_| Refusal::SessionMissing)?;
    let mut seen = BTreeSet::new();
    sessions.retain(|code| seen.insert(code.clone()));
    if sessions.len() > MOST_SESSIONS {
        return Err(Refusal::PlanSessions(MOST_SESSIONS));
    }
    if words.date.is_some_and(|day| !is_in_plan(day, year, month)) {
        return Err(Refusal::PlanDate);
    }
    let text = |text: &str| Some(fold::tidy(text)).filter(|text| !text.is_empty());
    Ok(PlannedMonth {
        sessions,
        date: words.date,
        starts: words.starts,
        ends: words.ends,
        place: text(&words.place),
        reason: text(&words.reason),
    })
}

fn differ(patch: &mut PlanPatch, month: PlanMonth, before: &PlannedMonth, after: PlannedMonth) {
    if before.sessions != after.sessions {
        let sessions = Some(after.sessions).filter(|codes| !codes.is_empty());
        patch.sessions.insert(month, sessions);
    }
    put(&mut patch.dates, month, before.date.as_ref(), after.date);
    put(
        &mut patch.starts,
        month,
        before.starts.as_ref(),
        after.starts,
    );
    put(&mut patch.ends, month, before.ends.as_ref(), after.ends);
    put(&mut patch.places, month, before.place.as_ref(), after.place);
    put(
        &mut patch.reasons,
        month,
        before.reason.as_ref(),
        after.reason,
    );
}

fn put<V: PartialEq>(
    entries: &mut Entries<PlanMonth, V>,
    month: PlanMonth,
    before: Option<&V>,
    after: Option<V>,
) {
    if before != after.as_ref() {
        entries.insert(month, after);
    }
}

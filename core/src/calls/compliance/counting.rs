//! The list of a month: every active family's months in a row, and the step of the ladder that they reach.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use super::{Compliance, ComplianceRow, ComplianceStates, ComplianceStep, ComplianceView};
use crate::calls::office::OfficeSettings;
use crate::calls::refusal::Refusal;
use crate::calls::{Query, months};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::Mark;
use crate::queries::attended::{Met, attended};
use crate::queries::compliance::{MonthState, belongs, month_states, streak};
use crate::queries::families::FamilyRecord;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::members::{Member, Members};
use crate::queries::staff::Who;
use crate::reference::fold;
use crate::reference::month::YearMonth;

/// How far back months are read: the highest threshold of an office is 12 months, and the ladder has three steps more.
const LOOK_BACK: Months = Months::new(17);

impl ComplianceStep {
    /// The step that so many months in a row reach.
    fn of(months: usize, threshold: u16) -> Self {
        match months.checked_sub(usize::from(threshold)) {
            None => Self::Call,
            Some(0) => Self::FirstLetter,
            Some(1) => Self::SecondLetter,
            Some(2) => Self::ThirdLetter,
            Some(_) => Self::Proposal,
        }
    }
}

impl ComplianceStates {
    fn add(&mut self, state: MonthState) {
        let count = match state {
            MonthState::Hadir => &mut self.hadir,
            MonthState::Sakit => &mut self.sakit,
            MonthState::Alfa => &mut self.alfa,
            MonthState::Unmarked => &mut self.unmarked,
            MonthState::NoMeeting => &mut self.no_meeting,
        };
        *count += 1;
        self.families += 1;
    }
}

/// Of an Alfa streak the meetings that make it, the latest first.
fn missed(member: &Member, met: &[Met], months: &[YearMonth]) -> Vec<NaiveDate> {
    let of = |met: &&Met| {
        met.mark == Some(Mark::Alfa)
            && belongs(member, met.date)
            && YearMonth::of(met.date).is_some_and(|month| months.contains(&month))
    };
    let mut days: Vec<NaiveDate> = met.iter().filter(of).map(|met| met.date).collect();
    days.sort_unstable_by(|one, other| other.cmp(one));
    days.dedup();
    days
}

impl Query for Compliance {
    type Answer = ComplianceView;

    fn answer(self, device: &Device) -> Result<ComplianceView, Error> {
        let conn = device.reader();
        let this_month = YearMonth::of(device.today()?).ok_or(Refusal::Month)?;
        let month = match &self.month {
            Some(text) => months::month(text)?,
            None => this_month,
        };
        let groups = Groups::read(conn)?;
        let here = |group: &&Kelompok| {
            let of = |code: &String| *code == group.kecamatan;
            self.kecamatan.as_ref().is_none_or(of)
        };
        let listed: Vec<&Kelompok> = groups.all().filter(here).collect();
        let members = Members::of_groups(conn, &ids(&listed))?;
        let (states, rows) = absent(device, &listed, &members, month)?;
        Ok(ComplianceView {
            month: month.to_string(),
            this_month: this_month.to_string(),
            threshold: OfficeSettings::read(conn)?.teguran_months,
            states,
            rows,
        })
    }
}

fn ids(groups: &[&Kelompok]) -> Vec<Uuid> {
    groups.iter().map(|group| group.id).collect()
}

/// What `month` was for the families of some groups, and who of them stayed away up to it. The one count of months in a row: every
/// screen that shows such a number asks here.
pub(in crate::calls) fn absent(
    device: &Device,
    groups: &[&Kelompok],
    members: &Members,
    month: YearMonth,
) -> Result<(ComplianceStates, Vec<ComplianceRow>), Error> {
    let conn = device.reader();
    let until = month.last_day().min(device.today()?).max(month.first_day());
    let first = month.first_day().checked_sub_months(LOOK_BACK);
    let first = first.unwrap_or(month.first_day());
    let threshold = OfficeSettings::read(conn)?.teguran_months;
    let (who, asking) = (Who::read(conn)?, device.person()?);
    let active: Vec<(&Kelompok, &Member)> = groups
        .iter()
        .flat_map(|group| {
            let families = members.active(group.id, until);
            families.map(|member| (*group, member))
        })
        .collect();
    let asked: BTreeSet<Uuid> = active.iter().map(|(_, member)| member.id).collect();
    let met = attended(conn, members, &asked, first, until)?;
    let mut states = ComplianceStates::default();
    let mut rows = Vec::new();
    for (group, member) in active {
        let met = met.get(&member.id).map(Vec::as_slice).unwrap_or_default();
        let of_months = month_states(member, met);
        let state = of_months.get(&month).copied();
        let state = state.unwrap_or(MonthState::NoMeeting);
        states.add(state);
        let in_a_row = streak(&of_months, month);
        if in_a_row.is_empty() {
            continue;
        }
        let name = FamilyRecord::one(conn, member.id)?.map(|family| family.name);
        let pendamping = group.pendamping_on(until);
        rows.push(ComplianceRow {
            id: member.id,
            name: name.unwrap_or_default(),
            group: group.named(),
            pendamping: pendamping.and_then(|staff| who.person(staff)),
            mine: pendamping.is_some() && pendamping == asking,
            state,
            missed: missed(member, met, &in_a_row),
            step: ComplianceStep::of(in_a_row.len(), threshold),
            months: in_a_row.iter().map(ToString::to_string).collect(),
        });
    }
    rows.sort_by_cached_key(|row| {
        let most_first = std::cmp::Reverse(row.months.len());
        (most_first, fold::words(&row.name), row.id)
    });
    Ok((states, rows))
}

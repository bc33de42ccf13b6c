//! The list of a month: every active family's months in a row, and the step of the ladder that they reach.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Compliance, ComplianceRow, ComplianceStates, ComplianceView, Ladder, StreakLetter};
use crate::calls::refusal::Refusal;
use crate::calls::{Query, months};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::Mark;
use crate::queries::attended::{Met, attended};
use crate::queries::compliance::{MonthState, belongs, month_states, streak};
use crate::queries::families::FamilyRecord;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::letters::{Letter, LetterState};
use crate::queries::members::{Member, Members};
use crate::queries::staff::Who;
use crate::reference::fold;
use crate::reference::month::YearMonth;

impl StreakLetter {
    fn of(letter: &Letter) -> Self {
        Self {
            id: letter.id,
            step: letter.step,
            state: LetterState::of(letter),
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

/// Months in a row at which a family was Alfa.
pub(in crate::calls) struct Streak {
    /// The months, the latest first; never empty.
    pub months: Vec<YearMonth>,
    /// The meetings of these months at which it was Alfa, the earliest first.
    pub missed: Vec<(NaiveDate, Uuid)>,
}

impl Streak {
    fn of(member: &Member, met: &[Met], states: &States, month: YearMonth) -> Option<Self> {
        let months = streak(states, month);
        let missed = |met: &&Met| {
            met.mark == Some(Mark::Alfa)
                && belongs(member, met.date)
                && YearMonth::of(met.date).is_some_and(|month| months.contains(&month))
        };
        let missed = met.iter().filter(missed);
        let mut missed: Vec<_> = missed.map(|met| (met.date, met.meeting)).collect();
        missed.sort_unstable();
        (!months.is_empty()).then_some(Self { months, missed })
    }

    /// Its first month.
    pub(in crate::calls) fn first(&self) -> Option<YearMonth> {
        self.months.last().copied()
    }

    /// The letters that are about some of its months, those that were cancelled left out.
    pub(in crate::calls) fn letters<'l>(
        &self,
        letters: impl IntoIterator<Item = &'l Letter>,
    ) -> Vec<&'l Letter> {
        let about = |letter: &&Letter| {
            let mut months = letter.months().into_iter();
            !letter.cancelled && months.any(|month| self.months.contains(&month))
        };
        letters.into_iter().filter(about).collect()
    }
}

type States = BTreeMap<YearMonth, MonthState>;

/// The days that are read for months in a row up to `month`: from the first to today, or the end of the month.
fn span(device: &Device, ladder: Ladder, month: YearMonth) -> Result<[NaiveDate; 2], Error> {
    let until = month.last_day().min(device.today()?).max(month.first_day());
    let first = month.first_day().checked_sub_months(ladder.look_back());
    Ok([first.unwrap_or(month.first_day()), until])
}

/// The months in a row of one family up to the month that it is; nothing where it was not Alfa, or is in no group.
pub(in crate::calls) fn streak_of(device: &Device, family: Uuid) -> Result<Option<Streak>, Error> {
    let conn = device.reader();
    let month = YearMonth::of(device.today()?).ok_or(Refusal::Month)?;
    let [first, until] = span(device, Ladder::read(conn)?, month)?;
    let members = Members::of_families(conn, &[family])?;
    let Some(member) = members.get(family).filter(|member| belongs(member, until)) else {
        return Ok(None);
    };
    let met = attended(conn, &members, &[family].into(), first, until)?;
    let met = met.get(&family).map(Vec::as_slice).unwrap_or_default();
    let states = month_states(member, met);
    Ok(Streak::of(member, met, &states, month))
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
        let ladder = Ladder::read(conn)?;
        Ok(ComplianceView {
            month: month.to_string(),
            this_month: this_month.to_string(),
            threshold: ladder.first(),
            further: ladder.further(),
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
    let ladder = Ladder::read(conn)?;
    let [first, until] = span(device, ladder, month)?;
    let mut letters: HashMap<Uuid, Vec<Letter>> = HashMap::new();
    for letter in Letter::all(conn)? {
        letters.entry(letter.family).or_default().push(letter);
    }
    let (who, asking) = (Who::read(conn)?, device.person()?);
    let known: BTreeSet<Uuid> = Groups::read(conn)?.all().map(|group| group.id).collect();
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
        let Some(in_a_row) = Streak::of(member, met, &of_months, month) else {
            continue;
        };
        let step = ladder.step(in_a_row.months.len());
        let written = in_a_row.letters(letters.get(&member.id).into_iter().flatten());
        let mut missed: Vec<NaiveDate> =
            in_a_row.missed.iter().map(|(day, _)| *day).rev().collect();
        missed.dedup();
        let name = FamilyRecord::one(conn, member.id)?.map(|family| family.name);
        let pendamping = group.pendamping_on(until);
        rows.push(ComplianceRow {
            id: member.id,
            name: name.unwrap_or_default(),
            group: group.named(),
            pendamping: pendamping.and_then(|staff| who.person(staff)),
            mine: pendamping.is_some() && pendamping == asking,
            came: member.came(until, |group| known.contains(&group)),
            state,
            missed,
            step,
            due: Ladder::due(step, &written),
            letters: written
                .iter()
                .map(|letter| StreakLetter::of(letter))
                .collect(),
            months: in_a_row.months.iter().map(ToString::to_string).collect(),
        });
    }
    rows.sort_by_cached_key(|row| {
        let most_first = std::cmp::Reverse(row.months.len());
        (most_first, fold::words(&row.name), row.id)
    });
    Ok((states, rows))
}

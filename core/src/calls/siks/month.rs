//! The meetings of a month and SIKS-NG: how each stands, and how many by pendamping.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::reading::{MISSING, is_changed, missing, state};
use super::{SiksFigures, SiksMonth, SiksMonthView, SiksPerson, SiksRow, SiksState};
use crate::calls::refusal::Refusal;
use crate::calls::rows::meeting_rows;
use crate::calls::{Query, months};
use crate::device::Device;
use crate::error::Error;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::meetings::held_between;
use crate::queries::sessions::Sessions;
use crate::queries::siks::{Names, contents_of, said_of};
use crate::queries::staff::Who;
use crate::reference::month::YearMonth;

impl SiksFigures {
    fn add(&mut self, state: SiksState) {
        self.held += 1;
        let count = match state {
            SiksState::NotReady => &mut self.not_ready,
            SiksState::Ready => &mut self.ready,
            SiksState::Entered => &mut self.entered,
            SiksState::Rejected => &mut self.rejected,
            SiksState::Changed => &mut self.changed,
        };
        *count += 1;
        let is_out = matches!(
            state,
            SiksState::NotReady | SiksState::Ready | SiksState::Rejected
        );
        self.not_in += u32::from(is_out);
    }
}

impl SiksMonth {
    /// The meetings of the month that took place.
    fn meetings(
        &self,
        device: &Device,
        groups: &Groups,
        month: YearMonth,
    ) -> Result<Vec<Uuid>, Error> {
        let asking = device.person()?;
        let today = device.today()?;
        // Whoever leads nothing today and is of the office has them all.
        let own = groups.own(device, today)?;
        let leads = own.iter().any(|group| group.pendamping_on(today) == asking);
        let everybody = !self.mine || (!leads && device.membership().is_office(device.id()));
        let held = held_between(device.reader(), month.first_day(), month.last_day())?;
        let wanted = held.into_iter().filter(|(_, group, date)| {
            let group = groups.get(*group);
            let led_by = group.and_then(|group: &Kelompok| group.pendamping_on(*date));
            let here = self
                .kecamatan
                .as_ref()
                .is_none_or(|code| group.is_some_and(|group| group.kecamatan == *code));
            here && (everybody || (asking.is_some() && led_by == asking))
        });
        Ok(wanted.map(|(meeting, _, _)| meeting).collect())
    }
}

impl Query for SiksMonth {
    type Answer = SiksMonthView;

    fn answer(self, device: &Device) -> Result<SiksMonthView, Error> {
        let conn = device.reader();
        let month = match &self.month {
            Some(text) => months::month(text)?,
            None => YearMonth::of(device.today()?).ok_or(Refusal::Month)?,
        };
        let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
        let who = Who::read(conn)?;
        let meetings = self.meetings(device, &groups, month)?;
        let said = said_of(conn, &meetings)?;
        let contents = contents_of(conn, &meetings)?;
        // Read once, and not where nobody copied a family.
        let names = if said.values().any(|record| !record.families.is_empty()) {
            Names::read(conn)?
        } else {
            Names::default()
        };
        let mut people: BTreeMap<Option<Uuid>, SiksFigures> = BTreeMap::new();
        let mut total = SiksFigures::default();
        let mut rows = Vec::with_capacity(meetings.len());
        for row in meeting_rows(conn, &meetings, &groups, &sessions)? {
            let content = contents.get(&row.id).ok_or(MISSING)?;
            let record = said.get(&row.id).cloned().unwrap_or_default();
            let lacks = missing(&row, content);
            let is_changed = is_changed(
                device,
                row.id,
                &record,
                content.heads.as_ref(),
                &sessions,
                &names,
            )?;
            let state = state(&record, &lacks, is_changed);
            let group = groups.get(row.group.id);
            let leader = group.and_then(|group| group.pendamping_on(row.date));
            total.add(state);
            people.entry(leader).or_default().add(state);
            rows.push(SiksRow {
                pendamping: leader.and_then(|staff| who.person(staff)),
                state,
                missing: lacks,
                row,
            });
        }
        rows.sort_by_key(|row| (row.state == SiksState::Entered, row.row.date));
        let mut people: Vec<SiksPerson> = people
            .into_iter()
            .map(|(staff, figures)| SiksPerson {
                pendamping: staff.and_then(|staff| who.person(staff)),
                figures,
            })
            .collect();
        people.sort_by_key(|person| {
            let name = person.pendamping.as_ref().map(|person| person.name.clone());
            (std::cmp::Reverse(person.figures.not_in), name)
        });
        Ok(SiksMonthView {
            month: month.to_string(),
            rows,
            people,
            total,
        })
    }
}

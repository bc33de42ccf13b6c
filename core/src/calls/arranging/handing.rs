//! What a handing over is about (serah terima kelompok): the groups with their progress, notes and corrections, and both names.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::calls::Query;
use crate::calls::recording;
use crate::calls::refusal::Refusal;
use crate::calls::rows::meeting_rows;
use crate::calls::terms::{Choice, GroupName, MeetingRow, Person, SessionName};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::Verdict;
use crate::queries::delivered::Delivered;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::meetings;
use crate::queries::members::Members;
use crate::queries::sessions::Sessions;
use crate::queries::staff;
use crate::queries::staff::Who;
use crate::reference::{Regions, fold};

/// Asks what a handing over is about, before it is done.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Handover {
    /// The groups.
    pub groups: Vec<Uuid>,
    /// Who is to lead them; none while nobody is chosen.
    pub to: Option<Uuid>,
}

/// What a handing over is about.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandoverView {
    /// Who leads them today.
    pub from: Vec<Person>,
    /// Who is to lead them.
    pub to: Option<Person>,
    /// Who can lead them: works in all of their kecamatan.
    pub able: Vec<Person>,
    /// Kecamatan of the groups in which that person does not work.
    pub away: Vec<Choice>,
    /// The groups.
    pub groups: Vec<HandoverGroup>,
}

/// A group that is handed over, and what goes with it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandoverGroup {
    /// Its names.
    pub group: GroupName,
    /// Who leads it today.
    pub pendamping: Option<Person>,
    /// Active families today.
    pub families: u32,
    /// Sessions that it has had.
    pub sessions_done: u32,
    /// Sessions of the curriculum.
    pub sessions: u32,
    /// The next session.
    pub next: Option<SessionName>,
    /// Its last meeting that was held.
    pub last: Option<MeetingRow>,
    /// The notes of that meeting, in the order of the form.
    pub notes: Vec<String>,
    /// Meetings that the office wants put right and that nobody has changed since: they go with the group.
    pub corrections: Vec<MeetingRow>,
    /// Drafts of its meetings on this device: they stay here until they are saved.
    pub drafts: u32,
}

impl Query for Handover {
    type Answer = HandoverView;

    fn answer(self, device: &Device) -> Result<HandoverView, Error> {
        let conn = device.reader();
        let today = device.today()?;
        let (all, who) = (Groups::read(conn)?, Who::read(conn)?);
        let mut groups: Vec<&Kelompok> = Vec::new();
        for id in self.groups.iter().collect::<BTreeSet<_>>() {
            groups.push(all.get(*id).ok_or(Refusal::NoSuchGroup)?);
        }
        let mut from: Vec<Person> = groups
            .iter()
            .filter_map(|group| who.person(group.pendamping_on(today)?))
            .collect();
        from.sort_by_cached_key(|person| (fold::words(&person.name), person.id));
        from.dedup();
        let kecamatan: BTreeSet<&str> = groups
            .iter()
            .map(|group| group.kecamatan.as_str())
            .collect();
        let mut able = Vec::new();
        for person in staff::StaffMember::all(conn)?
            .into_iter()
            .map(|member| member.id)
        {
            if is_of_office(device, person)?
                || staff::works_in(conn, person)?.is_superset(&owned(&kecamatan))
            {
                able.extend(who.person(person));
            }
        }
        able.sort_by_cached_key(|person| (fold::words(&person.name), person.id));
        let away = match self.to {
            Some(to) if !able.iter().any(|person| person.id == to) => {
                let works = staff::works_in(conn, to)?;
                let away = kecamatan.iter().filter(|code| !works.contains(**code));
                away.map(|code| Choice {
                    code: (*code).to_owned(),
                    name: Regions::own().name(code).to_owned(),
                })
                .collect()
            }
            _ => Vec::new(),
        };
        let reading = Reading {
            conn,
            all: &all,
            who: &who,
            sessions: Sessions::read(conn)?,
            delivered: Delivered::read(conn)?,
            members: Members::of_groups(conn, &self.groups)?,
            drafts: drafts(conn)?,
        };
        let mut shown = Vec::new();
        for group in groups {
            shown.push(reading.group(group, today)?);
        }
        Ok(HandoverView {
            from,
            to: self.to.and_then(|to| who.person(to)),
            able,
            away,
            groups: shown,
        })
    }
}

struct Reading<'c> {
    conn: &'c Connection,
    all: &'c Groups,
    who: &'c Who,
    sessions: Sessions,
    delivered: Delivered,
    members: Members,
    drafts: Vec<Uuid>,
}

impl Reading<'_> {
    fn group(&self, group: &Kelompok, today: chrono::NaiveDate) -> Result<HandoverGroup, Error> {
        let meetings = meetings::of_group(self.conn, group.id)?;
        let mut rows = meeting_rows(self.conn, &meetings, self.all, &self.sessions)?;
        rows.retain(|row| !row.cancelled);
        let wanted =
            |row: &&MeetingRow| row.verdict == Some(Verdict::Perbaiki) && !row.changed_since_check;
        let corrections = rows.iter().filter(wanted).cloned().collect();
        let last = rows.into_iter().next();
        let drafts = self.drafts.iter().filter(|of| **of == group.id);
        Ok(HandoverGroup {
            group: group.named(),
            pendamping: group
                .pendamping_on(today)
                .and_then(|staff| self.who.person(staff)),
            families: self.members.count(group.id, today),
            sessions_done: self.sessions.count_of(self.delivered.codes(group.id)),
            sessions: self.sessions.count(),
            next: self.delivered.next(group.id, &self.sessions),
            notes: match &last {
                Some(last) => meetings::notes(self.conn, last.id)?,
                None => Vec::new(),
            },
            last,
            corrections,
            drafts: u32::try_from(drafts.count()).unwrap_or(u32::MAX),
        })
    }
}

/// The group of each draft on this device.
fn drafts(conn: &Connection) -> Result<Vec<Uuid>, Error> {
    let drafts = recording::drafts::all(conn)?.into_iter();
    Ok(drafts.map(|(draft, _)| draft.group).collect())
}

fn owned(codes: &BTreeSet<&str>) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

/// Whether a person has a machine of the office, which reads every kecamatan.
pub(super) fn is_of_office(device: &Device, person: Uuid) -> Result<bool, Error> {
    let devices = staff::devices_of(device.reader(), person)?;
    let mut devices = devices.into_iter();
    Ok(devices.any(|id| device.membership().is_office(id)))
}

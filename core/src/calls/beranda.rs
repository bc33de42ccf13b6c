//! Beranda: which of the pendamping's groups have met this month, and what to do next.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rows::meeting_rows;
use super::terms::{MeetingRow, SessionName};
use super::{Query, recording};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::FamilyKey;
use crate::queries::delivered::Delivered;
use crate::queries::families_of::families_of;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::members::Members;
use crate::queries::names::name_of;
use crate::queries::office::Office;
use crate::queries::sessions::Sessions;
use crate::queries::staff::works_in;
use crate::reference::Regions;
use crate::reference::naming::Named;
use crate::rekap::YearMonth;

/// Asks for the first screen of a pendamping.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Beranda {}

/// The first screen.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BerandaView {
    /// The pendamping's name.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// What a greeting calls them.
    pub greeted: String,
    /// Names of their kecamatan.
    pub kecamatan: Vec<String>,
    /// The office's name.
    pub office: String,
    /// The month, `2026-11`.
    pub month: String,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Groups of theirs that have not met this month, those longest without a meeting first.
    pub not_met: Vec<GroupToMeet>,
    /// Of each group that met this month its last meeting, the latest first.
    pub met: Vec<MeetingRow>,
    /// How many of their groups have met this month.
    pub groups_met: u32,
    /// Their groups.
    pub groups: u32,
    /// Meetings that were begun and not saved, the last touched first.
    pub drafts: Vec<DraftCard>,
    /// What is to be done, the most urgent first; nothing of which there is none.
    pub todo: Vec<Todo>,
}

/// A group that has not met this month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupToMeet {
    /// Document of the group.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Name of its desa.
    pub desa: String,
    /// Active families.
    pub families: u32,
    /// The next session that it has not had; none if it had all.
    pub next: Option<SessionName>,
    /// Its last meeting.
    pub last: Option<NaiveDate>,
}

/// A meeting begun and not saved.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DraftCard {
    /// Name of the draft, for `record_open`.
    pub name: String,
    /// Document of the group.
    pub group_id: Uuid,
    /// Name of the group.
    pub group: String,
    /// It corrects a saved meeting.
    pub correction: bool,
    /// Day of the meeting.
    pub date: NaiveDate,
    /// Families marked so far.
    pub marked: u32,
    /// Families of the group.
    pub families: u32,
    /// When it was last touched.
    pub at: DateTime<Utc>,
}

impl Query for Beranda {
    type Answer = BerandaView;

    fn answer(self, device: &Device) -> Result<BerandaView, Error> {
        let conn = device.reader();
        let today = device.today()?;
        let month = YearMonth::of(today).ok_or(Error::Missing("month of today"))?;
        let (first, last) = (month.first_day(), month.last_day());
        let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
        let delivered = Delivered::read(conn)?;
        // A group that was closed this month counts if it met before.
        let mut own = groups.own(device, today)?;
        own.retain(|group| {
            group.open_on(today) || (group.open_on(first) && delivered.met(group.id, first, last))
        });
        let ids: Vec<Uuid> = own.iter().map(|group| group.id).collect();
        let members = Members::of_groups(conn, &ids)?;
        let (met, mut waiting): (Vec<&Kelompok>, Vec<&Kelompok>) = own
            .iter()
            .partition(|group| delivered.met(group.id, first, last));
        waiting.sort_by_key(|group| delivered.last(group.id));
        let not_met = waiting.into_iter().map(|group| {
            let named = group.named();
            GroupToMeet {
                id: group.id,
                name: named.name,
                desa: named.desa,
                families: members.count(group.id, today),
                next: delivered.next(group.id, &sessions),
                last: delivered.last(group.id),
            }
        });
        let not_met = not_met.collect();
        let of_month = delivered.meetings_of(&ids, first, last);
        let mut rows = meeting_rows(conn, &of_month, &groups, &sessions)?;
        let mut seen = HashSet::new();
        rows.retain(|row| seen.insert(row.group.id));
        let (name, kecamatan) = person(device)?;
        Ok(BerandaView {
            greeted: Named::of(&name).greeted(),
            name,
            kecamatan,
            office: office(conn)?,
            month: month.to_string(),
            today,
            not_met,
            met: rows,
            groups_met: u32::try_from(met.len()).unwrap_or(u32::MAX),
            groups: u32::try_from(own.len()).unwrap_or(u32::MAX),
            drafts: drafts(conn, &groups)?,
            todo: todo::todo(device, &groups, &sessions, &members)?,
        })
    }
}

/// Name of the device's person, and names of where they work.
fn person(device: &Device) -> Result<(String, Vec<String>), Error> {
    let Some(staff) = device.person()? else {
        return Ok((String::new(), Vec::new()));
    };
    let conn = device.reader();
    let name = name_of(conn, staff)?;
    let codes = works_in(conn, staff)?;
    let regions = Regions::own();
    let names = codes.iter().map(|code| regions.name(code).to_owned());
    Ok((name.unwrap_or_default(), names.collect()))
}

fn office(conn: &Connection) -> Result<String, Error> {
    let office = Office::read(conn)?;
    Ok(office.map(|office| office.name).unwrap_or_default())
}

fn drafts(conn: &Connection, groups: &Groups) -> Result<Vec<DraftCard>, Error> {
    let mut cards = Vec::new();
    for (draft, at) in recording::drafts::all(conn)? {
        let keys = draft.marks.keys();
        let marked: BTreeSet<_> = keys.filter_map(|key| FamilyKey::parse(key)).collect();
        let none = BTreeSet::new();
        let families = families_of(conn, draft.group, draft.date, &marked, &none)?;
        let with_mark = families.iter().filter(|line| marked.contains(&line.key));
        cards.push(DraftCard {
            group_id: draft.group,
            group: groups.named(draft.group).name,
            correction: draft.meeting.is_some(),
            date: draft.date,
            marked: u32::try_from(with_mark.count()).unwrap_or(u32::MAX),
            families: u32::try_from(families.len()).unwrap_or(u32::MAX),
            at,
            name: draft.name,
        });
    }
    Ok(cards)
}

mod todo;

pub use todo::{AlfaAgain, Todo};

#[cfg(test)]
mod tests;

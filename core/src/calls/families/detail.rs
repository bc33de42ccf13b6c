//! One family with its history: groups, meetings, sessions attended.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sesi_engine::documents::DocId;
use uuid::Uuid;

use super::listing::{FamilyRow, family_rows, masked};
use super::outside::{VisitLine, Visits};
use crate::calls::Query;
use crate::calls::terms::{GroupName, SessionName};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Component, Mark, Rating, Status};
use crate::queries::families::FamilyRecord;
use crate::queries::groups::Groups;
use crate::queries::marks;
use crate::queries::meetings::HeldMeeting;
use crate::queries::members::{Member, Members};
use crate::queries::sessions::Sessions;
use crate::readmodel::Merged;

const MISSING: Error = Error::Missing("such family");

/// Asks for one family.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Family {
    /// Its document.
    pub id: Uuid,
}

/// A family.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyView {
    /// Its row in lists.
    pub row: FamilyRow,
    /// Nama pengurus as it was typed: what a form that changes it begins with.
    pub typed: String,
    /// Its group today.
    pub group: Option<GroupName>,
    /// Groups before and after, each from its day (none: from the beginning).
    pub groups: Vec<GroupSince>,
    /// No. KK with its middle hidden.
    pub kk: Option<String>,
    /// Id PKH.
    pub pkh_id: Option<String>,
    /// Code of its desa.
    pub desa: String,
    /// Code of its kecamatan.
    pub kecamatan: String,
    /// Phone.
    pub phone: Option<String>,
    /// Tahap.
    pub tahap: Option<String>,
    /// How many of each component.
    pub components: BTreeMap<Component, u16>,
    /// Its meetings, the latest first.
    pub attendance: Vec<Attendance>,
    /// Sessions that it was given, at meetings and outside, in order.
    pub sessions: Vec<SessionName>,
    /// How many of them the curriculum in force has; open topics are none.
    pub sessions_done: u32,
    /// How many the curriculum in force has.
    pub sessions_of: u32,
    /// What it was given outside its meetings, the latest first. It counts for its sessions alone.
    pub visits: Vec<VisitLine>,
    /// Merged into that family, as the same one.
    pub same_as: Option<Uuid>,
    /// This device may change it.
    pub editable: bool,
}

/// A family's group from a day.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupSince {
    /// From when; none: from the beginning.
    pub since: Option<NaiveDate>,
    /// Name of the group.
    pub group: String,
}

/// A meeting of a family.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Attendance {
    /// Document of the meeting.
    pub meeting: Uuid,
    /// Day.
    pub date: NaiveDate,
    /// Session.
    pub session: SessionName,
    /// Mark; none is belum ditandai.
    pub mark: Option<Mark>,
    /// Rating.
    pub rating: Option<Rating>,
}

/// Asks for a family's numbers unmasked.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyNumbers {
    /// Its document.
    pub id: Uuid,
}

/// The numbers.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Numbers {
    /// NIK.
    pub nik: Option<String>,
    /// No. KK.
    pub kk: Option<String>,
}

impl Query for Family {
    type Answer = FamilyView;

    fn answer(self, device: &Device) -> Result<FamilyView, Error> {
        view(device, self.id)
    }
}

/// A family as its page shows it.
pub(in crate::calls) fn view(device: &Device, id: Uuid) -> Result<FamilyView, Error> {
    Viewing::new(device)?.of(id)
}

/// What the pages of all families share, read once for any number of them.
pub(in crate::calls) struct Viewing<'d> {
    device: &'d Device,
    today: NaiveDate,
    groups: Groups,
    sessions: Sessions,
    merged: Merged,
}

impl<'d> Viewing<'d> {
    pub(crate) fn new(device: &'d Device) -> Result<Self, Error> {
        let conn = device.reader();
        Ok(Self {
            device,
            today: device.today()?,
            groups: Groups::read(conn)?,
            sessions: Sessions::read(conn)?,
            merged: Merged::read(conn)?,
        })
    }

    /// The page of a family.
    pub(crate) fn of(&self, id: Uuid) -> Result<FamilyView, Error> {
        read(self, id)
    }
}

fn read(of: &Viewing<'_>, id: Uuid) -> Result<FamilyView, Error> {
    let Viewing {
        device,
        today,
        groups,
        sessions,
        merged,
    } = of;
    let (conn, today) = (device.reader(), *today);
    let row = family_rows(conn, &[id], groups, today)?.pop();
    let members = Members::of_families(conn, &[id])?;
    let member = members.get(id);
    let stays = member.map(Member::stays).unwrap_or_default();
    let present = member.and_then(|member| member.group_on(today));
    let held = held(conn, id, member, &merged.parts_of(id))?;
    let family = FamilyRecord::one(conn, id)?;
    let (row, family) = row.zip(family).ok_or(MISSING)?;
    let mut view = FamilyView {
        row,
        group: present.map(|group| groups.named(group)),
        groups: stays
            .iter()
            .map(|(since, group)| GroupSince {
                since: since.parse().ok(),
                group: groups.named(*group).name,
            })
            .collect(),
        typed: family.name,
        kk: family.kk.as_deref().map(masked),
        pkh_id: family.pkh_id,
        desa: family.desa,
        kecamatan: family.kecamatan,
        phone: family.phone,
        tahap: family.tahap,
        components: family.components,
        attendance: Vec::new(),
        sessions: Vec::new(),
        sessions_done: 0,
        sessions_of: sessions.count(),
        visits: Vec::new(),
        same_as: Some(merged.kept(id)).filter(|kept| *kept != id),
        editable: false,
    };
    let everyone: Vec<Uuid> = [id].into_iter().chain(merged.parts_of(id)).collect();
    let visits = Visits::of(device, &everyone, sessions)?;
    view.sessions = given(&held, &visits, sessions);
    view.sessions_done = sessions.count_of(view.sessions.iter().map(|one| one.code.as_str()));
    view.visits = visits.lines;
    view.attendance = held.into_iter().map(|held| held.shown(sessions)).collect();
    view.editable = device.may_edit(DocId(id))?;
    Ok(view)
}

/// A meeting at which the family was expected, or marked.
struct FamilyMeeting {
    meeting: Uuid,
    date: NaiveDate,
    session: String,
    more: Option<String>,
    mark: Option<Mark>,
    rating: Option<Rating>,
}

impl FamilyMeeting {
    fn shown(self, sessions: &Sessions) -> Attendance {
        Attendance {
            meeting: self.meeting,
            date: self.date,
            session: sessions.name(&self.session),
            mark: self.mark,
            rating: self.rating,
        }
    }
}

/// The meetings of its groups while it was theirs and active, and whichever others have a mark of it, or of a family that is
/// part of it; the latest first.
fn held(
    conn: &Connection,
    id: Uuid,
    member: Option<&Member>,
    parts: &[Uuid],
) -> Result<Vec<FamilyMeeting>, Error> {
    let mut marks = marks::of_family(conn, id)?;
    for part in parts {
        for (meeting, said) in marks::of_family(conn, *part)? {
            let known = marks.entry(meeting).or_insert(said);
            // A rating alone says nothing of who was there.
            if known.0.is_none() {
                *known = said;
            }
        }
    }
    let stays = member.map(Member::stays).unwrap_or_default();
    let groups: Vec<Uuid> = stays.iter().map(|(_, group)| *group).collect();
    let marked: Vec<Uuid> = marks.keys().copied().collect();
    let mut held = Vec::new();
    for meeting in HeldMeeting::of(conn, &groups, &marked)? {
        let expected = member.is_some_and(|member| {
            member.group_on(meeting.date) == Some(meeting.group)
                && member.status_on(meeting.date) == Status::Aktif
        });
        let said = marks.get(&meeting.id);
        if expected || said.is_some() {
            let (mark, rating) = said.copied().unwrap_or_default();
            held.push(FamilyMeeting {
                meeting: meeting.id,
                date: meeting.date,
                session: meeting.session,
                more: meeting.more_sessions,
                mark,
                rating,
            });
        }
    }
    Ok(held)
}

/// The sessions that the family was given, at meetings where it was present and outside, in the curriculum's order; those that it no longer
/// has at the end.
fn given(held: &[FamilyMeeting], visits: &Visits, sessions: &Sessions) -> Vec<SessionName> {
    let present = held.iter().filter(|held| held.mark == Some(Mark::Hadir));
    let codes: BTreeSet<&str> = present
        .flat_map(|held| {
            let more = held.more.as_deref().unwrap_or_default().split(' ');
            std::iter::once(held.session.as_str()).chain(more)
        })
        .filter(|code| !code.is_empty())
        .chain(visits.codes())
        .collect();
    let mut names: Vec<SessionName> = codes.into_iter().map(|code| sessions.name(code)).collect();
    names.sort_by_key(|session| (session.number == 0, session.number));
    names
}

impl Query for FamilyNumbers {
    type Answer = Numbers;

    fn answer(self, device: &Device) -> Result<Numbers, Error> {
        let family = FamilyRecord::one(device.reader(), self.id)?.ok_or(MISSING)?;
        Ok(Numbers {
            nik: family.nik,
            kk: family.kk,
        })
    }
}

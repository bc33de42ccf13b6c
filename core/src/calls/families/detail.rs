//! One family with its history: groups, meetings, sessions attended.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::listing::{family_rows, masked};
use super::{Attendance, Family, FamilyNumbers, FamilyView, GroupSince, Numbers};
use crate::calls::Query;
use crate::calls::families_of::{COMPONENTS, components};
use crate::calls::ids::id_list;
use crate::calls::kelompok::Groups;
use crate::calls::members::{Member, Members};
use crate::calls::rows::{mark_of_code, rating_of_code};
use crate::calls::sessions::Sessions;
use crate::calls::terms::SessionName;
use crate::device::Device;
use crate::documents::{DocId, FamilyKey, Mark, Rating, Status};
use crate::error::Error;
use crate::readmodel::Merged;

const MISSING: Error = Error::Missing("such family");

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
    pub fn new(device: &'d Device) -> Result<Self, Error> {
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
    pub fn of(&self, id: Uuid) -> Result<FamilyView, Error> {
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
    let sql = format!(
        "SELECT kk, pkh_id, desa, kecamatan, phone, tahap, {COMPONENTS} FROM rm_family WHERE doc = ?1"
    );
    let view = conn
        .prepare_cached(&sql)?
        .query_row([id.as_bytes()], |read| {
            let kk: Option<String> = read.get(0)?;
            Ok(row.map(|row| FamilyView {
                row,
                group: present.map(|group| groups.named(group)),
                groups: stays
                    .iter()
                    .map(|(since, group)| GroupSince {
                        since: since.parse().ok(),
                        group: groups.named(*group).name,
                    })
                    .collect(),
                kk: kk.as_deref().map(masked),
                pkh_id: read.get(1).unwrap_or_default(),
                desa: read.get(2).unwrap_or_default(),
                kecamatan: read.get(3).unwrap_or_default(),
                phone: read.get(4).unwrap_or_default(),
                tahap: read.get(5).unwrap_or_default(),
                components: components(read, 6).unwrap_or_default(),
                attendance: Vec::new(),
                sessions: attended(&held, sessions),
                same_as: Some(merged.kept(id)).filter(|kept| *kept != id),
                editable: false,
            }))
        })
        .optional()?
        .flatten();
    let mut view = view.ok_or(MISSING)?;
    view.attendance = held.into_iter().map(|held| held.shown(sessions)).collect();
    view.editable = device.may_edit(DocId(id))?;
    Ok(view)
}

/// What a meeting says of her.
type Said = (Option<Mark>, Option<Rating>);

/// A meeting that she was expected at, or marked.
struct Held {
    meeting: Uuid,
    date: NaiveDate,
    session: String,
    more: Option<String>,
    mark: Option<Mark>,
    rating: Option<Rating>,
}

impl Held {
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

/// The meetings of her groups while she was theirs and active, and whichever others have a mark of hers, or of a family that is
/// part of her; the latest first.
fn held(
    conn: &Connection,
    id: Uuid,
    member: Option<&Member>,
    parts: &[Uuid],
) -> Result<Vec<Held>, Error> {
    let mut marks = marks_of(conn, id)?;
    for part in parts {
        for (meeting, mark) in marks_of(conn, *part)? {
            marks.entry(meeting).or_insert(mark);
        }
    }
    let stays = member.map(Member::stays).unwrap_or_default();
    let groups: Vec<Uuid> = stays.iter().map(|(_, group)| *group).collect();
    let marked: Vec<Uuid> = marks.keys().copied().collect();
    let mut statement = conn.prepare_cached(
        "SELECT doc, grp, date, session, more_sessions FROM rm_meeting
         WHERE cancelled = 0 AND (grp IN (SELECT unhex(value) FROM json_each(?1))
            OR doc IN (SELECT unhex(value) FROM json_each(?2)))
         ORDER BY date DESC, starts DESC, doc",
    )?;
    let mut rows = statement.query([id_list(&groups), id_list(&marked)])?;
    let mut held = Vec::new();
    while let Some(row) = rows.next()? {
        let (meeting, group) = (Uuid::from_bytes(row.get(0)?), Uuid::from_bytes(row.get(1)?));
        let date = crate::calls::rows::day(&row.get::<_, String>(2)?);
        let expected = member.is_some_and(|member| {
            member.group_on(date) == Some(group) && member.status_on(date) == Status::Aktif
        });
        let said = marks.get(&meeting);
        if expected || said.is_some() {
            let (mark, rating) = said.copied().unwrap_or_default();
            held.push(Held {
                meeting,
                date,
                session: row.get(3)?,
                more: row.get(4)?,
                mark,
                rating,
            });
        }
    }
    Ok(held)
}

/// Her marks and ratings by meeting.
fn marks_of(conn: &Connection, id: Uuid) -> Result<BTreeMap<Uuid, Said>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT doc, family_key, mark, rating FROM rm_mark WHERE key8 = ?1 ORDER BY doc, family_key",
    )?;
    let mut rows = statement.query([FamilyKey::of(id).as_str()])?;
    let mut marks = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let key = FamilyKey::parse(row.get_ref(1)?.as_str().unwrap_or_default());
        if key.is_some_and(|key| key.names(id)) {
            let code = |column| row.get::<_, Option<String>>(column);
            let mark = code(2)?.as_deref().and_then(mark_of_code);
            let rating = code(3)?.as_deref().and_then(rating_of_code);
            if mark.is_some() || rating.is_some() {
                marks.insert(Uuid::from_bytes(row.get(0)?), (mark, rating));
            }
        }
    }
    Ok(marks)
}

/// The sessions that she attended, in the curriculum's order; those that it no longer has at the end.
fn attended(held: &[Held], sessions: &Sessions) -> Vec<SessionName> {
    let present = held.iter().filter(|held| held.mark == Some(Mark::Hadir));
    let codes: BTreeSet<&str> = present
        .flat_map(|held| {
            let more = held.more.as_deref().unwrap_or_default().split(' ');
            std::iter::once(held.session.as_str()).chain(more)
        })
        .filter(|code| !code.is_empty())
        .collect();
    let mut names: Vec<SessionName> = codes.into_iter().map(|code| sessions.name(code)).collect();
    names.sort_by_key(|session| (session.number == 0, session.number));
    names
}

impl Query for FamilyNumbers {
    type Answer = Numbers;

    fn answer(self, device: &Device) -> Result<Numbers, Error> {
        let numbers = device
            .reader()
            .prepare_cached("SELECT nik, kk FROM rm_family WHERE doc = ?1")?
            .query_row([self.id.as_bytes()], |row| {
                Ok(Numbers {
                    nik: row.get(0)?,
                    kk: row.get(1)?,
                })
            })
            .optional()?;
        numbers.ok_or(MISSING)
    }
}

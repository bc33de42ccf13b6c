//! Groups in lists, one group with everything, and the places where groups can be.

use chrono::NaiveDate;
use rusqlite::Connection;
use sesi_engine::documents::DocId;
use uuid::Uuid;

use super::{Group, GroupRow, GroupView, Groups, KecamatanPlaces, Places};
use crate::calls::families::listing::family_rows;
use crate::calls::folded::Wanted;
use crate::calls::rows::meeting_rows;
use crate::calls::terms::{Choice, Person};
use crate::calls::{Query, modul};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{kecamatan_here, roster_feed};
use crate::queries::delivered::Delivered;
use crate::queries::groups::{self, Kelompok, by_name};
use crate::queries::meetings;
use crate::queries::members::Members;
use crate::queries::names::name_of;
use crate::queries::office::Office;
use crate::queries::sessions::Sessions;
use crate::queries::staff::Who;
use crate::reference::{Regions, fold};

/// What the row of a group is made of, read once for a whole answer.
struct Context {
    today: NaiveDate,
    asking: Option<Uuid>,
    who: Who,
    delivered: Delivered,
    sessions: Sessions,
}

impl Context {
    fn read(device: &Device) -> Result<Self, Error> {
        let conn = device.reader();
        Ok(Self {
            today: device.today()?,
            asking: device.person()?,
            who: Who::read(conn)?,
            delivered: Delivered::read(conn)?,
            sessions: Sessions::read(conn)?,
        })
    }

    fn row(&self, group: &Kelompok, members: &Members) -> GroupRow {
        let pendamping = group.pendamping_on(self.today);
        let done = self.delivered.codes(group.id);
        GroupRow {
            group: group.named(),
            pendamping: pendamping.and_then(|staff| self.who.person(staff)),
            mine: pendamping.is_some() && pendamping == self.asking,
            families: members.count(group.id, self.today),
            last: self.delivered.last(group.id),
            sessions_done: self.sessions.count_of(done),
            sessions: self.sessions.count(),
            closed: group.closed(self.today),
            opens: group.opens(self.today),
        }
    }
}

impl Query for Groups {
    type Answer = Vec<GroupRow>;

    fn answer(self, device: &Device) -> Result<Vec<GroupRow>, Error> {
        let conn = device.reader();
        let context = Context::read(device)?;
        let all = groups::Groups::read(conn)?;
        let wanted = Wanted::of(&self.search);
        let fits = |group: &&Kelompok| {
            let of = |code: &String| *code == group.kecamatan;
            (self.closed || group.open_on(context.today))
                && self.kecamatan.as_ref().is_none_or(of)
                && wanted.all(hits(&wanted, group, &context))
        };
        let mut groups: Vec<&Kelompok> = all.all().filter(fits).collect();
        groups.sort_by_cached_key(|group| (by_name(&group.name), group.id));
        let ids: Vec<Uuid> = groups.iter().map(|group| group.id).collect();
        let members = Members::of_groups(conn, &ids)?;
        let rows = groups.iter().map(|group| context.row(group, &members));
        Ok(rows.collect())
    }
}

fn hits(wanted: &Wanted, group: &Kelompok, context: &Context) -> u32 {
    let leader = group.pendamping_on(context.today);
    let leader = leader.and_then(|staff| context.who.person(staff));
    wanted.in_text(&group.name)
        | wanted.in_folded(&fold::numbered(&group.name))
        | wanted.in_text(Regions::own().name(&group.desa))
        | leader.map_or(0, |person| wanted.in_text(&person.name))
}

impl Query for Group {
    type Answer = GroupView;

    fn answer(self, device: &Device) -> Result<GroupView, Error> {
        let conn = device.reader();
        let context = Context::read(device)?;
        let all = groups::Groups::read(conn)?;
        let group = all.get(self.id).ok_or(Error::Missing("such group"))?;
        let members = Members::of_groups(conn, &[group.id])?;
        let families = members.of(group.id, context.today);
        let families: Vec<Uuid> = families.map(|member| member.id).collect();
        let mut families = family_rows(conn, &families, &all, context.today)?;
        families.sort_by_cached_key(|family| (fold::words(&family.name), family.id));
        let Context {
            delivered,
            sessions,
            ..
        } = &context;
        Ok(GroupView {
            row: context.row(group, &members),
            desa: group.desa.clone(),
            kecamatan: group.kecamatan.clone(),
            place: group.place.clone(),
            ketua: ketua(conn, group, &members, context.today)?,
            families,
            meetings: meeting_rows(conn, &meetings::of_group(conn, group.id)?, &all, sessions)?,
            sessions: modul::sessions_of(group.id, sessions, delivered),
            next: delivered.next(group.id, sessions),
            editable: device.may_edit(DocId(group.id))?,
        })
    }
}

fn ketua(
    conn: &Connection,
    group: &Kelompok,
    members: &Members,
    today: NaiveDate,
) -> Result<Option<Person>, Error> {
    // Whoever left leads the group no longer.
    let stays = |id: &Uuid| {
        members
            .get(*id)
            .is_none_or(|member| member.group_on(today) == Some(group.id))
    };
    let Some(id) = group.ketua.filter(stays) else {
        return Ok(None);
    };
    let name = name_of(conn, id)?;
    Ok(name.map(|name| Person { id, name }))
}

impl Query for Places {
    type Answer = Vec<KecamatanPlaces>;

    fn answer(self, device: &Device) -> Result<Vec<KecamatanPlaces>, Error> {
        let conn = device.reader();
        let today = device.today()?;
        let regions = Regions::own();
        let mut codes = kecamatan_here(conn)?;
        if device.membership().is_office(device.id()) {
            let office = Office::read(conn)?;
            let kabupaten = office.map(|office| office.kabupaten).unwrap_or_default();
            let parts = regions.parts_of(&kabupaten);
            let today = parts.filter(|region| region.exists_on(today));
            codes.extend(today.map(|region| region.code.clone()));
        }
        let mut places = Vec::new();
        codes.sort();
        codes.dedup();
        for code in codes {
            if device.may_write(&roster_feed(&code))? {
                let desa = regions.parts_of(&code).filter(|desa| desa.exists_on(today));
                let mut desa: Vec<Choice> = desa.map(|desa| choice(&desa.code)).collect();
                desa.sort_by_cached_key(|desa| (fold::words(&desa.name), desa.code.clone()));
                places.push(KecamatanPlaces {
                    kecamatan: choice(&code),
                    desa,
                });
            }
        }
        Ok(places)
    }
}

fn choice(code: &str) -> Choice {
    Choice {
        code: code.to_owned(),
        name: Regions::own().name(code).to_owned(),
    }
}

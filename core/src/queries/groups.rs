//! Groups as the read model has them: their names, who leads them on which day, whose they are.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, ToSql};
use uuid::Uuid;

use super::dated::Dated;
use super::ids::{exists, id, id_or_none, rows};
use super::names::GroupName;
use crate::device::Device;
use crate::error::Error;
use crate::reference::{Regions, fold};

/// A group.
pub(crate) struct Kelompok {
    pub id: Uuid,
    pub name: String,
    pub kecamatan: String,
    pub desa: String,
    pub place: Option<String>,
    pub ketua: Option<Uuid>,
    /// Whether it exists; nothing where nobody opened or closed it.
    pub states: Dated<bool>,
    /// Who leads it.
    pub pendamping: Dated<Uuid>,
}

impl Kelompok {
    /// Who leads it on a day.
    pub(crate) fn pendamping_on(&self, day: NaiveDate) -> Option<Uuid> {
        self.pendamping.on(day).copied()
    }

    /// Whether it exists on a day.
    pub(crate) fn open_on(&self, day: NaiveDate) -> bool {
        self.states.on(day).is_none_or(|open| *open)
    }

    /// Whether it exists on a day of a month, given by its first and last day: such groups the rekap counts.
    pub(crate) fn exists_in(&self, first: NaiveDate, last: NaiveDate) -> bool {
        let last = last.to_string();
        let mut later = self.states.after(first).iter();
        self.open_on(first) || later.any(|(since, open)| *open && *since <= last)
    }

    /// From which day it no longer exists, or will no longer exist; of one that exists on `day` and is not to be closed, none.
    pub(crate) fn closed(&self, day: NaiveDate) -> Option<NaiveDate> {
        let closing = |(since, open): &&(String, bool)| !open && !since.is_empty();
        let found = if self.open_on(day) {
            self.states.after(day).iter().find(closing)
        } else {
            self.states.since_on(day).filter(closing)
        };
        found.and_then(|(since, _)| since.parse().ok())
    }

    /// The day on which it will exist; none if it does, or if nobody said that it will.
    pub(crate) fn opens(&self, day: NaiveDate) -> Option<NaiveDate> {
        let mut later = self.states.after(day).iter();
        let opens = later.find(|(_, open)| *open).filter(|_| !self.open_on(day));
        opens.and_then(|(since, _)| since.parse().ok())
    }

    /// Its names, with those of its places.
    pub(crate) fn named(&self) -> GroupName {
        let regions = Regions::own();
        GroupName {
            id: self.id,
            name: self.name.clone(),
            desa: regions.name(&self.desa).to_owned(),
            kecamatan: regions.name(&self.kecamatan).to_owned(),
        }
    }
}

/// All groups that this device knows, read once for a whole answer.
pub(crate) struct Groups {
    by_id: BTreeMap<Uuid, Kelompok>,
}

impl Groups {
    /// Reads them.
    pub(crate) fn read(conn: &Connection) -> Result<Self, Error> {
        Ok(Self::read_where(conn, "", &[])?)
    }

    /// One group; none if this device does not know it.
    pub(crate) fn one(conn: &Connection, id: Uuid) -> Result<Option<Kelompok>, Error> {
        let mut found = Self::read_where(conn, "WHERE doc = ?1", &[id.as_bytes()])?;
        Ok(found.by_id.remove(&id))
    }

    fn read_where(conn: &Connection, chosen: &str, bound: &[&dyn ToSql]) -> rusqlite::Result<Self> {
        let sql = format!("SELECT doc, name, kecamatan, desa, place, ketua FROM rm_group {chosen}");
        let groups = rows(conn, &sql, bound, |row| {
            Ok(Kelompok {
                id: id(row, 0)?,
                name: row.get(1)?,
                kecamatan: row.get(2)?,
                desa: row.get(3)?,
                place: row.get(4)?,
                ketua: id_or_none(row, 5)?,
                states: Dated::default(),
                pendamping: Dated::default(),
            })
        })?;
        let mut by_id: BTreeMap<Uuid, Kelompok> =
            groups.into_iter().map(|group| (group.id, group)).collect();
        let sql = format!(
            "SELECT doc, since, staff FROM rm_group_pendamping {chosen} ORDER BY doc, since"
        );
        for (group, since, staff) in rows(conn, &sql, bound, |row| {
            Ok((id(row, 0)?, row.get(1)?, id(row, 2)?))
        })? {
            if let Some(group) = by_id.get_mut(&group) {
                group.pendamping.push(since, staff);
            }
        }
        let sql =
            format!("SELECT doc, since, open FROM rm_group_state {chosen} ORDER BY doc, since");
        for (group, since, open) in rows(conn, &sql, bound, |row| {
            Ok((id(row, 0)?, row.get(1)?, row.get(2)?))
        })? {
            if let Some(group) = by_id.get_mut(&group) {
                group.states.push(since, open);
            }
        }
        Ok(Self { by_id })
    }

    /// The group of an id.
    pub(crate) fn get(&self, id: Uuid) -> Option<&Kelompok> {
        self.by_id.get(&id)
    }

    /// All of them, by id.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Kelompok> {
        self.by_id.values()
    }

    /// Those that somebody leads on a day, by id.
    pub(crate) fn led_by(&self, staff: Uuid, day: NaiveDate) -> impl Iterator<Item = &Kelompok> {
        self.all()
            .filter(move |group| group.pendamping_on(day) == Some(staff))
    }

    /// Its names; of a group that is not here, none but the id.
    pub(crate) fn named(&self, id: Uuid) -> GroupName {
        let nameless = || GroupName {
            id,
            name: String::new(),
            desa: String::new(),
            kecamatan: String::new(),
        };
        self.get(id).map_or_else(nameless, Kelompok::named)
    }

    /// The groups that the device's person leads on a day, by name, closed ones too. A machine of the office whose person leads
    /// none has them all.
    pub(crate) fn own(&self, device: &Device, day: NaiveDate) -> Result<Vec<&Kelompok>, Error> {
        let staff = device.person()?;
        let leads = |group: &&Kelompok| staff.is_some() && group.pendamping_on(day) == staff;
        let mut own: Vec<&Kelompok> = self.all().filter(leads).collect();
        if own.is_empty() && device.membership().is_office(device.id()) {
            own = self.all().collect();
        }
        own.sort_by_cached_key(|group| (by_name(&group.name), group.id));
        Ok(own)
    }
}

/// The groups of which a family is the ketua.
pub(crate) fn with_ketua(conn: &Connection, family: Uuid) -> Result<Vec<Uuid>, Error> {
    let sql = "SELECT doc FROM rm_group WHERE ketua = ?1 ORDER BY doc";
    Ok(rows(conn, sql, [family.as_bytes()], |row| id(row, 0))?)
}

/// Where rows name a group.
pub(super) const USES: &str = "SELECT 1 FROM rm_family_group WHERE grp = ?1
     UNION ALL SELECT 1 FROM rm_meeting WHERE grp = ?1
     UNION ALL SELECT 1 FROM rm_semester WHERE grp = ?1
     UNION ALL SELECT 1 FROM rm_plan WHERE grp = ?1
     UNION ALL SELECT 1 FROM rm_letter WHERE grp = ?1
     UNION ALL SELECT 1 FROM rm_supervision WHERE grp = ?1";

/// Whether families, meetings, ratings, plans, letters or supervisions speak of a group.
pub(crate) fn is_used(conn: &Connection, group: Uuid) -> Result<bool, Error> {
    Ok(exists(conn, USES, group.as_bytes())?)
}

/// Orders names as people do: without case, `MELATI 2` before `MELATI 10`.
pub(crate) fn by_name(name: &str) -> String {
    let parts: Vec<String> = fold::numbered(name)
        .split(' ')
        .map(|part| {
            if part.bytes().all(|byte| byte.is_ascii_digit()) {
                format!("{part:0>9}")
            } else {
                part.to_owned()
            }
        })
        .collect();
    parts.join(" ")
}

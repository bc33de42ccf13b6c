//! Groups as the read model has them: their names, who leads them on which day, whose they are.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::terms::GroupName;
use crate::device::Device;
use crate::error::Error;
use crate::reference::{Regions, fold};

/// A group.
pub(super) struct Kelompok {
    pub id: Uuid,
    pub name: String,
    pub kecamatan: String,
    pub desa: String,
    pub place: Option<String>,
    pub ketua: Option<Uuid>,
    /// Whether it exists, each from a day, in order; nothing where nobody opened or closed it.
    states: Vec<(String, bool)>,
    /// Who leads it, each from a day (an ISO date, or nothing for "from the beginning"), in order.
    pendamping: Vec<(String, Uuid)>,
}

impl Kelompok {
    /// Who leads it on a day.
    pub fn pendamping_on(&self, day: NaiveDate) -> Option<Uuid> {
        let day = day.to_string();
        let mut until = self.pendamping.iter().rev();
        until
            .find(|(since, _)| *since <= day)
            .map(|(_, staff)| *staff)
    }

    /// Whether it exists on a day.
    pub fn open_on(&self, day: NaiveDate) -> bool {
        let day = day.to_string();
        let mut until = self.states.iter().rev();
        until
            .find(|(since, _)| *since <= day)
            .is_none_or(|(_, open)| *open)
    }

    /// Whether it exists on a day of a month, given by its first and last day: such groups the rekap counts.
    pub fn exists_in(&self, first: NaiveDate, last: NaiveDate) -> bool {
        let (from, until) = (first.to_string(), last.to_string());
        let mut later = self.states.iter();
        self.open_on(first) || later.any(|(since, open)| *open && *since > from && *since <= until)
    }

    /// From which day it no longer exists, or will no longer exist; of one that exists on `day` and is not to be closed, none.
    pub fn closed(&self, day: NaiveDate) -> Option<NaiveDate> {
        let today = day.to_string();
        let closing = |(since, open): &&(String, bool)| !open && !since.is_empty();
        let found = if self.open_on(day) {
            let mut later = self.states.iter().filter(|(since, _)| *since > today);
            later.find(closing)
        } else {
            let mut until = self.states.iter().rev();
            until.find(|(since, _)| *since <= today).filter(closing)
        };
        found.and_then(|(since, _)| since.parse().ok())
    }

    /// The day on which it will exist; none if it does, or if nobody said that it will.
    pub fn opens(&self, day: NaiveDate) -> Option<NaiveDate> {
        let today = day.to_string();
        let mut later = self.states.iter().filter(|(since, _)| *since > today);
        let opens = later.find(|(_, open)| *open).filter(|_| !self.open_on(day));
        opens.and_then(|(since, _)| since.parse().ok())
    }

    /// Its names, with those of its places.
    pub fn named(&self) -> GroupName {
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
pub(super) struct Groups {
    by_id: BTreeMap<Uuid, Kelompok>,
}

impl Groups {
    /// Reads them.
    pub fn read(conn: &Connection) -> Result<Self, Error> {
        let mut by_id = BTreeMap::new();
        let mut statement =
            conn.prepare_cached("SELECT doc, name, kecamatan, desa, place, ketua FROM rm_group")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = Uuid::from_bytes(row.get(0)?);
            let group = Kelompok {
                id,
                name: row.get(1)?,
                kecamatan: row.get(2)?,
                desa: row.get(3)?,
                place: row.get(4)?,
                ketua: row.get::<_, Option<[u8; 16]>>(5)?.map(Uuid::from_bytes),
                states: Vec::new(),
                pendamping: Vec::new(),
            };
            by_id.insert(id, group);
        }
        let mut statement = conn.prepare_cached(
            "SELECT doc, since, staff FROM rm_group_pendamping ORDER BY doc, since",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(group) = by_id.get_mut(&Uuid::from_bytes(row.get(0)?)) {
                let staff = Uuid::from_bytes(row.get(2)?);
                group.pendamping.push((row.get(1)?, staff));
            }
        }
        let mut statement =
            conn.prepare_cached("SELECT doc, since, open FROM rm_group_state ORDER BY doc, since")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(group) = by_id.get_mut(&Uuid::from_bytes(row.get(0)?)) {
                group.states.push((row.get(1)?, row.get(2)?));
            }
        }
        Ok(Self { by_id })
    }

    /// The group of an id.
    pub fn get(&self, id: Uuid) -> Option<&Kelompok> {
        self.by_id.get(&id)
    }

    /// All of them, by id.
    pub fn all(&self) -> impl Iterator<Item = &Kelompok> {
        self.by_id.values()
    }

    /// Its names; of a group that is not here, none but the id.
    pub fn named(&self, id: Uuid) -> GroupName {
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
    pub fn own(&self, device: &Device, day: NaiveDate) -> Result<Vec<&Kelompok>, Error> {
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

/// Orders names as people do: without case, `MELATI 2` before `MELATI 10`.
pub(super) fn by_name(name: &str) -> String {
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

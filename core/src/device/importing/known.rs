//! What an import finds: families, groups and staff that are there already.

use std::cell::{Cell, RefCell};

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::patches::COMPONENTS;
use crate::error::Error;
use crate::readmodel::Merged;
use crate::reference::{Regions, fold};
use crate::roster::{self, Existing, KnownFamily, KnownGroup, RosterFamily};
use crate::sync::lend::Lend;

/// What is there already, as the read model has it at the moment of each question. A fault of the database is kept and told at
/// the end.
pub(super) struct Known<'d, D> {
    device: RefCell<&'d mut D>,
    fault: Cell<Option<rusqlite::Error>>,
}

const FAMILY: &str = "SELECT doc, name, nik, kk, pkh_id, address, desa, kecamatan, phone, tahap,
        hamil, aud, sd, smp, sma, disabilitas, lansia,
        (SELECT grp FROM rm_family_group g WHERE g.doc = f.doc ORDER BY since DESC LIMIT 1),
        (SELECT status FROM rm_family_status s WHERE s.doc = f.doc ORDER BY since DESC LIMIT 1)
    FROM rm_family f";

impl<'d, D: Lend> Known<'d, D> {
    pub fn of(device: &'d mut D) -> Self {
        Self {
            device: RefCell::new(device),
            fault: Cell::new(None),
        }
    }

    pub fn checked<T>(&self, value: T) -> Result<T, Error> {
        self.fault
            .take()
            .map_or(Ok(value), |fault| Err(fault.into()))
    }

    fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<Option<T>>,
    ) -> Option<T> {
        let mut device = self.device.borrow_mut();
        let answer = question(device.lend().reader());
        answer
            .map_err(|fault| self.fault.set(Some(fault)))
            .ok()
            .flatten()
    }

    fn family(&self, column: &str, value: &str) -> Option<KnownFamily> {
        self.ask(|conn| {
            let found: Option<[u8; 16]> = conn
                .prepare_cached(&format!(
                    "SELECT doc FROM rm_family WHERE {column} = ?1 ORDER BY same_as IS NOT NULL, doc LIMIT 1"
                ))?
                .query_row([value], |row| row.get(0))
                .optional()?;
            let Some(found) = found.map(Uuid::from_bytes) else {
                return Ok(None);
            };
            // What a roster says of a family that is part of another, it says of that one, if she is here.
            let mut statement = conn.prepare_cached(&format!("{FAMILY} WHERE doc = ?1"))?;
            let mut get = |id: Uuid| {
                statement
                    .query_row([id.as_bytes()], known_family)
                    .optional()
            };
            match get(Merged::read(conn)?.kept(found))? {
                Some(kept) => Ok(Some(kept)),
                None => get(found),
            }
        })
    }
}

impl<D: Lend> Existing for Known<'_, D> {
    fn family_by_nik(&self, nik: &str) -> Option<KnownFamily> {
        self.family("nik", nik)
    }

    fn family_by_pkh(&self, pkh_id: &str) -> Option<KnownFamily> {
        self.family("pkh_id", pkh_id)
    }

    fn group_by_name(&self, kecamatan: &str, desa: Option<&str>, key: &str) -> Option<KnownGroup> {
        self.ask(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT doc, name, ketua,
                    (SELECT staff FROM rm_group_pendamping p WHERE p.doc = g.doc ORDER BY since DESC LIMIT 1),
                    desa
                 FROM rm_group g WHERE kecamatan = ?1 AND closed IS NULL ORDER BY doc",
            )?;
            let mut rows = statement.query([kecamatan])?;
            let mut named = Vec::new();
            while let Some(row) = rows.next()? {
                let name: String = row.get(1)?;
                if roster::spelling::group(&name) == key {
                    let group = KnownGroup {
                        id: Uuid::from_bytes(row.get(0)?),
                        ketua: row.get::<_, Option<[u8; 16]>>(2)?.map(Uuid::from_bytes),
                        pendamping: row.get::<_, Option<[u8; 16]>>(3)?.map(Uuid::from_bytes),
                    };
                    let place = row.get::<_, Option<String>>(4)?.unwrap_or_default();
                    named.push((place, group));
                }
            }
            Ok(of_the_desa(named, desa))
        })
    }

    fn staff_by_name(&self, kecamatan: &str, staff_key: &str) -> Option<Uuid> {
        self.ask(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT s.doc, name FROM rm_staff s JOIN rm_staff_kecamatan k ON k.doc = s.doc
                 WHERE kecamatan = ?1 ORDER BY s.doc",
            )?;
            let mut rows = statement.query([kecamatan])?;
            while let Some(row) = rows.next()? {
                let name: String = row.get(1)?;
                if roster::identity::staff_key(&name) == staff_key {
                    return Ok(Some(Uuid::from_bytes(row.get(0)?)));
                }
            }
            Ok(None)
        })
    }
}

/// Of the groups of one name, with their desa, that of a desa: the one in it, or one that says no desa; of no desa the only one.
fn of_the_desa(groups: Vec<(String, KnownGroup)>, desa: Option<&str>) -> Option<KnownGroup> {
    let Some(desa) = desa else {
        let mut groups = groups.into_iter();
        let only = groups.next();
        return only
            .filter(|_| groups.next().is_none())
            .map(|(_, group)| group);
    };
    let is_there = |place: &str| place == desa || fold::joined(place) == desa;
    let at = groups
        .iter()
        .position(|(place, _)| is_there(place))
        .or_else(|| groups.iter().position(|(place, _)| place.is_empty()))?;
    groups.into_iter().nth(at).map(|(_, group)| group)
}

fn known_family(row: &rusqlite::Row<'_>) -> rusqlite::Result<KnownFamily> {
    let desa: String = row.get(6)?;
    let mut record = RosterFamily {
        name: row.get(1)?,
        nik: row
            .get::<_, Option<String>>(2)?
            .and_then(|nik| nik.try_into().ok()),
        kk: row.get(3)?,
        pkh_id: row.get(4)?,
        address: row.get(5)?,
        desa: (!desa.is_empty()).then(|| match Regions::own().get(&desa) {
            Some(region) => roster::Desa {
                code: Some(desa.clone()),
                name: region.name.clone(),
            },
            None => roster::Desa {
                code: None,
                name: desa.clone(),
            },
        }),
        kecamatan: row.get(7)?,
        phone: row.get(8)?,
        tahap: row.get(9)?,
        status: row
            .get::<_, Option<String>>(18)?
            .and_then(|word| roster::Status::of_label(&word)),
        ..RosterFamily::default()
    };
    for (column, (field, _)) in (10..).zip(COMPONENTS) {
        record.components.set(field, Some(row.get(column)?));
    }
    Ok(KnownFamily {
        id: Uuid::from_bytes(row.get(0)?),
        group: row.get::<_, Option<[u8; 16]>>(17)?.map(Uuid::from_bytes),
        record,
    })
}

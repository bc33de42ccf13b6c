//! Members of staff: their names, where they work, whose device is whose.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, Result, Row};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::ids::{exists, id, rows};
use super::names::Person;

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StaffMember {
    pub id: Uuid,
    pub name: String,
    pub role: String,
    pub nip: Option<String>,
    pub phone: Option<String>,
}

impl StaffMember {
    /// Everybody, by name as it is written.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        let sql = "SELECT doc, name, role, nip, phone FROM rm_staff ORDER BY name, doc";
        rows(conn, sql, [], Self::of_row)
    }

    /// One; none if this device does not know that person.
    pub(crate) fn one(conn: &Connection, staff: Uuid) -> Result<Option<Self>> {
        let sql = "SELECT doc, name, role, nip, phone FROM rm_staff WHERE doc = ?1";
        conn.prepare_cached(sql)?
            .query_row([staff.as_bytes()], Self::of_row)
            .optional()
    }

    fn of_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: id(row, 0)?,
            name: row.get(1)?,
            role: row.get(2)?,
            nip: row.get(3)?,
            phone: row.get(4)?,
        })
    }
}

/// The members of staff of an office, read once for a whole answer.
pub(crate) struct Who {
    names: HashMap<Uuid, String>,
    of_device: HashMap<DeviceId, Uuid>,
}

impl Who {
    /// Everybody whom the read model knows.
    pub(crate) fn read(conn: &Connection) -> Result<Self> {
        let names = rows(conn, "SELECT doc, name FROM rm_staff", [], |row| {
            Ok((id(row, 0)?, row.get(1)?))
        })?;
        // Where two name one device, every reader takes the same.
        let sql = "SELECT device, doc FROM rm_staff_device ORDER BY doc DESC";
        let of_device = rows(conn, sql, [], |row| {
            Ok((DeviceId(row.get(0)?), id(row, 1)?))
        })?;
        Ok(Self {
            names: names.into_iter().collect(),
            of_device: of_device.into_iter().collect(),
        })
    }

    /// The person of a document; none if this device does not know that person.
    pub(crate) fn person(&self, staff: Uuid) -> Option<Person> {
        let name = self.names.get(&staff)?.clone();
        Some(Person { id: staff, name })
    }

    /// The document of the person whose device it is.
    pub(crate) fn staff_of(&self, device: DeviceId) -> Option<Uuid> {
        self.of_device.get(&device).copied()
    }

    /// The person whose device it is.
    pub(crate) fn author(&self, device: DeviceId) -> Option<Person> {
        self.person(self.staff_of(device)?)
    }
}

/// Whether there is that member of staff.
pub(crate) fn is_staff(conn: &Connection, staff: Uuid) -> Result<bool> {
    exists(
        conn,
        "SELECT 1 FROM rm_staff WHERE doc = ?1",
        staff.as_bytes(),
    )
}

/// Codes of the kecamatan in which a member of staff works.
pub(crate) fn works_in(conn: &Connection, staff: Uuid) -> Result<BTreeSet<String>> {
    let sql = "SELECT kecamatan FROM rm_staff_kecamatan WHERE doc = ?1";
    let codes = rows(conn, sql, [staff.as_bytes()], |row| row.get(0))?;
    Ok(codes.into_iter().collect())
}

/// The same of everybody who works anywhere.
pub(crate) fn workplaces(conn: &Connection) -> Result<BTreeMap<Uuid, BTreeSet<String>>> {
    let sql = "SELECT doc, kecamatan FROM rm_staff_kecamatan";
    let mut places: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for (staff, code) in rows(conn, sql, [], |row| Ok((id(row, 0)?, row.get(1)?)))? {
        places.entry(staff).or_default().insert(code);
    }
    Ok(places)
}

/// The devices of a member of staff.
pub(crate) fn devices_of(conn: &Connection, staff: Uuid) -> Result<Vec<DeviceId>> {
    let sql = "SELECT device FROM rm_staff_device WHERE doc = ?1";
    rows(conn, sql, [staff.as_bytes()], |row| {
        row.get(0).map(DeviceId)
    })
}

/// Whether groups, devices or months speak of a member of staff.
pub(crate) fn is_used(conn: &Connection, staff: Uuid) -> Result<bool> {
    let sql = "SELECT 1 FROM rm_group_pendamping WHERE staff = ?1
        UNION ALL SELECT 1 FROM rm_staff_device WHERE doc = ?1
        UNION ALL SELECT 1 FROM rm_month WHERE staff = ?1";
    exists(conn, sql, staff.as_bytes())
}

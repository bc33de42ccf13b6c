//! Members of staff: their names, where they work, whose device is whose.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Result, Row};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::dated::Dated;
use super::ids::{day, exists, id, rows, text};
use super::names::Person;
use crate::kinds::Employment;

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StaffMember {
    pub id: Uuid,
    pub name: String,
    pub role: String,
    pub nip: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub employment: Option<Employment>,
    pub started: Option<NaiveDate>,
    /// Of a province's workspace: the kabupaten whose office it is.
    pub kabupaten: Option<String>,
}

const COLUMNS: &str =
    "SELECT doc, name, role, nip, phone, email, employment, started, kabupaten FROM rm_staff";

impl StaffMember {
    /// Everybody, by name as it is written.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        let sql = format!("{COLUMNS} ORDER BY name, doc");
        rows(conn, &sql, [], Self::of_row)
    }

    /// One; none if this device does not know that person.
    pub(crate) fn one(conn: &Connection, staff: Uuid) -> Result<Option<Self>> {
        conn.prepare_cached(&format!("{COLUMNS} WHERE doc = ?1"))?
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
            email: row.get(5)?,
            employment: row
                .get::<_, Option<String>>(6)?
                .and_then(|word| Employment::parse(&word)),
            started: row.get::<_, Option<String>>(7)?.as_deref().map(day),
            kabupaten: row.get(8)?,
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

/// Where everybody was posted on which day: the one place that says it, for a register, trainings and whatever else counts by kecamatan.
pub(crate) struct Postings {
    dated: BTreeMap<Uuid, Dated<BTreeSet<String>>>,
    /// Where those are of whom nobody said since when.
    works: BTreeMap<Uuid, BTreeSet<String>>,
}

impl Postings {
    /// Of everybody.
    pub(crate) fn read(conn: &Connection) -> Result<Self> {
        let sql =
            "SELECT doc, since, kecamatan FROM rm_staff_posting ORDER BY doc, since, kecamatan";
        let found = rows(conn, sql, [], |row| {
            Ok((
                id(row, 0)?,
                text(row, 1)?.to_owned(),
                row.get::<_, String>(2)?,
            ))
        })?;
        let mut sets: BTreeMap<(Uuid, String), BTreeSet<String>> = BTreeMap::new();
        for (staff, since, code) in found {
            let codes = sets.entry((staff, since)).or_default();
            codes.extend(Some(code).filter(|code| !code.is_empty()));
        }
        let mut dated: BTreeMap<Uuid, Dated<BTreeSet<String>>> = BTreeMap::new();
        for ((staff, since), codes) in sets {
            dated.entry(staff).or_default().push(since, codes);
        }
        Ok(Self {
            dated,
            works: workplaces(conn)?,
        })
    }

    /// The codes of the kecamatan of a member of staff on a day, none of them for the whole kabupaten; nothing where the person was posted
    /// nowhere: had left, or had not come yet.
    pub(crate) fn on(&self, staff: Uuid, day: NaiveDate) -> Option<BTreeSet<String>> {
        match self.dated.get(&staff) {
            Some(dated) => dated.on(day).filter(|codes| !codes.is_empty()).cloned(),
            None => Some(self.works.get(&staff).cloned().unwrap_or_default()),
        }
    }

    /// All that was said of a member of staff, in order: since when (nothing for "from the beginning"), and which kecamatan.
    pub(crate) fn all(&self, staff: Uuid) -> &[(String, BTreeSet<String>)] {
        self.dated.get(&staff).map_or(&[], Dated::all)
    }
}

/// The devices of a member of staff.
pub(crate) fn devices_of(conn: &Connection, staff: Uuid) -> Result<Vec<DeviceId>> {
    let sql = "SELECT device FROM rm_staff_device WHERE doc = ?1";
    rows(conn, sql, [staff.as_bytes()], |row| {
        row.get(0).map(DeviceId)
    })
}

/// Where rows name a member of staff.
pub(super) const USES: &str = "SELECT 1 FROM rm_group_pendamping WHERE staff = ?1
     UNION ALL SELECT 1 FROM rm_staff_device WHERE doc = ?1
     UNION ALL SELECT 1 FROM rm_month WHERE staff = ?1
     UNION ALL SELECT 1 FROM rm_visit WHERE by = ?1
     UNION ALL SELECT 1 FROM rm_letter WHERE carrier = ?1
     UNION ALL SELECT 1 FROM rm_voice WHERE by = ?1 OR who = ?1
     UNION ALL SELECT 1 FROM rm_siks WHERE by = ?1
     UNION ALL SELECT 1 FROM rm_meeting WHERE verdict_by = ?1
     UNION ALL SELECT 1 FROM rm_training_person WHERE staff = ?1
     UNION ALL SELECT 1 FROM rm_rakor_person WHERE staff = ?1
     UNION ALL SELECT 1 FROM rm_score WHERE staff = ?1
     UNION ALL SELECT 1 FROM rm_supervision WHERE staff = ?1 OR observer = ?1
     UNION ALL SELECT 1 FROM rm_supervision_task WHERE who = ?1
     UNION ALL SELECT 1 FROM rm_published WHERE staff = ?1
     UNION ALL SELECT 1 FROM rm_template WHERE by = ?1
     UNION ALL SELECT 1 FROM rm_template_current WHERE by = ?1";

/// Whether anything that people wrote speaks of a member of staff.
pub(crate) fn is_used(conn: &Connection, staff: Uuid) -> Result<bool> {
    exists(conn, USES, staff.as_bytes())
}

//! What an import finds: families, groups and staff that are there already, read from the read model once for a whole import.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::components::COMPONENTS;
use crate::error::Error;
use crate::readmodel::Merged;
use crate::reference::Regions;
use crate::roster::identity::staff_key;
use crate::roster::listed::Listed;
use crate::roster::{self, Existing, Field, KnownFamily, KnownGroup, RosterFamily};

/// What is there, as the read model had it when it was read.
pub(super) struct Known {
    families: BTreeMap<Uuid, KnownFamily>,
    by_nik: HashMap<String, Uuid>,
    by_pkh: HashMap<String, Uuid>,
    by_former_nik: HashMap<String, Uuid>,
    by_kk: HashMap<String, Vec<Uuid>>,
    groups: BTreeMap<String, Vec<KnownGroup>>,
    staff: HashMap<(String, String), Uuid>,
    merged: Merged,
}

const FAMILY: &str = "SELECT doc, name, nik, kk, pkh_id, address, desa, kecamatan, phone, tahap,
        hamil, aud, sd, smp, sma, disabilitas, lansia,
        (SELECT grp FROM rm_family_group g WHERE g.doc = f.doc ORDER BY since DESC LIMIT 1),
        (SELECT status FROM rm_family_status s WHERE s.doc = f.doc ORDER BY since DESC LIMIT 1)
    FROM rm_family f";

/// A pendamping and a ketua.
type Lead = (Option<Uuid>, Option<Uuid>);

impl Known {
    /// Reads all of it.
    pub fn read(conn: &Connection) -> Result<Self, Error> {
        let mut listed = listed(conn)?;
        let mut known = Self {
            families: BTreeMap::new(),
            by_nik: HashMap::new(),
            by_pkh: HashMap::new(),
            by_former_nik: HashMap::new(),
            by_kk: HashMap::new(),
            groups: groups(conn, &mut listed)?,
            staff: staff(conn)?,
            merged: Merged::read(conn)?,
        };
        let mut statement =
            conn.prepare_cached(&format!("{FAMILY} ORDER BY same_as IS NOT NULL, doc"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = Uuid::from_bytes(row.get(0)?);
            let listed = listed.remove(&id).unwrap_or_default();
            known.add(family(row, id, listed)?);
        }
        Ok(known)
    }

    /// A family as the read model has her now.
    pub fn one(conn: &Connection, id: Uuid) -> Result<Option<RosterFamily>, Error> {
        let mut statement = conn.prepare_cached(&format!("{FAMILY} WHERE doc = ?1"))?;
        let mut rows = statement.query([id.as_bytes()])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let known = family(row, id, Listed::default())?;
        let group = known.group.map(|group| group.to_string());
        Ok(Some(RosterFamily {
            group,
            ..known.record
        }))
    }

    /// Whether there is that member of staff.
    pub fn is_staff(conn: &Connection, id: Uuid) -> Result<bool, Error> {
        let mut statement = conn.prepare_cached("SELECT 1 FROM rm_staff WHERE doc = ?1")?;
        Ok(statement.exists([id.as_bytes()])?)
    }

    /// Who leads a group now, and its ketua; none if there is no such group.
    pub fn lead(conn: &Connection, id: Uuid) -> Result<Option<Lead>, Error> {
        let mut statement = conn.prepare_cached(
            "SELECT (SELECT staff FROM rm_group_pendamping p WHERE p.doc = g.doc ORDER BY since DESC LIMIT 1), ketua
             FROM rm_group g WHERE doc = ?1",
        )?;
        let id_of = |id: Option<[u8; 16]>| id.map(Uuid::from_bytes);
        let found = statement.query_row([id.as_bytes()], |row| {
            Ok((id_of(row.get(0)?), id_of(row.get(1)?)))
        });
        Ok(found.optional()?)
    }

    fn add(&mut self, family: KnownFamily) {
        let id = family.id;
        let record = &family.record;
        // The first in order has a number: one that is part of no other comes first.
        if let Some(nik) = &record.nik {
            self.by_nik.entry(nik.as_str().to_owned()).or_insert(id);
        }
        if let Some(pkh_id) = &record.pkh_id {
            self.by_pkh.entry(pkh_id.clone()).or_insert(id);
        }
        let listed = &family.listed;
        let former = listed.says.get(&Field::Nik).into_iter();
        for nik in former.chain(listed.refused.get(&Field::Nik).into_iter().flatten()) {
            self.by_former_nik.entry(nik.clone()).or_insert(id);
        }
        let said = listed.says.get(&Field::Kk);
        let said = said.filter(|said| Some(*said) != record.kk.as_ref());
        for kk in record.kk.iter().chain(said) {
            self.by_kk.entry(kk.clone()).or_default().push(id);
        }
        self.families.insert(id, family);
    }

    /// The family that counts in place of this one, if she is here; otherwise this one.
    fn kept(&self, id: Uuid) -> Option<KnownFamily> {
        let kept = self.families.get(&self.merged.kept(id));
        kept.or_else(|| self.families.get(&id)).cloned()
    }
}

impl Existing for Known {
    fn family_by_nik(&self, nik: &str) -> Option<KnownFamily> {
        self.kept(*self.by_nik.get(nik)?)
    }

    fn family_by_pkh(&self, pkh_id: &str) -> Option<KnownFamily> {
        self.kept(*self.by_pkh.get(pkh_id)?)
    }

    fn family_by_former_nik(&self, nik: &str) -> Option<KnownFamily> {
        self.kept(*self.by_former_nik.get(nik)?)
    }

    fn families_by_kk(&self, kk: &str) -> Vec<KnownFamily> {
        let ids = self.by_kk.get(kk).map(Vec::as_slice).unwrap_or_default();
        let mut found: Vec<KnownFamily> = ids.iter().filter_map(|id| self.kept(*id)).collect();
        found.sort_by_key(|known| known.id);
        found.dedup_by_key(|known| known.id);
        found
    }

    fn family(&self, id: Uuid) -> Option<KnownFamily> {
        self.kept(id)
    }

    fn listed_families(&self) -> Vec<KnownFamily> {
        let families = self.families.values();
        families
            .filter(|known| !known.listed.is_empty() && !self.merged.is_part(known.id))
            .cloned()
            .collect()
    }

    fn groups_of(&self, kecamatan: &str) -> Vec<KnownGroup> {
        self.groups.get(kecamatan).cloned().unwrap_or_default()
    }

    fn staff_by_name(&self, kecamatan: &str, staff_key: &str) -> Option<Uuid> {
        self.staff
            .get(&(kecamatan.to_owned(), staff_key.to_owned()))
            .copied()
    }
}

/// What lists said of each document, import after import.
fn listed(conn: &Connection) -> Result<HashMap<Uuid, Listed>, Error> {
    let mut listed: HashMap<Uuid, Listed> = HashMap::new();
    let mut statement =
        conn.prepare_cached("SELECT doc, import, said FROM rm_listed ORDER BY doc, import")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let doc = Uuid::from_bytes(row.get(0)?);
        let (import, said): (String, String) = (row.get(1)?, row.get(2)?);
        listed.entry(doc).or_default().add(&import, &said);
    }
    Ok(listed)
}

fn groups(
    conn: &Connection,
    listed: &mut HashMap<Uuid, Listed>,
) -> Result<BTreeMap<String, Vec<KnownGroup>>, Error> {
    let mut groups: BTreeMap<String, Vec<KnownGroup>> = BTreeMap::new();
    let mut statement = conn.prepare_cached(
        "SELECT doc, name, kecamatan, desa,
            coalesce((SELECT open FROM rm_group_state o WHERE o.doc = g.doc ORDER BY since DESC LIMIT 1), 1), ketua,
            (SELECT staff FROM rm_group_pendamping p WHERE p.doc = g.doc ORDER BY since DESC LIMIT 1)
         FROM rm_group g ORDER BY doc",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = Uuid::from_bytes(row.get(0)?);
        let group = KnownGroup {
            id,
            name: row.get(1)?,
            desa: row.get(3)?,
            open: row.get(4)?,
            ketua: row.get::<_, Option<[u8; 16]>>(5)?.map(Uuid::from_bytes),
            pendamping: row.get::<_, Option<[u8; 16]>>(6)?.map(Uuid::from_bytes),
            listed: listed.remove(&id).unwrap_or_default(),
        };
        groups.entry(row.get(2)?).or_default().push(group);
    }
    Ok(groups)
}

fn staff(conn: &Connection) -> Result<HashMap<(String, String), Uuid>, Error> {
    let mut staff = HashMap::new();
    let mut statement = conn.prepare_cached(
        "SELECT s.doc, name, kecamatan FROM rm_staff s JOIN rm_staff_kecamatan k ON k.doc = s.doc
         ORDER BY s.doc",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(1)?;
        staff
            .entry((row.get(2)?, staff_key(&name)))
            .or_insert(Uuid::from_bytes(row.get(0)?));
    }
    Ok(staff)
}

fn family(row: &Row<'_>, id: Uuid, listed: Listed) -> rusqlite::Result<KnownFamily> {
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
        id,
        group: row.get::<_, Option<[u8; 16]>>(17)?.map(Uuid::from_bytes),
        record,
        listed,
    })
}

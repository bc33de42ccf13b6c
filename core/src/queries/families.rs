//! Families as their documents say them: one, some or all; by key, by number, by folded name.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use uuid::Uuid;

use super::ids::{id, id_list, rows, text};
use crate::kinds::{Component, FamilyKey};

/// A family. Where it belongs and what its status is on which day: [`super::members`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FamilyRecord {
    pub id: Uuid,
    pub name: String,
    /// The name as searches compare it.
    pub folded: String,
    pub nik: Option<String>,
    pub kk: Option<String>,
    pub pkh_id: Option<String>,
    pub address: Option<String>,
    /// Kemendagri code.
    pub desa: String,
    /// Kemendagri code.
    pub kecamatan: String,
    pub phone: Option<String>,
    pub tahap: Option<String>,
    /// How many of each component; those of which there are none are left out.
    pub components: BTreeMap<Component, u16>,
}

const FAMILY: &str =
    "SELECT doc, name, folded, nik, kk, pkh_id, address, desa, kecamatan, phone, tahap,
    hamil, aud, sd, smp, sma, disabilitas, lansia FROM rm_family";

impl FamilyRecord {
    /// One family; none if this device does not know it.
    pub(crate) fn one(conn: &Connection, family: Uuid) -> Result<Option<Self>> {
        let sql = format!("{FAMILY} WHERE doc = ?1");
        conn.prepare_cached(&sql)?
            .query_row([family.as_bytes()], Self::of_row)
            .optional()
    }

    /// Those of these families that this device knows.
    pub(crate) fn some(conn: &Connection, families: &[Uuid]) -> Result<Vec<Self>> {
        let sql = format!("{FAMILY} WHERE doc IN (SELECT unhex(value) FROM json_each(?1))");
        rows(conn, &sql, [id_list(families)], Self::of_row)
    }

    /// All of them, by id.
    pub(crate) fn all(conn: &Connection) -> Result<Vec<Self>> {
        rows(conn, &format!("{FAMILY} ORDER BY doc"), [], Self::of_row)
    }

    fn of_row(row: &Row<'_>) -> Result<Self> {
        let mut components = BTreeMap::new();
        for (column, component) in (11..).zip(Component::ALL) {
            let count: u16 = row.get(column)?;
            if count > 0 {
                components.insert(*component, count);
            }
        }
        Ok(Self {
            id: id(row, 0)?,
            name: row.get(1)?,
            folded: row.get(2)?,
            nik: row.get(3)?,
            kk: row.get(4)?,
            pkh_id: row.get(5)?,
            address: row.get(6)?,
            desa: row.get(7)?,
            kecamatan: row.get(8)?,
            phone: row.get(9)?,
            tahap: row.get(10)?,
            components,
        })
    }
}

/// The names of all families.
pub(crate) fn names(conn: &Connection) -> Result<HashMap<Uuid, String>> {
    let found = rows(conn, "SELECT doc, name FROM rm_family", [], |row| {
        Ok((id(row, 0)?, row.get(1)?))
    })?;
    Ok(found.into_iter().collect())
}

/// The family that a key names; none if it is nobody's, or more than one's.
pub(crate) fn of_key(conn: &Connection, key: &FamilyKey) -> Result<Option<Uuid>> {
    let sql = "SELECT doc FROM rm_family WHERE key8 = ?1";
    let mut found = None;
    for family in rows(conn, sql, [key.key8()], |row| id(row, 0))? {
        if key.names(family) && found.replace(family).is_some() {
            return Ok(None);
        }
    }
    Ok(found)
}

/// The shortest key that names this family and no other that this device knows.
pub(crate) fn key_of(conn: &Connection, family: Uuid) -> Result<FamilyKey> {
    let mut key = FamilyKey::of(family);
    for len in FamilyKey::MIN..=FamilyKey::MAX {
        key = FamilyKey::with_len(family, len);
        if of_key(conn, &key)? == Some(family) {
            break;
        }
    }
    Ok(key)
}

/// The family with a NIK; of several the one with the smallest id.
pub(crate) fn of_nik(conn: &Connection, nik: &str) -> Result<Option<Uuid>> {
    conn.prepare_cached("SELECT doc FROM rm_family WHERE nik = ?1 ORDER BY doc LIMIT 1")?
        .query_row([nik], |row| id(row, 0))
        .optional()
}

/// Whether some family has one of these numbers.
pub(crate) fn has_number(
    conn: &Connection,
    nik: Option<&String>,
    pkh_id: Option<&String>,
) -> Result<bool> {
    conn.prepare_cached("SELECT 1 FROM rm_family WHERE nik = ?1 OR pkh_id = ?2")?
        .exists((nik, pkh_id))
}

/// Where rows name a family, by its id or by the first characters of its key.
pub(super) const USES: &str = "SELECT 1 FROM rm_mark WHERE key8 = ?2
     UNION ALL SELECT 1 FROM rm_semester_rating WHERE substr(family_key, 1, 8) = ?2
     UNION ALL SELECT 1 FROM rm_visit WHERE family = ?1
     UNION ALL SELECT 1 FROM rm_letter WHERE family = ?1
     UNION ALL SELECT 1 FROM rm_family WHERE same_as = ?1
     UNION ALL SELECT 1 FROM rm_family_other WHERE substr(other, 1, 8) = ?2";

/// Whether marks, ratings, visits, letters or other families speak of a family.
pub(crate) fn is_used(conn: &Connection, family: Uuid) -> Result<bool> {
    let key8 = FamilyKey::of(family);
    conn.prepare_cached(USES)?
        .exists(params![family.as_bytes(), key8.as_str()])
}

/// Who is not the same as whom, as people said it in either family.
pub(crate) fn not_the_same(conn: &Connection) -> Result<Vec<(Uuid, Option<FamilyKey>)>> {
    let sql = "SELECT doc, other FROM rm_family_other";
    rows(conn, sql, [], |row| {
        Ok((id(row, 0)?, FamilyKey::parse(text(row, 1)?)))
    })
}

/// What a search looks at, read in place.
pub(crate) struct Searched<'r> {
    pub id: Uuid,
    /// The name as searches compare it.
    pub folded: &'r str,
    /// Kemendagri code.
    pub desa: &'r str,
    /// Kemendagri code.
    pub kecamatan: &'r str,
    /// NIK, No. KK and Id PKH; empty where they were not asked for.
    pub numbers: [&'r str; 3],
}

/// Shows every family to `look`, by folded name. Without the numbers, an index holds all that is read.
pub(crate) fn search(
    conn: &Connection,
    numbers: bool,
    mut look: impl FnMut(&Searched<'_>),
) -> Result<()> {
    let columns = if numbers { ", nik, kk, pkh_id" } else { "" };
    let sql =
        format!("SELECT doc, folded, desa, kecamatan{columns} FROM rm_family ORDER BY folded, doc");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        look(&Searched {
            id: id(row, 0)?,
            folded: text(row, 1)?,
            desa: text(row, 2)?,
            kecamatan: text(row, 3)?,
            numbers: if numbers {
                [text(row, 4)?, text(row, 5)?, text(row, 6)?]
            } else {
                [""; 3]
            },
        });
    }
    Ok(())
}

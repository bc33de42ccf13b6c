//! The families of one meeting as its form and its page list them: the group's active ones on that day, and whoever has a mark.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::members::Members;
use crate::documents::{Component, FamilyKey};
use crate::error::Error;
use crate::reference::fold;

/// A family of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// Her key in the meeting's marks and ratings.
    pub key: FamilyKey,
    /// Her document; none if this device does not know her.
    pub id: Option<Uuid>,
    pub name: String,
    pub address: Option<String>,
    pub components: Vec<Component>,
}

/// The families of a meeting of `group` on `day`, by name. `marked` are the keys that the meeting has. Whom this device does not
/// know stands at the end.
pub(super) fn families_of(
    conn: &Connection,
    group: Uuid,
    day: NaiveDate,
    marked: &BTreeSet<FamilyKey>,
) -> Result<Vec<Listed>, Error> {
    let members = Members::of_groups(conn, &[group])?;
    let mut keys: BTreeMap<Uuid, FamilyKey> = BTreeMap::new();
    let mut unknown = Vec::new();
    // A longer key sorts after a shorter one that it begins with, and is the surer one.
    for key in marked {
        match family_of_key(conn, key)? {
            Some(id) => {
                keys.insert(id, key.clone());
            }
            None => unknown.push(key.clone()),
        }
    }
    for member in members.active(group, day) {
        if let std::collections::btree_map::Entry::Vacant(free) = keys.entry(member.id) {
            free.insert(key_of_family(conn, member.id)?);
        }
    }
    let mut listed = Vec::with_capacity(keys.len() + unknown.len());
    for (id, key) in keys {
        listed.push(read(conn, id, key)?);
    }
    listed.sort_by_cached_key(|family| (fold::words(&family.name), family.id));
    listed.extend(unknown.into_iter().map(|key| Listed {
        key,
        id: None,
        name: String::new(),
        address: None,
        components: Vec::new(),
    }));
    Ok(listed)
}

/// The family that a key names; none if it is nobody's, or more than one's.
pub(super) fn family_of_key(conn: &Connection, key: &FamilyKey) -> Result<Option<Uuid>, Error> {
    let mut statement = conn.prepare_cached("SELECT doc FROM rm_family WHERE key8 = ?1")?;
    let mut rows = statement.query([key.key8()])?;
    let mut found = None;
    while let Some(row) = rows.next()? {
        let id = Uuid::from_bytes(row.get(0)?);
        if key.names(id) && found.replace(id).is_some() {
            return Ok(None);
        }
    }
    Ok(found)
}

/// The shortest key that names this family and no other that this device knows.
fn key_of_family(conn: &Connection, id: Uuid) -> Result<FamilyKey, Error> {
    let mut key = FamilyKey::of(id);
    for len in FamilyKey::MIN..=FamilyKey::MAX {
        key = FamilyKey::with_len(id, len);
        if family_of_key(conn, &key)? == Some(id) {
            break;
        }
    }
    Ok(key)
}

/// The columns of a family's components, in the order of the forms.
pub(super) const COMPONENTS: &str = "hamil, aud, sd, smp, sma, disabilitas, lansia";

/// The components that a row has, from the column `first` on.
pub(super) fn components(
    row: &rusqlite::Row<'_>,
    first: usize,
) -> rusqlite::Result<BTreeMap<Component, u16>> {
    let mut counts = BTreeMap::new();
    for (column, component) in (first..).zip(Component::ALL) {
        let count: u16 = row.get(column)?;
        if count > 0 {
            counts.insert(*component, count);
        }
    }
    Ok(counts)
}

fn read(conn: &Connection, id: Uuid, key: FamilyKey) -> Result<Listed, Error> {
    let sql = format!("SELECT name, address, {COMPONENTS} FROM rm_family WHERE doc = ?1");
    let found = conn
        .prepare_cached(&sql)?
        .query_row([id.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?, components(row, 2)?))
        })
        .optional()?;
    let (name, address, counts) = found.unwrap_or_default();
    Ok(Listed {
        key,
        id: Some(id),
        name,
        address,
        components: counts.into_keys().collect(),
    })
}

//! The families of one meeting as its form and its page list them: the group's active ones on that day, and whoever has a mark.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::families::{FamilyRecord, key_of, of_key};
use super::members::Members;
use crate::error::Error;
use crate::kinds::{Component, FamilyKey};
use crate::reference::fold;

/// A family of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Its key in the meeting's marks and ratings.
    pub key: FamilyKey,
    /// Its document; none if this device does not know it.
    pub id: Option<Uuid>,
    pub name: String,
    pub address: Option<String>,
    pub components: Vec<Component>,
}

/// The families of a meeting of `group` on `day`, by name. `marked` are the keys that the meeting has. What this device does not
/// know stands at the end.
pub(crate) fn families_of(
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
        match of_key(conn, key)? {
            Some(id) => {
                keys.insert(id, key.clone());
            }
            None => unknown.push(key.clone()),
        }
    }
    for member in members.active(group, day) {
        if let std::collections::btree_map::Entry::Vacant(free) = keys.entry(member.id) {
            free.insert(key_of(conn, member.id)?);
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

fn read(conn: &Connection, id: Uuid, key: FamilyKey) -> Result<Listed, Error> {
    // A family that left the read model since has its line without a name.
    let (name, address, components) = FamilyRecord::one(conn, id)?
        .map(|family| (family.name, family.address, family.components))
        .unwrap_or_default();
    Ok(Listed {
        key,
        id: Some(id),
        name,
        address,
        components: components.into_keys().collect(),
    })
}

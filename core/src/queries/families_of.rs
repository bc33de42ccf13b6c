//! The families of one meeting as its form and its page list them: the group's active ones on that day, and whoever has a mark.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::families::{FamilyRecord, key_of, of_key};
use super::members::Members;
use super::once::once;
use crate::error::Error;
use crate::kinds::{Component, FamilyKey};
use crate::readmodel::Merged;
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

/// The families of a meeting of `group` on `day`, by name, each once. `marked` are the keys that have a mark, `rated` those that have a
/// rating: a key without a mark counts where its family has none. What this device does not know stands at the end.
pub(crate) fn families_of(
    conn: &Connection,
    group: Uuid,
    day: NaiveDate,
    marked: &BTreeSet<FamilyKey>,
    rated: &BTreeSet<FamilyKey>,
) -> Result<Vec<Listed>, Error> {
    let members = Members::of_groups(conn, &[group])?;
    let merged = Merged::read(conn)?;
    let mut unknown = BTreeSet::new();
    let mut said = |keys: &BTreeSet<FamilyKey>| -> Result<_, Error> {
        let mut said = Vec::with_capacity(keys.len());
        for key in keys {
            match of_key(conn, key)? {
                Some(id) => said.push((id, key.clone())),
                None => {
                    unknown.insert(key.clone());
                }
            }
        }
        Ok(once(said, |family| merged.kept(family)))
    };
    let mut keys = said(rated)?;
    keys.extend(said(marked)?);
    for member in members.active(group, day) {
        if let std::collections::btree_map::Entry::Vacant(free) = keys.entry(member.id) {
            free.insert((member.id, key_of(conn, member.id)?));
        }
    }
    let mut listed = Vec::with_capacity(keys.len() + unknown.len());
    for (kept, (part, key)) in keys {
        listed.push(read(conn, kept, part, key)?);
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

fn read(conn: &Connection, kept: Uuid, part: Uuid, key: FamilyKey) -> Result<Listed, Error> {
    // The one that is kept may be of another kecamatan, and not be here. A family that left the read model since has its line without a name.
    let (id, found) = match FamilyRecord::one(conn, kept)? {
        Some(family) => (kept, Some(family)),
        None => (part, FamilyRecord::one(conn, part)?),
    };
    let (name, address, components) = found
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

//! Perbedaan: fields on which people said different things at the same time. Both stay until somebody chooses.

mod phrasing;
mod shapes;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sesi_engine::documents::Scalar;
use uuid::Uuid;

pub(super) use phrasing::Phrasing;
pub use shapes::{Difference, Side, Subject};

use super::{Command, Query, ids};
use crate::device::Device;
use crate::error::Error;
use crate::queries::disagreements;

/// Asks for the fields on which people disagree.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Differences {
    /// Only of that document.
    pub doc: Option<Uuid>,
}

/// Chooses a value, one of the sides or a third. An ordinary edit: another takes it back.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Settle {
    /// Document.
    pub doc: Uuid,
    /// The field.
    pub field: String,
    /// The value.
    pub value: Scalar,
}

/// A settled field, with what takes it back.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Settled {
    /// Give this to [`Settle`] again to take it back.
    pub before: Scalar,
}

impl Query for Differences {
    type Answer = Vec<Difference>;

    fn answer(self, device: &Device) -> Result<Vec<Difference>, Error> {
        match self.doc {
            Some(doc) => Phrasing::new(device)?.differences_of(doc),
            None => latest(device, usize::MAX),
        }
    }
}

/// At most so many differences, those of which somebody spoke last first.
pub(super) fn latest(device: &Device, limit: usize) -> Result<Vec<Difference>, Error> {
    let conn = device.reader();
    let wanted = disagreements::latest(conn, limit)?;
    let phrasing = Phrasing::new(device)?;
    let mut of: HashMap<Uuid, Vec<Difference>> = HashMap::new();
    let mut found = Vec::with_capacity(wanted.len());
    for (doc, path) in wanted {
        let differences = match of.entry(doc) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(phrasing.differences_of(doc)?),
        };
        let fitting = differences.iter().find(|one| one.field == path);
        found.extend(fitting.cloned());
    }
    Ok(found)
}

/// How many fields people disagree on.
pub(super) fn count(conn: &Connection) -> Result<u32, Error> {
    Ok(disagreements::count(conn)?)
}

impl Command for Settle {
    type Answer = Settled;

    fn run(self, device: &mut Device) -> Result<Settled, Error> {
        let missing = || Error::Missing("such document");
        let (key, document) = ids::document(device, self.doc)?.ok_or_else(missing)?;
        let before = document.value(&self.field).unwrap_or(Scalar::Empty);
        device.resolve(&key, &self.field, self.value)?;
        Ok(Settled { before })
    }
}

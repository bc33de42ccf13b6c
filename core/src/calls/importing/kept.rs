//! How the office reads its lists: settings in its document, so that the second clerk has them; shown, and forgotten when somebody says so.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::documents::{DocKey, OfficePatch};
use crate::error::Error;
use crate::roster::kept::{Entries, PREFIX};
use crate::roster::{Kept, KeptShape, Profile};

/// The map of the office's document that has them, in paths.
const MAP: &str = "settings/";

/// Asks how lists are read that somebody explained once.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListProfiles {}

/// How the lists of one shape are read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListProfile {
    /// The shape, made of the names of the columns.
    pub shape: String,
    /// The lists of which it was said.
    pub files: Vec<String>,
    /// What was said.
    pub profile: Profile,
    /// Columns and sheets of which two people said different things at once: nothing of it counts until one is chosen.
    pub differing: Vec<String>,
}

/// Forgets how the lists of a shape are read.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ForgetListProfile {
    /// The shape.
    pub shape: String,
}

impl Query for ListProfiles {
    type Answer = Vec<ListProfile>;

    fn answer(self, device: &Device) -> Result<Vec<ListProfile>, Error> {
        let kept = read(device.reader())?;
        let shapes = kept.shapes();
        Ok(shapes.map(|(shape, of)| told(shape, of)).collect())
    }
}

impl Command for ForgetListProfile {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let entries = read(device.reader())?.without(&self.shape);
        if entries.is_empty() {
            return Err(Error::Missing("such list"));
        }
        write(device, entries)?;
        Ok(Done {})
    }
}

/// What is kept.
pub(super) fn read(conn: &Connection) -> Result<Kept, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT key, value FROM rm_setting WHERE key >= ?1 AND key < 'list/' ORDER BY key",
    )?;
    let entries = statement.query_map([PREFIX], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let entries: Vec<(String, String)> = entries.collect::<Result<_, _>>()?;
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT path FROM rm_disagreement WHERE path >= ?1 AND path < 'settings/list/'",
    )?;
    let paths = statement.query_map([format!("{MAP}{PREFIX}")], |row| row.get::<_, String>(0))?;
    let mut disputed = BTreeSet::new();
    for path in paths {
        disputed.extend(path?.strip_prefix(MAP).map(str::to_owned));
    }
    Ok(Kept::read(entries, &disputed))
}

/// Keeps, or clears. What is kept as it is already is not written again.
pub(super) fn write(device: &mut Device, mut entries: Entries) -> Result<(), Error> {
    let settled = read(device.reader())?;
    let known: BTreeSet<(String, String)> = {
        let mut statement = device.reader().prepare_cached(
            "SELECT key, value FROM rm_setting WHERE key >= ?1 AND key < 'list/'",
        )?;
        let rows = statement.query_map([PREFIX], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<Result<_, _>>()?
    };
    entries.retain(|name, text| {
        let same = text
            .as_ref()
            .is_some_and(|text| known.contains(&(name.clone(), text.clone())));
        !same || settled.is_disputed(name)
    });
    if entries.is_empty() {
        return Ok(());
    }
    let patch = OfficePatch {
        settings: entries,
        ..OfficePatch::default()
    };
    device.edit(&DocKey::Office, &patch.into())?;
    Ok(())
}

pub(super) fn told(shape: &str, of: &KeptShape) -> ListProfile {
    ListProfile {
        shape: shape.to_owned(),
        files: of.files.clone(),
        profile: of.profile.clone(),
        differing: of.differing.iter().cloned().collect(),
    }
}

//! How the office reads its lists: settings in its document, so that the second clerk has them; shown, and forgotten when somebody says so.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, OfficePatch};
use crate::queries::disagreements::paths_under;
use crate::queries::office::settings;
use crate::roster::kept::{Entries, PREFIX};
use crate::roster::{Kept, KeptShape, Profile};

/// The map of the office's document that has them, in paths.
const MAP: &str = "settings/";
/// Bytes of names and texts in one edit, well below what the engine takes.
const ROOM: usize = 16_000;
/// Bytes that an entry costs besides.
const BESIDE: usize = 16;

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
    let entries = settings(conn, PREFIX)?;
    let disputed = paths_under(conn, &format!("{MAP}{PREFIX}"))?.into_iter();
    let disputed = disputed.map(|rest| format!("{PREFIX}{rest}")).collect();
    Ok(Kept::read(entries, &disputed))
}

/// Keeps, or clears. What is kept as it is already is not written again.
pub(super) fn write(device: &mut Device, mut entries: Entries) -> Result<(), Error> {
    let settled = read(device.reader())?;
    let known = settings(device.reader(), PREFIX)?;
    entries.retain(|name, text| {
        let same = text.is_some() && known.get(name) == text.as_ref();
        !same || settled.is_disputed(name)
    });
    // One edit holds so many bytes: what is said of very many sheets takes several.
    let mut room = ROOM;
    let mut part = Entries::new();
    for (name, text) in entries {
        let cost = name.len() + text.as_ref().map_or(0, String::len) + BESIDE;
        if cost > room {
            edit(device, std::mem::take(&mut part))?;
            room = ROOM;
        }
        room = room.saturating_sub(cost);
        part.insert(name, text);
    }
    edit(device, part)
}

fn edit(device: &mut Device, settings: Entries) -> Result<(), Error> {
    if settings.is_empty() {
        return Ok(());
    }
    let patch = OfficePatch {
        settings,
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

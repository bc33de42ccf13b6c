//! The versions of the instrument that this device knows, and which is in force.

use std::collections::BTreeMap;

use rusqlite::{Connection, Result};

use super::ids::rows;
use crate::kinds::version_of;
use crate::reference::instrument::{Instrument, OWN};

/// The versions, read once for a whole answer. What does not read is not here.
pub(crate) struct Instruments {
    by_version: BTreeMap<String, Instrument>,
    current: String,
}

impl Instruments {
    /// Those of the office, and the product's own.
    pub(crate) fn read(conn: &Connection) -> Result<Self> {
        let own = version_of(OWN);
        let written = rows(conn, "SELECT version, json FROM rm_instrument", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut by_version: BTreeMap<String, Instrument> = written
            .into_iter()
            .filter_map(|(version, json)| Some((version, Instrument::parse(&json).ok()?)))
            .collect();
        by_version.insert(own.clone(), Instrument::own().clone());
        let sql = "SELECT version FROM rm_instrument_current ORDER BY doc LIMIT 1";
        let chosen: Vec<String> = rows(conn, sql, [], |row| row.get(0))?;
        let chosen = chosen
            .into_iter()
            .find(|version| by_version.contains_key(version));
        Ok(Self {
            by_version,
            current: chosen.unwrap_or(own),
        })
    }

    /// The one for new supervisions, with its digest.
    pub(crate) fn in_force(&self) -> (&str, &Instrument) {
        let found = self.by_version.get(&self.current);
        (&self.current, found.unwrap_or_else(|| Instrument::own()))
    }

    /// The digest of the one for new supervisions, and that version.
    pub(crate) fn in_force_owned(self) -> (String, Instrument) {
        let (version, instrument) = self.in_force();
        (version.to_owned(), instrument.clone())
    }

    /// One that an old supervision names.
    pub(crate) fn get(&self, version: &str) -> Option<&Instrument> {
        self.by_version.get(version)
    }

    /// All of them, by digest.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Instrument)> {
        let all = self.by_version.iter();
        all.map(|(version, instrument)| (version.as_str(), instrument))
    }
}

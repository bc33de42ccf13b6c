//! "Data saya": everything that this device may read, with a description, as a file.

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Look, Work};
use crate::device::Device;
use crate::error::Error;
use crate::own_data::{self, Counted, Format};
use crate::reports::Words;
use crate::sync::lend::Lend;
use crate::whole_file;
use crate::work::Watch;

/// Asks which lists there are, how long each is, and what its columns say.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OwnData {}

/// A list that can be taken along.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OwnList {
    /// Its name for programs.
    pub key: &'static str,
    /// Its title.
    pub title: Words,
    /// What it holds.
    pub about: Words,
    /// Its rows on this device.
    pub rows: u64,
    /// Its columns and what they say.
    pub columns: Vec<OwnColumn>,
}

/// A column of such a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OwnColumn {
    /// Its name for programs.
    pub key: &'static str,
    /// Its head.
    pub label: Words,
    /// What stands in it.
    pub about: Words,
}

/// Writes everything that this device may read.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ExportOwnData {
    /// In which form.
    pub format: Format,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// What was written.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OwnDataWritten {
    /// Where it is.
    pub path: PathBuf,
    /// The rows of each list.
    pub lists: Vec<Counted>,
}

impl Look for OwnData {
    type Answer = Vec<OwnList>;

    fn look(self, device: &Device) -> Result<Vec<OwnList>, Error> {
        let lists = own_data::lists().into_iter().map(|list| {
            let rows = own_data::rows_of(device.reader(), &list)?;
            let columns = list.columns.iter().map(|described| OwnColumn {
                key: described.column.key,
                label: described.column.label,
                about: described.about,
            });
            Ok(OwnList {
                key: list.key,
                title: list.title,
                about: list.about,
                rows,
                columns: columns.collect(),
            })
        });
        lists.collect()
    }
}

impl Work for ExportOwnData {
    type Answer = OwnDataWritten;

    fn work(self, device: &mut impl Lend, watch: &mut Watch<'_>) -> Result<OwnDataWritten, Error> {
        let folder = self
            .path
            .parent()
            .filter(|folder| folder.components().next().is_some());
        let folder = folder.map_or_else(|| PathBuf::from("."), PathBuf::from);
        // In one go, so that all lists are of one moment.
        let lent = device.lend();
        let lists = whole_file::write(&self.path, |file| {
            lent.query(|device| own_data::write(device.reader(), self.format, file, &folder, watch))
        })?;
        Ok(OwnDataWritten {
            path: self.path,
            lists,
        })
    }
}

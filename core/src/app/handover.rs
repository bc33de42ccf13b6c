//! The folder by which two profiles of one person on one computer hand sums over: a kabupaten's own profile writes, its profile in the
//! province's workspace reads. What lies there holds codes, days and figures; neither profile sees the other's folder or keys.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sesi_engine::private_files;

use super::fault::OnboardingFault;
use super::running::App;
use crate::calls::province::{
    Handed, HandedSums, ToldMonth, file_name, own_kabupaten, tell, waits, write_sums,
};
use crate::calls::refusal::Refusal;
use crate::error::Error;
use crate::queries::office::Office;

/// Hands the sums of a month over to the profile in the province's workspace, in the kabupaten's own profile.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandToProvince {
    /// The month, `2026-10`.
    pub month: String,
    /// The digest of what was on the screen.
    pub seen: String,
}

/// Asks which months the kabupaten's own profile handed over.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskHanded {}

/// Asks which months were handed over and are not told yet, in the profile in the province's workspace.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AskWaiting {}

/// What waits to be told.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WaitingSums {
    /// The months, in order.
    pub months: Vec<WaitingMonth>,
    /// Files in the folder that do not read.
    pub unreadable: u32,
}

/// A month that waits.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WaitingMonth {
    /// The month.
    pub month: String,
    /// The day as of which it was counted.
    pub counted: NaiveDate,
    /// Kecamatan in it.
    pub places: u32,
    /// Digest of its sums.
    pub digest: String,
    /// The version that it becomes.
    pub version: u16,
}

/// Tells the province every month that waits.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TakeFromOffice {}

/// The files of a kabupaten in the folder, by month; and how many do not read.
fn files(folder: &Path, kabupaten: &str) -> Result<(Vec<Handed>, u32), OnboardingFault> {
    let mut paths: Vec<PathBuf> = Vec::new();
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                paths.push(entry?.path());
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let prefix = file_name(kabupaten, "");
    let prefix = prefix.trim_end_matches(".json");
    let own = |path: &PathBuf| {
        let name = path.file_stem().and_then(|name| name.to_str());
        let of_kind = path.extension().is_some_and(|ending| ending == "json");
        of_kind && name.is_some_and(|name| name.starts_with(prefix))
    };
    paths.retain(own);
    paths.sort();
    let (mut found, mut unreadable) = (Vec::new(), 0);
    for path in paths {
        match Handed::read(&path) {
            Ok(handed) if handed.kabupaten == kabupaten => found.push(handed),
            _ => unreadable += 1,
        }
    }
    Ok((found, unreadable))
}

impl App {
    pub(super) fn hand_to_province(
        &self,
        wish: &HandToProvince,
    ) -> Result<HandedSums, OnboardingFault> {
        let open = self.opened().ok_or(OnboardingFault::Locked)?;
        let device = open.device.lock();
        let folder = &self.launch.handover;
        private_files::folder(folder)?;
        let handed = write_sums(&device, &wish.month, &wish.seen, |handed| {
            folder.join(file_name(&handed.kabupaten, &handed.month.to_string()))
        })?;
        Ok(handed.told())
    }

    pub(super) fn handed_sums(&self, _: &AskHanded) -> Result<Vec<HandedSums>, OnboardingFault> {
        let open = self.opened().ok_or(OnboardingFault::Locked)?;
        let office = Office::read(open.device.lock().reader()).map_err(Error::from)?;
        let kabupaten = office.map(|office| office.kabupaten).unwrap_or_default();
        let (found, _) = files(&self.launch.handover, &kabupaten)?;
        Ok(found.iter().map(Handed::told).collect())
    }

    pub(super) fn waiting_sums(&self, _: &AskWaiting) -> Result<WaitingSums, OnboardingFault> {
        let (waiting, unreadable) = self.waiting()?;
        let months = waiting.into_iter().map(|(handed, version)| {
            let told = handed.told();
            WaitingMonth {
                month: told.month,
                counted: told.counted,
                places: told.places,
                digest: told.digest,
                version,
            }
        });
        Ok(WaitingSums {
            months: months.collect(),
            unreadable,
        })
    }

    pub(super) fn take_from_office(
        &self,
        _: &TakeFromOffice,
    ) -> Result<Vec<ToldMonth>, OnboardingFault> {
        let (waiting, _) = self.waiting()?;
        let open = self.opened().ok_or(OnboardingFault::Locked)?;
        let mut device = open.device.lock();
        let mut told = Vec::with_capacity(waiting.len());
        for (handed, _) in waiting {
            told.push(tell(&mut device, &handed)?);
        }
        Ok(told)
    }

    /// What was handed over and is not told, each with the version that it becomes.
    fn waiting(&self) -> Result<(Vec<(Handed, u16)>, u32), OnboardingFault> {
        let open = self.opened().ok_or(OnboardingFault::Locked)?;
        let device = open.device.lock();
        let member = own_kabupaten(&device)?.ok_or_else(|| Error::from(Refusal::NotKabupaten))?;
        let kabupaten = member.kabupaten.unwrap_or_default();
        let (found, unreadable) = files(&self.launch.handover, &kabupaten)?;
        let mut waiting = Vec::new();
        for handed in found {
            if let Some(version) = waits(&device, &handed)? {
                waiting.push((handed, version));
            }
        }
        Ok((waiting, unreadable))
    }
}

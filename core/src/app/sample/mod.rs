//! A sample office: invented people, three kecamatan, some months of meetings, so that anybody can look around in a minute. It
//! is a real office in a database of its own, which exchanges with nobody; removing it removes the folder.

mod builder;
mod meetings;
mod people;
mod seeded_rng;
mod words;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use builder::Builder;
use chrono::NaiveDate;
use seeded_rng::SeededRng;
use sesi_engine::ambient::{Ambient, Seeded};
use sesi_engine::job::Watch;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::private_files;

use super::fault::OnboardingFault;
use super::onboarding::progress::Progress;
use super::onboarding::{OpenSample, RemoveSample};
use super::running::App;
use crate::calls::terms::Done;
use crate::device::Device;
use crate::error::Error;
use crate::office::OfficeDetails;

/// The same sample for everybody.
const SEED: u64 = 72_01;
/// WITA.
const UTC_OFFSET_MINUTES: i16 = 480;

impl App {
    /// Opens the sample office, making it if there is none. Of one that was stopped nothing is left.
    pub(super) fn open_sample(
        &self,
        _: &OpenSample,
        way: &mut Progress<'_>,
    ) -> Result<Done, OnboardingFault> {
        let folder = self.profile.sample();
        if !folder.exists() {
            // Built beside its place: a sample that was cut off is not one.
            let part = folder.with_extension("part");
            if part.exists() {
                fs::remove_dir_all(&part)?;
            }
            private_files::folder(&part)?;
            if let Err(fault) = build(&part, &self.ambient, way.watch) {
                fs::remove_dir_all(&part)?;
                return Err(fault.into());
            }
            fs::rename(&part, &folder)?;
        }
        let device = Device::open(&folder.join("device.db"), &key(), self.ambient.clone())?;
        self.let_in(device, true);
        Ok(Done {})
    }

    /// Removes the sample office. Whatever was tried in it goes with it.
    pub(super) fn remove_sample(&self, _: &RemoveSample) -> Result<Done, OnboardingFault> {
        if self.opened().is_some_and(|open| open.sample) {
            self.close();
        }
        let folder = self.profile.sample();
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        Ok(Done {})
    }
}

/// Nobody's secret: what it locks is invented.
fn key() -> DbKey {
    DbKey::generate(&Seeded::new(SEED, chrono::DateTime::UNIX_EPOCH))
}

fn build(folder: &Path, ambient: &Arc<dyn Ambient>, watch: &mut Watch<'_>) -> Result<(), Error> {
    let details = OfficeDetails {
        name: "Dinas Sosial (data contoh)".into(),
        kabupaten: "72.01".into(),
        utc_offset_minutes: UTC_OFFSET_MINUTES,
        founder: "Ratna Dewi (contoh)".into(),
        founder_role: "korkab".into(),
    };
    let path = folder.join("device.db");
    let founded = crate::office::found(
        &path,
        &key(),
        ambient.clone(),
        &RelayAddress::unpinned(""),
        &details,
    )?;
    let mut builder = Builder::new(founded.device, watch);
    let today = today(&**ambient);
    let mut rng = SeededRng(Seeded::new(SEED, chrono::DateTime::UNIX_EPOCH));
    let groups = people::settle(&mut builder, &mut rng)?;
    meetings::hold(&mut builder, &mut rng, &groups, today)
}

fn today(ambient: &dyn Ambient) -> NaiveDate {
    (ambient.now() + chrono::Duration::minutes(UTC_OFFSET_MINUTES.into())).date_naive()
}

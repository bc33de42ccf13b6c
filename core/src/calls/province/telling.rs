//! A kabupaten tells its province a month: a document of its own for each telling, in its own feed, with sums alone. The same figures are
//! not told twice.

use std::path::PathBuf;

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use sesi_engine::ambient::random;
use sesi_engine::documents::Set;
use sesi_engine::job::{Phase, Watch};

use super::handing::Handed;
use super::who::own_kabupaten;
use crate::calls::Job;
use crate::calls::refusal::Refusal;
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::kinds::{DocKey, PublishedPatch, YearMonth};
use crate::queries::published::Published;
use crate::queries::staff::StaffMember;
use crate::reference::Provinces;

/// Tells the province the sums of a file that the kabupaten's office wrote. In the kabupaten's profile in the province's workspace only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportSums {
    /// The file.
    pub path: PathBuf,
}

/// A month that was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ToldMonth {
    /// The month.
    pub month: String,
    /// Which version it became.
    pub version: u16,
}

fn must_be_kabupaten(device: &Device) -> Result<StaffMember, Error> {
    own_kabupaten(device)?.ok_or_else(|| Refusal::NotKabupaten.into())
}

/// Which version sums would become; none where they were told already.
pub(crate) fn waits(device: &Device, handed: &Handed) -> Result<Option<u16>, Error> {
    let member = must_be_kabupaten(device)?;
    if member.kabupaten.as_deref() != Some(handed.kabupaten.as_str()) {
        let name = Provinces::own().name(&handed.kabupaten).to_owned();
        return Err(Refusal::SumsOther(name).into());
    }
    let month = handed.month.to_string();
    let all = Published::all(device.reader())?;
    let of_month = all
        .iter()
        .filter(|one| one.staff == member.id && one.month == month);
    let last: Vec<&Published> = of_month.collect();
    let version = last.first().map_or(0, |one| one.version);
    // Of two that two devices told apart, either is the last: telling one of them once more would settle nothing unseen.
    let told = last
        .iter()
        .any(|one| one.version == version && one.digest == handed.digest);
    let doubled = last
        .iter()
        .filter(|one| one.version == version)
        .any(|one| one.digest != handed.digest);
    Ok((!told || doubled).then_some(version.saturating_add(1)))
}

/// Tells the sums of a month.
///
/// # Errors
/// If they are another kabupaten's, or were told already.
pub(crate) fn tell(device: &mut Device, handed: &Handed) -> Result<ToldMonth, Error> {
    let version = waits(device, handed)?.ok_or(Refusal::RekapSame)?;
    let member = must_be_kabupaten(device)?;
    let first = handed.month.first_day();
    let month = YearMonth::new(first.year(), first.month()).ok_or(Refusal::Month)?;
    let places = handed.places.iter();
    let patch = PublishedPatch {
        version: Set::To(version),
        counted: Set::To(handed.counted),
        sent: Set::To(device.today()?),
        digest: Set::To(handed.digest.clone()),
        places: places
            .map(|(code, line)| (code.clone(), Some(line.clone())))
            .collect(),
    };
    let key = DocKey::Published {
        kabupaten: member.id,
        month,
        device: device.id(),
        send: uuid::Builder::from_random_bytes(random(device.me().ambient())).into_uuid(),
    };
    device.edit(&key, &patch.into())?;
    Ok(ToldMonth {
        month: handed.month.to_string(),
        version,
    })
}

impl Job for ImportSums {
    type Answer = ToldMonth;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<ToldMonth, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let handed = Handed::read(&self.path)?;
        tell(&mut device.lend(), &handed)
    }
}

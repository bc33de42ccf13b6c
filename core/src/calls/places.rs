//! Where groups and families can be, and what has to be there before the first of them is.

use chrono::{Datelike, NaiveDate};

use super::refusal::Refusal;
use crate::device::Device;
use crate::error::Error;
use crate::reference::{Level, Regions};

/// Refuses what is no desa of the list of regions.
pub(super) fn must_be_desa(code: &str) -> Result<(), Error> {
    kecamatan_of(code).map(|_| ())
}

/// The code of the kecamatan of a desa.
pub(super) fn kecamatan_of(desa: &str) -> Result<String, Error> {
    let region = Regions::own().get(desa);
    let region = region.filter(|region| region.level() == Level::Desa);
    let kecamatan = region.and_then(|region| region.parent());
    Ok(kecamatan.ok_or(Refusal::DesaMissing)?.to_owned())
}

/// A kecamatan gets its feeds when the office writes the first thing there.
pub(super) fn make_ready(
    device: &mut Device,
    kecamatan: &str,
    day: NaiveDate,
) -> Result<(), Error> {
    if device.membership().is_office(device.id()) {
        device.ensure_place(kecamatan, &[day.year()])?;
    }
    Ok(())
}

//! What the office's settings say of its paper: letterhead, kabupaten, signers. Knows no form.

use chrono::NaiveDate;

use crate::calls::office::OfficeSettings;
use crate::device::Device;
use crate::error::Error;
use crate::forms::rekap::Signing;
use crate::queries::office::Office;
use crate::reference::Regions;

/// What the office's settings say of its paper.
pub(in crate::calls) fn signing(device: &Device, day: Option<NaiveDate>) -> Result<Signing, Error> {
    let conn = device.reader();
    let office = Office::read(conn)?;
    let kabupaten = office.map(|office| Regions::own().name(&office.kabupaten).to_owned());
    Ok(Signing {
        letterhead: OfficeSettings::letterhead(conn)?,
        kabupaten: kabupaten.unwrap_or_default(),
        day,
        signers: OfficeSettings::signers(conn)?,
    })
}

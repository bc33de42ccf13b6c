//! Who is who in a province's workspace: the province's own devices, and the members that are kabupaten's offices.

use uuid::Uuid;

use crate::calls::refusal::Refusal;
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::queries::office::Office;
use crate::queries::staff::StaffMember;
use crate::reference::Provinces;

/// Refuses whatever is no device of a province; answers the province's code.
pub(super) fn must_be_province(device: &Device) -> Result<String, Error> {
    must_be_office(device)?;
    let office = Office::read(device.reader())?.ok_or(Error::Missing("office document"))?;
    if Provinces::is_province(&office.kabupaten) {
        Ok(office.kabupaten)
    } else {
        Err(Refusal::NotProvince.into())
    }
}

/// The member that a kabupaten's office is.
pub(super) fn member_of(device: &Device, kabupaten: &str) -> Uuid {
    let office = Uuid::from_bytes(device.office().0);
    Uuid::new_v5(&office, format!("kabupaten:{kabupaten}").as_bytes())
}

/// A member with the kabupaten whose office it is, if it is one. The member's id says it, so that no later word in the register makes another
/// of it, nor another member of that kabupaten.
pub(super) fn as_kabupaten(
    device: &Device,
    province: &str,
    member: StaffMember,
) -> Option<StaffMember> {
    let known = Provinces::own().parts(province).map(|(code, _)| code);
    let mut codes = known.chain(member.kabupaten.as_deref());
    let code = codes.find(|code| member_of(device, code) == member.id)?;
    Some(StaffMember {
        kabupaten: Some(code.to_owned()),
        ..member
    })
}

/// The member that this profile is, if that is a kabupaten's office in a province's workspace.
pub(crate) fn own_kabupaten(device: &Device) -> Result<Option<StaffMember>, Error> {
    let Some(person) = device.person()? else {
        return Ok(None);
    };
    let Some(office) = Office::read(device.reader())? else {
        return Ok(None);
    };
    let member = StaffMember::one(device.reader(), person)?;
    Ok(member.and_then(|member| as_kabupaten(device, &office.kabupaten, member)))
}

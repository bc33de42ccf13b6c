//! A kabupaten's office becomes a member of the province's workspace, so that it can be invited as any member of staff is. Two devices of
//! the province that do it mean the same member.

use serde::Deserialize;
use sesi_engine::documents::Set;
use uuid::Uuid;

use crate::calls::Command;
use crate::calls::refusal::Refusal;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::StaffPatch;
use crate::office::edit_staff;
use crate::queries::staff::StaffMember;
use crate::reference::Provinces;

use super::who::{member_of, must_be_province};

/// The role of such a member.
pub(super) const ROLE: &str = "kabupaten";

/// Makes a kabupaten's office a member of the province's workspace, to be invited. The province's devices only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AddKabupaten {
    /// Its Kemendagri code.
    pub code: String,
}

impl Command for AddKabupaten {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        let province = must_be_province(device)?;
        let provinces = Provinces::own();
        let there = Provinces::of_kabupaten(&self.code) == Some(province.as_str());
        if !there || !provinces.has(&self.code) {
            return Err(Refusal::UnknownKabupaten(self.code).into());
        }
        let id = member_of(device, &self.code);
        if StaffMember::one(device.reader(), id)?.is_some() {
            return Ok(id);
        }
        let shown = provinces.name(&self.code);
        let patch = StaffPatch {
            name: Set::To(if shown.starts_with("Kota ") {
                shown.to_owned()
            } else {
                format!("Kabupaten {shown}")
            }),
            role: Set::To(ROLE.to_owned()),
            kabupaten: Set::To(self.code),
            ..StaffPatch::default()
        };
        edit_staff(device, id, patch)?;
        Ok(id)
    }
}

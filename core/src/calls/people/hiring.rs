//! Members of staff are made and changed. Where they work is also what their phones may read and write: more of it is given to
//! the phones that they have, less of it cannot be (`docs/protocol.md`: a grant never narrows).

use std::collections::BTreeSet;

use sesi_engine::ambient::random;
use sesi_engine::documents::Set;
use sesi_engine::keys::membership::DeviceState;
use sesi_wire::ids::DeviceId;
use sesi_wire::statement::DeviceRole;
use uuid::Uuid;

use super::SaveStaff;
use crate::calls::Command;
use crate::calls::refusal::Refusal;
use crate::calls::who::{is_role, must_be_office};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, StaffPatch, StaffView, View, roster_feed};
use crate::office::edit_staff;
use crate::queries::office::Office;
use crate::reference::{Level, Regions, fold};

impl Command for SaveStaff {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        must_be_office(device)?;
        let name = fold::tidy(&self.name);
        if name.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        if !is_role(&self.role) {
            return Err(Refusal::Role.into());
        }
        let before = self.id.map(|id| staff(device, id)).transpose()?;
        let works = before
            .as_ref()
            .map(|staff| staff.kecamatan.clone())
            .unwrap_or_default();
        // What is there stays, whatever the list of regions says of it by now.
        for code in self.kecamatan.difference(&works) {
            must_be_kecamatan(device, code)?;
        }
        let today = device.today()?;
        for code in works.difference(&self.kecamatan) {
            let posted = before.as_ref().and_then(|staff| staff.posted_on(today));
            if posted.is_some_and(|posted| posted.contains(code)) {
                let name = Regions::own().name(code).to_owned();
                return Err(Refusal::PostedThere(name).into());
            }
            if let Some(before) = &before
                && phone_there(device, &before.devices, code)?
            {
                let name = Regions::own().name(code).to_owned();
                return Err(Refusal::PhoneThere(name).into());
            }
        }
        let text = |text: &str| {
            let text = fold::tidy(text);
            if text.is_empty() {
                Set::Clear
            } else {
                Set::To(text)
            }
        };
        let more = self.kecamatan.difference(&works);
        let less = works.difference(&self.kecamatan);
        let patch = StaffPatch {
            name: Set::To(name),
            role: Set::To(self.role),
            nip: text(&self.nip),
            phone: text(&self.phone),
            kecamatan: more
                .map(|code| (code.clone(), Some(true)))
                .chain(less.map(|code| (code.clone(), None)))
                .collect(),
            ..StaffPatch::default()
        };
        let id = self
            .id
            .unwrap_or_else(|| Uuid::from_bytes(random(device.me().ambient())));
        edit_staff(device, id, patch)?;
        Ok(id)
    }
}

fn staff(device: &Device, id: Uuid) -> Result<StaffView, Error> {
    match device.document(&DocKey::Staff(id))?.map(|doc| doc.view()) {
        Some(View::Staff(staff)) => Ok(staff),
        _ => Err(Error::Missing("such member of staff")),
    }
}

pub(in crate::calls) fn must_be_kecamatan(device: &Device, code: &str) -> Result<(), Error> {
    let office = Office::read(device.reader())?;
    let region = Regions::own().get(code);
    let is_there = office.zip(region).is_some_and(|(office, region)| {
        region.level() == Level::Kecamatan && region.parent() == Some(office.kabupaten.as_str())
    });
    if is_there {
        return Ok(());
    }
    Err(Refusal::UnknownKecamatan(code.to_owned()).into())
}

/// Whether one of the devices is a phone in service that has the kecamatan.
fn phone_there(
    device: &Device,
    devices: &BTreeSet<DeviceId>,
    kecamatan: &str,
) -> Result<bool, Error> {
    let roster = roster_feed(kecamatan);
    let Some(feed) = device.me().feed_of(device.reader(), &roster)? else {
        return Ok(false);
    };
    Ok(device.membership().devices().iter().any(|info| {
        devices.contains(&info.device)
            && info.role == DeviceRole::Member
            && info.state == DeviceState::Active
            && info.access.iter().any(|access| access.feed == feed.id)
    }))
}

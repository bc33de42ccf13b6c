//! Groups made and changed.

use sesi_engine::ambient::random;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::SaveGroup;
use crate::calls::families::from;
use crate::calls::refusal::Refusal;
use crate::calls::{Command, ids, places};
use crate::device::Device;
use crate::error::Error;
use crate::importing::Rosters;
use crate::kinds::{DocKey, GroupPatch, Since, View};
use crate::queries::groups::Groups;
use crate::reference::fold;
use crate::roster::identity::group_key;

impl Command for SaveGroup {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        let name = fold::tidy(&self.name);
        if name.is_empty() {
            return Err(Refusal::GroupNameMissing.into());
        }
        let mut patch = GroupPatch {
            name: Set::To(name),
            place: Some(fold::tidy(&self.place))
                .filter(|place| !place.is_empty())
                .into(),
            ketua: self.ketua.into(),
            ..GroupPatch::default()
        };
        let id = match self.id {
            Some(id) => {
                self.change(device, id, &mut patch)?;
                id
            }
            None => self.begin(device, &mut patch)?,
        };
        device.edit(&DocKey::Group(id), &patch.into())?;
        Ok(id)
    }
}

impl SaveGroup {
    fn change(&self, device: &mut Device, id: Uuid, patch: &mut GroupPatch) -> Result<(), Error> {
        let Some(View::Group(view)) =
            ids::document(device, id)?.map(|(_, document)| document.view())
        else {
            return Err(Error::Missing("such group"));
        };
        if group_key(&self.name) != group_key(&view.name) || self.desa != view.desa {
            must_be_free(device, &view.kecamatan, &self.desa, &self.name)?;
        }
        let today = device.today()?;
        if self.desa != view.desa {
            // The kecamatan stays: a group goes to another one with its families, and the office sees to both.
            places::must_be_desa(&self.desa)?;
            patch.desa = Set::To(self.desa.clone());
        }
        if let Some(staff) = self.pendamping
            && view.pendamping_on(today) != Some(staff)
        {
            patch.pendamping = from(&view.pendamping, today, staff);
        }
        Ok(())
    }

    fn begin(&self, device: &mut Device, patch: &mut GroupPatch) -> Result<Uuid, Error> {
        let kecamatan = places::kecamatan_of(&self.desa)?;
        must_be_free(device, &kecamatan, &self.desa, &self.name)?;
        let derived = device
            .identity_rules()
            .group(&kecamatan, Some(&self.desa), &self.name);
        // A group that had this name once keeps the id that came from it.
        let id = match ids::document(device, derived)? {
            Some(_) => uuid::Builder::from_random_bytes(random(device.me().ambient())).into_uuid(),
            None => derived,
        };
        let today = device.today()?;
        places::make_ready(device, &kecamatan, today)?;
        patch.desa = Set::To(self.desa.clone());
        patch.kecamatan = Set::To(kecamatan);
        if let Some(staff) = self.pendamping.or(device.person()?) {
            patch.pendamping.insert(Since(None), Some(staff));
        }
        Ok(id)
    }
}

/// Refuses the name of another open group of the desa, however it is spelled.
pub(in crate::calls) fn must_be_free(
    device: &Device,
    kecamatan: &str,
    desa: &str,
    name: &str,
) -> Result<(), Error> {
    if is_taken(device, kecamatan, desa, name)? {
        return Err(Refusal::GroupTaken.into());
    }
    Ok(())
}

/// Whether an open group of the desa has that name, however it is spelled.
pub(in crate::calls) fn is_taken(
    device: &Device,
    kecamatan: &str,
    desa: &str,
    name: &str,
) -> Result<bool, Error> {
    let (key, today) = (group_key(name), device.today()?);
    let groups = Groups::read(device.reader())?;
    let mut all = groups.all();
    Ok(all.any(|group| {
        let here = group.kecamatan == kecamatan && group.desa == desa;
        here && group.open_on(today) && group_key(&group.name) == key
    }))
}

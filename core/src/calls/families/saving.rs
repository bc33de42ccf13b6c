//! Families made, changed and given a status.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use sesi_engine::ambient::random;
use sesi_engine::documents::Set;
use uuid::Uuid;

use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::{Command, ids, places};
use crate::device::Device;
use crate::error::Error;
use crate::importing::Rosters;
use crate::kinds::{Component, DocKey, FamilyPatch, FamilyView, Since, Status, View};
use crate::queries::families::{self, FamilyRecord};
use crate::queries::groups::Groups;
use crate::reference::fold;
use crate::roster::{Nik, RosterFamily};

/// Makes or changes a family. Empty text is none.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveFamily {
    /// Its document; none for a new one.
    pub id: Option<Uuid>,
    /// Nama pengurus.
    pub name: String,
    /// 16 digits; none leaves it as it is.
    pub nik: Option<String>,
    /// 16 digits; none leaves it as it is.
    pub kk: Option<String>,
    /// Id PKH.
    pub pkh_id: String,
    /// Address.
    pub address: String,
    /// Code of its desa.
    pub desa: String,
    /// Phone.
    pub phone: String,
    /// Tahap.
    pub tahap: String,
    /// How many of each component; what is not in it is 0.
    pub components: BTreeMap<Component, u16>,
    /// The group of a new family; moving is `move_family`.
    pub group: Option<Uuid>,
}

/// Gives a family a status from a day on.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetStatus {
    /// Its document.
    pub id: Uuid,
    /// The status.
    pub status: Status,
    /// From that day.
    pub since: NaiveDate,
}

impl Command for SaveFamily {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        let name = fold::tidy(&self.name);
        if name.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        let mut patch = FamilyPatch {
            name: Set::To(name),
            nik: number(self.nik.as_deref()),
            kk: number(self.kk.as_deref()),
            pkh_id: text(&self.pkh_id),
            address: text(&self.address),
            phone: text(&self.phone),
            tahap: text(&self.tahap),
            ..FamilyPatch::default()
        };
        let id = match self.id {
            Some(id) => {
                self.change(device, id, &mut patch)?;
                id
            }
            None => self.begin(device, &mut patch)?,
        };
        device.edit(&DocKey::Family(id), &patch.into())?;
        Ok(id)
    }
}

impl SaveFamily {
    /// What else changes of a family that is there.
    fn change(&self, device: &Device, id: Uuid, patch: &mut FamilyPatch) -> Result<(), Error> {
        let before =
            FamilyRecord::one(device.reader(), id)?.ok_or(Error::Missing("such family"))?;
        for component in Component::ALL {
            let count = self.components.get(component).copied().unwrap_or_default();
            if count
                != before
                    .components
                    .get(component)
                    .copied()
                    .unwrap_or_default()
            {
                patch.components.insert(*component, Some(count));
            }
        }
        if self.desa != before.desa {
            places::must_be_desa(&self.desa)?;
            patch.desa = Set::To(self.desa.clone());
        }
        Ok(())
    }

    /// What a new family has besides, and its id: that which an import of the same family would give it.
    fn begin(&self, device: &mut Device, patch: &mut FamilyPatch) -> Result<Uuid, Error> {
        let today = device.today()?;
        let kecamatan = match self.group {
            Some(group) => {
                let groups = Groups::read(device.reader())?;
                let group = groups.get(group).ok_or(Refusal::NoSuchGroup)?;
                if !group.open_on(today) {
                    return Err(Refusal::GroupClosed.into());
                }
                group.kecamatan.clone()
            }
            None => places::kecamatan_of(&self.desa)?,
        };
        places::must_be_desa(&self.desa)?;
        let id = new_id(device, patch)?;
        places::make_ready(device, &kecamatan, today)?;
        patch.desa = Set::To(self.desa.clone());
        patch.kecamatan = Set::To(kecamatan);
        let present = self.components.iter().filter(|(_, count)| **count > 0);
        patch.components = present
            .map(|(component, count)| (*component, Some(*count)))
            .collect();
        // From this month on: the reports of months before do not change by it.
        let since = Since(today.with_day(1));
        patch.statuses.insert(since, Some(Status::Aktif));
        if let Some(group) = self.group {
            patch.groups.insert(since, Some(group));
        }
        Ok(id)
    }
}

/// The id of a new family: that which an import would give it, or, of one without numbers, a fresh one.
fn new_id(device: &Device, patch: &FamilyPatch) -> Result<Uuid, Error> {
    let conn = device.reader();
    let (nik, pkh_id) = (patch.nik.value(), patch.pkh_id.value());
    let taken = families::has_number(conn, nik, pkh_id)?;
    let identity = RosterFamily {
        nik: nik.and_then(|nik| Nik::try_from(nik.clone()).ok()),
        pkh_id: pkh_id.cloned(),
        ..RosterFamily::default()
    };
    let derived = device.identity_rules().family(&identity);
    let there = match derived {
        Some(id) => ids::document(device, id)?.is_some(),
        None => false,
    };
    if taken || there {
        return Err(Refusal::FamilyTaken.into());
    }
    let fresh = || uuid::Builder::from_random_bytes(random(device.me().ambient())).into_uuid();
    Ok(derived.unwrap_or_else(fresh))
}

/// Digits as people type them, in blocks.
fn number(typed: Option<&str>) -> Set<String> {
    let Some(typed) = typed else {
        return Set::Keep;
    };
    let block = |c: &char| !c.is_whitespace() && !matches!(c, '.' | '-');
    let digits: String = typed.chars().filter(block).collect();
    Some(digits).filter(|digits| !digits.is_empty()).into()
}

fn text(typed: &str) -> Set<String> {
    Some(fold::tidy(typed))
        .filter(|text| !text.is_empty())
        .into()
}

impl Command for SetStatus {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let view = known(device, self.id)?;
        let patch = FamilyPatch {
            statuses: from(&view.statuses, self.since, self.status),
            ..FamilyPatch::default()
        };
        device.edit(&DocKey::Family(self.id), &patch.into())?;
        Ok(Done {})
    }
}

/// The family of a document.
pub(in crate::calls) fn known(device: &Device, id: Uuid) -> Result<FamilyView, Error> {
    match ids::document(device, id)?.map(|(_, document)| document.view()) {
        Some(View::Family(view)) => Ok(view),
        _ => Err(Error::Missing("such family")),
    }
}

/// From a day on something holds; what was said of days after it no longer does.
pub(in crate::calls) fn from<V>(
    before: &BTreeMap<Since, V>,
    day: NaiveDate,
    value: V,
) -> BTreeMap<Since, Option<V>> {
    let since = Since(Some(day));
    let later = before.keys().filter(|known| **known > since);
    let mut entries: BTreeMap<Since, Option<V>> = later.map(|known| (*known, None)).collect();
    entries.insert(since, Some(value));
    entries
}

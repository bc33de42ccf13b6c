//! What arrangements change: each is one transaction over the documents of families and groups.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sesi_engine::ambient::random;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::effects::Effects;
use super::leaving::{families_from, way_of_merge};
use super::record::Arrangement;
use crate::calls::families::{from, known};
use crate::calls::groups::saving::must_be_free;
use crate::calls::refusal::Refusal;
use crate::calls::{Command, ids, places};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{
    Arranging, FamilyPatch, FamilyView, GroupPatch, GroupState, GroupView, Since, Status, View,
};
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::staff;
use crate::reference::{Regions, fold};

/// Moves families to a group from a day on. Their history stays where it was.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MoveFamilies {
    /// Documents of the families.
    pub ids: Vec<Uuid>,
    /// The group.
    pub group: Uuid,
    /// From that day.
    pub since: NaiveDate,
}

/// Gives families a status from a day on.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetStatuses {
    /// Documents of the families.
    pub ids: Vec<Uuid>,
    /// The status.
    pub status: Status,
    /// From that day.
    pub since: NaiveDate,
}

/// Makes a group of its own of a part of a group, from a day on.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SplitGroup {
    /// The group that is split.
    pub group: Uuid,
    /// The families that go.
    pub families: Vec<Uuid>,
    /// Name of the new group.
    pub name: String,
    /// Where it meets; empty for nothing.
    pub place: String,
    /// Who leads it; none: whoever leads the old one.
    pub pendamping: Option<Uuid>,
    /// From that day.
    pub since: NaiveDate,
}

/// Moves all families of a group to another one and closes it, from a day on.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MergeGroups {
    /// The group that ends.
    pub group: Uuid,
    /// The group that it goes into.
    pub into: Uuid,
    /// From that day.
    pub since: NaiveDate,
}

/// Hands groups over to another person, from a day on (serah terima).
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HandOver {
    /// The groups.
    pub groups: Vec<Uuid>,
    /// Who leads them from then on.
    pub to: Uuid,
    /// From that day.
    pub since: NaiveDate,
}

/// Closes a group in which there are no active families any more.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CloseGroup {
    /// The group.
    pub group: Uuid,
    /// From that day it no longer exists.
    pub since: NaiveDate,
}

/// Opens a closed group again.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReopenGroup {
    /// The group.
    pub group: Uuid,
    /// From that day it exists again.
    pub since: NaiveDate,
}

/// What was arranged.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DoneArranging {
    /// Under which it can be taken back.
    pub id: String,
    /// Families that it moved.
    pub families: u32,
    /// The group where they are, or that it was about.
    pub group: Option<Uuid>,
    /// What it did beyond that.
    pub effects: Effects,
}

impl Command for MoveFamilies {
    type Answer = DoneArranging;

    fn run(self, device: &mut Device) -> Result<DoneArranging, Error> {
        arrange(
            device,
            Arranging::Move,
            self.since,
            |device, arrangement| {
                let groups = Groups::read(device.reader())?;
                let to = open(&groups, self.group, self.since)?;
                let mut families = Vec::new();
                for id in self.ids.iter().collect::<BTreeSet<_>>() {
                    families.push(known(device, *id)?);
                }
                move_all(device, arrangement, &families, to, self.since)?;
                take_ketua(device, arrangement, &families, &groups, to.id, self.since)?;
                Ok((families.len(), Some(to.id)))
            },
        )
    }
}

impl Command for SetStatuses {
    type Answer = DoneArranging;

    fn run(self, device: &mut Device) -> Result<DoneArranging, Error> {
        let since = self.since;
        arrange(device, Arranging::Status, since, |device, arrangement| {
            let mut given = 0;
            for id in self.ids.iter().collect::<BTreeSet<_>>() {
                let family = known(device, *id)?;
                let later = Since(Some(since))..;
                // Nothing changes of whoever has it from that day on.
                let mut statuses = family.statuses.range(later).map(|(_, status)| *status);
                if family.status_on(since) != self.status || !statuses.all(|it| it == self.status) {
                    arrangement.gives(&family, self.status)?;
                    given += 1;
                }
            }
            if given == 0 {
                return Err(Refusal::SameAsBefore.into());
            }
            Ok((given, None))
        })
    }
}

impl Command for SplitGroup {
    type Answer = DoneArranging;

    fn run(self, device: &mut Device) -> Result<DoneArranging, Error> {
        let name = fold::tidy(&self.name);
        if name.is_empty() {
            return Err(Refusal::GroupNameMissing.into());
        }
        let since = self.since;
        arrange(device, Arranging::Split, since, |device, arrangement| {
            let groups = Groups::read(device.reader())?;
            let old = open(&groups, self.group, since)?;
            must_be_free(device, &old.kecamatan, &old.desa, &name)?;
            let chosen: BTreeSet<Uuid> = self.families.iter().copied().collect();
            let mut families = Vec::new();
            for id in &chosen {
                let family = known(device, *id)?;
                if family.group_on(since) != Some(old.id) {
                    return Err(Refusal::NotInGroup.into());
                }
                families.push(family);
            }
            if families.is_empty() {
                return Err(Refusal::NotInGroup.into());
            }
            let id = uuid::Builder::from_random_bytes(random(device.me().ambient())).into_uuid();
            let ketua = old.ketua.filter(|ketua| chosen.contains(ketua));
            // Until the day comes the old group has its ketua still.
            let leaves_now = since <= device.today()?;
            let place = fold::tidy(&self.place);
            let mut new = GroupPatch {
                name: Set::To(name.clone()),
                kecamatan: Set::To(old.kecamatan.clone()),
                desa: Set::To(old.desa.clone()),
                place: if place.is_empty() {
                    Set::Keep
                } else {
                    Set::To(place)
                },
                ketua: ketua.map_or(Set::Keep, Set::To),
                states: [(Since(Some(since)), Some(GroupState::Open))].into(),
                ..GroupPatch::default()
            };
            if let Some(staff) = self.pendamping {
                must_work(device, staff, &old.kecamatan)?;
            }
            if let Some(staff) = self.pendamping.or(old.pendamping_on(since)) {
                new.pendamping.insert(Since(Some(since)), Some(staff));
            }
            let way = (Some(old.id), Some(id));
            arrangement.group(id, new, way)?;
            let left = GroupPatch {
                ketua: ketua
                    .filter(|_| leaves_now)
                    .map_or(Set::Keep, |_| Set::Clear),
                ..GroupPatch::default()
            };
            arrangement.group(old.id, left, way)?;
            for family in &families {
                let patch = FamilyPatch {
                    groups: from(&family.groups, since, id),
                    ..FamilyPatch::default()
                };
                arrangement.moves(family, patch, (before(family, since), Some(id)))?;
            }
            Ok((families.len(), Some(id)))
        })
    }
}

impl Command for MergeGroups {
    type Answer = DoneArranging;

    fn run(self, device: &mut Device) -> Result<DoneArranging, Error> {
        let since = self.since;
        arrange(device, Arranging::Merge, since, |device, arrangement| {
            let groups = Groups::read(device.reader())?;
            let ends = open(&groups, self.group, since)?;
            let into = open(&groups, self.into, since)?;
            if ends.id == into.id {
                return Err(Refusal::SameAsBefore.into());
            }
            if ends.kecamatan != into.kecamatan {
                places::make_ready(device, &into.kecamatan, since)?;
            }
            let moved = families_from(device, ends.id, since)?;
            for family in &moved {
                let mut patch = way_of_merge(family, ends.id, into.id, since);
                if ends.kecamatan != into.kecamatan && family.kecamatan != into.kecamatan {
                    patch.kecamatan = Set::To(into.kecamatan.clone());
                }
                arrangement.moves(family, patch, (before(family, since), Some(into.id)))?;
            }
            let way = (Some(ends.id), Some(into.id));
            let view = group(device, ends.id)?;
            let closed = GroupPatch {
                states: from(&view.states, since, GroupState::Closed),
                ..GroupPatch::default()
            };
            arrangement.group(ends.id, closed, way)?;
            arrangement.group(into.id, GroupPatch::default(), way)?;
            Ok((moved.len(), Some(into.id)))
        })
    }
}

impl Command for HandOver {
    type Answer = DoneArranging;

    fn run(self, device: &mut Device) -> Result<DoneArranging, Error> {
        let since = self.since;
        arrange(device, Arranging::HandOver, since, |device, arrangement| {
            let groups = Groups::read(device.reader())?;
            let is_office = device.membership().is_office(device.id());
            let asking = device.person()?;
            let mut handed = 0_usize;
            for id in self.groups.iter().collect::<BTreeSet<_>>() {
                let one = open(&groups, *id, since)?;
                must_work(device, self.to, &one.kecamatan)?;
                let before = one.pendamping_on(since.pred_opt().unwrap_or(since));
                if !is_office && (asking.is_none() || one.pendamping_on(since) != asking) {
                    return Err(Error::NotAllowed("hand over another person's group"));
                }
                let view = group(device, *id)?;
                let patch = GroupPatch {
                    pendamping: from(&view.pendamping, since, self.to),
                    ..GroupPatch::default()
                };
                let differs = |(since, staff): (&Since, &Option<Uuid>)| {
                    view.pendamping.get(since) != staff.as_ref()
                };
                if one.pendamping_on(since) != Some(self.to) && patch.pendamping.iter().any(differs)
                {
                    handed += 1;
                    arrangement.group(*id, patch, (before, Some(self.to)))?;
                }
            }
            if handed == 0 {
                return Err(Refusal::SameAsBefore.into());
            }
            Ok((0, self.groups.first().copied()))
        })
    }
}

impl Command for CloseGroup {
    type Answer = DoneArranging;

    fn run(self, device: &mut Device) -> Result<DoneArranging, Error> {
        let since = self.since;
        arrange(device, Arranging::Close, since, |device, arrangement| {
            let groups = Groups::read(device.reader())?;
            let one = open(&groups, self.group, since)?;
            let lived_in = families_from(device, one.id, since)?;
            let lived_in = lived_in.iter().filter(|family| {
                let theirs = family.groups.iter().filter(|(_, group)| **group == one.id);
                let days = theirs.map(|(from, _)| from.0.unwrap_or(since).max(since));
                let mut active = days.map(|day| family.status_on(day));
                active.any(|status| status == Status::Aktif)
            });
            match lived_in.count() {
                0 => {}
                some => return Err(Refusal::GroupLivedIn(some).into()),
            }
            let view = group(device, one.id)?;
            let patch = GroupPatch {
                states: from(&view.states, since, GroupState::Closed),
                ..GroupPatch::default()
            };
            arrangement.group(one.id, patch, (Some(one.id), None))?;
            Ok((0, Some(one.id)))
        })
    }
}

impl Command for ReopenGroup {
    type Answer = DoneArranging;

    fn run(self, device: &mut Device) -> Result<DoneArranging, Error> {
        let since = self.since;
        arrange(device, Arranging::Reopen, since, |device, arrangement| {
            let view = group(device, self.group)?;
            if view.open_on(since) {
                return Err(Refusal::GroupOpen.into());
            }
            must_be_free(device, &view.kecamatan, &view.desa, &view.name)?;
            let patch = GroupPatch {
                states: from(&view.states, since, GroupState::Open),
                ..GroupPatch::default()
            };
            arrangement.group(view.id, patch, (Some(view.id), None))?;
            Ok((0, Some(view.id)))
        })
    }
}

/// Makes an arrangement and writes it as a whole.
pub(in crate::calls) fn arrange(
    device: &mut Device,
    what: Arranging,
    since: NaiveDate,
    make: impl FnOnce(&mut Device, &mut Arrangement) -> Result<(usize, Option<Uuid>), Error>,
) -> Result<DoneArranging, Error> {
    let mut arrangement = Arrangement::new(device, what, Some(since))?;
    let (families, group) = make(device, &mut arrangement)?;
    let (id, effects) = arrangement.write(device)?;
    Ok(DoneArranging {
        id,
        families: u32::try_from(families).unwrap_or(u32::MAX),
        group,
        effects,
    })
}

/// A group that exists on a day.
fn open(groups: &Groups, id: Uuid, day: NaiveDate) -> Result<&Kelompok, Error> {
    let group = groups.get(id).ok_or(Refusal::NoSuchGroup)?;
    if group.open_on(day) {
        Ok(group)
    } else {
        Err(Refusal::GroupClosed.into())
    }
}

fn group(device: &Device, id: Uuid) -> Result<GroupView, Error> {
    match ids::document(device, id)?.map(|(_, document)| document.view()) {
        Some(View::Group(view)) => Ok(view),
        _ => Err(Refusal::NoSuchGroup.into()),
    }
}

/// The group of a family until a day.
fn before(family: &FamilyView, day: NaiveDate) -> Option<Uuid> {
    let earlier = family.groups.range(..Since(Some(day)));
    earlier.last().map(|(_, group)| *group)
}

fn move_all(
    device: &mut Device,
    arrangement: &mut Arrangement,
    families: &[FamilyView],
    to: &Kelompok,
    since: NaiveDate,
) -> Result<(), Error> {
    for family in families {
        let mut patch = FamilyPatch {
            groups: from(&family.groups, since, to.id),
            ..FamilyPatch::default()
        };
        if family.kecamatan != to.kecamatan {
            places::make_ready(device, &to.kecamatan, since)?;
            patch.kecamatan = Set::To(to.kecamatan.clone());
        }
        arrangement.moves(family, patch, (before(family, since), Some(to.id)))?;
    }
    Ok(())
}

/// A group whose ketua went to another one has none; not of a day that is still to come.
fn take_ketua(
    device: &Device,
    arrangement: &mut Arrangement,
    families: &[FamilyView],
    groups: &Groups,
    to: Uuid,
    since: NaiveDate,
) -> Result<(), Error> {
    if since > device.today()? {
        return Ok(());
    }
    let mut left: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    for family in families {
        left.extend(before(family, since).map(|group| (family.id, group)));
    }
    for (family, group) in left {
        let group = groups.get(group).filter(|group| group.id != to);
        if let Some(group) = group.filter(|group| group.ketua == Some(family)) {
            let patch = GroupPatch {
                ketua: Set::Clear,
                ..GroupPatch::default()
            };
            arrangement.group(group.id, patch, (Some(group.id), Some(to)))?;
        }
    }
    Ok(())
}

/// Refuses whoever does not work in the kecamatan of a group: the phone could not read it.
fn must_work(device: &Device, person: Uuid, kecamatan: &str) -> Result<(), Error> {
    let conn = device.reader();
    if !staff::is_staff(conn, person)? {
        return Err(Error::Missing("such member of staff"));
    }
    if staff::works_in(conn, person)?.contains(kecamatan)
        || super::handing::is_of_office(device, person)?
    {
        return Ok(());
    }
    let name = Regions::own().name(kecamatan).to_owned();
    Err(Refusal::WorksElsewhere(name).into())
}

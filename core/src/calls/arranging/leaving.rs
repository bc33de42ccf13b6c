//! The families that leave a group: who is in it from a day on, and where a merge leads them.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::calls::families::known;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{FamilyPatch, FamilyView, Since};
use crate::queries::members::Members;

/// The way of a family whose group goes into another one. Somebody may have planned a later move: only the way through the group that
/// ends is another one.
pub(super) fn way_of_merge(
    family: &FamilyView,
    ends: Uuid,
    into: Uuid,
    since: NaiveDate,
) -> FamilyPatch {
    let later = family.groups.iter();
    let later = later.filter(|(known, group)| **known > Since(Some(since)) && **group == ends);
    let mut patch = FamilyPatch {
        groups: later.map(|(known, _)| (*known, Some(into))).collect(),
        ..FamilyPatch::default()
    };
    if family.group_on(since) == Some(ends) {
        patch.groups.insert(Since(Some(since)), Some(into));
    }
    patch
}

/// The families that are in a group on a day or come into it later.
pub(super) fn families_from(
    device: &Device,
    group: Uuid,
    day: NaiveDate,
) -> Result<Vec<FamilyView>, Error> {
    let members = Members::of_groups(device.reader(), &[group])?;
    let mut found = Vec::new();
    for id in members.ever_in(group) {
        let family = known(device, id)?;
        let mut later = family.groups.range(Since(Some(day))..);
        if family.group_on(day) == Some(group) || later.any(|(_, of)| *of == group) {
            found.push(family);
        }
    }
    Ok(found)
}

//! Families that may be one and the same, side by side; merged and unmerged without losing either.

mod finding;
mod likeness;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use likeness::Likeness;

use super::families::FamilyView;
use super::families::detail::Viewing;
use super::refusal::Refusal;
use super::terms::Done;
use super::who::must_be_office;
use super::{Act, Look, ids};
use crate::device::Device;
use crate::documents::{DocKey, FamilyPatch, Set};
use crate::error::Error;
use crate::readmodel::Merged;

/// Asks for families that may be the same.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Duplicates {}

/// Two families. The surest pairs come first, those that are merged last; at most 100 of either.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DuplicatePair {
    /// One; of a merged pair the one that is kept.
    pub a: FamilyView,
    /// The other.
    pub b: FamilyView,
    /// Why they may be the same.
    pub why: Vec<Likeness>,
    /// They are merged.
    pub merged: bool,
}

/// Says that a family is the same as another. Both documents stay; lists and reports count the kept one, with the marks of both.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MergeFamilies {
    /// The one that is counted.
    pub keep: Uuid,
    /// The one that becomes part of it.
    pub merge: Uuid,
}

/// Takes a merge back.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UnmergeFamily {
    /// The one that had become part of another.
    pub id: Uuid,
}

impl Look for Duplicates {
    type Answer = Vec<DuplicatePair>;

    fn look(self, device: &Device) -> Result<Vec<DuplicatePair>, Error> {
        let viewing = Viewing::new(device)?;
        let mut pairs = Vec::new();
        for candidate in finding::find(device.reader())? {
            pairs.push(DuplicatePair {
                a: viewing.of(candidate.a)?,
                b: viewing.of(candidate.b)?,
                why: candidate.why,
                merged: candidate.merged,
            });
        }
        Ok(pairs)
    }
}

impl Act for MergeFamilies {
    type Answer = Done;

    fn act(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        must_be_family(device, self.keep)?;
        must_be_family(device, self.merge)?;
        // Whoever is kept must not be part, by any way, of the one that becomes part of it.
        if Merged::read(device.reader())?.kept(self.keep) == self.merge || self.keep == self.merge {
            return Err(Refusal::MergeCircle.into());
        }
        say(device, self.merge, Set::To(self.keep))
    }
}

impl Act for UnmergeFamily {
    type Answer = Done;

    fn act(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        must_be_family(device, self.id)?;
        say(device, self.id, Set::Clear)
    }
}

fn must_be_family(device: &Device, id: Uuid) -> Result<(), Error> {
    match ids::document(device, id)? {
        Some((DocKey::Family(_), _)) => Ok(()),
        _ => Err(Error::Missing("such family")),
    }
}

fn say(device: &mut Device, part: Uuid, same_as: Set<Uuid>) -> Result<Done, Error> {
    let patch = FamilyPatch {
        same_as,
        ..FamilyPatch::default()
    };
    device.edit(&DocKey::Family(part), &patch.into())?;
    Ok(Done {})
}

//! Families that may be one and the same, side by side; merged and unmerged without losing either.

mod finding;
mod likeness;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use sesi_engine::documents::{DocId, Set};
use uuid::Uuid;

pub use likeness::Likeness;

use super::arranging::{self, DoneArranging};
use super::families::detail::Viewing;
use super::families::{FamilyView, known};
use super::refusal::Refusal;
use super::terms::{Done, Person};
use super::who::must_be_office;
use super::{Command, Query, ids};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Arranged, Arranging, DocKey, FamilyKey, FamilyPatch, Patch};
use crate::queries::staff::Who;
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
    /// Somebody said that they are not the same.
    pub others: bool,
    /// Who said so.
    pub others_by: Option<Person>,
    /// This device may say that they are not the same.
    pub editable: bool,
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

/// Says that two families are not the same, however alike they look: they are not asked about again, whatever lists come.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NotSameFamily {
    /// One.
    pub a: Uuid,
    /// The other.
    pub b: Uuid,
}

/// Takes that back: they may be the same after all.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MaybeSameFamily {
    /// One.
    pub a: Uuid,
    /// The other.
    pub b: Uuid,
}

/// Says that a family has a new pengurus, who was taken for another family: the family keeps its id, history and progress and gets the
/// other one's name and NIK; the other becomes part of it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewPengurus {
    /// The family that is kept.
    pub keep: Uuid,
    /// The family under the name of the new pengurus.
    pub new: Uuid,
}

impl Query for Duplicates {
    type Answer = Vec<DuplicatePair>;

    fn answer(self, device: &Device) -> Result<Vec<DuplicatePair>, Error> {
        let viewing = Viewing::new(device)?;
        let mut pairs = Vec::new();
        for candidate in finding::find(device.reader())? {
            let (a, b) = (viewing.of(candidate.a)?, viewing.of(candidate.b)?);
            let others_by = if candidate.others {
                said_by(device, candidate.a, candidate.b)?
            } else {
                None
            };
            pairs.push(DuplicatePair {
                editable: a.editable || b.editable,
                a,
                b,
                why: candidate.why,
                merged: candidate.merged,
                others: candidate.others,
                others_by,
            });
        }
        Ok(pairs)
    }
}

impl Command for MergeFamilies {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        must_be_mergeable(device, self.keep, self.merge)?;
        say(device, self.merge, Set::To(self.keep))
    }
}

impl Command for UnmergeFamily {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let part = known(device, self.id)?;
        // Where the family got the other's name and NIK with it, those go back too.
        let renewed = part.arranged.iter().rev().find(|(_, said)| {
            Arranged::parse(said).is_some_and(|said| {
                said.what == Arranging::NewPengurus && !said.undone && part.same_as == said.to
            })
        });
        match renewed {
            Some((id, _)) => match arranging::undo(device, id)?.stays.first() {
                Some(_) => Err(Refusal::PengurusCorrected.into()),
                None => Ok(Done {}),
            },
            None => say(device, self.id, Set::Clear),
        }
    }
}

impl Command for NewPengurus {
    type Answer = DoneArranging;

    fn run(self, device: &mut Device) -> Result<DoneArranging, Error> {
        must_be_office(device)?;
        must_be_mergeable(device, self.keep, self.new)?;
        let new = known(device, self.new)?;
        let way = (Some(self.new), Some(self.keep));
        let today = device.today()?;
        arranging::arrange(device, Arranging::NewPengurus, today, |_, arrangement| {
            let kept = FamilyPatch {
                name: Set::To(new.name.clone()),
                nik: new.nik.clone().map_or(Set::Keep, Set::To),
                ..FamilyPatch::default()
            };
            arrangement.family(self.keep, kept, way)?;
            let part = FamilyPatch {
                same_as: Set::To(self.keep),
                ..FamilyPatch::default()
            };
            arrangement.family(self.new, part, way)?;
            Ok((1, None))
        })
    }
}

impl Command for NotSameFamily {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let merged = Merged::read(device.reader())?;
        if self.a == self.b || merged.kept(self.a) == merged.kept(self.b) {
            return Err(Refusal::MergeCircle.into());
        }
        let mut edits = Vec::new();
        for (of, other) in [(self.a, self.b), (self.b, self.a)] {
            known(device, of)?;
            // One of the two suffices: a phone may not write to the families of another kecamatan.
            if device.may_edit(DocId(of))? {
                edits.push((DocKey::Family(of), others(other, Some(true))));
            }
        }
        if edits.is_empty() {
            return Err(Error::NotAllowed("speak of these families"));
        }
        device.edit_all(&edits)?;
        Ok(Done {})
    }
}

impl Command for MaybeSameFamily {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let mut edits = Vec::new();
        for (of, other) in [(self.a, self.b), (self.b, self.a)] {
            let family = known(device, of)?;
            if family.others.iter().any(|key| key.names(other)) {
                edits.push((DocKey::Family(of), others(other, None)));
            }
        }
        device.edit_all(&edits)?;
        Ok(Done {})
    }
}

fn others(other: Uuid, is: Option<bool>) -> Patch {
    let patch = FamilyPatch {
        others: [(other, is)].into(),
        ..FamilyPatch::default()
    };
    patch.into()
}

/// Who said that two families are not the same, as the history of one of them has it.
fn said_by(device: &Device, a: Uuid, b: Uuid) -> Result<Option<Person>, Error> {
    let who = Who::read(device.reader())?;
    for (of, other) in [(a, b), (b, a)] {
        let Some((_, document)) = ids::document(device, of)? else {
            continue;
        };
        let path = format!(
            "others/{}",
            FamilyKey::with_len(other, FamilyKey::MAX).as_str()
        );
        let history = document.history().into_iter().rev();
        let mut said = history.filter(|item| item.what.iter().any(|change| change.path == path));
        if let Some(author) = said.next().and_then(|item| item.author) {
            return Ok(who.author(author));
        }
    }
    Ok(None)
}

/// Whoever is kept must not be part, by any way, of the one that becomes part of it, and nobody may have said that they are two.
fn must_be_mergeable(device: &Device, keep: Uuid, part: Uuid) -> Result<(), Error> {
    let (kept, other) = (known(device, keep)?, known(device, part)?);
    if Merged::read(device.reader())?.kept(keep) == part || keep == part {
        return Err(Refusal::MergeCircle.into());
    }
    let apart = kept.others.iter().any(|key| key.names(part))
        || other.others.iter().any(|key| key.names(keep));
    if apart {
        return Err(Refusal::SaidOther.into());
    }
    Ok(())
}

fn say(device: &mut Device, part: Uuid, same_as: Set<Uuid>) -> Result<Done, Error> {
    let patch = FamilyPatch {
        same_as,
        ..FamilyPatch::default()
    };
    device.edit(&DocKey::Family(part), &patch.into())?;
    Ok(Done {})
}

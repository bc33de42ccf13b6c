//! What somebody rated becomes one change of the group's document, upon the version that was shown.

use std::collections::BTreeMap;

use sesi_engine::documents::{Entries, Heads, first_change};
use uuid::Uuid;

use super::SaveSemester;
use crate::calls::recording::written_version;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::{Command, seen};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, FamilyKey, HalfYear, Rating, SEMESTER, SemesterPatch};
use crate::queries::groups::Groups;

/// The version of the document that a list shows; of one that nobody made, the beginning that all devices share.
pub(super) fn shown_version(
    device: &Device,
    group: Uuid,
    semester: HalfYear,
) -> Result<String, Error> {
    let document = device.document(&DocKey::Semester { group, semester })?;
    let heads = document.map_or_else(beginning, |document| document.heads());
    Ok(written_version(&heads))
}

fn beginning() -> Heads {
    Heads::new([first_change(&SEMESTER).1])
}

impl Command for SaveSemester {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let semester: HalfYear = self.semester.parse().map_err(|_| Refusal::Semester)?;
        if Groups::one(device.reader(), self.group)?.is_none() {
            return Err(Refusal::NoSuchGroup.into());
        }
        let key = DocKey::Semester {
            group: self.group,
            semester,
        };
        let patch = SemesterPatch {
            behaviour: entries(&self.behaviour)?,
            potential: entries(&self.potential)?,
        };
        // A document that is not there has no version upon which something could be written.
        let seen = match device.document(&key)? {
            Some(_) => Some(seen::version(&self.base)?),
            None => None,
        };
        let name = format!("semester:{}", key.id(&device.office()).0);
        device.save_draft(&name, &key, &patch.into(), seen.as_ref())?;
        Ok(Done {})
    }
}

fn entries(said: &BTreeMap<String, Option<Rating>>) -> Result<Entries<FamilyKey, Rating>, Error> {
    let mut entries = Vec::with_capacity(said.len());
    for (key, rating) in said {
        let key = FamilyKey::parse(key).ok_or(Refusal::FamilyKey)?;
        entries.push((key, *rating));
    }
    Ok(entries.into_iter().collect())
}

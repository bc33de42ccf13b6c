//! The office posts somebody from a day on, and writes what else the register has of them.

use std::collections::BTreeSet;

use sesi_engine::documents::Entries;
use uuid::Uuid;

use super::{DropPosting, SavePosting, SaveStaffFacts};
use crate::calls::Command;
use crate::calls::people::must_be_kecamatan;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, Since, StaffPatch, StaffView, View};
use crate::office::edit_staff;
use crate::reference::fold;

fn staff(device: &Device, id: Uuid) -> Result<StaffView, Error> {
    match device.document(&DocKey::Staff(id))?.map(|doc| doc.view()) {
        Some(View::Staff(staff)) if !staff.is_blank() => Ok(staff),
        _ => Err(Error::Missing("such member of staff")),
    }
}

impl Command for SaveStaffFacts {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        staff(device, self.id)?;
        let email = fold::tidy(&self.email);
        let patch = StaffPatch {
            employment: self.employment.into(),
            email: Some(email).filter(|email| !email.is_empty()).into(),
            started: self.started.into(),
            ..StaffPatch::default()
        };
        edit_staff(device, self.id, patch)?;
        Ok(Done {})
    }
}

impl Command for SavePosting {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let before = staff(device, self.id)?;
        for code in &self.kecamatan {
            if !before.kecamatan.contains(code) {
                must_be_kecamatan(device, code)?;
            }
        }
        let mut postings: Entries<Since, BTreeSet<String>> = Entries::new();
        // Whoever is posted by date for the first time was where they work until then.
        if before.postings.is_empty() && !before.kecamatan.is_empty() {
            postings.insert(Since(None), Some(before.kecamatan.clone()));
        }
        postings.insert(Since(Some(self.since)), Some(self.kecamatan));
        let patch = StaffPatch {
            postings,
            ..StaffPatch::default()
        };
        edit_staff(device, self.id, patch)?;
        Ok(Done {})
    }
}

impl Command for DropPosting {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let before = staff(device, self.id)?;
        let there = before.postings.get(&self.since);
        if *there.ok_or(Error::Missing("such posting"))? != self.kecamatan {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let patch = StaffPatch {
            postings: [(self.since, None)].into(),
            ..StaffPatch::default()
        };
        edit_staff(device, self.id, patch)?;
        Ok(Done {})
    }
}

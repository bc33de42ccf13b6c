//! A list of staff becomes documents, in one transaction: all of it or nothing. Each document says which import wrote it, so that it can be
//! taken back.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sesi_engine::documents::Set;
use sesi_engine::job::{Phase, Watch};

use super::planning::{SaidOfStaff, planned};
use super::{ImportStaffList, StaffListDone};
use crate::calls::Job;
use crate::device::SharedDevice;
use crate::error::Error;
use crate::importing::{next_import, note_import};
use crate::kinds::{DocKey, Employment, Since, StaffPatch, StaffView, View};
use crate::office::edit_staff_within;
use crate::staff_list::StaffField;
use crate::staff_list::merging::PlannedPerson;

/// Whoever comes by a list that says no jabatan.
const USUAL_ROLE: &str = "pendamping";

impl Job for ImportStaffList {
    type Answer = StaffListDone;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<StaffListDone, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let mut device = device.lend();
        let planned = planned(&device, &self.path, &self.answers)?;
        let account = planned.account();
        watch(Phase::Writing.at(0, 1))?;
        let people = planned.plan.people.iter();
        let people = people.filter(|one| !one.writes.is_empty() || !one.heard.is_empty());
        let left = planned.plan.missing.iter().filter(|one| one.left);
        let mut edits: Vec<(uuid::Uuid, StaffPatch, SaidOfStaff)> = Vec::new();
        for one in people {
            let before = match device
                .document(&DocKey::Staff(one.id))?
                .map(|doc| doc.view())
            {
                Some(View::Staff(view)) => Some(view),
                _ => None,
            };
            let said = SaidOfStaff {
                staff: one.heard.clone(),
            };
            edits.push((one.id, patch(one, before.as_ref(), self.since), said));
        }
        for one in left {
            let Some(View::Staff(before)) = device
                .document(&DocKey::Staff(one.staff))?
                .map(|doc| doc.view())
            else {
                continue;
            };
            let mut patch = StaffPatch::default();
            post(&mut patch, Some(&before), BTreeSet::new(), self.since);
            edits.push((one.staff, patch, SaidOfStaff::default()));
        }
        let left = planned.plan.missing.iter().filter(|one| one.left).count();
        let done = |import| StaffListDone {
            import,
            account,
            left: u32::try_from(left).unwrap_or(u32::MAX),
        };
        if edits.is_empty() {
            return Ok(done(None));
        }
        let file = planned.file;
        let import = device.write(|conn, me| {
            me.must_be_office()?;
            let import = next_import(conn, me)?;
            note_import(conn, me, &import, &file)?;
            for (staff, mut patch, said) in edits {
                let said = serde_json::to_string(&said).map_err(std::io::Error::from)?;
                patch.lists.insert(import.clone(), Some(said));
                edit_staff_within(conn, me, staff, patch)?;
            }
            Ok::<_, Error>(import)
        })?;
        Ok(done(Some(import)))
    }
}

fn patch(one: &PlannedPerson, before: Option<&StaffView>, since: NaiveDate) -> StaffPatch {
    let mut patch = StaffPatch::default();
    if one.new {
        patch.role = Set::To(USUAL_ROLE.to_owned());
    }
    for change in &one.writes {
        let text = Set::To(change.now.clone());
        match change.field {
            StaffField::Name => patch.name = text,
            StaffField::Nip => patch.nip = text,
            StaffField::Role => patch.role = text,
            StaffField::Phone => patch.phone = text,
            StaffField::Email => patch.email = text,
            StaffField::Employment => patch.employment = Employment::parse(&change.now).into(),
            StaffField::Started => patch.started = change.now.parse().ok().into(),
            StaffField::Kecamatan => {
                let codes = change.now.split(',').map(str::to_owned).collect();
                post(&mut patch, before, codes, since);
            }
            // Nothing of these is kept.
            StaffField::No
            | StaffField::Desa
            | StaffField::Address
            | StaffField::Bank
            | StaffField::Nik => {}
        }
    }
    patch
}

/// Posts somebody: whoever is nowhere yet from the beginning, everybody else from the day on, so that earlier months stay as they were.
fn post(
    patch: &mut StaffPatch,
    before: Option<&StaffView>,
    codes: BTreeSet<String>,
    since: NaiveDate,
) {
    let none = BTreeSet::new();
    let works = before.map_or(&none, |before| &before.kecamatan);
    let dated = before.is_some_and(|before| !before.postings.is_empty());
    let leaves = codes.is_empty();
    if !dated && works.is_empty() && !leaves {
        patch.kecamatan = codes.into_iter().map(|code| (code, Some(true))).collect();
        return;
    }
    if !dated && !works.is_empty() {
        patch.postings.insert(Since(None), Some(works.clone()));
    }
    patch.postings.insert(Since(Some(since)), Some(codes));
}

//! A file beside what is known: read, planned, and told with names in place of codes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sesi_engine::job::{Phase, Watch};
use uuid::Uuid;

use super::{
    StaffAnswer, StaffListAccount, StaffListChange, StaffListConflict, StaffListMissing,
    StaffListPreview, StaffListRow, StaffListView, StaffListWaiting,
};
use crate::calls::Job;
use crate::calls::office::OfficeSettings;
use crate::calls::refusal::Refusal;
use crate::calls::who::must_be_office;
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::queries::lists;
use crate::queries::office::Office;
use crate::queries::staff::{Postings, StaffMember};
use crate::reference::Regions;
use crate::roster::{Answer, Answers, Workbook};
use crate::staff_list::StaffField;
use crate::staff_list::merging::{FieldChange, KnownStaff, StaffPlan, plan};
use crate::staff_list::reading::{self, ReadList};

/// What a list of staff said of somebody, as the document keeps it for the import: only what was new. A roster's own words stand beside it
/// under other names.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct SaidOfStaff {
    /// By field.
    pub staff: BTreeMap<StaffField, String>,
}

/// A file, read and planned.
pub(super) struct Planned {
    pub file: String,
    pub list: ReadList,
    pub plan: StaffPlan,
}

/// Reads the file and sets it beside what is known.
pub(super) fn planned(
    device: &Device,
    path: &Path,
    answers: &[StaffAnswer],
) -> Result<Planned, Error> {
    must_be_office(device)?;
    let conn = device.reader();
    let workbook = Workbook::read(path)?;
    let office = Office::read(conn)?.ok_or(Error::Missing("office document"))?;
    let roles = OfficeSettings::read(conn)?.roles;
    let context = reading::Office {
        kabupaten: &office.kabupaten,
        roles: &roles,
    };
    let mut list = reading::read(&workbook.sheets, context).ok_or(Refusal::StaffList)?;
    let known = known(device)?;
    let answers: Answers = answers
        .iter()
        .map(|answer| {
            let choice = answer.choice.clone();
            let said = Answer {
                choice,
                ..Answer::default()
            };
            (answer.id.clone(), said)
        })
        .collect();
    let namespace = Uuid::from_bytes(device.office().0);
    let people = std::mem::take(&mut list.people);
    let plan = plan(people, &known, &answers, |key| {
        Uuid::new_v5(&namespace, key.as_bytes())
    });
    Ok(Planned {
        file: workbook.file_name,
        list,
        plan,
    })
}

/// Everybody as they are known today, with what lists of staff said of them.
fn known(device: &Device) -> Result<Vec<KnownStaff>, Error> {
    let conn = device.reader();
    let today = device.today()?;
    let postings = Postings::read(conn)?;
    let mut listed = listed(conn)?;
    let members = StaffMember::all(conn)?.into_iter();
    Ok(members
        .map(|member| {
            let posted = postings.on(member.id, today);
            let codes = posted.as_ref().map(codes).unwrap_or_default();
            let pairs = [
                (StaffField::Name, Some(member.name)),
                (StaffField::Nip, member.nip),
                (StaffField::Role, Some(member.role)),
                (
                    StaffField::Employment,
                    member.employment.map(|word| word.as_str().to_owned()),
                ),
                (StaffField::Kecamatan, Some(codes)),
                (StaffField::Phone, member.phone),
                (StaffField::Email, member.email),
                (
                    StaffField::Started,
                    member.started.map(|day| day.to_string()),
                ),
            ];
            let said = pairs.into_iter().filter_map(|(field, said)| {
                let said = said.filter(|said| !said.is_empty())?;
                Some((field, said))
            });
            KnownStaff {
                id: member.id,
                knows: said.collect(),
                listed: listed.remove(&member.id),
                posted: posted.is_some(),
            }
        })
        .collect())
}

/// Codes as a word.
pub(super) fn codes(codes: &BTreeSet<String>) -> String {
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    codes.join(",")
}

/// What lists of staff said last of each.
fn listed(conn: &Connection) -> Result<BTreeMap<Uuid, BTreeMap<StaffField, String>>, Error> {
    let mut said: BTreeMap<Uuid, BTreeMap<StaffField, String>> = BTreeMap::new();
    lists::each(conn, |word| {
        // What a roster said reads as nothing.
        if let Ok(of) = serde_json::from_str::<SaidOfStaff>(word.said) {
            said.entry(word.doc).or_default().extend(of.staff);
        }
    })?;
    Ok(said)
}

/// A word as people read it.
fn shown(field: StaffField, word: &str) -> String {
    if field != StaffField::Kecamatan {
        return word.to_owned();
    }
    let names = word.split(',').map(|code| Regions::own().name(code));
    names.collect::<Vec<_>>().join(", ")
}

fn told(change: &FieldChange) -> StaffListChange {
    let shown_of = |word: &String| shown(change.field, word);
    StaffListChange {
        field: change.field,
        was: change.was.as_ref().map(shown_of),
        listed: change.listed.as_ref().map(shown_of),
        now: shown(change.field, &change.now),
    }
}

impl Planned {
    /// Every row, counted.
    pub(super) fn account(&self) -> StaffListAccount {
        let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
        let people = &self.plan.people;
        let new = people.iter().filter(|one| one.new).count();
        let changed = people
            .iter()
            .filter(|one| !one.new && !one.writes.is_empty())
            .count();
        let conflicts = people.iter().map(|one| one.conflicts.len()).sum();
        StaffListAccount {
            rows: count(people.len() + self.plan.waits.len() + self.list.skipped.len()),
            new: count(new),
            changed: count(changed),
            same: count(people.len() - new - changed),
            waits: count(self.plan.waits.len()),
            skipped: count(self.list.skipped.len()),
            conflicts: count(conflicts),
            missing: count(self.plan.missing.len()),
        }
    }

    fn view(self) -> StaffListView {
        let account = self.account();
        let people = self.plan.people.into_iter().map(|one| StaffListRow {
            writes: one.writes.iter().map(told).collect(),
            stays: one.stays.iter().map(told).collect(),
            conflicts: one
                .conflicts
                .iter()
                .map(|conflict| StaffListConflict {
                    id: conflict.id.clone(),
                    change: told(&conflict.change),
                    takes_list: conflict.takes_list,
                })
                .collect(),
            place: one.place,
            name: one.name,
            new: one.new,
            doubts: one.doubts,
        });
        let waits = self.plan.waits.into_iter().map(|one| StaffListWaiting {
            place: one.place,
            name: one.name,
            fault: one.fault,
        });
        let missing = self.plan.missing.into_iter().map(|one| StaffListMissing {
            id: one.id,
            staff: one.staff,
            name: one.name,
            left: one.left,
        });
        StaffListView {
            people: people.collect(),
            waits: waits.collect(),
            missing: missing.collect(),
            file: self.file,
            columns: self.list.columns,
            skipped: self.list.skipped,
            other_sheets: self.list.other_sheets,
            account,
        }
    }
}

impl Job for StaffListPreview {
    type Answer = StaffListView;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<StaffListView, Error> {
        watch(Phase::Reading.at(0, 1))?;
        Ok(planned(&device.lend(), &self.path, &self.answers)?.view())
    }
}

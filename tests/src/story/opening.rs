//! Rosters come in, people are hired, and all of it is written to the record.

use std::collections::{BTreeMap, BTreeSet};

use sesi_core::importing::Rosters;
use sesi_core::kinds::{DocKey, GroupPatch, Patch, Since};
use sesi_core::reference::{Level, Regions};
use sesi_core::roster::plan::{FamilyPlan, RosterPlan};
use sesi_core::roster::{Context, Header, Mapping, Preview, Status, Workbook};
use uuid::Uuid;

use super::cast::{Kelompok, months};
use crate::record::Record;
use crate::world::World;

/// The kabupaten in which most rows of the rosters find their kecamatan.
pub(super) fn kabupaten_of(rosters: &[(String, Vec<u8>)]) -> String {
    let regions = Regions::own();
    let sound = |kabupaten: &str| -> usize {
        let context = Context {
            regions,
            kabupaten,
            kecamatan: None,
        };
        let books = rosters
            .iter()
            .filter_map(|(file, bytes)| Workbook::open(bytes, file).ok());
        books
            .flat_map(|book| book.sheets)
            .filter_map(|sheet| {
                let header = Header::find(&sheet).ok()?;
                let preview = Preview::of(&sheet, &header, &Mapping::guess(&header), &context);
                Some(preview.counts.sound)
            })
            .sum()
    };
    let most = regions
        .of_level(Level::Kabupaten)
        .max_by_key(|region| sound(&region.code));
    most.map_or_else(String::new, |region| region.code.clone())
}

pub(super) fn import(world: &mut World, rosters: &[(String, Vec<u8>)]) -> RosterPlan {
    let office = &mut world.office.device;
    let mut previews = Vec::new();
    for (file, bytes) in rosters {
        match office.preview_roster(bytes, file, None) {
            Ok(read) => previews.extend(read),
            Err(fault) => eprintln!("{file} is left out: {fault}"),
        }
    }
    let plan = office
        .plan_roster(&mut previews)
        .expect("the rosters are compared");
    let today = months(1)[0];
    office
        .import_roster(&plan, "rosters", today)
        .expect("the rosters are imported");
    plan
}

pub(super) fn records_of(plan: &RosterPlan) -> Vec<Record> {
    let families = plan.families.iter().map(|planned| Record::Family {
        id: planned.id,
        name: planned.family.name.clone(),
        nik: planned
            .family
            .nik
            .as_ref()
            .map(|nik| nik.as_str().to_owned()),
        kecamatan: planned.family.kecamatan.clone(),
        group: planned.group,
        status: planned
            .family
            .status
            .map_or("aktif", |status| match status {
                Status::Aktif => "aktif",
                Status::TidakAktif => "tidak_aktif",
                Status::Graduasi => "graduasi",
            })
            .to_owned(),
    });
    families.collect()
}

pub(super) fn groups_of(plan: &RosterPlan) -> Vec<Kelompok> {
    // Who graduated is on the roster still, but is not called up.
    let active = |family: &FamilyPlan| family.family.status.is_none_or(|s| s == Status::Aktif);
    let members = |group: Uuid| -> Vec<Uuid> {
        let of_group = plan
            .families
            .iter()
            .filter(|family| family.group == Some(group));
        of_group
            .filter(|family| active(family))
            .map(|family| family.id)
            .collect()
    };
    plan.groups
        .iter()
        .map(|group| Kelompok {
            id: group.id,
            kecamatan: group.kecamatan.clone(),
            pendamping: group.pendamping,
            members: members(group.id),
            delivered: 0,
        })
        .collect()
}

/// The pendamping who get a phone. More than the rosters name are hired and take groups over; where they name nobody, one
/// is hired for each kecamatan.
pub(super) fn staff_of(
    world: &mut World,
    plan: &RosterPlan,
    groups: &mut [Kelompok],
    records: &mut Vec<Record>,
    wanted: Option<usize>,
) -> Vec<(Uuid, String)> {
    let named = plan
        .staff
        .iter()
        .map(|planned| (planned.id, planned.name.clone()));
    let mut called: BTreeMap<Uuid, String> = named.collect();
    let mut staff: Vec<(Uuid, String)> = plan
        .staff
        .iter()
        .map(|planned| (planned.id, planned.kecamatan.clone()))
        .collect();
    let kecamatan: BTreeSet<String> = plan
        .families
        .iter()
        .map(|planned| planned.family.kecamatan.clone())
        .collect();
    let wanted = wanted.unwrap_or(staff.len().max(kecamatan.len()));
    let places = kecamatan
        .iter()
        .cycle()
        .take(wanted)
        .enumerate()
        .skip(staff.len());
    for (extra, code) in places {
        let name = format!("PENDAMPING TAMBAHAN {extra}");
        let id = world.hire(&name, &[code]);
        called.insert(id, name);
        staff.push((id, code.clone()));
        hand_over(world, groups, code, id);
    }
    for (id, code) in &staff {
        let name = called.get(id).cloned().unwrap_or_default();
        records.push(Record::Staff {
            id: *id,
            name,
            kecamatan: code.clone(),
        });
    }
    for (group, planned) in groups.iter().zip(&plan.groups) {
        records.push(Record::Group {
            id: group.id,
            name: planned.name.clone(),
            kecamatan: group.kecamatan.clone(),
            pendamping: group.pendamping,
        });
    }
    staff.truncate(wanted);
    staff
}

/// Every third group of a kecamatan goes to its new pendamping, and every one that has none.
fn hand_over(world: &mut World, groups: &mut [Kelompok], kecamatan: &str, to: Uuid) {
    let there = groups
        .iter_mut()
        .filter(|group| group.kecamatan == kecamatan);
    let taken = there
        .enumerate()
        .filter(|(at, group)| at % 3 == 0 || group.pendamping.is_none());
    for (_, group) in taken {
        let patch = GroupPatch {
            pendamping: [(Since(None), Some(to))].into(),
            ..GroupPatch::default()
        };
        world
            .office
            .device
            .edit(&DocKey::Group(group.id), &Patch::Group(patch))
            .expect("the office hands a group over");
        group.pendamping = Some(to);
    }
}

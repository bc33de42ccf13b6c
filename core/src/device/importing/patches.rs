//! What a plan writes: a patch for each person, group and family.

use chrono::NaiveDate;

use crate::documents::{
    Component, DocKey, FamilyPatch, GroupPatch, Patch, Set, Since, StaffPatch, Status,
};
use crate::roster::plan::{
    FamilyChange, FamilyPlan, GroupChange, GroupPlan, RosterPlan, StaffPlan,
};
use crate::roster::{self, Field};

/// What the plan writes, in the order in which it must be there.
pub(super) fn patches(plan: &RosterPlan, today: NaiveDate) -> Vec<(DocKey, Patch)> {
    let staff = plan.staff.iter().map(staff_patch);
    let groups = plan
        .groups
        .iter()
        .filter_map(|group| group_patch(group, today));
    let families = plan
        .families
        .iter()
        .filter_map(|family| family_patch(family, today));
    staff.chain(groups).chain(families).collect()
}

fn staff_patch(planned: &StaffPlan) -> (DocKey, Patch) {
    let mut patch = StaffPatch {
        kecamatan: [(planned.kecamatan.clone(), Some(true))].into(),
        ..StaffPatch::default()
    };
    if planned.is_new {
        patch.name = Set::To(planned.name.clone());
        patch.role = Set::To("pendamping".into());
    }
    (DocKey::Staff(planned.id), patch.into())
}

fn group_patch(planned: &GroupPlan, today: NaiveDate) -> Option<(DocKey, Patch)> {
    let mut patch = GroupPatch::default();
    let (hand_over, new_ketua, since) = match planned.change {
        GroupChange::Unchanged => return None,
        GroupChange::Create => {
            patch.name = Set::To(planned.name.clone());
            patch.kecamatan = Set::To(planned.kecamatan.clone());
            patch.desa = planned
                .desa
                .as_ref()
                .map_or(Set::Keep, |desa| Set::To(desa_of(desa)));
            (true, true, Since(None))
        }
        GroupChange::Update { pendamping, ketua } => (pendamping, ketua, Since(Some(today))),
    };
    if let Some(pendamping) = planned.pendamping.filter(|_| hand_over) {
        patch.pendamping.insert(since, Some(pendamping));
    }
    if let Some(ketua) = planned.ketua.filter(|_| new_ketua) {
        patch.ketua = Set::To(ketua);
    }
    Some((DocKey::Group(planned.id), patch.into()))
}

fn family_patch(planned: &FamilyPlan, today: NaiveDate) -> Option<(DocKey, Patch)> {
    let (since, moves) = match &planned.change {
        FamilyChange::Unchanged => return None,
        FamilyChange::Create => (Since(None), true),
        FamilyChange::Update { moved, .. } => (Since(Some(today)), moved.is_some()),
    };
    let changed = |field: Field| match &planned.change {
        FamilyChange::Create => true,
        FamilyChange::Update { fields, .. } => fields.iter().any(|change| change.field == field),
        FamilyChange::Unchanged => false,
    };
    let family = &planned.family;
    // What the roster does not say is never erased.
    let said = |field: Field, value: Option<String>| match value.filter(|_| changed(field)) {
        Some(value) => Set::To(value),
        None => Set::Keep,
    };
    let mut patch = FamilyPatch {
        name: said(Field::Name, Some(family.name.clone())),
        nik: said(
            Field::Nik,
            family.nik.as_ref().map(|nik| nik.as_str().to_owned()),
        ),
        kk: said(Field::Kk, family.kk.clone()),
        pkh_id: said(Field::PkhId, family.pkh_id.clone()),
        address: said(Field::Address, family.address.clone()),
        desa: said(Field::Desa, family.desa.as_ref().map(desa_of)),
        kecamatan: said(Field::Kecamatan, Some(family.kecamatan.clone())),
        phone: said(Field::Phone, family.phone.clone()),
        tahap: said(Field::Tahap, family.tahap.clone()),
        ..FamilyPatch::default()
    };
    for (field, component) in COMPONENTS {
        if let Some(count) = family.components.get(field).filter(|_| changed(field)) {
            patch.components.insert(component, Some(count));
        }
    }
    if let Some(group) = planned.group.filter(|_| moves) {
        patch.groups.insert(since, Some(group));
    }
    if let Some(status) = family.status.filter(|_| changed(Field::Status)) {
        let since = family.status_since.map_or(since, |day| Since(Some(day)));
        patch.statuses.insert(since, Some(status_of(status)));
    }
    Some((DocKey::Family(planned.id), patch.into()))
}

pub(super) const COMPONENTS: [(Field, Component); 7] = [
    (Field::Hamil, Component::Hamil),
    (Field::Aud, Component::Aud),
    (Field::Sd, Component::Sd),
    (Field::Smp, Component::Smp),
    (Field::Sma, Component::Sma),
    (Field::Disabilitas, Component::Disabilitas),
    (Field::Lansia, Component::Lansia),
];

/// The code where the list of regions knows the desa, otherwise its name as it was written.
fn desa_of(desa: &roster::Desa) -> String {
    desa.code.clone().unwrap_or_else(|| desa.name.clone())
}

fn status_of(status: roster::Status) -> Status {
    match status {
        roster::Status::Aktif => Status::Aktif,
        roster::Status::TidakAktif => Status::TidakAktif,
        roster::Status::Graduasi => Status::Graduasi,
    }
}

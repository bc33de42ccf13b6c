//! What a plan writes: a patch for each person, group and family.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use sesi_engine::documents::Set;
use sesi_engine::store::StoreError;
use uuid::Uuid;

use super::components::COMPONENTS;
use super::known::Known;
use crate::error::Error;
use crate::kinds::{DocKey, FamilyPatch, GroupPatch, Patch, Since, StaffPatch, Status};
use crate::roster::listed::{Gone, Said};
use crate::roster::plan::{
    FamilyChange, FamilyPlan, GroupChange, GroupPlan, Missing, RosterPlan, StaffPlan,
};
use crate::roster::{self, Field};

/// What an import writes of one document, in the order in which it must be there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Item<'p> {
    Staff(&'p StaffPlan),
    Group(&'p GroupPlan),
    Family(&'p FamilyPlan),
    Missing(&'p Missing),
}

/// Everything that a plan may write: staff, then groups, then families, then families that the list no longer has.
pub(super) fn items(plan: &RosterPlan) -> Vec<Item<'_>> {
    let staff = plan.staff.iter().map(Item::Staff);
    let groups = plan.groups.iter().map(Item::Group);
    let families = plan.families.iter().map(Item::Family);
    let missing = plan
        .missing
        .iter()
        .filter(|missing| missing.answer.is_some());
    staff
        .chain(groups)
        .chain(families)
        .chain(missing.map(Item::Missing))
        .collect()
}

/// The import that writes, and the day from which moves and handing over hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing<'i> {
    pub import: &'i str,
    pub today: NaiveDate,
}

impl Item<'_> {
    pub(super) fn key(self) -> DocKey {
        match self {
            Self::Staff(plan) => DocKey::Staff(plan.id),
            Self::Group(plan) => DocKey::Group(plan.id),
            Self::Family(plan) => DocKey::Family(plan.id),
            Self::Missing(missing) => DocKey::Family(missing.family),
        }
    }

    /// Whether people see something of it, and not only the next import.
    pub(super) fn is_seen(self) -> bool {
        match self {
            Self::Staff(_) | Self::Missing(_) => true,
            Self::Group(plan) => plan.change != GroupChange::Unchanged,
            Self::Family(plan) => plan.change != FamilyChange::Unchanged,
        }
    }

    /// The edit. What people said since the plan was made stays: it is asked about at the next import.
    pub(super) fn patch(
        self,
        conn: &Connection,
        writing: Writing<'_>,
    ) -> Result<Option<Patch>, Error> {
        match self {
            Self::Staff(plan) => {
                let here = plan.is_new && Known::is_staff(conn, plan.id)?;
                // Whom people call otherwise by now is not called as the list does.
                let plan = StaffPlan {
                    is_new: plan.is_new && !here,
                    ..plan.clone()
                };
                Ok(Some(staff_patch(&plan, writing)?.into()))
            }
            Self::Group(plan) => {
                let plan = still_group(conn, plan)?;
                Ok(plan
                    .map(|plan| group_patch(&plan, writing))
                    .transpose()?
                    .map(Patch::from))
            }
            Self::Family(plan) => {
                let plan = still_family(conn, plan)?;
                Ok(plan
                    .map(|plan| family_patch(&plan, writing))
                    .transpose()?
                    .map(Patch::from))
            }
            Self::Missing(missing) if still_missing(conn, missing)? => {
                Ok(missing_patch(missing, writing)?.map(Patch::from))
            }
            Self::Missing(_) => Ok(None),
        }
    }
}

/// The plan without what no longer stands as it was planned on.
fn still_family(conn: &Connection, planned: &FamilyPlan) -> Result<Option<FamilyPlan>, Error> {
    let known = Known::one(conn, planned.id)?;
    let mut plan = planned.clone();
    match (&mut plan.change, known) {
        (FamilyChange::Create, Some(_)) => return Ok(None),
        (FamilyChange::Update { fields, moved }, Some(known)) => {
            let mut gone = Vec::new();
            fields.retain(|change| {
                let stands = known.said(change.field) == change.was;
                if !stands {
                    gone.push(change.field);
                }
                stands
            });
            let group = known
                .group
                .as_deref()
                .and_then(|id| Uuid::parse_str(id).ok());
            if moved.take_if(|moved| moved.from != group).is_some() {
                gone.push(Field::Group);
            }
            plan.said.says.retain(|field, _| !gone.contains(field));
        }
        _ => {}
    }
    Ok(Some(plan))
}

/// Whether nobody moved the family or gave it a status since somebody was asked what became of it.
fn still_missing(conn: &Connection, planned: &Missing) -> Result<bool, Error> {
    let Some(known) = Known::one(conn, planned.family)? else {
        return Ok(false);
    };
    let group = planned.group.map(|group| group.to_string());
    let status = known.said(Field::Status);
    Ok(known.group == group && status.is_none_or(|status| status == Status::Aktif.as_str()))
}

fn still_group(conn: &Connection, planned: &GroupPlan) -> Result<Option<GroupPlan>, Error> {
    let known = Known::lead(conn, planned.id)?;
    let mut plan = planned.clone();
    match (&mut plan.change, known) {
        (GroupChange::Create, Some(_)) => return Ok(None),
        (GroupChange::Update { pendamping, ketua }, Some(known)) => {
            let stand = (known.0 == plan.was.0, known.1 == plan.was.1);
            (*pendamping, *ketua) = (*pendamping && stand.0, *ketua && stand.1);
            let gone = |field: &Field| {
                (*field == Field::Pendamping && !stand.0)
                    || (*field == Field::GroupRole && !stand.1)
            };
            plan.said.says.retain(|field, _| !gone(field));
        }
        _ => {}
    }
    Ok(Some(plan))
}

fn said(said: &Said, writing: Writing<'_>) -> Result<Entries, Error> {
    if said.is_empty() {
        return Ok(Entries::new());
    }
    let text = said
        .to_text()
        .map_err(|_| StoreError::Damaged("words of a list"))?;
    Ok([(writing.import.to_owned(), Some(text))].into())
}

type Entries = BTreeMap<String, Option<String>>;

fn staff_patch(planned: &StaffPlan, writing: Writing<'_>) -> Result<StaffPatch, Error> {
    let mut patch = StaffPatch {
        kecamatan: [(planned.kecamatan.clone(), Some(true))].into(),
        ..StaffPatch::default()
    };
    if planned.is_new {
        patch.name = Set::To(planned.name.clone());
        patch.role = Set::To("pendamping".into());
        let named = Said {
            says: [(Field::Pendamping, planned.name.clone())].into(),
            ..Said::default()
        };
        patch.lists = said(&named, writing)?;
    }
    Ok(patch)
}

fn group_patch(planned: &GroupPlan, writing: Writing<'_>) -> Result<GroupPatch, Error> {
    let mut patch = GroupPatch {
        lists: said(&planned.said, writing)?,
        ..GroupPatch::default()
    };
    let (hand_over, new_ketua, since) = match planned.change {
        GroupChange::Unchanged => return Ok(patch),
        GroupChange::Create => {
            patch.name = Set::To(planned.name.clone());
            patch.kecamatan = Set::To(planned.kecamatan.clone());
            patch.desa = planned
                .desa
                .as_ref()
                .map_or(Set::Keep, |desa| Set::To(desa_of(desa)));
            (true, true, Since(None))
        }
        GroupChange::Update { pendamping, ketua } => {
            (pendamping, ketua, Since(Some(writing.today)))
        }
    };
    if let Some(pendamping) = planned.pendamping.filter(|_| hand_over) {
        patch.pendamping.insert(since, Some(pendamping));
    }
    if let Some(ketua) = planned.ketua.filter(|_| new_ketua) {
        patch.ketua = Set::To(ketua);
    }
    Ok(patch)
}

/// What somebody said of a family that the list no longer has.
fn missing_patch(missing: &Missing, writing: Writing<'_>) -> Result<Option<FamilyPatch>, Error> {
    let Some(answer) = missing.answer else {
        return Ok(None);
    };
    let gone = Said {
        gone: Some(answer.gone),
        ..Said::default()
    };
    let mut patch = FamilyPatch {
        lists: said(&gone, writing)?,
        ..FamilyPatch::default()
    };
    let since = Since(Some(answer.since.unwrap_or(writing.today)));
    let status = match (answer.gone, answer.group) {
        (Gone::Keep | Gone::Back, _) => None,
        (Gone::Graduasi, _) => Some(Status::Graduasi),
        (Gone::Pindah, Some(group)) => {
            patch.groups.insert(since, Some(group));
            None
        }
        (Gone::TidakAktif, _) | (Gone::Pindah, None) => Some(Status::TidakAktif),
    };
    if let Some(status) = status {
        patch.statuses.insert(since, Some(status));
    }
    Ok(Some(patch))
}

fn family_patch(planned: &FamilyPlan, writing: Writing<'_>) -> Result<FamilyPatch, Error> {
    let since = planned.since.unwrap_or(writing.today);
    let (since, moves) = match &planned.change {
        FamilyChange::Create => (Since(None), true),
        FamilyChange::Update { moved, .. } => (Since(Some(since)), moved.is_some()),
        FamilyChange::Unchanged => (Since(Some(since)), false),
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
        lists: self::said(&planned.said, writing)?,
        others: planned.others.iter().map(|id| (*id, Some(true))).collect(),
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
    Ok(patch)
}

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

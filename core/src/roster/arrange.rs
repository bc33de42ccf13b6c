//! What changes: families whose identity is certain, with the groups and staff that their rows name, set beside what is there.
//!
//! A group is kecamatan, desa and name: MELATI 1 in two desa are two groups. It has the pendamping that most of its rows name, and the first row marked as ketua is its ketua.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::reference::fold;

use super::existing::{Existing, KnownFamily};
use super::family::{Desa, RosterFamily};
use super::fault::{Fault, RowPlace};
use super::field::Field;
use super::identity::{Identity, desa_key, staff_key};
use super::plan::{
    FamilyChange, FamilyPlan, FieldChange, GroupChange, GroupPlan, Move, RosterPlan, StaffPlan,
};
use super::settle::Settled;
use super::spelling;

/// Families whose identity is certain, with their staff and groups; and the staff and groups of rows that are asked about.
pub(super) fn arrange(
    rows: Vec<(Option<RowPlace>, Vec<Fault>, Settled)>,
    asked: &[RosterFamily],
    identity: Identity,
    existing: &dyn Existing,
) -> RosterPlan {
    let mut staff: BTreeMap<(String, String), StaffPlan> = BTreeMap::new();
    let places = Places::of(
        rows.iter()
            .map(|(_, _, settled)| &settled.family)
            .chain(asked),
    );
    let mut groups: BTreeMap<GroupKey, Gathered> = BTreeMap::new();
    let sure = rows
        .iter()
        .map(|(_, _, settled)| (Some(settled.id), &settled.family));
    for (id, family) in sure.chain(asked.iter().map(|family| (None, family))) {
        let kecamatan = &family.kecamatan;
        let pendamping = family.pendamping.as_ref().map(|name| {
            let key = staff_key(name);
            let plan = staff
                .entry((kecamatan.clone(), key.clone()))
                .or_insert_with(|| {
                    let known = existing.staff_by_name(kecamatan, &key);
                    StaffPlan {
                        id: known.unwrap_or_else(|| identity.staff(kecamatan, name)),
                        name: name.clone(),
                        kecamatan: kecamatan.clone(),
                        is_new: known.is_none(),
                    }
                });
            plan.id
        });
        if let (Some(name), Some(key)) = (&family.group, places.group(family)) {
            let place = key.desa.clone();
            let group = groups.entry(key).or_insert_with(|| Gathered::named(name));
            group.families += usize::from(id.is_some());
            group.ketua = group.ketua.or(id.filter(|_| family.is_ketua));
            if let Some(pendamping) = pendamping {
                *group.pendamping.entry(pendamping).or_default() += 1;
            }
            let of_the_group = |desa: &&Desa| Some(desa_key(desa)) == place;
            if group.desa.is_none() {
                group.desa = family.desa.as_ref().filter(of_the_group).cloned();
            }
        }
    }
    let groups: BTreeMap<GroupKey, GroupPlan> = groups
        .into_iter()
        .map(|(key, group)| {
            let planned = group.planned(&key, identity, existing);
            (key, planned)
        })
        .collect();
    let families = rows
        .into_iter()
        .map(|(place, notes, Settled { id, family, known })| {
            let group = places
                .group(&family)
                .and_then(|key| groups.get(&key))
                .map(|group| group.id);
            let change = change(&family, group, known.as_ref());
            FamilyPlan {
                id,
                place,
                family,
                group,
                change,
                notes,
            }
        })
        .collect();
    RosterPlan {
        staff: staff.into_values().collect(),
        groups: groups.into_values().collect(),
        families,
        todos: Vec::new(),
    }
}

/// What makes a group the same: its kecamatan, its desa, its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct GroupKey {
    kecamatan: String,
    desa: Option<String>,
    name: String,
}

/// The desa in which each name of a group appears. A family whose desa is not said or not known belongs to the group of that name, if there
/// is one alone.
struct Places(BTreeMap<(String, String), BTreeSet<String>>);

impl Places {
    fn of<'f>(families: impl Iterator<Item = &'f RosterFamily>) -> Self {
        let mut places: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for family in families {
            let known = family.desa.as_ref().and_then(|desa| desa.code.clone());
            if let (Some(name), Some(desa)) = (&family.group, known) {
                places
                    .entry((family.kecamatan.clone(), spelling::group(name)))
                    .or_default()
                    .insert(desa);
            }
        }
        Self(places)
    }

    fn group(&self, family: &RosterFamily) -> Option<GroupKey> {
        let name = spelling::group(family.group.as_ref()?);
        let named = self.0.get(&(family.kecamatan.clone(), name.clone()));
        let own = family.desa.as_ref().map(desa_key);
        let desa = match named {
            Some(desas) if own.as_ref().is_some_and(|own| desas.contains(own)) => own,
            Some(desas) if desas.len() == 1 => desas.first().cloned(),
            _ => own,
        };
        Some(GroupKey {
            kecamatan: family.kecamatan.clone(),
            desa,
            name,
        })
    }
}

/// What the rows of one group say.
struct Gathered {
    name: String,
    families: usize,
    ketua: Option<Uuid>,
    pendamping: BTreeMap<Uuid, usize>,
    desa: Option<Desa>,
}

impl Gathered {
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            families: 0,
            ketua: None,
            pendamping: BTreeMap::new(),
            desa: None,
        }
    }

    fn planned(self, key: &GroupKey, identity: Identity, existing: &dyn Existing) -> GroupPlan {
        let (kecamatan, desa) = (key.kecamatan.as_str(), key.desa.as_deref());
        let known = existing.group_by_name(kecamatan, desa, &key.name);
        let pendamping = most(self.pendamping);
        let differs = |now: Option<Uuid>, was: Option<Uuid>| now.is_some() && now != was;
        let change = known.as_ref().map_or(GroupChange::Create, |known| {
            let (pendamping, ketua) = (
                differs(pendamping, known.pendamping),
                differs(self.ketua, known.ketua),
            );
            if pendamping || ketua {
                GroupChange::Update { pendamping, ketua }
            } else {
                GroupChange::Unchanged
            }
        });
        GroupPlan {
            id: known.map_or_else(
                || identity.group(kecamatan, desa, &self.name),
                |known| known.id,
            ),
            name: self.name,
            kecamatan: kecamatan.to_owned(),
            desa: self.desa,
            pendamping,
            ketua: self.ketua,
            families: self.families,
            change,
        }
    }
}

/// What most rows say; among equals the first in order, so that every device chooses the same.
fn most<T: Ord>(votes: BTreeMap<T, usize>) -> Option<T> {
    votes
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map(|(value, _)| value)
}

fn change(family: &RosterFamily, group: Option<Uuid>, known: Option<&KnownFamily>) -> FamilyChange {
    let Some(known) = known else {
        return FamilyChange::Create;
    };
    let compared = Field::ALL
        .into_iter()
        .filter(|field| !matches!(field, Field::Group | Field::GroupRole | Field::Pendamping));
    let fields: Vec<FieldChange> = compared
        .filter_map(|field| {
            let now = family.said(field)?;
            let was = known.record.said(field);
            let same = was
                .as_ref()
                .is_some_and(|was| fold::words(was) == fold::words(&now));
            (!same).then_some(FieldChange { field, was, now })
        })
        .collect();
    let moved = group.filter(|to| known.group != Some(*to)).map(|to| Move {
        from: known.group,
        to,
    });
    if fields.is_empty() && moved.is_none() {
        FamilyChange::Unchanged
    } else {
        FamilyChange::Update { fields, moved }
    }
}

//! What changes: families whose identity is certain, with the groups and staff that their rows name, set beside what is there.
//!
//! A group has the pendamping and the desa that most of its rows name, and the first row marked as ketua is its ketua.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::reference::fold;

use super::existing::{Existing, KnownFamily};
use super::family::{Desa, RosterFamily};
use super::fault::{Fault, RowPlace};
use super::field::Field;
use super::identity::{Identity, group_key, staff_key};
use super::plan::{
    FamilyChange, FamilyPlan, FieldChange, GroupChange, GroupPlan, Move, RosterPlan, StaffPlan,
};
use super::settle::Settled;

/// Families whose identity is certain, with their staff and groups.
pub(super) fn arrange(
    rows: Vec<(Option<RowPlace>, Vec<Fault>, Settled)>,
    identity: Identity,
    existing: &dyn Existing,
) -> RosterPlan {
    let mut staff: BTreeMap<(String, String), StaffPlan> = BTreeMap::new();
    let mut groups: BTreeMap<(String, String), Gathered> = BTreeMap::new();
    for (_, _, Settled { id, family, .. }) in &rows {
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
        if let Some(name) = &family.group {
            let group = groups
                .entry((kecamatan.clone(), group_key(name)))
                .or_insert_with(|| Gathered::named(name));
            group.families += 1;
            group.ketua = group.ketua.or(family.is_ketua.then_some(*id));
            if let Some(pendamping) = pendamping {
                *group.pendamping.entry(pendamping).or_default() += 1;
            }
            if let Some(desa) = &family.desa {
                *group
                    .desa
                    .entry((desa.code.clone(), desa.name.clone()))
                    .or_default() += 1;
            }
        }
    }
    let groups: BTreeMap<(String, String), GroupPlan> = groups
        .into_iter()
        .map(|((kecamatan, key), group)| {
            (
                (kecamatan.clone(), key.clone()),
                group.planned(&kecamatan, &key, identity, existing),
            )
        })
        .collect();
    let families = rows
        .into_iter()
        .map(|(place, notes, Settled { id, family, known })| {
            let key = family
                .group
                .as_ref()
                .map(|name| (family.kecamatan.clone(), group_key(name)));
            let group = key.and_then(|key| groups.get(&key)).map(|group| group.id);
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

/// What the rows of one group say.
struct Gathered {
    name: String,
    families: usize,
    ketua: Option<Uuid>,
    pendamping: BTreeMap<Uuid, usize>,
    desa: BTreeMap<(Option<String>, String), usize>,
}

impl Gathered {
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            families: 0,
            ketua: None,
            pendamping: BTreeMap::new(),
            desa: BTreeMap::new(),
        }
    }

    fn planned(
        self,
        kecamatan: &str,
        key: &str,
        identity: Identity,
        existing: &dyn Existing,
    ) -> GroupPlan {
        let known = existing.group_by_name(kecamatan, key);
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
            id: known.map_or_else(|| identity.group(kecamatan, &self.name), |known| known.id),
            name: self.name,
            kecamatan: kecamatan.to_owned(),
            desa: most(self.desa).map(|(code, name)| Desa { code, name }),
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

//! Tasks that a later list settles: the row was repaired, or who it speaks of is there by now. It knows rows, not where they are kept.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::reference::fold;

use super::family::RosterFamily;
use super::fault::RowPlace;
use super::field::Field;
use super::identity::group_key;
use super::plan::{FamilyPlan, RosterPlan};
use super::todo::Todo;

/// Why a task closed by itself: the row that settles it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The family whose row it is.
    pub family: Uuid,
    /// Its name.
    pub name: String,
    /// Where the row stands.
    pub place: Option<RowPlace>,
}

/// From which likeness on (Jaro-Winkler) two names of one number are one, as typed twice.
const TYPED_TWICE: f64 = 0.85;

/// The sound rows of a plan, by what a task may be recognised by.
pub struct Repairs<'p> {
    plan: &'p RosterPlan,
    by: HashMap<(Field, String), Vec<&'p FamilyPlan>>,
}

impl<'p> Repairs<'p> {
    /// Of a plan.
    pub fn of(plan: &'p RosterPlan) -> Self {
        let mut by: HashMap<(Field, String), Vec<&FamilyPlan>> = HashMap::new();
        for family in &plan.families {
            for key in keys(&family.family) {
                by.entry(key).or_default().push(family);
            }
        }
        Self { plan, by }
    }

    /// The row that settles a task; none if it still waits, or if more than one might.
    pub fn of_todo(&self, todo: &Todo) -> Option<&'p FamilyPlan> {
        if self.plan.todos.iter().any(|open| open.id == todo.id) {
            return None;
        }
        let wrong = |field: Field| {
            let mut faults = todo.faults.iter();
            faults.any(|fault| fault.field == field && fault.code.stops_import())
        };
        let draft = &todo.draft;
        let nameless = draft.name.is_empty() || wrong(Field::Name);
        let name = fold::words(&draft.name);
        let numbered = [Field::Nik, Field::PkhId, Field::Kk]
            .into_iter()
            .filter(|field| !(wrong(*field) && !nameless && *field == Field::Nik));
        for field in numbered {
            let Some(number) = draft.said(field) else {
                continue;
            };
            let found = self.by.get(&(field, number)).into_iter().flatten();
            let mut found = found.filter(|family| {
                let theirs = fold::words(&family.family.name);
                nameless || strsim::jaro_winkler(&theirs, &name) >= TYPED_TWICE
            });
            if let (Some(family), None) = (found.next(), found.next()) {
                return Some(*family);
            }
        }
        if nameless {
            return None;
        }
        let named = self.by.get(&(Field::Name, name)).into_iter().flatten();
        let mut named = named.filter(|family| is_neighbour(&family.family, draft));
        let first = named.next().copied();
        first.filter(|_| named.next().is_none())
    }
}

fn keys(family: &RosterFamily) -> impl Iterator<Item = (Field, String)> + '_ {
    let numbers = [Field::Nik, Field::PkhId, Field::Kk].into_iter();
    let numbers = numbers.filter_map(|field| Some((field, family.said(field)?)));
    numbers.chain([(Field::Name, fold::words(&family.name))])
}

/// Whether both stand in the same group, or in the same desa, and no number says otherwise.
fn is_neighbour(family: &RosterFamily, draft: &RosterFamily) -> bool {
    let differ = |one: &Option<String>, other: &Option<String>| matches!((one, other), (Some(one), Some(other)) if one != other);
    if differ(&family.pkh_id, &draft.pkh_id) || differ(&family.kk, &draft.kk) {
        return false;
    }
    let group = |family: &RosterFamily| family.group.as_deref().map(group_key);
    let desa = |family: &RosterFamily| {
        let desa = family.desa.as_ref();
        desa.map(|desa| fold::joined(&desa.name))
    };
    let same = |one: Option<String>, other: Option<String>| one.is_some() && one == other;
    same(group(family), group(draft)) || same(desa(family), desa(draft))
}

//! What an import would do: create, change, move, leave alone and ask. It compares a preview with what is there and writes
//! nothing; the same preview and the same families give the same plan on every device.
//!
//! A family is found by NIK, else by ID PKH; another name with another ID PKH under a known NIK is somebody else. What the roster does not say is never erased. A group has the pendamping and the
//! desa that most of its rows name, and the first row marked as ketua is its ketua.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use uuid::Uuid;

use crate::reference::fold;

use super::existing::{Existing, KnownFamily};
use super::family::{Desa, RosterFamily};
use super::fault::{Fault, FaultCode};
use super::field::Field;
use super::identity::{Identity, group_key, staff_key};
use super::preview::{Outcome, Preview, PreviewRow};
use super::todo::{Origin, Todo};

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct RosterPlan {
    /// The pendamping that it names.
    pub staff: Vec<StaffPlan>,
    /// The groups that it names.
    pub groups: Vec<GroupPlan>,
    /// The families that it describes soundly.
    pub families: Vec<FamilyPlan>,
    /// The rows that wait for a person.
    pub todos: Vec<Todo>,
}

/// A pendamping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffPlan {
    /// Document.
    pub id: Uuid,
    /// Name as first written.
    pub name: String,
    /// Code of the kecamatan.
    pub kecamatan: String,
    /// Whether there is no such document yet.
    pub is_new: bool,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupPlan {
    /// Document.
    pub id: Uuid,
    /// Name as first written.
    pub name: String,
    /// Code of the kecamatan.
    pub kecamatan: String,
    /// The desa that most of its rows name.
    pub desa: Option<Desa>,
    /// The pendamping that most of its rows name.
    pub pendamping: Option<Uuid>,
    /// The first family marked as ketua.
    pub ketua: Option<Uuid>,
    /// Sound rows that name it.
    pub families: usize,
    /// What changes.
    pub change: GroupChange,
}

/// What an import changes in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupChange {
    /// It is not there yet.
    Create,
    /// It has another pendamping, another ketua or both.
    Update {
        /// Whether the pendamping changes: a handing over.
        pendamping: bool,
        /// Whether the ketua changes.
        ketua: bool,
    },
    /// Nothing.
    Unchanged,
}

/// A family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FamilyPlan {
    /// Document.
    pub id: Uuid,
    /// Row number in the sheet, 0 for a task that was done.
    pub row: u32,
    /// What the roster says of her.
    pub family: RosterFamily,
    /// Her group.
    pub group: Option<Uuid>,
    /// What changes.
    pub change: FamilyChange,
    /// Faults that did not stop her.
    pub notes: Vec<Fault>,
}

/// What an import changes in a family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FamilyChange {
    /// She is not there yet.
    Create,
    /// She is there, and the roster says something else.
    Update {
        /// The fields that differ.
        fields: Vec<FieldChange>,
        /// Her way to another group.
        moved: Option<Move>,
    },
    /// Nothing.
    Unchanged,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Which.
    pub field: Field,
    /// What is known.
    pub was: Option<String>,
    /// What the roster says.
    pub now: String,
}

/// A family's way to another group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Her group until now; none if she had none.
    pub from: Option<Uuid>,
    /// Her group from now on.
    pub to: Uuid,
}

/// Plans the import of previews that were [compared](super::comparison::compare).
pub fn plan(previews: &[Preview], identity: Identity, existing: &dyn Existing) -> RosterPlan {
    let mut taken = HashSet::new();
    let mut planned = Vec::new();
    let mut todos: Vec<Todo> = Vec::new();
    let mut asked = HashSet::new();
    for (preview, row) in previews
        .iter()
        .flat_map(|preview| preview.rows.iter().map(move |row| (preview, row)))
    {
        let settled = match &row.outcome {
            Outcome::Repeats(_) => continue,
            Outcome::Sound(family) => settle(family, identity, existing),
            Outcome::Todo(draft) => settle_draft(draft, &row.faults, existing),
        };
        let settled = settled.and_then(|sound| {
            if taken.insert(sound.id) {
                Ok(sound)
            } else {
                Err(clash(&sound.family, Some(sound.id)))
            }
        });
        match settled {
            Ok(sound) => planned.push((row, sound)),
            Err(stopped) => {
                let todo = waiting(row, stopped, &Origin::of(preview, identity));
                if asked.insert(todo.id) {
                    todos.push(todo);
                }
            }
        }
    }
    let rows = planned
        .into_iter()
        .map(|(row, sound)| (row.number, row.faults.clone(), sound))
        .collect();
    let mut plan = arrange(rows, identity, existing);
    plan.todos = todos;
    plan
}

/// Plans one family, as [`resolve`](super::todo::resolve) gives her.
///
/// # Errors
/// The fault that only shows beside the families that are there.
pub fn plan_one(
    family: &RosterFamily,
    identity: Identity,
    existing: &dyn Existing,
) -> Result<RosterPlan, Fault> {
    let sound = settle(family, identity, existing).map_err(|stopped| stopped.fault)?;
    Ok(arrange(vec![(0, Vec::new(), sound)], identity, existing))
}

/// A family whose identity is certain.
struct Settled {
    id: Uuid,
    family: RosterFamily,
    known: Option<KnownFamily>,
}

/// A family whose identity is not.
struct Stopped {
    fault: Fault,
    known: Option<Uuid>,
}

fn settle(
    family: &RosterFamily,
    identity: Identity,
    existing: &dyn Existing,
) -> Result<Settled, Stopped> {
    let by_nik = family
        .nik
        .as_ref()
        .and_then(|nik| existing.family_by_nik(nik.as_str()));
    let by_pkh = family
        .pkh_id
        .as_ref()
        .and_then(|id| existing.family_by_pkh(id));
    let known = match (by_nik, by_pkh) {
        (Some(a), Some(b)) if a.id != b.id => return Err(clash(family, Some(a.id))),
        (Some(known), None) => {
            if let (Some(theirs), Some(hers)) = (&known.record.pkh_id, &family.pkh_id)
                && theirs != hers
                && fold::words(&known.record.name) != fold::words(&family.name)
            {
                let nik = family
                    .nik
                    .as_ref()
                    .map(|nik| nik.as_str().to_owned())
                    .unwrap_or_default();
                let fault = Fault::new(FaultCode::NikDuplicate, Field::Nik, nik)
                    .suggesting(Some(known.record.name));
                return Err(Stopped {
                    fault,
                    known: Some(known.id),
                });
            }
            Some(known)
        }
        (Some(known), Some(_)) => Some(known),
        (None, Some(known)) => {
            if let (Some(theirs), Some(hers)) = (&known.record.nik, &family.nik)
                && theirs != hers
            {
                let fault = Fault::new(FaultCode::NikDiffers, Field::Nik, hers.as_str())
                    .suggesting(Some(theirs.as_str().to_owned()));
                return Err(Stopped {
                    fault,
                    known: Some(known.id),
                });
            }
            Some(known)
        }
        (None, None) => None,
    };
    let id = known
        .as_ref()
        .map(|known| known.id)
        .or_else(|| identity.family(family));
    match id {
        Some(id) => Ok(Settled {
            id,
            family: family.clone(),
            known,
        }),
        None => Err(Stopped {
            fault: Fault::new(FaultCode::NoIdentity, Field::PkhId, ""),
            known: None,
        }),
    }
}

/// A draft is settled if she is there and everything that stops the row is known of her.
fn settle_draft(
    draft: &RosterFamily,
    faults: &[Fault],
    existing: &dyn Existing,
) -> Result<Settled, Stopped> {
    let stopping: Vec<&Fault> = faults
        .iter()
        .filter(|fault| fault.code.stops_import())
        .collect();
    let doubted = |field| stopping.iter().any(|fault| fault.field == field);
    let by_pkh = draft
        .pkh_id
        .as_ref()
        .filter(|_| !doubted(Field::PkhId))
        .and_then(|id| existing.family_by_pkh(id));
    let by_nik = draft
        .nik
        .as_ref()
        .filter(|_| !doubted(Field::Nik))
        .and_then(|nik| existing.family_by_nik(nik.as_str()));
    let known = by_pkh.or(by_nik);
    let first = || {
        stopping.first().map_or_else(
            || Fault::new(FaultCode::NoIdentity, Field::PkhId, ""),
            |fault| (*fault).clone(),
        )
    };
    let Some(known) = known else {
        return Err(Stopped {
            fault: first(),
            known: None,
        });
    };
    let mut family = draft.clone();
    for fault in &stopping {
        match fault.field {
            Field::Nik if fault.code.is_about_nik() => family.nik = None,
            Field::Name => family.name.clone_from(&known.record.name),
            Field::Kecamatan => family.kecamatan.clone_from(&known.record.kecamatan),
            Field::Status if known.record.status.is_some() => family.status = None,
            _ => {
                return Err(Stopped {
                    fault: (*fault).clone(),
                    known: Some(known.id),
                });
            }
        }
    }
    Ok(Settled {
        id: known.id,
        family,
        known: Some(known),
    })
}

fn clash(family: &RosterFamily, known: Option<Uuid>) -> Stopped {
    let found = family.pkh_id.clone().unwrap_or_default();
    Stopped {
        fault: Fault::new(FaultCode::IdentityClash, Field::PkhId, found),
        known,
    }
}

fn waiting(row: &PreviewRow, stopped: Stopped, origin: &Origin<'_>) -> Todo {
    let mut faults = row.faults.clone();
    if !faults.contains(&stopped.fault) {
        faults.push(stopped.fault);
    }
    let draft = row.family().cloned().unwrap_or_default();
    Todo::of(row, draft, faults, stopped.known, origin)
}

/// Families whose identity is certain, with their staff and groups.
fn arrange(
    rows: Vec<(u32, Vec<Fault>, Settled)>,
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
        .map(|(row, notes, Settled { id, family, known })| {
            let key = family
                .group
                .as_ref()
                .map(|name| (family.kecamatan.clone(), group_key(name)));
            let group = key.and_then(|key| groups.get(&key)).map(|group| group.id);
            let change = change(&family, group, known.as_ref());
            FamilyPlan {
                id,
                row,
                group,
                change,
                notes,
                family,
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

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;

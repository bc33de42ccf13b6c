//! What an import would do: create, change, move, leave alone and ask. It compares previews with what is there and writes
//! nothing; the same previews and the same families give the same plan on every device.
//!
//! What the roster does not say is never erased. Whose row it is, `settle.rs` decides; what changes, `arrange.rs`.

use std::collections::HashSet;
use std::convert::Infallible;

use serde::Serialize;
use uuid::Uuid;

use super::arrange::arrange;
use super::existing::Existing;
use super::family::{Desa, RosterFamily};
use super::fault::{Fault, FaultCode, RowPlace};
use super::field::Field;
use super::identity::Identity;
use super::preview::{Outcome, Preview, PreviewRow};
use super::settle::{Stopped, clash, settle, settle_draft};
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
    /// Where she stands; none for a task that was done.
    pub place: Option<RowPlace>,
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

impl RosterPlan {
    /// The same without new members of staff: what they would have led has no pendamping, or keeps the one that it has.
    #[must_use]
    pub fn without_hiring(mut self) -> Self {
        let new: HashSet<Uuid> = self
            .staff
            .iter()
            .filter(|staff| staff.is_new)
            .map(|staff| staff.id)
            .collect();
        self.staff.retain(|staff| !staff.is_new);
        for group in &mut self.groups {
            if group
                .pendamping
                .take_if(|staff| new.contains(staff))
                .is_none()
            {
                continue;
            }
            group.change = match group.change {
                GroupChange::Update { ketua: true, .. } => GroupChange::Update {
                    pendamping: false,
                    ketua: true,
                },
                GroupChange::Update { .. } => GroupChange::Unchanged,
                other => other,
            };
        }
        self
    }
}

/// Plans the import of previews that were [compared](super::comparison::compare).
pub fn plan(previews: &[Preview], identity: Identity, existing: &dyn Existing) -> RosterPlan {
    match plan_watched(previews, identity, existing, |_| Ok::<_, Infallible>(())) {
        Ok(plan) => plan,
        Err(never) => match never {},
    }
}

/// The same, saying before each row how many are done. A fault that is said to that ends it.
pub fn plan_watched<E>(
    previews: &[Preview],
    identity: Identity,
    existing: &dyn Existing,
    mut at: impl FnMut(usize) -> Result<(), E>,
) -> Result<RosterPlan, E> {
    let mut taken = HashSet::new();
    let mut planned = Vec::new();
    let mut todos: Vec<Todo> = Vec::new();
    let mut asked = HashSet::new();
    let rows = previews
        .iter()
        .flat_map(|preview| preview.rows.iter().map(move |row| (preview, row)));
    for (no, (preview, row)) in rows.enumerate() {
        at(no)?;
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
            Ok(sound) => planned.push((Some(preview.place(row)), row.faults.clone(), sound)),
            Err(stopped) => {
                let todo = waiting(row, *stopped, &Origin::of(preview, identity));
                if asked.insert(todo.id) {
                    todos.push(todo);
                }
            }
        }
    }
    // A woman in two groups is asked about; both groups are there to choose from.
    let asked: Vec<RosterFamily> = todos
        .iter()
        .filter(|todo| {
            let mut faults = todo.faults.iter();
            faults.any(|fault| fault.code == FaultCode::TwoGroups)
        })
        .map(|todo| todo.draft.clone())
        .collect();
    let mut plan = arrange(planned, &asked, identity, existing);
    plan.todos = todos;
    Ok(plan)
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
    Ok(arrange(
        vec![(None, Vec::new(), sound)],
        &[],
        identity,
        existing,
    ))
}

fn waiting(row: &PreviewRow, stopped: Stopped, origin: &Origin<'_>) -> Todo {
    let mut faults = row.faults.clone();
    if !faults.contains(&stopped.fault) {
        faults.push(stopped.fault);
    }
    let draft = row.family().cloned().unwrap_or_default();
    Todo::of(row, draft, faults, stopped.known, origin)
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;

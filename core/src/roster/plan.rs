//! What an import would do: create, change, move, leave alone and ask. It compares previews with what is there and writes
//! nothing; the same previews and the same families give the same plan on every device.
//!
//! What the roster does not say is never erased, and what people said is never written over unasked. Whose row it is, `settle.rs`
//! decides; which group it means, `groups.rs`; what changes, `arrange.rs`; who is missing, `missing.rs`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::family::{Desa, RosterFamily};
use super::fault::{Fault, RowPlace};
use super::field::Field;
use super::listed::{Gone, Said};
use super::question::Question;
use super::todo::Todo;

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
    /// What is asked before a row can be understood, and spellings that are proposed as one.
    pub questions: Vec<Question>,
    /// The rows that wait for an answer.
    pub asked: Vec<RowPlace>,
    /// Rows that speak of a family whose other row was taken.
    pub repeated: Vec<RowPlace>,
    /// Families that lists had, and that this one no longer has.
    pub missing: Vec<Missing>,
}

/// A family that lists had, and that this one no longer has although it covers its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Under which it is answered.
    pub id: String,
    /// Its document.
    pub family: Uuid,
    /// Its name.
    pub name: String,
    /// Its group.
    pub group: Option<Uuid>,
    /// What somebody said of it; nothing is written without.
    pub answer: Option<MissingAnswer>,
}

/// What somebody said of a missing family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MissingAnswer {
    /// What became of it.
    pub gone: Gone,
    /// From which day; today without.
    pub since: Option<NaiveDate>,
    /// The group to which it moved.
    pub group: Option<Uuid>,
}

/// The id under which a change of a family or a group is answered.
pub(super) fn change_id(doc: Uuid, field: Field) -> String {
    let field = serde_json::to_value(field).ok();
    let field = field
        .as_ref()
        .and_then(|field| field.as_str().map(str::to_owned));
    format!("{doc}:{}", field.unwrap_or_default())
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
    /// Every spelling that its rows have.
    pub names: BTreeSet<String>,
    /// Code of the kecamatan.
    pub kecamatan: String,
    /// Code of the desa that is part of what it is; empty if nobody says it.
    pub desa_key: String,
    /// Its desa.
    pub desa: Option<Desa>,
    /// How many rows name each pendamping.
    pub votes: BTreeMap<Uuid, usize>,
    /// The pendamping that most of its rows name.
    pub pendamping: Option<Uuid>,
    /// The first family marked as ketua.
    pub ketua: Option<Uuid>,
    /// Its pendamping and its ketua as they are known.
    pub was: (Option<Uuid>, Option<Uuid>),
    /// Sound rows that name it.
    pub families: usize,
    /// What changes.
    pub change: GroupChange,
    /// What lists and people say differently.
    pub conflicts: Vec<GroupConflict>,
    /// What is kept of what the list says.
    pub said: Said,
}

/// A field of a group in which a list says something else than people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupConflict {
    /// Under which it is answered.
    pub id: String,
    /// `pendamping`, or `group_role` for the ketua.
    pub field: Field,
    /// Who it is.
    pub known: Option<Uuid>,
    /// Who it is by the list.
    pub now: Uuid,
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
    /// Where it stands; none for a task that was done.
    pub place: Option<RowPlace>,
    /// What the roster says of it.
    pub family: RosterFamily,
    /// Its group.
    pub group: Option<Uuid>,
    /// What changes.
    pub change: FamilyChange,
    /// Fields in which the list says something else than people: nothing is written there before somebody chooses.
    pub conflicts: Vec<FieldChange>,
    /// What is kept of what the list says.
    pub said: Said,
    /// The import that said its group last.
    pub listed_group_by: Option<String>,
    /// The day from which a status or a move holds that somebody chose; today without.
    pub since: Option<NaiveDate>,
    /// Families that somebody said are not this one, however alike they look.
    pub others: Vec<Uuid>,
    /// Faults that did not stop it.
    pub notes: Vec<Fault>,
}

/// What an import changes in a family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FamilyChange {
    /// It is not there yet.
    Create,
    /// It is there, and the roster says something else.
    Update {
        /// The fields that differ.
        fields: Vec<FieldChange>,
        /// Its way to another group.
        moved: Option<Move>,
    },
    /// Nothing.
    Unchanged,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Under which it is answered: `keep` or `list`.
    pub id: String,
    /// Which. A group is said by the id of its document.
    pub field: Field,
    /// What lists said last.
    pub listed: Option<String>,
    /// The import that said so.
    pub listed_by: Option<String>,
    /// What is known.
    pub was: Option<String>,
    /// What the roster says.
    pub now: String,
}

/// A family's way to another group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Its group until now; none if it had none.
    pub from: Option<Uuid>,
    /// Its group from now on.
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
            group
                .conflicts
                .retain(|conflict| !new.contains(&conflict.now));
            if group
                .pendamping
                .take_if(|staff| new.contains(staff))
                .is_none()
            {
                continue;
            }
            group.said.says.remove(&Field::Pendamping);
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

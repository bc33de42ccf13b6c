//! A row of a list as the window shows it: what it says, what was taken from elsewhere, and what becomes of it by the plan.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::counting::name_of;
use crate::roster::block::Inferred;
use crate::roster::cell::Cell;
use crate::roster::fault::RowPlace;
use crate::roster::plan::RosterPlan;
use crate::roster::preview::PreviewRow;
use crate::roster::{Fault, Field, Outcome, Preview, Todo};

/// A row of a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RosterRow {
    /// Number in the file, from 1.
    pub number: u32,
    /// Nama pengurus.
    pub name: String,
    /// Group.
    pub group: String,
    /// Desa.
    pub desa: String,
    /// What happens to it.
    pub outcome: RowOutcome,
    /// Stable names of what was found in it; the window has words for each. Those of [`crate::roster::FaultCode`], `repeated` for a
    /// row that says the same as another, and `settled` for one that was a task and is done.
    pub faults: Vec<String>,
    /// The cells as they are in the file.
    pub original: Vec<String>,
    /// What the row does not say itself, and from where it was taken.
    pub inferred: Vec<InferredValue>,
}

/// Something that a row does not say itself.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InferredValue {
    /// Stable name of the field.
    pub field: String,
    /// What was taken.
    pub value: String,
    /// From where: `merged_cell`, `cell_above`, `line`, `sheet_name`, `chosen`, `group_number`.
    pub from: String,
    /// The row that says it.
    pub row: Option<u32>,
}

/// What happens to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// Imported as it is.
    Sound,
    /// Imported, with something cleaned.
    Cleaned,
    /// Kept as a task.
    Task,
    /// Waits for an answer.
    Asked,
}

/// What becomes of each row, by its place.
pub(super) struct Fate<'p> {
    imported: HashSet<(&'p str, u32)>,
    asked: HashSet<(&'p str, u32)>,
    repeated: HashSet<(&'p str, u32)>,
    tasks: HashMap<(&'p str, u32), &'p Todo>,
    settled: HashSet<(&'p str, u32)>,
}

impl<'p> Fate<'p> {
    pub(super) fn of(plan: &'p RosterPlan, done: &HashSet<[u8; 16]>) -> Self {
        let places = plan.families.iter().filter_map(|plan| plan.place.as_ref());
        let todos = plan.todos.iter().map(|todo| (spot(&todo.place), todo));
        let is_done = |todo: &Todo| done.contains(todo.id.as_bytes());
        Self {
            imported: places.map(spot).collect(),
            asked: plan.asked.iter().map(spot).collect(),
            repeated: plan.repeated.iter().map(spot).collect(),
            settled: todos
                .clone()
                .filter(|(_, todo)| is_done(todo))
                .map(|(at, _)| at)
                .collect(),
            tasks: todos.collect(),
        }
    }

    pub(super) fn row(&self, preview: &Preview, row: &PreviewRow) -> RosterRow {
        let at = (preview.sheet.as_str(), row.number);
        let task = self.tasks.get(&at);
        let mut faults = names(task.map_or(&row.faults, |todo| &todo.faults));
        let repeats = matches!(row.outcome, Outcome::Repeats(_)) || self.repeated.contains(&at);
        let outcome = if repeats {
            faults.push("repeated".to_owned());
            RowOutcome::Cleaned
        } else if self.settled.contains(&at) {
            faults.push("settled".to_owned());
            RowOutcome::Cleaned
        } else if self.asked.contains(&at) {
            RowOutcome::Asked
        } else if !self.imported.contains(&at) {
            RowOutcome::Task
        } else if faults.is_empty() {
            RowOutcome::Sound
        } else {
            RowOutcome::Cleaned
        };
        let said = |field: Field| row.values.get(&field).and_then(Cell::said);
        RosterRow {
            number: row.number,
            name: said(Field::Name).unwrap_or_default(),
            group: said(Field::Group).unwrap_or_default(),
            desa: said(Field::Desa).unwrap_or_default(),
            outcome,
            faults,
            original: row.cells.clone(),
            inferred: row.inferred.iter().map(|one| inferred(row, one)).collect(),
        }
    }
}

fn inferred(row: &PreviewRow, one: &Inferred) -> InferredValue {
    let value = row.values.get(&one.field);
    let from = serde_json::to_value(one.from).ok();
    InferredValue {
        field: name_of(one.field).unwrap_or_default(),
        value: value.and_then(Cell::said).unwrap_or_default(),
        from: from
            .and_then(|from| from.as_str().map(str::to_owned))
            .unwrap_or_default(),
        row: one.row,
    }
}

/// Where a row stands: sheet and number.
pub(super) fn spot(place: &RowPlace) -> (&str, u32) {
    (&place.sheet, place.row)
}

/// Stable names of faults, each once.
pub(super) fn names(faults: &[Fault]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for fault in faults {
        let name = fault.code.as_str();
        if names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
    }
    names
}

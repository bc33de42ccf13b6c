//! Rows that wait: shown with their original cells, imported as corrected, thrown away, or closed by a later list.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sesi_engine::store::StoreError;
use uuid::Uuid;

use super::counting::name_of;
use super::rows::{RosterRow, RowOutcome, names};
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::Error;
use crate::importing::RosterTodoRow;
use crate::importing::Rosters;
use crate::queries::families::of_nik;
use crate::roster::fault::RowPlace;
use crate::roster::repaired::Why;
use crate::roster::{Correction, Fault, FaultCode, Field, Todo};

/// The most closed tasks that are shown.
const CLOSED: usize = 200;

/// Asks for the rows that wait for a decision.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Todos {}

/// A row that waits.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TodoRow {
    /// Which task.
    pub id: String,
    /// File, sheet and row, e.g. `kpm-toili.xlsx · Sheet1 · 14`.
    pub place: String,
    /// The row.
    pub row: RosterRow,
    /// Headings of the original cells.
    pub headings: Vec<String>,
    /// NIK as far as it reads.
    pub nik: String,
    /// What its cells say, by the stable names of the fields that were understood.
    pub values: BTreeMap<String, String>,
    /// A family with the same NIK that is here already.
    pub same_nik: Option<Uuid>,
}

/// Settles a task.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettleTodo {
    /// Which task.
    pub id: String,
    /// Import with this name and NIK (empty: without one); none throws the row away.
    pub with: Option<TodoCorrection>,
}

/// A corrected row.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TodoCorrection {
    /// Nama pengurus.
    pub name: String,
    /// 16 digits, or empty.
    pub nik: String,
    /// Other fields by their stable names, as typed; what is not in it stays as it was read.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Whether it is the family that stands on its card already; needed only where that was refused as `row_question`.
    #[serde(default)]
    pub same: Option<bool>,
}

/// Settles many tasks at once with the same values, or throws all of them away.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettleTodos {
    /// Which tasks.
    pub ids: Vec<String>,
    /// Values by the stable names of their fields, as typed, for all of them; none throws the rows away.
    pub values: Option<BTreeMap<String, String>>,
}

/// What became of many tasks.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettledTodos {
    /// How many are settled.
    pub settled: u32,
    /// Those that still wait, each with the stable name of the reason.
    pub waiting: Vec<WaitingTodo>,
}

/// A task that still waits.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WaitingTodo {
    /// Which task.
    pub id: String,
    /// Stable name of the reason.
    pub reason: String,
}

/// Asks for the tasks that closed by themselves, the latest first; at most 200.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClosedTodos {}

/// A task that closed by itself.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClosedTodo {
    /// Which task.
    pub id: String,
    /// Where its row stood.
    pub place: String,
    /// The family that settles it.
    pub family: Uuid,
    /// Its name.
    pub name: String,
    /// Where its row stands.
    pub by: String,
}

impl Query for Todos {
    type Answer = Vec<TodoRow>;

    fn answer(self, device: &Device) -> Result<Vec<TodoRow>, Error> {
        let todos = device.roster_todos()?;
        todos.iter().map(|todo| row(device, todo)).collect()
    }
}

fn row(device: &Device, todo: &Todo) -> Result<TodoRow, Error> {
    let cell = |field: Field| {
        let cell = todo.values.get(&field);
        cell.map(crate::roster::cell::Cell::shown)
            .unwrap_or_default()
    };
    let is_cut = |fault: &Fault| matches!(fault.code, FaultCode::NikNumeric | FaultCode::NikColumn);
    let nik = match &todo.draft.nik {
        Some(nik) => nik.as_str().to_owned(),
        // What was cut is not proposed: whoever types a number has read it from the KTP.
        None if todo.faults.iter().any(is_cut) => String::new(),
        None => cell(Field::Nik)
            .chars()
            .filter(char::is_ascii_digit)
            .collect(),
    };
    let values = todo.values.iter().filter_map(|(field, cell)| {
        let said = cell.said()?;
        Some((name_of(*field)?, said))
    });
    let values = values.collect();
    let same_nik = of_nik(device.reader(), &nik)?;
    let place = &todo.place;
    let (headings, original) = todo.original.iter().cloned().unzip();
    Ok(TodoRow {
        id: todo.id.to_string(),
        place: shown(place),
        row: RosterRow {
            number: place.row,
            name: todo.draft.name.clone(),
            group: todo.draft.group.clone().unwrap_or_default(),
            desa: todo
                .draft
                .desa
                .as_ref()
                .map(|desa| desa.name.clone())
                .unwrap_or_default(),
            outcome: RowOutcome::Task,
            faults: names(&todo.faults),
            original,
            inferred: Vec::new(),
        },
        headings,
        nik,
        same_nik,
        values,
    })
}

impl Command for SettleTodo {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let todo = device
            .roster_todos()?
            .into_iter()
            .find(|todo| todo.id.to_string() == self.id)
            .ok_or(Error::Missing("such task"))?;
        let Some(with) = self.with else {
            return throw_away(device, &todo);
        };
        let mut values = with.values;
        values.insert("name".to_owned(), with.name);
        values.insert("nik".to_owned(), with.nik);
        settle(device, &todo, &values, with.same)
    }
}

impl Command for SettleTodos {
    type Answer = SettledTodos;

    fn run(self, device: &mut Device) -> Result<SettledTodos, Error> {
        must_be_office(device)?;
        let todos = device.roster_todos()?;
        let mut answer = SettledTodos {
            settled: 0,
            waiting: Vec::new(),
        };
        for id in self.ids {
            let todo = todos.iter().find(|todo| todo.id.to_string() == id);
            let todo = todo.ok_or(Error::Missing("such task"))?;
            let done = match &self.values {
                Some(values) => settle(device, todo, values, None),
                None => throw_away(device, todo),
            };
            match done {
                Ok(_) => answer.settled += 1,
                Err(fault) => match fault.field::<Refusal>() {
                    Some(refusal) => answer.waiting.push(WaitingTodo {
                        id,
                        reason: refusal.kind().to_owned(),
                    }),
                    None => return Err(fault),
                },
            }
        }
        Ok(answer)
    }
}

fn throw_away(device: &mut Device, todo: &Todo) -> Result<Done, Error> {
    device.write(|conn, _| RosterTodoRow::done(conn, todo.id.as_bytes()))?;
    Ok(Done {})
}

/// Imports a row as corrected. A NIK that is given and blank is none.
fn settle(
    device: &mut Device,
    todo: &Todo,
    values: &BTreeMap<String, String>,
    same: Option<bool>,
) -> Result<Done, Error> {
    let mut correction = Correction {
        without_nik: values.get("nik").is_some_and(|nik| nik.trim().is_empty()),
        ..Correction::default()
    };
    for (name, text) in values {
        let field: Field = serde_json::from_value(name.clone().into())
            .map_err(|_| Error::Missing("such field"))?;
        correction.values.insert(field, text.clone());
    }
    let today = device.today()?;
    match device.resolve_roster_todo(todo, &correction, same, today)? {
        Ok(_) => Ok(Done {}),
        Err(faults) => Err(match faults.first() {
            Some(fault) => Refusal::Row(fault.code).into(),
            None => Error::Missing("such task"),
        }),
    }
}

impl Query for ClosedTodos {
    type Answer = Vec<ClosedTodo>;

    fn answer(self, device: &Device) -> Result<Vec<ClosedTodo>, Error> {
        closed(device.reader())
    }
}

/// Tasks that closed by themselves, each with the row that settles it.
pub(super) fn closed(conn: &Connection) -> Result<Vec<ClosedTodo>, Error> {
    let damaged = |_| StoreError::Damaged("task of a roster");
    let mut tasks = Vec::new();
    for (row, why) in RosterTodoRow::closed(conn, CLOSED)? {
        let todo: Todo = serde_json::from_str(&row.json).map_err(damaged)?;
        let why: Why = serde_json::from_str(&why).map_err(damaged)?;
        tasks.push(ClosedTodo {
            id: todo.id.to_string(),
            place: shown(&todo.place),
            family: why.family,
            name: why.name,
            by: why.place.as_ref().map(shown).unwrap_or_default(),
        });
    }
    Ok(tasks)
}

fn shown(place: &RowPlace) -> String {
    format!("{} · {} · {}", place.file, place.sheet, place.row)
}

//! Rows that wait: shown with their original cells, imported as corrected, or thrown away.

use rusqlite::OptionalExtension;
use uuid::Uuid;

use super::looking::names;
use super::{RosterRow, RowOutcome, SettleTodo, TodoRow, Todos};
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::calls::{Act, Look};
use crate::device::Device;
use crate::error::Error;
use crate::roster::{Correction, Fault, FaultCode, Field, Todo};
use crate::store::RosterTodoRow;

impl Look for Todos {
    type Answer = Vec<TodoRow>;

    fn look(self, device: &Device) -> Result<Vec<TodoRow>, Error> {
        let todos = device.roster_todos()?;
        todos.iter().map(|todo| row(device, todo)).collect()
    }
}

fn row(device: &Device, todo: &Todo) -> Result<TodoRow, Error> {
    let shown = |field: Field| {
        let cell = todo.values.get(&field);
        cell.map(crate::roster::cell::Cell::shown)
            .unwrap_or_default()
    };
    let is_cut = |fault: &Fault| fault.code == FaultCode::NikNumeric;
    let nik = match &todo.draft.nik {
        Some(nik) => nik.as_str().to_owned(),
        // What was cut is not proposed: whoever types a number has read it from her KTP.
        None if todo.faults.iter().any(is_cut) => String::new(),
        None => shown(Field::Nik)
            .chars()
            .filter(char::is_ascii_digit)
            .collect(),
    };
    let same_nik = device
        .reader()
        .prepare_cached("SELECT doc FROM rm_family WHERE nik = ?1 ORDER BY doc LIMIT 1")?
        .query_row([&nik], |row| row.get(0).map(Uuid::from_bytes))
        .optional()?;
    let place = &todo.place;
    let (headings, original) = todo.original.iter().cloned().unzip();
    Ok(TodoRow {
        id: todo.id.to_string(),
        place: format!("{} · {} · {}", place.file, place.sheet, place.row),
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
    })
}

impl Act for SettleTodo {
    type Answer = Done;

    fn act(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let todo = device
            .roster_todos()?
            .into_iter()
            .find(|todo| todo.id.to_string() == self.id)
            .ok_or(Error::Missing("such task"))?;
        let Some(with) = self.with else {
            device.write(|conn, _| RosterTodoRow::done(conn, todo.id.as_bytes()))?;
            return Ok(Done {});
        };
        let correction = Correction {
            without_nik: with.nik.trim().is_empty(),
            values: [(Field::Name, with.name), (Field::Nik, with.nik)].into(),
        };
        let today = device.today()?;
        match device.resolve_roster_todo(&todo, &correction, today)? {
            Ok(_) => Ok(Done {}),
            Err(faults) => Err(match faults.first() {
                Some(fault) => Refusal::Row(fault.code).into(),
                None => Error::Missing("such task"),
            }),
        }
    }
}

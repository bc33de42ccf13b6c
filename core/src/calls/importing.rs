//! Rosters from spreadsheets: look first, then import what is sound and keep the rest as tasks.

mod account;
mod bringing;
mod changes;
mod counting;
mod kept;
#[cfg(test)]
mod kept_tests;
mod looking;
#[cfg(test)]
mod merging_tests;
mod questions;
mod reading;
mod rows;
mod taking_back;
mod tasks;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod undo_apart_tests;
#[cfg(test)]
mod undo_tests;

pub use account::{Account, GroupAccount, RowReason};
pub use bringing::{ImportRoster, Imported};
pub use changes::{ListChange, MissingFamily};
pub use kept::{ForgetListProfile, ListProfile, ListProfiles};
pub use looking::{ColumnMeaning, ImportPreview, RosterPreview, SheetPreview};
pub use questions::{ImportAnswer, ListChoice, ListQuestion};
pub use rows::{InferredValue, RosterRow, RowOutcome};
pub use taking_back::{ImportRow, Imports, StayedAs, UndoImport, UndoneImport};
pub use tasks::{
    ClosedTodo, ClosedTodos, SettleTodo, SettleTodos, SettledTodos, TodoCorrection, TodoRow, Todos,
    WaitingTodo,
};

//! The account of a list: every row by what becomes of it, so that none is lost unseen, and everything that changes or is asked.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use serde::Serialize;
use uuid::Uuid;

use super::changes::{ListChange, MissingFamily, Phrasing};
use super::counting::counted;
use super::questions::{ListQuestion, kept_places, left_open, question};
use super::rows::spot;
use crate::device::Device;
use crate::error::Error;
use crate::queries::groups::Groups;
use crate::queries::members::active_in_the_end;
use crate::reference::fold;
use crate::roster::plan::{FamilyChange, FamilyPlan, GroupChange, GroupPlan, RosterPlan};
use crate::roster::{KeptPlace, Outcome, Preview, Todo};

/// Every row of a file, by what becomes of it, and everything that changes: before it is written and after. The rows are those that are
/// imported, unchanged, of the different families of `updated`, asked, tasks and left out.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Account {
    /// Rows read.
    pub rows: u32,
    /// Rows of families that are new.
    pub imported: u32,
    /// Rows of families that are here as the file says, or as people said since it last said so.
    pub unchanged: u32,
    /// Rows of families of whom something is written.
    pub updated_families: u32,
    /// What only the list changed, field by field.
    pub updated: Vec<ListChange>,
    /// What the list says otherwise than people: nothing is written without an answer.
    pub conflicts: Vec<ListChange>,
    /// Families that lists had and this one no longer has, of what it covers: nothing is written without an answer.
    pub missing: Vec<MissingFamily>,
    /// Rows that wait until they are corrected.
    pub tasks: Vec<RowReason>,
    /// Rows that describe no family, or none that has not its row.
    pub left_out: Vec<RowReason>,
    /// The groups that the list names.
    pub groups: Vec<GroupAccount>,
    /// What has to be said before some rows can be understood, and spellings that are taken for one.
    pub questions: Vec<ListQuestion>,
    /// Rows that wait for an answer.
    pub asked: u32,
}

/// A row, or a run of empty rows, and why.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RowReason {
    /// Name of the sheet.
    pub sheet: String,
    /// Number in the file, from 1.
    pub row: u32,
    /// The last row of a run of empty ones; the same number for a single row.
    pub last: u32,
    /// Stable name of the reason: a fault's, or that of a row that is left out.
    pub reason: String,
    /// What the row says, shortened.
    pub text: String,
}

/// A group that a list names.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupAccount {
    /// Its document.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Name of its desa; empty if nobody says it.
    pub desa: String,
    /// Name of its pendamping.
    pub pendamping: Option<String>,
    /// Its active families when the list is in.
    pub families: u32,
    /// It is not here yet.
    pub is_new: bool,
}

/// The names of families, with the NIK (or else the ID PKH or the row) of each of several who are called the same.
fn distinct_names(plan: &RosterPlan) -> HashMap<Uuid, String> {
    let mut called: HashMap<&str, usize> = HashMap::new();
    for family in &plan.families {
        *called.entry(&family.family.name).or_default() += 1;
    }
    let several = |name: &str| called.get(name).is_some_and(|number| *number > 1);
    let distinct = |family: &FamilyPlan| {
        let its = &family.family;
        let row = family.place.as_ref().map(|place| place.row.to_string());
        let nik = its.nik.as_ref().map(|nik| nik.as_str().to_owned());
        let apart = nik.or_else(|| its.pkh_id.clone()).or(row);
        format!("{} ({})", its.name, apart.unwrap_or_default())
    };
    plan.families
        .iter()
        .filter(|family| several(&family.family.name))
        .map(|family| (family.id, distinct(family)))
        .collect()
}

/// What an account is made from.
pub(super) struct Accounting<'a> {
    pub previews: &'a [Preview],
    pub plan: &'a RosterPlan,
    /// Where other lists of its shapes belonged.
    pub kept_places: &'a [KeptPlace],
    /// Tasks that somebody dealt with.
    pub settled: &'a HashSet<[u8; 16]>,
    /// The plan is carried out.
    pub written: bool,
}

impl Accounting<'_> {
    /// The account.
    pub(super) fn of(&self, device: &Device) -> Result<Account, Error> {
        let conn = device.reader();
        let groups = Groups::read(conn)?;
        let mut phrasing = Phrasing::new(device, self.plan, &groups)?;
        let plan = self.plan;
        let mut account = Account::default();
        let held_back = self.previews.iter().flat_map(|preview| &preview.asked);
        let mut asked = plan.asked.len() + held_back.count();
        let names = distinct_names(plan);
        for family in &plan.families {
            let id = family.id;
            let name = names.get(&id).unwrap_or(&family.family.name);
            let moved = match &family.change {
                FamilyChange::Create => {
                    account.imported += 1;
                    continue;
                }
                FamilyChange::Update { fields, moved } => {
                    account.updated_families += 1;
                    for change in fields {
                        let change = phrasing.change(id, name, change)?;
                        account.updated.push(change);
                    }
                    *moved
                }
                FamilyChange::Unchanged if family.conflicts.is_empty() => {
                    account.unchanged += 1;
                    None
                }
                FamilyChange::Unchanged => {
                    asked += 1;
                    None
                }
            };
            if let Some(moved) = moved {
                let change = phrasing.moved(family, name, moved)?;
                account.updated.push(change);
            }
            for conflict in &family.conflicts {
                account.conflicts.push(phrasing.change(id, name, conflict)?);
            }
        }
        for group in &plan.groups {
            for conflict in &group.conflicts {
                account.conflicts.push(phrasing.lead(group, conflict));
            }
        }
        account.asked = u32::try_from(asked).unwrap_or(u32::MAX);
        account.missing = plan
            .missing
            .iter()
            .map(|missing| phrasing.missing(missing))
            .collect();
        account.questions = plan.questions.iter().map(question).collect();
        account.questions.extend(left_open(self.previews));
        account.questions.extend(kept_places(self.kept_places));
        account.groups = self.groups(conn, &phrasing)?;
        self.rows(&mut account);
        Ok(account)
    }

    /// The rows that are no families, and how many rows there are in all.
    fn rows(&self, account: &mut Account) {
        let plan = self.plan;
        let todos: HashMap<(&str, u32), &Todo> = plan
            .todos
            .iter()
            .map(|todo| (spot(&todo.place), todo))
            .collect();
        let families = plan
            .families
            .iter()
            .filter_map(|family| family.place.as_ref());
        let taken: HashSet<(&str, u32)> = families.chain(&plan.asked).map(spot).collect();
        for preview in self.previews {
            for row in &preview.skipped {
                account.rows = account.rows.saturating_add(counted(0..row.rows()));
                account.left_out.push(RowReason {
                    sheet: preview.sheet.clone(),
                    row: row.number,
                    last: row.last,
                    reason: row.kind.as_str().to_owned(),
                    text: row.text.clone(),
                });
            }
            account.rows += counted(preview.asked.iter());
            for row in &preview.rows {
                account.rows += 1;
                let at = (preview.sheet.as_str(), row.number);
                let reason = |reason: &str| RowReason {
                    sheet: preview.sheet.clone(),
                    row: row.number,
                    last: row.number,
                    reason: reason.to_owned(),
                    text: shown(&row.cells),
                };
                if taken.contains(&at) {
                    continue;
                }
                match todos.get(&at) {
                    Some(todo) if self.settled.contains(todo.id.as_bytes()) => {
                        account.left_out.push(reason("settled"));
                    }
                    Some(todo) => {
                        let stops = todo.faults.iter().find(|fault| fault.code.stops_import());
                        let code = stops.or(todo.faults.first());
                        let code = code.map_or("waits", |fault| fault.code.as_str());
                        account.tasks.push(reason(code));
                    }
                    None if matches!(row.outcome, Outcome::Todo(_)) => {
                        account.left_out.push(reason("repeats_task"));
                    }
                    None => account.left_out.push(reason("repeats")),
                }
            }
        }
    }

    fn groups(
        &self,
        conn: &Connection,
        phrasing: &Phrasing<'_>,
    ) -> Result<Vec<GroupAccount>, Error> {
        let mut families = active_in_the_end(conn)?;
        if !self.written {
            for family in &self.plan.families {
                match &family.change {
                    FamilyChange::Create => {
                        if let Some(group) = family.group {
                            *families.entry(group).or_default() += 1;
                        }
                    }
                    FamilyChange::Update {
                        moved: Some(moved), ..
                    } => {
                        if let Some(from) = moved.from {
                            let left = families.entry(from).or_default();
                            *left = left.saturating_sub(1);
                        }
                        *families.entry(moved.to).or_default() += 1;
                    }
                    _ => {}
                }
            }
        }
        let row = |plan: &GroupPlan| GroupAccount {
            id: plan.id,
            name: plan.name.clone(),
            desa: phrasing.desa_of(plan),
            pendamping: phrasing.pendamping_of(plan),
            families: families.get(&plan.id).copied().unwrap_or_default(),
            is_new: plan.change == GroupChange::Create,
        };
        let mut rows: Vec<GroupAccount> = self.plan.groups.iter().map(row).collect();
        rows.sort_by_cached_key(|row| (fold::numbered(&row.name), row.desa.clone(), row.id));
        Ok(rows)
    }
}

fn shown(cells: &[String]) -> String {
    const LONGEST: usize = 200;
    let filled: Vec<&str> = cells
        .iter()
        .map(String::as_str)
        .filter(|cell| !cell.is_empty())
        .collect();
    filled.join(" | ").chars().take(LONGEST).collect()
}

//! The account of a list: every row of every sheet, and what becomes of it. What is read is what is imported, unchanged, updated, asked about,
//! kept as a task or left out, each row once.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use uuid::Uuid;

use super::looking::{Roster, counted, name_of};
use crate::error::Error;
use crate::roster::fault::RowPlace;
use crate::roster::plan::{FamilyChange, FamilyPlan, GroupPlan, RosterPlan};
use crate::roster::preview::Asked;
use crate::roster::{Fault, Outcome, Preview, Todo, identity, spelling};
use crate::store::RosterTodoRow;

/// What becomes of the rows of a list. `rows` is `imported + unchanged + updated_families + asked` and the rows of `tasks` and `left_out`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Account {
    /// Rows of all sheets, empty ones between others too.
    pub rows: u32,
    /// Rows of families who are new.
    pub imported: u32,
    /// Rows of families who are here as the list says.
    pub unchanged: u32,
    /// Rows of families of whom the list says something else.
    pub updated_families: u32,
    /// What the list says otherwise.
    pub updated: Vec<FieldUpdate>,
    /// Rows that wait for an answer of `questions`.
    pub asked: u32,
    /// Rows that are tasks.
    pub tasks: Vec<AccountedRow>,
    /// Rows that are left out.
    pub left_out: Vec<AccountedRow>,
    /// The groups that the list names.
    pub groups: Vec<AccountedGroup>,
    /// What is asked, and what was taken to be so unless somebody says otherwise.
    pub questions: Vec<Question>,
}

/// A row, or a run of empty rows, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AccountedRow {
    /// Name of the sheet.
    pub sheet: String,
    /// Its number, from 1.
    pub row: u32,
    /// The last row of the run; the same number for a single row.
    pub last: u32,
    /// Stable name of the reason: a fault's, or that of a row that is left out.
    pub reason: String,
    /// What the row says, shortened.
    pub text: String,
}

/// A field of a family that the list says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FieldUpdate {
    /// The family's document.
    pub id: Uuid,
    /// Her name.
    pub family: String,
    /// Stable name of the field.
    pub field: String,
    /// What is known.
    pub from: Option<String>,
    /// What the list says.
    pub to: String,
}

/// A group that the list names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AccountedGroup {
    /// Its name.
    pub name: String,
    /// Its desa.
    pub desa: Option<String>,
    /// The name of its pendamping.
    pub pendamping: Option<String>,
    /// Rows that name it.
    pub families: u32,
}

/// Something that the list leaves open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Question {
    /// Stable name: `hidden_row`, `hidden_sheet`, `sheet_of_others` (rows wait for a choice in the profile), `group_spelling`,
    /// `pendamping_titles` (spellings that are taken for one), `cut_column` (a column whose numbers lost digits).
    pub kind: String,
    /// The sheet, where it is about one.
    pub sheet: Option<String>,
    /// The spellings, or the stable name of the column's field.
    pub names: Vec<String>,
    /// Rows that it is about.
    pub rows: u32,
}

impl Account {
    /// The account of a list that was read and planned.
    pub(super) fn of(conn: &Connection, roster: &Roster) -> Result<Self, Error> {
        let settled = RosterTodoRow::settled(conn)?;
        let plan = &roster.plan;
        let mut account = Self {
            rows: 0,
            imported: 0,
            unchanged: 0,
            updated_families: 0,
            updated: plan.families.iter().flat_map(updates).collect(),
            asked: 0,
            tasks: Vec::new(),
            left_out: Vec::new(),
            groups: groups(conn, plan)?,
            questions: questions(&roster.previews),
        };
        name_groups(conn, &mut account.updated)?;
        tell_apart(&mut account.updated);
        let families: HashMap<Spot<'_>, &FamilyPlan> = plan
            .families
            .iter()
            .filter_map(|family| Some((spot(family.place.as_ref()?), family)))
            .collect();
        let todos: HashMap<Spot<'_>, &Todo> = plan
            .todos
            .iter()
            .map(|todo| (spot(&todo.place), todo))
            .collect();
        for preview in &roster.previews {
            account.take_in(preview, &families, &todos, &settled);
        }
        Ok(account)
    }

    fn take_in(
        &mut self,
        preview: &Preview,
        families: &HashMap<Spot<'_>, &FamilyPlan>,
        todos: &HashMap<Spot<'_>, &Todo>,
        settled: &HashSet<[u8; 16]>,
    ) {
        for row in &preview.skipped {
            self.rows = self.rows.saturating_add(counted(0..row.rows()));
            self.left_out.push(AccountedRow {
                sheet: preview.sheet.clone(),
                row: row.number,
                last: row.last,
                reason: row.kind.as_str().to_owned(),
                text: row.text.clone(),
            });
        }
        self.rows += counted(preview.asked.iter());
        self.asked += counted(preview.asked.iter());
        for row in &preview.rows {
            self.rows += 1;
            let at = (preview.sheet.as_str(), row.number);
            let accounted = |reason: &str| AccountedRow {
                sheet: preview.sheet.clone(),
                row: row.number,
                last: row.number,
                reason: reason.to_owned(),
                text: shown(&row.cells),
            };
            if let Some(family) = families.get(&at) {
                match &family.change {
                    FamilyChange::Create => self.imported += 1,
                    FamilyChange::Unchanged => self.unchanged += 1,
                    FamilyChange::Update { .. } => self.updated_families += 1,
                }
            } else if let Some(todo) = todos.get(&at) {
                if settled.contains(todo.id.as_bytes()) {
                    self.left_out.push(accounted("settled"));
                } else {
                    self.tasks.push(accounted(reason(&todo.faults)));
                }
            } else if matches!(row.outcome, Outcome::Repeats(_)) {
                self.left_out.push(accounted("repeats"));
            } else {
                // The same row once more is the same task.
                self.left_out.push(accounted("repeats_task"));
            }
        }
    }
}

type Spot<'p> = (&'p str, u32);

fn spot(place: &RowPlace) -> Spot<'_> {
    (&place.sheet, place.row)
}

/// The stable name of what stops a row.
fn reason(faults: &[Fault]) -> &'static str {
    let stops = faults.iter().find(|fault| fault.code.stops_import());
    stops
        .or(faults.first())
        .map_or("waits", |fault| fault.code.as_str())
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

fn updates(plan: &FamilyPlan) -> Vec<FieldUpdate> {
    let FamilyChange::Update { fields, moved } = &plan.change else {
        return Vec::new();
    };
    let update = |field: String, from: Option<String>, to: String| FieldUpdate {
        id: plan.id,
        family: plan.family.name.clone(),
        field,
        from,
        to,
    };
    let mut updates: Vec<FieldUpdate> = fields
        .iter()
        .map(|change| {
            let field = name_of(change.field).unwrap_or_default();
            update(field, change.was.clone(), change.now.clone())
        })
        .collect();
    if let Some(moved) = moved {
        let to = plan.family.group.clone().unwrap_or_default();
        let from = moved.from.map(|group| group.to_string());
        updates.push(update("group".to_owned(), from, to));
    }
    updates
}

/// Puts the names of groups where their ids stand.
fn name_groups(conn: &Connection, updates: &mut [FieldUpdate]) -> Result<(), Error> {
    let mut statement = conn.prepare_cached("SELECT name FROM rm_group WHERE doc = ?1")?;
    for update in updates.iter_mut().filter(|update| update.field == "group") {
        let id = update
            .from
            .as_deref()
            .and_then(|id| Uuid::parse_str(id).ok());
        if let Some(id) = id {
            update.from = statement
                .query_row([id.as_bytes()], |row| row.get(0))
                .optional()?;
        }
    }
    Ok(())
}

/// Two families of one name are told apart by a number behind it.
fn tell_apart(updates: &mut [FieldUpdate]) {
    let mut named: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for update in updates {
        let ids = named.entry(update.family.clone()).or_default();
        let at = ids
            .iter()
            .position(|id| *id == update.id)
            .unwrap_or_else(|| {
                ids.push(update.id);
                ids.len() - 1
            });
        if at > 0 {
            update.family = format!("{} ({})", update.family, at + 1);
        }
    }
}

fn groups(conn: &Connection, plan: &RosterPlan) -> Result<Vec<AccountedGroup>, Error> {
    let mut known = conn.prepare_cached("SELECT name FROM rm_staff WHERE doc = ?1")?;
    let mut group = |group: &GroupPlan| -> Result<AccountedGroup, Error> {
        let named = |id: &Uuid| plan.staff.iter().find(|staff| staff.id == *id);
        let pendamping = match group.pendamping {
            Some(id) => match named(&id) {
                Some(staff) => Some(staff.name.clone()),
                None => known
                    .query_row([id.as_bytes()], |row| row.get(0))
                    .optional()?,
            },
            None => None,
        };
        Ok(AccountedGroup {
            name: group.name.clone(),
            desa: group.desa.as_ref().map(|desa| desa.name.clone()),
            pendamping,
            families: counted(0..group.families),
        })
    };
    plan.groups.iter().map(&mut group).collect()
}

fn questions(previews: &[Preview]) -> Vec<Question> {
    let mut questions = Vec::new();
    for preview in previews {
        let mut asked: BTreeMap<Asked, u32> = BTreeMap::new();
        for row in &preview.asked {
            *asked.entry(row.why).or_default() += 1;
        }
        for (why, rows) in asked {
            let kind = match why {
                Asked::HiddenRow => "hidden_row",
                Asked::HiddenSheet => "hidden_sheet",
                Asked::SheetOfOthers => "sheet_of_others",
            };
            questions.push(Question {
                kind: kind.to_owned(),
                sheet: Some(preview.sheet.clone()),
                names: Vec::new(),
                rows,
            });
        }
        questions.extend(preview.cut.iter().map(|cut| Question {
            kind: "cut_column".to_owned(),
            sheet: Some(preview.sheet.clone()),
            names: name_of(cut.field).into_iter().collect(),
            rows: counted(0..cut.zeros),
        }));
    }
    let families = || {
        let rows = previews.iter().flat_map(|preview| &preview.rows);
        rows.filter_map(crate::roster::PreviewRow::family)
    };
    let groups = families().filter_map(|family| {
        let name = family.group.as_ref()?;
        let desa = family.desa.as_ref().map(identity::desa_key);
        let key = (family.kecamatan.clone(), desa, spelling::group(name));
        Some((key, crate::reference::fold::numbered(name), name))
    });
    questions.extend(spelled("group_spelling", groups));
    let people = families().filter_map(|family| {
        let name = family.pendamping.as_ref()?;
        let key = (family.kecamatan.clone(), None, spelling::person(name));
        Some((key, crate::reference::fold::words(name), name))
    });
    questions.extend(spelled("pendamping_titles", people));
    questions
}

/// Names that are taken for one though they differ by more than case and punctuation.
fn spelled<'f>(
    kind: &str,
    names: impl Iterator<Item = ((String, Option<String>, String), String, &'f String)>,
) -> Vec<Question> {
    type Spellings = BTreeMap<String, (String, u32)>;
    let mut keys: BTreeMap<_, Spellings> = BTreeMap::new();
    for (key, spelling, name) in names {
        let spelled = keys.entry(key).or_default();
        spelled
            .entry(spelling)
            .or_insert_with(|| (name.clone(), 0))
            .1 += 1;
    }
    let several = keys.into_values().filter(|spellings| spellings.len() > 1);
    several
        .map(|spellings| Question {
            kind: kind.to_owned(),
            sheet: None,
            rows: spellings.values().map(|(_, rows)| rows).sum(),
            names: spellings.into_values().map(|(name, _)| name).collect(),
        })
        .collect()
}

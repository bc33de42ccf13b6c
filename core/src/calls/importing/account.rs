//! Every row of a file by what becomes of it, and every change with who said what is known, and when.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use uuid::Uuid;

use super::counting::{counted, name_of};
use super::{
    Account, GroupAccount, ImportAnswer, ListChange, ListChoice, ListQuestion, MissingFamily,
    RowReason,
};
use crate::calls::kelompok::Groups;
use crate::calls::who::Who;
use crate::device::Device;
use crate::documents::DocKey;
use crate::error::Error;
use crate::importing::ImportRecord;
use crate::reference::{Regions, fold};
use crate::roster::fault::RowPlace;
use crate::roster::plan::{
    FamilyChange, FamilyPlan, FieldChange, GroupChange, GroupPlan, Move, RosterPlan,
};
use crate::roster::preview::Asked;
use crate::roster::{Answer, Answers, Field, Outcome, Preview, Todo, spelling};

/// Of how many families the history is read to say who said what. More differences than that are no list of changes any more.
const HISTORIES: usize = 500;

/// Answers as the plan takes them.
pub(super) fn answers(given: &[ImportAnswer]) -> Answers {
    let answer = |given: &ImportAnswer| Answer {
        choice: given.choice.clone(),
        since: given.since,
        group: given.group,
    };
    given
        .iter()
        .map(|given| (given.id.clone(), answer(given)))
        .collect()
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
    /// Tasks that somebody dealt with.
    pub settled: &'a HashSet<[u8; 16]>,
    /// The plan is carried out.
    pub written: bool,
}

impl Accounting<'_> {
    /// The account.
    pub fn of(&self, device: &Device) -> Result<Account, Error> {
        let conn = device.reader();
        let groups = Groups::read(conn)?;
        let mut saying = Saying::new(device, self.plan, &groups)?;
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
                        let change = saying.change(id, name, change)?;
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
                let change = saying.moved(family, name, moved)?;
                account.updated.push(change);
            }
            for conflict in &family.conflicts {
                account.conflicts.push(saying.change(id, name, conflict)?);
            }
        }
        for group in &plan.groups {
            for conflict in &group.conflicts {
                account.conflicts.push(saying.lead(group, conflict));
            }
        }
        account.asked = u32::try_from(asked).unwrap_or(u32::MAX);
        account.missing = plan
            .missing
            .iter()
            .map(|missing| saying.missing(missing))
            .collect();
        account.questions = plan.questions.iter().map(question).collect();
        account.questions.extend(left_open(self.previews));
        account.groups = self.groups(conn, &saying)?;
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

    fn groups(&self, conn: &Connection, saying: &Saying<'_>) -> Result<Vec<GroupAccount>, Error> {
        let mut families = active_families(conn)?;
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
            desa: saying.desa_of(plan),
            pendamping: saying.pendamping_of(plan),
            families: families.get(&plan.id).copied().unwrap_or_default(),
            is_new: plan.change == GroupChange::Create,
        };
        let mut rows: Vec<GroupAccount> = self.plan.groups.iter().map(row).collect();
        rows.sort_by_cached_key(|row| (fold::numbered(&row.name), row.desa.clone(), row.id));
        Ok(rows)
    }
}

/// Active families by their latest group.
fn active_families(conn: &Connection) -> Result<HashMap<Uuid, u32>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT grp, count(*) FROM (
            SELECT (SELECT grp FROM rm_family_group g WHERE g.doc = f.doc ORDER BY since DESC LIMIT 1) AS grp,
                (SELECT status FROM rm_family_status s WHERE s.doc = f.doc ORDER BY since DESC LIMIT 1) AS status
            FROM rm_family f WHERE same_as IS NULL)
         WHERE grp IS NOT NULL AND (status IS NULL OR status = 'aktif') GROUP BY grp",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((Uuid::from_bytes(row.get(0)?), row.get::<_, u32>(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Who said what is known, in words.
struct Saying<'a> {
    device: &'a Device,
    plan: &'a RosterPlan,
    groups: &'a Groups,
    who: Who,
    imports: BTreeMap<String, ImportRecord>,
    histories: usize,
}

impl<'a> Saying<'a> {
    fn new(device: &'a Device, plan: &'a RosterPlan, groups: &'a Groups) -> Result<Self, Error> {
        let conn = device.reader();
        let imports = ImportRecord::all(conn)?.into_iter();
        Ok(Self {
            device,
            plan,
            groups,
            who: Who::read(conn)?,
            imports: imports.map(|record| (record.id.clone(), record)).collect(),
            histories: 0,
        })
    }

    fn change(&mut self, doc: Uuid, name: &str, change: &FieldChange) -> Result<ListChange, Error> {
        let (said_by, said_at) = self.source(doc, change)?;
        let word = |word: &str| match change.field {
            Field::Group => Uuid::parse_str(word).map_or_else(
                |_| word.to_owned(),
                |group| self.group(group).unwrap_or_else(|| word.to_owned()),
            ),
            Field::Kecamatan => Regions::own().name(word).to_owned(),
            _ => word.to_owned(),
        };
        Ok(ListChange {
            id: change.id.clone(),
            doc,
            family: Some(name.to_owned()),
            group: None,
            field: name_of(change.field).unwrap_or_default(),
            from: change.was.as_deref().map(word),
            to: word(&change.now),
            said_by,
            said_at,
        })
    }

    /// Her way to another group.
    fn moved(
        &mut self,
        family: &FamilyPlan,
        name: &str,
        Move { from, to }: Move,
    ) -> Result<ListChange, Error> {
        let change = FieldChange {
            id: format!("{}:group", family.id),
            field: Field::Group,
            listed: from.map(|group| group.to_string()),
            listed_by: family.listed_group_by.clone(),
            was: from.map(|group| group.to_string()),
            now: to.to_string(),
        };
        self.change(family.id, name, &change)
    }

    fn lead(&self, group: &GroupPlan, conflict: &crate::roster::plan::GroupConflict) -> ListChange {
        let person = |id: Uuid| {
            let staff = self.who.person(id).map(|person| person.name);
            staff.or_else(|| self.planned_name(id))
        };
        ListChange {
            id: conflict.id.clone(),
            doc: group.id,
            family: None,
            group: Some(group.name.clone()),
            field: match conflict.field {
                Field::Pendamping => "pendamping",
                _ => "ketua",
            }
            .to_owned(),
            from: conflict.known.and_then(person),
            to: person(conflict.now).unwrap_or_default(),
            said_by: None,
            said_at: None,
        }
    }

    /// A name that only the list says, or that of a family.
    fn planned_name(&self, id: Uuid) -> Option<String> {
        let staff = self.plan.staff.iter().find(|staff| staff.id == id);
        let family = || self.plan.families.iter().find(|family| family.id == id);
        staff
            .map(|staff| staff.name.clone())
            .or_else(|| family().map(|family| family.family.name.clone()))
    }

    /// Who said what is known: the list that said it, or the last person who wrote the field.
    fn source(
        &mut self,
        doc: Uuid,
        change: &FieldChange,
    ) -> Result<(Option<String>, Option<DateTime<Utc>>), Error> {
        if change.was.is_none() {
            return Ok((None, None));
        }
        let same = |listed: &String| {
            let was = change.was.as_deref().unwrap_or_default();
            fold::words(listed) == fold::words(was)
        };
        if change.listed.as_ref().is_some_and(same) {
            let import = change
                .listed_by
                .as_ref()
                .and_then(|id| self.imports.get(id));
            return Ok(import
                .map(|import| (import.file.clone(), import.at))
                .unzip());
        }
        self.histories += 1;
        if self.histories > HISTORIES {
            return Ok((None, None));
        }
        let Some(document) = self.device.document(&DocKey::Family(doc))? else {
            return Ok((None, None));
        };
        let field = name_of(change.field).unwrap_or_default();
        let is_it = |path: &str| match change.field {
            Field::Group => path.starts_with("groups/"),
            Field::Status => path.starts_with("statuses/"),
            _ => path == field || path.strip_prefix("components/") == Some(&field),
        };
        let history = document.history();
        let last = history
            .iter()
            .rev()
            .find(|item| item.what.iter().any(|change| is_it(&change.path)));
        Ok(match last {
            Some(item) => {
                let by = item.author.and_then(|device| self.who.author(device));
                let at = DateTime::from_timestamp(item.time, 0);
                (by.map(|person| person.name), at)
            }
            None => (None, None),
        })
    }

    fn group(&self, id: Uuid) -> Option<String> {
        let known = self.groups.get(id).map(|group| group.name.clone());
        known.or_else(|| {
            let mut planned = self.plan.groups.iter();
            planned
                .find(|plan| plan.id == id)
                .map(|plan| plan.name.clone())
        })
    }

    fn missing(&self, missing: &crate::roster::plan::Missing) -> MissingFamily {
        MissingFamily {
            id: missing.id.clone(),
            doc: missing.family,
            family: missing.name.clone(),
            group: missing.group.and_then(|group| self.group(group)),
            answer: missing.answer.and_then(|answer| name_of(answer.gone)),
        }
    }

    fn desa_of(&self, plan: &GroupPlan) -> String {
        let known = self.groups.get(plan.id).map(|group| group.desa.as_str());
        let known = known.filter(|desa| !desa.is_empty());
        let planned = plan.desa.as_ref().map(|desa| desa.name.as_str());
        known
            .map(|desa| Regions::own().name(desa))
            .or(planned)
            .unwrap_or_default()
            .to_owned()
    }

    fn pendamping_of(&self, plan: &GroupPlan) -> Option<String> {
        let changes = match plan.change {
            GroupChange::Create => true,
            GroupChange::Update { pendamping, .. } => pendamping,
            GroupChange::Unchanged => false,
        };
        let id = if changes { plan.pendamping } else { plan.was.0 }?;
        let known = self.who.person(id).map(|person| person.name);
        known.or_else(|| self.planned_name(id))
    }
}

fn question(asked: &crate::roster::question::Question) -> ListQuestion {
    let place = asked.place.as_ref();
    ListQuestion {
        id: asked.id.clone(),
        kind: name_of(asked.kind).unwrap_or_default(),
        names: vec![asked.name.clone(), asked.other.clone()],
        rows: u32::from(place.is_some()),
        sheet: place.map(|place| place.sheet.clone()),
        row: place.map(|place| place.row),
        name: asked.name.clone(),
        other: asked.other.clone(),
        options: asked
            .options
            .iter()
            .map(|option| ListChoice {
                choice: option.choice.clone(),
                name: option.name.clone(),
            })
            .collect(),
        default: asked.default.clone(),
        answer: asked.answer.clone(),
    }
}

/// Something that is answered in the profile, or that nobody has to answer.
fn open(kind: &str, sheet: Option<&str>, names: Vec<String>, rows: u32) -> ListQuestion {
    ListQuestion {
        id: format!("{kind}:{}:{}", sheet.unwrap_or_default(), names.join("|")),
        kind: kind.to_owned(),
        names,
        rows,
        sheet: sheet.map(str::to_owned),
        row: None,
        name: String::new(),
        other: String::new(),
        options: Vec::new(),
        default: None,
        answer: None,
    }
}

fn spot(place: &RowPlace) -> (&str, u32) {
    (&place.sheet, place.row)
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

/// What the reading of a list leaves open, or takes to be so unless somebody says otherwise.
fn left_open(previews: &[Preview]) -> Vec<ListQuestion> {
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
            questions.push(open(kind, Some(&preview.sheet), Vec::new(), rows));
        }
        questions.extend(preview.cut.iter().map(|cut| {
            let names = name_of(cut.field).into_iter().collect();
            open(
                "cut_column",
                Some(&preview.sheet),
                names,
                counted(0..cut.zeros),
            )
        }));
    }
    let families = || {
        let rows = previews.iter().flat_map(|preview| &preview.rows);
        rows.filter_map(crate::roster::PreviewRow::family)
    };
    let people = families().filter_map(|family| {
        let name = family.pendamping.as_ref()?;
        let key = (family.kecamatan.clone(), None, spelling::person(name));
        Some((key, fold::words(name), name))
    });
    questions.extend(spelled("pendamping_titles", people));
    questions
}

/// Names that are taken for one though they differ by more than case and punctuation.
fn spelled<'f>(
    kind: &str,
    names: impl Iterator<Item = ((String, Option<String>, String), String, &'f String)>,
) -> Vec<ListQuestion> {
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
        .map(|spellings| {
            let rows = spellings.values().map(|(_, rows)| rows).sum();
            let names = spellings.into_values().map(|(name, _)| name).collect();
            open(kind, None, names, rows)
        })
        .collect()
}

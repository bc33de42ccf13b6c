//! Every row of a file by what becomes of it, and every change with who said what is known, and when.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use uuid::Uuid;

use super::looking::{counted, name_of};
use super::{
    Account, GroupAccount, ImportAnswer, ListChange, ListChoice, ListQuestion, MissingFamily,
    RowReason,
};
use crate::calls::kelompok::Groups;
use crate::calls::who::Who;
use crate::device::{Device, ImportRecord};
use crate::documents::DocKey;
use crate::error::Error;
use crate::reference::{Regions, fold};
use crate::roster::fault::RowPlace;
use crate::roster::plan::{FamilyChange, FieldChange, GroupChange, GroupPlan, RosterPlan};
use crate::roster::{Answer, Answers, Field, Outcome, Preview};

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
        let mut account = Account {
            rows: counted(self.previews.iter().flat_map(|preview| &preview.rows))
                + counted(self.previews.iter().flat_map(|preview| &preview.skipped)),
            ..Account::default()
        };
        let mut asked = plan.asked.len();
        for family in &plan.families {
            let id = family.id;
            let name = &family.family.name;
            let moved = match &family.change {
                FamilyChange::Create => {
                    account.imported += 1;
                    continue;
                }
                FamilyChange::Update { fields, moved } => {
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
                let change = saying.moved(family, moved.from, moved.to)?;
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
        account.missing = plan.missing.iter().map(|missing| saying.missing(missing)).collect();
        account.questions = plan.questions.iter().map(question).collect();
        account.groups = self.groups(conn, &saying)?;
        self.rows(&mut account);
        Ok(account)
    }

    /// The rows that are no families.
    fn rows(&self, account: &mut Account) {
        let reason = |place: &RowPlace, reason: &str| RowReason {
            sheet: place.sheet.clone(),
            row: place.row,
            reason: reason.to_owned(),
        };
        for todo in &self.plan.todos {
            let code = todo.faults.iter().find(|fault| fault.code.stops_import());
            let code = code.map_or("no_identity", |fault| fault.code.as_str());
            if self.settled.contains(todo.id.as_bytes()) {
                account.left_out.push(reason(&todo.place, "settled"));
            } else {
                account.tasks.push(reason(&todo.place, code));
            }
        }
        let repeated = self.plan.repeated.iter();
        let mut left: Vec<RowReason> = repeated.map(|place| reason(place, "repeated")).collect();
        for preview in self.previews {
            let rows = preview.rows.iter();
            let repeats = rows.filter(|row| matches!(row.outcome, Outcome::Repeats(_)));
            left.extend(repeats.map(|row| reason(&preview.place(row), "repeated")));
            left.extend(preview.skipped.iter().map(|row| RowReason {
                sheet: preview.sheet.clone(),
                row: row.number,
                reason: name_of(row.kind).unwrap_or_default(),
            }));
        }
        account.left_out.extend(left);
        account
            .left_out
            .sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
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
        family: &crate::roster::plan::FamilyPlan,
        from: Option<Uuid>,
        to: Uuid,
    ) -> Result<ListChange, Error> {
        let change = FieldChange {
            id: format!("{}:group", family.id),
            field: Field::Group,
            listed: from.map(|group| group.to_string()),
            listed_by: family.listed_group_by.clone(),
            was: from.map(|group| group.to_string()),
            now: to.to_string(),
        };
        self.change(family.id, &family.family.name, &change)
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
            let import = change.listed_by.as_ref().and_then(|id| self.imports.get(id));
            return Ok(import.map(|import| (import.file.clone(), import.at)).unzip());
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
            planned.find(|plan| plan.id == id).map(|plan| plan.name.clone())
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

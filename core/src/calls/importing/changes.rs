//! Each change that a list brings, as the window shows it: who or what, which field, from, to, and who said what is known, and when.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::counting::name_of;
use crate::device::Device;
use crate::error::Error;
use crate::importing::ImportRecord;
use crate::kinds::DocKey;
use crate::queries::groups::Groups;
use crate::queries::staff::Who;
use crate::reference::{Regions, fold};
use crate::roster::Field;
use crate::roster::plan::{FamilyPlan, FieldChange, GroupChange, GroupPlan, Move, RosterPlan};

/// Of how many families the history is read to say who said what. More differences than that are no list of changes any more.
const HISTORIES: usize = 500;

/// A field that a list says otherwise.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListChange {
    /// Under which it is answered.
    pub id: String,
    /// The family or the group.
    pub doc: Uuid,
    /// Name of the family; none for a field of a group.
    pub family: Option<String>,
    /// Name of the group; none for a field of a family.
    pub group: Option<String>,
    /// Stable name of the field.
    pub field: String,
    /// What is known.
    pub from: Option<String>,
    /// What the list says.
    pub to: String,
    /// Who said what is known: a person, or the file of a list.
    pub said_by: Option<String>,
    /// When.
    pub said_at: Option<DateTime<Utc>>,
}

/// A family that the list no longer has.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MissingFamily {
    /// Under which it is answered.
    pub id: String,
    /// Its document.
    pub doc: Uuid,
    /// Its name.
    pub family: String,
    /// Name of its group.
    pub group: Option<String>,
    /// What was answered.
    pub answer: Option<String>,
}

/// Who said what is known, in words.
pub(super) struct Phrasing<'a> {
    device: &'a Device,
    plan: &'a RosterPlan,
    groups: &'a Groups,
    who: Who,
    imports: BTreeMap<String, ImportRecord>,
    histories: usize,
}

impl<'a> Phrasing<'a> {
    pub(super) fn new(
        device: &'a Device,
        plan: &'a RosterPlan,
        groups: &'a Groups,
    ) -> Result<Self, Error> {
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

    pub(super) fn change(
        &mut self,
        doc: Uuid,
        name: &str,
        change: &FieldChange,
    ) -> Result<ListChange, Error> {
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

    /// The family's way to another group.
    pub(super) fn moved(
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

    pub(super) fn lead(
        &self,
        group: &GroupPlan,
        conflict: &crate::roster::plan::GroupConflict,
    ) -> ListChange {
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

    pub(super) fn group(&self, id: Uuid) -> Option<String> {
        let known = self.groups.get(id).map(|group| group.name.clone());
        known.or_else(|| {
            let mut planned = self.plan.groups.iter();
            planned
                .find(|plan| plan.id == id)
                .map(|plan| plan.name.clone())
        })
    }

    pub(super) fn missing(&self, missing: &crate::roster::plan::Missing) -> MissingFamily {
        MissingFamily {
            id: missing.id.clone(),
            doc: missing.family,
            family: missing.name.clone(),
            group: missing.group.and_then(|group| self.group(group)),
            answer: missing.answer.and_then(|answer| name_of(answer.gone)),
        }
    }

    pub(super) fn desa_of(&self, plan: &GroupPlan) -> String {
        let known = self.groups.get(plan.id).map(|group| group.desa.as_str());
        let known = known.filter(|desa| !desa.is_empty());
        let planned = plan.desa.as_ref().map(|desa| desa.name.as_str());
        known
            .map(|desa| Regions::own().name(desa))
            .or(planned)
            .unwrap_or_default()
            .to_owned()
    }

    pub(super) fn pendamping_of(&self, plan: &GroupPlan) -> Option<String> {
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

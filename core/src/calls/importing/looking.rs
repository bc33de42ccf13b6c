//! What a file would bring, before anything is written: each row with what happens to it, and the sums.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use sesi_engine::job::{Phase, Watch};

use super::account::Accounting;
use super::counting::{counted, name_of};
use super::kept::{self, ListProfile};
use super::questions::answers;
use super::{
    ColumnMeaning, ImportAnswer, ImportPreview, InferredValue, RosterPreview, RosterRow,
    RowOutcome, SheetPreview,
};
use crate::calls::Job;
use crate::calls::who::must_be_office;
use crate::device::SharedDevice;
use crate::error::Error;
use crate::importing::{RosterTodoRow, Rosters, plan_roster};
use crate::reference::Regions;
use crate::roster::block::Inferred;
use crate::roster::column_name;
use crate::roster::fault::RowPlace;
use crate::roster::kept::Entries;
use crate::roster::plan::{FamilyChange, GroupChange, RosterPlan};
use crate::roster::preview::PreviewRow;
use crate::roster::{
    Context, Fault, Field, KeptPlace, Outcome, Preview, Profile, Reading, Todo, Workbook,
};

/// The most rows of a sheet that are shown.
const SHOWN: usize = 500;

impl Job for ImportPreview {
    type Answer = RosterPreview;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<RosterPreview, Error> {
        let Roster {
            file,
            previews,
            plan,
            profile,
            read_like,
            kept_places,
            ..
        } = Roster::read(
            device,
            &self.path,
            self.profile.as_ref(),
            &self.answers,
            watch,
        )?;
        let lent = device.lend();
        let settled = RosterTodoRow::settled(lent.reader())?;
        let accounting = Accounting {
            previews: &previews,
            plan: &plan,
            settled: &settled,
            kept_places: &kept_places,
            written: false,
        };
        let account = accounting.of(&lent)?;
        let fate = Fate::of(&plan, &settled);
        let families = |wanted: fn(&FamilyChange) -> bool| {
            counted(plan.families.iter().filter(|plan| wanted(&plan.change)))
        };
        let mut unknown: Vec<String> = plan
            .staff
            .iter()
            .filter(|staff| staff.is_new)
            .map(|staff| staff.name.clone())
            .collect();
        unknown.sort();
        unknown.dedup();
        Ok(RosterPreview {
            file,
            sheets: previews
                .iter()
                .map(|preview| sheet(preview, &fate, &profile))
                .collect(),
            new_families: families(|change| matches!(change, FamilyChange::Create)),
            changed_families: families(|change| matches!(change, FamilyChange::Update { .. })),
            same_families: families(|change| matches!(change, FamilyChange::Unchanged)),
            new_groups: counted(
                plan.groups
                    .iter()
                    .filter(|group| group.change == GroupChange::Create),
            ),
            unknown_pendamping: unknown,
            tasks: counted(
                plan.todos
                    .iter()
                    .filter(|todo| !settled.contains(todo.id.as_bytes())),
            ),
            account,
            profile,
            read_like,
            kept_places,
        })
    }
}

/// A file, read and planned.
pub(super) struct Roster {
    /// Its name.
    pub file: String,
    pub previews: Vec<Preview>,
    pub plan: RosterPlan,
    /// Under which it was read.
    pub profile: Profile,
    /// The kept profiles of which that is.
    pub read_like: Vec<ListProfile>,
    /// Where other lists of its shapes belonged: asked about.
    pub kept_places: Vec<KeptPlace>,
    /// The entries by which the profile is kept for the next list.
    pub keep: Entries,
}

impl Roster {
    /// Reads a spreadsheet and sets it beside what is there: a step for each row read, and one for each compared.
    pub(super) fn read(
        device: &mut impl SharedDevice,
        path: &Path,
        profile: Option<&Profile>,
        given: &[ImportAnswer],
        watch: &mut Watch<'_>,
    ) -> Result<Self, Error> {
        let (kabupaten, kept) = {
            let lent = device.lend();
            must_be_office(&lent)?;
            (lent.kabupaten()?, kept::read(lent.reader())?)
        };
        watch(Phase::Reading.at(0, 1))?;
        let context = Context {
            regions: Regions::own(),
            kabupaten: &kabupaten,
            kecamatan: None,
        };
        let workbook = Workbook::read(path)?;
        let file = workbook.file_name.clone();
        let (profile, shapes) = if let Some(said) = profile {
            (said.clone(), Vec::new())
        } else {
            let proposal = kept.propose(&workbook, &context);
            (proposal.profile, proposal.shapes)
        };
        let kept_places = kept.places(&workbook, &profile, &context);
        let told = |shape: &String| Some(kept::told(shape, kept.of(shape)?));
        let read_like = shapes.iter().filter_map(told).collect();
        let reading = Reading::of(&workbook, &profile)?;
        let mut previews = reading.previews(&context, |done, total| {
            watch(Phase::Reading.at(done, 2 * total))
        })?;
        let keep = kept.entries(&workbook, &profile);
        // The rows are in the previews by now.
        drop(reading);
        drop(workbook);
        let plan = plan_roster(
            device,
            &mut previews,
            &answers(given),
            &mut |done, total| watch(Phase::Reading.at(total + done, 2 * total)),
        )?;
        Ok(Self {
            file,
            previews,
            plan,
            profile,
            read_like,
            kept_places,
            keep,
        })
    }
}

/// What becomes of each row, by its place.
struct Fate<'p> {
    imported: HashSet<(&'p str, u32)>,
    asked: HashSet<(&'p str, u32)>,
    repeated: HashSet<(&'p str, u32)>,
    tasks: HashMap<(&'p str, u32), &'p Todo>,
    settled: HashSet<(&'p str, u32)>,
}

fn spot(place: &RowPlace) -> (&str, u32) {
    (&place.sheet, place.row)
}

impl<'p> Fate<'p> {
    fn of(plan: &'p RosterPlan, done: &HashSet<[u8; 16]>) -> Self {
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

    fn row(&self, preview: &Preview, row: &PreviewRow) -> RosterRow {
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
        let said = |field: Field| {
            row.values
                .get(&field)
                .and_then(crate::roster::cell::Cell::said)
        };
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
        value: value
            .and_then(crate::roster::cell::Cell::said)
            .unwrap_or_default(),
        from: from
            .and_then(|from| from.as_str().map(str::to_owned))
            .unwrap_or_default(),
        row: one.row,
    }
}

fn sheet(preview: &Preview, fate: &Fate<'_>, profile: &Profile) -> SheetPreview {
    let columns = preview.labels.iter().enumerate();
    let columns = columns.map(|(at, label)| ColumnMeaning {
        heading: label.clone(),
        name: column_name(&preview.labels, at),
        field: preview.mapping.field(at).and_then(name_of),
        samples: preview.samples.get(at).cloned().unwrap_or_default(),
    });
    let mut rows: Vec<RosterRow> = preview
        .rows
        .iter()
        .map(|row| fate.row(preview, row))
        .collect();
    rows.sort_by_key(|row| {
        let rank = match row.outcome {
            RowOutcome::Task => 0,
            RowOutcome::Asked => 1,
            RowOutcome::Cleaned => 2,
            RowOutcome::Sound => 3,
        };
        (rank, row.number)
    });
    let total = counted(rows.iter());
    rows.truncate(SHOWN);
    SheetPreview {
        name: preview.sheet.clone(),
        columns: columns.collect(),
        rows,
        total,
        header_row: preview.header_row,
        choice: profile.sheet(&preview.sheet),
        hidden: preview.hidden,
        of_others: preview.of_others,
        hidden_rows: counted(0..preview.hidden_rows),
    }
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

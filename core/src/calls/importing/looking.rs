//! What a file would bring: its sheets with their rows, the sums, and the account. Nothing is written.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sesi_engine::job::Watch;

use super::account::{Account, Accounting};
use super::counting::{counted, name_of};
use super::kept::ListProfile;
use super::questions::ImportAnswer;
use super::reading::Roster;
use super::rows::{Fate, RosterRow, RowOutcome};
use crate::calls::Job;
use crate::device::SharedDevice;
use crate::error::Error;
use crate::importing::RosterTodoRow;
use crate::roster::plan::{FamilyChange, GroupChange};
use crate::roster::profile::SheetChoice;
use crate::roster::{KeptPlace, Preview, Profile, column_name};

/// The most rows of a sheet that are shown.
const SHOWN: usize = 500;

/// Asks what a file would bring. Nothing is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportPreview {
    /// The spreadsheet.
    pub path: PathBuf,
    /// What people say about it; none: what the office said about the last list of the same shape.
    #[serde(default)]
    pub profile: Option<Profile>,
    /// Answers to what an earlier preview asked.
    #[serde(default)]
    pub answers: Vec<ImportAnswer>,
}

/// What a file would bring.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RosterPreview {
    /// Name of the file.
    pub file: String,
    /// Its lists.
    pub sheets: Vec<SheetPreview>,
    /// Families that would be new.
    pub new_families: u32,
    /// Families that would change.
    pub changed_families: u32,
    /// Families that are here as the file says.
    pub same_families: u32,
    /// Groups that would be new.
    pub new_groups: u32,
    /// Pendamping named by the file who are not members of staff yet.
    pub unknown_pendamping: Vec<String>,
    /// Rows that would become tasks.
    pub tasks: u32,
    /// Every row of every sheet, and what would become of it.
    pub account: Account,
    /// What people said about it, or what the office keeps of lists of its shapes.
    pub profile: Profile,
    /// The kept profiles of which that is; none where somebody brought a profile.
    pub read_like: Vec<ListProfile>,
    /// Where the rows of other lists of its shapes belonged: nothing of it holds here before somebody says so in the profile.
    pub kept_places: Vec<KeptPlace>,
}

/// A list in the file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SheetPreview {
    /// Name of the sheet.
    pub name: String,
    /// Which column was understood as what: heading in the file, and the field's stable name.
    pub columns: Vec<ColumnMeaning>,
    /// Rows with something to see: tasks first, then corrected ones, then sound ones; at most 500.
    pub rows: Vec<RosterRow>,
    /// Rows of the list.
    pub total: u32,
    /// Number of the row that has the names of its columns; none if it is no list.
    pub header_row: Option<u32>,
    /// What the profile says of this sheet.
    pub choice: SheetChoice,
    /// Excel does not show the sheet.
    pub hidden: bool,
    /// Its name or title says that its families are no longer aktif.
    pub of_others: bool,
    /// Rows below the header that Excel does not show.
    pub hidden_rows: u32,
}

/// What a column was understood as.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ColumnMeaning {
    /// Heading.
    pub heading: String,
    /// The name under which a profile speaks of it: the heading, or the column's letter where it has none of its own.
    pub name: String,
    /// Stable name of the field; none if the column is not used.
    pub field: Option<String>,
    /// Its first values.
    pub samples: Vec<String>,
}

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

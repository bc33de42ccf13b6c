//! A file becomes families, groups and, if wished, members of staff; what is doubtful becomes a task.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sesi_engine::job::{Phase, Watch};

use super::account::{Account, Accounting};
use super::counting::counted;
use super::kept;
#[cfg(doc)]
use super::looking::ImportPreview;
use super::questions::ImportAnswer;
use super::reading::Roster;
use super::tasks::{ClosedTodo, closed};
use crate::calls::Job;
use crate::device::SharedDevice;
use crate::error::Error;
use crate::importing::RosterTodoRow;
use crate::importing::Rosters;
use crate::importing::import_roster;
use crate::roster::Profile;

/// Imports a file: what is sound, and tasks for the rest. Again does no harm.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportRoster {
    /// The spreadsheet.
    pub path: PathBuf,
    /// What people say about it, as in [`ImportPreview`].
    #[serde(default)]
    pub profile: Option<Profile>,
    /// Also make members of staff of the pendamping whom the file names and nobody knows.
    pub hire: bool,
    /// Keep the profile for the next list of the same shape.
    #[serde(default)]
    pub keep: bool,
    /// Answers to what the preview asked.
    #[serde(default)]
    pub answers: Vec<ImportAnswer>,
}

/// What was imported.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Imported {
    /// New or changed families.
    pub families: u32,
    /// New or changed groups.
    pub groups: u32,
    /// New members of staff.
    pub staff: u32,
    /// Under which it can be taken back; none if nothing was written.
    pub import: Option<String>,
    /// Tasks of earlier imports that closed by themselves.
    pub closed: Vec<ClosedTodo>,
    /// It was stopped: this much is in, and the same file brings the rest.
    pub stopped: bool,
    /// Tasks that wait now, of this file.
    pub tasks: u32,
    /// What was said of the list could not be kept for the next one; the import is in all the same.
    pub not_kept: bool,
    /// Every row of every sheet, and what became of it; where it was stopped, what would have.
    pub account: Account,
}

impl Job for ImportRoster {
    type Answer = Imported;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Imported, Error> {
        let Roster {
            file,
            previews,
            plan,
            keep,
            kept_places,
            ..
        } = Roster::read(
            device,
            &self.path,
            self.profile.as_ref(),
            &self.answers,
            watch,
        )?;
        let plan = if self.hire {
            plan
        } else {
            plan.without_hiring()
        };
        let today = device.lend().today()?;
        let done = import_roster(device, &plan, &file, today, &mut |done, total| {
            watch(Phase::Writing.at(done, total))
        })?;
        // The import is in by now: that its profile cannot be kept is said, and does not undo it.
        let not_kept = self.keep && !done.stopped && kept::write(&mut device.lend(), keep).is_err();
        let lent = device.lend();
        let waiting = lent.roster_todos()?;
        let tasks = counted(
            plan.todos
                .iter()
                .filter(|todo| waiting.iter().any(|open| open.id == todo.id)),
        );
        let settled = RosterTodoRow::settled(lent.reader())?;
        let accounting = Accounting {
            previews: &previews,
            plan: &plan,
            settled: &settled,
            kept_places: &kept_places,
            written: true,
        };
        let mut closed = closed(lent.reader())?;
        closed.retain(|task| done.closed.iter().any(|id| id.to_string() == task.id));
        Ok(Imported {
            families: counted(0..done.families),
            tasks,
            groups: counted(0..done.groups),
            staff: counted(0..done.staff),
            import: done.import,
            closed,
            stopped: done.stopped,
            not_kept,
            account: accounting.of(&lent)?,
        })
    }
}

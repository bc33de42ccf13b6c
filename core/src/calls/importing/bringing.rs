//! A file becomes families, groups and, if wished, members of staff; what is doubtful becomes a task.

use sesi_engine::job::{Phase, Watch};

use super::account::Accounting;
use super::counting::counted;
use super::kept;
use super::looking::Roster;
use super::tasks::closed;
use super::{ImportRoster, Imported};
use crate::calls::Job;
use crate::device::SharedDevice;
use crate::error::Error;
use crate::importing::RosterTodoRow;
use crate::importing::Rosters;
use crate::importing::import_roster;

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

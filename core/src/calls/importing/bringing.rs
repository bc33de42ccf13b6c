//! A file becomes families, groups and, if wished, members of staff; what is doubtful becomes a task.

use super::account::Account;
use super::looking::{Roster, counted};
use super::{ImportRoster, Imported};
use crate::calls::Work;
use crate::device::import_roster;
use crate::error::Error;
use crate::sync::lend::Lend;
use crate::work::{Phase, Watch};

impl Work for ImportRoster {
    type Answer = Imported;

    fn work(self, device: &mut impl Lend, watch: &mut Watch<'_>) -> Result<Imported, Error> {
        let roster = Roster::read(device, &self.path, self.profile.as_ref(), watch)?;
        let account = Account::of(device.lend().reader(), &roster)?;
        let Roster { file, plan, .. } = roster;
        let plan = if self.hire {
            plan
        } else {
            plan.without_hiring()
        };
        let today = device.lend().today()?;
        let done = import_roster(device, &plan, &file, today, &mut |done, total| {
            watch(Phase::Writing.at(done, total))
        })?;
        let waiting = device.lend().roster_todos()?;
        Ok(Imported {
            families: counted(0..done.families),
            groups: counted(0..done.groups),
            staff: counted(0..done.staff),
            tasks: counted(
                plan.todos
                    .iter()
                    .filter(|todo| waiting.iter().any(|open| open.id == todo.id)),
            ),
            stopped: done.stopped,
            account,
        })
    }
}

//! A file becomes families, groups and, if wished, members of staff; what is doubtful becomes a task.

use super::looking::{Roster, counted};
use super::{ImportRoster, Imported};
use crate::calls::Act;
use crate::calls::days::today;
use crate::device::Device;
use crate::error::Error;
use crate::roster::plan::{FamilyChange, GroupChange};

impl Act for ImportRoster {
    type Answer = Imported;

    fn act(self, device: &mut Device) -> Result<Imported, Error> {
        let Roster { file, plan, .. } = Roster::read(device, &self.path)?;
        let plan = if self.hire {
            plan
        } else {
            plan.without_hiring()
        };
        let today = today(device)?;
        device.import_roster(&plan, &file, today)?;
        let waiting = device.roster_todos()?;
        Ok(Imported {
            families: counted(
                plan.families
                    .iter()
                    .filter(|family| family.change != FamilyChange::Unchanged),
            ),
            groups: counted(
                plan.groups
                    .iter()
                    .filter(|group| group.change != GroupChange::Unchanged),
            ),
            staff: counted(plan.staff.iter().filter(|staff| staff.is_new)),
            tasks: counted(
                plan.todos
                    .iter()
                    .filter(|todo| waiting.iter().any(|open| open.id == todo.id)),
            ),
        })
    }
}

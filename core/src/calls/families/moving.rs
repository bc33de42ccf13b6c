//! A family moved to another group: an arrangement of one.

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use crate::calls::Command;
use crate::calls::arranging::MoveFamilies;
use crate::calls::terms::Done;
use crate::device::Device;
use crate::error::Error;

/// Moves a family to another group from a day on. Its history stays where it was.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MoveFamily {
    /// Its document.
    pub id: Uuid,
    /// The group.
    pub group: Uuid,
    /// From that day.
    pub since: NaiveDate,
}

impl Command for MoveFamily {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let moving = MoveFamilies {
            ids: vec![self.id],
            group: self.group,
            since: self.since,
        };
        moving.run(device)?;
        Ok(Done {})
    }
}

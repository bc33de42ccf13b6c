//! One meeting with everything that was said about it.

pub(super) mod reading;
mod shapes;
#[cfg(test)]
mod tests;

use serde::Deserialize;
use sesi_engine::documents::Set;
use uuid::Uuid;

pub use shapes::{ChangeLine, CheckLine, HistoryLine, MarkedFamily, MeetingView};

use super::terms::Done;
use super::{Command, Query, ids};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, MeetingPatch};

/// Asks for one meeting.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Meeting {
    /// Document of the meeting.
    pub id: Uuid,
}

/// Says that a meeting did not take place, or that it did after all. Its marks stay.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CancelMeeting {
    /// Document of the meeting.
    pub id: Uuid,
    /// It did not take place.
    pub cancelled: bool,
}

impl Query for Meeting {
    type Answer = MeetingView;

    fn answer(self, device: &Device) -> Result<MeetingView, Error> {
        reading::view(device, self.id)
    }
}

impl Command for CancelMeeting {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let (key, _) = ids::document(device, self.id)?
            .filter(|(key, _)| matches!(key, DocKey::Meeting { .. }))
            .ok_or(Error::Missing("such meeting"))?;
        let patch = MeetingPatch {
            cancelled: Set::To(self.cancelled),
            ..MeetingPatch::default()
        };
        device.edit(&key, &patch.into())?;
        Ok(Done {})
    }
}

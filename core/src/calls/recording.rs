//! Catat pertemuan: a proposal, every tap as a draft, and at the end one change.

mod correcting;
pub(super) mod drafts;
mod form;
mod proposing;
mod saving;
mod shapes;
#[cfg(test)]
mod tests;
mod tidy;
mod title;
mod warning;

pub(super) use correcting::{version as read_version, written as written_version};

pub use shapes::{
    DropDraft, Dropped, DroppedDraft, DroppedDrafts, FamilyLine, KeepDraft, MeetingDraft,
    RecordEdit, RecordForm, RecordNew, RecordOpen, RecordWarnings, RestoreDraft, Restored,
    SaveMeeting, SavedMeeting, SessionChoice, SpeakerLine,
};

use super::refusal::Refusal;
use super::terms::Done;
use super::warnings::Warning;
use super::{Command, Query};
use crate::device::Device;
use crate::error::Error;
use crate::queries::groups::Groups;

impl Query for RecordNew {
    type Answer = RecordForm;

    fn answer(self, device: &Device) -> Result<RecordForm, Error> {
        form::form(device, proposing::propose(device, self.group, self.date)?)
    }
}

impl Query for RecordOpen {
    type Answer = RecordForm;

    fn answer(self, device: &Device) -> Result<RecordForm, Error> {
        let draft = drafts::read(device.reader(), &self.name)?.ok_or(Refusal::NoSuchDraft)?;
        form::form(device, draft)
    }
}

impl Query for RecordEdit {
    type Answer = RecordForm;

    fn answer(self, device: &Device) -> Result<RecordForm, Error> {
        let kept = drafts::read(device.reader(), &drafts::name_of(self.meeting))?;
        let draft = match kept {
            Some(draft) => draft,
            None => correcting::begin(device, self.meeting)?,
        };
        form::form(device, draft)
    }
}

impl Query for RecordWarnings {
    type Answer = Vec<Warning>;

    fn answer(self, device: &Device) -> Result<Vec<Warning>, Error> {
        warning::warnings(device, &self.draft)
    }
}

impl Command for KeepDraft {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        drafts::keep(device, &self.draft)?;
        Ok(Done {})
    }
}

impl Command for DropDraft {
    type Answer = Dropped;

    fn run(self, device: &mut Device) -> Result<Dropped, Error> {
        let now = device.me().now();
        let dropped = device.write(|conn, _| drafts::drop(conn, &self.name, now))?;
        Ok(Dropped { dropped })
    }
}

impl Command for RestoreDraft {
    type Answer = Restored;

    fn run(self, device: &mut Device) -> Result<Restored, Error> {
        let now = device.me().now();
        let name = device.write(|conn, _| drafts::restore(conn, &self.dropped, now))?;
        Ok(Restored { name })
    }
}

impl Query for DroppedDrafts {
    type Answer = Vec<DroppedDraft>;

    fn answer(self, device: &Device) -> Result<Vec<DroppedDraft>, Error> {
        let groups = Groups::read(device.reader())?;
        let dropped = drafts::dropped(device.reader())?.into_iter();
        Ok(dropped
            .map(|(dropped, draft, at)| DroppedDraft {
                dropped,
                group: groups.named(draft.group).name,
                date: draft.date,
                marked: u32::try_from(draft.marks.len()).unwrap_or(u32::MAX),
                at,
            })
            .collect())
    }
}

impl Command for SaveMeeting {
    type Answer = SavedMeeting;

    fn run(self, device: &mut Device) -> Result<SavedMeeting, Error> {
        match saving::save(device, &self.draft) {
            Ok(saved) => Ok(saved),
            Err(refused) => {
                // The form may be ahead of what was kept at the last tap.
                drafts::keep(device, &self.draft)?;
                Err(refused)
            }
        }
    }
}

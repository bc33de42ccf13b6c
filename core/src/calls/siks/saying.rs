//! What people say of a meeting and SIKS-NG: a field copied, the whole taken or refused. Each names the version that they saw.

use chrono::Datelike;
use sesi_engine::documents::{Heads, Set};
use uuid::Uuid;

use super::{SaySiks, TickSiks};
use crate::calls::recording::read_version;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::{Command, ids, seen};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, KeyYear, SiksPatch, SiksSaid};

/// The document of a meeting's way into SIKS-NG, and the version that was shown.
fn about(device: &Device, meeting: Uuid, version: &str) -> Result<(DocKey, Heads), Error> {
    let missing = Error::Missing("such meeting");
    let Some((DocKey::Meeting { date, .. }, document)) = ids::document(device, meeting)? else {
        return Err(missing);
    };
    // A version without changes is before there was a meeting.
    let is_there = |seen: &Heads| !seen.as_slice().is_empty() && document.view_at(seen).is_some();
    let seen = read_version(version).filter(is_there);
    let seen = seen.ok_or(Error::Missing("such version of the meeting"))?;
    let year = KeyYear::new(date.year()).ok_or(missing)?;
    Ok((DocKey::Siks { meeting, year }, seen))
}

impl Command for TickSiks {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let (key, seen) = about(device, self.meeting, &self.version)?;
        let patch = SiksPatch {
            copied: [(self.field, self.copied.then_some(seen))].into(),
            ..SiksPatch::default()
        };
        device.edit(&key, &patch.into())?;
        Ok(Done {})
    }
}

impl Command for SaySiks {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let (key, seen) = about(device, self.meeting, &self.version)?;
        let note = self.note.trim();
        if self.said == Some(SiksSaid::Ditolak) && note.is_empty() {
            return Err(Refusal::SiksReason.into());
        }
        let note = Some(note.to_owned()).filter(|note| !note.is_empty());
        let patch = match self.said {
            Some(said) => SiksPatch {
                state: Set::To(said),
                day: Set::To(device.today()?),
                note: note.into(),
                heads: Set::To(seen),
                by: device.person()?.into(),
                ..SiksPatch::default()
            },
            None => SiksPatch {
                state: Set::Clear,
                day: Set::Clear,
                note: Set::Clear,
                heads: Set::Clear,
                by: Set::Clear,
                ..SiksPatch::default()
            },
        };
        let shown = seen::seen(device, &key, self.base.as_deref())?;
        let name = format!("siks:{}", key.id(&device.office()).0);
        device.save_draft(&name, &key, &patch.into(), shown.as_ref())?;
        Ok(Done {})
    }
}

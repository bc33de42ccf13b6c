//! What people say of a meeting and SIKS-NG: a field copied, the whole taken or refused. Each names the version that they saw.

use chrono::Datelike;
use sesi_engine::documents::{Heads, Set};
use uuid::Uuid;

use super::{SaySiks, TickSiks};
use crate::calls::recording::{read_version, written_version};
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::{Command, ids, seen};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{
    DocKey, KeyYear, Prints, SiksField, SiksPatch, SiksSaid, read_prints, written_prints,
};

/// What was on the screen: the meeting's way into SIKS-NG, its version, and by which names and numbers its families were known.
struct Shown {
    key: DocKey,
    version: Heads,
    families: Prints,
}

/// Joins a version and its families to what a window gives back.
pub(super) fn shown(version: &Heads, families: &Prints) -> String {
    format!(
        "{}{BETWEEN}{}",
        written_version(version),
        written_prints(families)
    )
}

const BETWEEN: char = '/';

fn about(device: &Device, meeting: Uuid, shown: &str) -> Result<Shown, Error> {
    let missing = Error::Missing("such meeting");
    let Some((DocKey::Meeting { date, .. }, document)) = ids::document(device, meeting)? else {
        return Err(missing);
    };
    let (version, families) = shown.split_once(BETWEEN).unwrap_or((shown, ""));
    // A version without changes is before there was a meeting.
    let is_there = |seen: &Heads| !seen.as_slice().is_empty() && document.view_at(seen).is_some();
    let seen = read_version(version).filter(is_there);
    let seen = seen.ok_or(Error::Missing("such version of the meeting"))?;
    let year = KeyYear::new(date.year()).ok_or(missing)?;
    Ok(Shown {
        key: DocKey::Siks { meeting, year },
        version: seen,
        families: read_prints(families),
    })
}

impl Command for TickSiks {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let Shown {
            key,
            version,
            families,
        } = about(device, self.meeting, &self.version)?;
        let patch = SiksPatch {
            copied: [(self.field, self.copied.then_some(version))].into(),
            families: match self.field {
                SiksField::Participants if self.copied => Set::To(families),
                _ => Set::Keep,
            },
            ..SiksPatch::default()
        };
        device.edit(&key, &patch.into())?;
        Ok(Done {})
    }
}

impl Command for SaySiks {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let Shown {
            key,
            version,
            families,
        } = about(device, self.meeting, &self.version)?;
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
                heads: Set::To(version),
                // A form that was refused is no copy of them.
                families: match said {
                    SiksSaid::Masuk => Set::To(families),
                    SiksSaid::Ditolak => Set::Keep,
                },
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

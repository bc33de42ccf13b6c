//! A verdict is bound to the version that was seen, whatever came since; taking it back clears it.

use sesi_engine::documents::{DocumentError, Heads, Scalar, Set};
use uuid::Uuid;

use super::GiveVerdict;
use crate::calls::recording::read_version;
use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::calls::{Command, ids};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{CheckPatch, DocKey, Document, MeetingPatch, Verdict};
use crate::reference::fold;

impl Command for GiveVerdict {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        match self.verdict {
            Some(verdict) => give(device, self.id, verdict, &self.note, &self.heads)?,
            None => take_back(device, self.id)?,
        }
        Ok(Done {})
    }
}

/// Gives a verdict on the version that was seen.
pub(super) fn give(
    device: &mut Device,
    meeting: Uuid,
    verdict: Verdict,
    note: &str,
    heads: &str,
) -> Result<(), Error> {
    let (key, document) = found(device, meeting)?;
    let note = fold::tidy(note);
    let check = CheckPatch {
        verdict: Set::To(verdict),
        note: if note.is_empty() {
            Set::Clear
        } else {
            Set::To(note)
        },
        by: device.person()?.into(),
        heads: Set::To(seen(heads, &document)?),
    };
    say(device, &key, check)
}

/// Clears the verdict.
pub(super) fn take_back(device: &mut Device, meeting: Uuid) -> Result<(), Error> {
    let (key, _) = found(device, meeting)?;
    let check = CheckPatch {
        verdict: Set::Clear,
        note: Set::Clear,
        by: Set::Clear,
        heads: Set::Clear,
    };
    say(device, &key, check)
}

fn found(device: &Device, meeting: Uuid) -> Result<(DocKey, Document), Error> {
    ids::document(device, meeting)?
        .filter(|(key, _)| matches!(key, DocKey::Meeting { .. }))
        .ok_or(Error::Missing("such meeting"))
}

fn say(device: &mut Device, key: &DocKey, check: CheckPatch) -> Result<(), Error> {
    let patch = MeetingPatch {
        check,
        ..MeetingPatch::default()
    };
    device.edit(key, &patch.into())?;
    settle(device, key)
}

/// The version that was seen, which this device must hold to tell later what changed since.
fn seen(heads: &str, document: &Document) -> Result<Heads, DocumentError> {
    read_version(heads)
        .filter(|seen| !seen.as_slice().is_empty())
        .filter(|seen| seen.as_slice().iter().all(|hash| document.contains(*hash)))
        .ok_or(DocumentError::UnknownVersion)
}

/// Two supervisors had said different things: the verdict that was given now is the one that counts, also where it says what was
/// shown already.
fn settle(device: &mut Device, key: &DocKey) -> Result<(), Error> {
    let Some(document) = device.document(key)? else {
        return Ok(());
    };
    for left in document.disagreements() {
        if left.path.starts_with("check/") {
            let value = document.value(&left.path).unwrap_or(Scalar::Empty);
            device.resolve(key, &left.path, value)?;
        }
    }
    Ok(())
}

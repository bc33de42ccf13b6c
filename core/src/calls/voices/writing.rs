//! A voice is said, with or without a signal; and whose task it is says that it is done.

use sesi_engine::ambient::random;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::listing::proof_counts;
use super::{ProveTask, SayVoice};
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::{Command, ids};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, View, VoicePatch, VoiceView};
use crate::queries::staff::Who;
use crate::queries::voices::Voice;
use crate::reference::fold;

impl Command for SayVoice {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        let by = device.person()?.ok_or(Refusal::NoStaff)?;
        let text = fold::tidy(&self.text);
        if text.is_empty() {
            return Err(Refusal::VoiceMissing.into());
        }
        if let Some(said) = said_before(device, by, &text, self.meeting)? {
            return Ok(said);
        }
        let topic = fold::tidy(&self.topic);
        let id = uuid::Builder::from_random_bytes(random(device.me().ambient())).into_uuid();
        let key = DocKey::Voice {
            day: device.today()?,
            device: device.id(),
            id,
        };
        let patch = VoicePatch {
            kind: Set::To(self.voice),
            topic: Some(topic).filter(|topic| !topic.is_empty()).into(),
            text: Set::To(text),
            by: Set::To(by),
            meeting: self.meeting.map_or(Set::Keep, Set::To),
            ..VoicePatch::default()
        };
        device.edit(&key, &patch.into())?;
        Ok(key.id(&device.office()).0)
    }
}

/// The voice in which the person said the same of the same meeting.
fn said_before(
    device: &Device,
    by: Uuid,
    text: &str,
    meeting: Option<Uuid>,
) -> Result<Option<Uuid>, Error> {
    if meeting.is_none() {
        return Ok(None);
    }
    let conn = device.reader();
    let who = Who::read(conn)?;
    let mut voices = Voice::all(conn)?.into_iter();
    let same = voices.find(|voice| {
        let author = voice.device.and_then(|device| who.staff_of(device));
        voice.meeting == meeting && voice.text == text && author == Some(by)
    });
    Ok(same.map(|voice| voice.doc))
}

impl Command for ProveTask {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let (key, voice) = voice(device, self.id)?;
        if voice.task.is_none() {
            return Err(Refusal::NoTask.into());
        }
        let own = device.person()?.filter(|person| voice.who == Some(*person));
        if own.is_none() && !device.membership().is_office(device.id()) {
            return Err(Refusal::NotYourTask.into());
        }
        let proof = Some(fold::tidy(&self.proof)).filter(|proof| !proof.is_empty());
        let others = Voice::all(device.reader())?.into_iter();
        let mut others = others.filter(|voice| voice.doc == self.id && voice.proof.is_some());
        let who = Who::read(device.reader())?;
        if others.any(|voice| !proof_counts(&voice, &who, device.membership())) {
            // A colleague's device put it there: the same words again would change nothing.
            let cleared = VoicePatch {
                proof: Set::Clear,
                proved: Set::Clear,
                ..VoicePatch::default()
            };
            device.edit(&key, &cleared.into())?;
        }
        let patch = VoicePatch {
            proved: match proof {
                Some(_) => Set::To(device.today()?),
                None => Set::Clear,
            },
            proof: proof.into(),
            ..VoicePatch::default()
        };
        device.edit(&key, &patch.into())?;
        Ok(Done {})
    }
}

/// The voice of a document.
pub(super) fn voice(device: &Device, id: Uuid) -> Result<(DocKey, Box<VoiceView>), Error> {
    let missing = Error::Missing("such voice");
    let Some((key, document)) = ids::document(device, id)? else {
        return Err(missing);
    };
    match document.view() {
        View::Voice(voice) => Ok((key, voice)),
        _ => Err(missing),
    }
}

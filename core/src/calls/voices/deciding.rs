//! The office answers, gives tasks, closes, and joins what is about one thing. Each of them can be taken back by saying it otherwise.

use chrono::NaiveDate;
use sesi_engine::documents::Set;

use super::writing::voice;
use super::{DecideVoice, Decision, JoinVoices};
use crate::calls::Command;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, Patch, VoicePatch, VoiceView};
use crate::queries::staff::is_staff;
use crate::queries::voices::{Voice, heads};
use crate::reference::fold;

impl Command for DecideVoice {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let (key, before) = voice(device, self.id)?;
        let Decision {
            answer,
            task,
            who,
            due,
            closed,
        } = self.decision;
        let text = |text: &str| Some(fold::tidy(text)).filter(|text| !text.is_empty());
        let (answer, task) = (text(&answer), text(&task));
        if task.is_some() != who.is_some() || task.is_some() != due.is_some() {
            return Err(Refusal::TaskIncomplete.into());
        }
        let known = match before.who {
            Some(who) => is_staff(device.reader(), who)?,
            None => false,
        };
        if decided(&before, known) != self.seen {
            return Err(Refusal::DecidedMeanwhile.into());
        }
        if let Some(who) = who
            && !is_staff(device.reader(), who)?
        {
            return Err(Error::Missing("such member of staff"));
        }
        let patch = VoicePatch {
            answered: first_answer(&before, answer.is_some(), device.today()?),
            answer: answer.into(),
            task: task.into(),
            who: who.into(),
            due: due.into(),
            closed: Some(true).filter(|_| closed).into(),
            ..VoicePatch::default()
        };
        device.edit(&key, &patch.into())?;
        Ok(Done {})
    }
}

/// What the office says by now, as a screen shows it: `known`, the person whose task it is is here.
fn decided(voice: &VoiceView, known: bool) -> Decision {
    Decision {
        answer: voice.answer.clone().unwrap_or_default(),
        task: voice.task.clone().unwrap_or_default(),
        who: voice.who.filter(|_| known),
        due: voice.due,
        closed: voice.closed,
    }
}

/// The day of the first answer stays while there is one.
fn first_answer(before: &VoiceView, answers: bool, today: NaiveDate) -> Set<NaiveDate> {
    match (before.answered, answers) {
        (_, false) => Set::Clear,
        (Some(_), true) => Set::Keep,
        (None, true) => Set::To(today),
    }
}

impl Command for JoinVoices {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        if let Some(with) = self.with {
            let heads = heads(&Voice::all(device.reader())?);
            let head = heads.get(&with).ok_or(Error::Missing("such voice"))?;
            if *head != with || self.ids.contains(&with) {
                return Err(Refusal::SameAsBefore.into());
            }
        }
        let patch = VoicePatch {
            joined: self.with.into(),
            ..VoicePatch::default()
        };
        let mut edits: Vec<(DocKey, Patch)> = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            edits.push((voice(device, *id)?.0, patch.clone().into()));
        }
        device.edit_all(&edits)?;
        Ok(Done {})
    }
}

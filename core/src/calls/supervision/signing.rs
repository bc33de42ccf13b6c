//! Both sign what they saw, each by a device of their own; the office takes a supervision back; and what was agreed is done.

use serde::Deserialize;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::saving::{must_be_open, read};
use crate::calls::Command;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, SupervisionPatch};
use crate::queries::instruments::Instruments;
use crate::queries::staff::Who;
use crate::queries::supervisions::Supervision;
use crate::reference::fold;

/// The observer signs, or opens it again.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SignSupervision {
    /// Document.
    pub id: Uuid,
    /// The digest of what was on the screen; none opens it again.
    pub content: Option<String>,
}

/// The person agrees and replies: on their own phone alone.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReplySupervision {
    /// Document.
    pub id: Uuid,
    /// The digest of what was on the screen; none: does not agree.
    pub agrees: Option<String>,
    /// The reply, up to 1,000 characters; empty for none.
    pub reply: String,
}

/// The office takes a supervision back, or lets it count again.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WithdrawSupervision {
    /// Document.
    pub id: Uuid,
    /// Taken back.
    pub withdrawn: bool,
}

/// Says what shows that a task is done: whose task it is, or the office.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProveFollowUp {
    /// Document of the supervision.
    pub id: Uuid,
    /// Which task.
    pub key: String,
    /// What shows it, up to 500 characters; empty takes it back.
    pub proof: String,
}

/// The office is done with a task, or not yet.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CloseFollowUp {
    /// Document of the supervision.
    pub id: Uuid,
    /// Which task.
    pub key: String,
    /// Done with it.
    pub closed: bool,
}

impl Command for SignSupervision {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let observer = device.person()?.ok_or(Refusal::NoStaff)?;
        let (key, one) = read(device, self.id)?;
        let patch = match self.content {
            Some(content) => {
                must_be_open(device, &one, observer)?;
                if content != one.content {
                    return Err(Refusal::SupervisionChanged.into());
                }
                must_be_complete(device, &one)?;
                if one.signed.is_some() {
                    // Put by a colleague's device it is no signature; the same value again would change nothing.
                    device.edit(&key, &unsigned().into())?;
                }
                SupervisionPatch {
                    signed: Set::To(content),
                    signed_on: Set::To(device.today()?),
                    ..SupervisionPatch::default()
                }
            }
            None if one.observer != Some(observer) => return Err(Refusal::NotObserver.into()),
            None => unsigned(),
        };
        device.edit(&key, &patch.into())?;
        Ok(Done {})
    }
}

/// Nobody has signed.
fn unsigned() -> SupervisionPatch {
    SupervisionPatch {
        signed: Set::Clear,
        signed_on: Set::Clear,
        ..SupervisionPatch::default()
    }
}

/// Every item has an answer, if only that it was not observed: nobody signs what was forgotten.
fn must_be_complete(device: &Device, one: &Supervision) -> Result<(), Error> {
    let instruments = Instruments::read(device.reader())?;
    let instrument = instruments.get(&one.instrument);
    let instrument = instrument.ok_or(Error::Missing("such version of the instrument"))?;
    let items = u32::try_from(instrument.items.len()).unwrap_or(u32::MAX);
    let left = items.saturating_sub(instrument.points(&one.answers).answered);
    if left > 0 {
        return Err(Refusal::SupervisionIncomplete(left).into());
    }
    Ok(())
}

impl Command for ReplySupervision {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let (key, one) = read(device, self.id)?;
        let own = device.person()? == Some(one.staff);
        // The office's devices speak for the office, whoever holds them.
        if !own || device.membership().is_office(device.id()) {
            return Err(Refusal::NotSupervised.into());
        }
        let who = Who::read(device.reader())?;
        if let Some(content) = &self.agrees {
            let signed = one.signature(&who).map(|signed| &signed.content);
            if Some(content) != signed || *content != one.content {
                return Err(Refusal::SupervisionChanged.into());
            }
        }
        let lines: Vec<String> = self.reply.lines().map(fold::tidy).collect();
        let reply = lines.join("\n").trim().to_owned();
        let today = device.today()?;
        let stays = one.agreement(&who).map(|agreed| &agreed.content) == self.agrees.as_ref();
        let patch = SupervisionPatch {
            agreed_on: match &self.agrees {
                Some(_) if stays => Set::Keep,
                Some(_) => Set::To(today),
                None => Set::Clear,
            },
            agreed: self.agrees.into(),
            reply: Some(reply).filter(|reply| !reply.is_empty()).into(),
            ..SupervisionPatch::default()
        };
        device.edit(&key, &patch.into())?;
        Ok(Done {})
    }
}

impl Command for WithdrawSupervision {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let (key, _) = read(device, self.id)?;
        let patch = SupervisionPatch {
            withdrawn: Some(true).filter(|_| self.withdrawn).into(),
            ..SupervisionPatch::default()
        };
        device.edit(&key, &patch.into())?;
        Ok(Done {})
    }
}

/// The supervision of a task that was agreed, and whose it is.
fn task(device: &Device, id: Uuid, key: &str) -> Result<(DocKey, Option<Uuid>), Error> {
    let (document, one) = read(device, id)?;
    let task = one.tasks.get(key).ok_or(Refusal::NoTask)?;
    Ok((document, task.who))
}

impl Command for ProveFollowUp {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let (document, who) = task(device, self.id, &self.key)?;
        let own = device.person()?.filter(|person| who == Some(*person));
        if own.is_none() && !device.membership().is_office(device.id()) {
            return Err(Refusal::NotYourTask.into());
        }
        let proof = Some(fold::tidy(&self.proof)).filter(|proof| !proof.is_empty());
        let proved = match proof {
            Some(_) => Some(device.today()?),
            None => None,
        };
        let patch = SupervisionPatch {
            proof: [(self.key.clone(), proof)].into(),
            proved: [(self.key, proved)].into(),
            ..SupervisionPatch::default()
        };
        device.edit(&document, &patch.into())?;
        Ok(Done {})
    }
}

impl Command for CloseFollowUp {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let (document, _) = task(device, self.id, &self.key)?;
        let patch = SupervisionPatch {
            closed: [(self.key, Some(true).filter(|_| self.closed))].into(),
            ..SupervisionPatch::default()
        };
        device.edit(&document, &patch.into())?;
        Ok(Done {})
    }
}

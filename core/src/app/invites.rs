//! Invites as people hand them over: pasted with a message around, typed, or photographed.

use data_encoding::BASE64;
use sesi_engine::keys::invite_link::{InviteLink, Pasted};
use sesi_engine::keys::invite_photo::qr_codes;

use super::fault::OnboardingFault;
use super::onboarding::{InviteRead, LeaveCamera, OpenCamera, ReadInvite, ReadPhoto};
use super::running::App;
use crate::calls::terms::Done;

impl App {
    pub(super) fn open_camera(&self, wish: &OpenCamera) -> Result<Done, OnboardingFault> {
        self.profile.keep_at_camera(wish.relay.trim())?;
        Ok(Done {})
    }

    pub(super) fn leave_camera(&self, _: &LeaveCamera) -> Result<Done, OnboardingFault> {
        self.profile.forget_camera()?;
        Ok(Done {})
    }

    pub(super) fn read_invite(&self, question: &ReadInvite) -> Result<InviteRead, OnboardingFault> {
        self.profile.forget_camera()?;
        read(&question.text)
    }

    pub(super) fn read_photo(&self, question: &ReadPhoto) -> Result<InviteRead, OnboardingFault> {
        self.profile.forget_camera()?;
        let luma = BASE64
            .decode(question.luma.as_bytes())
            .map_err(|_| OnboardingFault::Photo)?;
        let (width, height) = (question.width as usize, question.height as usize);
        let codes = qr_codes(width, height, &luma);
        let mut invites = codes.iter().filter_map(|text| read(text).ok());
        invites.next().ok_or(OnboardingFault::Photo)
    }
}

fn read(text: &str) -> Result<InviteRead, OnboardingFault> {
    Ok(match Pasted::parse(text)? {
        Pasted::Link(link) => InviteRead {
            text: link.to_uri().to_string(),
            relay: Some(link.relay().to_owned()),
            office: link.words().office.clone(),
            person: link.words().person.clone(),
            role: link.words().role.clone(),
        },
        Pasted::Code(secret) => InviteRead {
            text: secret.to_text().to_string(),
            relay: None,
            office: String::new(),
            person: String::new(),
            role: String::new(),
        },
    })
}

/// The invite in a text; a code alone leads to `relay`.
pub(super) fn link(text: &str, relay: &str) -> Result<InviteLink, OnboardingFault> {
    Ok(match Pasted::parse(text)? {
        Pasted::Link(link) => link,
        Pasted::Code(secret) => InviteLink::new(relay.trim(), secret, None)?,
    })
}

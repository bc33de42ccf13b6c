//! What the paper of a sending is made of, kept beside its cells: letterhead, signers and legal bases as they were, and by which templates the office
//! printed on that day. Nothing that is set or published later changes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::sheets::{PAPER, Sending};
use crate::calls::office::OfficeSettings;
use crate::calls::refusal::Refusal;
use crate::calls::templates::{in_force, of_versions};
use crate::device::Device;
use crate::error::Error;
use crate::forms::sent;
use crate::forms::template::{OfficeWords, Templates};
use crate::kinds::template_version;
use crate::reports::Signing;

/// The paper of a sending.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct SentPaper {
    /// Letterhead, place, day and signers.
    #[serde(flatten)]
    pub signing: Signing,
    /// On what the work is based, where the office said it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bases: Vec<String>,
    /// The versions of the office's own templates by form; none of the product's own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    templates: BTreeMap<String, String>,
}

impl SentPaper {
    /// As it stands today.
    pub(super) fn today(device: &Device, signing: Signing) -> Result<Self, Error> {
        let in_force = in_force(device)?;
        let forms = [&sent::KABUPATEN, &sent::KECAMATAN];
        let own = forms.into_iter().filter_map(|form| {
            let source = in_force.own(form.name)?;
            Some((form.name.to_owned(), template_version(source)))
        });
        Ok(Self {
            signing,
            bases: OfficeSettings::legal_bases(device.reader())?,
            templates: own.collect(),
        })
    }

    /// As it was kept; what was kept without one has none. One that does not read here is not replaced by another.
    pub(super) fn of(sending: &Sending) -> Result<Self, Error> {
        let Some(kept) = sending.first.lines.get(PAPER) else {
            return Ok(Self::default());
        };
        Ok(serde_json::from_str(kept).map_err(|_| Refusal::SentNotWhole)?)
    }

    /// The templates by which it is printed.
    pub(super) fn templates(&self, device: &Device) -> Result<Templates, Error> {
        let own = of_versions(device, &self.templates)?;
        if own.len() != self.templates.len() {
            return Err(Refusal::SentNotWhole.into());
        }
        let office = OfficeWords {
            letterhead: self.signing.letterhead.clone(),
            signers: self.signing.signers.clone(),
            kabupaten: self.signing.kabupaten.clone(),
            bases: self.bases.clone(),
        };
        Ok(Templates::new(own, office))
    }
}

//! A template put in force, and the product's own again. Nothing is lost by either: every text stays among the versions.

use sesi_engine::documents::Set;

use super::listing::{Known, known_form};
use super::trying::checked;
use super::{PublishTemplate, RestoreTemplate};
use crate::calls::Command;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{BUILT_IN, DocKey, FormName, TemplatePatch, template_version};

impl Command for PublishTemplate {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let form = known_form(&self.form)?;
        must_have_seen(device, form.name, self.base.as_deref())?;
        let source = tidy(&self.source);
        checked(&source, form)?;
        if source == tidy(form.source) {
            return put(device, form.name, BUILT_IN.to_owned(), None);
        }
        let version = template_version(&source);
        put(device, form.name, version, Some(source))
    }
}

impl Command for RestoreTemplate {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let form = known_form(&self.form)?;
        must_have_seen(device, form.name, self.base.as_deref())?;
        put(device, form.name, BUILT_IN.to_owned(), None)
    }
}

/// The text with one way of ending lines, so that the same words are one version whoever typed them.
fn tidy(source: &str) -> String {
    let lines: Vec<&str> = source.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// Nobody replaces what they have not seen.
fn must_have_seen(device: &Device, form: &str, base: Option<&str>) -> Result<(), Error> {
    let known = Known::read(device)?;
    let now = known.current(form).map(|one| one.version.as_str());
    if now == base {
        Ok(())
    } else {
        Err(Refusal::DecidedMeanwhile.into())
    }
}

fn put(
    device: &mut Device,
    form: &str,
    version: String,
    source: Option<String>,
) -> Result<Done, Error> {
    let today = device.today()?;
    let person = device.person()?;
    let patch = TemplatePatch {
        current: Set::To(version.clone()),
        versions: source
            .map(|source| (version.clone(), Some(source)))
            .into_iter()
            .collect(),
        days: [(version.clone(), Some(today))].into(),
        people: person
            .map(|person| (version, Some(person)))
            .into_iter()
            .collect(),
    };
    let form = FormName::new(form).ok_or(Error::Missing("such form"))?;
    device.edit(&DocKey::Template { form }, &patch.into())?;
    Ok(Done {})
}

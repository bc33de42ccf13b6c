//! A text tried before it is in force: read, filled with invented data and with the latest that the office recorded, and laid out.

use std::io::Write;

use sesi_engine::job::{Phase, Watch};
use sesi_engine::whole_file;

use super::listing::{in_force, known_form};
use super::{PrintTrial, TemplateTrial, TrialOf, TryTemplate};
use crate::calls::printing::{Printed, recorded};
use crate::calls::who::must_be_office;
use crate::calls::{Job, Query};
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::forms::document::Document;
use crate::forms::template::{Budget, Closing, Fault, Fields, Form, Template, Templates};
use crate::forms::{paper, plain};

const INVENTED: &str = "Contoh dengan data rekaan.";
const REMARK: &str = "(catatan aplikasi tentang isi lembar ini, bila ada)";
const RECORDED: &str = "Uji coba dengan data yang dicatat.";

impl Query for TryTemplate {
    type Answer = TemplateTrial;

    fn answer(self, device: &Device) -> Result<TemplateTrial, Error> {
        must_be_office(device)?;
        let form = known_form(&self.form)?;
        let wrong = |faults| TemplateTrial {
            faults,
            sample: None,
            recorded: None,
            pages: 0,
            paper: Templates::default().paper(form),
        };
        let template = match Template::read(&self.source, form) {
            Ok(template) => template,
            Err(faults) => return Ok(wrong(faults)),
        };
        let sample = match page(&template, form, &form.sample(), INVENTED) {
            Ok(page) => page,
            Err(fault) => return Ok(wrong(vec![fault])),
        };
        let found = match data(device, form, TrialOf::Recorded)? {
            Some(fields) => match page(&template, form, &fields, RECORDED) {
                Ok(page) => Some(page),
                Err(fault) => return Ok(wrong(vec![fault])),
            },
            None => None,
        };
        let size = template.paper.size;
        let laid = paper::flow(std::slice::from_ref(&sample), size, |_, _| Ok(()))?;
        Ok(TemplateTrial {
            faults: Vec::new(),
            sample: Some(plain::text(&sample)),
            recorded: found.as_ref().map(plain::text),
            pages: u32::try_from(laid.pages()).unwrap_or(u32::MAX),
            paper: template.paper,
        })
    }
}

impl Job for PrintTrial {
    type Answer = Printed;

    fn run(self, device: &mut impl SharedDevice, watch: &mut Watch<'_>) -> Result<Printed, Error> {
        watch(Phase::Reading.at(0, 1))?;
        let form = known_form(&self.form)?;
        let fields = {
            let device = device.lend();
            must_be_office(&device)?;
            data(&device, form, self.of)?.ok_or(Error::Missing("data for that form"))?
        };
        let template = checked(&self.source, form)?;
        let closing = match self.of {
            TrialOf::Sample => INVENTED,
            TrialOf::Recorded => RECORDED,
        };
        let page = page(&template, form, &fields, closing)?;
        let title = page.title.clone();
        let bytes = paper::pdf(&[page], template.paper.size, &title, |done, total| {
            Ok(watch(Phase::Writing.at(done, total))?)
        })?;
        whole_file::write(&self.path, |file| file.write_all(&bytes))?;
        Ok(Printed {
            path: self.path,
            lists: 1,
            families: 0,
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            digest: String::new(),
        })
    }
}

/// A text that can be put in force: it is read, and invented data stays within its bounds.
pub(super) fn checked(source: &str, form: &Form) -> Result<Template, Fault> {
    let template = Template::read(source, form)
        .map_err(|faults| faults.into_iter().next().unwrap_or_default())?;
    template.fill(&form.sample(), &closing(INVENTED), Budget::OFFICE)?;
    Ok(template)
}

/// What stands at the end of a trial, with a remark where the form has some.
fn closing(said: &str) -> Closing {
    Closing {
        counted: said.to_owned(),
        remarks: vec![REMARK.to_owned()],
    }
}

fn data(device: &Device, form: &Form, of: TrialOf) -> Result<Option<Fields>, Error> {
    let found = match of {
        TrialOf::Sample => return Ok(Some(form.sample())),
        TrialOf::Recorded => recorded::latest(device, form.name)?,
    };
    let templates = in_force(device)?;
    Ok(found.map(|fields| templates.with_office(fields)))
}

fn page(
    template: &Template,
    form: &Form,
    fields: &Fields,
    closing: &str,
) -> Result<Document, Fault> {
    Ok(Document {
        title: form.title.id.to_owned(),
        day: chrono::NaiveDate::default(),
        wide: template.paper.wide,
        blocks: template.fill(fields, &self::closing(closing), Budget::OFFICE)?,
        digest: String::new(),
    })
}

//! Which templates are in force: read for the office's list, and for every form that is written.

use std::collections::BTreeMap;

use crate::calls::Query;
use crate::calls::office::OfficeSettings;
use crate::calls::signing::signing;
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::forms::template::{
    Data, Fault, Fields, Form, MOST_SOURCE, OfficeWords, Template, Templates,
};
use crate::forms::templates::{FormGroup, form, forms, grouped};
use crate::kinds::BUILT_IN;
use crate::queries::disagreements;
use crate::queries::staff::Who;
use crate::queries::templates::{TemplateChoice, TemplateRecord, all, choices};
use crate::reports::Words;

use super::{
    FormPaperRow, FormPapers, ListTemplates, ReadTemplate, TemplateField, TemplateFieldKind,
    TemplateRow, TemplateVersion, TemplateView,
};

/// What this device knows of the office's templates.
pub(super) struct Known {
    pub written: Vec<TemplateRecord>,
    pub chosen: Vec<TemplateChoice>,
}

impl Known {
    pub(super) fn read(device: &Device) -> Result<Self, Error> {
        let conn = device.reader();
        Ok(Self {
            written: all(conn)?,
            chosen: choices(conn)?,
        })
    }

    /// What the office chose for a form.
    pub(super) fn choice(&self, form: &str) -> Option<&TemplateChoice> {
        self.chosen.iter().find(|choice| choice.form == form)
    }

    /// The template of the office that is in force for a form.
    pub(super) fn current(&self, form: &str) -> Option<&TemplateRecord> {
        let choice = self.choice(form).filter(|it| it.version != BUILT_IN)?;
        self.written
            .iter()
            .find(|one| one.form == form && one.version == choice.version)
    }
}

impl Known {
    /// The version that the office chose for a form, where its text is not here or is none that this app reads.
    fn lost(&self, form: &str) -> Option<&str> {
        let choice = self.choice(form).filter(|it| it.version != BUILT_IN)?;
        let lost = self.current(form).is_none();
        lost.then_some(choice.version.as_str())
    }
}

/// Texts that the office wrote, by form and version: those of them that are here.
pub(in crate::calls) fn of_versions(
    device: &Device,
    wanted: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Error> {
    let written = all(device.reader())?.into_iter();
    let of = written.filter(|one| wanted.get(&one.form) == Some(&one.version));
    Ok(of.map(|one| (one.form, one.source)).collect())
}

/// The templates by which this device writes its forms.
pub(in crate::calls) fn in_force(device: &Device) -> Result<Templates, Error> {
    let known = Known::read(device)?;
    let own: BTreeMap<String, String> = forms()
        .filter_map(|form| known.current(form.name))
        .map(|one| (one.form.clone(), one.source.clone()))
        .collect();
    let signing = signing(device, None)?;
    let office = OfficeWords {
        letterhead: signing.letterhead,
        signers: signing.signers,
        kabupaten: signing.kabupaten,
        bases: OfficeSettings::legal_bases(device.reader())?,
    };
    let lost =
        forms().filter_map(|form| Some((form.name.to_owned(), known.lost(form.name)?.to_owned())));
    Ok(Templates::new(own, office).lacking(lost.collect()))
}

/// The form of that name.
pub(super) fn known_form(name: &str) -> Result<&'static Form, Error> {
    form(name).ok_or(Error::Missing("such form"))
}

impl Query for FormPapers {
    type Answer = Vec<FormPaperRow>;

    fn answer(self, device: &Device) -> Result<Self::Answer, Error> {
        let templates = in_force(device)?;
        let papers = forms().map(|form| FormPaperRow {
            form: form.name.to_owned(),
            paper: templates.paper(form),
        });
        Ok(papers.collect())
    }
}

impl Query for ListTemplates {
    type Answer = Vec<TemplateRow>;

    fn answer(self, device: &Device) -> Result<Self::Answer, Error> {
        must_be_office(device)?;
        let known = Known::read(device)?;
        let each = grouped().map(|(group, form)| row(device, &known, group, form));
        each.collect()
    }
}

fn row(
    device: &Device,
    known: &Known,
    group: FormGroup,
    form: &Form,
) -> Result<TemplateRow, Error> {
    let conn = device.reader();
    let choice = known.choice(form.name);
    let current = known.current(form.name);
    let who = Who::read(conn)?;
    let faults = current.map(|one| Template::read(&one.source, form).err());
    let lost = known.lost(form.name).map(Fault::lost);
    let disagreed = match choice {
        Some(choice) => disagreements::count_of(conn, choice.doc)? > 0,
        None => false,
    };
    Ok(TemplateRow {
        form: form.name.to_owned(),
        title: form.title,
        group,
        version: current.map(|one| one.version.clone()),
        day: choice.and_then(|choice| choice.day),
        by: choice
            .and_then(|choice| choice.by)
            .and_then(|staff| who.person(staff)),
        fault: lost.or_else(|| faults.flatten()?.into_iter().next()),
        disagreed,
    })
}

impl Query for ReadTemplate {
    type Answer = TemplateView;

    fn answer(self, device: &Device) -> Result<TemplateView, Error> {
        must_be_office(device)?;
        let named = grouped().find(|(_, form)| form.name == self.form);
        let (group, form) = named.ok_or(Error::Missing("such form"))?;
        let known = Known::read(device)?;
        let who = Who::read(device.reader())?;
        let current = known.current(form.name);
        let source = current.map_or_else(|| form.source.to_owned(), |one| one.source.clone());
        let row = row(device, &known, group, form)?;
        let of_form = known.written.into_iter().filter(|it| it.form == form.name);
        Ok(TemplateView {
            row,
            source,
            built_in: form.source.to_owned(),
            fields: fields(&form.sample()),
            versions: of_form
                .map(|one| TemplateVersion {
                    version: one.version,
                    source: one.source,
                    day: one.day,
                    by: one.by.and_then(|staff| who.person(staff)),
                })
                .collect(),
            most: u32::try_from(MOST_SOURCE).unwrap_or(u32::MAX),
        })
    }
}

/// What a template may name.
fn fields(sample: &Fields) -> Vec<TemplateField> {
    let field = |key: &str, about: Words, kind, within| TemplateField {
        key: key.to_owned(),
        about,
        kind,
        within,
    };
    let items = sample.items().iter().map(|item| {
        let (kind, within) = match &item.data {
            Data::Text(..) => (TemplateFieldKind::Text, Vec::new()),
            Data::Number(_) => (TemplateFieldKind::Number, Vec::new()),
            Data::Yes(_) => (TemplateFieldKind::Yes, Vec::new()),
            Data::List(rows) => (
                TemplateFieldKind::List,
                rows.first().map(fields).unwrap_or_default(),
            ),
            Data::Table(table, _) => {
                let columns = table.columns.iter();
                let columns = columns
                    .map(|head| field(head.key, head.label, TemplateFieldKind::Text, Vec::new()));
                (TemplateFieldKind::Table, columns.collect())
            }
        };
        field(item.key, item.about, kind, within)
    });
    items.collect()
}

//! Forms as texts that an office can change: a template is read whole before any data is looked at, and filled afterwards, so that nothing in
//! the data is ever markup. It reads what it is given and nothing else; it knows no form, no file and no clock.

mod check;
mod fault;
mod fields;
mod fill;
mod line;
mod office;
mod parse;

use std::collections::BTreeMap;

pub use fault::{Fault, FaultKind};
pub use fields::{Data, Fields, Item, Missing};
pub use fill::{Budget, Closing, MOST_PAGES};
pub use line::MOST_SOURCE;
pub use office::{OWN_BASES, OfficeWords, letterhead};

use chrono::NaiveDate;
use line::{Node, PaperLine};
use serde::Serialize;

use super::document::{Block, Document};
use crate::error::{Error, FieldError};
use crate::kinds::template_version;
use crate::pdf::Size;
use crate::reports::Words;

/// A form that has a template.
pub struct Form {
    /// Its name for programs and documents.
    pub name: &'static str,
    /// What it is called.
    pub title: Words,
    /// The product's own template. It says on which paper it is printed.
    pub source: &'static str,
    /// Whether its paper may lie on its side; otherwise it stands upright.
    pub turns: bool,
    /// Invented data with a value in every field and a row in every list: what a template may name is what this has.
    pub sample: fn() -> Fields,
}

impl Form {
    /// Everything that a template of it may name, invented.
    pub fn sample(&self) -> Fields {
        OfficeWords::sample().added_to((self.sample)())
    }
}

/// On which paper a form is printed where nobody says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FormPaper {
    /// Its size.
    pub size: Size,
    /// Whether it lies on its side.
    pub wide: bool,
}

/// What a form says of some data, and the paper of its template.
#[derive(Debug, PartialEq)]
pub struct Filled {
    /// What it says.
    pub blocks: Vec<Block>,
    /// On which paper.
    pub paper: FormPaper,
}

impl Filled {
    /// The same as a document, by the digest of what it says.
    pub(in crate::forms) fn document(
        self,
        title: String,
        day: NaiveDate,
        digest: String,
    ) -> Document {
        Document {
            title,
            day,
            wide: self.paper.wide,
            blocks: self.blocks,
            digest,
        }
    }
}

/// A template that was read and fits its form.
pub struct Template {
    nodes: Vec<Node>,
    /// Its own words on the paper, or those of the product's own template.
    pub paper: FormPaper,
}

impl Template {
    /// Reads a template of a form.
    ///
    /// # Errors
    /// Everything that is wrong with it, by line.
    pub fn read(source: &str, form: &Form) -> Result<Self, Vec<Fault>> {
        let parsed = parse::parse(source).map_err(|fault| vec![fault])?;
        let mut faults = check::faults(&parsed.nodes, &form.sample());
        faults.extend(parsed.paper.and_then(|paper| upright(paper, form)));
        faults.sort_by_key(|fault| fault.line);
        if faults.is_empty() {
            Ok(Self {
                nodes: parsed.nodes,
                paper: paper(parsed.paper, form),
            })
        } else {
            Err(faults)
        }
    }

    /// What it says of some data; what `closing` says stands where it asks for it, or at the end.
    ///
    /// # Errors
    /// If it exceeds a bound.
    pub fn fill(
        &self,
        fields: &Fields,
        closing: &Closing,
        budget: Budget,
    ) -> Result<Vec<Block>, Fault> {
        fill::fill(&self.nodes, fields, closing, budget)
    }

    fn filled(&self, fields: &Fields, closing: &Closing, budget: Budget) -> Result<Filled, Fault> {
        Ok(Filled {
            blocks: self.fill(fields, closing, budget)?,
            paper: self.paper,
        })
    }
}

/// The templates of an office that are in force.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    own: BTreeMap<String, String>,
    /// Versions that the office chose and that cannot be read here, by the name of their form.
    lost: BTreeMap<String, String>,
    office: OfficeWords,
}

impl Templates {
    /// Texts by the name of their form.
    pub fn new(own: BTreeMap<String, String>, office: OfficeWords) -> Self {
        Self {
            own,
            lost: BTreeMap::new(),
            office,
        }
    }

    /// The same, with versions that were chosen and cannot be read.
    #[must_use]
    pub fn lacking(mut self, lost: BTreeMap<String, String>) -> Self {
        self.lost = lost;
        self
    }

    /// The office's own template of a form; none where the product's own is in force.
    pub fn own(&self, form: &str) -> Option<&str> {
        self.own.get(form).map(String::as_str)
    }

    /// The data of a form with what the office's settings say.
    pub fn with_office(&self, fields: Fields) -> Fields {
        self.office.added_to(fields)
    }

    /// What a form says of some data, by the office's template or the product's own; the closing says by which. An office's template that
    /// cannot be used leaves the product's own in force, and the closing says so.
    ///
    /// # Errors
    /// If the product's own cannot be used.
    pub fn fill(&self, form: &Form, fields: &Fields, closing: &Closing) -> Result<Filled, Fault> {
        let fields = &self.office.added_to(fields.clone());
        let mut remark = format!("Templat bawaan {}.", short(form.source));
        if let Some(source) = self.own.get(form.name) {
            let of_office = closing.and(&format!("Templat kantor {}.", short(source)));
            let filled = Template::read(source, form)
                .map_err(|faults| faults.into_iter().next().unwrap_or_default())
                .and_then(|template| template.filled(fields, &of_office, Budget::OFFICE));
            match filled {
                Ok(filled) => return Ok(filled),
                Err(fault) => {
                    let version = short(source);
                    remark =
                        format!("{remark} Templat kantor {version} tidak dapat dipakai: {fault}.");
                }
            }
        }
        if let Some(version) = self.lost.get(form.name) {
            let fault = Fault::lost(version);
            remark = format!("{remark} Templat kantor tidak dapat dipakai: {fault}.");
        }
        let own = Template::read(form.source, form)
            .map_err(|faults| faults.into_iter().next().unwrap_or_default())?;
        own.filled(fields, &closing.and(&remark), Budget::OWN)
    }

    /// On which paper a form is printed where nobody says otherwise.
    pub fn paper(&self, form: &Form) -> FormPaper {
        let own = self.own.get(form.name);
        let own = own.and_then(|source| Template::read(source, form).ok());
        own.map_or_else(|| paper(None, form), |template| template.paper)
    }
}

/// What a template says of its paper, or else the product's own.
fn paper(said: Option<PaperLine>, form: &Form) -> FormPaper {
    let own = parse::parse(form.source).ok().and_then(|own| own.paper);
    let size = said.or(own).map(|paper| paper.size);
    let wide = said
        .and_then(|paper| paper.wide)
        .or_else(|| own.and_then(|paper| paper.wide));
    FormPaper {
        size: size.unwrap_or_default(),
        wide: wide.unwrap_or_default(),
    }
}

/// Paper that is to lie on its side where the form's cannot.
fn upright(paper: PaperLine, form: &Form) -> Option<Fault> {
    let turned = paper.wide == Some(true) && !form.turns;
    turned.then(|| Fault::new(paper.at, FaultKind::Upright, "mendatar"))
}

/// As much of a version as is printed.
fn short(source: &str) -> String {
    template_version(source).chars().take(8).collect()
}

impl FieldError for Fault {
    fn kind(&self) -> &'static str {
        "template"
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Field(Box::new(fault))
    }
}

#[cfg(test)]
mod tests;

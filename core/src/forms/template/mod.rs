//! Forms as texts that an office can change: a template is read whole before any data is looked at, and filled afterwards, so that nothing in
//! the data is ever markup. It reads what it is given and nothing else; it knows no form, no file and no clock.

mod check;
mod fault;
mod fields;
mod fill;
mod line;
mod parse;

use std::collections::BTreeMap;

pub use fault::{Fault, FaultKind};
pub use fields::{Data, Fields, Item};
pub use fill::Budget;
pub use line::MOST_SOURCE;

use line::Node;

use super::document::Block;
use crate::kinds::template_version;
use crate::reports::Words;

/// A form that has a template.
pub struct Form {
    /// Its name for programs and documents.
    pub name: &'static str,
    /// What it is called.
    pub title: Words,
    /// The product's own template.
    pub source: &'static str,
    /// Invented data with a value in every field and a row in every list: what a template may name is what this has.
    pub sample: fn() -> Fields,
}

/// A template that was read and fits its form.
pub struct Template {
    nodes: Vec<Node>,
}

impl Template {
    /// Reads a template of a form.
    ///
    /// # Errors
    /// Everything that is wrong with it, by line.
    pub fn read(source: &str, form: &Form) -> Result<Self, Vec<Fault>> {
        let nodes = parse::parse(source).map_err(|fault| vec![fault])?;
        let faults = check::faults(&nodes, &(form.sample)());
        if faults.is_empty() {
            Ok(Self { nodes })
        } else {
            Err(faults)
        }
    }

    /// What it says of some data; `closing` stands where it asks for it, or at the end.
    ///
    /// # Errors
    /// If it exceeds a bound.
    pub fn fill(
        &self,
        fields: &Fields,
        closing: &str,
        budget: Budget,
    ) -> Result<Vec<Block>, Fault> {
        fill::fill(&self.nodes, fields, closing, budget)
    }
}

/// The templates of an office that are in force.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    own: BTreeMap<String, String>,
}

impl Templates {
    /// Texts by the name of their form.
    pub fn new(own: BTreeMap<String, String>) -> Self {
        Self { own }
    }

    /// What a form says of some data, by the office's template or the product's own; the closing says by which. An office's template that
    /// cannot be used leaves the product's own in force, and the closing says so.
    ///
    /// # Errors
    /// If the product's own cannot be used.
    pub fn fill(&self, form: &Form, fields: &Fields, closing: &str) -> Result<Vec<Block>, Fault> {
        let mut remark = format!("Templat bawaan {}.", short(form.source));
        if let Some(source) = self.own.get(form.name) {
            let of_office = format!("{closing} Templat kantor {}.", short(source));
            let blocks = Template::read(source, form)
                .map_err(|faults| faults.into_iter().next().unwrap_or_default())
                .and_then(|template| template.fill(fields, &of_office, Budget::OFFICE));
            match blocks {
                Ok(blocks) => return Ok(blocks),
                Err(fault) => {
                    let version = short(source);
                    remark = format!(
                        "{remark} Templat kantor {version} tidak dapat dipakai: {fault}."
                    );
                }
            }
        }
        let own = Template::read(form.source, form)
            .map_err(|faults| faults.into_iter().next().unwrap_or_default())?;
        own.fill(fields, &format!("{closing} {remark}"), Budget::OWN)
    }
}

/// As much of a version as is printed.
fn short(source: &str) -> String {
    template_version(source).chars().take(8).collect()
}

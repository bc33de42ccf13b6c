//! The templates of forms: which are in force, what a form offers to them, tried over invented and over recorded data, published, taken back.

mod editing;
mod listing;
mod trying;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

use super::terms::Person;
use crate::forms::template::{Fault, FormPaper};
use crate::forms::templates::FormGroup;
use crate::reports::Words;

pub(in crate::calls) use listing::{in_force, of_versions};

/// Asks on which paper each form is printed where nobody says otherwise.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FormPapers {}

/// The paper of a form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FormPaperRow {
    /// The form.
    pub form: String,
    /// As the template in force says.
    pub paper: FormPaper,
}

/// Asks which forms have a template, and which is in force. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListTemplates {}

/// A form that has a template.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TemplateRow {
    /// Its name.
    pub form: String,
    /// What it is called.
    pub title: Words,
    /// What it belongs to.
    pub group: FormGroup,
    /// The version in force; none: the product's own.
    pub version: Option<String>,
    /// When the office chose, and who.
    pub day: Option<NaiveDate>,
    /// Who chose.
    pub by: Option<Person>,
    /// Why the version of the office cannot be used: the product's own is in force meanwhile.
    pub fault: Option<Fault>,
    /// Whether two devices of the office chose differently.
    pub disagreed: bool,
}

/// Asks for the template of a form, what it may name, and its versions. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadTemplate {
    /// The form.
    pub form: String,
}

/// The template of a form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TemplateView {
    /// The form as it is listed.
    pub row: TemplateRow,
    /// The text in force.
    pub source: String,
    /// The product's own.
    pub built_in: String,
    /// What it may name.
    pub fields: Vec<TemplateField>,
    /// What the office wrote, the latest first.
    pub versions: Vec<TemplateVersion>,
    /// Characters that it may have.
    pub most: u32,
}

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TemplateFieldKind {
    /// Words.
    Text,
    /// A count.
    Number,
    /// Yes or no.
    Yes,
    /// Rows to repeat.
    List,
    /// A table.
    Table,
}

/// A field that a template may name.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TemplateField {
    /// Its name.
    pub key: String,
    /// What it is.
    pub about: Words,
    /// What kind.
    pub kind: TemplateFieldKind,
    /// Of a list: what each row has. Of a table: its columns.
    pub within: Vec<TemplateField>,
}

/// A version that the office wrote.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TemplateVersion {
    /// Its digest.
    pub version: String,
    /// Its text.
    pub source: String,
    /// When it was last put in force.
    pub day: Option<NaiveDate>,
    /// By whom.
    pub by: Option<Person>,
}

/// Asks what is wrong with a text, and what it would say. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TryTemplate {
    /// The form.
    pub form: String,
    /// The text.
    pub source: String,
}

/// What is wrong with a text, and what it would say.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TemplateTrial {
    /// What is wrong, by line; empty: it can be published.
    pub faults: Vec<Fault>,
    /// What it says of invented data.
    pub sample: Option<String>,
    /// What it says of the latest that this office recorded; none where there is nothing yet.
    pub recorded: Option<String>,
    /// Pages of the invented data.
    pub pages: u32,
    /// On which paper it is printed; the form's own where the text says nothing or is wrong.
    pub paper: FormPaper,
}

/// Of what a trial is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TrialOf {
    /// Invented data.
    Sample,
    /// The latest that this office recorded.
    Recorded,
}

/// Writes a trial as PDF, on the paper of which the text speaks. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PrintTrial {
    /// The form.
    pub form: String,
    /// The text.
    pub source: String,
    /// Of what.
    pub of: TrialOf,
    /// The file to write. It appears whole or not at all.
    pub path: PathBuf,
}

/// Puts a text in force. What was in force stays among the versions. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PublishTemplate {
    /// The form.
    pub form: String,
    /// The text.
    pub source: String,
    /// The version that was seen in force; none: the product's own.
    pub base: Option<String>,
}

/// Puts the product's own template in force again. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RestoreTemplate {
    /// The form.
    pub form: String,
    /// The version that was seen in force.
    pub base: Option<String>,
}

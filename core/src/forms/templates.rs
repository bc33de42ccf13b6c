//! The forms that have a template, in the order in which an office looks for them.

use super::template::Form;
use super::{activity, letter, rhk, rhk2};

/// All of them.
pub static FORMS: [&Form; 7] = [
    &rhk2::FORM,
    &activity::FORM,
    &rhk::RHK3,
    &rhk::RHK4,
    &rhk::RHK7,
    &letter::WARNING,
    &letter::COMMITMENT,
];

/// The form of that name.
pub fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().copied().find(|form| form.name == name)
}

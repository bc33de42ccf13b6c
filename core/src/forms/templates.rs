//! The forms that have a template, in the order in which an office looks for them.

use super::template::Form;
use super::{activity, letter, rakor, rhk, rhk2};

/// All of them.
pub static FORMS: [&Form; 11] = [
    &rhk2::FORM,
    &activity::FORM,
    &rhk::RHK3,
    &rhk::RHK4,
    &rhk::RHK7,
    &rakor::RHK8,
    &letter::WARNING,
    &letter::COMMITMENT,
    &rakor::INVITATION,
    &rakor::ATTENDANCE,
    &rakor::MINUTES,
];

/// The form of that name.
pub fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().copied().find(|form| form.name == name)
}

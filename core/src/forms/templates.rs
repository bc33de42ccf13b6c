//! The forms that have a template, in the order in which an office looks for them.

use super::template::Form;
use super::{activity, attendance, letter, monitoring, rakor, rekap, rhk, rhk2, sent_changes};

/// All of them.
pub static FORMS: [&Form; 19] = [
    &rhk2::FORM,
    &activity::FORM,
    &monitoring::FORM,
    &attendance::A,
    &attendance::B,
    &attendance::C,
    &attendance::D,
    &rhk::RHK3,
    &rhk::RHK4,
    &rhk::RHK7,
    &rakor::RHK8,
    &letter::WARNING,
    &letter::COMMITMENT,
    &rakor::INVITATION,
    &rakor::ATTENDANCE,
    &rakor::MINUTES,
    &rekap::KABUPATEN,
    &rekap::KECAMATAN,
    &sent_changes::FORM,
];

/// The form of that name.
pub fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().copied().find(|form| form.name == name)
}

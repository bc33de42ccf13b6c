//! The forms that have a template, in the order in which an office looks for them.

use super::template::Form;
use super::{
    activity, attendance, letter, letter_register, monitoring, rakor, recap, rekap, rhk, rhk2, rtl,
    schedule, school, sent, sent_changes, training,
};

/// All of them.
pub static FORMS: [&Form; 35] = [
    &rhk2::FORM,
    &activity::FORM,
    &monitoring::FORM,
    &rhk2::SUMMARY,
    &attendance::A,
    &attendance::B,
    &attendance::C,
    &attendance::D,
    &rhk::RHK3,
    &rhk::RHK4,
    &rhk::RHK7,
    &rakor::RHK8,
    &rtl::FORM,
    &schedule::FORM,
    &letter::WARNING,
    &letter::COMMITMENT,
    &letter_register::FORM,
    &school::FORM,
    &rakor::INVITATION,
    &rakor::ATTENDANCE,
    &rakor::MINUTES,
    &training::attendance::FORM,
    &training::rekap::FORM,
    &rekap::KABUPATEN,
    &rekap::KECAMATAN,
    &sent::KABUPATEN,
    &sent::KECAMATAN,
    &sent_changes::FORM,
    &recap::MONTHS,
    &recap::PLACES,
    &recap::PLACE,
    &recap::PEOPLE,
    &recap::PEOPLE_MONTHS,
    &recap::FAMILIES,
    &recap::YEAR,
];

/// The form of that name.
pub fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().copied().find(|form| form.name == name)
}

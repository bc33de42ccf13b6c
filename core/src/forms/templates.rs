//! The forms that have a template, by what they belong to, in the order in which an office looks for them.

use serde::Serialize;

use super::template::Form;
use super::{
    activity, attendance, letter, letter_register, monitoring, month_summary, rakor, recap, rekap,
    rhk, rhk2, rtl, schedule, school, sent, sent_changes, training,
};

/// What a form belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FormGroup {
    /// Meetings: what was done at one, and who was there.
    Meetings,
    /// Reports on the tasks of a pendamping (RHK).
    Tasks,
    /// Plans of a year and of a month.
    Plans,
    /// Families: letters and commitments.
    Families,
    /// Staff: rakor and training.
    Staff,
    /// The rekap of a month, and what was sent of it.
    Rekap,
    /// Recaps over months.
    Recaps,
}

/// The forms of each group.
static GROUPS: [(FormGroup, &[&Form]); 7] = [
    (
        FormGroup::Meetings,
        &[
            &activity::FORM,
            &monitoring::FORM,
            &month_summary::FORM,
            &attendance::A,
            &attendance::B,
            &attendance::C,
            &attendance::D,
        ],
    ),
    (
        FormGroup::Tasks,
        &[
            &rhk2::FORM,
            &rhk::RHK3,
            &rhk::RHK4,
            &rhk::RHK7,
            &rakor::RHK8,
        ],
    ),
    (FormGroup::Plans, &[&rtl::FORM, &schedule::FORM]),
    (
        FormGroup::Families,
        &[
            &letter::WARNING,
            &letter::COMMITMENT,
            &letter_register::FORM,
            &school::FORM,
        ],
    ),
    (
        FormGroup::Staff,
        &[
            &rakor::INVITATION,
            &rakor::ATTENDANCE,
            &rakor::MINUTES,
            &training::attendance::FORM,
            &training::rekap::FORM,
        ],
    ),
    (
        FormGroup::Rekap,
        &[
            &rekap::KABUPATEN,
            &rekap::KECAMATAN,
            &sent::KABUPATEN,
            &sent::KECAMATAN,
            &sent_changes::FORM,
        ],
    ),
    (
        FormGroup::Recaps,
        &[
            &recap::MONTHS,
            &recap::PLACES,
            &recap::PLACE,
            &recap::PEOPLE,
            &recap::PEOPLE_MONTHS,
            &recap::FAMILIES,
            &recap::YEAR,
        ],
    ),
];

/// All of them, each with what it belongs to.
pub fn grouped() -> impl Iterator<Item = (FormGroup, &'static Form)> {
    let each = GROUPS.iter();
    each.flat_map(|(group, forms)| forms.iter().map(|form| (*group, *form)))
}

/// All of them.
pub fn forms() -> impl Iterator<Item = &'static Form> {
    grouped().map(|(_, form)| form)
}

/// The form of that name.
pub fn form(name: &str) -> Option<&'static Form> {
    forms().find(|form| form.name == name)
}

//! Everything that reads the tables of the read model, each question written once and one file a concern: calls, reports and imports ask
//! here and name no table. A query changes nothing and knows no screen.

pub(crate) mod arrangements;
pub(crate) mod attended;
pub(crate) mod checks;
pub(crate) mod compliance;
pub(crate) mod dated;
pub(crate) mod delivered;
pub(crate) mod disagreements;
pub(crate) mod exported;
pub(crate) mod families;
pub(crate) mod families_of;
pub(crate) mod groups;
pub(crate) mod histories;
pub(crate) mod ids;
pub(crate) mod instruments;
pub(crate) mod letters;
pub(crate) mod lists;
pub(crate) mod marks;
pub(crate) mod meetings;
pub(crate) mod members;
pub(crate) mod month_tables;
pub(crate) mod months;
pub(crate) mod names;
pub(crate) mod office;
pub(crate) mod once;
pub(crate) mod plans;
pub(crate) mod published;
pub(crate) mod rakor;
pub(crate) mod scores;
pub(crate) mod semesters;
pub(crate) mod sent;
pub(crate) mod sessions;
pub(crate) mod siks;
pub(crate) mod staff;
pub(crate) mod supervisions;
pub(crate) mod templates;
pub(crate) mod training;
#[cfg(test)]
mod uses_tests;
pub(crate) mod visits;
pub(crate) mod voices;

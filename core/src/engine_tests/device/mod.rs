//! A device and its neighbours, around a relay in memory.

pub(crate) mod authority;
mod beyond;
mod contradictions;
mod edits;
mod faults;
mod growth;
pub(crate) mod invites;
mod joining;
mod lacking;
mod moves;
mod newer_entries;
mod outsiders;
mod people;
mod purposes;
mod read_model;
mod stolen_machine;
mod ten_years;
mod thiefs_feeds;
mod thiefs_purposes;
mod transactions;
mod twin_epochs;
mod waiting;

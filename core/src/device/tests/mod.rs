//! A device and its neighbours, around a relay in memory.

mod authority;
mod contradictions;
mod edits;
mod faults;
mod growth;
mod invites;
mod joining;
mod lacking;
mod moves;
mod people;
mod transactions;
mod waiting;

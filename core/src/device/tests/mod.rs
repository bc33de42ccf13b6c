//! A device and its neighbours, around a relay in memory.

mod authority;
mod contradictions;
mod edits;
mod invites;
mod joining;
mod moves;
mod people;
mod transactions;
mod waiting;

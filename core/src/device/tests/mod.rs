//! A device and its neighbours, around a relay in memory.

mod edits;
mod joining;
mod moves;
mod people;
mod transactions;
mod waiting;

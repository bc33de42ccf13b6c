//! A device and its neighbours, around a relay in memory.

mod contradictions;
mod edits;
mod joining;
mod moves;
mod people;
mod waiting;

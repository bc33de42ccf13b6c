//! A device in a folder, worked from a command line: for killers, emulators and judges who want a real process of its own.
//!
//! - [`words`]: what can be said to it.
//! - [`folder`]: where its database, its key and its clock are.
//! - [`work`]: what each command does, with the same calls that the app makes.
//! - [`rosters`]: made-up groups and families; [`meetings`]: meetings from a seed.
//! - [`people`]: what is about the staff rather than families.
//! - [`lines`]: which address leads to which relay.
//! - [`answer`]: what it says back, and its exit codes.

pub mod answer;
pub mod folder;
pub mod lines;
pub mod meetings;
pub mod people;
pub mod rosters;
pub mod words;
pub mod work;

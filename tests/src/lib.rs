//! Whole-system tests: real relay processes, real sockets, real database files.
//!
//! - [`relay`]: a relay process on a port of its own.
//! - [`tap`]: a line to it that counts, records or breaks.
//! - [`world`]: an office and its phones, each with its own file and identity.
//! - [`forge`]: a member who writes what the app never would.
//! - [`story`]: what pendamping do in a month, from a seed, with an independent record of what they entered.
//! - [`tally`]: what arrived at the office, counted against that record.

pub mod forge;
pub mod relay;
//pub mod story;
//pub mod tally;
pub mod tap;
pub mod world;

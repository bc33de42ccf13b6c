//! Whole-system tests: real relay processes, real sockets, real database files.
//!
//! - [`bench`]: what is measured.
//! - [`relay`]: a relay process on a port of its own.
//! - [`roster`]: the office's rosters, worked from a command line.
//! - [`line`](mod@line): a line to it that counts and records, and can be slow, far and breaking.
//! - [`world`]: an office and its phones, each with its own file and identity.
//! - [`forge`]: a member who writes what the app never would.
//! - [`chaos`]: faults in real processes, files and sockets, counted, and what became of the work.
//! - [`fuzzed`]: the doors that strangers' bytes come to, for fuzzers and for the replay of what they found.
//! - [`handset`]: a device in a folder, worked from a command line, for everything that wants a process to kill.
//! - [`seeded_rng`], [`record`], [`sample`]: choices from a seed, what was entered, rosters of invented people.
//! - [`simulate`]: an office, its relay, its thieves and its weather in one thread, repeatable to the byte by a seed.
//! - [`story`]: what pendamping do in a month, from a seed, with an independent record of what they entered.
//! - [`window`]: the real window, driven as a person would.
//! - [`asked`]: the calls of the window, by name; [`owed`]: every form of a month as files, read back and counted a second way.
//! - [`tally`] and [`recount`]: what arrived at the office, and the rekap, counted against that record.

pub mod arrival_check;
pub mod asked;
pub mod bench;
pub mod chaos;
pub mod fuzzed;
pub mod handset;
pub mod hostile_member;
pub mod line;
pub mod owed;
pub mod record;
pub mod recount;
pub mod relay;
pub mod roster;
pub mod sample;
pub mod seeded_rng;
pub mod simulate;
pub mod story;
pub mod window;
pub mod world;

/// As in the app (docs/adr/0024).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

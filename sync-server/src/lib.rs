//! The Sesi relay: keeps sealed entries of many offices, hands them to whoever the office says may read them, and can
//! read none of them. It links no document library and holds no key that opens an entry.
//!
//! From the inside out:
//!
//! 1. [`storage`]: what is kept, and the consistency contract of every backend; [`storage::sqlite`] keeps it.
//! 2. [`protocol`]: what is decided, free of HTTP: who may push and pull what, and how statements change that.
//! 3. [`http`]: the calls, one route a file, with limits and numbers for the operator.
//! 4. [`connections`]: which of them are open, and which gives way. [`serve`]: the listener, TLS, shutting down. [`serve::Relay::start`] runs a relay inside a process.
//! 5. [`config`]: the command line.

// What nobody outside uses is not public. Tests and their kits are free.
#![cfg_attr(not(test), deny(unreachable_pub))]
// SQLite and the like are names, not code.
#![allow(clippy::doc_markdown)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod config;
pub mod connections;
pub mod http;
pub mod protocol;
pub mod random;
pub mod serve;
pub mod storage;

#[cfg(test)]
mod fixture;

//! What crosses the network between a Sesi device and a relay, and nothing else.
//!
//! Read in this order:
//!
//! 1. [`ids`]: the names of things (offices, feeds, devices, entries).
//! 2. [`entry`]: the sealed entry, the one unit that is outbox row, relay row, file and backup.
//! 3. [`chain`]: the running hash of a feed by which a device notices that a relay forgot something.
//! 4. [`statement`]: what an office says in its control feed, readable by the relay: who may read and write what.
//! 5. [`sync`], [`found`], [`enrol`], [`held`]: the calls, and [`fault`]: how each of them fails.
//! 6. [`limits`]: every bound, in one place.
//!
//! This crate does no I/O, holds no secret and knows no document: the relay builds on it alone.
//! `docs/protocol.md` is the normative text; its test vectors are checked by `tests/vectors.rs`.

// What nobody outside uses is not public. Tests and their kits are free.
#![cfg_attr(not(test), deny(unreachable_pub))]

pub mod belief;
pub mod chain;
mod definite;
pub mod enrol;
pub mod entry;
pub mod fault;
pub mod found;
pub mod held;
pub mod ids;
pub mod limits;
pub mod statement;
pub mod sync;
pub mod varint;
mod width;

/// The protocol version that this build speaks: the first field of every request and response.
pub const VERSION: u8 = 1;
/// The oldest protocol version that this build still understands.
pub const OLDEST_VERSION: u8 = 1;

/// Bytes that do not say what their place requires. Carries where, never the bytes themselves.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("malformed {what}: {why}")]
pub struct Malformed {
    /// The structure that was being read.
    pub what: &'static str,
    /// What is wrong with it.
    pub why: String,
}

impl Malformed {
    /// A fault of `what`, explained by `why`.
    pub fn new(what: &'static str, why: impl Into<String>) -> Self {
        Self {
            what,
            why: why.into(),
        }
    }
}

//! The sync engine. It is handed answers and hands out requests; it opens no connection, reads no clock and draws no
//! randomness of its own.
//!
//! - [`sealing`]: pending changes become sealed entries, once.
//! - [`exchange`]: one request out, one response in, applied as it arrives.
//! - [`repair`]: what to do when the relay's log is not the one this device knew.
//! - [`driver`]: the loop over exchanges, with [`budget`] and [`backoff`].
//! - [`transport`]: the one place that opens the network.
//! - [`file`](mod@file): the same entries on a USB stick or over WhatsApp.

pub mod backoff;
pub mod budget;
pub mod driver;
pub mod exchange;
pub mod file;
mod pinned;
pub mod repair;
pub mod sealing;
pub mod transport;

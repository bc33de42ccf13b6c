//! The sync engine. It is handed answers and hands out requests; it reads no clock and draws no randomness of its own, and
//! only [`http`] opens a connection.
//!
//! - [`sealing`]: pending changes become sealed entries, once.
//! - [`request`] and [`response`]: one request out, one response in, applied frame by frame (`frames`, `push_results`) as it arrives;
//!   [`report`] says what it brought.
//! - [`repair`]: what to do when the relay's log is not the one this device knew.
//! - [`driver`]: the loop over exchanges, with [`budget`] and [`backoff`]; [`sync_error`] is why it ends early. It borrows the
//!   device by [`shared_device`] and never holds it while it waits.
//! - [`transport`]: what carries a call, and [`http`], which is the network.
//! - `naming`: where there is a doubt, a relay is told which office is meant.
//! - `resuming`: of a request that broke off only the rest is sent.
//! - [`admission`]: a relay that does not know this device is told who it is.
//! - [`relays`]: which relay is exchanged with, where the office moved, and what came to the relays that were left (`former_relay`).
//! - [`file`](mod@file): the same entries on a USB stick or over WhatsApp.

pub mod admission;
pub mod backoff;
pub mod budget;
pub mod driver;
mod expected_answer;
pub mod file;
mod former_relay;
mod former_relay_push;
mod frame_numbers;
mod frames;
pub mod http;
pub(crate) mod naming;
mod pinned;
mod push_results;
mod relay_clock;
pub mod relays;
pub mod repair;
pub mod report;
pub mod request;
pub mod response;
mod resuming;
#[cfg(test)]
pub(crate) mod says;
pub mod sealing;
pub mod shared_device;
pub mod sync_error;
pub mod transport;

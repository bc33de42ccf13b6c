//! Bytes that are no requests, sent to a real relay, and bytes that are no answers, sent to a real device. The relay says
//! what is wrong and lives on; the device keeps its work, believes nothing that is not so, and meets the true relay as before.

#![allow(
    clippy::unwrap_used,
    reason = "a test cannot go on without what it unwraps"
)]

mod answers;
#[path = "../cases/mod.rs"]
mod cases;
mod impostor;
mod requests;
mod scene;

//! The running program: a profile folder, the door in front of its device, and the device once it is open.
//!
//! A shell holds one [`App`] and passes calls through: [`App::door`] works always, [`App::look`] and [`App::act`] once the
//! device is open. It knows no window.

pub mod door;
pub mod preferences;
pub mod running;

pub use running::{App, Launch};

#[cfg(test)]
pub(crate) use door::write_schema;

//! The running program: a profile folder, onboarding in front of its device, and the device once it is open.
//!
//! A shell holds one [`App`] and passes calls through: [`App::onboarding`] and [`App::enter`] work always, [`App::query`],
//! [`App::command`] and [`App::job`] once the device is open, [`App::synchronise`] whenever there may be a network. It knows no
//! window.

mod brought_file;
mod fault;
pub mod handover;
mod idle_lock;
mod invites;
mod lines;
pub mod onboarding;
mod pace;
pub mod preferences;
mod profile;
mod relocating;
mod running;
mod sample;
mod standing;
mod synchronising;

#[cfg(test)]
mod tests;

pub use brought_file::BroughtFile;
pub use fault::OnboardingFault;
pub use running::{App, Launch};
pub use synchronising::{SyncDone, SyncProgress};

#[cfg(test)]
pub(crate) use onboarding::write_schema;

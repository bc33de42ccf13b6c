//! The program as a shell holds it.

use super::door::*;
use crate::ambient::Ambient;
use crate::calls::terms::{Choice, Done};
use crate::error::Error;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

/// How the program was started.
#[derive(Debug, Clone)]
pub struct Launch {
    /// Folder of everything that it keeps.
    pub profile: PathBuf,
    /// The relay to propose when an office is founded.
    pub proposed_relay: Option<String>,
    /// Version of the app.
    pub version: String,
}

/// The running program.
#[derive(Debug)]
pub struct App {
    launch: Launch,
    ambient: Arc<dyn Ambient>,
}

/// How far an exchange with the relay is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SyncProgress {
    /// Own entries that the relay acknowledged in this run.
    pub sent: u32,
    /// Entries that wait to be sent still.
    pub waiting: u32,
    /// Entries that came in this run.
    pub received: u32,
}

/// How an exchange with the relay ended.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SyncDone {
    /// What it moved.
    pub progress: SyncProgress,
    /// Documents that changed here.
    pub changed: u32,
    /// Stable name of why it ended early; none if everything is sent and fetched. The window has words for each: `no_line`,
    /// `not_a_relay`, `busy`, `revoked`, `needs_code`, `unknown`, `version`, `refused`, `device`, `cancelled`.
    pub stopped: Option<String>,
    /// Seconds until the next try makes sense.
    pub wait_seconds: u32,
}

impl App {
    pub(super) fn standing(&self, _: AskStanding) -> Result<Standing, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn prefer(&self, _: Prefer) -> Result<Done, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn kabupaten(&self, _: Kabupaten) -> Result<Vec<Choice>, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn check_pin(&self, _: CheckPin) -> Result<PinStrength, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn found_office(&self, _: FoundOffice) -> Result<FoundedOffice, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn read_invite(&self, _: ReadInvite) -> Result<InviteRead, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn read_photo(&self, _: ReadPhoto) -> Result<InviteRead, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn join(&self, _: Join) -> Result<Done, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn recover(&self, _: Recover) -> Result<Done, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn unlock(&self, _: Unlock) -> Result<Unlocking, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn lock(&self, _: Lock) -> Result<Done, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn change_pin(&self, _: ChangePin) -> Result<Done, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn open_sample(&self, _: OpenSample) -> Result<Done, Error> {
        Err(Error::Missing(""))
    }
    pub(super) fn remove_sample(&self, _: RemoveSample) -> Result<Done, Error> {
        Err(Error::Missing(""))
    }
}

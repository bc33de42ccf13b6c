//! What stands in the way of an entry, and which entries are tried again when something came.

use rusqlite::Connection;
use sesi_wire::ids::EntryId;

use crate::error::Error;
use crate::store::{ParkReason, Parked};

/// Which parked entries are worth another try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Retry {
    /// None.
    #[default]
    None,
    /// Those that lack changes: some came.
    Changes,
    /// All that anything can help: statements came, and keys perhaps.
    All,
}

impl Retry {
    pub fn tries(self, reason: ParkReason) -> bool {
        match self {
            Self::None => false,
            Self::Changes => reason == ParkReason::MissingDependency,
            Self::All => reason != ParkReason::Unreadable,
        }
    }
}

/// Why an entry, or a part of it, was not applied.
pub(super) struct Obstacle {
    reason: ParkReason,
    detail: String,
}

impl Obstacle {
    pub fn new(reason: ParkReason, detail: &dyn std::fmt::Display) -> Self {
        Self {
            reason,
            detail: detail.to_string(),
        }
    }

    pub fn park(self, conn: &Connection, entry: EntryId) -> Result<(), Error> {
        let Self { reason, detail } = self;
        Ok(Parked {
            entry,
            reason,
            detail,
        }
        .put(conn)?)
    }

    /// Of two obstacles, the one that may pass first: an entry is tried again for as long as something can help any of it.
    pub fn or_sooner(self, other: Option<Self>) -> Self {
        match other {
            Some(other) if other.patience() <= self.patience() => other,
            _ => self,
        }
    }

    fn patience(&self) -> u8 {
        match self.reason {
            ParkReason::MissingDependency => 0,
            ParkReason::Unreadable => 2,
            _ => 1,
        }
    }
}

//! The answer of a handset: one line of JSON, and an exit code that tells who has to act next.

use serde_json::{Value, json};
use sesi_core::error::{ApiError, Error};
use sesi_engine::device::JoinFault;
use sesi_engine::store::StoreError;
use sesi_engine::sync::driver::SyncError;
use sesi_engine::sync::transport::Unreachable;

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The device refused or failed.
    #[error(transparent)]
    Device(#[from] Error),
    /// The line, the relay, or the office.
    #[error(transparent)]
    SyncError(#[from] SyncError),
    /// The invite cannot be used.
    #[error("the invite cannot be used: ask the office for a new one")]
    Invite,
    /// The relay's address is none, or no client can be built.
    #[error(transparent)]
    Address(#[from] Unreachable),
    /// What was said does not read.
    #[error("{0}")]
    Usage(String),
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] std::io::Error),
}

impl From<JoinFault> for Trouble {
    fn from(fault: JoinFault) -> Self {
        match fault {
            JoinFault::Invite => Self::Invite,
            JoinFault::SyncError(stopped) => stopped.into(),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Device(error.into())
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Device(error.into())
    }
}

impl Trouble {
    /// A stable name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Device(error) | Self::SyncError(SyncError::Device(error)) => {
                ApiError::from(error).kind
            }
            Self::SyncError(stopped) => stopped_kind(stopped),
            Self::Invite => "invite",
            Self::Address(_) => "address",
            Self::Usage(_) => "usage",
            Self::Folder(_) => "storage",
        }
    }

    /// The process's exit code.
    pub fn exit_code(&self) -> u8 {
        match self.kind() {
            "usage" | "address" => 2,
            "no_line" | "not_a_relay" | "busy" | "unknown" | "needs_code" | "relay_version"
            | "relay_refused" => 3,
            "not_allowed" | "revoked" | "invite" | "missing" => 4,
            "storage" | "disk_full" | "database" | "io" => 5,
            _ => 1,
        }
    }

    /// The line that is printed.
    pub fn to_json(&self) -> Value {
        json!({"ok": false, "kind": self.kind(), "message": self.to_string()})
    }
}

/// A stable name of why a run ended early.
pub fn stopped_kind(stopped: &SyncError) -> &'static str {
    match stopped {
        SyncError::NoLine { .. } => "no_line",
        SyncError::NotARelay(_) => "not_a_relay",
        SyncError::Busy { .. } => "busy",
        SyncError::Revoked => "revoked",
        SyncError::NeedsCode => "needs_code",
        SyncError::Unknown => "unknown",
        SyncError::Version { .. } => "relay_version",
        SyncError::Refused(_) => "relay_refused",
        SyncError::Device(error) => ApiError::from(error).kind,
        SyncError::Cancelled => "cancelled",
    }
}

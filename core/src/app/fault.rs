//! What can go wrong before a device is open, and the one small error that a window is told of it.

use sesi_engine::device::JoinFault;
use sesi_engine::keys::link_fault::LinkFault;
use sesi_engine::keys::pin::PinError;
use sesi_engine::keys::pin_choice::WeakPin;
use sesi_engine::keys::recovery::RecoveryFault;
use sesi_engine::sync::sync_error::SyncError;
use sesi_engine::sync::transport::Unreachable;

use crate::error::{ApiError, Error};

/// A fault before a device is open.
#[derive(Debug, thiserror::Error)]
pub enum OnboardingFault {
    /// The device or its documents.
    #[error(transparent)]
    Device(#[from] Error),
    /// The PIN, or the lock file.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// Joining.
    #[error(transparent)]
    Join(#[from] JoinFault),
    /// The relay.
    #[error(transparent)]
    SyncError(#[from] SyncError),
    /// The relay's address.
    #[error(transparent)]
    Relay(#[from] Unreachable),
    /// What was typed is no relay's address.
    #[error(transparent)]
    Address(LinkFault),
    /// What was typed is no certificate's SHA-256.
    #[error(
        "that is not the SHA-256 of a certificate: 64 hex digits, or 43 characters as in an invite"
    )]
    Certificate,
    /// The invite does not read.
    #[error(transparent)]
    Invite(#[from] LinkFault),
    /// A photo without a QR code that reads.
    #[error("no QR code of an invite was found in the photo")]
    Photo,
    /// The recovery words do not read.
    #[error(transparent)]
    Words(#[from] RecoveryFault),
    /// The words that were said back are not those of the sheet.
    #[error("the words said back are not those of the sheet; {0} different ones are asked for")]
    WordsUnlike(usize),
    /// A file of the profile does not read or write.
    #[error("the profile folder cannot be used: {0}")]
    Profile(#[from] std::io::Error),
    /// There is a device in this profile already.
    #[error("this profile holds a device already")]
    Taken,
    /// The device is locked.
    #[error("the device is locked")]
    Locked,
}

impl From<WeakPin> for OnboardingFault {
    fn from(weak: WeakPin) -> Self {
        Self::Pin(weak.into())
    }
}

impl From<&OnboardingFault> for ApiError {
    fn from(fault: &OnboardingFault) -> Self {
        let kind = match fault {
            OnboardingFault::Device(error)
            | OnboardingFault::Join(JoinFault::SyncError(SyncError::Device(error)))
            | OnboardingFault::SyncError(SyncError::Device(error)) => return Self::from(error),
            OnboardingFault::Pin(PinError::Wrong { .. }) => "pin_wrong",
            OnboardingFault::Pin(PinError::Wait { .. }) => "pin_wait",
            OnboardingFault::Pin(PinError::Weak(_)) => "pin_weak",
            OnboardingFault::Pin(PinError::Damaged(_)) => "lock_damaged",
            OnboardingFault::Pin(PinError::Newer(_)) => "lock_newer",
            OnboardingFault::Pin(PinError::Stretch(_)) => "memory",
            OnboardingFault::Join(JoinFault::Invite) => "invite_used",
            OnboardingFault::Join(JoinFault::SyncError(stopped))
            | OnboardingFault::SyncError(stopped) => stopped.kind(),
            OnboardingFault::Relay(_) | OnboardingFault::Address(_) => "relay_address",
            OnboardingFault::Certificate => "relay_pin",
            OnboardingFault::Invite(_) => "invite",
            OnboardingFault::Photo => "photo",
            OnboardingFault::Words(_) => "recovery_words",
            OnboardingFault::WordsUnlike(_) => "words_unlike",
            OnboardingFault::Profile(_) => "storage",
            OnboardingFault::Taken => "taken",
            OnboardingFault::Locked => "locked",
        };
        Self {
            kind,
            message: fault.to_string(),
        }
    }
}

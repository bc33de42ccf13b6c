//! What can go wrong at the door, and the one small error that a window is told of it.

use crate::device::JoinFault;
use crate::error::{ApiError, Error};
use crate::keys::link_fault::LinkFault;
use crate::keys::pin::PinError;
use crate::keys::pin_choice::WeakPin;
use crate::keys::recovery::RecoveryFault;
use crate::sync::stopped::Stopped;
use crate::sync::transport::Unreachable;

/// A fault at the door.
#[derive(Debug, thiserror::Error)]
pub enum DoorFault {
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
    Stopped(#[from] Stopped),
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

impl From<WeakPin> for DoorFault {
    fn from(weak: WeakPin) -> Self {
        Self::Pin(weak.into())
    }
}

impl From<&DoorFault> for ApiError {
    fn from(fault: &DoorFault) -> Self {
        let kind = match fault {
            DoorFault::Device(error)
            | DoorFault::Join(JoinFault::Stopped(Stopped::Device(error)))
            | DoorFault::Stopped(Stopped::Device(error)) => return Self::from(error),
            DoorFault::Pin(PinError::Wrong { .. }) => "pin_wrong",
            DoorFault::Pin(PinError::Wait { .. }) => "pin_wait",
            DoorFault::Pin(PinError::Weak(_)) => "pin_weak",
            DoorFault::Pin(PinError::Damaged(_)) => "lock_damaged",
            DoorFault::Pin(PinError::Newer(_)) => "lock_newer",
            DoorFault::Pin(PinError::Stretch(_)) => "memory",
            DoorFault::Join(JoinFault::Invite) => "invite_used",
            DoorFault::Join(JoinFault::Stopped(stopped)) | DoorFault::Stopped(stopped) => {
                stopped.kind()
            }
            DoorFault::Relay(_) | DoorFault::Address(_) => "relay_address",
            DoorFault::Certificate => "relay_pin",
            DoorFault::Invite(_) => "invite",
            DoorFault::Photo => "photo",
            DoorFault::Words(_) => "recovery_words",
            DoorFault::WordsUnlike(_) => "words_unlike",
            DoorFault::Profile(_) => "storage",
            DoorFault::Taken => "taken",
            DoorFault::Locked => "locked",
        };
        Self {
            kind,
            message: fault.to_string(),
        }
    }
}

//! What a relay decides, free of HTTP and of any database: calls go in as bytes and values, answers come out as bytes or
//! a [`Fault`].
//!
//! Read in this order: [`offered`] (entries as they arrive, signatures checked off the writer), [`entry_validator`] (one entry
//! against the rules), [`named`] and [`shares`] (what of a revoked device counts, and how much each device may store), [`statements`] and
//! [`enrolment`] (how the control feed changes access), [`settling`] (office devices that revoke each other), [`pull`] (the pages of a
//! response), [`proof`] (why a device is refused), and the three calls [`found`], [`enrol`], [`sync`].

pub mod bounds;
pub mod enrol;
pub mod enrolment;
pub mod entry_validator;
pub mod found;
pub mod founding_code;
pub mod named;
pub mod offered;
pub mod proof;
pub mod pull;
pub mod ruling;
pub mod settling;
pub mod shares;
pub mod statements;
pub mod sync;

use sesi_wire::fault::{Code, Fault};
use sesi_wire::sync::PushResult;
use sesi_wire::{Malformed, OLDEST_VERSION, VERSION};

use crate::storage::StorageError;

/// Seconds after which a device may come back when the relay cannot store.
const STORAGE_RETRY: u32 = 30;

/// What the rules depend on beside the data.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Bytes of entries that an office may store where it has no quota of its own. Data stops there; what the office
    /// says in its control feed goes on up to twice of it, so that a full office can still revoke.
    pub quota: u64,
    /// Whether an office may be founded without a code.
    pub open_founding: bool,
}

/// The relay's clock, milliseconds since 1970. Orders nothing; tells expiry, and phones how wrong theirs is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelayTime(pub u64);

impl RelayTime {
    /// The clock now.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the relay asks the clock"
    )]
    pub fn now() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Self(since.map_or(0, |since| {
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        }))
    }

    /// Seconds since 1970.
    pub fn seconds(self) -> u64 {
        self.0 / 1000
    }
}

/// A successful answer, and what it did, for the operator's numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The response body.
    pub body: Vec<u8>,
    /// What became of each pushed entry.
    pub results: Vec<PushResult>,
    /// Bytes of the entries that were offered.
    pub bytes_in: u64,
    /// Entries sent.
    pub entries_out: u64,
    /// Bytes of the entries sent.
    pub bytes_out: u64,
}

impl Answer {
    /// An answer that moved no entries.
    pub fn of_bytes(body: Vec<u8>) -> Self {
        Self {
            body,
            results: Vec::new(),
            bytes_in: 0,
            entries_out: 0,
            bytes_out: 0,
        }
    }
}

/// A fault without a time to wait.
pub fn fault(code: Code, message: &str) -> Fault {
    Fault {
        code,
        message: message.to_owned(),
        retry_after: None,
        versions: None,
        proof: None,
        offices: None,
    }
}

/// Bytes that are not a request. What the decoder says stays here: it may quote the bytes.
pub fn malformed(error: &Malformed) -> Fault {
    tracing::debug!(what = error.what, "malformed request");
    fault(
        Code::Malformed,
        &format!("the body is not a {}", error.what),
    )
}

/// A storage error as the caller sees it.
pub fn storage_fault(error: &StorageError) -> Fault {
    match error {
        StorageError::Full | StorageError::Unavailable(_) => {
            // Without this line an operator sees phones that wait and nothing that says why.
            tracing::warn!(%error, "the storage refuses");
            Fault {
                retry_after: Some(STORAGE_RETRY),
                ..fault(Code::Unavailable, "the relay cannot store now")
            }
        }
        StorageError::Corrupt(_) | StorageError::Fault(_) => {
            tracing::error!(%error, "storage fault");
            fault(Code::Internal, "a fault of the relay")
        }
    }
}

/// Refuses versions that are not served.
fn check_version(version: u64) -> Result<(), Fault> {
    if (OLDEST_VERSION.into()..=VERSION.into()).contains(&version) {
        return Ok(());
    }
    Err(Fault {
        versions: Some((OLDEST_VERSION, VERSION)),
        ..fault(Code::Version, "this protocol version is not served")
    })
}

//! Sealing a packed body into an entry, and opening one.
//!
//! XChaCha20-Poly1305 under the feed key of the epoch. Nonce: the first 24 bytes of BLAKE3 `derive_key("sesi/1 entry nonce",
//! header bytes)`; it is never used twice because the header holds a fresh random salt. Associated data: office id, then the
//! header bytes. Opening proves that some holder of the feed key wrote it; *who* did is the signature's matter, see
//! [`Membership::may_write`](crate::keys::membership::Membership::may_write).

use sesi_wire::Malformed;
use sesi_wire::entry::{EntryFault, Kind, SealedEntry};
use sesi_wire::ids::OfficeId;

use super::body::{self, BodyFault, PackedBody};
use super::dictionary::Dictionary;
use super::parts::DocumentPart;
use super::place::Place;
use crate::ambient::Ambient;
use crate::keys::epoch::EpochKey;
use crate::keys::identity::DeviceIdentity;
use crate::keys::secret::FeedKey;
use crate::keys::{self, NONCE_LEN};

/// Why an entry could not be sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// The key is of another feed than the place: a fault of the caller, and sealing would hand the work to the wrong readers.
    #[error("the key is of another feed than the entry")]
    OtherFeed,
    /// The entry exceeds its limit.
    #[error(transparent)]
    Entry(#[from] EntryFault),
}

/// Why an entry could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenFault {
    /// Another key of this epoch may fit (an epoch can have been begun twice); else it was damaged or forged.
    #[error("the entry does not open with this key")]
    WrongKey,
    /// It opens, but its content is not one; or it is no data entry.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// It opens, but more comes out than may.
    #[error("the content of the entry exceeds the limit")]
    TooLarge,
    /// Packed by a later version: keep it, update.
    #[error("the packing method {0} needs a newer Sesi")]
    Newer(u8),
}

/// Seals `body` with the feed key of `epoch`, as the next entry of this device. Store the result before sending: every retry
/// must send the same bytes.
pub fn seal(
    place: &Place,
    body: &PackedBody,
    epoch: &EpochKey,
    identity: &DeviceIdentity,
    office: &OfficeId,
    ambient: &dyn Ambient,
) -> Result<SealedEntry, SealFault> {
    if epoch.feed != place.feed {
        return Err(SealFault::OtherFeed);
    }
    let header = place.header(Kind::Data, identity.device(), epoch.epoch, ambient);
    let bytes = header.to_bytes();
    let sealed = keys::seal(
        epoch.key.as_bytes(),
        &nonce(&bytes),
        &associated(office, &bytes),
        body.payload(),
    );
    Ok(identity.sign(header, &sealed, &office.0)?)
}

/// Opens a data entry. Check its signature first.
pub fn open(
    entry: &SealedEntry,
    key: &FeedKey,
    office: &OfficeId,
    words: &Dictionary,
) -> Result<Vec<DocumentPart>, OpenFault> {
    if entry.header().kind != Kind::Data {
        return Err(Malformed::new("data entry", "is of another kind").into());
    }
    let header = entry.header_bytes();
    let payload = keys::open(
        key.as_bytes(),
        &nonce(header),
        &associated(office, header),
        entry.body(),
    )
    .ok_or(OpenFault::WrongKey)?;
    body::unpack(&payload, words).map_err(|fault| match fault {
        BodyFault::TooLarge { .. } | BodyFault::TooMany | BodyFault::Inflates => {
            OpenFault::TooLarge
        }
        BodyFault::Malformed(fault) => fault.into(),
        BodyFault::Newer(method) => OpenFault::Newer(method),
    })
}

fn nonce(header: &[u8]) -> [u8; NONCE_LEN] {
    let mut nonce = [0; NONCE_LEN];
    nonce.copy_from_slice(&blake3::derive_key("sesi/1 entry nonce", header)[..NONCE_LEN]);
    nonce
}

fn associated(office: &OfficeId, header: &[u8]) -> Vec<u8> {
    [&office.0, header].concat()
}

#[cfg(test)]
#[path = "entry_tests.rs"]
mod tests;

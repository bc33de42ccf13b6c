//! `POST /v1/enrol`: a new device shows that it holds an invite and gets its welcome. No bearer token; once per invite.
//!
//! The request carries one entry of kind [`Enrolment`](crate::entry::Kind::Enrolment) in the control feed, with
//! `device_seq` 1, signed by the new device within the scope of the *invite id*. Its proof is a signature of the invite itself: who
//! read the invite's statement, a relay or another member, cannot make one, and everybody can check it.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::entry::SIGNATURE_LEN;
use crate::ids::{InviteId, InviteKey, OfficeId};
use crate::statement::DeviceKeys;

/// The body of an enrolment entry, in clear.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Enrolment {
    /// The key of the invite that is used.
    #[n(0)]
    pub invite: InviteKey,
    /// The new device.
    #[n(1)]
    pub keys: DeviceKeys,
    /// Ed25519 signature of the invite over `"sesi/1 enrolment" || sign || seal || token`.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub proof: [u8; SIGNATURE_LEN],
}

impl Enrolment {
    /// Presents `keys` with the invite that signs with `invite`.
    pub fn prove(invite: &SigningKey, keys: DeviceKeys) -> Self {
        Self {
            invite: InviteKey(invite.verifying_key().to_bytes()),
            keys,
            proof: invite.sign(&proved(&keys)).to_bytes(),
        }
    }

    /// The invite that is used.
    pub fn invite_id(&self) -> InviteId {
        InviteId::of_key(&self.invite)
    }

    /// Whether who made it holds the invite's secret and meant this device.
    pub fn is_proved(&self) -> bool {
        let signature = Signature::from_bytes(&self.proof);
        VerifyingKey::from_bytes(&self.invite.0)
            .is_ok_and(|key| key.verify_strict(&proved(&self.keys), &signature).is_ok())
    }
}

/// What the invite signs.
fn proved(keys: &DeviceKeys) -> Vec<u8> {
    let parts: [&[u8]; 4] = [
        b"sesi/1 enrolment",
        &keys.sign.0,
        &keys.seal.0,
        &keys.token.0,
    ];
    parts.concat()
}

/// The body of the request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolRequest {
    /// [`crate::VERSION`].
    #[n(0)]
    pub version: u8,
    /// The sealed enrolment entry.
    #[n(1)]
    pub entry: ByteVec,
}

/// The body of a successful response. The same device may ask again and gets the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolResponse {
    /// [`crate::VERSION`].
    #[n(0)]
    pub version: u8,
    /// The relay's clock, milliseconds since 1970.
    #[n(1)]
    pub relay_time: u64,
    /// The office that the invite belongs to: the scope of everything that follows.
    #[n(2)]
    pub office: OfficeId,
    /// The invite's welcome, sealed under the invite's key.
    #[n(3)]
    pub welcome: ByteVec,
    /// The seq of the enrolment entry in the control feed.
    #[n(4)]
    pub seq: u64,
}

//! `POST /v1/enrol`: a new device shows that it holds an invite and gets its welcome. No bearer token; once per invite.
//!
//! The request carries one entry of kind [`Enrolment`](crate::entry::Kind::Enrolment) in the control feed, with
//! `device_seq` 1, signed by the new device within the scope of the *invite id*. The office checks the MAC, which the
//! relay cannot make, before it grants.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::ids::{InviteId, OfficeId};
use crate::statement::DeviceKeys;

/// The body of an enrolment entry, in clear.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Enrolment {
    /// The invite that is used.
    #[n(0)]
    pub invite: InviteId,
    /// The new device.
    #[n(1)]
    pub keys: DeviceKeys,
    /// Keyed BLAKE3 under the invite's MAC key over `invite || sign || seal || token`.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub mac: [u8; 32],
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

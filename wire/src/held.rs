//! `POST /v1/held`: how much of a request that was cut the relay holds, so that a phone sends only the rest of it.
//!
//! A relay keeps the beginning of a `sync` request whose body did not arrive whole, one a device, for a while and in memory.
//! The device compares the hash with the beginning of the request that it would send now; if it is the same, it posts the rest to
//! `/v1/sync?after=length`. The request body of this call is empty; the bearer token says whose beginning is meant.

use minicbor::{Decode, Encode};

/// The body of the response.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HeldResponse {
    /// [`crate::VERSION`].
    #[n(0)]
    pub version: u8,
    /// Bytes of the request that are there; 0 if none.
    #[n(1)]
    pub length: u64,
    /// [`beginning_hash`] of them.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub hash: [u8; 16],
}

/// BLAKE3 of the beginning of a request, `[..16]`.
pub fn beginning_hash(beginning: &[u8]) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(beginning).as_bytes()[..16]);
    short
}

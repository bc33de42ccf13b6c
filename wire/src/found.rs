//! `POST /v1/found`: an office comes to a relay, for the first time or after the relay was wiped. No bearer token.
//!
//! The first entry is the founding entry: kind statements, control feed, author the root, `device_seq` 1, its first
//! statement [`Found`](crate::statement::Found). More control entries may follow (grants, above all), so that after a wipe
//! a single request makes the caller known again. All are signed, so anyone who holds them may bring them back.
//! A relay that has the office already needs no code and answers the known ones with *duplicate*.
//!
//! The response is that of [`crate::sync`]: results and an end, no pages.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// The body of the request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FoundRequest {
    /// [`crate::VERSION`].
    #[n(0)]
    pub version: u8,
    /// The operator's one-time code; absent for a relay that founds openly.
    #[n(1)]
    pub code: Option<String>,
    /// The founding entry, then other control entries.
    #[n(2)]
    pub entries: Vec<ByteVec>,
}

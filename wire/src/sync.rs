//! `POST /v1/sync`: one round trip pushes and pulls. `Authorization: Bearer` + unpadded base64url of the device's token.
//!
//! The request is one CBOR map. The response is a CBOR sequence (RFC 8742) of [`Frame`]s, each of which may be applied as
//! it arrives: a response that is cut keeps its complete prefix.
//!
//! ```text
//! Head, then for each feed of the request, in its order, at most one of
//!     Page, (Entry | Own)*, PageEnd      the log from `since` on, as far as the budget goes
//!     Diverged                           the device's log is not a prefix of the relay's
//!     Page, Listing*, PageEnd            where the device asked for ids only
//!     Refused                            no such feed for this device
//! then Wanted*, then End
//! ```
//!
//! A feed with nothing new and a matching chain is left out.

mod response;

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::Malformed;
use crate::chain::ChainMark;
use crate::definite;
use crate::ids::FeedId;
use crate::limits::{MAX_FEEDS, MAX_PUSH, MAX_WANT};
use crate::width;

pub use response::{Frame, FrameReader, PushResult, Rejection};

/// How a device wants a feed: on the wire an unsigned integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Entries after `since`.
    #[default]
    Entries,
    /// Ids of all entries after `since`; used to find out what a relay lost.
    Ids,
    /// Of a later version: answered like [`Mode::Entries`], which every version understands.
    Unknown(u8),
}

impl<C> Encode<C> for Mode {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let number = match self {
            Self::Entries => 0,
            Self::Ids => 1,
            Self::Unknown(number) => *number,
        };
        e.u8(number)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Mode {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        Ok(match width::byte(d, ctx)? {
            0 => Self::Entries,
            1 => Self::Ids,
            number => Self::Unknown(number),
        })
    }
}

/// What a device has of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FeedState {
    /// The feed.
    #[n(0)]
    pub feed: FeedId,
    /// The relay's seq up to which the device has every entry.
    #[n(1)]
    pub since: u64,
    /// The chain there. `None` where the request's joint mark vouches for it, and where `since` is 0.
    #[n(2)]
    pub chain: Option<ChainMark>,
    /// The highest `device_seq` of its own that the device knows in this feed. Own entries up to it come back as
    /// numbers only; one above it tells a device that its database was restored or copied.
    #[n(3)]
    pub own_seq: u64,
    /// Entries if absent.
    #[n(4)]
    pub mode: Option<Mode>,
}

/// Entries asked for by number, after a listing showed that the device lacks them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Want {
    /// The feed.
    #[n(0)]
    pub feed: FeedId,
    /// Seqs at the relay.
    #[n(1)]
    pub seqs: Vec<u64>,
}

/// The body of the request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SyncRequest {
    /// [`crate::VERSION`].
    #[n(0)]
    pub version: u8,
    /// Feeds to pull, most urgent first.
    #[n(1)]
    pub feeds: Vec<FeedState>,
    /// Sealed entries to store, of this device or carried for others; in the order in which they must be judged.
    #[n(2)]
    pub push: Option<Vec<ByteVec>>,
    /// Bytes of entries wanted at the most; at least one entry is sent where there is one.
    #[n(3)]
    #[cbor(decode_with = "width::word", nil = "width::absent")]
    pub budget: Option<u32>,
    /// Single entries wanted again.
    #[n(4)]
    pub want: Option<Vec<Want>>,
    /// [`Chain::joint_mark`](crate::chain::Chain::joint_mark) of the feeds that have a `since` and no chain of their own, in their order.
    #[n(5)]
    pub joint: Option<ChainMark>,
}

impl FeedState {
    /// Whether the request's joint mark has to vouch for its chain.
    pub fn is_joint(&self) -> bool {
        self.since > 0 && self.chain.is_none()
    }
}

impl SyncRequest {
    /// Reads a request and checks its counts.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let request: Self = from_slice("sync request", bytes)?;
        let wanted: usize = request
            .want
            .iter()
            .flatten()
            .map(|want| want.seqs.len())
            .sum();
        let pushed = request.push.as_ref().map_or(0, Vec::len);
        if request.feeds.len() > MAX_FEEDS || wanted > MAX_WANT || pushed > MAX_PUSH {
            return Err(Malformed::new("sync request", "a list is out of bounds"));
        }
        Ok(request)
    }
}

/// The CBOR of `value`.
pub fn to_vec<T: Encode<()> + ?Sized>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory cannot fail, and no type here refuses to be encoded.
    let written = minicbor::encode(value, &mut bytes);
    debug_assert!(written.is_ok());
    bytes
}

/// Reads exactly one CBOR value of definite lengths.
pub fn from_slice<'b, T: Decode<'b, ()>>(
    what: &'static str,
    bytes: &'b [u8],
) -> Result<T, Malformed> {
    definite::check(bytes).map_err(|why| Malformed::new(what, why))?;
    let mut decoder = Decoder::new(bytes);
    let value = decoder
        .decode()
        .map_err(|e| Malformed::new(what, e.to_string()))?;
    if decoder.position() == bytes.len() {
        Ok(value)
    } else {
        Err(Malformed::new(what, "bytes follow its end"))
    }
}

#[cfg(test)]
#[path = "sync_tests.rs"]
mod tests;

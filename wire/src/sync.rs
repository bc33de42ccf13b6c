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

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::Malformed;
use crate::chain::{Chain, ChainMark};
use crate::ids::{FeedId, ShortEntryId};
use crate::limits::{MAX_FEEDS, MAX_LISTING, MAX_PUSH, MAX_WANT};

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
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Ok(match d.u8()? {
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
    /// The chain there; ignored when `since` is 0.
    #[n(2)]
    pub chain: ChainMark,
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
    pub budget: Option<u32>,
    /// Single entries wanted again.
    #[n(4)]
    pub want: Option<Vec<Want>>,
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

/// Why one entry was refused. The others of the request are not touched by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rejection {
    /// Not an entry.
    Malformed,
    /// An entry version that this relay does not know.
    Version,
    /// Longer than [`crate::limits::MAX_ENTRY`].
    TooLarge,
    /// The signature is not the author's.
    Signature,
    /// No grant, invite or founding makes the author known here.
    UnknownAuthor,
    /// The author may not write this feed, or the sender may not read it.
    NoAccess,
    /// The author was revoked, and this entry is beyond what is still believed.
    Revoked,
    /// Another entry of this author has this `device_seq`: the device's database was restored or copied.
    SeqTaken,
    /// The office's quota is used up.
    Quota,
    /// The statements or the enrolment cannot be accepted (invite used, office unknown, a body that does not read).
    Statement,
    /// Of a later version.
    Unknown(u16),
}

impl Rejection {
    /// The number on the wire.
    pub fn number(self) -> u16 {
        match self {
            Self::Malformed => 1,
            Self::Version => 2,
            Self::TooLarge => 3,
            Self::Signature => 4,
            Self::UnknownAuthor => 5,
            Self::NoAccess => 6,
            Self::Revoked => 7,
            Self::SeqTaken => 8,
            Self::Quota => 9,
            Self::Statement => 10,
            Self::Unknown(number) => number,
        }
    }

    /// The rejection of a number.
    pub fn of_number(number: u16) -> Self {
        match number {
            1 => Self::Malformed,
            2 => Self::Version,
            3 => Self::TooLarge,
            4 => Self::Signature,
            5 => Self::UnknownAuthor,
            6 => Self::NoAccess,
            7 => Self::Revoked,
            8 => Self::SeqTaken,
            9 => Self::Quota,
            10 => Self::Statement,
            number => Self::Unknown(number),
        }
    }
}

/// What became of one pushed entry: on the wire `[0, seq]`, `[1, seq]` or `[2, reason]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushResult {
    /// Stored, durable, with this seq.
    Accepted(u64),
    /// Was there already, with this seq.
    Duplicate(u64),
    /// Not stored.
    Rejected(Rejection),
}

impl<C> Encode<C> for PushResult {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?;
        match self {
            Self::Accepted(seq) => e.u8(0)?.u64(*seq)?,
            Self::Duplicate(seq) => e.u8(1)?.u64(*seq)?,
            Self::Rejected(reason) => e.u8(2)?.u16(reason.number())?,
        };
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for PushResult {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let len = d.array()?.filter(|len| *len >= 2);
        let len = len.ok_or_else(|| minicbor::decode::Error::message("a result has two items"))?;
        let result = match d.u8()? {
            0 => Self::Accepted(d.u64()?),
            1 => Self::Duplicate(d.u64()?),
            2 => Self::Rejected(Rejection::of_number(d.u16()?)),
            _ => return Err(minicbor::decode::Error::message("unknown result")),
        };
        for _ in 2..len {
            d.skip()?;
        }
        Ok(result)
    }
}

/// One item of the response: on the wire an array whose first item is the number given at each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// `[0, version, relay_time, results]`: first, after all pushes are durable. Time in milliseconds since 1970; one result per
    /// pushed entry, in order.
    Head {
        /// The version in which the relay answers.
        version: u8,
        /// Milliseconds since 1970.
        relay_time: u64,
        /// One per pushed entry, in order.
        results: Vec<PushResult>,
    },
    /// `[1, feed, since, chain]`: the entries after `since` follow, where the relay's chain is `chain`.
    Page {
        /// The feed.
        feed: FeedId,
        /// The first entry that follows has the next seq.
        since: u64,
        /// The relay's chain at `since`.
        chain: Chain,
    },
    /// `[2, bytes]`: the next entry of the page.
    Entry(Vec<u8>),
    /// `[3, device_seq]`: the next entry of the page is the device's own.
    Own(u64),
    /// `[4, chain, head]`: the page ends; the chain at the last seq sent, and the seq of the feed's last entry.
    PageEnd {
        /// The chain after the page's last entry.
        chain: Chain,
        /// The seq of the feed's last entry; more than was sent if the budget ended the page.
        head: u64,
    },
    /// `[5, feed, head, chain]`: the device's log is not a prefix of the relay's. `chain` is the chain at `head`.
    Diverged {
        /// The feed.
        feed: FeedId,
        /// The seq of the feed's last entry at the relay.
        head: u64,
        /// The chain there.
        chain: Chain,
    },
    /// `[6, feed]`: no such feed for this device.
    Refused(FeedId),
    /// `[7, feed, since, ids]`: ids of the entries after `since`, 16 bytes each, in one byte string.
    Listing {
        /// The feed.
        feed: FeedId,
        /// The first id is that of the next seq.
        since: u64,
        /// First halves of entry ids.
        ids: Vec<ShortEntryId>,
    },
    /// `[8, feed, seq, bytes]`: an entry asked for by number.
    Wanted {
        /// The feed.
        feed: FeedId,
        /// Its seq at the relay.
        seq: u64,
        /// The entry.
        entry: Vec<u8>,
    },
    /// `[9]`: the response is complete.
    End,
    /// Of a later version: skipped.
    Unknown(u64),
}

impl<C> Encode<C> for Frame {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Head {
                version,
                relay_time,
                results,
            } => e
                .array(4)?
                .u8(0)?
                .u8(*version)?
                .u64(*relay_time)?
                .encode_with(results, ctx)?,
            Self::Page { feed, since, chain } => e
                .array(4)?
                .u8(1)?
                .encode_with(feed, ctx)?
                .u64(*since)?
                .encode_with(chain, ctx)?,
            Self::Entry(bytes) => e.array(2)?.u8(2)?.bytes(bytes)?,
            Self::Own(device_seq) => e.array(2)?.u8(3)?.u64(*device_seq)?,
            Self::PageEnd { chain, head } => {
                e.array(3)?.u8(4)?.encode_with(chain, ctx)?.u64(*head)?
            }
            Self::Diverged { feed, head, chain } => e
                .array(4)?
                .u8(5)?
                .encode_with(feed, ctx)?
                .u64(*head)?
                .encode_with(chain, ctx)?,
            Self::Refused(feed) => e.array(2)?.u8(6)?.encode_with(feed, ctx)?,
            Self::Listing { feed, since, ids } => {
                let ids: Vec<u8> = ids.iter().flat_map(|id| id.0).collect();
                e.array(4)?
                    .u8(7)?
                    .encode_with(feed, ctx)?
                    .u64(*since)?
                    .bytes(&ids)?
            }
            Self::Wanted { feed, seq, entry } => e
                .array(4)?
                .u8(8)?
                .encode_with(feed, ctx)?
                .u64(*seq)?
                .bytes(entry)?,
            Self::End => e.array(1)?.u8(9)?,
            Self::Unknown(tag) => e.array(1)?.u64(*tag)?,
        };
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Frame {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let message = minicbor::decode::Error::message;
        let len = d
            .array()?
            .ok_or_else(|| message("arrays have a definite length"))?;
        let tag = if len > 0 {
            d.u64()?
        } else {
            return Err(message("an empty frame"));
        };
        let (frame, read) = match tag {
            0 => (
                Self::Head {
                    version: d.u8()?,
                    relay_time: d.u64()?,
                    results: d.decode_with(ctx)?,
                },
                4,
            ),
            1 => (
                Self::Page {
                    feed: d.decode_with(ctx)?,
                    since: d.u64()?,
                    chain: d.decode_with(ctx)?,
                },
                4,
            ),
            2 => (Self::Entry(d.bytes()?.to_vec()), 2),
            3 => (Self::Own(d.u64()?), 2),
            4 => (
                Self::PageEnd {
                    chain: d.decode_with(ctx)?,
                    head: d.u64()?,
                },
                3,
            ),
            5 => (
                Self::Diverged {
                    feed: d.decode_with(ctx)?,
                    head: d.u64()?,
                    chain: d.decode_with(ctx)?,
                },
                4,
            ),
            6 => (Self::Refused(d.decode_with(ctx)?), 2),
            7 => {
                let (feed, since, bytes) = (d.decode_with(ctx)?, d.u64()?, d.bytes()?);
                if bytes.len() % ShortEntryId::LEN != 0
                    || bytes.len() > MAX_LISTING * ShortEntryId::LEN
                {
                    return Err(message("a listing of a wrong length"));
                }
                let ids = bytes
                    .chunks(ShortEntryId::LEN)
                    .filter_map(ShortEntryId::from_slice)
                    .collect();
                (Self::Listing { feed, since, ids }, 4)
            }
            8 => (
                Self::Wanted {
                    feed: d.decode_with(ctx)?,
                    seq: d.u64()?,
                    entry: d.bytes()?.to_vec(),
                },
                4,
            ),
            9 => (Self::End, 1),
            tag => (Self::Unknown(tag), 1),
        };
        for _ in read..len {
            d.skip()?;
        }
        Ok(frame)
    }
}

/// Takes frames off a response as its bytes arrive.
#[derive(Debug, Default)]
pub struct FrameReader {
    buffer: Vec<u8>,
    taken: usize,
}

impl FrameReader {
    /// More bytes arrived.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole frame, `None` if its bytes have not all arrived.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, Malformed> {
        let mut decoder = Decoder::new(&self.buffer[self.taken..]);
        match decoder.decode::<Frame>() {
            Ok(frame) => {
                self.taken += decoder.position();
                Ok(Some(frame))
            }
            Err(e) if e.is_end_of_input() => {
                // Nothing that a relay sends in one frame is longer than a listing or an entry.
                let longest = crate::limits::MAX_ENTRY + MAX_LISTING * ShortEntryId::LEN;
                if self.buffer.len() - self.taken > longest {
                    return Err(Malformed::new("response", "a frame is out of bounds"));
                }
                Ok(None)
            }
            Err(e) => Err(Malformed::new("response", e.to_string())),
        }
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

/// Reads exactly one CBOR value.
pub fn from_slice<'b, T: Decode<'b, ()>>(
    what: &'static str,
    bytes: &'b [u8],
) -> Result<T, Malformed> {
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
mod tests {
    use super::*;

    fn frames() -> Vec<Frame> {
        let (feed, chain) = (FeedId([1; 8]), Chain([2; 16]));
        vec![
            Frame::Head {
                version: 1,
                relay_time: 1_800_000_000_000,
                results: vec![
                    PushResult::Accepted(7),
                    PushResult::Duplicate(3),
                    PushResult::Rejected(Rejection::SeqTaken),
                ],
            },
            Frame::Page {
                feed,
                since: 6,
                chain,
            },
            Frame::Entry(vec![9; 40]),
            Frame::Own(4),
            Frame::PageEnd { chain, head: 8 },
            Frame::Diverged {
                feed,
                head: 2,
                chain,
            },
            Frame::Refused(feed),
            Frame::Listing {
                feed,
                since: 0,
                ids: vec![ShortEntryId([3; 16]); 3],
            },
            Frame::Wanted {
                feed,
                seq: 5,
                entry: vec![8; 20],
            },
            Frame::End,
        ]
    }

    #[test]
    fn frames_are_taken_whole_however_the_bytes_arrive() {
        let bytes: Vec<u8> = frames().iter().flat_map(to_vec).collect();
        for step in 1..bytes.len() {
            let mut reader = FrameReader::default();
            let mut read = Vec::new();
            for piece in bytes.chunks(step) {
                reader.feed(piece);
                while let Some(frame) = reader.next_frame().unwrap() {
                    read.push(frame);
                }
            }
            assert_eq!(read, frames());
        }
    }

    #[test]
    fn unknown_fields_and_frames_are_skipped() {
        let mut bytes = Vec::new();
        let mut e = Encoder::new(&mut bytes);
        e.map(3).unwrap().u8(0).unwrap().u8(1).unwrap();
        e.u8(1).unwrap().array(0).unwrap();
        e.u8(77).unwrap().str("later").unwrap();
        let request = SyncRequest::from_bytes(&bytes).unwrap();
        assert_eq!(request.feeds, vec![]);
        let later = [0x83, 0x18, 40, 1, 2];
        assert_eq!(
            from_slice::<Frame>("frame", &later).unwrap(),
            Frame::Unknown(40)
        );
    }

    #[test]
    fn a_mode_of_a_later_version_spoils_nothing_that_follows_it() {
        let state = |feed, mode| FeedState {
            feed: FeedId([feed; 8]),
            since: 7,
            chain: ChainMark([2; 8]),
            own_seq: 3,
            mode,
        };
        let request = SyncRequest {
            version: 1,
            feeds: vec![
                state(1, Some(Mode::Unknown(2))),
                state(2, None),
                state(3, Some(Mode::Ids)),
                state(4, Some(Mode::Unknown(255))),
            ],
            push: Some(vec![ByteVec::from(vec![9; 3])]),
            budget: Some(70_000),
            want: None,
        };
        assert_eq!(SyncRequest::from_bytes(&to_vec(&request)), Ok(request));
    }

    #[test]
    fn an_idle_request_of_four_feeds_and_its_answer_are_small() {
        let state = FeedState {
            feed: FeedId([1; 8]),
            since: 70_000,
            chain: ChainMark([2; 8]),
            own_seq: 300,
            mode: None,
        };
        let request = SyncRequest {
            version: 1,
            feeds: vec![state; 4],
            push: None,
            budget: None,
            want: None,
        };
        assert!(to_vec(&request).len() <= 120, "{}", to_vec(&request).len());
        let head = Frame::Head {
            version: 1,
            relay_time: 1_800_000_000_000,
            results: vec![],
        };
        assert!(to_vec(&head).len() + to_vec(&Frame::End).len() <= 20);
    }
}

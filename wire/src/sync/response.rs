//! The response: frames, each of which may be applied as it arrives, and their reader.

use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::Malformed;
use crate::chain::Chain;
use crate::definite;
use crate::ids::{FeedId, ShortEntryId};
use crate::limits::MAX_LISTING;
use crate::width;

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

    /// Its word in logs, counts and answers to a window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Version => "version",
            Self::TooLarge => "too_large",
            Self::Signature => "signature",
            Self::UnknownAuthor => "unknown_author",
            Self::NoAccess => "no_access",
            Self::Revoked => "revoked",
            Self::SeqTaken => "seq_taken",
            Self::Quota => "quota",
            Self::Statement => "statement",
            Self::Unknown(_) => "unknown",
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
            2 => {
                let number = u16::try_from(d.u64()?).unwrap_or(u16::MAX);
                Self::Rejected(Rejection::of_number(number))
            }
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
                    version: width::byte(d, ctx)?,
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
                let read = decoder.position();
                let bytes = &self.buffer[self.taken..];
                definite::check(bytes.get(..read).unwrap_or_default())
                    .map_err(|why| Malformed::new("response", why))?;
                self.taken += read;
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

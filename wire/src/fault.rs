//! How a call fails as a whole. A response with any status but 200 carries one [`Fault`].

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::ids::OfficeId;
use crate::width;

/// Why a call was refused: stable numbers, each with its HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// 400: the bytes are not a request of this call.
    Malformed,
    /// 400: the request's version is not served; see the fault's range.
    Version,
    /// 401: no device here has this token. The relay may have been wiped.
    UnknownToken,
    /// 403: the office revoked this device.
    Revoked,
    /// 413: the body exceeds a limit.
    TooLarge,
    /// 429: come back after `retry_after`.
    TooMany,
    /// 403: founding takes a code from the operator, and this is not one, or was used.
    FoundCode,
    /// 403: the invite is unknown, used by another device, withdrawn or expired.
    Invite,
    /// 503: the relay cannot store now (disk full, shutting down); come back after `retry_after`.
    Unavailable,
    /// 500: a fault of the relay.
    Internal,
    /// 404: no such call.
    NoSuchCall,
    /// 409: the relay does not hold the beginning that this request goes on from.
    NotHeld,
    /// 409: several offices here have this token or invite: the request must name the one that is meant.
    Office,
    /// 409: the joint mark of the feeds is another here: the request must say the chain mark of each.
    Marks,
    /// A code of a later version: treat by the HTTP status.
    Unknown(u16),
}

impl Code {
    /// The number on the wire.
    pub fn number(self) -> u16 {
        match self {
            Self::Malformed => 1,
            Self::Version => 2,
            Self::UnknownToken => 3,
            Self::Revoked => 4,
            Self::TooLarge => 5,
            Self::TooMany => 6,
            Self::FoundCode => 7,
            Self::Invite => 8,
            Self::Unavailable => 9,
            Self::Internal => 10,
            Self::NoSuchCall => 11,
            Self::NotHeld => 12,
            Self::Office => 13,
            Self::Marks => 14,
            Self::Unknown(number) => number,
        }
    }

    /// The code of a number.
    pub fn of_number(number: u16) -> Self {
        match number {
            1 => Self::Malformed,
            2 => Self::Version,
            3 => Self::UnknownToken,
            4 => Self::Revoked,
            5 => Self::TooLarge,
            6 => Self::TooMany,
            7 => Self::FoundCode,
            8 => Self::Invite,
            9 => Self::Unavailable,
            10 => Self::Internal,
            11 => Self::NoSuchCall,
            12 => Self::NotHeld,
            13 => Self::Office,
            14 => Self::Marks,
            number => Self::Unknown(number),
        }
    }

    /// The HTTP status that goes with the code.
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed | Self::Version => 400,
            Self::UnknownToken => 401,
            Self::Revoked | Self::FoundCode | Self::Invite => 403,
            Self::NoSuchCall => 404,
            Self::NotHeld | Self::Office | Self::Marks => 409,
            Self::TooLarge => 413,
            Self::TooMany => 429,
            Self::Internal | Self::Unknown(_) => 500,
            Self::Unavailable => 503,
        }
    }
}

impl<C> Encode<C> for Code {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u16(self.number())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Code {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let number = d.u64()?;
        Ok(Self::of_number(u16::try_from(number).unwrap_or(u16::MAX)))
    }
}

/// The body of every response that is not 200.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Fault {
    /// Why.
    #[n(0)]
    pub code: Code,
    /// English, for logs. Never contains anything of the request.
    #[n(1)]
    pub message: String,
    /// Seconds to wait before the next try; the `Retry-After` header says the same.
    #[n(2)]
    #[cbor(decode_with = "width::word", nil = "width::absent")]
    pub retry_after: Option<u32>,
    /// Oldest and newest version served, where the version was the reason.
    #[n(3)]
    #[cbor(decode_with = "width::versions", nil = "width::absent")]
    pub versions: Option<(u8, u8)>,
    /// With [`Code::Revoked`]: entries of the control feed that prove it, each after the grant of its author.
    #[n(4)]
    pub proof: Option<Vec<ByteVec>>,
    /// With [`Code::Office`] to an enrolment: the offices that said the invite, the oldest here first.
    #[n(5)]
    pub offices: Option<Vec<OfficeId>>,
}

//! What an office says in its control feed, in clear and signed: who may read and write which feed.
//!
//! The relay's access tables are a cache of these statements, and every device checks authors against them, so a relay
//! can neither let somebody in nor be asked to forget somebody. They hold keys and ids, never names.
//!
//! A body of kind [`Statements`](crate::entry::Kind::Statements) is one CBOR array of statements; each statement is an
//! array whose first item says which. Unknown statements are skipped, so that a newer office can say more.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::Malformed;
use crate::ids::{DeviceId, FeedId, InviteId, SealKey, SignKey, TokenHash};
use crate::limits::{MAX_ACCESS, MAX_STATEMENTS, MAX_WELCOME};

/// What a device may do with a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Rights {
    /// Pull.
    #[n(0)]
    Read,
    /// Pull and push.
    #[n(1)]
    Write,
}

/// One feed of an access list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Access {
    /// The feed. The first grant that names a feed makes it at the relay.
    #[n(0)]
    pub feed: FeedId,
    /// What the device may do there.
    #[n(1)]
    pub rights: Rights,
}

/// What a device is in its office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum DeviceRole {
    /// A staff member's device: reads the control feed, writes where its access list says.
    #[n(0)]
    Member,
    /// A device of the office: may also make statements.
    #[n(1)]
    Office,
}

/// The public half of a device, as it presents itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(array)]
pub struct DeviceKeys {
    /// Verifies its entries; its id is derived from this.
    #[n(0)]
    pub sign: SignKey,
    /// Feed keys are wrapped to this.
    #[n(1)]
    pub seal: SealKey,
    /// Hash of its bearer token.
    #[n(2)]
    pub token: TokenHash,
}

impl DeviceKeys {
    /// The device's id.
    pub fn device(&self) -> DeviceId {
        DeviceId::of_key(&self.sign)
    }
}

/// The office's root presents itself: the first statement of the first entry of the control feed, signed by the root.
///
/// The root is the device that the recovery words yield. It never revokes itself and always has the office role.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Found {
    /// The root's keys; the office id is derived from `sign`.
    #[n(0)]
    pub root: DeviceKeys,
}

/// A device may do this from now on; a grant of a higher serial replaces an earlier one for the same device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Grant {
    /// The device's keys.
    #[n(0)]
    pub keys: DeviceKeys,
    /// 1, 2, 3 ... for this device. Of two with the same serial, the one whose entry id is larger counts.
    #[n(1)]
    pub serial: u64,
    /// Member or office.
    #[n(2)]
    pub role: DeviceRole,
    /// Feeds beside the control feed, which all may read and the office may write.
    #[n(3)]
    pub access: Vec<Access>,
}

/// What is still believed of a revoked device: its entries of `feed` up to `last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct LastSeq {
    /// The feed.
    #[n(0)]
    pub feed: FeedId,
    /// The highest `device_seq` that the office had when it revoked.
    #[n(1)]
    pub last: u64,
}

/// A device may do nothing any more. Final: a later grant does not bring it back, it enrols anew as another device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Revoke {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// Where its work ended. Feeds that are not listed: nothing is believed. Of several, the highest counts.
    #[n(1)]
    pub last: Vec<LastSeq>,
}

/// A feed key of an epoch, sealed to one device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Wrapped {
    /// The device that can open it.
    #[n(0)]
    pub device: DeviceId,
    /// HPKE: encapsulated key (32 bytes), then ciphertext.
    #[n(1)]
    pub sealed: ByteVec,
}

/// An epoch of a feed begins, or is given to more devices.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Epoch {
    /// The feed.
    #[n(0)]
    pub feed: FeedId,
    /// 1, 2, 3 ...
    #[n(1)]
    pub epoch: u32,
    /// The key, for each device.
    #[n(2)]
    pub keys: Vec<Wrapped>,
}

/// Somebody may join with a secret that the office handed out.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Invite {
    /// Derived from the secret.
    #[n(0)]
    pub invite: InviteId,
    /// What the new device will be.
    #[n(1)]
    pub role: DeviceRole,
    /// What it may do at once, until its grant arrives.
    #[n(2)]
    pub access: Vec<Access>,
    /// By the relay's clock, seconds since 1970.
    #[n(3)]
    pub expires: u64,
    /// Feed keys and names, sealed under the invite's key; handed to the device that enrols.
    #[n(4)]
    pub welcome: ByteVec,
}

/// An invite counts no more. A device that enrolled with it before stays until it is revoked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Withdraw {
    /// The invite.
    #[n(0)]
    pub invite: InviteId,
}

/// One thing that the office says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// 0
    Found(Found),
    /// 1
    Grant(Grant),
    /// 2
    Revoke(Revoke),
    /// 3
    Epoch(Epoch),
    /// 4
    Invite(Invite),
    /// 5
    Withdraw(Withdraw),
    /// Of a later version: skipped.
    Unknown(u64),
}

impl<C> Encode<C> for Statement {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?;
        match self {
            Self::Found(body) => e.u8(0)?.encode_with(body, ctx)?,
            Self::Grant(body) => e.u8(1)?.encode_with(body, ctx)?,
            Self::Revoke(body) => e.u8(2)?.encode_with(body, ctx)?,
            Self::Epoch(body) => e.u8(3)?.encode_with(body, ctx)?,
            Self::Invite(body) => e.u8(4)?.encode_with(body, ctx)?,
            Self::Withdraw(body) => e.u8(5)?.encode_with(body, ctx)?,
            Self::Unknown(tag) => e.u64(*tag)?.null()?,
        };
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Statement {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let len = d.array()?.ok_or_else(indefinite)?;
        if len < 2 {
            return Err(minicbor::decode::Error::message(
                "a statement has two items",
            ));
        }
        let statement = match d.u64()? {
            0 => Self::Found(d.decode_with(ctx)?),
            1 => Self::Grant(d.decode_with(ctx)?),
            2 => Self::Revoke(d.decode_with(ctx)?),
            3 => Self::Epoch(d.decode_with(ctx)?),
            4 => Self::Invite(d.decode_with(ctx)?),
            5 => Self::Withdraw(d.decode_with(ctx)?),
            tag => {
                d.skip()?;
                Self::Unknown(tag)
            }
        };
        for _ in 2..len {
            d.skip()?;
        }
        Ok(statement)
    }
}

fn indefinite() -> minicbor::decode::Error {
    minicbor::decode::Error::message("arrays have a definite length")
}

/// The body of an entry that says `statements`.
pub fn to_body(statements: &[Statement]) -> Vec<u8> {
    crate::sync::to_vec(statements)
}

/// Reads the statements of an entry's body.
pub fn from_body(body: &[u8]) -> Result<Vec<Statement>, Malformed> {
    const WHAT: &str = "statements";
    let mut decoder = Decoder::new(body);
    let count = decoder
        .array()
        .map_err(|e| Malformed::new(WHAT, e.to_string()))?;
    match count {
        Some(count) if count <= MAX_STATEMENTS as u64 => {}
        _ => return Err(Malformed::new(WHAT, "count is out of bounds")),
    }
    let statements: Vec<Statement> =
        minicbor::decode(body).map_err(|e| Malformed::new(WHAT, e.to_string()))?;
    for statement in &statements {
        let (access, welcome) = match statement {
            Statement::Grant(grant) => (grant.access.len(), 0),
            Statement::Invite(invite) => (invite.access.len(), invite.welcome.len()),
            _ => (0, 0),
        };
        if access > MAX_ACCESS || welcome > MAX_WELCOME {
            return Err(Malformed::new(WHAT, "a list is out of bounds"));
        }
    }
    Ok(statements)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_survive_and_unknown_ones_are_skipped() {
        let said = vec![
            Statement::Withdraw(Withdraw {
                invite: InviteId([1; 16]),
            }),
            Statement::Revoke(Revoke {
                device: DeviceId([2; 8]),
                last: vec![LastSeq {
                    feed: FeedId([3; 8]),
                    last: 9,
                }],
            }),
        ];
        assert_eq!(from_body(&to_body(&said)).unwrap(), said);
        let newer = [0x82, 0x82, 0x18, 99, 0x81, 1, 0x82, 5, 0x81, 0x50];
        let mut newer = newer.to_vec();
        newer.extend_from_slice(&[1; 16]);
        let read = from_body(&newer).unwrap();
        assert_eq!(read, vec![Statement::Unknown(99), said[0].clone()]);
    }

    #[test]
    fn a_count_that_the_bytes_cannot_hold_is_refused_without_allocating() {
        assert!(from_body(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_err());
        assert!(from_body(&[0x9a, 0, 0, 4, 0]).is_err());
    }
}

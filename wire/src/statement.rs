//! What an office says in its control feed, in clear and signed: who may read and write which feed.
//!
//! The relay's access tables are a cache of these statements, and every device checks authors against them, so a relay
//! can neither let somebody in nor be asked to forget somebody. They hold keys and ids, never names.
//!
//! A body of kind [`Statements`](crate::entry::Kind::Statements) is one CBOR array of statements; each statement is an
//! array whose first item says which. Unknown statements are skipped, so that a newer office can say more.

use ed25519_dalek::VerifyingKey;
use minicbor::bytes::{ByteArray, ByteVec};
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::Malformed;
use crate::definite;
use crate::ids::{DeviceId, EntryId, FeedId, InviteId, KeyId, SealKey, SignKey, TokenHash};
use crate::limits::{
    MAX_ACCESS, MAX_ADDRESS, MAX_PREVIOUS_KEY, MAX_PREVIOUS_KEYS, MAX_STATEMENTS, MAX_WELCOME,
};

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
    /// The feed. The first statement that names a feed makes it at the relay.
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

    /// Whether both keys can be used: nothing verifies strictly under a weak Ed25519 key, and nothing can be wrapped to an X25519 key
    /// of small order, so a device that presented one would stop whoever means to give it a key.
    pub fn are_sound(&self) -> bool {
        let sign = VerifyingKey::from_bytes(&self.sign.0);
        is_reduced(&self.sign.0) && sign.is_ok_and(|key| !key.is_weak()) && !self.seal.is_small()
    }
}

/// Whether the y coordinate of an Ed25519 key is below 2^255 - 19: each key has one encoding alone.
fn is_reduced(key: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = key;
    *low < 0xed || high & 0x7f != 0x7f || middle.iter().any(|byte| *byte != 0xff)
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

/// Introduces a device: its keys and its role for life, and what it may do to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Grant {
    /// The device's keys.
    #[n(0)]
    pub keys: DeviceKeys,
    /// Member or office.
    #[n(1)]
    pub role: DeviceRole,
    /// Feeds beside the control feed, which all may read and the office may write. [`GiveAccess`] adds more.
    #[n(2)]
    pub access: Vec<Access>,
}

/// Devices may do more with a feed. Adds up with grants and with others of its kind; means nothing for a device without a grant.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct GiveAccess {
    /// The feed.
    #[n(0)]
    pub feed: FeedId,
    /// Which devices may do what there.
    #[n(1)]
    pub devices: Vec<Given>,
}

/// One device of a [`GiveAccess`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Given {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// What it may do.
    #[n(1)]
    pub rights: Rights,
}

/// An entry of a revoked device that is still believed, with everything that it reaches by `previous`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(array)]
pub struct End {
    /// The feed.
    #[n(0)]
    pub feed: FeedId,
    /// The entry's number among its author's in the feed.
    #[n(1)]
    pub device_seq: u64,
    /// The entry.
    #[n(2)]
    pub entry: EntryId,
}

/// A device may do nothing any more. Final: a later grant does not bring it back, it enrols anew as another device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Revoke {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// The last entries that the office holds of it. What they reach is believed, nothing else. Those of several revocations add up.
    #[n(1)]
    pub last: Vec<End>,
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
    /// 1, 2, 3 ... Counts only where the one before was begun.
    #[n(1)]
    pub epoch: u32,
    /// Which key: of two office devices that begin an epoch apart from each other, each has its own.
    #[n(2)]
    pub key: KeyId,
    /// The key, for each device.
    #[n(3)]
    pub keys: Vec<Wrapped>,
    /// Keys of the epoch before, each sealed under this key: who has the newest keys walks back to the first.
    #[n(4)]
    pub previous: Option<Vec<Previous>>,
}

/// A key of the epoch before, sealed under one of the epoch.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Previous {
    /// Which key is inside.
    #[n(0)]
    pub key: KeyId,
    /// Nonce (24 bytes), then ciphertext.
    #[n(1)]
    pub sealed: ByteVec,
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

/// The office's relay is at this address. Of the believed ones the highest serial counts that is reached from 0 in steps of at most 16; of
/// one serial the larger place.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Move {
    /// 1, 2, 3 ... One above the one that counts.
    #[n(0)]
    pub serial: u64,
    /// As in an invite's link.
    #[n(1)]
    pub address: String,
    /// SHA-256 of the relay's certificate, for a relay that no public authority vouches for.
    #[n(2)]
    pub pin: Option<ByteArray<32>>,
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
    /// 6
    Access(GiveAccess),
    /// 7
    Relay(Move),
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
            Self::Access(body) => e.u8(6)?.encode_with(body, ctx)?,
            Self::Relay(body) => e.u8(7)?.encode_with(body, ctx)?,
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
            6 => Self::Access(d.decode_with(ctx)?),
            7 => Self::Relay(d.decode_with(ctx)?),
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

/// Reads the statements of an entry's body: one array of definite lengths that fills it, every list within its bound, every key that a
/// grant presents sound.
pub fn from_body(body: &[u8]) -> Result<Vec<Statement>, Malformed> {
    const WHAT: &str = "statements";
    definite::check(body).map_err(|why| Malformed::new(WHAT, why))?;
    let unread = |e: minicbor::decode::Error| Malformed::new(WHAT, e.to_string());
    let mut decoder = Decoder::new(body);
    match decoder.probe().array().map_err(unread)? {
        Some(count) if count <= MAX_STATEMENTS as u64 => {}
        _ => return Err(Malformed::new(WHAT, "count is out of bounds")),
    }
    let statements: Vec<Statement> = decoder.decode().map_err(unread)?;
    if decoder.position() != body.len() {
        return Err(Malformed::new(WHAT, "bytes follow the array"));
    }
    match statements.iter().find_map(fault_of) {
        Some(why) => Err(Malformed::new(WHAT, why)),
        None => Ok(statements),
    }
}

/// What a statement says that none may say, whoever says it.
fn fault_of(statement: &Statement) -> Option<&'static str> {
    let in_bounds = match statement {
        Statement::Found(found) if !found.root.are_sound() => return Some("a key is unusable"),
        Statement::Grant(grant) if !grant.keys.are_sound() => return Some("a key is unusable"),
        Statement::Grant(grant) => grant.access.len() <= MAX_ACCESS,
        Statement::Invite(invite) => {
            invite.access.len() <= MAX_ACCESS && invite.welcome.len() <= MAX_WELCOME
        }
        Statement::Access(said) => said.devices.len() <= MAX_ACCESS,
        Statement::Epoch(said) => said.previous.as_ref().is_none_or(|keys| {
            keys.len() <= MAX_PREVIOUS_KEYS
                && keys.iter().all(|key| key.sealed.len() <= MAX_PREVIOUS_KEY)
        }),
        Statement::Relay(said) => said.address.len() <= MAX_ADDRESS,
        Statement::Found(_)
        | Statement::Revoke(_)
        | Statement::Withdraw(_)
        | Statement::Unknown(_) => true,
    };
    (!in_bounds).then_some("a list is out of bounds")
}

#[cfg(test)]
#[path = "statement_tests.rs"]
mod tests;

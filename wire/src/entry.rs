//! The sealed entry: header, body, signature. The same bytes are the outbox row, the relay's row, the file on a USB
//! stick and the backup.
//!
//! ```text
//! version      1   0x01
//! kind         1   0 data, 1 statements, 2 enrolment
//! feed         8
//! device       8   the author
//! device_seq   v   1, 2, 3 ... of this device in this feed
//! previous     16  first half of the id of this device's previous entry in this feed; zeros for the first
//! epoch        v   of the feed key; 0 where the body is not encrypted
//! seen_seq     v   the relay's seq up to which the device had this feed when it sealed
//! seen_chain   8   the chain there; zeros when seen_seq is 0
//! salt         12  random
//! extension    v + that many bytes, for later versions; skipped by readers that do not know it
//! body         all that is left but the signature
//! signature    64  Ed25519 over "sesi/1 entry" || scope (16) || header || body
//! ```
//!
//! `v` is a [`crate::varint`]. *scope* is the office id; for an enrolment, whose author does not know the office yet, it is the
//! invite id.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::chain::ChainMark;
use crate::ids::{DeviceId, EntryId, FeedId, SignKey};
use crate::limits::{MAX_ENTRY, MAX_HEADER_EXTENSION};
use crate::{Malformed, varint};

/// The version byte of entries that this build writes.
pub const ENTRY_VERSION: u8 = 1;
/// Length of the signature that ends every entry.
pub const SIGNATURE_LEN: usize = 64;
const SIGN_DOMAIN: &[u8] = b"sesi/1 entry";

/// What the body of an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Encrypted changes of documents. The relay cannot read it.
    Data,
    /// Statements of the office ([`crate::statement`]), in clear, in the control feed.
    Statements,
    /// A new device presents itself ([`crate::enrol`]), in clear, in the control feed.
    Enrolment,
    /// A kind of a later version: kept and passed on, not understood.
    Unknown(u8),
}

impl Kind {
    /// The byte of the header.
    pub fn byte(self) -> u8 {
        match self {
            Self::Data => 0,
            Self::Statements => 1,
            Self::Enrolment => 2,
            Self::Unknown(byte) => byte,
        }
    }

    fn of_byte(byte: u8) -> Self {
        match byte {
            0 => Self::Data,
            1 => Self::Statements,
            2 => Self::Enrolment,
            byte => Self::Unknown(byte),
        }
    }
}

/// What everybody who carries an entry may know of it. Authenticated by the signature, and by the encryption of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// What the body is.
    pub kind: Kind,
    /// The feed it belongs to.
    pub feed: FeedId,
    /// Its author.
    pub device: DeviceId,
    /// 1, 2, 3 ... of this device in this feed.
    pub device_seq: u64,
    /// First half of the id of this device's previous entry in this feed; zeros for the first.
    pub previous: [u8; 16],
    /// Epoch of the feed key; 0 where the body is not encrypted.
    pub epoch: u32,
    /// The relay's seq up to which the author had this feed.
    pub seen_seq: u64,
    /// The chain there; zeros when `seen_seq` is 0.
    pub seen_chain: ChainMark,
    /// Random: makes the nonce unique even where a copied database reuses a `device_seq`.
    pub salt: [u8; 12],
}

impl Header {
    /// The header's bytes, without an extension.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(72);
        out.push(ENTRY_VERSION);
        out.push(self.kind.byte());
        out.extend_from_slice(&self.feed.0);
        out.extend_from_slice(&self.device.0);
        varint::put(&mut out, self.device_seq);
        out.extend_from_slice(&self.previous);
        varint::put(&mut out, u64::from(self.epoch));
        varint::put(&mut out, self.seen_seq);
        out.extend_from_slice(&self.seen_chain.0);
        out.extend_from_slice(&self.salt);
        varint::put(&mut out, 0);
        out
    }

    /// Takes a header off the front of `input`.
    fn take(input: &mut &[u8]) -> Result<Self, EntryFault> {
        const WHAT: &str = "entry header";
        let start = varint::take_bytes(input, 2, WHAT)?;
        if start[0] != ENTRY_VERSION {
            return Err(EntryFault::Version(start[0]));
        }
        let header = Self {
            kind: Kind::of_byte(start[1]),
            feed: FeedId(fixed(input, WHAT)?),
            device: DeviceId(fixed(input, WHAT)?),
            device_seq: varint::take(input)?,
            previous: fixed(input, WHAT)?,
            epoch: u32::try_from(varint::take(input)?)
                .map_err(|_| Malformed::new(WHAT, "epoch exceeds 32 bits"))?,
            seen_seq: varint::take(input)?,
            seen_chain: ChainMark(fixed(input, WHAT)?),
            salt: fixed(input, WHAT)?,
        };
        let extension = varint::take_len(input, MAX_HEADER_EXTENSION, WHAT)?;
        varint::take_bytes(input, extension, WHAT)?;
        // SQLite, PostgreSQL and most clients count in signed 64 bits.
        for count in [header.device_seq, header.seen_seq] {
            if i64::try_from(count).is_err() {
                return Err(Malformed::new(WHAT, "a sequence number exceeds 63 bits").into());
            }
        }
        if header.device_seq == 0 {
            return Err(Malformed::new(WHAT, "device_seq is 0").into());
        }
        Ok(header)
    }
}

fn fixed<const N: usize>(input: &mut &[u8], what: &'static str) -> Result<[u8; N], Malformed> {
    let mut bytes = [0; N];
    bytes.copy_from_slice(varint::take_bytes(input, N, what)?);
    Ok(bytes)
}

/// Why bytes are not an entry that can be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryFault {
    /// Not the layout of an entry.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// Written by a newer Sesi; keep it and update.
    #[error("entry version {0} is newer than this build")]
    Version(u8),
    /// Longer than [`MAX_ENTRY`].
    #[error("entry of {0} bytes exceeds the limit of {MAX_ENTRY}")]
    TooLarge(usize),
    /// The signature is not the author's.
    #[error("the signature does not match the author's key")]
    Signature,
}

/// An entry as it is stored, sent and carried: its bytes, with the parsed header beside them.
///
/// Being one says that the layout is right. It says nothing about the signature: see [`SealedEntry::verify`].
#[derive(Clone, PartialEq, Eq)]
pub struct SealedEntry {
    bytes: Vec<u8>,
    header: Header,
    header_len: usize,
}

impl std::fmt::Debug for SealedEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "SealedEntry({}, {} bytes, {:?})",
            self.id(),
            self.bytes.len(),
            self.header
        )
    }
}

impl SealedEntry {
    /// Signs `header` and `body` (already encrypted, for data) within `scope`.
    pub fn sign(
        header: Header,
        body: &[u8],
        scope: &[u8; 16],
        key: &SigningKey,
    ) -> Result<Self, EntryFault> {
        let mut bytes = header.to_bytes();
        let header_len = bytes.len();
        let len = header_len + body.len() + SIGNATURE_LEN;
        if len > MAX_ENTRY {
            return Err(EntryFault::TooLarge(len));
        }
        bytes.extend_from_slice(body);
        let signature = key.sign(&signed_message(scope, &bytes));
        bytes.extend_from_slice(&signature.to_bytes());
        Ok(Self {
            bytes,
            header,
            header_len,
        })
    }

    /// Reads the layout of an entry.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, EntryFault> {
        if bytes.len() > MAX_ENTRY {
            return Err(EntryFault::TooLarge(bytes.len()));
        }
        let mut rest = &bytes[..];
        let header = Header::take(&mut rest)?;
        if rest.len() < SIGNATURE_LEN {
            return Err(Malformed::new("entry", "ends before its signature").into());
        }
        let header_len = bytes.len() - rest.len();
        Ok(Self {
            bytes,
            header,
            header_len,
        })
    }

    /// Checks that `author` signed this entry within `scope`.
    pub fn verify(&self, scope: &[u8; 16], author: &SignKey) -> Result<(), EntryFault> {
        let key = VerifyingKey::from_bytes(&author.0).map_err(|_| EntryFault::Signature)?;
        let (signed, signature) = self.bytes.split_at(self.bytes.len() - SIGNATURE_LEN);
        let signature = Signature::from_slice(signature).map_err(|_| EntryFault::Signature)?;
        key.verify_strict(&signed_message(scope, signed), &signature)
            .map_err(|_| EntryFault::Signature)
    }

    /// BLAKE3 of all bytes.
    pub fn id(&self) -> EntryId {
        EntryId::of(&self.bytes)
    }

    /// The parsed header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The header as it stands in the entry, extension included: associated data of the encryption.
    pub fn header_bytes(&self) -> &[u8] {
        &self.bytes[..self.header_len]
    }

    /// The body: encrypted for data, in clear for statements and enrolments.
    pub fn body(&self) -> &[u8] {
        &self.bytes[self.header_len..self.bytes.len() - SIGNATURE_LEN]
    }

    /// All bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// All bytes, given away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

fn signed_message(scope: &[u8; 16], header_and_body: &[u8]) -> Vec<u8> {
    [SIGN_DOMAIN, scope, header_and_body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (SigningKey, SealedEntry) {
        let key = SigningKey::from_bytes(&[3; 32]);
        let header = Header {
            kind: Kind::Data,
            feed: FeedId([1; 8]),
            device: DeviceId::of_key(&SignKey(key.verifying_key().to_bytes())),
            device_seq: 300,
            previous: [2; 16],
            epoch: 1,
            seen_seq: 70_000,
            seen_chain: ChainMark([4; 8]),
            salt: [5; 12],
        };
        let entry = SealedEntry::sign(header, b"body", &[9; 16], &key).unwrap();
        (key, entry)
    }

    #[test]
    fn a_signed_entry_reads_back_and_verifies_only_in_its_scope() {
        let (key, entry) = sample();
        let author = SignKey(key.verifying_key().to_bytes());
        let back = SealedEntry::parse(entry.as_bytes().to_vec()).unwrap();
        assert_eq!(back, entry);
        assert_eq!(back.body(), b"body");
        back.verify(&[9; 16], &author).unwrap();
        assert_eq!(back.verify(&[8; 16], &author), Err(EntryFault::Signature));
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let (key, entry) = sample();
        let author = SignKey(key.verifying_key().to_bytes());
        for at in 0..entry.as_bytes().len() {
            let mut bytes = entry.as_bytes().to_vec();
            bytes[at] ^= 1;
            let read = SealedEntry::parse(bytes).and_then(|e| e.verify(&[9; 16], &author));
            assert!(read.is_err(), "byte {at} may change");
            let cut = SealedEntry::parse(entry.as_bytes()[..at].to_vec())
                .and_then(|e| e.verify(&[9; 16], &author));
            assert!(cut.is_err(), "cut at {at} passes");
        }
    }

    /// Under a key of small order a signature that signs nothing passes the equation of RFC 8032: strict verification refuses the key.
    #[test]
    fn a_key_of_small_order_verifies_nothing() {
        let (_, entry) = sample();
        let mut identity = [0; 32];
        identity[0] = 1;
        let mut bytes = entry.as_bytes().to_vec();
        let at = bytes.len() - SIGNATURE_LEN;
        bytes[at..].fill(0);
        // R is the neutral element, S is zero.
        bytes[at] = 1;
        let forged = SealedEntry::parse(bytes.clone()).unwrap();
        assert_eq!(
            forged.verify(&[9; 16], &SignKey(identity)),
            Err(EntryFault::Signature)
        );
        // The test would notice: the lax equation holds.
        let key = VerifyingKey::from_bytes(&identity).unwrap();
        let signature = Signature::from_slice(&bytes[at..]).unwrap();
        let message = signed_message(&[9; 16], &bytes[..at]);
        assert!(ed25519_dalek::Verifier::verify(&key, &message, &signature).is_ok());
    }

    #[test]
    fn an_extension_of_a_later_version_is_skipped_but_authenticated() {
        let (_, entry) = sample();
        let mut bytes = entry.header_bytes().to_vec();
        bytes.pop();
        bytes.extend_from_slice(&[3, 7, 7, 7]);
        let header_len = bytes.len();
        bytes.extend_from_slice(&entry.as_bytes()[entry.header_len..]);
        let read = SealedEntry::parse(bytes).unwrap();
        assert_eq!(read.header_bytes().len(), header_len);
        assert_eq!(read.body(), b"body");
    }
}

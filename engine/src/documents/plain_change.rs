//! The only form in which changes travel: the contents of a plain change chunk. Document chunks, deflated chunks and
//! bundles cannot be expressed, because automerge panics, loops and inflates on hostile ones. Knows no document.

use sesi_wire::ids::DeviceId;
use sesi_wire::varint;
use sha2::{Digest, Sha256};

use super::actor::Actor;
use super::change_fault::{MAX_CONTENTS, PlainChangeError};
use super::columns::Row;
use super::hash::ChangeHash;
use super::walk::{self, Header};

/// First bytes of every Automerge chunk.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// The type of a plain change chunk.
const CHANGE_CHUNK: u8 = 1;

/// A change of one document, walked and found to be within every bound. Not yet known to fit any document.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainChange {
    contents: Vec<u8>,
    header: Header,
    hash: ChangeHash,
}

impl std::fmt::Debug for PlainChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "PlainChange({}, {} bytes)",
            self.hash,
            self.contents.len()
        )
    }
}

impl PlainChange {
    /// Largest contents in bytes.
    pub const MAX: usize = MAX_CONTENTS;

    /// Walks and keeps the contents of a change chunk: what follows magic, checksum, type and length.
    pub fn from_contents(contents: Vec<u8>) -> Result<Self, PlainChangeError> {
        if contents.len() > Self::MAX {
            return Err(PlainChangeError::TooLarge(contents.len()));
        }
        let header = walk::walk(&contents)?;
        let hash = hash_of(&contents);
        Ok(Self {
            contents,
            header,
            hash,
        })
    }

    /// The change as its author's automerge made it.
    pub(super) fn from_automerge(change: &automerge::Change) -> Result<Self, PlainChangeError> {
        Self::from_contents(contents_of(change)?.to_vec())
    }

    /// What travels.
    pub fn contents(&self) -> &[u8] {
        &self.contents
    }

    /// What travels, without a copy.
    pub fn into_contents(self) -> Vec<u8> {
        self.contents
    }

    /// The change's name: SHA-256 of chunk type, length and contents.
    pub fn hash(&self) -> ChangeHash {
        self.hash
    }

    /// The changes that this one builds upon; never empty.
    pub fn deps(&self) -> &[ChangeHash] {
        &self.header.deps
    }

    /// The run of an app that made the change.
    pub fn actor(&self) -> &[u8] {
        self.header.actor.as_bytes()
    }

    /// The actor's change that this claims to be. Two changes that claim the same contradict each other.
    pub(super) fn slot(&self) -> (Actor, u64) {
        (self.header.actor, self.header.seq)
    }

    /// Counts the changes of the actor in this document, from 1.
    pub fn seq(&self) -> u64 {
        self.header.seq
    }

    /// The device that claims to have made the change: its actor begins with it.
    pub fn author(&self) -> DeviceId {
        self.header.actor.device()
    }

    /// Unix seconds by the author's clock, which may be wrong by years.
    pub fn time(&self) -> i64 {
        self.header.time
    }

    pub(super) fn start_op(&self) -> u64 {
        self.header.start_op
    }

    /// The operations, each with the actors that it names by index: the change's own first.
    pub(super) fn operations(&self) -> Result<(Vec<Row<'_>>, Vec<&[u8]>), PlainChangeError> {
        walk::operations(&self.contents)
    }

    /// The counter of the last operation.
    pub(super) fn max_op(&self) -> u64 {
        self.header.start_op + self.header.ops - 1
    }

    /// The whole chunk with its checksum, as automerge reads it.
    pub fn to_chunk(&self) -> Vec<u8> {
        chunk_of(&self.contents, self.hash)
    }
}

/// The chunk of a change with these contents and this name.
pub(super) fn chunk_of(contents: &[u8], hash: ChangeHash) -> Vec<u8> {
    let mut chunk = Vec::with_capacity(contents.len() + 12);
    chunk.extend(MAGIC);
    chunk.extend(&hash.0[..4]);
    chunk.push(CHANGE_CHUNK);
    varint::put(&mut chunk, contents.len() as u64);
    chunk.extend(contents);
    chunk
}

/// The contents inside the plain chunk of a change.
pub(super) fn contents_of(change: &automerge::Change) -> Result<&[u8], PlainChangeError> {
    let mut rest = change.raw_bytes();
    varint::take_bytes(&mut rest, MAGIC.len() + 4, "chunk header")?;
    if varint::take_bytes(&mut rest, 1, "chunk type")? != [CHANGE_CHUNK] {
        return Err(PlainChangeError::Malformed("chunk type"));
    }
    let len = varint::take_len(&mut rest, usize::MAX, "chunk length")?;
    Ok(varint::take_bytes(&mut rest, len, "chunk")?)
}

/// The name of the change with these contents.
pub(super) fn hash_of(contents: &[u8]) -> ChangeHash {
    let mut head = vec![CHANGE_CHUNK];
    varint::put(&mut head, contents.len() as u64);
    ChangeHash(
        Sha256::new()
            .chain_update(head)
            .chain_update(contents)
            .finalize()
            .into(),
    )
}

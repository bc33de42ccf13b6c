//! Names of changes and of document versions. Knows no document.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// SHA-256 name of a change, as in the Automerge binary format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeHash(pub [u8; 32]);

impl fmt::Display for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChangeHash({self})")
    }
}

impl Serialize for ChangeHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChangeHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hex = String::deserialize(deserializer)?;
        data_encoding::HEXLOWER
            .decode(hex.as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("a change hash is 64 lower-case hex digits"))
    }
}

impl From<automerge::ChangeHash> for ChangeHash {
    fn from(hash: automerge::ChangeHash) -> Self {
        Self(hash.0)
    }
}

impl From<ChangeHash> for automerge::ChangeHash {
    fn from(hash: ChangeHash) -> Self {
        Self(hash.0)
    }
}

/// A version of a document: the changes that no other change of it builds upon, sorted.
///
/// Two devices with equal heads hold equal documents, which is why verdicts and reports name heads.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Heads(Vec<ChangeHash>);

impl Heads {
    /// The most heads that are stored or read; a document with more has been tampered with.
    pub const MAX: usize = 256;

    /// Heads in any order; duplicates count once.
    pub fn new(hashes: impl IntoIterator<Item = ChangeHash>) -> Self {
        let mut hashes: Vec<_> = hashes.into_iter().collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    /// The hashes in ascending order.
    pub fn as_slice(&self) -> &[ChangeHash] {
        &self.0
    }

    /// The sorted hashes, 32 bytes each, one after the other.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.0).collect()
    }

    /// Reads [`Self::to_bytes`]; `None` unless it is a whole number of hashes, strictly ascending, at most [`Self::MAX`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        if !rest.is_empty() || hashes.len() > Self::MAX || !hashes.is_sorted_by(|a, b| a < b) {
            return None;
        }
        Some(Self(hashes.iter().copied().map(ChangeHash).collect()))
    }

    pub(super) fn to_automerge(&self) -> Vec<automerge::ChangeHash> {
        self.0.iter().copied().map(Into::into).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_have_one_byte_form() {
        let heads = Heads::new([
            ChangeHash([9; 32]),
            ChangeHash([1; 32]),
            ChangeHash([9; 32]),
        ]);
        let bytes = heads.to_bytes();
        assert_eq!(bytes.len(), 64);
        assert_eq!(Heads::from_bytes(&bytes), Some(heads));
        let swapped: Vec<u8> = [[9; 32], [1; 32]].concat();
        assert_eq!(Heads::from_bytes(&swapped), None);
        assert_eq!(Heads::from_bytes(&bytes[..63]), None);
    }

    #[test]
    fn a_hash_survives_json() {
        let hash = ChangeHash([0xab; 32]);
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(serde_json::from_str::<ChangeHash>(&json).unwrap(), hash);
        assert!(serde_json::from_str::<ChangeHash>("\"abcd\"").is_err());
    }
}

//! The running hash of a feed. A relay that lost, reordered or replaced entries cannot continue it.

use crate::ids::{EntryId, FeedId, derive};

/// The hash over all entries of a feed up to some seq, 16 bytes.
///
/// `chain_0` is derived from the relay's incarnation of the office and the feed, so a relay that was wiped and founded
/// again starts another chain. `chain_n = BLAKE3(chain_{n-1} || entry_id_n)`, first 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct Chain(
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub [u8; 16],
);

/// The first 8 bytes of a [`Chain`]: what requests and entry headers carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct ChainMark(
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub [u8; 8],
);

impl Chain {
    /// The chain of a feed that has no entry yet.
    pub fn start(incarnation: &[u8; 8], feed: FeedId) -> Self {
        let mut material = [0; 16];
        material[..8].copy_from_slice(incarnation);
        material[8..].copy_from_slice(&feed.0);
        Self::cut(&derive("sesi/1 chain start", &material))
    }

    /// The chain after one more entry.
    #[must_use]
    pub fn then(&self, entry: &EntryId) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0).update(&entry.0);
        Self::cut(hasher.finalize().as_bytes())
    }

    /// The form that requests and headers carry.
    pub fn mark(&self) -> ChainMark {
        let mut mark = [0; 8];
        mark.copy_from_slice(&self.0[..8]);
        ChainMark(mark)
    }

    /// One mark for several chains, in this order: who knows the same chains comes to the same.
    pub fn joint_mark(chains: impl IntoIterator<Item = Self>) -> ChainMark {
        let mut hasher = blake3::Hasher::new();
        for chain in chains {
            hasher.update(&chain.0);
        }
        Self::cut(hasher.finalize().as_bytes()).mark()
    }

    fn cut(hash: &[u8; 32]) -> Self {
        let mut chain = [0; 16];
        chain.copy_from_slice(&hash[..16]);
        Self(chain)
    }
}

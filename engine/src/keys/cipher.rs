//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with bytes in and bytes out: the one cipher for everything but HPKE.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

/// Length of a nonce, in bytes.
pub(crate) const NONCE_LEN: usize = 24;
/// Bytes that encryption adds.
pub(crate) const TAG_LEN: usize = 16;

/// Encrypts `plain` and authenticates `aad` with it. A nonce must never serve twice under one key.
pub(crate) fn seal(key: &[u8; 32], nonce: &[u8; NONCE_LEN], aad: &[u8], plain: &[u8]) -> Vec<u8> {
    XChaCha20Poly1305::new(&(*key).into())
        .encrypt(&(*nonce).into(), Payload { msg: plain, aad })
        // The cipher's only limit is 256 GiB; everything here is bounded by the limits of the protocol.
        .expect("bodies are far below the cipher's limit")
}

/// The plain bytes, or `None` where key, nonce, `aad` or any bit of `sealed` is another.
pub(crate) fn open(
    key: &[u8; 32],
    nonce: &[u8; NONCE_LEN],
    aad: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    XChaCha20Poly1305::new(&(*key).into())
        .decrypt(&(*nonce).into(), Payload { msg: sealed, aad })
        .ok()
        .map(Zeroizing::new)
}

//! What a form says at its end: what it counted, and the digest of that, by which two sheets of paper can be compared.

use data_encoding::HEXLOWER;
use serde::Serialize;

/// The digest of what a form says: equal data, equal digest.
pub(super) fn digest(data: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut hasher = blake3::Hasher::new_derive_key("sesi form 1");
    hasher.update(&serde_json::to_vec(data)?);
    Ok(HEXLOWER.encode(hasher.finalize().as_bytes()))
}

/// As much of a digest as is printed.
pub(super) fn short(digest: &str) -> &str {
    digest.get(..8).unwrap_or(digest)
}

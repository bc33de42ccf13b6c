//! Opening an entry with the key it was sealed under, so that what is inside is reached: unpadding, unpacking, parts, documents.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use sesi_core::kinds::Pkh;
use sesi_engine::field::Field as _;
use sesi_engine::keys::secret::FeedKey;
use sesi_engine::seal;
use sesi_wire::chain::ChainMark;
use sesi_wire::entry::{Header, Kind, SealedEntry};
use sesi_wire::ids::FeedId;
use sesi_wire::varint;

use super::author::{AUTHOR, OFFICE};
use super::document::take;

const KEY: [u8; 32] = [2; 32];
/// What an entry has left for its body.
const ROOM: usize = 32_000;

/// Seals `payload` as the body of an entry, by hand, properly signed.
///
/// # Panics
/// If it does not fit.
pub fn seal_known(payload: &[u8]) -> SealedEntry {
    let (identity, signing) = &*AUTHOR;
    let header = Header {
        kind: Kind::Data,
        feed: FeedId([3; 8]),
        device: identity.device(),
        device_seq: 1,
        previous: [0; 16],
        epoch: 1,
        seen_seq: 0,
        seen_chain: ChainMark::default(),
        salt: [0; 12],
    };
    let bytes = header.to_bytes();
    let nonce = blake3::derive_key("sesi/1 entry nonce", &bytes);
    let nonce: [u8; 24] = nonce[..24].try_into().expect("24 of 32 bytes");
    let aad = [&OFFICE.0[..], &bytes].concat();
    let sealed = XChaCha20Poly1305::new(&KEY.into())
        .encrypt(
            &nonce.into(),
            Payload {
                msg: payload,
                aad: &aad,
            },
        )
        .expect("a short body can be encrypted");
    SealedEntry::sign(header, &sealed, &OFFICE.0, signing).expect("a body within the limit")
}

/// Opens an entry whose inside is `data`: the payload itself, or what stands in it behind its length, or its parts.
///
/// # Panics
/// If what is inside makes anything fail otherwise than by an error.
pub fn entry(data: &[u8]) {
    let Some((how, rest)) = data.split_first() else {
        return;
    };
    let rest = &rest[..rest.len().min(ROOM)];
    let behind_length = |packed: &[u8]| {
        let mut payload = Vec::new();
        varint::put(&mut payload, packed.len() as u64);
        payload.extend_from_slice(packed);
        payload
    };
    let payload = match how % 3 {
        0 => rest.to_vec(),
        1 => behind_length(rest),
        _ => behind_length(&[&[0], rest].concat()),
    };
    let entry = seal_known(&payload);
    let (identity, _) = &*AUTHOR;
    assert!(entry.verify(&OFFICE.0, &identity.public().sign).is_ok());
    let key = FeedKey::from_secret_bytes(&KEY).expect("32 bytes");
    if let Ok(mut parts) = seal::entry::open(&entry, &key, &OFFICE, Pkh::dictionary()) {
        seal::author_notes::take(&mut parts);
        for part in parts {
            take(&part.key, part.changes);
        }
    }
}

//! Packing the plain content of a data entry: compress, then pad so that sizes say little.
//!
//! ```text
//! payload = v length of packed || packed || zeros
//! packed  = method (1) || content
//!   method 0   content is the plain bytes
//!   method 1   one zstd frame (RFC 8878) without its first four bytes, the magic number
//!   method 2   the same, with the dictionary of the field
//! ```
//!
//! Frames carry no content size, no checksum and no dictionary id: the signature covers all of it. The payload's length is
//! PADMÉ of what it holds (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs",
//! 2019, section 4: at most 12 % more, and only O(log log) sizes exist), 32 at least.

use sesi_wire::limits::MAX_UNPACKED_BODY;
use sesi_wire::{Malformed, varint};
use zstd::bulk::{Compressor, Decompressor};

use super::MAX_BODY;
use super::dictionary::{Dictionary, Effort};
use super::parts::{self, DocumentPart, MAX_CHANGES, MAX_PARTS};
use crate::keys::TAG_LEN;

/// Longest payload, so that the encrypted and signed entry stays within its limit.
pub const MAX_PAYLOAD: usize = MAX_BODY - TAG_LEN;

const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Above this the dictionary is worth nothing any more.
const DICTIONARY_PAYS: usize = 256 * 1024;
/// Up to this a second compression costs next to nothing.
const BOTH_TRIED: usize = 4 * 1024;
const SMALLEST_PAYLOAD: usize = 32;

/// Why parts do not become a body, or a body does not become parts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    /// More than one entry holds.
    #[error("{bytes} bytes are more than one entry holds")]
    TooLarge {
        /// How many there are: plain or packed, whichever exceeds its limit.
        bytes: usize,
    },
    /// More parts or changes than one entry holds.
    #[error("an entry holds {MAX_PARTS} parts and {MAX_CHANGES} changes at the most")]
    TooMany,
    /// A packed body that grows beyond what may come out of one.
    #[error("more than {MAX_UNPACKED_BODY} bytes come out of this body")]
    Inflates,
    /// Not the layout of a body.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// Packed by a later version: keep the entry, update.
    #[error("the packing method {0} needs a newer Sesi")]
    Newer(u8),
}

/// A packed and padded body that fits an entry, not yet encrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct PackedBody {
    payload: Vec<u8>,
    used: usize,
}

impl std::fmt::Debug for PackedBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "PackedBody({} of {} bytes)",
            self.used,
            self.payload.len()
        )
    }
}

impl PackedBody {
    /// Packs parts that fit one entry. [`super::split::split_into_bodies`] takes any number.
    pub fn pack(parts: &[DocumentPart], words: &Dictionary) -> Result<Self, BodyFault> {
        let changes: usize = parts.iter().map(|part| part.changes.len()).sum();
        if parts.len() > MAX_PARTS || changes > MAX_CHANGES {
            return Err(BodyFault::TooMany);
        }
        let plain = parts.iter().map(|part| (&part.key[..], &part.changes[..]));
        Self::of_plain(&parts::write(plain), Effort::Thorough, words)
    }

    pub(super) fn of_plain(
        plain: &[u8],
        effort: Effort,
        words: &Dictionary,
    ) -> Result<Self, BodyFault> {
        if plain.len() > MAX_UNPACKED_BODY {
            return Err(BodyFault::TooLarge { bytes: plain.len() });
        }
        let packed = smallest(plain, effort, words);
        let mut payload = Vec::with_capacity(packed.len() + packed.len() / 8 + SMALLEST_PAYLOAD);
        varint::put(&mut payload, packed.len() as u64);
        payload.extend_from_slice(&packed);
        let used = payload.len();
        if used > MAX_PAYLOAD {
            return Err(BodyFault::TooLarge { bytes: used });
        }
        payload.resize(padme(used).min(MAX_PAYLOAD), 0);
        Ok(Self { payload, used })
    }

    /// What is encrypted.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Length without the padding.
    pub(super) fn used(&self) -> usize {
        self.used
    }
}

/// The parts in a payload. Never holds more than [`MAX_UNPACKED_BODY`] bytes of plain content, whatever the payload claims.
pub fn unpack(payload: &[u8], words: &Dictionary) -> Result<Vec<DocumentPart>, BodyFault> {
    const WHAT: &str = "packed body";
    let mut rest = payload;
    let len = varint::take_len(&mut rest, MAX_PAYLOAD, WHAT)?;
    let packed = varint::take_bytes(&mut rest, len, WHAT)?;
    if rest.iter().any(|byte| *byte != 0) {
        return Err(Malformed::new(WHAT, "the padding is not zeros").into());
    }
    let (method, content) = packed
        .split_first()
        .ok_or_else(|| Malformed::new(WHAT, "no method"))?;
    let plain = match method {
        0 => content.to_vec(),
        1 => inflate(content, Decompressor::new())?,
        2 => inflate(
            content,
            Decompressor::with_prepared_dictionary(words.decoder()),
        )?,
        newer => return Err(BodyFault::Newer(*newer)),
    };
    Ok(parts::read(&plain)?)
}

/// The shortest of the methods, the simplest where two are as short. Compression only ever improves: where zstd refuses (it
/// would be for want of memory), the stored form remains.
fn smallest(plain: &[u8], effort: Effort, words: &Dictionary) -> Vec<u8> {
    let known = (plain.len() <= DICTIONARY_PAYS)
        .then(|| Compressor::with_prepared_dictionary(words.encoder(effort)).ok())
        .flatten();
    let unknown = (plain.len() <= BOTH_TRIED || plain.len() > DICTIONARY_PAYS)
        .then(|| Compressor::new(effort.level()).ok())
        .flatten();
    let stored = [&[0], plain].concat();
    [
        Some(stored),
        unknown.and_then(|zstd| deflate(plain, 1, zstd)),
        known.and_then(|zstd| deflate(plain, 2, zstd)),
    ]
    .into_iter()
    .flatten()
    .min_by_key(Vec::len)
    .unwrap_or_default()
}

fn deflate(plain: &[u8], method: u8, mut zstd: Compressor<'_>) -> Option<Vec<u8>> {
    zstd.include_contentsize(false).ok()?;
    zstd.include_checksum(false).ok()?;
    zstd.include_dictid(false).ok()?;
    let frame = zstd.compress(plain).ok()?;
    let content = frame.strip_prefix(&MAGIC)?;
    Some([&[method], content].concat())
}

/// Unpacks exactly one frame into a buffer that is allocated once and never grows.
fn inflate(content: &[u8], zstd: std::io::Result<Decompressor<'_>>) -> Result<Vec<u8>, BodyFault> {
    let fault = |why: String| BodyFault::from(Malformed::new("zstd frame", why));
    let frame = [&MAGIC, content].concat();
    // zstd would take several frames in a row: one plain content, two encodings.
    let len = zstd::zstd_safe::find_frame_compressed_size(&frame)
        .map_err(|code| fault(zstd::zstd_safe::get_error_name(code).to_owned()))?;
    if len != frame.len() {
        return Err(fault("something follows the frame".to_owned()));
    }
    let mut zstd = zstd.map_err(|e| fault(e.to_string()))?;
    let mut plain = Vec::with_capacity(MAX_UNPACKED_BODY);
    match zstd.decompress_to_buffer(&frame, &mut plain) {
        Ok(_) => Ok(plain),
        // zstd's own words for "the destination is full".
        Err(e) if e.to_string().contains("too small") => Err(BodyFault::Inflates),
        Err(e) => Err(fault(e.to_string())),
    }
}

/// PADMÉ: rounds up so that only as many leading bits are significant as the length has bits in its exponent.
fn padme(len: usize) -> usize {
    if len <= SMALLEST_PAYLOAD {
        return SMALLEST_PAYLOAD;
    }
    let exponent = len.ilog2();
    let significant = exponent.ilog2() + 1;
    let mask = (1 << (exponent - significant)) - 1;
    (len + mask) & !mask
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;

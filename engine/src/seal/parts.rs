//! The plain content of a data entry: parts of documents, as opaque bytes.
//!
//! ```text
//! v number of parts; each: v + key bytes, v number of changes; each: v + change bytes
//! ```
//!
//! `v` is a [`sesi_wire::varint`]. Reading checks every count against what the bytes can hold before it allocates.

use sesi_wire::limits::MAX_UNPACKED_BODY;
use sesi_wire::{Malformed, varint};

/// Parts in one body at the most.
pub const MAX_PARTS: usize = 20_000;
/// Changes in one body at the most, over all parts.
pub const MAX_CHANGES: usize = 100_000;

const WHAT: &str = "body";

/// Changes of one document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentPart {
    /// Which document: the documents layer says how.
    pub key: Vec<u8>,
    /// Its changes, in the order in which they were made.
    pub changes: Vec<Vec<u8>>,
}

/// Writes parts whose sizes were checked by [`super::split`] or [`super::body`].
pub(super) fn write<'a>(
    parts: impl ExactSizeIterator<Item = (&'a [u8], &'a [Vec<u8>])>,
) -> Vec<u8> {
    let mut plain = Vec::new();
    varint::put(&mut plain, parts.len() as u64);
    for (key, changes) in parts {
        put(&mut plain, key);
        varint::put(&mut plain, changes.len() as u64);
        for change in changes {
            put(&mut plain, change);
        }
    }
    plain
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    varint::put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Reads the parts of a body of at most [`MAX_UNPACKED_BODY`] bytes.
pub(super) fn read(mut plain: &[u8]) -> Result<Vec<DocumentPart>, Malformed> {
    let input = &mut plain;
    // A part takes two bytes at least, a change one.
    let count = varint::take_len(input, MAX_PARTS.min(input.len()), WHAT)?;
    if count > input.len() / 2 {
        return Err(Malformed::new(WHAT, "more parts than bytes"));
    }
    let mut parts = Vec::with_capacity(count);
    let mut changes_left = MAX_CHANGES;
    for _ in 0..count {
        let key = take(input)?;
        let count = varint::take_len(input, changes_left, WHAT)?;
        changes_left -= count;
        let mut changes = Vec::with_capacity(count);
        for _ in 0..count {
            changes.push(take(input)?);
        }
        parts.push(DocumentPart { key, changes });
    }
    if !input.is_empty() {
        return Err(Malformed::new(WHAT, "goes on after its last part"));
    }
    Ok(parts)
}

fn take(input: &mut &[u8]) -> Result<Vec<u8>, Malformed> {
    let len = varint::take_len(input, MAX_UNPACKED_BODY, WHAT)?;
    varint::take_bytes(input, len, WHAT).map(<[u8]>::to_vec)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Parts as a documents layer might hand them over.
    pub(crate) fn some_parts() -> impl Strategy<Value = Vec<DocumentPart>> {
        let bytes = |most| proptest::collection::vec(any::<u8>(), 0..most);
        let changes = proptest::collection::vec(bytes(300), 0..5);
        let part = (bytes(20), changes).prop_map(|(key, changes)| DocumentPart { key, changes });
        proptest::collection::vec(part, 0..12)
    }

    pub(crate) fn written(parts: &[DocumentPart]) -> Vec<u8> {
        write(parts.iter().map(|part| (&part.key[..], &part.changes[..])))
    }

    proptest! {
        #[test]
        fn parts_survive(parts in some_parts()) {
            prop_assert_eq!(read(&written(&parts)).unwrap(), parts);
        }

        #[test]
        fn no_bytes_panic_and_what_reads_writes_the_same(bytes in proptest::collection::vec(0u8..6, 0..60)) {
            if let Ok(parts) = read(&bytes) {
                prop_assert_eq!(written(&parts), bytes);
            }
        }
    }

    #[test]
    fn counts_that_the_bytes_cannot_hold_are_refused() {
        let mut many_parts = Vec::new();
        varint::put(&mut many_parts, 20_001);
        many_parts.resize(50_000, 0);
        let mut many_changes = vec![2, 0];
        varint::put(&mut many_changes, 60_000);
        many_changes.resize(60_000 + many_changes.len(), 0);
        many_changes.push(0);
        varint::put(&mut many_changes, 60_000);
        many_changes.resize(60_000 + many_changes.len(), 0);
        for bad in [&many_parts[..], &many_changes, &[200, 1], &[1], &[0, 0]] {
            assert!(read(bad).is_err());
        }
    }
}

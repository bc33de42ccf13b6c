//! Walks the contents of a change before automerge sees them, so that hostile bytes cannot make it allocate, loop or
//! reach code that Sesi never uses. Knows the binary format, no document.
//!
//! The format is <https://automerge.org/automerge-binary-format-spec/#change-chunks>. Allowed is what the documents of Sesi
//! are made of: putting scalars into maps, deleting them, making maps. Anything else (lists, text, counters, marks,
//! messages, columns of later formats) can only come from a newer app and is refused as such.
//!
//! Columns are run-length encoded: twelve bytes may claim 2^60 rows. Every honest operation brings a key of its own, so
//! a change has at most as many operations as bytes, and at most [`MAX_OPS`].

use sesi_wire::ids::DeviceId;
use sesi_wire::varint;

use super::columns::{Columns, take_signed};
use super::hash::ChangeHash;
use super::plain_change::PlainChangeError;

/// Most operations of one change.
pub const MAX_OPS: u64 = 20_000;
/// Most changes that one change builds upon directly.
const MAX_DEPS: usize = 256;
/// Most actors that one change names besides its own.
const MAX_ACTORS: usize = 256;
/// Longest actor id in bytes; Sesi's own have 8.
const MAX_ACTOR: usize = 32;
/// The tag of an author in the bytes after the columns.
const AUTHOR: u64 = 1;

/// What a change says of itself before its operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub deps: Vec<ChangeHash>,
    pub actor: Vec<u8>,
    pub seq: u64,
    pub start_op: u64,
    /// Unix seconds by the author's clock.
    pub time: i64,
    pub ops: u64,
    /// Named in an actor's first change only.
    pub author: Option<DeviceId>,
}

pub(super) type Walk<T> = Result<T, PlainChangeError>;

pub(super) fn malformed<T>(what: &'static str) -> Walk<T> {
    Err(PlainChangeError::Malformed(what))
}

pub(super) fn newer<T>(what: &'static str) -> Walk<T> {
    Err(PlainChangeError::NeedsNewerApp(what))
}

/// Walks all of `contents` in time proportional to its length.
pub(super) fn walk(contents: &[u8]) -> Walk<Header> {
    let mut rest = contents;
    let deps = take_deps(&mut rest)?;
    let actor = take_actor(&mut rest)?.to_vec();
    let seq = varint::take(&mut rest)?;
    let start_op = varint::take(&mut rest)?;
    if seq == 0 || start_op == 0 || start_op > u64::from(u32::MAX) {
        return malformed("counters");
    }
    let time = take_signed(&mut rest)?;
    if varint::take(&mut rest)? != 0 {
        return newer("a message");
    }
    let others = varint::take_len(&mut rest, MAX_ACTORS, "actors")?;
    for _ in 0..others {
        take_actor(&mut rest)?;
    }
    let columns = Columns::take(&mut rest)?;
    let limit = MAX_OPS.min(contents.len() as u64);
    let ops = columns.check(limit, others as u64 + 1, start_op)?;
    let author = take_author(rest, seq)?;
    Ok(Header {
        deps,
        actor,
        seq,
        start_op,
        time,
        ops,
        author,
    })
}

fn take_deps(rest: &mut &[u8]) -> Walk<Vec<ChangeHash>> {
    let count = varint::take_len(rest, MAX_DEPS, "dependencies")?;
    if count == 0 {
        return malformed("depends on nothing, as only first changes do");
    }
    let bytes = varint::take_bytes(rest, count * 32, "dependencies")?;
    let (deps, _) = bytes.as_chunks::<32>();
    if !deps.is_sorted_by(|a, b| a < b) {
        return malformed("dependencies are not in order");
    }
    Ok(deps.iter().copied().map(ChangeHash).collect())
}

fn take_actor<'a>(rest: &mut &'a [u8]) -> Walk<&'a [u8]> {
    let len = varint::take_len(rest, MAX_ACTOR, "actor")?;
    if len == 0 {
        return malformed("empty actor");
    }
    Ok(varint::take_bytes(rest, len, "actor")?)
}

fn take_author(mut rest: &[u8], seq: u64) -> Walk<Option<DeviceId>> {
    if rest.is_empty() {
        return Ok(None);
    }
    if varint::take(&mut rest)? != AUTHOR {
        return newer("bytes after the columns");
    }
    if seq != 1 {
        return malformed("an author after the actor's first change");
    }
    let len = varint::take_len(&mut rest, DeviceId::LEN, "author")?;
    match DeviceId::from_slice(varint::take_bytes(&mut rest, len, "author")?) {
        Some(author) if rest.is_empty() => Ok(Some(author)),
        _ => malformed("author"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn random_bytes_end_in_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = walk(&bytes);
        }
    }
}

//! Walks the contents of a change before automerge sees them, so that hostile bytes cannot make it allocate, loop or
//! reach code that Sesi never uses. Knows the binary format, no document.
//!
//! The format is <https://automerge.org/automerge-binary-format-spec/#change-chunks>. Allowed is what the documents of Sesi
//! are made of: putting scalars into maps. Anything else (new maps, deletions, lists, text, counters, rich text,
//! messages, columns of later formats) can only come from a newer app and is refused as such.
//!
//! Columns are run-length encoded: twelve bytes may claim 2^60 rows. Every honest operation brings a key of its own, so
//! a change has at most as many operations as bytes, and at most [`MAX_OPS`].

use sesi_wire::varint;

use super::actor::{Actor, OF_STEPS};
use super::change_fault::{Walk, malformed, newer};
use super::columns::{Columns, Row, take_signed};
use super::hash::ChangeHash;

/// Most operations of one change.
pub const MAX_OPS: u64 = 20_000;
/// Most changes that one change builds upon directly.
const MAX_DEPS: usize = 256;
/// Most actors that one change names besides its own.
const MAX_ACTORS: usize = 256;

/// What a change says of itself before its operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub deps: Vec<ChangeHash>,
    pub actor: Actor,
    pub seq: u64,
    pub start_op: u64,
    /// Unix seconds by the author's clock.
    pub time: i64,
    pub ops: u64,
}

/// Walks all of `contents` in time proportional to its length.
pub(super) fn walk(contents: &[u8]) -> Walk<Header> {
    let (head, _, columns) = take(contents)?;
    let limit = MAX_OPS.min(contents.len() as u64);
    let ops = columns.check(limit, head.others + 1, head.start_op)?;
    Ok(Header {
        deps: head.deps,
        actor: head.actor,
        seq: head.seq,
        start_op: head.start_op,
        time: head.time,
        ops,
    })
}

/// The operations of a change that [`walk`] let pass, and the actors that they name by index.
pub(super) fn operations(contents: &[u8]) -> Walk<(Vec<Row<'_>>, Vec<&[u8]>)> {
    let (_, actors, columns) = take(contents)?;
    Ok((columns.rows()?, actors))
}

struct Head {
    deps: Vec<ChangeHash>,
    actor: Actor,
    seq: u64,
    start_op: u64,
    time: i64,
    others: u64,
}

/// What stands before the columns, all actors with the change's own first, and the columns.
fn take(contents: &[u8]) -> Walk<(Head, Vec<&[u8]>, Columns<'_>)> {
    let mut rest = contents;
    let deps = take_deps(&mut rest)?;
    let own = take_actor(&mut rest)?;
    let Some(actor) = Actor::from_slice(own) else {
        return malformed("actor");
    };
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
    let mut actors = vec![own];
    for _ in 0..others {
        let other = take_actor(&mut rest)?;
        if other != OF_STEPS && other.len() != Actor::LEN {
            return malformed("actor");
        }
        actors.push(other);
    }
    let columns = Columns::take(&mut rest)?;
    if !rest.is_empty() {
        return newer("bytes after the columns");
    }
    let head = Head {
        deps,
        actor,
        seq,
        start_op,
        time,
        others: others as u64,
    };
    Ok((head, actors, columns))
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
    let len = varint::take_len(rest, Actor::LEN, "actor")?;
    Ok(varint::take_bytes(rest, len, "actor")?)
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

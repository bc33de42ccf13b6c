//! Cuts any number of changes into bodies that fit one entry each, in order, with few compressions.

use std::ops::Range;

use sesi_wire::limits::MAX_UNPACKED_BODY;

use super::body::{BodyFault, MAX_PAYLOAD, PackedBody};
use super::dictionary::{Dictionary, Effort};
use super::parts::{self, DocumentPart, MAX_CHANGES, MAX_PARTS};

/// Longest varint of a length within [`MAX_UNPACKED_BODY`], and of any count.
const LEN_OF_LEN: usize = 3;
/// Compressions after which a body that fits is full enough.
const TRIES: usize = 6;

/// Which change: of the part `part`, the change `change`, both counted from 0 in what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeAt {
    /// Index of the part.
    pub part: usize,
    /// Index of the change in the part.
    pub change: usize,
}

/// A change that no entry can hold. The others are not affected, but those that build on it will have to wait at their
/// readers: it was made by something that should have been cut earlier (a pasted book, say).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("change {} of part {} has {bytes} bytes, more than one entry holds", at.change, at.part)]
pub struct TooLargeChange {
    /// Which one.
    pub at: ChangeAt,
    /// Its size, packed where it could be packed.
    pub bytes: usize,
}

/// One body and what it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitBody {
    /// For [`super::entry::seal`].
    pub body: PackedBody,
    /// The changes in it, in order.
    pub changes: Vec<ChangeAt>,
}

/// The result of splitting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Split {
    /// Bodies, in order.
    pub bodies: Vec<SplitBody>,
    /// Changes that fit nowhere.
    pub too_large: Vec<TooLargeChange>,
    /// A body carries the remark.
    pub remarked: bool,
}

/// Packs `parts` into as few bodies as a greedy cut finds. Order is kept; a part with no change is left out.
///
/// `remark`, which has none, goes into the first body that has room for it. It never keeps a change back.
pub fn split_into_bodies(
    parts: &[DocumentPart],
    remark: Option<&DocumentPart>,
    words: &Dictionary,
) -> Split {
    let mut cutter = Cutter::new(parts, words);
    let mut split = Split::default();
    let mut start = 0;
    while start < cutter.changes.len() {
        cutter.remark = remark.filter(|_| !split.remarked);
        let mut cut = cutter.next_body(start);
        if cut.is_err() && cutter.remark.take().is_some() {
            cut = cutter.next_body(start);
        }
        match cut {
            Ok((body, end)) => {
                let changes = cutter.changes[start..end].to_vec();
                split.bodies.push(SplitBody { body, changes });
                split.remarked |= cutter.remark.is_some();
                start = end;
            }
            Err(bytes) => {
                let at = cutter.changes[start];
                split.too_large.push(TooLargeChange { at, bytes });
                start += 1;
            }
        }
    }
    split
}

struct Cutter<'a> {
    parts: &'a [DocumentPart],
    words: &'a Dictionary,
    changes: Vec<ChangeAt>,
    /// What the next body says beside changes.
    remark: Option<&'a DocumentPart>,
    /// Plain bytes and packed bytes of the last body: how well this batch packs.
    ratio: (usize, usize),
}

impl<'a> Cutter<'a> {
    fn new(parts: &'a [DocumentPart], words: &'a Dictionary) -> Self {
        let changes = parts
            .iter()
            .enumerate()
            .flat_map(|(part, of)| {
                (0..of.changes.len()).map(move |change| ChangeAt { part, change })
            })
            .collect();
        Self {
            parts,
            words,
            changes,
            remark: None,
            ratio: (4, 1),
        }
    }

    /// The longest run from `start` that this finds to fit, and where it ends. `Err` is the size of the change at `start`,
    /// which does not fit alone.
    fn next_body(&mut self, start: usize) -> Result<(PackedBody, usize), usize> {
        let limit = self.reach(start, MAX_UNPACKED_BODY);
        // `fits` grows, `too_far` shrinks, until they meet or the body is full enough.
        let mut fits: Option<(PackedBody, usize)> = None;
        let mut too_far = limit + 1;
        let mut end = self.reach(start, self.worth(MAX_PAYLOAD));
        for attempt in 0.. {
            let lowest = fits.as_ref().map_or(start + 1, |(_, end)| end + 1);
            if lowest >= too_far {
                break;
            }
            // Proportion finds the place in two or three steps; where it does not, halving ends the search.
            end = if attempt < TRIES {
                end.clamp(lowest, too_far - 1)
            } else {
                usize::midpoint(lowest, too_far - 1)
            };
            let plain = self.plain(start..end);
            match PackedBody::of_plain(&plain, Effort::Quick, self.words) {
                Ok(body) => {
                    let used = body.used();
                    self.ratio = (plain.len(), used);
                    let full = used * 10 >= MAX_PAYLOAD * 9;
                    fits = Some((body, end));
                    if full || attempt >= TRIES {
                        break;
                    }
                }
                Err(BodyFault::TooLarge { bytes }) => {
                    if end == start + 1 {
                        return Err(bytes);
                    }
                    self.ratio = (plain.len(), bytes);
                    too_far = end;
                }
                // `reach` respects the counts, and packing has no other fault.
                Err(_) => return Err(plain.len()),
            }
            end = self.reach(start, self.worth(MAX_PAYLOAD - MAX_PAYLOAD / 32));
        }
        let (quick, end) = fits.ok_or(0_usize)?;
        // More effort can only make it smaller; where zstd finds otherwise, what was found first stays.
        let thorough = PackedBody::of_plain(&self.plain(start..end), Effort::Thorough, self.words);
        let body = thorough.ok().filter(|body| body.used() <= quick.used());
        Ok((body.unwrap_or(quick), end))
    }

    /// Plain bytes that pack into about `packed` bytes.
    fn worth(&self, packed: usize) -> usize {
        let (plain, became) = self.ratio;
        packed.saturating_mul(plain) / became.max(1)
    }

    /// The end of the longest run from `start` of at most `plain` bytes that respects the counts of a body; at least one change.
    fn reach(&self, start: usize, plain: usize) -> usize {
        let mut bytes = LEN_OF_LEN;
        let mut parts = 0;
        if let Some(remark) = self.remark {
            bytes += remark.key.len() + 2 * LEN_OF_LEN;
            parts += 1;
        }
        let mut last_part = None;
        for (at, change) in self.changes.iter().enumerate().skip(start) {
            let part = &self.parts[change.part];
            if last_part != Some(change.part) {
                last_part = Some(change.part);
                parts += 1;
                bytes += part.key.len() + 2 * LEN_OF_LEN;
            }
            bytes += part.changes[change.change].len() + LEN_OF_LEN;
            let full = bytes > plain || parts > MAX_PARTS || at - start >= MAX_CHANGES;
            if full && at > start {
                return at;
            }
        }
        self.changes.len()
    }

    /// The plain content of a run.
    fn plain(&self, run: Range<usize>) -> Vec<u8> {
        let run = &self.changes[run];
        let of_parts = run.chunk_by(|a, b| a.part == b.part).map(|same| {
            let part = &self.parts[same[0].part];
            let from = same[0].change;
            (&part.key[..], &part.changes[from..from + same.len()])
        });
        let remark = self.remark.map(|part| (&part.key[..], &part.changes[..]));
        let all: Vec<(&[u8], &[Vec<u8>])> = of_parts.chain(remark).collect();
        parts::write(all.into_iter())
    }
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;

//! A relay that lies for a moment: it withholds, repeats, reorders or garbles entries, boasts of more than it gives, or says that it
//! has stored what it threw away. Knows requests and answers, and no keys.

use sesi_wire::entry::SealedEntry;
use sesi_wire::sync::{Frame, FrameReader, PushResult, SyncRequest, to_vec};

use crate::seeded_rng::SeededRng;

/// What is untrue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// An entry of a page is left out.
    Withhold,
    /// Two entries of a page change places.
    Reorder,
    /// An entry comes twice.
    Repeat,
    /// A byte of an entry is another one.
    Garble,
    /// The log is longer than it is.
    Boast,
    /// What was pushed is stored, it says, and throws it away.
    Swallow,
}

impl Lie {
    /// Every lie.
    pub const ALL: [Self; 6] = [
        Self::Withhold,
        Self::Reorder,
        Self::Repeat,
        Self::Garble,
        Self::Boast,
        Self::Swallow,
    ];

    /// What the relay is really asked, and the results that the device is told of what was thrown away.
    pub fn request(self, body: &[u8]) -> (Vec<u8>, Option<Vec<PushResult>>) {
        let read = SyncRequest::from_bytes(body).ok();
        let Some(mut request) = read.filter(|_| self == Self::Swallow) else {
            return (body.to_vec(), None);
        };
        let pushed = request.push.take().unwrap_or_default();
        let mut ends: Vec<_> = request
            .feeds
            .iter()
            .map(|state| (state.feed, state.since))
            .collect();
        let told = pushed
            .iter()
            .map(|entry| {
                let feed = SealedEntry::parse(entry.to_vec()).map(|entry| entry.header().feed);
                let end = ends.iter_mut().find(|(known, _)| Ok(*known) == feed);
                let seq = end.map_or(1, |(_, end)| {
                    *end += 1;
                    *end
                });
                PushResult::Accepted(seq)
            })
            .collect();
        (to_vec(&request), Some(told))
    }

    /// What the device is told instead of the relay's answer. `None` if there was nothing to lie about.
    pub fn answer(
        self,
        body: &[u8],
        told: Option<Vec<PushResult>>,
        rng: &SeededRng,
    ) -> Option<Vec<u8>> {
        let mut reader = FrameReader::default();
        reader.feed(body);
        let mut frames = Vec::new();
        while let Ok(Some(frame)) = reader.next_frame() {
            frames.push(frame);
        }
        if let Some(told) = told.filter(|told| !told.is_empty())
            && let Some(Frame::Head { results, .. }) = frames.first_mut()
        {
            *results = told;
            return Some(encoded(&frames));
        }
        let entries: Vec<usize> = (0..frames.len())
            .filter(|at| matches!(frames[*at], Frame::Entry(_)))
            .collect();
        if self == Self::Boast {
            let end = frames.iter_mut().find_map(|frame| match frame {
                Frame::PageEnd { head, .. } => Some(head),
                _ => None,
            });
            *end? += 7;
            return Some(encoded(&frames));
        }
        if entries.is_empty() {
            return None;
        }
        let at = *rng.pick(&entries);
        match self {
            Self::Withhold => {
                frames.remove(at);
            }
            Self::Reorder => {
                let other = *rng.pick(&entries);
                if other == at {
                    return None;
                }
                frames.swap(at, other);
            }
            Self::Repeat => {
                if let Frame::Entry(bytes) = &frames[at] {
                    let again = Frame::Entry(bytes.clone());
                    frames.insert(at, again);
                }
            }
            Self::Garble => {
                if let Frame::Entry(bytes) = &mut frames[at] {
                    let byte = rng.below(bytes.len());
                    bytes[byte] ^= 1 << rng.below(8);
                }
            }
            Self::Boast | Self::Swallow => return None,
        }
        Some(encoded(&frames))
    }
}

fn encoded(frames: &[Frame]) -> Vec<u8> {
    frames.iter().flat_map(to_vec).collect()
}

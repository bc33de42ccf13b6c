//! Which numbers a frame names. None is beyond what a database holds, so that nothing computed from one overflows.

use sesi_wire::sync::{Frame, PushResult};

/// Whether the numbers of a frame can be those of a log.
pub(super) fn is_possible(frame: &Frame) -> bool {
    numbers(frame).all(|number| i64::try_from(number).is_ok())
}

/// Every number of a log that a frame names; those of results and lists included.
fn numbers(frame: &Frame) -> impl Iterator<Item = u64> {
    let (results, one, other) = match frame {
        Frame::Head { results, .. } => (&results[..], 0, 0),
        Frame::Page { since, .. } => (&[][..], *since, 0),
        Frame::Own(device_seq) => (&[][..], *device_seq, 0),
        Frame::PageEnd { head, .. } | Frame::Diverged { head, .. } => (&[][..], *head, 0),
        Frame::Listing { since, ids, .. } => {
            (&[][..], since.saturating_add(ids.len() as u64), *since)
        }
        Frame::Wanted { seq, .. } => (&[][..], *seq, 0),
        Frame::Entry(_) | Frame::Refused(_) | Frame::End | Frame::Unknown(_) => (&[][..], 0, 0),
    };
    let placed = results.iter().map(|result| match result {
        PushResult::Accepted(seq) | PushResult::Duplicate(seq) => *seq,
        PushResult::Rejected(_) => 0,
    });
    placed.chain([one, other])
}

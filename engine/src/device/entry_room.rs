//! How much is kept of an entry that is not here yet: of whom nobody proves, or who was revoked, only so much. It looks at headers and
//! signatures alone, never at what an entry says.

use rusqlite::Connection;
use sesi_wire::entry::{Kind, SealedEntry};

use super::Me;
use super::proving::Proof;
use crate::error::Error;
use crate::field::Field;
use crate::keys::membership::DeviceState;
use crate::store::{
    ArchivedEntry, MAX_UNVERIFIED, PER_ENTRY, ParkReason, Standing, unverified_bytes,
};

/// Where an entry came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A relay's log.
    Relay,
    /// A file, which anybody may have made.
    File,
}

/// What is kept of what a revoked device wrote that no end reaches, in bytes, for each device.
const MAX_BEYOND_END: u64 = 1024 * 1024;

/// How much of an entry is kept.
pub(super) enum Room {
    Whole,
    /// Its id and its place, so that the relay's log stays known without a gap.
    IdOnly,
    None,
}

impl<F: Field> Me<F> {
    /// Whether there is room for an entry that is not here.
    pub(super) fn room_for(
        &mut self,
        conn: &Connection,
        entry: Option<&SealedEntry>,
        bytes: &[u8],
        proof: Proof,
        source: Source,
    ) -> Result<Room, Error> {
        let length = bytes.len() as u64;
        if proof.standing() < Standing::Member {
            let kept = unverified_bytes(conn, source == Source::Relay)?;
            return Ok(
                if kept.saturating_add(length + PER_ENTRY) > MAX_UNVERIFIED {
                    Room::None
                } else {
                    Room::Whole
                },
            );
        }
        let Some(header) = entry.map(SealedEntry::header) else {
            return Ok(Room::Whole);
        };
        let (device, feed, number) = (header.device, header.feed, header.device_seq);
        // An enrolment is its author's first entry, of which there is one.
        let revoked =
            header.kind != Kind::Enrolment && self.membership.state(device) == DeviceState::Revoked;
        // What an end goes on from bears a number below it, each once.
        let ends = self.membership.ends(device, feed);
        let beyond = revoked
            && (ends.map(|end| end.device_seq).max().unwrap_or(0) < number
                || ArchivedEntry::has_number(conn, feed, device, number)?);
        if !beyond || proof == Proof::Own {
            return Ok(Room::Whole);
        }
        let kept = match self.beyond_end.get(&header.device) {
            Some(kept) => *kept,
            None => ArchivedEntry::bytes_parked(conn, header.device, ParkReason::Revoked)?,
        };
        let full = kept.saturating_add(length) > MAX_BEYOND_END;
        let now = if full { kept } else { kept + length };
        self.beyond_end.insert(header.device, now);
        Ok(match (full, source) {
            (false, _) => Room::Whole,
            // A relay's log must be known without a gap.
            (true, Source::Relay) => Room::IdOnly,
            (true, Source::File) => Room::None,
        })
    }
}

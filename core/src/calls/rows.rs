//! Meetings as lists show them, any number of them in a handful of statements.

use rusqlite::Connection;
use uuid::Uuid;

use super::terms::{MeetingRow, Safe, Tally};
use crate::error::Error;
use crate::queries::groups::Groups;
use crate::queries::marks::Marks;
use crate::queries::meetings::MeetingSummary;
use crate::queries::members::Members;
use crate::queries::sessions::Sessions;

/// The rows of these meetings, the latest first. What this device does not know has no row.
pub(super) fn meeting_rows(
    conn: &Connection,
    meetings: &[Uuid],
    groups: &Groups,
    sessions: &Sessions,
) -> Result<Vec<MeetingRow>, Error> {
    let found = MeetingSummary::of(conn, meetings)?;
    let mut of: Vec<Uuid> = found.iter().map(|meeting| meeting.group).collect();
    of.sort_unstable();
    of.dedup();
    let members = Members::of_groups(conn, &of)?;
    let marks = Marks::of(conn, meetings)?;
    let rows = found.into_iter().map(|meeting| {
        let mut tally = Tally::default();
        for mark in marks.counted(meeting.id, meeting.group, meeting.date, &members) {
            tally.add(mark);
        }
        MeetingRow {
            id: meeting.id,
            group: groups.named(meeting.group),
            date: meeting.date,
            session: sessions.name(&meeting.session),
            tally,
            safe: if meeting.pending {
                Safe::Here
            } else {
                Safe::Office
            },
            cancelled: meeting.cancelled,
            verdict: meeting.verdict,
            changed_since_check: meeting.changed_since_check,
            disagreements: meeting.disagreements,
        }
    });
    Ok(rows.collect())
}

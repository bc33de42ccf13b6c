//! What a checker should look at in stored meetings. Any number of meetings in a handful of statements.

use std::collections::HashSet;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::Warning;
use crate::calls::terms::MeetingRow;
use crate::calls::warnings::Facts;
use crate::error::Error;
use crate::queries::checks::{self, Oddity};

/// What is odd about some meetings, apart from what their rows say.
pub(super) struct Oddities {
    today: NaiveDate,
    unrated: HashSet<Uuid>,
    no_notes: HashSet<Uuid>,
    no_speaker: HashSet<Uuid>,
    no_times: HashSet<Uuid>,
    no_place: HashSet<Uuid>,
    twice: HashSet<Uuid>,
}

impl Oddities {
    pub(super) fn read(
        conn: &Connection,
        meetings: &[Uuid],
        today: NaiveDate,
    ) -> Result<Self, Error> {
        let which = |oddity| checks::odd(conn, meetings, oddity);
        Ok(Self {
            today,
            unrated: which(Oddity::Unrated)?,
            no_notes: which(Oddity::NoNotes)?,
            no_speaker: which(Oddity::NoSpeaker)?,
            no_times: which(Oddity::NoTimes)?,
            no_place: which(Oddity::NoPlace)?,
            twice: which(Oddity::TwiceInMonth)?,
        })
    }

    /// The warnings of a meeting, in the order in which they weigh.
    pub(super) fn of(&self, meeting: &MeetingRow) -> Vec<Warning> {
        Facts {
            tally: meeting.tally,
            disagreement: meeting.disagreements > 0,
            in_future: meeting.date > self.today,
            twice_in_month: self.twice.contains(&meeting.id),
            unrated: self.unrated.contains(&meeting.id),
            no_speaker: self.no_speaker.contains(&meeting.id),
            no_times: self.no_times.contains(&meeting.id),
            no_place: self.no_place.contains(&meeting.id),
            no_notes: self.no_notes.contains(&meeting.id),
        }
        .warnings()
    }
}

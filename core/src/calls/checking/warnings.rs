//! What a checker should look at. Any number of meetings in a handful of statements.

use std::collections::HashSet;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::Warning;
use crate::calls::terms::MeetingRow;
use crate::error::Error;
use crate::queries::checks::{self, Oddity};

/// What is odd about some meetings, apart from what their rows say.
pub(super) struct Oddities {
    today: NaiveDate,
    unrated: HashSet<Uuid>,
    no_notes: HashSet<Uuid>,
    no_speaker: HashSet<Uuid>,
    no_times: HashSet<Uuid>,
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
            twice: which(Oddity::TwiceInMonth)?,
        })
    }

    /// The warnings of a meeting, in the order in which they weigh.
    pub(super) fn of(&self, meeting: &MeetingRow) -> Vec<Warning> {
        let tally = meeting.tally;
        let all = [
            (Warning::Disagreement, meeting.disagreements > 0),
            (Warning::InFuture, meeting.date > self.today),
            (Warning::NobodyPresent, tally.hadir == 0),
            (Warning::Unmarked, tally.unmarked > 0),
            (Warning::TwiceInMonth, self.twice.contains(&meeting.id)),
            (Warning::Unrated, self.unrated.contains(&meeting.id)),
            (Warning::NoSpeaker, self.no_speaker.contains(&meeting.id)),
            (Warning::NoTimes, self.no_times.contains(&meeting.id)),
            (Warning::NoNotes, self.no_notes.contains(&meeting.id)),
        ];
        let odd = all.into_iter().filter(|(_, odd)| *odd);
        odd.map(|(warning, _)| warning).collect()
    }
}

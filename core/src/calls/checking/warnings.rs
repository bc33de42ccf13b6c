//! What a checker should look at. Any number of meetings in a handful of statements.

use std::collections::HashSet;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::Warning;
use crate::calls::ids::id_list;
use crate::calls::terms::MeetingRow;
use crate::error::Error;

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
    pub fn read(conn: &Connection, meetings: &[Uuid], today: NaiveDate) -> Result<Self, Error> {
        let chosen = id_list(meetings);
        let which = |condition: &str| -> Result<HashSet<Uuid>, Error> {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT doc FROM rm_meeting m WHERE doc IN (SELECT unhex(value) FROM json_each(?1)) AND {condition}"
            ))?;
            let rows = statement.query_map([&chosen], |row| row.get(0).map(Uuid::from_bytes))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        Ok(Self {
            today,
            unrated: which(
                "EXISTS (SELECT 1 FROM rm_mark k WHERE k.doc = m.doc AND mark = 'H' AND rating IS NULL)",
            )?,
            no_notes: which("NOT EXISTS (SELECT 1 FROM rm_note n WHERE n.doc = m.doc)")?,
            no_speaker: which(
                "NOT EXISTS (SELECT 1 FROM rm_speaker s WHERE s.doc = m.doc AND name IS NOT NULL)",
            )?,
            no_times: which("(starts IS NULL OR ends IS NULL)")?,
            twice: which(
                "EXISTS (SELECT 1 FROM rm_meeting o WHERE o.grp = m.grp AND o.doc <> m.doc AND o.cancelled = 0
                         AND o.date >= substr(m.date, 1, 7) AND o.date < substr(m.date, 1, 7) || '~')",
            )?,
        })
    }

    /// The warnings of a meeting, in the order in which they weigh.
    pub fn of(&self, meeting: &MeetingRow) -> Vec<Warning> {
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

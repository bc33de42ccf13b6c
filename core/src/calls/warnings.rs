//! What should be looked at in a meeting: one set of rules, for what is about to be saved and for what the office checks. Whoever
//! asks brings what a meeting says; nothing here reads it.

use serde::Serialize;

use super::terms::Tally;

/// What is odd about a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// Families without a mark.
    Unmarked,
    /// Nobody present.
    NobodyPresent,
    /// Present families without a rating.
    Unrated,
    /// No uraian.
    NoNotes,
    /// No speaker.
    NoSpeaker,
    /// No start or end.
    NoTimes,
    /// No place.
    NoPlace,
    /// Dated later than today.
    InFuture,
    /// The group met twice that month.
    TwiceInMonth,
    /// Fields on which people disagree.
    Disagreement,
}

/// What the rules ask of a meeting.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is the answer to one question about a meeting"
)]
pub(super) struct Facts {
    /// How its families are marked.
    pub tally: Tally,
    /// People disagree on a field of it.
    pub disagreement: bool,
    /// Its day has not come.
    pub in_future: bool,
    /// The group met another time in that month.
    pub twice_in_month: bool,
    /// Somebody was there and has no rating.
    pub unrated: bool,
    /// No speaker has a name.
    pub no_speaker: bool,
    /// It does not say from when to when.
    pub no_times: bool,
    /// It does not say where.
    pub no_place: bool,
    /// None of the five aspects is noted.
    pub no_notes: bool,
}

impl Facts {
    /// The warnings, in the order in which they weigh.
    pub(crate) fn warnings(self) -> Vec<Warning> {
        let all = [
            (Warning::Disagreement, self.disagreement),
            (Warning::InFuture, self.in_future),
            (Warning::NobodyPresent, self.tally.hadir == 0),
            (Warning::Unmarked, self.tally.unmarked > 0),
            (Warning::TwiceInMonth, self.twice_in_month),
            (Warning::Unrated, self.unrated),
            (Warning::NoSpeaker, self.no_speaker),
            (Warning::NoTimes, self.no_times),
            (Warning::NoPlace, self.no_place),
            (Warning::NoNotes, self.no_notes),
        ];
        let odd = all.into_iter().filter(|(_, odd)| *odd);
        odd.map(|(warning, _)| warning).collect()
    }
}

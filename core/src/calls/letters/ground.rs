//! What became of the grounds of letters: each meeting as it is now, and whether the months are still Alfa in a row.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use uuid::Uuid;

use crate::device::Device;
use crate::error::Error;
use crate::kinds::Mark;
use crate::queries::attended::{Met, attended};
use crate::queries::compliance::{belongs, month_states, streak};
use crate::queries::letters::Letter;
use crate::queries::meetings;
use crate::queries::members::{Member, Members};

/// Whether the ground of a letter is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GroundStanding {
    /// The family is Alfa at every meeting that it names.
    Stands,
    /// The months in a row are still Alfa, one of the meetings is not.
    Changed,
    /// The months are no longer Alfa in a row.
    Vanished,
    /// This device does not have the family or one of the meetings, and cannot say.
    Unknown,
}

/// A meeting that is the ground of a letter.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroundLine {
    /// Document of the meeting.
    pub meeting: Uuid,
    /// Its day when the letter was written.
    pub day: NaiveDate,
    /// What it is now.
    pub now: GroundNow,
}

/// What a meeting of the ground is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GroundNow {
    /// The family is marked so; Alfa as it was.
    Marked(Mark),
    /// The mark was taken away.
    Unmarked,
    /// The meeting did not take place, or the family was not expected there.
    Gone,
    /// This device does not have it.
    Unknown,
}

/// The ground of a letter, looked at today.
pub(in crate::calls) struct Ground {
    pub lines: Vec<GroundLine>,
    pub standing: GroundStanding,
}

/// The grounds of some letters, by letter.
pub(in crate::calls) fn grounds(
    device: &Device,
    letters: &[Letter],
) -> Result<HashMap<Uuid, Ground>, Error> {
    let conn = device.reader();
    let days = letters.iter().flat_map(|letter| &letter.ground);
    let days: BTreeSet<NaiveDate> = days.map(|(day, _)| *day).collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        let nothing = |letter: &Letter| {
            let ground = Ground {
                lines: Vec::new(),
                standing: GroundStanding::Unknown,
            };
            (letter.id, ground)
        };
        return Ok(letters.iter().map(nothing).collect());
    };
    let families: BTreeSet<Uuid> = letters.iter().map(|letter| letter.family).collect();
    let ids: Vec<Uuid> = families.iter().copied().collect();
    let members = Members::of_families(conn, &ids)?;
    // A meeting may have been moved to another day since.
    let until = device.today()?.max(*last);
    let first = first.with_day(1).unwrap_or(*first);
    let met = attended(conn, &members, &families, first, until)?;
    let of_ground = letters.iter().flat_map(|letter| &letter.ground);
    let of_ground: BTreeSet<Uuid> = of_ground.map(|(_, meeting)| *meeting).collect();
    let known = meetings::known(conn, &of_ground.into_iter().collect::<Vec<_>>())?;
    let each = letters.iter().map(|letter| {
        let met = met
            .get(&letter.family)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let ground = match members.get(letter.family) {
            Some(member) => Ground::of(letter, member, met, &known),
            None => Ground::of_nobody(letter),
        };
        (letter.id, ground)
    });
    Ok(each.collect())
}

impl Ground {
    fn of(letter: &Letter, member: &Member, met: &[Met], known: &BTreeSet<Uuid>) -> Self {
        let now = |meeting: Uuid| {
            if !known.contains(&meeting) {
                return GroundNow::Unknown;
            }
            let mut found = met.iter().filter(|met| met.meeting == meeting);
            match found.next() {
                Some(met) if belongs(member, met.date) => {
                    met.mark.map_or(GroundNow::Unmarked, GroundNow::Marked)
                }
                _ => GroundNow::Gone,
            }
        };
        let lines: Vec<GroundLine> = letter
            .ground
            .iter()
            .map(|(day, meeting)| GroundLine {
                meeting: *meeting,
                day: *day,
                now: now(*meeting),
            })
            .collect();
        let months = letter.months();
        let in_a_row = months
            .last()
            .map(|last| streak(&month_states(member, met), *last))
            .unwrap_or_default();
        let all = |is: fn(GroundNow) -> bool| lines.iter().all(|line| is(line.now));
        let standing = if months.is_empty() || !all(|now| now != GroundNow::Unknown) {
            GroundStanding::Unknown
        } else if !months.iter().all(|month| in_a_row.contains(month)) {
            GroundStanding::Vanished
        } else if all(|now| now == GroundNow::Marked(Mark::Alfa)) {
            GroundStanding::Stands
        } else {
            GroundStanding::Changed
        };
        Self { lines, standing }
    }

    /// Of a family that this device does not have.
    fn of_nobody(letter: &Letter) -> Self {
        let lines = letter.ground.iter().map(|(day, meeting)| GroundLine {
            meeting: *meeting,
            day: *day,
            now: GroundNow::Unknown,
        });
        Self {
            lines: lines.collect(),
            standing: GroundStanding::Unknown,
        }
    }
}

//! Record of what devices were told and what they confirmed, kept by the test and never read from a database.
//!
//! Each cell (a family at a meeting, a value about the staff) belongs to one lane: one run of one database. A copy or a restored backup is a new lane, so that
//! two lanes never disagree about a cell and every difference is a fault.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A family at a meeting: group, date, session, family key. Or what `note` says of the staff: what with its id, day, part, key.
pub type Cell = (String, String, String, String);

/// One run of one database.
pub type Lane = usize;

/// What became of something said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    /// The device has not answered yet.
    Waiting,
    /// The device confirmed that it is durable.
    Confirmed,
    /// The device refused, or was killed before it answered: it may be durable or not.
    Open,
}

#[derive(Debug, Clone)]
struct Said {
    lane: Lane,
    /// Marks in the order in which they were said.
    marks: Vec<(String, Heard)>,
    /// The office need not have it: its device was revoked before it could send it.
    kept_only: bool,
}

/// Everything said so far.
#[derive(Debug, Default, Clone)]
pub struct Truth {
    cells: BTreeMap<Cell, Said>,
    lanes: Lane,
    revoked: BTreeSet<Lane>,
}

/// What kind of thing a `saved` line or the first piece of a cell is about, as the report counts it.
pub fn kind_of(group: &str) -> &'static str {
    match group.split_once(' ').map(|(what, _)| what) {
        Some("voice") => "voices",
        Some("answer") => "answers",
        Some("training") => "training_marks",
        Some("rakor") => "rakor_marks",
        Some("minutes") => "minutes",
        Some("score") => "scores",
        Some("supervision") => "supervision_answers",
        Some("reply") => "replies",
        _ => "marks",
    }
}

/// How one device's marks compare with what was said.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Confirmed and not there, or there with an older mark.
    pub lost: Vec<String>,
    /// There, though nobody said it.
    pub invented: Vec<String>,
}

impl Truth {
    /// A new lane.
    pub fn lane(&mut self) -> Lane {
        self.lanes += 1;
        self.lanes
    }

    /// Whether nobody has a cell.
    pub fn is_free(&self, cell: &Cell) -> bool {
        !self.cells.contains_key(cell)
    }

    /// Everything that somebody said something of.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.keys()
    }

    /// The cells of a lane with their last marks.
    pub fn of_lane(&self, lane: Lane) -> Vec<(&Cell, &str)> {
        let own = self.cells.iter().filter(|(_, said)| said.lane == lane);
        own.filter_map(|(cell, said)| Some((cell, said.marks.last()?.0.as_str())))
            .collect()
    }

    /// A device is told to save a mark.
    pub fn say(&mut self, lane: Lane, cell: Cell, mark: &str) {
        let said = self.cells.entry(cell).or_insert(Said {
            lane,
            marks: Vec::new(),
            kept_only: false,
        });
        said.kept_only |= self.revoked.contains(&lane);
        said.marks.push((mark.to_owned(), Heard::Waiting));
    }

    /// A device refused to save these: they may be durable or not.
    pub fn refused(&mut self, cells: &[Cell]) {
        for cell in cells {
            let said = self.cells.get_mut(cell).into_iter();
            let mut marks = said.flat_map(|said| &mut said.marks);
            if let Some((_, heard)) = marks.find(|(_, heard)| *heard == Heard::Waiting) {
                *heard = Heard::Open;
            }
        }
    }

    /// A device is gone: what it did not confirm may be durable or not.
    pub fn leave_open(&mut self, lane: Lane) {
        let own = self.cells.values_mut().filter(|said| said.lane == lane);
        for (_, heard) in own.flat_map(|said| &mut said.marks) {
            if *heard == Heard::Waiting {
                *heard = Heard::Open;
            }
        }
    }

    /// A device confirmed: the JSON of a `saved` line. Says how many marks.
    pub fn confirm(&mut self, saved: &Value) -> u64 {
        let text = |name: &str| saved[name].as_str().unwrap_or_default().to_owned();
        let mut count = 0;
        for (family, mark) in saved["marks"].as_object().into_iter().flatten() {
            let cell = (text("group"), text("date"), text("session"), family.clone());
            let Some(said) = self.cells.get_mut(&cell) else {
                continue;
            };
            // Answers come in order: the first of that mark that waits for its answer.
            let waiting = said.marks.iter_mut().find(|(said, heard)| {
                *heard == Heard::Waiting && Some(said.as_str()) == mark.as_str()
            });
            if let Some((_, heard)) = waiting {
                *heard = Heard::Confirmed;
                count += 1;
            }
        }
        count
    }

    /// Whether all that these lanes confirmed is in `there`.
    pub fn all_there(&self, lanes: &BTreeSet<Lane>, there: &BTreeMap<Cell, String>) -> bool {
        self.compare(lanes, there, false).lost.is_empty()
    }

    /// What these lanes have beyond `there` stays with their device from now on: it was revoked.
    pub fn keep_only(&mut self, lanes: &BTreeSet<Lane>, there: &BTreeMap<Cell, String>) {
        self.revoked.extend(lanes);
        for (cell, said) in &mut self.cells {
            let here = there.get(cell);
            let last = said.marks.last().map(|(mark, _)| mark);
            if lanes.contains(&said.lane) && here != last {
                said.kept_only = true;
            }
        }
    }

    /// Compares what a device has with what `lanes` said. At the office, all lanes count and nothing else may be there.
    pub fn compare(
        &self,
        lanes: &BTreeSet<Lane>,
        there: &BTreeMap<Cell, String>,
        office: bool,
    ) -> Comparison {
        let mut found = Comparison::default();
        for (cell, said) in &self.cells {
            if !(office || lanes.contains(&said.lane)) || (office && said.kept_only) {
                continue;
            }
            let Some(last) = said
                .marks
                .iter()
                .rposition(|(_, heard)| *heard == Heard::Confirmed)
            else {
                continue;
            };
            let here = there.get(cell);
            // A save that was under way when the device was killed may have become durable.
            if !said.marks[last..]
                .iter()
                .any(|(mark, _)| Some(mark) == here)
            {
                found
                    .lost
                    .push(format!("{cell:?}: {:?}, there {here:?}", said.marks));
            }
        }
        if office {
            for (cell, mark) in there {
                let said = self.cells.get(cell);
                let known = said.is_some_and(|said| said.marks.iter().any(|(m, _)| m == mark));
                if !known {
                    found.invented.push(format!("{cell:?}: {mark}"));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cell() -> Cell {
        (
            "g".into(),
            "2026-01-01".into(),
            "M1.1".into(),
            "family01".into(),
        )
    }

    fn saved(mark: &str) -> Value {
        json!({"group": "g", "date": "2026-01-01", "session": "M1.1", "marks": {"family01": mark}})
    }

    #[test]
    fn a_confirmed_mark_must_be_there_and_a_later_unconfirmed_one_may() {
        let mut truth = Truth::default();
        let lane = truth.lane();
        let lanes = BTreeSet::from([lane]);
        truth.say(lane, cell(), "H");
        let with = |mark: Option<&str>| -> BTreeMap<Cell, String> {
            mark.map(|mark| (cell(), mark.to_owned()))
                .into_iter()
                .collect()
        };
        assert!(truth.all_there(&lanes, &with(None)), "nobody confirmed it");
        assert_eq!(truth.confirm(&saved("H")), 1);
        assert!(!truth.all_there(&lanes, &with(None)));
        truth.say(lane, cell(), "A");
        assert!(truth.all_there(&lanes, &with(Some("H"))));
        assert!(truth.all_there(&lanes, &with(Some("A"))));
        assert_eq!(truth.confirm(&saved("A")), 1);
        assert!(
            !truth.all_there(&lanes, &with(Some("H"))),
            "an older mark is a loss"
        );
        let at_office = truth.compare(&lanes, &with(Some("S")), true);
        assert_eq!((at_office.lost.len(), at_office.invented.len()), (1, 1));
    }

    #[test]
    fn what_a_revoked_device_could_not_send_need_not_be_at_the_office_but_on_the_device() {
        let mut truth = Truth::default();
        let lane = truth.lane();
        let lanes = BTreeSet::from([lane]);
        truth.say(lane, cell(), "H");
        truth.confirm(&saved("H"));
        truth.keep_only(&lanes, &BTreeMap::new());
        assert!(
            truth
                .compare(&lanes, &BTreeMap::new(), true)
                .lost
                .is_empty()
        );
        assert_eq!(truth.compare(&lanes, &BTreeMap::new(), false).lost.len(), 1);
    }
}

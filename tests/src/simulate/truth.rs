//! Record of what honest devices were told and what they confirmed, kept by the test and never read from a database.

use std::collections::BTreeMap;

use sesi_core::kinds::Mark;

/// A meeting and the station whose family it is.
pub type Cell = (usize, usize);

/// Marks in the order in which they were said, with whether the device confirmed each.
#[derive(Debug, Default)]
pub struct Truth(BTreeMap<Cell, Vec<(Mark, bool)>>);

impl Truth {
    /// A device was told to save a mark, and confirmed it or not.
    pub fn said(&mut self, cell: Cell, mark: Mark, confirmed: bool) {
        self.0.entry(cell).or_default().push((mark, confirmed));
    }

    /// The cells of a station with what a device that has everything may show: the last confirmed, or what was said after it.
    pub fn cells(&self) -> impl Iterator<Item = (Cell, Vec<Option<Mark>>)> + '_ {
        self.0.iter().map(|(cell, said)| {
            let last = said.iter().rposition(|(_, confirmed)| *confirmed);
            let mut may: Vec<Option<Mark>> = said[last.unwrap_or(0)..]
                .iter()
                .map(|(mark, _)| Some(*mark))
                .collect();
            if last.is_none() {
                may.push(None);
            }
            (*cell, may)
        })
    }

    /// How many marks were confirmed.
    pub fn confirmed(&self) -> usize {
        self.0
            .values()
            .flatten()
            .filter(|(_, confirmed)| *confirmed)
            .count()
    }
}

//! Record of what honest devices were told and what they confirmed, kept by the test and never read from a database.

use std::collections::BTreeMap;

use sesi_core::kinds::Mark;

/// A meeting and the station whose family it is.
pub type Cell = (usize, usize);

/// A mark that a device was told to save.
#[derive(Debug)]
struct Word {
    no: usize,
    mark: Mark,
    confirmed: bool,
    /// The device was put back to an earlier backup since.
    put_back: bool,
}

/// Marks in the order in which they were said.
#[derive(Debug, Default)]
pub struct Truth {
    cells: BTreeMap<Cell, Vec<Word>>,
    said: usize,
}

impl Truth {
    /// A device was told to save a mark, and confirmed it or not.
    pub fn said(&mut self, cell: Cell, mark: Mark, confirmed: bool) {
        let word = Word {
            no: self.said,
            mark,
            confirmed,
            put_back: false,
        };
        self.cells.entry(cell).or_default().push(word);
        self.said += 1;
    }

    /// How many marks were said so far: what a backup of this moment has.
    pub fn moment(&self) -> usize {
        self.said
    }

    /// A station was put back to a backup of that moment. What it said since may be gone, or come back from others beside what
    /// it says next.
    pub fn put_back(&mut self, station: usize, moment: usize) {
        let own = self
            .cells
            .iter_mut()
            .filter(|((_, who), _)| *who == station);
        for word in own.flat_map(|(_, said)| said) {
            word.put_back |= word.no >= moment;
        }
    }

    /// The cells of a station with what a device that has everything may show: the last confirmed, or what was said after it.
    pub fn cells(&self) -> impl Iterator<Item = (Cell, Vec<Option<Mark>>)> + '_ {
        self.cells.iter().map(|(cell, said)| {
            let sure = said.iter().position(|word| word.put_back);
            let sure = &said[..sure.unwrap_or(said.len())];
            let last = sure.iter().rposition(|word| word.confirmed);
            let mut may: Vec<Option<Mark>> = said[last.unwrap_or(0)..]
                .iter()
                .map(|word| Some(word.mark))
                .collect();
            if last.is_none() {
                may.push(None);
            }
            (*cell, may)
        })
    }

    /// How many marks were confirmed.
    pub fn confirmed(&self) -> usize {
        let said = self.cells.values().flatten();
        said.filter(|word| word.confirmed).count()
    }
}

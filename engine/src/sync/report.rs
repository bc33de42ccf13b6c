//! What exchanges brought, for the window to tell.

use std::collections::BTreeSet;

use sesi_wire::ids::EntryId;

/// What exchanges brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries that the relay acknowledged, and whose place in its log is proved here.
    pub acknowledged: u64,
    /// Entries that the relay refused, with the reason's number.
    pub refused: Vec<(EntryId, u16)>,
    /// Entries that came and were not here before.
    pub received: u64,
    /// Documents that changed.
    pub changed: BTreeSet<[u8; 16]>,
    /// Entries that wait for something.
    pub parked: u64,
    /// The relay's log was not the one this device knew.
    pub repaired: bool,
    /// Entries of a file that no version of Sesi known to this one wrote, or that were damaged on the way.
    pub unreadable: u64,
    /// This database was found to be restored from a backup, or copied.
    pub copied: bool,
    /// Entries that were not kept: too much of authors whom the office does not know, or of a revoked one.
    pub not_kept: u64,
    /// Entries that waited and were tried again, because something came that they lacked.
    pub tries: u64,
    /// There is more to send or to fetch.
    pub more: bool,
}

impl Report {
    /// This and what a later exchange brought.
    #[must_use]
    pub fn with(&self, later: &Self) -> Self {
        let mut both = self.clone();
        both.merge(later.clone());
        both
    }

    /// Adds what a later exchange brought.
    pub fn merge(&mut self, later: Self) {
        self.acknowledged += later.acknowledged;
        self.refused.extend(later.refused);
        self.received += later.received;
        self.changed.extend(later.changed);
        self.parked = later.parked;
        self.repaired |= later.repaired;
        self.unreadable += later.unreadable;
        self.copied |= later.copied;
        self.not_kept += later.not_kept;
        self.tries += later.tries;
        self.more = later.more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_add_up_and_what_stands_at_the_end_is_the_last_ones() {
        let one = |number: u64, byte: u8, said: bool| Report {
            acknowledged: number,
            refused: vec![(EntryId([byte; 32]), 7)],
            received: number + 1,
            changed: [[byte; 16]].into(),
            parked: number + 2,
            repaired: said,
            unreadable: number + 3,
            copied: said,
            not_kept: number + 4,
            tries: number + 5,
            more: said,
        };
        let both = one(10, 1, true).with(&one(200, 2, false));
        let expected = Report {
            acknowledged: 210,
            refused: vec![(EntryId([1; 32]), 7), (EntryId([2; 32]), 7)],
            received: 212,
            changed: [[1; 16], [2; 16]].into(),
            parked: 202,
            repaired: true,
            unreadable: 216,
            copied: true,
            not_kept: 218,
            tries: 220,
            more: false,
        };
        assert_eq!(both, expected);
        let quiet = Report::default().with(&Report::default());
        assert_eq!(quiet, Report::default());
        let all = one(1, 1, true).with(&one(1, 1, true));
        assert!(all.repaired && all.copied && all.more);
    }
}

//! How many meetings are checked how far. One place counts them, so that no two screens say another number.

use rusqlite::Connection;

use super::Checked;
use crate::error::Error;
use crate::queries::checks;
use crate::rekap::YearMonth;

/// Meetings by how far they are checked. A cancelled one without a verdict is in none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::calls) struct CheckCounts {
    pub waiting: u32,
    pub changed: u32,
    pub to_mend: u32,
    pub fine: u32,
}

impl CheckCounts {
    /// Counts all meetings, or those of a month.
    pub(crate) fn read(conn: &Connection, month: Option<YearMonth>) -> Result<Self, Error> {
        let days = month.map(|month| (month.first_day(), month.last_day()));
        let mut counts = Self::default();
        for (verdict, changed, count) in checks::counts(conn, days)? {
            *counts.of(Checked::of(verdict, changed)) += count;
        }
        Ok(counts)
    }

    /// Counts one more.
    pub(crate) fn add(&mut self, checked: Checked) {
        *self.of(checked) += 1;
    }

    /// To be looked at.
    pub(crate) fn due(self) -> u32 {
        self.waiting + self.changed
    }

    fn of(&mut self, checked: Checked) -> &mut u32 {
        match checked {
            Checked::Changed => &mut self.changed,
            Checked::ToMend => &mut self.to_mend,
            Checked::Fine => &mut self.fine,
            Checked::Waiting | Checked::Due | Checked::All => &mut self.waiting,
        }
    }
}

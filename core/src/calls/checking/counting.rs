//! How many meetings are checked how far. One place counts them, so that no two screens say another number.

use rusqlite::Connection;

use super::Checked;
use crate::error::Error;
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
    pub fn read(conn: &Connection, month: Option<YearMonth>) -> Result<Self, Error> {
        let (first, last) = month.map_or_else(
            || (String::new(), "~".to_owned()),
            |month| (month.first_day().to_string(), month.last_day().to_string()),
        );
        let mut statement = conn.prepare_cached(
            "SELECT verdict, changed_since_check, count(*) FROM rm_meeting
             WHERE date BETWEEN ?1 AND ?2 AND (verdict IS NOT NULL OR cancelled = 0) GROUP BY 1, 2",
        )?;
        let mut rows = statement.query([first, last])?;
        let mut counts = Self::default();
        while let Some(row) = rows.next()? {
            let verdict: Option<String> = row.get(0)?;
            let checked = Checked::of(verdict.as_deref(), row.get(1)?);
            *counts.of(checked) += row.get::<_, u32>(2)?;
        }
        Ok(counts)
    }

    /// Counts one more.
    pub fn add(&mut self, checked: Checked) {
        *self.of(checked) += 1;
    }

    /// To be looked at.
    pub fn due(self) -> u32 {
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

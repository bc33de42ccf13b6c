//! Days and months that a document key can carry, counted from the year 2000.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Serialize, Serializer};
use sesi_wire::varint;

use sesi_engine::documents::{DAY_ZERO, KeyError, KeyPiece};

/// A month of a year that a key can carry: 2000-01 or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    first: NaiveDate,
}

impl YearMonth {
    /// `month` is 1 to 12, `year` 2000 to 9999; `None` otherwise.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        ((2000..=9999).contains(&year)).then_some(Self { first })
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> u32 {
        self.first.month()
    }

    fn since_epoch(self) -> u64 {
        u64::from(self.first.year().abs_diff(2000)) * 12 + u64::from(self.first.month0())
    }

    fn from_epoch(months: u64) -> Option<Self> {
        let first = DAY_ZERO.checked_add_months(Months::new(u32::try_from(months).ok()?))?;
        Self::new(first.year(), first.month())
    }
}

/// ISO form, `2026-11`.
impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl Serialize for YearMonth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl KeyPiece for YearMonth {
    fn put(&self, out: &mut Vec<u8>) {
        varint::put(out, self.since_epoch());
    }

    fn take(input: &mut &[u8]) -> Result<Self, KeyError> {
        Self::from_epoch(varint::take(input)?).ok_or(KeyError::Malformed("month"))
    }
}

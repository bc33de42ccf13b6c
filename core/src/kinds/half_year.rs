//! A half of a calendar year, as the semester reports count it: January to June, July to December. Knows no document.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Serialize, Serializer};
use sesi_wire::varint;

use sesi_engine::documents::{KeyError, KeyPiece};

/// A half of a year that a key can carry: the first of 2000 or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfYear {
    year: i32,
    /// 1 or 2.
    half: u32,
}

/// The text is no half of a year from 2000 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a semester looks like 2026-1 or 2026-2")]
pub struct NotAHalfYear;

impl HalfYear {
    /// `half` is 1 or 2, `year` 2000 to 9999; `None` otherwise.
    pub fn new(year: i32, half: u32) -> Option<Self> {
        let fits = (2000..=9999).contains(&year) && (1..=2).contains(&half);
        fits.then_some(Self { year, half })
    }

    /// The one in which a day is.
    pub fn of(day: NaiveDate) -> Option<Self> {
        Self::new(day.year(), if day.month() <= 6 { 1 } else { 2 })
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The one before it; `None` before the first.
    pub fn before(self) -> Option<Self> {
        match self.half {
            2 => Self::new(self.year, 1),
            _ => Self::new(self.year - 1, 2),
        }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, if self.half == 1 { 1 } else { 7 }, 1)
            .unwrap_or_default()
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let (month, day) = if self.half == 1 { (6, 30) } else { (12, 31) };
        NaiveDate::from_ymd_opt(self.year, month, day).unwrap_or_default()
    }
}

/// `2026-1`.
impl fmt::Display for HalfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{}", self.year, self.half)
    }
}

impl FromStr for HalfYear {
    type Err = NotAHalfYear;

    fn from_str(text: &str) -> Result<Self, NotAHalfYear> {
        let (year, half) = text.split_once('-').ok_or(NotAHalfYear)?;
        let half = half.parse().map_err(|_| NotAHalfYear)?;
        let found = Self::new(year.parse().map_err(|_| NotAHalfYear)?, half);
        // One form for each, so that texts compare as what they mean.
        found
            .filter(|found| found.to_string() == text)
            .ok_or(NotAHalfYear)
    }
}

impl Serialize for HalfYear {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl KeyPiece for HalfYear {
    fn put(&self, out: &mut Vec<u8>) {
        let halves = u64::from(self.year.abs_diff(2000)) * 2 + u64::from(self.half - 1);
        varint::put(out, halves);
    }

    fn take(input: &mut &[u8]) -> Result<Self, KeyError> {
        let halves = varint::take(input)?;
        let year = i32::try_from(halves / 2)
            .ok()
            .and_then(|years| years.checked_add(2000));
        let half = u32::from(halves % 2 == 1) + 1;
        year.and_then(|year| Self::new(year, half))
            .ok_or(KeyError::Malformed("semester"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_day_is_in_the_half_that_begins_and_ends_around_it(days in 0u64..2_900_000) {
            let day = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Days::new(days);
            let half = HalfYear::of(day).unwrap();
            prop_assert!(half.first_day() <= day && day <= half.last_day());
            prop_assert_eq!(half.to_string().parse(), Ok(half));
            let mut bytes = Vec::new();
            half.put(&mut bytes);
            prop_assert_eq!(HalfYear::take(&mut &bytes[..]).unwrap(), half);
            if let Some(before) = half.before() {
                prop_assert_eq!(before.last_day().succ_opt(), Some(half.first_day()));
            }
        }
    }

    #[test]
    fn other_text_is_no_half() {
        for text in [
            "", "2026", "2026-0", "2026-3", "02026-1", "1999-2", "2026-01",
        ] {
            assert_eq!(text.parse::<HalfYear>(), Err(NotAHalfYear), "{text}");
        }
    }
}

//! A calendar month, as reports count by. It knows the calendar and the Indonesian names of months, no clock.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::MONTHS;

/// A month of a year from 1 to 9999, written `2026-05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct YearMonth {
    first: NaiveDate,
}

/// A text or pair of numbers that is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no month; a month looks like 2026-05")]
pub struct NotAMonth(String);

impl YearMonth {
    /// The month `month` (1 to 12) of `year` (1 to 9999).
    ///
    /// # Errors
    /// If there is no such month.
    pub fn new(year: i32, month: u32) -> Result<Self, NotAMonth> {
        let first = NaiveDate::from_ymd_opt(year, month, 1).filter(|_| (1..=9999).contains(&year));
        first
            .map(|first| Self { first })
            .ok_or_else(|| NotAMonth(format!("{year}-{month}")))
    }

    /// The month in which a day lies; none outside the years 1 to 9999.
    pub fn of(day: NaiveDate) -> Option<Self> {
        Self::new(day.year(), day.month()).ok()
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        // December 9999 is followed by a month that chrono still knows, so the fallback never shows.
        let next = self.first.checked_add_months(chrono::Months::new(1));
        next.and_then(|next| next.pred_opt()).unwrap_or(self.first)
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last_day()
    }

    /// As people read it: `Mei 2026`.
    pub fn indonesian(self) -> String {
        format!("{} {}", name(self.first), self.first.year())
    }
}

/// A day as people read it: `7 Mei 2026`.
pub fn indonesian_day(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), name(day), day.year())
}

fn name(day: NaiveDate) -> &'static str {
    MONTHS
        .get(day.month0() as usize)
        .copied()
        .unwrap_or_default()
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl FromStr for YearMonth {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let digits = |t: &str, len: usize| t.len() == len && t.bytes().all(|b| b.is_ascii_digit());
        match text.split_once('-') {
            Some((year, month)) if digits(year, 4) && digits(month, 2) => {
                let number = |t: &str| t.parse().map_err(|_| NotAMonth(text.to_owned()));
                Self::new(number(year)?, number(month)?.unsigned_abs())
            }
            _ => Err(NotAMonth(text.to_owned())),
        }
    }
}

impl TryFrom<String> for YearMonth {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, NotAMonth> {
        text.parse()
    }
}

impl From<YearMonth> for String {
    fn from(month: YearMonth) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_month_has_its_days_and_its_name() {
        let month: YearMonth = "2024-02".parse().expect("a month");
        assert_eq!(month.last_day().to_string(), "2024-02-29");
        assert_eq!(month.indonesian(), "Februari 2024");
        assert_eq!(indonesian_day(month.last_day()), "29 Februari 2024");
        for text in [
            "2024-13",
            "2024-00",
            "0000-01",
            "2024-1",
            "24-01",
            "2024-01-01",
            "+024-01",
            "",
        ] {
            assert!(text.parse::<YearMonth>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_comes_back_from_its_text(year in 1..=9999, month in 1..=12_u32) {
            let month = YearMonth::new(year, month).expect("a month");
            prop_assert_eq!(month.to_string().parse(), Ok(month));
            prop_assert!(month.contains(month.first_day()) && month.contains(month.last_day()));
            prop_assert_eq!(YearMonth::of(month.last_day()), Some(month));
        }
    }
}

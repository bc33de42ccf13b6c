//! Months from one to another, both counted, and their parts by calendar year. Knows the calendar, no clock.

use chrono::{Datelike, NaiveDate};

use crate::reference::month::YearMonth;

/// Months in a row, at least one and at most [`Span::MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    first: YearMonth,
    last: YearMonth,
}

impl Span {
    /// Months that a recap has at the most.
    pub const MOST: i32 = 24;

    /// The months from `first` to `last`; none where there are none, or too many.
    pub fn new(first: YearMonth, last: YearMonth) -> Option<Self> {
        let place = |month: YearMonth| {
            let day = month.first_day();
            day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default()
        };
        let many = place(last) - place(first) + 1;
        (1..=Self::MOST)
            .contains(&many)
            .then_some(Self { first, last })
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        self.first.first_day()
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        self.last.last_day()
    }

    /// Its months in order.
    pub fn months(self) -> Vec<YearMonth> {
        let mut months = vec![self.first];
        while let Some(next) = months
            .last()
            .filter(|month| **month < self.last)
            .and_then(|month| month.last_day().succ_opt())
            .and_then(YearMonth::of)
        {
            months.push(next);
        }
        months
    }

    /// Its parts by calendar year, in order.
    pub fn years(self) -> Vec<Self> {
        let mut parts: Vec<Self> = Vec::new();
        for month in self.months() {
            match parts.last_mut() {
                Some(part) if part.year() == month.first_day().year() => part.last = month,
                _ => parts.push(Self {
                    first: month,
                    last: month,
                }),
            }
        }
        parts
    }

    /// The year of its first month.
    pub fn year(self) -> i32 {
        self.first_day().year()
    }

    /// As people read it: `Mei 2026`, or `Oktober 2025 – Maret 2026`.
    pub fn indonesian(self) -> String {
        if self.first == self.last {
            return self.first.indonesian();
        }
        format!(
            "{} \u{2013} {}",
            self.first.indonesian(),
            self.last.indonesian()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(first: &str, last: &str) -> Option<Span> {
        Span::new(first.parse().unwrap(), last.parse().unwrap())
    }

    #[test]
    fn months_are_counted_at_both_ends_and_across_a_year() {
        let one = span("2026-02", "2026-02").unwrap();
        assert_eq!((one.months().len(), one.years().len()), (1, 1));
        assert_eq!(one.indonesian(), "Februari 2026");
        let over = span("2025-11", "2026-02").unwrap();
        let months: Vec<String> = over.months().iter().map(ToString::to_string).collect();
        assert_eq!(months, ["2025-11", "2025-12", "2026-01", "2026-02"]);
        let years: Vec<String> = over.years().iter().map(|part| part.indonesian()).collect();
        assert_eq!(
            years,
            [
                "November 2025 \u{2013} Desember 2025",
                "Januari 2026 \u{2013} Februari 2026"
            ]
        );
        assert_eq!(over.last_day().to_string(), "2026-02-28");
        assert!(span("2026-02", "2026-01").is_none(), "backwards");
        assert_eq!(span("2025-01", "2026-12").unwrap().months().len(), 24);
        assert!(span("2025-01", "2027-01").is_none(), "25 months");
    }
}

//! Values of the read model that hold from a day on: where a family belongs, its status, who leads a group, whether it exists.
//! The one place that says which value holds on which day. Knows no document.

use chrono::NaiveDate;

/// Values, each with the day since which it holds (an ISO date, or nothing for "from the beginning"), in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dated<V>(Vec<(String, V)>);

impl<V> Default for Dated<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> Dated<V> {
    /// Adds what holds later than all there is.
    pub(crate) fn push(&mut self, since: String, value: V) {
        self.0.push((since, value));
    }

    /// What holds on a day.
    pub(crate) fn on(&self, day: NaiveDate) -> Option<&V> {
        self.since_on(day).map(|(_, value)| value)
    }

    /// What holds on a day, with the day since which it does.
    pub(crate) fn since_on(&self, day: NaiveDate) -> Option<&(String, V)> {
        self.until(&day.to_string()).last()
    }

    /// What had begun by a day, an ISO date; the last of it holds then.
    pub(crate) fn until(&self, day: &str) -> &[(String, V)] {
        self.0.split_at(self.begun(day)).0
    }

    /// What begins after a day.
    pub(crate) fn after(&self, day: NaiveDate) -> &[(String, V)] {
        self.0.split_at(self.begun(&day.to_string())).1
    }

    /// What holds in the end, also of a day to come.
    pub(crate) fn last(&self) -> Option<&V> {
        self.0.last().map(|(_, value)| value)
    }

    /// All of it.
    pub(crate) fn all(&self) -> &[(String, V)] {
        &self.0
    }

    fn begun(&self, day: &str) -> usize {
        self.0.partition_point(|(since, _)| since.as_str() <= day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_value_of_a_day_is_the_last_that_had_begun() {
        let mut dated = Dated::default();
        assert_eq!(dated.on(day("2026-11-18")), None);
        dated.push(String::new(), 'a');
        dated.push("2026-03-01".to_owned(), 'b');
        dated.push("2026-12-01".to_owned(), 'c');
        for (on, value) in [
            ("1900-01-01", 'a'),
            ("2026-02-28", 'a'),
            ("2026-03-01", 'b'),
            ("2026-11-30", 'b'),
            ("2026-12-01", 'c'),
            ("2199-12-31", 'c'),
        ] {
            assert_eq!(dated.on(day(on)), Some(&value), "{on}");
        }
        assert_eq!(dated.last(), Some(&'c'));
        assert_eq!(dated.until("2026-03-01").len(), 2);
        assert_eq!(
            dated.after(day("2026-03-01")),
            [("2026-12-01".to_owned(), 'c')]
        );
    }
}

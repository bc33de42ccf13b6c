//! Half a day of an event: a morning or an afternoon. Knows no event.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::attendee::Attendee;
use sesi_engine::documents::parse_date;

/// A morning or an afternoon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfDay {
    /// Of which day.
    pub day: NaiveDate,
    /// Whether it is the afternoon.
    pub afternoon: bool,
}

impl HalfDay {
    /// Reads the form in which documents have it: `2026-09-03.p` and `2026-09-03.s` for pagi and siang.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, part) = text.split_once('.')?;
        let afternoon = match part {
            "p" => false,
            "s" => true,
            _ => return None,
        };
        let day = parse_date(day)?;
        Some(Self { day, afternoon })
    }

    /// Whether a text is one.
    pub(super) fn is_one(text: &str) -> bool {
        Self::parse(text).is_some()
    }

    /// Reads the key of a mark: half a day and who it is about.
    pub(super) fn of_mark(text: &str) -> Option<(Self, Attendee)> {
        let (half, who) = text.rsplit_once('.')?;
        Some((Self::parse(half)?, Attendee::parse(who)?))
    }

    /// Whether a text is the key of a mark.
    pub(super) fn is_mark(text: &str) -> bool {
        Self::of_mark(text).is_some()
    }
}

impl fmt::Display for HalfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.day, if self.afternoon { 's' } else { 'p' })
    }
}

impl Serialize for HalfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HalfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("half a day"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_mark_is_half_a_day_and_who_it_is_about() {
        let half = HalfDay::parse("2026-09-03.s").unwrap();
        let who = Attendee::guest("Camat");
        let key = format!("{half}.{who}");
        assert_eq!(HalfDay::of_mark(&key), Some((half, who)));
        assert!(HalfDay::parse("2026-09-03.p").unwrap() < half);
        for other in [
            "2026-09-03",
            "2026-13-03.p",
            "2026-09-03.x",
            "2026-09-03.p.zz",
        ] {
            assert!(!HalfDay::is_mark(other), "{other}");
        }
    }
}

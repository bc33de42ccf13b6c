//! Values that hold from a day on: where something belongs, who is responsible, what its status is. Knows no kind.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use sesi_engine::documents::{Fields, Keys, Rule, Scalar, parse_date};

/// The day from which something holds; `None` is "from the beginning", stored as an empty text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Since(pub Option<NaiveDate>);

impl Since {
    /// Reads an ISO date or an empty text.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            Some(Self(None))
        } else {
            parse_date(text).map(|date| Self(Some(date)))
        }
    }
}

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |date| date.fmt(f))
    }
}

impl Serialize for Since {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Since {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("an ISO date of 1900 to 2199, or nothing"))
    }
}

/// A map from days to values that `rule` allows.
pub(super) const fn since(rule: Rule) -> Keys {
    Keys::Formed(|key| Since::parse(key).is_some(), rule)
}

/// The entries of such a map that this version understands.
pub(super) fn read<V>(
    fields: &Fields,
    map: usize,
    read: impl Fn(&Scalar) -> Option<V>,
) -> BTreeMap<Since, V> {
    let entries = fields.map(map);
    entries
        .filter_map(|(key, value)| Some((Since::parse(key)?, read(value)?)))
        .collect()
}

/// The value that holds on `day`: the one with the latest `since` that is not after it.
pub(super) fn on<V>(values: &BTreeMap<Since, V>, day: NaiveDate) -> Option<&V> {
    values
        .range(..=Since(Some(day)))
        .next_back()
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_the_beginning_is_before_every_day() {
        assert_eq!(Since::parse(""), Some(Since(None)));
        assert!(Since(None) < Since(parse_date("1900-01-01")));
    }
}

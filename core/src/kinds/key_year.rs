//! Calendar years as document keys carry them, and the months that are the cells of a plan.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sesi_wire::varint;

use sesi_engine::documents::{KeyError, KeyPiece};

/// A calendar year that a key can carry: 2000 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyYear(i32);

impl KeyYear {
    /// `None` outside 2000 to 9999.
    pub fn new(year: i32) -> Option<Self> {
        (2000..=9999).contains(&year).then_some(Self(year))
    }

    /// The year as a number.
    pub fn year(self) -> i32 {
        self.0
    }
}

impl fmt::Display for KeyYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for KeyYear {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(self.0)
    }
}

impl KeyPiece for KeyYear {
    fn put(&self, out: &mut Vec<u8>) {
        varint::put(out, u64::from(self.0.abs_diff(2000)));
    }

    fn take(input: &mut &[u8]) -> Result<Self, KeyError> {
        let year = i32::try_from(varint::take(input)?)
            .ok()
            .and_then(|years| years.checked_add(2000));
        year.and_then(Self::new)
            .ok_or(KeyError::Malformed("plan year"))
    }
}

/// A month of a plan, 1 to 12; the key of its cells, `01` to `12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanMonth(u32);

impl PlanMonth {
    /// `None` outside 1 to 12.
    pub fn new(month: u32) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self(month))
    }

    /// The month as a number.
    pub fn month(self) -> u32 {
        self.0
    }

    /// Reads a key; one spelling for each month.
    pub fn parse(text: &str) -> Option<Self> {
        let month = Self::new(text.parse().ok()?)?;
        (month.to_string() == text).then_some(month)
    }

    /// Whether a map's key is a month's.
    pub(super) fn is_key(text: &str) -> bool {
        Self::parse(text).is_some()
    }
}

/// `03`.
impl fmt::Display for PlanMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl Serialize for PlanMonth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PlanMonth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("a month from 01 to 12"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_one_spelling_and_years_a_range() {
        for month in 1..=12 {
            let one = PlanMonth::new(month).unwrap();
            assert_eq!(PlanMonth::parse(&one.to_string()), Some(one));
        }
        for text in ["", "0", "00", "1", "13", "+1", "001", " 1"] {
            assert_eq!(PlanMonth::parse(text), None, "{text}");
        }
        assert_eq!(KeyYear::new(1999), None);
        assert_eq!(KeyYear::new(10_000), None);
        for year in [2000, 2026, 9999] {
            let mut bytes = Vec::new();
            KeyYear::new(year).unwrap().put(&mut bytes);
            assert_eq!(KeyYear::take(&mut &bytes[..]).unwrap().year(), year);
        }
        assert!(KeyYear::take(&mut &[0xff, 0xff, 0x7f][..]).is_err());
    }
}

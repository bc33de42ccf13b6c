//! Who is at an event of the staff: a member of staff, or a guest who is known by name alone. Knows no event.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::vocabulary::words;
use crate::reference::fold;

words! {
    /// Whether somebody was there.
    Presence {
        /// Was there.
        Hadir = "hadir",
        /// Said beforehand that they could not come.
        Izin = "izin",
        /// Was not there, and said nothing.
        TanpaKeterangan = "tanpa_keterangan",
    }
}

/// Somebody at an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attendee {
    /// A member of staff.
    Staff(Uuid),
    /// A guest, by a number made of the name: two devices that write down one guest mean the same.
    Guest(u64),
}

impl Attendee {
    /// The guest of a name.
    pub fn guest(name: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("sesi guest 1");
        hasher.update(fold::words(name).as_bytes());
        let mut number = [0; 8];
        hasher.finalize_xof().fill(&mut number);
        Self::Guest(u64::from_be_bytes(number))
    }

    /// Reads the form in which documents have it.
    pub fn parse(text: &str) -> Option<Self> {
        let who = if let Some(id) = text.strip_prefix('s') {
            Self::Staff(Uuid::try_parse(id).ok()?)
        } else {
            Self::Guest(u64::from_str_radix(text.strip_prefix('g')?, 16).ok()?)
        };
        // Written in one way only.
        (who.to_string() == text).then_some(who)
    }

    /// Whether a text is one.
    pub(super) fn is_one(text: &str) -> bool {
        Self::parse(text).is_some()
    }

    /// Whether a text is a guest.
    pub(super) fn is_guest(text: &str) -> bool {
        matches!(Self::parse(text), Some(Self::Guest(_)))
    }

    /// The member of staff.
    pub fn staff(self) -> Option<Uuid> {
        match self {
            Self::Staff(id) => Some(id),
            Self::Guest(_) => None,
        }
    }
}

impl fmt::Display for Attendee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staff(id) => write!(f, "s{}", id.simple()),
            Self::Guest(number) => write!(f, "g{number:016x}"),
        }
    }
}

impl Serialize for Attendee {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Attendee {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("a member of staff or a guest"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_written_in_one_way_only() {
        let id = Uuid::from_u128(0xab);
        for who in [Attendee::Staff(id), Attendee::guest("Camat Toili")] {
            assert_eq!(Attendee::parse(&who.to_string()), Some(who));
        }
        let hyphens = format!("s{id}");
        for other in ["", "s", "g1", "x00", hyphens.as_str(), "gABCDEF0123456789"] {
            assert_eq!(Attendee::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_guest_is_the_same_however_the_name_is_typed() {
        let one = Attendee::guest("Camat Toili");
        assert_eq!(one, Attendee::guest("  CAMAT  toili"));
        assert_ne!(one, Attendee::guest("Camat Luwuk"));
    }
}

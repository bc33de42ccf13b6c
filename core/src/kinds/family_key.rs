//! The short name of a family inside a meeting. Knows no meeting and no office.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The first characters of the unpadded base64url form of a family's id.
///
/// A meeting is mostly keys and keys cost bytes: 8 characters (48 bits) tell the families of an office apart; where two
/// would clash the office uses a longer prefix, up to the whole 22 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyKey(String);

impl FamilyKey {
    /// Whether a map's key is a family's.
    pub(super) fn is_key(text: &str) -> bool {
        Self::parse(text).is_some()
    }

    /// Shortest and usual length in characters.
    pub const MIN: usize = 8;
    /// Length in characters of a whole id.
    pub const MAX: usize = 22;

    /// The usual key of a family.
    pub fn of(family: Uuid) -> Self {
        Self::with_len(family, Self::MIN)
    }

    /// The key of `len` characters, for families whose usual keys clash; `len` is brought into [`Self::MIN`]..=[`Self::MAX`].
    pub fn with_len(family: Uuid, len: usize) -> Self {
        let mut key = BASE64URL_NOPAD.encode(family.as_bytes());
        key.truncate(len.clamp(Self::MIN, Self::MAX));
        Self(key)
    }

    /// Reads a key; `None` unless it is 8 to 22 base64url characters.
    pub fn parse(text: &str) -> Option<Self> {
        let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        ((Self::MIN..=Self::MAX).contains(&text.len()) && text.bytes().all(alphabet))
            .then(|| Self(text.to_owned()))
    }

    /// Whether this key may name `family`.
    pub fn names(&self, family: Uuid) -> bool {
        BASE64URL_NOPAD
            .encode(family.as_bytes())
            .starts_with(&self.0)
    }

    /// All characters of the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 8 characters, by which the read model looks families up.
    pub fn key8(&self) -> &str {
        self.0.get(..Self::MIN).unwrap_or(&self.0)
    }
}

impl fmt::Display for FamilyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FamilyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FamilyKey({})", self.0)
    }
}

impl Serialize for FamilyKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FamilyKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("a family key is 8 to 22 base64url characters"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_length_names_its_family_and_survives_reading(id in any::<u128>(), len in 8usize..=22) {
            let family = Uuid::from_u128(id);
            let key = FamilyKey::with_len(family, len);
            prop_assert_eq!(key.as_str().len(), len);
            prop_assert!(key.names(family));
            prop_assert!(!key.names(Uuid::from_u128(!id)));
            let usual = FamilyKey::of(family);
            prop_assert_eq!(key.key8(), usual.as_str());
            prop_assert_eq!(FamilyKey::parse(key.as_str()), Some(key));
        }
    }

    #[test]
    fn other_text_is_no_key() {
        for text in [
            "",
            "AbCd123",
            "AbCd123/",
            "AbCd1234AbCd1234AbCd123",
            "Äbcd1234",
        ] {
            assert_eq!(FamilyKey::parse(text), None, "{text}");
        }
    }
}

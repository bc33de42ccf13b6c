//! The code of a module session. Knows no curriculum: new sessions appear all the time.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sesi_wire::varint;

use sesi_engine::documents::{KeyError, KeyPiece};

/// A module id, a dot and a session number, such as `M1.1`; some modules have no sessions, such as `MX`.
/// 1 to 12 characters of `A-Z`, `0-9` and `.`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionCode(String);

/// The text is not 1 to 12 characters of `A-Z`, `0-9` and `.`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a session code has 1 to 12 characters of A-Z, 0-9 and the dot")]
pub struct NotASessionCode;

impl SessionCode {
    /// Longest code in characters.
    pub const MAX: usize = 12;

    /// Checks and keeps a code.
    pub fn new(text: &str) -> Result<Self, NotASessionCode> {
        let legal = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'.';
        if (1..=Self::MAX).contains(&text.len()) && text.bytes().all(legal) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotASessionCode)
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Codes written one after the other with spaces between; the whole is `None` if one of them is no code.
    pub(super) fn list(text: &str) -> Option<Vec<Self>> {
        text.split(' ')
            .filter(|code| !code.is_empty())
            .map(|code| Self::new(code).ok())
            .collect()
    }

    /// Inverse of [`Self::list`].
    pub(crate) fn join(codes: &[Self]) -> String {
        codes.iter().map(Self::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for SessionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for SessionCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SessionCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl KeyPiece for SessionCode {
    fn put(&self, out: &mut Vec<u8>) {
        varint::put(out, self.0.len() as u64);
        out.extend(self.0.as_bytes());
    }

    fn take(input: &mut &[u8]) -> Result<Self, KeyError> {
        let len = varint::take_len(input, Self::MAX, "session")?;
        std::str::from_utf8(varint::take_bytes(input, len, "session")?)
            .ok()
            .and_then(|text| Self::new(text).ok())
            .ok_or(KeyError::Malformed("session"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_are_codes() {
        for code in ["M1.1", "M6.15", "MX"] {
            assert_eq!(SessionCode::new(code).unwrap().as_str(), code);
        }
        for text in ["", "m1.1", "M1 1", "M1.1M1.1M1.1M", "MÄ"] {
            assert_eq!(SessionCode::new(text), Err(NotASessionCode), "{text}");
        }
    }
}

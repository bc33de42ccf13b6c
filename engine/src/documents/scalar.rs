//! One value of one field, as stored. Knows no field.

use automerge::{ScalarValue, ScalarValueRef};
use serde::{Deserialize, Serialize};

/// A value of a field. `Empty` is a field that was cleared: it is written, not deleted, so that clearing a field while
/// somebody else sets it is a disagreement like any other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "testkit", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "type", content = "value")]
pub enum Scalar {
    /// Cleared.
    Empty,
    /// Yes or no.
    Flag(bool),
    /// A count, a code or minutes.
    Number(i64),
    /// Text.
    Text(String),
    /// An id or heads.
    Bytes(Vec<u8>),
}

impl Scalar {
    /// The value in a form for people: text as it is, bytes as lower-case hex, an empty field as nothing.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => data_encoding::HEXLOWER.encode(bytes),
        }
    }

    /// Bytes that the value costs in a change, about.
    pub(super) fn cost(&self) -> usize {
        match self {
            Self::Empty | Self::Flag(_) => 0,
            Self::Number(_) => 4,
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The UUID, if it is one.
    pub fn id(&self) -> Option<uuid::Uuid> {
        uuid::Uuid::from_slice(self.bytes()?).ok()
    }

    /// A flag as it is stored: true or cleared, so that "no" and "never said" are the same.
    pub fn yes(flag: bool) -> Self {
        if flag { Self::Flag(true) } else { Self::Empty }
    }

    /// The bytes, if it is some.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// `None` for types that no field of this version has.
    pub(super) fn from_ref(value: &ScalarValueRef<'_>) -> Option<Self> {
        Some(match value {
            ScalarValueRef::Null => Self::Empty,
            ScalarValueRef::Boolean(flag) => Self::Flag(*flag),
            ScalarValueRef::Uint(number) => Self::Number(i64::try_from(*number).ok()?),
            ScalarValueRef::Int(number) => Self::Number(*number),
            ScalarValueRef::Str(text) => Self::Text(text.to_string()),
            ScalarValueRef::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
            _ => return None,
        })
    }

    /// As [`Self::from_ref`].
    pub(super) fn from_value(value: &ScalarValue) -> Option<Self> {
        Some(match value {
            ScalarValue::Null => Self::Empty,
            ScalarValue::Boolean(flag) => Self::Flag(*flag),
            ScalarValue::Uint(number) => Self::Number(i64::try_from(*number).ok()?),
            ScalarValue::Int(number) => Self::Number(*number),
            ScalarValue::Str(text) => Self::Text(text.to_string()),
            ScalarValue::Bytes(bytes) => Self::Bytes(bytes.clone()),
            _ => return None,
        })
    }
}

impl From<&Scalar> for ScalarValue {
    fn from(value: &Scalar) -> Self {
        match value {
            Scalar::Empty => Self::Null,
            Scalar::Flag(flag) => Self::Boolean(*flag),
            Scalar::Number(number) => u64::try_from(*number).map_or(Self::Int(*number), Self::Uint),
            Scalar::Text(text) => Self::Str(text.as_str().into()),
            Scalar::Bytes(bytes) => Self::Bytes(bytes.clone()),
        }
    }
}

impl From<bool> for Scalar {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u16> for Scalar {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<i16> for Scalar {
    fn from(number: i16) -> Self {
        Self::Number(number.into())
    }
}

impl From<&String> for Scalar {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<uuid::Uuid> for Scalar {
    fn from(id: uuid::Uuid) -> Self {
        Self::Bytes(id.as_bytes().to_vec())
    }
}

impl From<chrono::NaiveDate> for Scalar {
    fn from(date: chrono::NaiveDate) -> Self {
        Self::Text(date.to_string())
    }
}

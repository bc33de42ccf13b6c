//! The code of a session as documents and reports carry it: `M1.1` for a session of a module, `MX` for a module whose topic is
//! typed by hand. It knows the form of a code, not which codes an edition has.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A session's code: a module id, and, unless the module's topic is open, a dot and the session's number (1 to 999).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SessionCode {
    module: String,
    no: Option<u16>,
}

/// Why a text is no session code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no session code; a code looks like M1.1, or like MX for an open topic")]
pub struct SessionCodeError(pub String);

impl SessionCode {
    /// The code of session `no` of `module`, or of the whole module when its topic is open.
    ///
    /// # Errors
    /// If `module` is no module id (see [`is_module_id`]) or `no` is 0 or above 999.
    pub fn new(module: &str, no: Option<u16>) -> Result<Self, SessionCodeError> {
        if is_module_id(module) && no.is_none_or(|n| (1..=999).contains(&n)) {
            return Ok(Self {
                module: module.to_owned(),
                no,
            });
        }
        Err(SessionCodeError(no.map_or_else(
            || module.to_owned(),
            |n| format!("{module}.{n}"),
        )))
    }

    /// The module's id, such as `M1`.
    pub fn module(&self) -> &str {
        &self.module
    }

    /// The session's number in its module; none for an open topic.
    pub fn no(&self) -> Option<u16> {
        self.no
    }
}

/// A module id is `M` and one to seven capital letters or digits.
pub fn is_module_id(text: &str) -> bool {
    (2..=8).contains(&text.len())
        && text.starts_with('M')
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

impl fmt::Display for SessionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.no {
            Some(no) => write!(f, "{}.{no}", self.module),
            None => f.write_str(&self.module),
        }
    }
}

impl FromStr for SessionCode {
    type Err = SessionCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || SessionCodeError(text.to_owned());
        match text.split_once('.') {
            None => Self::new(text, None),
            Some((module, no)) => {
                // One spelling for one session: "M1.01" or "M1.+1" would be another document id.
                if no.starts_with('0') || !no.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(refused());
                }
                Self::new(module, Some(no.parse().map_err(|_| refused())?))
            }
        }
        .map_err(|_| refused())
    }
}

impl TryFrom<String> for SessionCode {
    type Error = SessionCodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SessionCode> for String {
    fn from(code: SessionCode) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_have_one_spelling() {
        for text in ["M1.1", "M6.15", "MX", "M2.999"] {
            assert_eq!(
                text.parse::<SessionCode>().map(|c| c.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "", "M", "m1.1", "M1.", "M1.0", "M1.01", "M1.1.1", "M1.+1", " M1.1", "M1.1000", "X1.1",
            "M1.-1",
        ] {
            assert!(text.parse::<SessionCode>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_comes_back_unchanged(text in "\\PC{0,12}") {
            if let Ok(code) = text.parse::<SessionCode>() {
                prop_assert_eq!(code.to_string(), text);
            }
        }
    }
}

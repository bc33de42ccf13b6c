//! What an entry says of itself beside its documents: the version of the app that sealed it, and years of which its author has work and
//! no feed.
//!
//! It is a part whose key begins with a zero, where a document's begins with its kind:
//!
//! ```text
//! key = 00 01 || version      1 to 32 of the characters that versions are written with: 0-9 A-Z a-z . + -
//! key = 00 02 || year         2 bytes, big endian; in the feed of a place: there is work of that year for it
//! ```
//!
//! No remark changes a document. What a reader does not know of them it passes over.

use std::collections::BTreeSet;
use std::fmt;

use super::parts::DocumentPart;

/// The kind that no document has.
const NO_DOCUMENT: u8 = 0;
/// What stands behind it where the remark is a version.
const VERSION: u8 = 1;
/// What stands behind it where the remark is a year that is lacked.
const LACKS: u8 = 2;

/// What the remarks of an entry say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorNotes {
    /// The app that sealed it.
    pub app: Option<AppVersion>,
    /// Years of which its author has work, and no feed for them.
    pub lacks: BTreeSet<u16>,
}

/// The version of an app, as it may be said and shown: nothing in it can disturb a page or a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppVersion(String);

impl AppVersion {
    /// Characters at the most.
    pub const MAX: usize = 32;

    /// The version that this crate has, for whoever runs it without an app around it.
    pub fn of_core() -> Self {
        Self(env!("CARGO_PKG_VERSION").to_owned())
    }

    /// None if it is not written like a version.
    pub fn new(text: &str) -> Option<Self> {
        let written = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-');
        let fits = (1..=Self::MAX).contains(&text.len()) && text.bytes().all(written);
        fits.then(|| Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that says it.
    pub fn to_part(&self) -> DocumentPart {
        DocumentPart {
            key: [&[NO_DOCUMENT, VERSION], self.0.as_bytes()].concat(),
            changes: Vec::new(),
        }
    }

    fn of_part(part: &DocumentPart) -> Option<Self> {
        let text = part.key.strip_prefix(&[NO_DOCUMENT, VERSION])?;
        Self::new(std::str::from_utf8(text).ok()?)
    }
}

impl fmt::Display for AppVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The part that says of a year that its author has work of it, and no feed for them.
pub fn lacks(year: u16) -> DocumentPart {
    DocumentPart {
        key: [&[NO_DOCUMENT, LACKS][..], &year.to_be_bytes()].concat(),
        changes: Vec::new(),
    }
}

/// Takes the remarks out from among documents; of several versions the first holds.
pub fn take(parts: &mut Vec<DocumentPart>) -> AuthorNotes {
    let mut remarks = AuthorNotes::default();
    parts.retain(|part| {
        match part.key[..] {
            [NO_DOCUMENT, VERSION, ..] if remarks.app.is_none() => {
                remarks.app = AppVersion::of_part(part);
            }
            [NO_DOCUMENT, LACKS, high, low] => {
                remarks.lacks.insert(u16::from_be_bytes([high, low]));
            }
            _ => {}
        }
        part.key.first() != Some(&NO_DOCUMENT)
    });
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::parts::tests::some_parts;
    use proptest::prelude::*;

    fn part(key: &[u8]) -> DocumentPart {
        DocumentPart {
            key: key.to_vec(),
            changes: Vec::new(),
        }
    }

    #[test]
    fn a_version_is_said_and_read() {
        let app = AppVersion::new("1.12.0-rc.1+Android").unwrap();
        let document = part(&[6, 1, 7]);
        let mut parts = vec![document.clone(), app.to_part()];
        assert_eq!(take(&mut parts).app, Some(app));
        assert_eq!(parts, [document]);
        assert!(AppVersion::new(AppVersion::of_core().as_str()).is_some());
    }

    #[test]
    fn years_that_are_lacked_are_said_and_read() {
        let document = part(&[6, 1, 7]);
        let mut parts = vec![lacks(2025), document.clone(), lacks(2021), lacks(2025)];
        assert_eq!(lacks(2025).key, [0, 2, 7, 233]);
        assert_eq!(take(&mut parts).lacks, BTreeSet::from([2021, 2025]));
        assert_eq!(parts, [document]);
    }

    #[test]
    fn what_is_no_version_is_passed_over() {
        let long = "1".repeat(33);
        for text in ["", &long, "1.0 ", "1\n0", "<b>", "\u{202e}1.0", "1\u{0}"] {
            assert_eq!(AppVersion::new(text), None, "{text:?}");
            let mut parts = vec![part(&[&[0, 1], text.as_bytes()].concat())];
            assert_eq!(take(&mut parts), AuthorNotes::default(), "{text:?}");
            assert!(parts.is_empty());
        }
        // Bytes that are no text, and kinds of remark that are not known yet, with changes or without.
        let later = DocumentPart {
            key: vec![0, 3, 9],
            changes: vec![vec![1]],
        };
        let mut parts = vec![
            part(&[0, 1, 0xff]),
            part(&[0]),
            part(&[0, 2, 7]),
            part(&[0, 2, 7, 233, 0]),
            later,
            part(b"\0\x011.0"),
            part(b"\0\x012.0"),
        ];
        let remarks = take(&mut parts);
        assert_eq!(remarks.app.unwrap().as_str(), "1.0");
        assert_eq!(remarks.lacks, BTreeSet::new());
        assert!(parts.is_empty());
    }

    proptest! {
        #[test]
        fn documents_stay_as_they_are(parts in some_parts()) {
            let mut left = parts.clone();
            take(&mut left);
            let documents: Vec<_> = parts.into_iter().filter(|part| part.key.first() != Some(&0)).collect();
            prop_assert_eq!(left, documents);
        }
    }
}
